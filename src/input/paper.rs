//! The paper's input: 100 x 100, the aspect kept, the short side padded (paper, section 2.3).

use super::area_average::{Means, reduce};
use super::grey_values::{from_le_bytes, gray8_rows, share_of_range, to_le_bytes};
use crate::film::Film;

/// A film reduced to 100 x 100, larger = brighter, every value within 0 to 1 (paper, section 2.3).
#[derive(Debug, Clone, PartialEq)]
pub struct PaperInput {
    plane: Vec<f32>,
}

impl PaperInput {
    /// Height and width of the plane.
    pub const SIDE: usize = 100;
    /// Bytes of a plane as [`PaperInput::to_le_bytes`] gives it.
    pub const BYTES: usize = Self::SIDE * Self::SIDE * 4;

    /// The input of a film: padding set to the minimum, polarity turned so that larger is brighter, the long side
    /// area-averaged to 100, centred on a ground of black, scaled to the film's own range. The VOI LUT takes no part.
    pub(super) fn from_film(film: &Film) -> Self {
        let (lo, hi) = film.range();
        let (rows, columns) = (film.header.rows as usize, film.header.columns as usize);
        let size = reduced_size(rows, columns);
        let means = reduce(0..rows, 0..columns, columns, size, |row, v| film.copy_row(row, lo as f32, v));
        Self::normalised(&means, lo, hi, film.is_monochrome1())
    }

    /// The input of an 8-bit grey picture, row by row, larger = brighter: the same as of a film with these samples.
    /// None where `gray` is not `rows` x `columns` long, or either is 0.
    pub fn from_gray8(rows: usize, columns: usize, gray: &[u8]) -> Option<Self> {
        let copy_row = gray8_rows(rows, columns, gray)?;
        let (lo, hi) = (*gray.iter().min()?, *gray.iter().max()?);
        let size = reduced_size(rows, columns);
        let means = reduce(0..rows, 0..columns, columns, size, copy_row);
        Some(Self::normalised(&means, lo.into(), hi.into(), false))
    }

    /// The values, row by row.
    pub fn plane(&self) -> &[f32] {
        &self.plane
    }

    /// The values as little-endian 32-bit floats, row by row.
    pub fn to_le_bytes(&self) -> Vec<u8> {
        to_le_bytes(&self.plane)
    }

    /// The inverse of [`PaperInput::to_le_bytes`]; none where the length is wrong or a value lies outside 0 to 1.
    pub fn from_le_bytes(bytes: &[u8]) -> Option<Self> {
        from_le_bytes(bytes, Self::SIDE * Self::SIDE).map(|plane| Self { plane })
    }

    /// Centres the means on black and scales `lo` to 0 and `hi` to 1, or the other way round.
    fn normalised(means: &Means, lo: f64, hi: f64, inverted: bool) -> Self {
        let mut plane = vec![0.0; Self::SIDE * Self::SIDE];
        let (top, left) = ((Self::SIDE - means.rows) / 2, (Self::SIDE - means.columns) / 2);
        for (row, values) in means.values.chunks_exact(means.columns).enumerate() {
            let target = &mut plane[(top + row) * Self::SIDE + left..][..means.columns];
            for (pixel, &value) in target.iter_mut().zip(values) {
                *pixel = share_of_range(value, lo, hi, inverted);
            }
        }
        Self { plane }
    }
}

/// Height and width of a film on the plane.
pub(super) fn reduced_size(rows: usize, columns: usize) -> (usize, usize) {
    let long = rows.max(columns);
    (new_side(rows, long), new_side(columns, long))
}

/// `max(1, round(side * 100 / long))`; a half goes to the even number, as in Python, where the reference was made.
fn new_side(side: usize, long: usize) -> usize {
    let new = (side as f64 * PaperInput::SIDE as f64 / long as f64).round_ties_even();
    (new as usize).max(1)
}
