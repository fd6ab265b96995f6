//! The film on black, as large as fits, with the corner annotations of a PACS workstation.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MouseEvent, PointerEvent, ResizeObserver};

use super::comparison::ComparisonView;
use super::corner_text::{acquisition_lines, patient_lines, text_lines};
use super::keys;
use super::magnifier::Magnifier;
use super::map_layer::MapLayer;
use super::measure::{Kind, Measure, Tool};
use super::measure_view::MeasureView;
use super::orientation::EdgeMarks;
use super::pointer::PointerHandlers;
use super::toolbar::Toolbar;
use crate::film::{Header, SpacingAt};
use crate::page::controller::ControllerHandle;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::state::Store;
use crate::page::text::messages::MessageFn;
use crate::page::text::{format, messages};
use crate::page::viewer::state::ViewerStore;
use crate::page::worklist::film::{Film, FilmState};
use crate::page::worklist::visible_films::VisibleFilms;

/// The chosen film. One canvas serves all films and is always there; a thumbnail hides it until it holds the chosen one.
#[component]
pub(crate) fn FilmView() -> impl IntoView {
    let (store, controller) = (expect_context::<Store>(), expect_context::<ControllerHandle>());
    let shown =
        move || store.viewer.on_canvas.get().filter(|(film, _)| Some(*film) == store.worklist.chosen.get());
    let stage = NodeRef::<Div>::new();
    let handlers = PointerHandlers::new(stage, store, controller);
    let on = |act: fn(&PointerHandlers, &PointerEvent)| {
        let handlers = handlers.clone();
        move |event: PointerEvent| act(&handlers, &event)
    };
    draw_when_needed(store, controller);
    watch_size(stage, store.viewer);
    watch_context(store.viewer, controller);
    let place = move || {
        let chosen = store.worklist.chosen.get();
        let place = |seen: &VisibleFilms| Some(format!("{} / {}", seen.place(chosen)? + 1, seen.len()));
        store.worklist.visible.with(place).unwrap_or_default()
    };
    view! {
        <main class="view" data-testid="film-view" class:has-beside=move || store.viewer.comparison.with(Option::is_some)>
            <div
                class="stage"
                data-testid="stage"
                node_ref=stage
                data-canvas=move || shown().map(|_| if store.viewer.on_gpu.get() { "gpu" } else { "2d" })
                class:is-inverted=move || store.viewer.inverted.get()
                class:is-moving=move || store.viewer.space_held.get() || store.viewer.tool.get() == Tool::Pan
                class:is-measuring=move || matches!(store.viewer.tool.get(), Tool::Measure(_))
                class:has-lens=move || store.viewer.magnifier().is_some()
                class:is-across=move || store.viewer.zoom.get().is_across()
                on:pointerdown=on(PointerHandlers::down)
                on:pointermove=on(PointerHandlers::moved)
                on:pointerup=on(PointerHandlers::up)
                on:pointercancel=on(PointerHandlers::up)
                on:pointerleave=on(PointerHandlers::left)
                on:contextmenu=|event: MouseEvent| event.prevent_default() // a long press opens no menu
                on:wheel={ let handlers = handlers.clone(); move |event| handlers.wheel(&event) }
                on:dblclick={ let handlers = handlers.clone(); move |_| handlers.fit() }
            >
                <canvas
                    role="img"
                    class="plain"
                    aria-label=move || store.worklist.chosen_film().map(|film| film.name)
                    node_ref=store.viewer.canvas
                    class:is-hidden=move || shown().is_none() || store.viewer.on_gpu.get()
                    style:transform=move || store.viewer.zoom.get().css()
                    style:--shape=move || shown().map_or(1.0, |(_, shape)| shape).to_string()
                ></canvas>
                <canvas
                    role="img"
                    class="gpu"
                    data-testid="gpu-canvas"
                    aria-label=move || store.worklist.chosen_film().map(|film| film.name)
                    node_ref=store.viewer.gpu_canvas
                    class:is-hidden=move || shown().is_none() || !store.viewer.on_gpu.get()
                ></canvas>
                <MapLayer />
                <Magnifier />
                <MeasureView />
                {move || if shown().is_some() { None } else { store.worklist.chosen_film().map(waiting) }}
            </div>
            {move || if store.viewer.text_hidden.get() { None } else { store.worklist.chosen_film().map(|film| corners(&film, store)) }}
            <ComparisonView />
            <EdgeMarks />
            {move || store.placement().map(|_| view! { <Toolbar /> })}
            <div class="view-tools">
                {move || store.worklist.chosen_film().and_then(|film| own_tools(&film, store.viewer, controller))}
                <button type="button" class="bare" title=messages::previous aria-label=messages::previous
                    on:click=move |_| controller.with_value(|controller| controller.films.step(-1))>
                    {icon(icons::UP)}
                </button>
                <span class="place">{place}</span>
                <button type="button" class="bare" title=messages::next aria-label=messages::next
                    on:click=move |_| controller.with_value(|controller| controller.films.step(1))>
                    {icon(icons::DOWN)}
                </button>
                <button type="button" class="bare" title=messages::invert aria-label=messages::invert
                    aria-pressed=move || store.viewer.inverted.get().to_string()
                    on:click=move |_| controller.with_value(|controller| controller.display.invert(!store.viewer.inverted.get_untracked()))>
                    {icon(icons::INVERT)}
                </button>
                <button type="button" class="bare" title=messages::reset aria-label=messages::reset data-testid="reset"
                    on:click=move |_| controller.with_value(|controller| controller.display.reset())>
                    {icon(icons::FIT)}
                </button>
                <button type="button" class="bare" title=messages::report aria-label=messages::report
                    aria-pressed=move || store.shell.report_open.get().to_string()
                    on:click=move |_| keys::fold("report", store.shell.report_open)>
                    {icon(icons::REPORT)}
                </button>
            </div>
        </main>
    }
}

/// Requests a frame whenever the display changes.
fn draw_when_needed(store: Store, controller: ControllerHandle) {
    Effect::new(move |_| {
        store.placement();
        store.viewer.request.get();
        store.viewer.inverted.get();
        store.viewer.overlay.get();
        store.viewer.magnifier();
        controller.with_value(|controller| controller.display.redraw());
    });
}

/// Keeps the size of the stage in the store: windows are resized and panels folded.
fn watch_size(stage: NodeRef<Div>, viewer: ViewerStore) {
    Effect::new(move |_| {
        let Some(stage) = stage.get() else { return };
        let watched = stage.clone();
        let measure = move || {
            let size = [watched.client_width(), watched.client_height()].map(|side| f64::from(side.max(1)));
            if viewer.stage_size.get_untracked() != size {
                viewer.stage_size.set(size);
            }
        };
        measure();
        let on_resize = Closure::<dyn FnMut()>::new(measure);
        match ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            Ok(observer) => observer.observe(&stage),
            Err(error) => web_sys::console::error_1(&error),
        }
        on_resize.forget(); // the stage lives as long as the page
    });
}

/// Watches for the loss and the return of the WebGL context.
fn watch_context(viewer: ViewerStore, controller: ControllerHandle) {
    Effect::new(move |_| {
        let Some(canvas) = viewer.gpu_canvas.get() else { return };
        for (name, is_lost) in [("webglcontextlost", true), ("webglcontextrestored", false)] {
            let act = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                event.prevent_default(); // without this the browser restores no context
                controller.with_value(|controller| controller.display.gpu_canvas_changed(is_lost));
            });
            // Refused only for listeners that are no functions.
            let _ = canvas.add_event_listener_with_callback(name, act.as_ref().unchecked_ref());
            act.forget();
        }
    });
}

/// Controls that only some films need: frames, stored windows, overlay graphics.
fn own_tools(
    film: &Film,
    viewer: ViewerStore,
    controller: ControllerHandle,
) -> Option<impl IntoView + use<>> {
    let (frames, windows) = film
        .state
        .with(|state| state.header.as_ref().map(|header| (header.frames, header.windows.clone())))?;
    let go = move |by: i64| {
        controller.with_value(|controller| {
            controller.display.change_request(|view| view.frame = (i64::from(view.frame) + by).max(0) as u32);
        })
    };
    let names = windows.into_iter().chain([messages::window_automatic()]).collect::<Vec<_>>();
    let choose = move |event| {
        if let Ok(window) = event_target_value(&event).parse() {
            controller.with_value(|controller| {
                controller.display.change_request(|view| (view.window, view.level) = (window, None))
            });
        }
    };
    Some(view! {
        {(frames > 1).then(|| view! {
            <button type="button" class="bare" title=messages::previous_frame aria-label=messages::previous_frame
                on:click=move |_| go(-1)>
                {icon(icons::LEFT)}
            </button>
            <span class="place" data-testid="frame">
                {move || format!("{} / {frames}", viewer.request.get().frame + 1)}
            </span>
            <button type="button" class="bare" title=messages::next_frame aria-label=messages::next_frame
                data-testid="next-frame" on:click=move |_| go(1)>
                {icon(icons::RIGHT)}
            </button>
        })}
        {(names.len() > 1).then(|| view! {
            <select class="window" data-testid="window" title=messages::window aria-label=messages::window
                prop:value=move || viewer.request.get().window.to_string() on:change=choose>
                {names.into_iter().enumerate().map(|(number, name)| view! {
                    <option value=number.to_string()>{name}</option>
                }).collect_view()}
            </select>
        })}
        {move || viewer.has_overlay.get().then(|| view! {
            <button type="button" class="bare" title=messages::overlay aria-label=messages::overlay
                data-testid="overlay" aria-pressed=viewer.overlay.get().to_string()
                on:click=move |_| controller.with_value(|controller| controller.display.toggle_overlay())>
                {icon(icons::OVERLAY)}
            </button>
        })}
    })
}

/// Until the film is on the canvas: its small picture, the work going on, or why there is nothing to see.
fn waiting(film: Film) -> impl IntoView {
    film.state.with(|state| match (&state.error, &state.not_shown, &state.thumbnail) {
        (_, Some(reason), _) => message(messages::image_reread_failed, reason.text()).into_any(),
        (Some(error), _, None) => message(messages::film_failed, messages::error(error)).into_any(),
        (_, _, Some(thumbnail)) => view! { <img class="stand-in" src=thumbnail.clone() alt="" /> }.into_any(),
        (None, _, None) => view! {
            <p class="state busy stage-word">{icon(icons::SPINNER)}{messages::reading}</p>
        }
        .into_any(),
    })
}

fn message(title: MessageFn, reason: String) -> impl IntoView + use<> {
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
                <div class="corner top left">{text_lines(patient_lines(&header))}</div>
                <div class="corner top right">{text_lines(acquisition_lines(&header))}</div>
                <div class="corner bottom left">
                    {move || measured_at(store)}
                    {text_lines(size_lines(&header))}
                </div>
                <div class="corner bottom right">
                    {lossy.then(|| view! { <span>{messages::lossy}</span> })}
                    {(frames > 1).then(|| view! {
                        <span>{move || messages::frame(store.viewer.request.get().frame, frames)}</span>
                    })}
                    {move || store.viewer.inverted.get().then(|| view! { <span>{messages::inverted}</span> })}
                    {move || store.viewer.zoom.get().is_other_way_up().then(|| view! {
                        <span>{messages::rotated_for_display}</span>
                    })}
                    {move || {
                        let scale = store.viewer.zoom.get().scale;
                        (scale != 1.0).then(|| view! { <span>{messages::zoom_factor(scale)}</span> })
                    }}
                    {move || true_size(store).map(|word| view! { <span data-testid="is-true-size">{word}</span> })}
                    {move || store.viewer.window.get().map(|level| view! {
                        <span data-testid="level" data-center=level.center.to_string()
                            data-width=level.width.to_string()>
                            {messages::window_values(level.center, level.width)}
                        </span>
                    })}
                </div>
            }
        })
    })
}

/// Where distances are measured (detector or Pixel Spacing), once there is a length.
fn measured_at(store: Store) -> Option<impl IntoView + use<>> {
    let (film, scale) = (store.worklist.chosen.get()?, store.scale()?);
    let is_measured = store.viewer.measures.with(|measures| {
        let is_length = |measure: &Measure| measure.kind == Kind::Length;
        let draft = measures.draft.as_ref().filter(|(of, _)| *of == film).map(|(_, draft)| draft);
        measures.on_film(film).iter().chain(draft).any(is_length)
    });
    let word = match scale.at {
        Some(SpacingAt::Detector) => messages::spacing_at_detector,
        Some(SpacingAt::PixelSpacing) => messages::spacing_at_patient,
        None => messages::no_spacing,
    };
    is_measured.then(|| view! { <span data-testid="measured-at">{word}</span> })
}

/// A note that the film is displayed at true size, and whether the screen was calibrated.
fn true_size(store: Store) -> Option<MessageFn> {
    let scale = store.true_scale()?;
    let is_true = (store.viewer.zoom.get().scale / scale - 1.0).abs() < 1e-3;
    let word: MessageFn = if store.viewer.screen.get().is_some() {
        messages::true_size_measured
    } else {
        messages::true_size_assumed
    };
    is_true.then_some(word)
}

fn size_lines(header: &Header) -> Vec<String> {
    vec![
        header.pixel_spacing_mm.map(format::spacing).unwrap_or_default(),
        format!("{} · {} bit", format::size(header), header.bits_stored),
    ]
}
