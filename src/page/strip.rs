//! A score as a position on a strip that shows where normal films lie, with the number and its unit beside it.

use leptos::prelude::*;

use super::scale::{Place, Scale, outline};
use super::words;
use crate::card::{PaperCard, percentile_of};
use crate::scores::Scores;

/// Parts of the axis over which normal films are counted.
const BINS: usize = 72;

/// Which score a strip shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Score {
    Vlb,
    PCr,
    PAbnormal,
}

impl Score {
    fn of(self, scores: &Scores) -> f64 {
        match self {
            Self::Vlb => scores.vlb,
            Self::PCr => scores.p_cr,
            Self::PAbnormal => scores.p_abnormal,
        }
    }

    fn test_id(self) -> &'static str {
        match self {
            Self::Vlb => "vlb",
            Self::PCr => "p-cr",
            Self::PAbnormal => "p-abnormal",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Vlb => words::VLB,
            Self::PCr => words::P_CR,
            Self::PAbnormal => words::P_ABNORMAL,
        }
    }

    fn unit(self) -> &'static str {
        if self == Self::Vlb { words::NATS } else { words::PROBABILITY }
    }

    /// The number as the paper prints it: a VLB to a tenth of a nat, a probability to three places.
    fn number(self, value: f64) -> String {
        if self == Self::Vlb { format!("{value:.1}") } else { format!("{value:.3}") }
    }

    fn percentiles(self, card: &PaperCard) -> &[f64] {
        match self {
            Self::Vlb => &card.normal.vlb_percentiles,
            Self::PCr => &card.normal.p_cr_percentiles,
            Self::PAbnormal => &card.normal.p_abnormal_percentiles,
        }
    }

    /// Where the line is drawn that the verdict goes by, and what it is called.
    fn line(self, card: &PaperCard) -> (f64, String) {
        let point = |p: f64| (p, format!("{} {p:.3}", words::OPERATING_POINT));
        match self {
            Self::Vlb => (card.normal.vlb_limit(), words::REFERENCE_LIMIT.to_owned()),
            Self::PCr => point(card.p_cr_operating_point),
            Self::PAbnormal => point(card.p_abnormal_operating_point),
        }
    }

    /// Where the film lies among normal films, in words.
    fn place(self, card: &PaperCard, value: f64) -> String {
        let below = percentile_of(self.percentiles(card), value);
        match self {
            Self::Vlb => words::lower_than(100.0 - below),
            Self::PCr => words::beside_point(value, card.p_cr_operating_point).to_owned(),
            Self::PAbnormal => words::higher_than(below),
        }
    }

    fn scale(self, card: &PaperCard) -> Scale {
        if self == Self::Vlb { Scale::around(self.percentiles(card)) } else { Scale::PROBABILITY }
    }

    fn ends(self) -> (&'static str, &'static str) {
        if self == Self::Vlb { (words::LESS_ALIKE, words::MORE_ALIKE) } else { ("0", "1") }
    }
}

/// One strip; it has its full height before there is a number.
#[component]
pub(crate) fn Strip(
    score: Score,
    /// The film's scores, once there are any.
    #[prop(into)]
    scores: Signal<Option<Scores>>,
    /// Whether the verdict says that this score does not apply.
    #[prop(into)]
    idle: Signal<bool>,
    /// The model card, once it is at hand.
    #[prop(into)]
    card: Signal<Option<PaperCard>>,
) -> impl IntoView {
    let value = move || scores.get().map(|scores| score.of(&scores));
    let number = move || match value() {
        Some(value) => view! {
            <data data-testid=score.test_id() data-value=value.to_string() value=value.to_string()>
                {score.number(value)}
            </data>
        }
        .into_any(),
        None => view! { <span>"–"</span> }.into_any(),
    };
    let place = move || card.with(|card| Some(score.place(card.as_ref()?, value()?)));
    let (left, right) = score.ends();
    view! {
        <section class="strip" class:is-idle=move || idle.get()>
            <h3>
                {score.title()}
                {(score == Score::Vlb).then(|| view! { <small>{words::VLB_SHORT}</small> })}
            </h3>
            <p class="number">
                {number}
                <span class="unit">{score.unit()}</span>
            </p>
            <div class="axis" aria-hidden="true">
                {move || card.with(|card| card.as_ref().map(|card| ground(score, card)))}
                {move || card.with(|card| Some(mark(score.scale(card.as_ref()?).place(value()?))))}
            </div>
            <p class="ends" aria-hidden="true">
                <span>{left}</span>
                <span class="line-name">
                    {move || card.with(|card| card.as_ref().map(|card| score.line(card).1))}
                </span>
                <span>{right}</span>
            </p>
            <p class="place-words">{place}</p>
        </section>
    }
}

/// What is the same for every film: where normal films lie, and the line.
fn ground(score: Score, card: &PaperCard) -> impl IntoView + use<> {
    let scale = score.scale(card);
    let area = outline(&scale.density(score.percentiles(card), BINS));
    let line = match scale.place(score.line(card).0) {
        Place::At(share) => Some(view! { <span class="line" style:left=percent(share)></span> }),
        Place::Before | Place::After => None,
    };
    view! {
        <svg class="normal" viewBox=format!("0 0 {BINS} 1") preserveAspectRatio="none">
            <path d=area />
        </svg>
        {line}
    }
}

/// The film on the strip, or at its end with an arrow where it lies beyond.
fn mark(place: Place) -> impl IntoView {
    let (class, left) = match place {
        Place::At(share) => ("mark", percent(share)),
        Place::Before => ("mark is-before", percent(0.0)),
        Place::After => ("mark is-after", percent(1.0)),
    };
    view! { <span class=class style:left=left></span> }
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}
