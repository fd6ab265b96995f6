//! Grey values to pixels: the film onto its canvas, and a small picture for the list.
//!
//! Rows are copied a stripe at a time, so that the page's own memory stays small whatever the film's size.

use js_sys::Uint8Array;
use leptos::prelude::{document, window};
use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::film::invert;
use crate::film::{Mask, Picture};
use crate::page::engine::client::Pixels;

/// The colour of overlays: visible on black and on white, and never a grey level of the film.
pub(crate) const OVERLAY: [u8; 4] = [255, 196, 64, u8::MAX];
/// Source rows copied at a time.
const STRIPE: u32 = 64;
/// Some browsers support no larger canvas; larger films are drawn reduced.
const MAX_PIXELS: u64 = 1 << 24;
/// Long side of a thumbnail in pixels: twice its size on the screen.
const THUMBNAIL: u32 = 96;

/// Draws a film at the fraction of its size that [`step`] gives, and returns that step.
/// `picture` gives the size, `pixels` the grey levels, row by row.
/// `overlay`, where there is one, has a bit for each of them; it keeps its colour, and padding stays black, when the
/// film is inverted.
pub(crate) fn film(
    canvas: &HtmlCanvasElement,
    picture: &Picture,
    pixels: &Pixels,
    overlay: Option<&Uint8Array>,
    is_inverted: bool,
    zoom: f64,
) -> Result<u32, JsValue> {
    let step = step(picture, zoom);
    draw(canvas, picture, pixels, overlay, is_inverted, step)?;
    Ok(step)
}

/// By how much a film is reduced to be drawn: as far as it keeps a pixel for each that a film as large as the window would
/// cover, `zoom` times enlarged. A canvas takes eight times the memory of its film, so pixels that nobody can see are worth leaving out.
pub(crate) fn step(picture: &Picture, zoom: f64) -> u32 {
    let (rows, columns) = (f64::from(picture.rows), f64::from(picture.columns));
    let window = window();
    let side = |side: Result<JsValue, JsValue>| side.ok().and_then(|side| side.as_f64()).unwrap_or(f64::MAX);
    let (width, height) = (side(window.inner_width()), side(window.inner_height()));
    let scale = (width / columns).min(height / (rows * picture.aspect)) * window.device_pixel_ratio() * zoom;
    let enough = (1.0 / (scale * picture.aspect.max(1.0))).max(1.0) as u32;
    let pixels = |step: u32| u64::from(picture.rows / step) * u64::from(picture.columns / step);
    (enough..).find(|&step| pixels(step) <= MAX_PIXELS).unwrap_or(enough)
}

/// A small picture of a film with its true aspect, as a data URL.
pub(crate) fn thumbnail(picture: &Picture, pixels: &Pixels) -> Result<String, JsValue> {
    let (rows, columns) = (f64::from(picture.rows) * picture.aspect, f64::from(picture.columns));
    let scale = (f64::from(THUMBNAIL) / rows.max(columns)).min(1.0);
    let (height, width) = ((rows * scale).max(1.0), (columns * scale).max(1.0));
    let reduced = new_canvas()?;
    let step = (picture.rows.max(picture.columns) / THUMBNAIL).max(1);
    draw(&reduced, picture, pixels, None, false, step)?;
    let small = new_canvas()?;
    small.set_width(width as u32);
    small.set_height(height as u32);
    context(&small)?.draw_image_with_html_canvas_element_and_dw_and_dh(&reduced, 0.0, 0.0, width, height)?;
    small.to_data_url_with_type_and_encoder_options("image/jpeg", &0.8.into())
}

/// Empties a canvas and frees its memory.
pub(crate) fn clear(canvas: &HtmlCanvasElement) {
    canvas.set_width(0);
    canvas.set_height(0);
}

/// Draws a film at `1 / step` of its size; each pixel is the mean of `step` x `step`.
fn draw(
    canvas: &HtmlCanvasElement,
    picture: &Picture,
    pixels: &Pixels,
    overlay: Option<&Uint8Array>,
    is_inverted: bool,
    step: u32,
) -> Result<(), JsValue> {
    let (rows, columns) = (picture.rows, picture.columns);
    let length = pixels.codes.as_ref().map_or(pixels.gray.length(), |codes| codes.length() / 2);
    if u64::from(length) != u64::from(rows) * u64::from(columns) {
        return Err("the picture's size and its grey values differ".into());
    }
    let step = step.min(rows).min(columns).max(1);
    let (width, height) = (columns / step, rows / step);
    canvas.set_width(width);
    canvas.set_height(height);
    let context = context(canvas)?;
    let rows_at_a_time = (STRIPE / step).max(1);
    let (mut source, mut rgba) = (Vec::new(), Vec::new());
    let overlay = overlay.map(|bits| Mask::from_bytes(bits.to_vec()));
    let padding = pixels.padding.as_ref().filter(|_| is_inverted);
    let padding = padding.map(|bits| Mask::from_bytes(bits.to_vec()));
    let table = picture.values.as_ref().map(|values| values.grey_levels(None, is_inverted));
    for top in (0..height).step_by(rows_at_a_time as usize) {
        let count = rows_at_a_time.min(height - top);
        let start = top * step * columns;
        copy(pixels, table.as_deref(), start, start + count * step * columns, &mut source);
        if table.is_none() && is_inverted {
            invert(&mut source, start as usize, padding.as_ref());
        }
        rgba.resize((count * width * 4) as usize, 0);
        let rows = source.chunks_exact((step * columns) as usize);
        for (row, pixels) in rows.zip(rgba.chunks_exact_mut(width as usize * 4)) {
            reduce(row, columns as usize, step as usize, pixels);
        }
        if let Some(overlay) = &overlay {
            draw_over(&mut rgba, overlay, start as usize, columns as usize, step as usize);
        }
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&rgba), width, count)?;
        context.put_image_data(&image, 0.0, f64::from(top))?;
    }
    Ok(())
}

/// Copies the grey levels of the pixels from `start` to `end`; `table` has those of codes.
fn copy(pixels: &Pixels, table: Option<&[u8]>, start: u32, end: u32, gray: &mut Vec<u8>) {
    gray.resize((end - start) as usize, 0);
    match (&pixels.codes, table) {
        (Some(codes), Some(table)) => {
            let codes = codes.subarray(2 * start, 2 * end).to_vec();
            for (gray, &code) in gray.iter_mut().zip(codes.as_chunks::<2>().0) {
                *gray = table.get(usize::from(u16::from_le_bytes(code))).copied().unwrap_or_default();
            }
        }
        _ => pixels.gray.subarray(start, end).copy_to(gray),
    }
}

/// Fills one row of opaque pixels: the means of the squares in `step` rows of `columns` values.
fn reduce(rows: &[u8], columns: usize, step: usize, pixels: &mut [u8]) {
    let (pixels, _) = pixels.as_chunks_mut::<4>();
    if step == 1 {
        for (pixel, &g) in pixels.iter_mut().zip(rows) {
            *pixel = [g, g, g, u8::MAX];
        }
        return;
    }
    let area = (step * step) as u32;
    for (x, pixel) in pixels.iter_mut().enumerate() {
        let mut sum = 0;
        for row in rows.chunks_exact(columns) {
            for &g in &row[x * step..(x + 1) * step] {
                sum += u32::from(g);
            }
        }
        let mean = (sum / area) as u8;
        *pixel = [mean, mean, mean, u8::MAX];
    }
}

/// Colours the pixels that an overlay covers, wholly or in part; `start` is the first source pixel of these rows.
fn draw_over(rgba: &mut [u8], overlay: &Mask, start: usize, columns: usize, step: usize) {
    let width = columns / step;
    for (number, pixel) in rgba.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let (row, column) = (number / width * step, number % width * step);
        let is_drawn = |pixel: usize| overlay.get(pixel);
        let mut rows = (row..row + step).map(|row| start + row * columns + column);
        if rows.any(|first| (first..first + step).any(is_drawn)) {
            *pixel = OVERLAY;
        }
    }
}

/// A canvas outside the document.
pub(crate) fn new_canvas() -> Result<HtmlCanvasElement, JsValue> {
    Ok(document().create_element("canvas")?.unchecked_into())
}

/// The 2D context of a canvas.
pub(crate) fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    let context = canvas.get_context("2d")?.ok_or("no canvas context")?;
    Ok(context.unchecked_into())
}
