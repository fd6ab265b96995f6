//! A score as a number with its unit, and as a position on an axis that shows where normal films lie.

use leptos::prelude::*;

use super::axis::{Place, Scale, outline};
use crate::page::text::messages::MessageFn;

/// Number of bins of the density of normal films.
const BINS: usize = 72;

/// The fixed texts of an axis.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AxisLabels {
    pub(crate) title: MessageFn,
    /// A short name next to the title.
    pub(crate) short: Option<MessageFn>,
    pub(crate) unit: MessageFn,
    pub(crate) test_id: &'static str,
    /// Names of the axis's ends.
    pub(crate) ends: [MessageFn; 2],
}

/// What an axis shows for every film: the normal films and the limits of the verdict.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AxisReference {
    pub(crate) scale: Scale,
    /// 0th to 100th percentile of normal films, where they are known.
    pub(crate) percentiles: Option<Vec<f64>>,
    /// Positions of the limits.
    pub(crate) lines: Vec<f64>,
    /// Whether the range between the limits is shaded.
    pub(crate) shades_between: bool,
    /// The name of the limits.
    pub(crate) name: String,
}

/// A film's score.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    pub(crate) value: f64,
    /// As text.
    pub(crate) number: String,
    /// Its position, as text.
    pub(crate) place: String,
}

/// An axis; it has its full height before there is a score.
#[component]
pub(crate) fn ScoreAxis(
    title: AxisLabels,
    /// None until the model card is at hand.
    #[prop(into)]
    reference: Signal<Option<AxisReference>>,
    /// None until the film is scored.
    #[prop(into)]
    reading: Signal<Option<Reading>>,
    /// Whether the score does not apply, by the verdict.
    #[prop(into)]
    idle: Signal<bool>,
) -> impl IntoView {
    let number = move || match reading.get() {
        Some(Reading { value, number, .. }) => view! {
            <data data-testid=title.test_id data-value=value.to_string() value=value.to_string()>
                {number}
            </data>
        }
        .into_any(),
        None => view! { <span>"–"</span> }.into_any(),
    };
    let place = move || reading.get().map(|reading| reading.place);
    let [left, right] = title.ends;
    view! {
        <section class="strip" class:is-idle=move || idle.get()>
            <h3>
                {title.title}
                {title.short.map(|short| view! { <small>{short}</small> })}
            </h3>
            <p class="number">
                {number}
                <span class="unit">{title.unit}</span>
            </p>
            <div class="axis" aria-hidden="true">
                {move || reference.with(|reference| reference.as_ref().map(drawn))}
                {move || reference.with(|reference| Some(mark(reference.as_ref()?.scale.place(reading.get()?.value))))}
            </div>
            <p class="ends" aria-hidden="true">
                <span>{left}</span>
                <span class="line-name">{move || reference.with(|reference| Some(reference.as_ref()?.name.clone()))}</span>
                <span>{right}</span>
            </p>
            <p class="place-words">{place}</p>
        </section>
    }
}

/// Normal films as a grey area, the limits, and the shade between them.
fn drawn(reference: &AxisReference) -> impl IntoView + use<> {
    let area = reference.percentiles.as_ref().map(|percentiles| {
        view! {
            <svg class="normal" viewBox=format!("0 0 {BINS} 1") preserveAspectRatio="none">
                <path d=outline(&reference.scale.density(percentiles, BINS)) />
            </svg>
        }
    });
    let shares = reference.lines.iter().filter_map(|&line| match reference.scale.place(line) {
        Place::At(share) => Some(share),
        Place::Before | Place::After => None,
    });
    let shares = shares.collect::<Vec<_>>();
    let shade = match shares[..] {
        [from, to] if reference.shades_between => Some(
            view! { <span class="between" style:left=percent(from) style:right=percent(1.0 - to)></span> },
        ),
        _ => None,
    };
    let lines =
        shares.into_iter().map(|share| view! { <span class="line" style:left=percent(share)></span> });
    view! {
        {shade}
        {area}
        {lines.collect_view()}
    }
}

/// The film on the axis, or an arrow at the end beyond which it lies.
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
