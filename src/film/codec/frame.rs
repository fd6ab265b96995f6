//! A decoded frame, before colour and overlays are taken apart.

use dicom_dictionary_std::tags;

use crate::film::colour::Colours;
use crate::film::error::FilmError;
use crate::film::layout::Layout;
use crate::film::samples::Cells;

/// A decoded frame.
pub(crate) struct Frame {
    pub(crate) cells: Cells,
    /// One colour after the other rather than pixel by pixel.
    pub(crate) planar: bool,
    /// What the samples of a colour pixel are.
    pub(crate) colours: Colours,
    /// Bits of a sample by the compressed stream's own account.
    pub(crate) precision: u16,
}

impl Frame {
    /// Where the stored bits of its cells end: a stream that is no deeper than Bits Stored holds its samples without bits
    /// below them.
    pub(crate) fn high_bit(&self, layout: &Layout) -> u16 {
        if self.precision <= layout.bits_stored { layout.bits_stored - 1 } else { layout.high_bit }
    }
}

/// A compressed stream must have the size that the header claims.
pub(super) fn check_stream(
    layout: &Layout,
    rows: usize,
    columns: usize,
    samples: usize,
) -> Result<(), FilmError> {
    let pairs = [
        (tags::ROWS, layout.rows, rows),
        (tags::COLUMNS, layout.columns, columns),
        (tags::SAMPLES_PER_PIXEL, layout.samples, samples),
    ];
    match pairs.into_iter().find(|(_, claimed, held)| claimed != held) {
        None => Ok(()),
        Some((tag, claimed, held)) => {
            Err(FilmError::bad(tag, claimed, format!("{held}, as in the compressed pixels")))
        }
    }
}
