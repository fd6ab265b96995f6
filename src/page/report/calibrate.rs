//! The site's own calibration: fitted on the films of the list, stored in this browser, saved to a file and loaded from one.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, File};

use crate::calibration::{Calibration, CalibrationError};
use crate::card::{Card, ReleaseCard};
use crate::page::report::state::ReportStore;
use crate::page::shell::settings;
use crate::page::text::language;
use crate::page::text::language::LocalizedText;
use crate::page::text::messages;
use crate::page::worklist::state::WorklistStore;
use crate::page::worklist::{add, download};

/// The section on calibration in the sheet of the model card.
#[component]
pub(crate) fn Calibrate() -> impl IntoView {
    let (report, worklist) = (expect_context::<ReportStore>(), expect_context::<WorklistStore>());
    let picker = NodeRef::<Input>::new();
    let own = move || report.own_calibration.with(Option::is_some);
    let note = move || {
        let calibration = report.calibration()?;
        let on = messages::calibrated_on(calibration.normal_films, &calibration.site);
        Some(if calibration.calls_none_normal() {
            format!("{on} {}", messages::calibration_none_normal())
        } else {
            on
        })
    };
    let load_file = move |event: Event| {
        if let Some(file) = add::chosen(&event).into_iter().next() {
            spawn_local(load(report, file));
        }
    };
    view! {
        <h3>{messages::calibration}</h3>
        <p>{messages::calibration_what}</p>
        <div class="calibration-note" data-testid="calibration-note" role="status">
            <p>{note}</p>
            <p class="state failed">{move || report.calibration_trouble.get().map(|text| text.text())}</p>
        </div>
        <p class="buttons">
            <button type="button" class="small" data-testid="calibrate" on:click=move |_| calibrate(report, worklist)>
                {messages::calibrate}
            </button>
            <button type="button" class="small" data-testid="calibrate-save" prop:disabled=move || !own()
                on:click=move |_| save(report)>
                {messages::calibration_save}
            </button>
            <button type="button" class="small" data-testid="calibrate-load" on:click=move |_| add::open(picker)>
                {messages::calibration_load}
            </button>
            <button type="button" class="small" data-testid="calibrate-reset" prop:disabled=move || !own()
                on:click=move |_| set(report, None)>
                {messages::calibration_reset}
            </button>
        </p>
        <input
            node_ref=picker
            class="file-input"
            data-testid="calibration-input"
            type="file"
            accept=".json,application/json"
            tabindex="-1"
            aria-label=messages::calibration_load
            on:change=load_file
        />
    }
}

/// Fits the shipped calibration again, on the films of the list.
fn calibrate(report: ReportStore, worklist: WorklistStore) {
    let Some(Ok(card)) = report.card.get_untracked() else { return };
    apply(
        report,
        card.calibration.refit(&language::in_english(messages::own_films), &worklist.release_outputs()),
    );
}

/// Restores the calibration that this browser stored, once the model card is there to check it against.
pub(crate) fn restore(report: ReportStore) {
    if let Some(Ok(card)) = report.card.get_untracked()
        && let Some(kept) = settings::kept(settings::CALIBRATION)
    {
        apply(report, read(kept.as_bytes(), &card));
    }
}

async fn load(report: ReportStore, file: File) {
    let Some(Ok(card)) = report.card.get_untracked() else { return };
    match JsFuture::from(file.text()).await {
        Ok(text) => apply(report, read(text.as_string().unwrap_or_default().as_bytes(), &card)),
        Err(_) => report.calibration_trouble.set(Some(LocalizedText::of(messages::unreadable))),
    }
}

fn save(report: ReportStore) {
    let json = report.own_calibration.with_untracked(|own| serde_json::to_string_pretty(own.as_ref()?).ok());
    if let Some(json) = json {
        download::save(&json, Calibration::FILE, "application/json");
    }
}

fn read(json: &[u8], card: &ReleaseCard) -> Result<Calibration, CalibrationError> {
    Calibration::from_json(json, &card.weights())
}

/// Uses this calibration from now on, or reports why it cannot.
fn apply(report: ReportStore, calibration: Result<Calibration, CalibrationError>) {
    match calibration {
        Ok(calibration) => set(report, Some(calibration)),
        Err(error) => report
            .calibration_trouble
            .set(Some(LocalizedText::new(move || messages::calibration_failed(&error)))),
    }
}

/// Uses this calibration from now on, or the shipped one, and stores it for the next visit.
fn set(report: ReportStore, own: Option<Calibration>) {
    let json = own.as_ref().and_then(|own| serde_json::to_string(own).ok());
    let is_kept = settings::keep(settings::CALIBRATION, json.as_deref());
    let trouble = (!is_kept && own.is_some()).then(|| LocalizedText::of(messages::calibration_not_kept));
    report.calibration_trouble.set(trouble);
    report.own_calibration.set(own);
}
