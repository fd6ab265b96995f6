//! The pinned film next to the chosen one, with its texts and buttons.

use std::cell::Cell;
use std::rc::Rc;

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::{PointerEvent, WheelEvent};

use super::corner_text::{acquisition_lines, patient_lines, text_lines};
use super::pointer;
use super::zoom::Zoom;
use crate::page::controller::ControllerHandle;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::text::messages;
use crate::page::viewer::state::ViewerStore;
use crate::page::worklist::state::WorklistStore;

/// The pinned film with its texts and buttons; nothing where none is pinned.
#[component]
pub(crate) fn ComparisonView() -> impl IntoView {
    let (viewer, worklist) = (expect_context::<ViewerStore>(), expect_context::<WorklistStore>());
    let controller = expect_context::<ControllerHandle>();
    let stage = NodeRef::<Div>::new();
    let zoom = move || {
        let own = viewer.comparison.get().map(|pinned| pinned.zoom).unwrap_or_default();
        if viewer.comparison_linked.get() { viewer.zoom.get() } else { own }
    };
    let change = move |change: &dyn Fn(Zoom) -> Zoom| {
        if viewer.comparison_linked.get_untracked() {
            viewer.zoom.update(|zoom| *zoom = change(*zoom));
            controller.with_value(|controller| controller.display.zoomed());
        }
        viewer.comparison.update(|pinned| {
            if let Some(pinned) = pinned {
                let linked = viewer.comparison_linked.get_untracked();
                pinned.zoom = if linked { viewer.zoom.get_untracked() } else { change(pinned.zoom) };
            }
        });
    };
    let size = move || {
        let stage = stage.get_untracked();
        stage.map_or([1.0; 2], |stage| [f64::from(stage.client_width()), f64::from(stage.client_height())])
    };
    let held: Rc<Cell<Option<[f64; 2]>>> = Rc::default();
    let at = |event: &PointerEvent| [f64::from(event.client_x()), f64::from(event.client_y())];
    let down = {
        let held = held.clone();
        move |event: PointerEvent| {
            event.prevent_default();
            if let Some(stage) = stage.get_untracked() {
                let _ = stage.set_pointer_capture(event.pointer_id()); // without it the drag ends at the edge
            }
            held.set(Some(at(&event)));
        }
    };
    let moved = {
        let held = held.clone();
        move |event: PointerEvent| {
            let Some(was) = held.get() else { return };
            let now = at(&event);
            held.set(Some(now));
            change(&|zoom| zoom.moved(now[0] - was[0], now[1] - was[1], size()));
        }
    };
    let wheel = move |event: WheelEvent| {
        event.prevent_default();
        let Some(stage) = stage.get_untracked() else { return };
        let frame = stage.get_bounding_client_rect();
        let x = f64::from(event.client_x()) - frame.left() - frame.width() / 2.0;
        let y = f64::from(event.client_y()) - frame.top() - frame.height() / 2.0;
        let factor = pointer::wheel_factor(&event);
        change(&|zoom| zoom.by(factor, x, y).moved(0.0, 0.0, size()));
    };
    let film = move || viewer.comparison.get().and_then(|pinned| worklist.film(pinned.film));
    let shape = move || viewer.comparison.get().and_then(|pinned| pinned.shape);
    let texts = move || {
        let film = film().filter(|_| !viewer.text_hidden.get())?;
        film.state.with(|state| {
            let header = state.header.as_ref()?;
            Some(view! {
                <div class="beside-text">
                    <span class="beside-name">{film.name.clone()}</span>
                    {text_lines(patient_lines(header))}
                    {text_lines(acquisition_lines(header))}
                </div>
            })
        })
    };
    let is_alone =
        move || viewer.comparison.get().is_some_and(|pinned| Some(pinned.film) == worklist.chosen.get());
    view! {
        <section class="beside" class:is-absent=move || viewer.comparison.with(Option::is_none)
            data-testid="beside" data-film=move || film().map(|film| film.name)>
            <div
                class="stage"
                node_ref=stage
                class:is-across=move || zoom().is_across()
                on:pointerdown=down
                on:pointermove=moved
                on:pointerup={ let held = held.clone(); move |_| held.set(None) }
                on:pointercancel=move |_| held.set(None)
                on:wheel=wheel
            >
                <canvas
                    class="plain"
                    role="img"
                    aria-label=move || film().map(|film| film.name)
                    node_ref=viewer.comparison_canvas
                    class:is-hidden=move || shape().is_none()
                    style:transform=move || zoom().css()
                    style:--shape=move || shape().unwrap_or(1.0).to_string()
                ></canvas>
            </div>
            {texts}
            {move || is_alone().then(|| view! { <p class="beside-hint">{messages::comparison_hint}</p> })}
            <div class="beside-tools">
                <button type="button" class="bare" data-testid="beside-linked" title=messages::comparison_link_zoom
                    aria-label=messages::comparison_link_zoom
                    aria-pressed=move || viewer.comparison_linked.get().to_string()
                    on:click=move |_| viewer.comparison_linked.update(|linked| *linked = !*linked)>
                    {icon(icons::LINK)}
                </button>
                <button type="button" class="bare" data-testid="beside-exchange" title=messages::comparison_swap
                    aria-label=messages::comparison_swap disabled=is_alone
                    on:click=move |_| controller.with_value(|controller| controller.films.exchange_pinned())>
                    {icon(icons::SWAP)}
                </button>
                <button type="button" class="bare" data-testid="beside-close" title=messages::comparison_close
                    aria-label=messages::comparison_close on:click=move |_| controller.with_value(|controller| controller.display.toggle_comparison())>
                    {icon(icons::CROSS)}
                </button>
            </div>
        </section>
    }
}
