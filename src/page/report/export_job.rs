//! Films exported as DICOM: what the engine is asked to make, and what becomes of it.

use std::rc::Rc;

use leptos::prelude::*;
use serde_bytes::ByteBuf;
use web_sys::File;

use super::state::{ExportKind, ExportSignals, Preview, random_bytes};
use crate::dicom_export::{Algorithm, Change, DeidentifyOptions, Timestamp, Uids};
use crate::page::engine::jobs::Jobs;
use crate::page::shell::settings::url_of;
use crate::page::state::Store;
use crate::page::text::language::LocalizedText;
use crate::page::text::{format, messages};
use crate::page::worklist::download;
use crate::protocol::{Deidentifying, Export, FilmId};
use crate::report::Report;

/// The DICOM export of the chosen film.
pub(crate) struct DicomExport {
    /// The whole store: a report is made of the list, the viewer and the cards.
    store: Store,
    signals: ExportSignals,
    jobs: Rc<Jobs>,
}

impl DicomExport {
    /// Nothing is being exported.
    pub(crate) fn new(store: Store, jobs: Rc<Jobs>) -> Self {
        Self { store, signals: store.report.export, jobs }
    }

    /// Has the engine make a file, or a preview, of the chosen film.
    pub(crate) fn start(&self, kind: ExportKind) {
        let Some(film) = self.store.worklist.chosen_untracked() else { return };
        let Some(export) = self.export(film.id, kind) else {
            return self.signals.said.set(Some(LocalizedText::of(messages::no_random)));
        };
        self.signals.said.set(None);
        self.signals.busy.set(true);
        self.jobs.queue().export(film.id, export);
        self.jobs.dispatch();
    }

    /// What the engine is asked to make; none where the browser gives no random bytes, or the film has no report.
    fn export(&self, film: FilmId, kind: ExportKind) -> Option<Export> {
        let store = self.store;
        let seed = || Some(ByteBuf::from(random_bytes::<{ Uids::SEED }>()?));
        let report = || {
            let Report::Scored(report) = store.report_on(film)? else { return None };
            serde_json::to_string(&report).ok()
        };
        let copy = || {
            let covered = untrack(|| store.redacted());
            let options = DeidentifyOptions { covered, ..self.signals.options.get_untracked() };
            Some(Deidentifying { options, salt: ByteBuf::from(self.signals.salt()?) })
        };
        let of_copy = match kind {
            ExportKind::ReportOfCopy | ExportKind::PictureOfCopy => Some(copy()?),
            ExportKind::StructuredReport
            | ExportKind::SecondaryCapture
            | ExportKind::Copy
            | ExportKind::Preview => None,
        };
        Some(match kind {
            ExportKind::StructuredReport | ExportKind::ReportOfCopy => Export::StructuredReport {
                report: report()?,
                release: store
                    .report
                    .card
                    .with_untracked(|card| Some(Algorithm::from_card(card.as_ref()?.as_ref().ok()?)))?,
                paper: store
                    .report
                    .paper_card
                    .with_untracked(|card| Some(Algorithm::from_card(card.as_ref()?.as_ref().ok()?))),
                of_copy,
                made: now(),
                seed: seed()?,
            },
            ExportKind::SecondaryCapture | ExportKind::PictureOfCopy => Export::SecondaryCapture {
                report: report()?,
                view: store.viewer.request.get_untracked(),
                inverted: store.viewer.inverted.get_untracked(),
                overlay: store.viewer.overlay.get_untracked(),
                covered: untrack(|| store.redacted()),
                of_copy,
                made: now(),
                seed: seed()?,
            },
            ExportKind::Copy | ExportKind::Preview => {
                let preview_with_names = (kind == ExportKind::Preview).then(|| url_of("dictionary.txt"));
                Export::Deidentified { with: copy()?, preview_with_names }
            }
        })
    }

    /// A file was made: the browser saves it.
    pub(crate) fn save(&self, film: FilmId, export: &Export, file: Option<&File>) {
        self.signals.busy.set(false);
        let Some(file) = file else { return };
        let film = self.store.worklist.film(film).map(|film| format::path(&film.name).1.to_owned());
        let stem = film.as_deref().and_then(|name| Some(name.rsplit_once('.')?.0)).or(film.as_deref());
        let name = match export {
            Export::StructuredReport { of_copy: None, .. } => format!("{}-sr.dcm", stem.unwrap_or("film")),
            Export::SecondaryCapture { of_copy: None, .. } => format!("{}-sc.dcm", stem.unwrap_or("film")),
            // Named by its UID: the name of a film may be that of its patient.
            Export::StructuredReport { .. }
            | Export::SecondaryCapture { .. }
            | Export::Deidentified { .. } => file.name(),
        };
        match download::save_blob(file, &name) {
            Ok(()) => {
                self.signals.said.set(Some(LocalizedText::new(move || messages::exported(&name))));
            }
            Err(error) => web_sys::console::error_1(&error),
        }
    }

    /// Shows what a de-identified copy would change.
    pub(crate) fn show_preview(&self, film: FilmId, changes: Vec<Change>, is_burned_in: bool) {
        self.signals.busy.set(false);
        self.signals.preview.set(Some(Preview { film, changes, is_burned_in }));
    }

    /// Nothing was made, and why.
    pub(crate) fn fail(&self, why: LocalizedText) {
        self.signals.busy.set(false);
        self.signals.said.set(Some(why));
    }
}

/// The time on this machine's clock.
fn now() -> Timestamp {
    let now = js_sys::Date::new_0();
    Timestamp { seconds: (now.get_time() / 1e3) as i64, offset_minutes: -(now.get_timezone_offset() as i32) }
}
