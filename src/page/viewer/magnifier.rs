//! The magnifier: a circle at the pointer. The WebGL canvas draws its content itself; over the 2D canvas it is a canvas of
//! its own.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::canvas2d;
use super::placement::Placement;
use super::state::{MAGNIFICATION, MAGNIFIER_RADIUS_PX};
use crate::page::state::Store;

/// The magnifier's canvas.
#[component]
pub(crate) fn Magnifier() -> impl IntoView {
    let store = expect_context::<Store>();
    let glass = NodeRef::<Canvas>::new();
    let seen = move || store.viewer.magnifier().filter(|_| store.placement().is_some());
    Effect::new(move |_| {
        store.viewer.window.track();
        let (Some(at), Some(place), false) = (seen(), store.placement(), store.viewer.on_gpu.get()) else {
            return;
        };
        let (Some(glass), Some(film)) = (glass.get(), store.viewer.canvas.get()) else { return };
        if let Err(error) = fill(&glass, &film, &place, at) {
            web_sys::console::error_1(&error);
        }
    });
    let x = move || format!("{:.1}px", seen().unwrap_or_default()[0] - MAGNIFIER_RADIUS_PX);
    let y = move || format!("{:.1}px", seen().unwrap_or_default()[1] - MAGNIFIER_RADIUS_PX);
    view! {
        <canvas
            class="lens"
            data-testid="lens"
            aria-hidden="true"
            node_ref=glass
            class:is-hidden=move || seen().is_none()
            class:is-empty=move || store.viewer.on_gpu.get()
            style:left=x
            style:top=y
        ></canvas>
    }
}

fn fill(
    glass: &HtmlCanvasElement,
    film: &HtmlCanvasElement,
    place: &Placement,
    at: [f64; 2],
) -> Result<(), wasm_bindgen::JsValue> {
    let ratio = window().device_pixel_ratio();
    let side = (2.0 * MAGNIFIER_RADIUS_PX * ratio).round() as u32;
    glass.set_width(side); // this also clears it
    glass.set_height(side);
    let context = canvas2d::context(glass)?;
    // The point under the pointer stays where it is.
    let corner = [0, 1].map(|axis| at[axis] - MAGNIFIER_RADIUS_PX / MAGNIFICATION);
    placed(&context, film, place, corner, ratio * MAGNIFICATION)
}

/// Draws a canvas that holds the film as the film lies in the stage: the stage's point `corner` at the upper left, each of
/// its CSS pixels `scale` wide.
pub(crate) fn placed(
    context: &CanvasRenderingContext2d,
    film: &HtmlCanvasElement,
    place: &Placement,
    corner: [f64; 2],
    scale: f64,
) -> Result<(), wasm_bindgen::JsValue> {
    if film.width() == 0 || film.height() == 0 {
        return Ok(());
    }
    let to = |point: [f64; 2]| {
        let point = place.to_stage(point);
        [0, 1].map(|axis| (point[axis] - corner[axis]) * scale)
    };
    let [columns, rows] = place.film;
    let (origin, right, down) = (to([0.0, 0.0]), to([columns, 0.0]), to([0.0, rows]));
    let (width, height) = (f64::from(film.width()), f64::from(film.height()));
    context.save();
    context.set_transform(
        (right[0] - origin[0]) / width,
        (right[1] - origin[1]) / width,
        (down[0] - origin[0]) / height,
        (down[1] - origin[1]) / height,
        origin[0],
        origin[1],
    )?;
    context.draw_image_with_html_canvas_element(film, 0.0, 0.0)?;
    context.restore();
    Ok(())
}
