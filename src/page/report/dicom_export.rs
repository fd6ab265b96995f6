//! Films handed on as DICOM: the buttons under the report, and what the engine makes of them.

use std::rc::Rc;

use leptos::prelude::*;
use serde_bytes::ByteBuf;
use web_sys::File;

use crate::dicom_export::{Algorithm, Change, DeidentifyOptions, DeidentifySession, Timestamp, Uids};
use crate::page::controller::{Controller, ControllerHandle};
use crate::page::engine::slot::Place;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::shell::settings::url_of;
use crate::page::state::{Sheet, Store};
use crate::page::text::language::Said;
use crate::page::text::{format, messages};
use crate::page::worklist::download;
use crate::protocol::{Deidentifying, Export, FilmId};
use crate::report::Report;

/// What is handed on, and how that goes; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ExportSignals {
    /// Something is being made.
    pub(crate) busy: RwSignal<bool>,
    /// What was saved last, or why nothing was.
    pub(crate) said: RwSignal<Option<Said>>,
    /// What a de-identified copy keeps.
    pub(crate) options: RwSignal<DeidentifyOptions>,
    /// What it would change.
    pub(crate) preview: RwSignal<Option<Preview>>,
    /// The random bytes of this visit, by which its copies stay together.
    salt: StoredValue<Option<[u8; DeidentifySession::SALT]>>,
}

/// What a de-identified copy of a film would change.
#[derive(Clone, PartialEq)]
pub(crate) struct Preview {
    pub(crate) film: FilmId,
    pub(crate) changes: Vec<Change>,
    pub(crate) is_burned_in: bool,
}

/// What can be made of a film at the press of a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    StructuredReport,
    SecondaryCapture,
    Copy,
    Preview,
    /// The report, of the de-identified copy.
    ReportOfCopy,
    /// The picture likewise.
    PictureOfCopy,
}

impl ExportSignals {
    pub(crate) fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            said: RwSignal::new(None),
            options: RwSignal::new(DeidentifyOptions::default()),
            preview: RwSignal::new(None),
            salt: StoredValue::new(None),
        }
    }

    /// What the copies of this visit have in common; none where the browser gives no random bytes.
    pub(crate) fn session(&self) -> Option<DeidentifySession> {
        self.salt().map(DeidentifySession::new)
    }

    /// The random bytes of this visit, drawn once.
    fn salt(&self) -> Option<[u8; DeidentifySession::SALT]> {
        if self.salt.get_value().is_none() {
            self.salt.set_value(random());
        }
        self.salt.get_value()
    }
}

/// Random bytes of the browser's; none where it has none to give.
fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

/// The moment, by the clock of this machine.
fn now() -> Timestamp {
    let now = js_sys::Date::new_0();
    Timestamp { seconds: (now.get_time() / 1e3) as i64, offset_minutes: -(now.get_timezone_offset() as i32) }
}

impl Controller {
    /// Has the engine make something of the chosen film.
    pub(crate) fn hand_on(self: &Rc<Self>, kind: Kind) {
        let Some(film) = self.store.chosen_untracked() else { return };
        let handing_on = self.store.handing_on;
        let Some(export) = self.order(kind) else {
            return handing_on.said.set(Some(Said::of(messages::no_random)));
        };
        handing_on.said.set(None);
        handing_on.busy.set(true);
        self.queue.borrow_mut().export(film.id, export);
        self.work();
    }

    /// What the engine is told; none where the browser gives no random bytes, or the film has no report.
    fn order(&self, kind: Kind) -> Option<Export> {
        let store = self.store;
        let seed = || Some(ByteBuf::from(random::<{ Uids::SEED }>()?));
        let report = || {
            let Report::Scored(report) = store.report_of(store.chosen_untracked()?.id)? else { return None };
            serde_json::to_string(&report).ok()
        };
        let copy = || {
            let covered = untrack(|| store.covered());
            let options = DeidentifyOptions { covered, ..store.handing_on.options.get_untracked() };
            Some(Deidentifying { options, salt: ByteBuf::from(store.handing_on.salt()?) })
        };
        let of_copy = match kind {
            Kind::ReportOfCopy | Kind::PictureOfCopy => Some(copy()?),
            Kind::StructuredReport | Kind::SecondaryCapture | Kind::Copy | Kind::Preview => None,
        };
        Some(match kind {
            Kind::StructuredReport | Kind::ReportOfCopy => Export::StructuredReport {
                report: report()?,
                release: store
                    .card
                    .with_untracked(|card| Some(Algorithm::from_card(card.as_ref()?.as_ref().ok()?)))?,
                paper: store
                    .paper_card
                    .with_untracked(|card| Some(Algorithm::from_card(card.as_ref()?.as_ref().ok()?))),
                of_copy,
                made: now(),
                seed: seed()?,
            },
            Kind::SecondaryCapture | Kind::PictureOfCopy => Export::SecondaryCapture {
                report: report()?,
                view: store.view.get_untracked(),
                inverted: store.inverted.get_untracked(),
                overlay: store.overlay.get_untracked(),
                covered: untrack(|| store.covered()),
                of_copy,
                made: now(),
                seed: seed()?,
            },
            Kind::Copy | Kind::Preview => {
                let preview_with_names = (kind == Kind::Preview).then(|| url_of("dictionary.txt"));
                Export::Deidentified { with: copy()?, preview_with_names }
            }
        })
    }

    /// A file was made: the browser saves it.
    pub(crate) fn exported(self: &Rc<Self>, film: FilmId, file: Option<File>) {
        let Some(crate::page::engine::queue::Job::Export(_, export)) =
            self.seats.at(Place::First).finish(film)
        else {
            return;
        };
        self.seats.at(Place::First).failures.set(0);
        let handing_on = self.store.handing_on;
        handing_on.busy.set(false);
        if let Some(file) = file {
            let film = self.store.film(film).map(|film| format::path(&film.name).1.to_owned());
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
                Ok(()) => handing_on.said.set(Some(Said::new(move || messages::exported(&name)))),
                Err(error) => web_sys::console::error_1(&error),
            }
        }
        self.work();
    }

    /// What a copy would change is known.
    pub(crate) fn previewed(self: &Rc<Self>, film: FilmId, changes: Vec<Change>, is_burned_in: bool) {
        let Some(_job) = self.seats.at(Place::First).finish(film) else { return };
        self.seats.at(Place::First).failures.set(0);
        self.store.handing_on.busy.set(false);
        self.store.handing_on.preview.set(Some(Preview { film, changes, is_burned_in }));
        self.work();
    }

    /// Nothing was made, and why.
    pub(crate) fn not_exported(&self, why: Said) {
        self.store.handing_on.busy.set(false);
        self.store.handing_on.said.set(Some(why));
    }
}

/// The buttons. They stand there once the film is scored.
#[component]
pub(crate) fn HandOn() -> impl IntoView {
    let (store, controller) = (expect_context::<Store>(), expect_context::<ControllerHandle>());
    let ExportSignals { busy, said, preview, options, .. } = store.handing_on;
    // With a report there is a model card, which says what the models are.
    let is_reported = Memo::new(move |_| {
        let has_card = store.card.with(|card| matches!(card, Some(Ok(_))));
        let scored = store.chosen_film().and_then(|film| film.state.with(|state| state.scored));
        has_card && scored.is_some_and(|scored| store.judge(&scored.readout).is_some())
    });
    // What was said of another film is not said of this one, by the page or by the person.
    Effect::new(move |_| {
        store.chosen.track();
        said.set(None);
        busy.set(false);
        if options.with_untracked(|options| options.pixels_are_clean) {
            options.update(|options| options.pixels_are_clean = false);
        }
    });
    let press = move |kind| move |_| controller.with_value(|controller| controller.hand_on(kind));
    let open = move |_| {
        preview.set(None);
        store.sheet.set(Some(Sheet::Deidentify));
        controller.with_value(|controller| controller.hand_on(Kind::Preview));
    };
    view! {
        <section class="hand-on" class:is-hidden=move || !is_reported.get()>
            <h3>{messages::hand_on}</h3>
            <div class="buttons">
                <button type="button" class="small" data-testid="export-sr" title=messages::export_sr_hint
                    prop:disabled=move || busy.get() on:click=press(Kind::StructuredReport)>
                    {icon(icons::EXPORT)}
                    {messages::export_sr}
                </button>
                <button type="button" class="small" data-testid="export-sc" title=messages::export_sc_hint
                    prop:disabled=move || busy.get() on:click=press(Kind::SecondaryCapture)>
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
                    (false, None) => messages::hand_on_what(),
                }}
            </p>
        </section>
    }
}
