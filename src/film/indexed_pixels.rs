//! A film's values as 16-bit codes, for a graphics processor: uploaded once and windowed there by a table, so that a window
//! follows the hand that drags it whatever the film's size.

use serde_bytes::ByteBuf;

use super::decoded::Film;
use super::modality_lut::ModalityLut;
use super::picture::IndexedPixels;
use super::samples::Samples;

/// Codes that 16 bits hold.
const MAX_CODES: i64 = 1 << 16;

/// The film's values, and `show` of each of them; none where they have no room in 16 bits without loss.
pub(super) fn values(film: &Film, show: impl Fn(f64) -> u8) -> Option<IndexedPixels> {
    match &film.samples {
        Samples::U8(stored) => code(film, stored, show),
        Samples::U16(stored) => code(film, stored, show),
        Samples::I16(stored) => code(film, stored, show),
        Samples::U32(_) | Samples::I32(_) | Samples::F32(_) => None,
    }
}

fn code<T: Copy + Into<i32>>(film: &Film, stored: &[T], show: impl Fn(f64) -> u8) -> Option<IndexedPixels> {
    let is_padding = |stored: i32| film.padding.is_some_and(|padding| padding.holds(f64::from(stored)));
    // Of a Modality LUT the entries are coded, which are whole numbers, else the stored values themselves.
    let coded = |stored: i32| match &film.modality {
        ModalityLut::Table(table) => i32::from(table.entry(f64::from(stored))),
        ModalityLut::Identity | ModalityLut::Linear { .. } => stored,
    };
    let value = |coded: f64| match &film.modality {
        ModalityLut::Table(_) => coded,
        modality => modality.value(coded),
    };
    let mut range: Option<(i32, i32)> = None;
    let mut is_padded = false;
    for &stored in stored {
        let stored = stored.into();
        if film.padding.is_some() && is_padding(stored) {
            is_padded = true;
            continue;
        }
        let coded = coded(stored);
        range = Some(range.map_or((coded, coded), |(lo, hi)| (lo.min(coded), hi.max(coded))));
    }
    let (lo, hi) = range.unwrap_or_default();
    let count = i64::from(hi) - i64::from(lo) + 1;
    if count + i64::from(is_padded) > MAX_CODES {
        return None;
    }
    let padding = is_padded.then_some(count as u16);
    let mut codes = Vec::with_capacity(stored.len() * 2);
    for &stored in stored {
        let stored = stored.into();
        let code = match padding {
            Some(padding) if is_padding(stored) => padding,
            _ => (coded(stored) - lo) as u16,
        };
        codes.extend_from_slice(&code.to_le_bytes());
    }
    let mut table: Vec<u8> = (lo..=hi).map(|coded| show(value(f64::from(coded)))).collect();
    table.extend(padding.map(|_| 0));
    let (first, second) = (value(f64::from(lo)), value(f64::from(lo) + 1.0));
    Some(IndexedPixels {
        codes: ByteBuf::from(codes),
        table: ByteBuf::from(table),
        first,
        step: second - first,
        padding,
        inverted: film.is_shown_inverted,
    })
}
