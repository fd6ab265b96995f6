//! The film as a viewing station shows it: eight bits, larger = brighter (PS3.4 annex N.2).

use serde_bytes::ByteBuf;

use super::decoded::Film;
use super::indexed_pixels;
use super::modality_lut::ModalityLut;
use super::picture::{DisplayRequest, Mask, Picture, Window, WindowFunction};
use super::samples::{Samples, each_type};
use super::voi_lut::VoiLut;

/// Share of the pixels that the default window lets go black, and as many white: markers and collimator edges.
const TAIL: f64 = 0.005;

/// Pixels looked at for the default window.
const SAMPLED_PIXELS: usize = 1 << 17;

impl Film {
    /// The film as a viewing station shows it, at full resolution: modality LUT, VOI LUT or window (PS3.3 C.11.1,
    /// C.11.2) or a window of its own grey levels, larger = brighter, padding black. `window` is the number of one of
    /// the header's windows, of which the first is what the file asks for; beyond them the film's own grey levels decide.
    pub fn picture(&self, window: usize) -> Picture {
        picture(self, window, None)
    }

    /// The same in a window of the person's own, where the view has one; the frame is the one that was opened.
    pub fn render(&self, view: &DisplayRequest) -> Picture {
        picture(self, view.window as usize, view.level)
    }

    /// As [`Film::render`], but with the values themselves in place of the grey levels, for whoever windows them: where
    /// they have room in 16 bits and neither side is longer than `longest` pixels.
    pub fn render_indexed(&self, view: &DisplayRequest, longest: u32) -> Picture {
        coded(self, view.window as usize, view.level, longest)
    }
}

/// Modality LUT, VOI LUT or window, polarity. Padding is black whatever the polarity.
fn picture(film: &Film, window: usize, level: Option<Window>) -> Picture {
    let renderer = Renderer::new(film, window, level);
    let show = |stored: f64| -> u8 {
        let is_padding = film.padding.is_some_and(|padding| padding.holds(stored));
        if is_padding { 0 } else { renderer.show(film.modality.value(stored)) }
    };
    let gray = match &film.samples {
        Samples::U8(values) => by_table(values, show),
        Samples::U16(values) => by_table(values, show),
        Samples::I16(values) => by_table(values, show),
        wide => each_type!(wide, values => values.iter().map(|&value| show(f64::from(value))).collect()),
    };
    Picture { gray: ByteBuf::from(gray), padding: padding(film), ..renderer.blank() }
}

/// Which pixels are padding.
fn padding(film: &Film) -> Option<Mask> {
    let padding = film.padding?;
    let mut mask = Mask::empty(film.header.rows as usize * film.header.columns as usize);
    let mut pixel = 0;
    film.samples.for_each(|stored| {
        if padding.holds(stored) {
            mask.set(pixel);
        }
        pixel += 1;
    });
    mask.non_empty()
}

/// The same as a code a pixel and a table of what each code is shown as, where the film's values have room in 16 bits and
/// its sides are at most `longest`; else the picture itself.
fn coded(film: &Film, window: usize, level: Option<Window>, longest: u32) -> Picture {
    let (rows, columns) = (film.header.rows, film.header.columns);
    if rows.max(columns) <= longest {
        let renderer = Renderer::new(film, window, level);
        if let Some(values) = indexed_pixels::values(film, |value| renderer.show(value)) {
            return Picture { values: Some(values), ..renderer.blank() };
        }
    }
    picture(film, window, level)
}

/// How modality values become grey levels.
struct Renderer<'a> {
    film: &'a Film,
    /// What the header asks for, or a window made here.
    asked: Option<&'a VoiLut>,
    own: Option<VoiLut>,
    range: (f64, f64),
}

impl<'a> Renderer<'a> {
    fn new(film: &'a Film, window: usize, level: Option<Window>) -> Self {
        let (lo, hi) = film.range();
        let asked = film.presets.get(window).filter(|voi| voi.shows(lo, hi));
        let own = match (level, asked) {
            (Some(level), _) => Some(VoiLut::Window(level, WindowFunction::LinearExact)),
            (None, None) => Some(default_window(film, lo, hi)),
            (None, Some(_)) => None,
        };
        Self { film, asked, own, range: (lo, hi) }
    }

    fn voi(&self) -> Option<&VoiLut> {
        self.own.as_ref().or(self.asked)
    }

    fn show(&self, value: f64) -> u8 {
        let Some(voi) = self.voi() else {
            return 0;
        };
        let brightness = voi.brightness(value);
        let brightness = if self.film.is_shown_inverted { 1.0 - brightness } else { brightness };
        (brightness * 255.0).round() as u8
    }

    /// The picture without its pixels.
    fn blank(&self) -> Picture {
        let (film, (lo, hi)) = (self.film, self.range);
        Picture {
            rows: film.header.rows,
            columns: film.header.columns,
            aspect: film.aspect,
            level: self.voi().map_or(Window { center: 0.0, width: 0.0 }, |voi| voi.window(lo, hi)),
            gray: ByteBuf::new(),
            values: None,
            padding: None,
            overlay: film.overlay.as_ref().map(|overlay| overlay.mask().clone()),
        }
    }
}

/// Shows each possible stored value once, then looks every pixel up.
fn by_table<T: Copy + Ord + Into<i32>>(values: &[T], show: impl Fn(f64) -> u8) -> Vec<u8> {
    let (Some(&lo), Some(&hi)) = (values.iter().min(), values.iter().max()) else {
        return Vec::new();
    };
    let first = lo.into();
    let table: Vec<u8> = (first..=hi.into()).map(|value| show(f64::from(value))).collect();
    values.iter().map(|&value| table[(value.into() - first) as usize]).collect()
}

/// Where the file asks for nothing: eight-bit films are shown as they are, deeper ones between two percentiles.
fn default_window(film: &Film, lo: f64, hi: f64) -> VoiLut {
    let full_scale = f64::from((1u32 << film.header.bits_stored.min(31)) - 1);
    if film.header.bits_stored <= 8 && lo >= 0.0 && hi <= full_scale && film.modality == ModalityLut::Identity
    {
        return VoiLut::between(0.0, full_scale);
    }
    let pixels = film.header.rows as usize * film.header.columns as usize;
    let step = pixels.div_ceil(SAMPLED_PIXELS) | 1; // odd, so that no column is favoured
    let mut values = Vec::with_capacity(pixels / step + 1);
    let mut number = 0;
    film.samples.for_each(|stored| {
        if number % step == 0 && film.padding.is_none_or(|padding| !padding.holds(stored)) {
            values.push(film.modality.value(stored));
        }
        number += 1;
    });
    values.sort_by(f64::total_cmp);
    let at =
        |share: f64| values.get((share * values.len().saturating_sub(1) as f64).round() as usize).copied();
    match (at(TAIL), at(1.0 - TAIL)) {
        (Some(black), Some(white)) if black < white => VoiLut::between(black, white),
        _ => VoiLut::between(lo, hi),
    }
}
