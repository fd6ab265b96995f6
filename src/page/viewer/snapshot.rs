//! The view as a PNG image: the film as displayed, what is drawn over it, its corner annotations unless they are hidden, and
//! the notice.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, CanvasRenderingContext2d, DomRect, Element, HtmlAnchorElement, HtmlCanvasElement, Url};

use super::measure::Kind;
use super::placement::Placement;
use super::{canvas2d, magnifier};
use crate::page::controller::ControllerHandle;
use crate::page::state::Store;
use crate::page::text::messages;

const FILE: &str = "negatoscope-view.png";
/// Room for the notice below the film, CSS pixels.
const FOOT: f64 = 24.0;
const FONT: &str = "system-ui, sans-serif";

/// Downloads an image of the view; does nothing if no film is shown.
pub(crate) fn save(store: Store, controller: ControllerHandle) {
    let Some(place) = untrack(|| store.placement()) else { return };
    let made = draw(store, controller, &place).and_then(|canvas| {
        let take = Closure::once_into_js(|blob: Option<Blob>| {
            if let Some(Err(error)) = blob.map(|blob| download(&blob)) {
                web_sys::console::error_1(&error);
            }
        });
        canvas.to_blob(take.unchecked_ref())
    });
    if let Err(error) = made {
        web_sys::console::error_1(&error);
    }
}

fn draw(store: Store, controller: ControllerHandle, place: &Placement) -> Result<HtmlCanvasElement, JsValue> {
    let ratio = window().device_pixel_ratio();
    let [width, height] = place.stage;
    let picture = canvas2d::new_canvas()?;
    picture.set_width((width * ratio).round() as u32);
    picture.set_height(((height + FOOT) * ratio).round() as u32);
    let context = canvas2d::context(&picture)?;
    context.set_fill_style_str("#000");
    context.fill_rect(0.0, 0.0, width * ratio, (height + FOOT) * ratio);
    if store.viewer.on_gpu.get_untracked() {
        // The content of a WebGL canvas can be read only until the frame ends.
        controller.with_value(|controller| controller.display.draw_now());
        if let Some(canvas) = store.viewer.gpu_canvas.get_untracked() {
            context.draw_image_with_html_canvas_element(&canvas, 0.0, 0.0)?;
        }
    } else if let Some(canvas) = store.viewer.canvas.get_untracked() {
        magnifier::placed(&context, &canvas, place, [0.0; 2], ratio)?;
    }
    let Some(view) = document().query_selector(".view")? else { return Ok(picture) };
    let frame = view.get_bounding_client_rect();
    context.scale(ratio, ratio)?;
    laid_over(&context, &view, place)?;
    measures(&context, store, place);
    texts(&context, &view, &frame)?;
    context.set_font(&format!("12px {FONT}"));
    context.set_text_baseline("middle");
    context.set_text_align("left");
    context.set_fill_style_str("#a0a8b2");
    context.fill_text_with_max_width(&messages::notice(), 10.0, height + FOOT / 2.0, width - 20.0)?;
    Ok(picture)
}

/// The explanation map, if it is shown: it is as large as the film.
fn laid_over(context: &CanvasRenderingContext2d, view: &Element, place: &Placement) -> Result<(), JsValue> {
    let found = view.query_selector_all(".stage > canvas.map-layer")?;
    for canvas in (0..found.length()).filter_map(|at| found.get(at)) {
        let Ok(canvas) = canvas.dyn_into::<HtmlCanvasElement>() else { continue };
        let Some(style) = window().get_computed_style(&canvas)? else { continue };
        if style.get_property_value("display")? == "none"
            || style.get_property_value("visibility")? == "hidden"
        {
            continue;
        }
        context.set_global_alpha(style.get_property_value("opacity")?.parse().unwrap_or(1.0));
        context.save();
        // The transform of `placed` is absolute: the ratio is its scale.
        magnifier::placed(context, &canvas, place, [0.0; 2], window().device_pixel_ratio())?;
        context.restore();
        context.set_global_alpha(1.0);
    }
    Ok(())
}

fn measures(context: &CanvasRenderingContext2d, store: Store, place: &Placement) {
    let Some(film) = store.worklist.chosen.get_untracked() else { return };
    let frame = store.viewer.request.get_untracked().frame;
    store.viewer.measures.with_untracked(|measures| {
        for measure in measures.on_film(film).iter().filter(|measure| measure.is_on(frame)) {
            if let (Kind::Redaction, [from, to]) = (measure.kind, measure.points.as_slice()) {
                let [a, b] = [from, to].map(|&point| place.to_stage(point));
                context.set_fill_style_str("#000");
                context.fill_rect(a[0].min(b[0]), a[1].min(b[1]), (a[0] - b[0]).abs(), (a[1] - b[1]).abs());
                continue;
            }
            for (colour, width) in [("rgba(0, 0, 0, 0.7)", 3.5), ("#8cc8ff", 1.5)] {
                context.begin_path();
                for (number, &point) in measure.points.iter().enumerate() {
                    let [x, y] = place.to_stage(point);
                    if number == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
                }
                context.set_stroke_style_str(colour);
                context.set_line_width(width);
                context.stroke();
            }
        }
    });
}

/// Every text over the film, at its position on the screen.
fn texts(context: &CanvasRenderingContext2d, view: &Element, frame: &DomRect) -> Result<(), JsValue> {
    context.set_font(&format!("12px {FONT}"));
    context.set_text_baseline("middle");
    let found = view.query_selector_all(".corner span, .edge-mark, .measure-label")?;
    for text in (0..found.length()).filter_map(|at| found.get(at)) {
        let Ok(text) = text.dyn_into::<Element>() else { continue };
        let place = text.get_bounding_client_rect();
        let words = text.text_content().unwrap_or_default();
        if words.is_empty() || place.width() == 0.0 {
            continue;
        }
        let is_right = text.closest(".right")?.is_some();
        context.set_text_align(if is_right { "right" } else { "left" });
        let x = if is_right { place.right() } else { place.left() } - frame.left();
        let y = place.top() + place.height() / 2.0 - frame.top();
        context.set_stroke_style_str("#000");
        context.set_line_width(3.0);
        context.stroke_text_with_max_width(&words, x, y, place.width().max(40.0))?;
        context.set_fill_style_str("#e0e3e7");
        context.fill_text_with_max_width(&words, x, y, place.width().max(40.0))?;
    }
    Ok(())
}

fn download(blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(FILE);
    link.click();
    set_timeout(move || drop(Url::revoke_object_url(&url)), std::time::Duration::from_secs(60));
    Ok(())
}
