//! The report on the chosen film: the verdict in words, why, the three scores, then what the file says of itself.

use leptos::prelude::*;

use super::icons::{self, icon};
use super::state::{FilmState, Sheet, Stage, Store};
use super::strip::{Score, Strip};
use super::verdict::{Verdict, ranking};
use super::{format, words};
use crate::card::PaperCard;
use crate::film::Header;
use crate::scores::Backend;

/// The panel. Its parts keep their places while a film is read and scored.
#[component]
pub(crate) fn ReportPanel() -> impl IntoView {
    let store = expect_context::<Store>();
    let state = Signal::derive(move || store.chosen_film().map(|film| film.state.get()));
    let scores = Signal::derive(move || state.with(|state| Some(state.as_ref()?.scored?.scores)));
    let verdict = Memo::new(move |_| scores.get().and_then(|scores| store.verdict(&scores)));
    let card = Signal::derive(move || store.card.get().and_then(Result::ok));
    let header = move || state.with(|state| state.as_ref()?.header.clone());
    let failed =
        Signal::derive(move || state.with(|state| state.as_ref().is_some_and(|s| s.stage == Stage::Failed)));
    let idle = Signal::derive(move || failed.get() || verdict.get() == Some(Verdict::NotChest));
    view! {
        <aside class="report" aria-label=words::REPORT>
            <div class="verdict">
                {move || state.with(|state| headline(state.as_ref(), verdict.get(), card.get().as_ref()))}
            </div>
            {move || header().filter(|header| !header.doubts.is_empty()).map(|header| doubts(&header))}
            <div class="strips">
                <Strip score=Score::PCr scores card idle=failed />
                <Strip score=Score::Vlb scores card idle />
                <Strip score=Score::PAbnormal scores card idle />
                <p class="quiet legend">{move || legend(store)}</p>
            </div>
            <section class="facts" class:is-hidden=move || header().is_none()>
                <h3>{words::FACTS}</h3>
                <dl>{move || facts(header().as_ref())}</dl>
            </section>
            <details class="facts" class:is-hidden=move || header().is_none()>
                <summary>{words::DETAILS}</summary>
                <dl>{move || state.with(|state| details(state.as_ref(), card.get().as_ref()))}</dl>
            </details>
            <button type="button" class="small" on:click=move |_| store.sheet.set(Some(Sheet::ModelCard))>
                {icon(icons::CARD)}
                {words::MODEL_CARD}
            </button>
        </aside>
    }
}

/// What the strips show, or why they show little.
fn legend(store: Store) -> &'static str {
    let missing = store.card.with(|card| matches!(card, Some(Err(()))));
    if missing { words::NO_CARD } else { words::WHERE_NORMAL }
}

/// The verdict with its icon and its reason, or what the film waits for.
fn headline(
    state: Option<&FilmState>,
    verdict: Option<Verdict>,
    card: Option<&PaperCard>,
) -> impl IntoView + use<> {
    let stage = state.map_or(Stage::Waiting, |state| state.stage);
    let (name, path, title, why) = match (stage, verdict) {
        (Stage::Failed, _) => {
            let why = state.and_then(|state| state.error.as_ref()).map(|error| error.message.clone());
            ("failed", icons::WARNING, words::NOT_SCORED, why.unwrap_or_default())
        }
        (Stage::Done, Some(verdict)) => (
            verdict.name(),
            icons::of_verdict(verdict),
            words::verdict(verdict),
            words::why(verdict).to_owned(),
        ),
        (Stage::Done, None) => ("waiting", icons::DOT, words::SCORED, String::new()),
        (Stage::Scoring, _) => ("busy", icons::TURNING, words::SCORING, String::new()),
        (Stage::Reading, _) => ("busy", icons::TURNING, words::READING, String::new()),
        (Stage::Waiting, _) => ("waiting", icons::DOT, words::WAITING, String::new()),
    };
    let reliability = verdict.filter(|verdict| verdict.is_diagnosis()).and_then(|_| {
        let (worst, best, by_chance) = ranking(&card?.diagnosis)?;
        Some(words::reliability(worst, best, by_chance))
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

/// Where the file contradicts itself or its pixels: said before the scores, for they may be those of another film.
fn doubts(header: &Header) -> impl IntoView + use<> {
    let doubts = header.doubts.iter().map(|doubt| view! { <li>{doubt.to_string()}</li> }).collect_view();
    view! {
        <section class="doubts" data-testid="doubts">
            <h3>{icon(icons::WARNING)} {words::IN_DOUBT}</h3>
            <ul>{doubts}</ul>
        </section>
    }
}

/// What the file says of itself.
fn facts(header: Option<&Header>) -> Vec<AnyView> {
    let Some(header) = header else { return Vec::new() };
    let or_not = |value: &Option<String>| value.clone().unwrap_or_else(|| words::NOT_GIVEN.to_owned());
    let mut facts = vec![
        fact(words::MODALITY, or_not(&header.modality)),
        fact(words::VIEW, or_not(&header.view_position)),
        fact(words::BODY_PART, or_not(&header.body_part)),
        fact(words::SIZE, format!("{} px", format::size(header))),
        fact(words::DEPTH, words::depth(header.bits_stored, header.bits_allocated, header.signed)),
        fact(words::SPACING, header.pixel_spacing_mm.map_or(words::NOT_GIVEN.to_owned(), format::spacing)),
        fact(words::PHOTOMETRIC, header.photometric.clone()),
        fact(words::ENCODING, header.transfer_syntax_name.clone()),
    ];
    if header.frames > 1 {
        facts.push(fact(words::FRAMES, words::frames(header.frames)));
    }
    if header.lossy {
        facts.push(fact(words::COMPRESSION, words::LOSSY));
    }
    facts
}

/// The parts of the scores, what computed them and how long it took.
fn details(state: Option<&FilmState>, card: Option<&PaperCard>) -> Vec<AnyView> {
    let mut facts = Vec::new();
    let Some(state) = state else { return facts };
    if let Some(scored) = &state.scored {
        let nats = |value: f64| format!("{value:.1} {}", words::NATS);
        facts.extend([
            fact(words::VLB_LONG, nats(scored.scores.vlb)),
            fact(words::LOG_LIKELIHOOD, nats(scored.scores.log_likelihood)),
            fact(words::KL, nats(scored.scores.kl)),
            fact(words::COMPUTED_BY, words::backend(scored.backend == Backend::Webgpu)),
            fact(words::SCORED_IN, format::milliseconds(scored.elapsed_ms)),
        ]);
    }
    if let Some(header) = &state.header {
        facts.push(fact(words::READ_IN, format::milliseconds(state.read_ms)));
        facts.push(fact(words::DRAWN_IN, format::milliseconds(state.drawn_ms)));
        facts.push(fact(words::TRANSFER_SYNTAX, header.transfer_syntax.clone()));
        facts.extend(header.sop_instance_uid.clone().map(|uid| fact(words::SOP_INSTANCE, uid)));
    }
    facts.extend(card.map(|card| fact(words::WEIGHTS, card.weights())));
    facts
}

fn fact(name: &'static str, value: impl Into<String>) -> AnyView {
    view! {
        <dt>{name}</dt>
        <dd>{value.into()}</dd>
    }
    .into_any()
}
