//! DICOM export: the buttons under the report, and the jobs that they give the engine.

use std::rc::Rc;

use leptos::prelude::*;
use serde_bytes::ByteBuf;
use web_sys::File;

use super::state::{ExportKind, ExportSignals, Preview, random_bytes};
use crate::dicom_export::{Algorithm, Change, Options, Timestamp, Uids};
use crate::page::controller::{Controller, ControllerHandle};
use crate::page::engine::slot::SlotId;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::shell::settings::url_of;
use crate::page::shell::state::Sheet;
use crate::page::state::Store;
use crate::page::text::language::LocalizedText;
use crate::page::text::{format, messages};
use crate::page::worklist::download;
use crate::protocol::{Deidentifying, Export, FilmId};
use crate::report::Report;

/// The current time, by the clock of this machine.
fn now() -> Timestamp {
    let now = js_sys::Date::new_0();
    Timestamp { seconds: (now.get_time() / 1e3) as i64, offset_minutes: -(now.get_timezone_offset() as i32) }
}

impl Controller {
    /// Has the engine make something of the chosen film.
    pub(crate) fn hand_on(self: &Rc<Self>, kind: ExportKind) {
        let Some(film) = self.store.worklist.chosen_untracked() else { return };
        let handing_on = self.store.report.export;
        let Some(export) = self.order(kind) else {
            return handing_on.said.set(Some(LocalizedText::of(messages::no_random)));
        };
        handing_on.said.set(None);
        handing_on.busy.set(true);
        self.queue.borrow_mut().export(film.id, export);
        self.work();
    }

    /// What the engine is told; none where the browser gives no random bytes, or the film has no report.
    fn order(&self, kind: ExportKind) -> Option<Export> {
        let store = self.store;
        let seed = || Some(ByteBuf::from(random_bytes::<{ Uids::SEED }>()?));
        let report = || {
            let Report::Scored(report) = store.report_on(store.worklist.chosen_untracked()?.id)? else {
                return None;
            };
            serde_json::to_string(&report).ok()
        };
        let copy = || {
            let covered = untrack(|| store.redacted());
            let options = Options { covered, ..store.report.export.options.get_untracked() };
            Some(Deidentifying { options, salt: ByteBuf::from(store.report.export.salt()?) })
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
                    .with_untracked(|card| Some(Algorithm::of(card.as_ref()?.as_ref().ok()?)))?,
                paper: store
                    .report
                    .paper_card
                    .with_untracked(|card| Some(Algorithm::of(card.as_ref()?.as_ref().ok()?))),
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
    pub(crate) fn exported(self: &Rc<Self>, film: FilmId, file: Option<File>) {
        let Some(crate::page::engine::queue::Job::Export(_, export)) =
            self.slots.at(SlotId::First).finish(film)
        else {
            return;
        };
        self.slots.at(SlotId::First).failures.set(0);
        let handing_on = self.store.report.export;
        handing_on.busy.set(false);
        if let Some(file) = file {
            let film = self.store.worklist.film(film).map(|film| format::path(&film.name).1.to_owned());
            let stem = film.as_deref().and_then(|name| Some(name.rsplit_once('.')?.0)).or(film.as_deref());
            let name = match *export {
                Export::StructuredReport { of_copy: None, .. } => {
                    format!("{}-sr.dcm", stem.unwrap_or("film"))
                }
                Export::SecondaryCapture { of_copy: None, .. } => {
                    format!("{}-sc.dcm", stem.unwrap_or("film"))
                }
                // After its UID: the name of a film may be that of its patient.
                Export::StructuredReport { .. }
                | Export::SecondaryCapture { .. }
                | Export::Deidentified { .. } => file.name(),
            };
            match download::save_blob(&file, &name) {
                Ok(()) => handing_on.said.set(Some(LocalizedText::new(move || messages::exported(&name)))),
                Err(error) => web_sys::console::error_1(&error),
            }
        }
        self.work();
    }

    /// What a copy would change is known.
    pub(crate) fn previewed(self: &Rc<Self>, film: FilmId, changes: Vec<Change>, is_burned_in: bool) {
        let Some(_job) = self.slots.at(SlotId::First).finish(film) else { return };
        self.slots.at(SlotId::First).failures.set(0);
        self.store.report.export.busy.set(false);
        self.store.report.export.preview.set(Some(Preview { film, changes, is_burned_in }));
        self.work();
    }

    /// Nothing was made, and why.
    pub(crate) fn not_exported(&self, why: LocalizedText) {
        self.store.report.export.busy.set(false);
        self.store.report.export.said.set(Some(why));
    }
}

/// The export buttons; shown once the film is scored.
#[component]
pub(crate) fn DicomExport() -> impl IntoView {
    let (store, controller) = (expect_context::<Store>(), expect_context::<ControllerHandle>());
    let ExportSignals { busy, said, preview, options, .. } = store.report.export;
    // A report needs a model card, which identifies the models.
    let is_reported = Memo::new(move |_| {
        let has_card = store.report.card.with(|card| matches!(card, Some(Ok(_))));
        let scored = store.worklist.chosen_film().and_then(|film| film.state.with(|state| state.scored));
        has_card && scored.is_some_and(|scored| store.report.judge(&scored.readout).is_some())
    });
    // Messages and confirmations of another film do not apply to this one.
    Effect::new(move |_| {
        store.worklist.chosen.track();
        said.set(None);
        busy.set(false);
        if options.with_untracked(|options| options.pixels_are_clean) {
            options.update(|options| options.pixels_are_clean = false);
        }
    });
    let press = move |kind| move |_| controller.with_value(|controller| controller.hand_on(kind));
    let open = move |_| {
        preview.set(None);
        store.shell.sheet.set(Some(Sheet::Deidentify));
        controller.with_value(|controller| controller.hand_on(ExportKind::Preview));
    };
    view! {
        <section class="hand-on" class:is-hidden=move || !is_reported.get()>
            <h3>{messages::dicom_export}</h3>
            <div class="buttons">
                <button type="button" class="small" data-testid="export-sr" title=messages::export_sr_hint
                    prop:disabled=move || busy.get() on:click=press(ExportKind::StructuredReport)>
                    {icon(icons::EXPORT)}
                    {messages::export_sr}
                </button>
                <button type="button" class="small" data-testid="export-sc" title=messages::export_sc_hint
                    prop:disabled=move || busy.get() on:click=press(ExportKind::SecondaryCapture)>
                    {icon(icons::EXPORT)}
                    {messages::export_sc}
                </button>
                <button type="button" class="small" data-testid="export-copy" title=messages::export_copy_hint
                    prop:disabled=move || busy.get() on:click=open>
                    {icon(icons::EXPORT)}
                    {messages::export_copy}
                </button>
            </div>
            <p class="quiet" role="status" data-testid="handed-on">
                {move || match (busy.get(), said.get()) {
                    (true, _) => messages::exporting(),
                    (false, Some(said)) => said.text(),
                    (false, None) => messages::dicom_export_hint(),
                }}
            </p>
        </section>
    }
}
