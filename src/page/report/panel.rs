//! The report on the chosen film: verdict, reason, scores, and facts from the file.

use leptos::prelude::*;

use super::dicom_export::DicomExport;
use super::explanation::ExplanationSection;
use super::paper_section::PaperSection;
use super::release_axes::ReleaseAxes;
use super::verdict::{is_on_disease, ranking, style};
use crate::card::{Card, ReleaseCard};
use crate::film::Header;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::shell::state::Sheet;
use crate::page::state::Store;
use crate::page::text::messages::MessageFn;
use crate::page::text::{format, messages};
use crate::page::worklist::film::{FilmState, Stage};
use crate::scores::Backend;
use crate::verdict::Judgement;

/// The panel. Its sections keep their positions while a film is read and scored.
#[component]
pub(crate) fn ReportPanel() -> impl IntoView {
    let store = expect_context::<Store>();
    let state = Signal::derive(move || store.worklist.chosen_film().map(|film| film.state.get()));
    let output = Signal::derive(move || state.with(|state| Some(state.as_ref()?.scored?.readout)));
    let judgement = Memo::new(move |_| store.report.judge(&output.get()?));
    let card = Signal::derive(move || store.report.card.get().and_then(Result::ok));
    let header = move || state.with(|state| state.as_ref()?.header.clone());
    let failed =
        Signal::derive(move || state.with(|state| state.as_ref().is_some_and(|s| s.stage == Stage::Failed)));
    view! {
        <aside class="report" aria-label=messages::report>
            <div class="verdict">
                {move || state.with(|state| headline(state.as_ref(), judgement.get(), card.get().as_ref()))}
            </div>
            {move || header().filter(|header| !header.warnings.is_empty()).map(|header| warnings(&header))}
            <div class="numbers">
                <ReleaseAxes judgement failed />
                <ExplanationSection judgement />
                <PaperSection />
            </div>
            <section class="facts" class:is-hidden=move || header().is_none()>
                <h3>{messages::file_facts}</h3>
                <dl>{move || facts(header().as_ref())}</dl>
            </section>
            <details class="facts" class:is-hidden=move || header().is_none()>
                <summary>{messages::score_details}</summary>
                <dl>{move || state.with(|state| details(state.as_ref(), card.get().as_ref()))}</dl>
            </details>
            <DicomExport />
            <button type="button" class="small" on:click=move |_| store.shell.sheet.set(Some(Sheet::ModelCard))>
                {icon(icons::CARD)}
                {messages::model_card_long}
            </button>
        </aside>
    }
}

/// The verdict with its icon and reason, or the state of the film.
fn headline(
    state: Option<&FilmState>,
    judgement: Option<Judgement>,
    card: Option<&ReleaseCard>,
) -> impl IntoView + use<> {
    let stage = state.map_or(Stage::Waiting, |state| state.stage);
    let (name, path, title, why) = match (stage, judgement) {
        (Stage::Failed, _) => {
            let why = state.and_then(|state| state.error.as_ref()).map(messages::error);
            ("failed", icons::WARNING, messages::not_scored(), why.unwrap_or_default())
        }
        (_, Some(Judgement { verdict, reason, .. })) => (
            style(verdict),
            icons::for_verdict(verdict),
            messages::verdict(verdict),
            messages::reason(reason),
        ),
        (Stage::Done, None) => ("waiting", icons::DOT, messages::scored(), String::new()),
        (Stage::Scoring, _) => ("busy", icons::SPINNER, messages::scoring(), String::new()),
        (Stage::Reading, _) => ("busy", icons::SPINNER, messages::reading(), String::new()),
        (Stage::Waiting, _) => ("waiting", icons::DOT, messages::waiting(), String::new()),
    };
    let reliability = judgement.filter(|judgement| is_on_disease(judgement.reason)).and_then(|_| {
        let (worst, best, by_chance) = ranking(&card?.abnormality)?;
        Some(messages::ranking(worst, best, by_chance))
    });
    view! {
        <h2 class=format!("state {name}")>
            {icon(path)}
            {title}
        </h2>
        <p>{why}</p>
        <p class="quiet">{reliability}</p>
    }
}

/// The warnings on the file, shown before the scores because they may invalidate them.
fn warnings(header: &Header) -> impl IntoView + use<> {
    let warnings =
        header.warnings.iter().map(|warning| view! { <li>{messages::warning(warning)}</li> }).collect_view();
    view! {
        <section class="doubts" data-testid="doubts">
            <h3>{icon(icons::WARNING)} {messages::check_film}</h3>
            <ul>{warnings}</ul>
        </section>
    }
}

/// Facts from the file.
fn facts(header: Option<&Header>) -> Vec<AnyView> {
    let Some(header) = header else { return Vec::new() };
    let or_not = |value: &Option<String>| value.clone().unwrap_or_else(messages::not_stated);
    let mut facts = vec![
        fact(messages::modality, or_not(&header.modality)),
        fact(messages::view_position, or_not(&header.view_position)),
        fact(messages::body_part, or_not(&header.body_part)),
        fact(messages::image_size, format!("{} px", format::size(header))),
        fact(
            messages::bit_depth_label,
            messages::bit_depth(header.bits_stored, header.bits_allocated, header.signed),
        ),
        fact(
            messages::pixel_spacing,
            header.pixel_spacing_mm.map_or(messages::not_stated(), format::spacing),
        ),
        fact(messages::photometric_interpretation, header.photometric.clone()),
        fact(messages::encoding, header.transfer_syntax_name.clone()),
    ];
    if header.frames > 1 {
        facts.push(fact(messages::frames_label, messages::frames(header.frames)));
    }
    if header.lossy {
        facts.push(fact(messages::compression, messages::lossy()));
    }
    facts
}

/// Raw scores, backend and times.
fn details(state: Option<&FilmState>, card: Option<&ReleaseCard>) -> Vec<AnyView> {
    let mut facts = Vec::new();
    let Some(state) = state else { return facts };
    if let Some(scored) = &state.scored {
        let [.., upside_down, turned, inverted, part] = scored.readout.shown.map(|p| format!("{p:.3}"));
        facts.extend([
            fact(messages::p_upside_down, upside_down),
            fact(messages::p_rotated, turned),
            fact(messages::p_inverted, inverted),
            fact(messages::p_partial, part),
            fact(messages::anomaly_uncalibrated, format!("{:.4}", scored.readout.anomaly)),
            fact(messages::log_odds_uncalibrated, format!("{:.2}", scored.readout.abnormal_log_odds)),
            fact(messages::backend_label, messages::backend(scored.backend == Backend::Webgpu)),
            fact(messages::scoring_time, format::milliseconds(scored.elapsed_ms)),
        ]);
    }
    if let Some(header) = &state.header {
        facts.push(fact(messages::read_time, format::milliseconds(state.read_ms)));
        facts.push(fact(messages::render_time, format::milliseconds(state.drawn_ms)));
        facts.push(fact(messages::transfer_syntax, header.transfer_syntax.clone()));
        facts.extend(header.sop_instance_uid.clone().map(|uid| fact(messages::sop_instance, uid)));
    }
    facts.extend(card.map(|card| fact(messages::weights, card.weights())));
    facts
}

fn fact(name: MessageFn, value: impl Into<String>) -> AnyView {
    view! {
        <dt>{name}</dt>
        <dd>{value.into()}</dd>
    }
    .into_any()
}
