//! The section on the paper's models: a switch, their state, and their three axes once it is on.

use leptos::prelude::*;

use super::axis::Scale;
use super::score_axis::{AxisLabels, AxisReference, Reading, ScoreAxis};
use crate::card::PaperCard;
use crate::page::controller::ControllerHandle;
use crate::page::engine::state::EngineStore;
use crate::page::engine::state::PaperState;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::state::Store;
use crate::page::text::messages::MessageFn;
use crate::page::text::{format, messages};
use crate::scores::PaperScores;
use crate::statistics::percentile_of;

/// The score that an axis shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Score {
    Vlb,
    PCr,
    PAbnormal,
}

impl Score {
    fn value(self, scores: &PaperScores) -> f64 {
        match self {
            Self::Vlb => scores.vlb,
            Self::PCr => scores.p_cr,
            Self::PAbnormal => scores.p_abnormal,
        }
    }

    fn title(self) -> AxisLabels {
        let (title, test_id): (MessageFn, _) = match self {
            Self::Vlb => (messages::vlb, "vlb"),
            Self::PCr => (messages::p_cr, "p-cr"),
            Self::PAbnormal => (messages::paper_abnormal, "p-abnormal"),
        };
        match self {
            Self::Vlb => {
                let ends = [messages::unusual, messages::typical];
                AxisLabels { title, short: Some(messages::vlb_short), unit: messages::nats, test_id, ends }
            }
            Self::PCr | Self::PAbnormal => AxisLabels {
                title,
                short: None,
                unit: messages::probability,
                test_id,
                ends: [|| "0".to_owned(), || "1".to_owned()],
            },
        }
    }

    fn percentiles(self, card: &PaperCard) -> &[f64] {
        match self {
            Self::Vlb => &card.normal.vlb_percentiles,
            Self::PCr => &card.normal.p_cr_percentiles,
            Self::PAbnormal => &card.normal.p_abnormal_percentiles,
        }
    }

    fn reference(self, card: &PaperCard) -> AxisReference {
        let percentiles = self.percentiles(card);
        let (scale, line, name) = match self {
            Self::Vlb => {
                let scale = Scale::around(percentiles);
                (scale, card.normal.vlb_limit(), messages::reference_limit())
            }
            Self::PCr | Self::PAbnormal => {
                let is_cr = self == Self::PCr;
                let point = if is_cr { card.p_cr_operating_point } else { card.p_abnormal_operating_point };
                (Scale::PROBABILITY, point, messages::operating_point(point))
            }
        };
        let percentiles = Some(percentiles.to_vec());
        AxisReference { scale, percentiles, lines: vec![line], shades_between: false, name }
    }

    /// The number as the paper prints it: a VLB to a tenth of a nat, a probability to three places.
    fn reading(self, card: &PaperCard, scores: &PaperScores) -> Reading {
        let value = self.value(scores);
        let below = percentile_of(self.percentiles(card), value);
        let (number, place) = match self {
            Self::Vlb => (format!("{value:.1}"), messages::vlb_position(100.0 - below)),
            Self::PCr => {
                let place = messages::operating_point_position(value, card.p_cr_operating_point);
                (format!("{value:.3}"), place)
            }
            Self::PAbnormal => (format!("{value:.3}"), messages::paper_abnormal_position(below)),
        };
        Reading { value, number, place }
    }
}

/// The section.
#[component]
pub(crate) fn PaperSection() -> impl IntoView {
    let (engines, controller) = (expect_context::<EngineStore>(), expect_context::<ControllerHandle>());
    let on = engines.wants_paper;
    view! {
        <section class="paper">
            <header>
                <h3>{messages::paper}</h3>
                <button
                    type="button"
                    class="switch"
                    role="switch"
                    data-testid="paper-switch"
                    aria-label=messages::paper
                    aria-checked=move || on.get().to_string()
                    on:click=move |_| controller.with_value(|controller| controller.engines.toggle_paper())
                ></button>
            </header>
            {move || if on.get() {
                view! { <PaperAxes /> }.into_any()
            } else {
                view! { <p class="quiet">{messages::paper_off_hint}</p> }.into_any()
            }}
        </section>
    }
}

/// The state of the models, and their axes.
#[component]
fn PaperAxes() -> impl IntoView {
    let store = expect_context::<Store>();
    let scores = Memo::new(move |_| store.worklist.chosen_film()?.state.with(|state| state.scored?.paper));
    let card = Signal::derive(move || store.report.paper_card.get().and_then(Result::ok));
    let never = Signal::derive(|| false);
    let axis = move |score: Score| {
        let reference = Signal::derive(move || card.with(|card| Some(score.reference(card.as_ref()?))));
        let reading =
            Signal::derive(move || card.with(|card| Some(score.reading(card.as_ref()?, &scores.get()?))));
        view! { <ScoreAxis title=score.title() reference reading idle=never /> }
    };
    view! {
        <p class="quiet" data-testid="paper-note" role="status">{move || state_text(&store.engines.paper.get())}</p>
        <div class="strips">
            {axis(Score::PCr)}
            {axis(Score::Vlb)}
            {axis(Score::PAbnormal)}
        </div>
        <dl class="details">{move || scores.get().map(parts)}</dl>
    }
}

/// The state of the models as a sentence.
fn state_text(state: &PaperState) -> impl IntoView + use<> {
    let (busy, words) = match state {
        PaperState::Off => (true, messages::paper_waiting()),
        PaperState::Loading(loaded, total) if loaded < total || *total == 0 => {
            let text = |bytes: u64| format::bytes(bytes as f64);
            (true, messages::weights_progress(&text(*loaded), &text(*total)))
        }
        PaperState::Loading(..) => (true, messages::engine_testing()),
        PaperState::Running => (false, messages::paper_on_hint()),
        PaperState::Unavailable(reason) => (false, messages::paper_failed(reason)),
    };
    let failed = matches!(state, PaperState::Unavailable(_));
    view! {
        {busy.then(|| view! { <span class="state busy">{icon(icons::SPINNER)}</span> })}
        {failed.then(|| view! { <span class="state failed">{icon(icons::WARNING)}</span> })}
        <span>{words}</span>
    }
}

/// The two terms of the variational lower bound.
fn parts(scores: PaperScores) -> impl IntoView {
    let nats = |value: f64| format!("{value:.1} {}", messages::nats());
    [(messages::log_likelihood(), scores.log_likelihood), (messages::kl(), scores.kl)].map(|(name, value)| {
        view! {
            <dt>{name}</dt>
            <dd>{nats(value)}</dd>
        }
    })
}
