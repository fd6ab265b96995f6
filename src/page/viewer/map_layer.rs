//! The explanation map over the film: a layer that is zoomed, rotated and mirrored with the film.

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::explanation::Legend;
use crate::page::state::Store;
use crate::page::text::messages;

/// Longest side of the layer in pixels: a map is smooth, and the browser enlarges it.
const LONGEST: f64 = 384.0;

/// The layer; transparent if there is no map of the displayed film.
#[component]
pub(crate) fn MapLayer() -> impl IntoView {
    let store = expect_context::<Store>();
    let layer = NodeRef::<Canvas>::new();
    let drawable = Memo::new(move |_| {
        store.report.explanation.drawable(store.worklist.chosen.get(), store.report.calibration())
    });
    // The scores, and so the map, apply to the first frame.
    let shape = Memo::new(move |_| {
        let (film, shape) = store.viewer.on_canvas.get()?;
        let is_shown = store.report.explanation.is_shown.get() && store.viewer.request.get().frame == 0;
        (is_shown && Some(film) == store.worklist.chosen.get()).then_some(shape)
    });
    let is_there = Memo::new(move |_| shape.get().is_some() && drawable.with(Option::is_some));
    Effect::new(move |_| {
        let Some(canvas) = layer.get() else { return };
        let Some((shape, drawable)) = shape.get().zip(drawable.get()) else {
            canvas.set_width(0); // nothing of an earlier film is left
            return;
        };
        let (width, height) =
            if shape > 1.0 { (LONGEST, LONGEST / shape) } else { (LONGEST * shape, LONGEST) };
        let (width, height) = ((width as usize).max(1), (height as usize).max(1));
        let pixels = drawable.legend.over_film(&drawable.map, &drawable.area, width, height);
        if let Err(error) = put(&canvas, width, &pixels) {
            web_sys::console::error_1(&error);
        }
    });
    let values = move || {
        let number = |value: &f32| format!("{value:.5}");
        drawable.with(|drawable| {
            Some(drawable.as_ref()?.map.values.iter().map(number).collect::<Vec<_>>().join(" "))
        })
    };
    view! {
        <canvas
            class="map-layer"
            data-testid="map-layer"
            data-values=values
            role="img"
            aria-label=messages::explain_layer
            node_ref=layer
            class:is-hidden=move || !is_there.get()
            style:transform=move || store.viewer.zoom.get().css()
            style:--shape=move || shape.get().unwrap_or(1.0).to_string()
            style:opacity=move || store.report.explanation.opacity.get().to_string()
        ></canvas>
    }
}

/// The colour bar of a legend, from its lower to its upper end, as on black.
#[component]
pub(crate) fn LegendBar(#[prop(into)] legend: Signal<Option<Legend>>) -> impl IntoView {
    let bar = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), Some(legend)) = (bar.get(), legend.get()) else { return };
        const STEPS: usize = 256;
        let [from, to] = legend.ends();
        let values = (0..STEPS).map(|i| from + (to - from) * i as f64 / (STEPS - 1) as f64);
        let pixels = values.flat_map(|value| legend.rgba(value)).collect::<Vec<_>>();
        if let Err(error) = put(&canvas, STEPS, &pixels) {
            web_sys::console::error_1(&error);
        }
    });
    view! { <canvas class="legend-bar" aria-hidden="true" node_ref=bar></canvas> }
}

/// A small picture of grey values or colours, four bytes a pixel.
#[component]
pub(crate) fn SmallPicture(
    width: usize,
    pixels: Vec<u8>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let picture = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        if let Some(canvas) = picture.get()
            && let Err(error) = put(&canvas, width, &pixels)
        {
            web_sys::console::error_1(&error);
        }
    });
    view! {
        <figure>
            <canvas role="img" aria-label=label node_ref=picture></canvas>
            <figcaption>{label}</figcaption>
        </figure>
    }
}

/// Puts pixels, four bytes each, onto a canvas of their size.
fn put(canvas: &HtmlCanvasElement, width: usize, pixels: &[u8]) -> Result<(), JsValue> {
    let height = pixels.len() / 4 / width.max(1);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or("no canvas context")?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(pixels), width as u32, height as u32)?;
    context.put_image_data(&image, 0.0, 0.0)
}
