//! A reliability plot: predicted probability against observed share of abnormal films.

use leptos::prelude::*;

use crate::page::text::messages;

/// Side of the plot, and the margin for the names of its axes.
const SIDE: f64 = 100.0;
const ROOM: f64 = 14.0;

/// Points on the diagonal are calibrated: of films with a predicted probability of 0.3, 30 in 100 were abnormal.
#[component]
pub(crate) fn Reliability(
    /// Mean probability, share abnormal, films.
    bins: Vec<(f64, f64, usize)>,
) -> impl IntoView {
    let max_films = bins.iter().map(|(.., films)| *films).max().unwrap_or(1) as f64;
    let points = bins.into_iter().map(|(predicted, observed, films)| {
        let radius = 1.2 + 4.8 * (films as f64 / max_films).sqrt();
        view! {
            <circle cx=predicted * SIDE cy=(1.0 - observed) * SIDE r=format!("{radius:.1}")>
                <title>{messages::reliability_point(predicted, observed, films)}</title>
            </circle>
        }
    });
    let view_box = format!("{} -7 {} {}", -ROOM, SIDE + ROOM + 7.0, SIDE + ROOM + 7.0);
    view! {
        <svg class="reliability" viewBox=view_box role="img" aria-label=messages::reliability_title>
            <path d=format!("M0 0V{SIDE}H{SIDE}") />
            <path class="diagonal" d=format!("M0 {SIDE}L{SIDE} 0") />
            {points.collect_view()}
            <text x=SIDE / 2.0 y=SIDE + 10.0>{messages::reliability_predicted}</text>
            <text x=-SIDE / 2.0 y="-5" transform="rotate(-90)">{messages::reliability_observed}</text>
        </svg>
    }
}
