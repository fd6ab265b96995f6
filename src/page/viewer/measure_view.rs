//! Measurements and redactions over the film, drawn in stage pixels: lines stay thin and labels upright at every zoom and
//! rotation.

use leptos::prelude::*;

use super::measure::{Kind, Measure, Scale};
use super::placement::Placement;
use crate::page::state::Store;

/// The measures of the chosen film and frame, and the one that is being made.
#[component]
pub(crate) fn MeasureView() -> impl IntoView {
    let store = expect_context::<Store>();
    let all = move || {
        let place = store.placement()?;
        let film = store.worklist.chosen.get()?;
        let scale = store.scale()?;
        let frame = store.viewer.request.get().frame;
        store.viewer.measures.with(|measures| {
            let marked = measures.marked.filter(|(of, _)| *of == film).map(|(_, at)| at);
            let made = measures.on_film(film).iter().enumerate();
            let made = made.filter(|(_, measure)| measure.is_on(frame));
            let mut shown: Vec<AnyView> = made
                .map(|(at, measure)| {
                    let mark = move |_| {
                        store.viewer.measures.update(|measures| measures.marked = Some((film, at)));
                    };
                    drawn(measure, &place, &scale, marked == Some(at), mark).into_any()
                })
                .collect();
            if let Some((_, draft)) = measures.draft.as_ref().filter(|(of, _)| *of == film) {
                shown.push(drawn(draft, &place, &scale, true, |_| {}).into_any());
            }
            Some(shown)
        })
    };
    view! { <svg class="measures" data-testid="measures">{all}</svg> }
}

fn drawn<M: Fn(web_sys::PointerEvent) + 'static>(
    measure: &Measure,
    place: &Placement,
    scale: &Scale,
    is_marked: bool,
    mark: M,
) -> impl IntoView + use<M> {
    let points: Vec<[f64; 2]> = measure.points.iter().map(|&point| place.to_stage(point)).collect();
    let is_redaction = measure.kind == Kind::Redaction;
    let along = match points.as_slice() {
        [from, to] if is_redaction => corners(from, to).to_vec(),
        points => points.to_vec(),
    };
    let path: Vec<String> = along.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
    let path = path.join(" ");
    // At the last end of a length, and at the corner of an angle.
    let [x, y] = match (measure.kind, points.as_slice()) {
        (Kind::Angle, [_, corner, ..]) => *corner,
        (_, points) => points.last().copied().unwrap_or_default(),
    };
    let label = scale.label(measure);
    let kind = match measure.kind {
        Kind::Length => "length",
        Kind::Angle => "angle",
        Kind::Redaction => "cover",
    };
    let value = label.clone();
    view! {
        <g class="measure" class:is-marked=is_marked class:is-cover=is_redaction data-testid="measure" data-kind=kind
            data-value=value>
            <polyline class="measure-shade" points=path.clone() />
            <polyline class="measure-line" points=path on:pointerdown=mark />
            {points.iter().map(|[x, y]| view! {
                <circle class="measure-end" cx=format!("{x:.1}") cy=format!("{y:.1}") r="4" />
            }).collect_view()}
            <text class="measure-label" x=format!("{:.1}", x + 10.0) y=format!("{:.1}", y - 8.0)>
                {label}
            </text>
        </g>
    }
}

/// The outline of a rectangle between two corners: films are rotated only by right angles.
pub(crate) fn corners(&[left, top]: &[f64; 2], &[right, bottom]: &[f64; 2]) -> [[f64; 2]; 5] {
    [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]
}
