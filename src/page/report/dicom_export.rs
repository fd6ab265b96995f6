//! Films exported as DICOM: the buttons under the report.

use leptos::prelude::*;

use super::state::{ExportKind, ExportSignals};
use crate::page::controller::ControllerHandle;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::shell::state::Sheet;
use crate::page::state::Store;
use crate::page::text::messages;

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
    let press = move |kind| move |_| controller.with_value(|controller| controller.export.start(kind));
    let open = move |_| {
        preview.set(None);
        store.shell.sheet.set(Some(Sheet::Deidentify));
        controller.with_value(|controller| controller.export.start(ExportKind::Preview));
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
