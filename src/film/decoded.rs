//! A decoded film: its stored samples and how they become values.

use super::header::Header;
use super::modality_lut::ModalityLut;
use super::overlay::Overlay;
use super::padding::Padding;
use super::samples::{Samples, each_type};
use super::voi_lut::VoiLut;

/// One decoded projection: a frame of a file.
#[derive(Debug)]
pub struct Film {
    /// What the film says of itself.
    pub header: Header,
    pub(super) samples: Samples,
    pub(super) modality: ModalityLut,
    pub(super) padding: Option<Padding>,
    /// What the file asks to be shown with, in its order; the names are in the header.
    pub(super) presets: Vec<VoiLut>,
    pub(super) overlay: Option<Overlay>,
    pub(super) is_monochrome1: bool,
    pub(super) is_shown_inverted: bool,
    pub(super) aspect: f64,
}

impl Film {
    pub(super) fn asks_for_nothing_visible(&self, (lo, hi): (f64, f64)) -> bool {
        lo < hi && self.presets.first().is_some_and(|voi| !voi.shows(lo, hi))
    }

    /// Smallest and largest modality value, padding left out; both 0 where all is padding.
    pub(crate) fn range(&self) -> (f64, f64) {
        self.modality.range(&self.samples, self.padding).unwrap_or_default()
    }

    /// Whether the smallest value is white.
    pub(crate) fn is_monochrome1(&self) -> bool {
        self.is_monochrome1
    }

    /// The stored samples, row by row.
    #[cfg(test)]
    pub(crate) fn stored_values(&self) -> Vec<f64> {
        let mut values = Vec::new();
        self.samples.for_each(|value| values.push(value));
        values
    }

    /// Writes the modality values of a row to `values`, with `ground` for padding.
    pub(crate) fn copy_row(&self, row: usize, ground: f32, values: &mut [f32]) {
        let columns = self.header.columns as usize;
        each_type!(&self.samples, samples => {
            let stored = &samples[row * columns..][..columns];
            self.modality.fill(stored, values);
            if let Some(padding) = self.padding {
                for (value, &stored) in values.iter_mut().zip(stored) {
                    *value = if padding.holds(f64::from(stored)) { ground } else { *value };
                }
            }
        });
    }
}
