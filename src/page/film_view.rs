//! The film on black, as large as it can be, with what a viewing station writes into its corners.

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::PointerEvent;

use super::desk::DeskHandle;
use super::hands::Grip;
use super::icons::{self, icon};
use super::keys;
use super::seen::Seen;
use super::state::{Film, FilmState, Store};
use super::words::Word;
use super::{format, words};
use crate::film::Header;

/// The chosen film. One canvas serves all films and is always there; it is covered until it holds the chosen one.
#[component]
pub(crate) fn FilmView() -> impl IntoView {
    let (store, desk) = (expect_context::<Store>(), expect_context::<DeskHandle>());
    let shown = move || store.on_canvas.get().filter(|(film, _)| Some(*film) == store.chosen.get());
    let stage = NodeRef::<Div>::new();
    let grip = Grip::new(stage, store, desk);
    let on = |act: fn(&Grip, &PointerEvent)| {
        let grip = grip.clone();
        move |event: PointerEvent| act(&grip, &event)
    };
    let place = move || {
        let chosen = store.chosen.get();
        let place = |seen: &Seen| Some(format!("{} / {}", seen.place(chosen)? + 1, seen.len()));
        store.seen.with(place).unwrap_or_default()
    };
    view! {
        <main class="view" data-testid="film-view">
            <div
                class="stage"
                data-testid="stage"
                node_ref=stage
                class:is-inverted=move || store.inverted.get()
                class:is-across=move || store.zoom.get().is_across()
                on:pointerdown=on(Grip::down)
                on:pointermove=on(Grip::moved)
                on:pointerup=on(Grip::up)
                on:pointercancel=on(Grip::up)
                on:wheel={ let grip = grip.clone(); move |event| grip.wheel(&event) }
                on:dblclick={ let grip = grip.clone(); move |_| grip.fit() }
            >
                <canvas
                    role="img"
                    aria-label=move || store.chosen_film().map(|film| film.name)
                    node_ref=store.canvas
                    class:is-hidden=move || shown().is_none()
                    style:transform=move || store.zoom.get().css()
                    style:--shape=move || shown().map_or(1.0, |(_, shape)| shape).to_string()
                ></canvas>
                {move || if shown().is_some() { None } else { store.chosen_film().map(waiting) }}
            </div>
            {move || store.chosen_film().map(|film| corners(&film, store))}
            <div class="view-tools">
                {move || store.chosen_film().and_then(|film| own_tools(&film, store, desk))}
                <button type="button" class="bare" title=words::previous aria-label=words::previous
                    on:click=move |_| desk.with_value(|desk| desk.step(-1))>
                    {icon(icons::UP)}
                </button>
                <span class="place">{place}</span>
                <button type="button" class="bare" title=words::next aria-label=words::next
                    on:click=move |_| desk.with_value(|desk| desk.step(1))>
                    {icon(icons::DOWN)}
                </button>
                <button type="button" class="bare" title=words::invert aria-label=words::invert
                    aria-pressed=move || store.inverted.get().to_string()
                    on:click=move |_| store.inverted.update(|inverted| *inverted = !*inverted)>
                    {icon(icons::INVERT)}
                </button>
                <button type="button" class="bare" title=words::reset aria-label=words::reset data-testid="reset"
                    on:click=move |_| desk.with_value(|desk| desk.reset())>
                    {icon(icons::FIT)}
                </button>
                <button type="button" class="bare" title=words::report aria-label=words::report
                    aria-pressed=move || store.report_open.get().to_string()
                    on:click=move |_| keys::fold("report", store.report_open)>
                    {icon(icons::REPORT)}
                </button>
            </div>
        </main>
    }
}

/// What only some films have: several frames, windows of their own, graphics drawn over them.
fn own_tools(film: &Film, store: Store, desk: DeskHandle) -> Option<impl IntoView + use<>> {
    let (frames, windows) = film
        .state
        .with(|state| state.header.as_ref().map(|header| (header.frames, header.windows.clone())))?;
    let go = move |by: i64| {
        desk.with_value(|desk| {
            desk.look(|view| view.frame = (i64::from(view.frame) + by).max(0) as u32);
        })
    };
    let names = windows.into_iter().chain([words::window_automatic()]).collect::<Vec<_>>();
    let choose = move |event| {
        if let Ok(window) = event_target_value(&event).parse() {
            desk.with_value(|desk| desk.look(|view| (view.window, view.level) = (window, None)));
        }
    };
    Some(view! {
        {(frames > 1).then(|| view! {
            <button type="button" class="bare" title=words::previous_frame aria-label=words::previous_frame
                on:click=move |_| go(-1)>
                {icon(icons::LEFT)}
            </button>
            <span class="place" data-testid="frame">
                {move || format!("{} / {frames}", store.view.get().frame + 1)}
            </span>
            <button type="button" class="bare" title=words::next_frame aria-label=words::next_frame
                data-testid="next-frame" on:click=move |_| go(1)>
                {icon(icons::RIGHT)}
            </button>
        })}
        {(names.len() > 1).then(|| view! {
            <select class="window" data-testid="window" title=words::window aria-label=words::window
                prop:value=move || store.view.get().window.to_string() on:change=choose>
                {names.into_iter().enumerate().map(|(number, name)| view! {
                    <option value=number.to_string()>{name}</option>
                }).collect_view()}
            </select>
        })}
        {move || store.has_overlay.get().then(|| view! {
            <button type="button" class="bare" title=words::overlay aria-label=words::overlay
                data-testid="overlay" aria-pressed=store.overlay.get().to_string()
                on:click=move |_| desk.with_value(|desk| desk.toggle_overlay())>
                {icon(icons::OVERLAY)}
            </button>
        })}
    })
}

/// Until the film is on the canvas: its small picture, the work going on, or why there is nothing to see.
fn waiting(film: Film) -> impl IntoView {
    film.state.with(|state| match (&state.error, &state.not_shown, &state.thumbnail) {
        (_, Some(reason), _) => message(words::no_picture, reason.text()).into_any(),
        (Some(error), _, None) => message(words::film_failed, words::error(error)).into_any(),
        (_, _, Some(thumbnail)) => view! { <img class="stand-in" src=thumbnail.clone() alt="" /> }.into_any(),
        (None, _, None) => view! {
            <p class="state busy stage-word">{icon(icons::TURNING)}{words::reading}</p>
        }
        .into_any(),
    })
}

fn message(title: Word, reason: String) -> impl IntoView + use<> {
    view! {
        <div class="stage-message">
            <span class="state failed">{icon(icons::WARNING)}</span>
            <h2>{title}</h2>
            <p>{reason}</p>
        </div>
    }
}

/// What the film says of itself, a corner each: whom, where from, how large, how shown.
fn corners(film: &Film, store: Store) -> impl IntoView + use<> {
    film.state.with(|state: &FilmState| {
        state.header.clone().map(|header| {
            let (lossy, frames) = (header.lossy, header.frames);
            view! {
                <div class="corner top left">{lines(who(&header))}</div>
                <div class="corner top right">{lines(whence(&header))}</div>
                <div class="corner bottom left">{lines(how_large(&header))}</div>
                <div class="corner bottom right">
                    {lossy.then(|| view! { <span>{words::lossy}</span> })}
                    {(frames > 1).then(|| view! {
                        <span>{move || words::frame(store.view.get().frame, frames)}</span>
                    })}
                    {move || store.inverted.get().then(|| view! { <span>{words::inverted}</span> })}
                    {move || store.zoom.get().is_other_way_up().then(|| view! {
                        <span>{words::other_way_up}</span>
                    })}
                    {move || {
                        let scale = store.zoom.get().scale;
                        (scale > 1.0).then(|| view! { <span>{words::enlarged(scale)}</span> })
                    }}
                    {move || store.level.get().map(|level| view! {
                        <span data-testid="level" data-center=level.center.to_string()
                            data-width=level.width.to_string()>
                            {words::level(level.center, level.width)}
                        </span>
                    })}
                </div>
            }
        })
    })
}

fn lines(lines: Vec<String>) -> impl IntoView {
    lines.into_iter().filter(|line| !line.is_empty()).map(|line| view! { <span>{line}</span> }).collect_view()
}

fn who(header: &Header) -> Vec<String> {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let sex_and_age =
        [given(&header.patient_sex), header.patient_age.as_deref().map(format::age).unwrap_or_default()];
    vec![
        header.patient_name.as_deref().map(format::person).unwrap_or_default(),
        given(&header.patient_id),
        join(&sex_and_age),
    ]
}

fn whence(header: &Header) -> Vec<String> {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        join(&[given(&header.modality), given(&header.view_position)]),
        header.study_date.as_deref().map(format::date).unwrap_or_default(),
        given(&header.manufacturer),
    ]
}

fn how_large(header: &Header) -> Vec<String> {
    vec![
        header.pixel_spacing_mm.map(format::spacing).unwrap_or_default(),
        format!("{} · {} bit", format::size(header), header.bits_stored),
    ]
}

fn join(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ")
}
