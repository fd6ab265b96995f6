//! The release models' input: the film without the bars beside it, stretched to a square.
//!
//! Bars (a collimator's, a scanner's, a pasted film's ground) say nothing of a patient, so they take no part in a score:
//! rows and columns at the edges that hold one value are cut off first. What remains is stretched: a padded square would
//! tell the models the film's aspect, which tells the hospital.

use std::ops::Range;

use super::area_average::reduce;
use super::grey_values::{from_le_bytes, gray8_rows, share_of_range, to_le_bytes};
use crate::film::Film;

/// A film's own pixels on 224 x 224, larger = brighter, from 0 (the darkest) to 1 (the brightest).
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseInput {
    plane: Vec<f32>,
    area: CropBox,
}

/// The part of a film that its square shows, in shares of the film's height and width from its upper left corner, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CropBox {
    /// Upper edge.
    pub top: f32,
    /// Left edge.
    pub left: f32,
    /// Lower edge.
    pub bottom: f32,
    /// Right edge.
    pub right: f32,
}

impl CropBox {
    /// Which share of the film's area it is.
    pub fn share(&self) -> f64 {
        f64::from(self.bottom - self.top) * f64::from(self.right - self.left)
    }

    /// Where a place of the film lies in the square, both in shares, x before y; none for what was cut off.
    pub fn in_square(&self, [x, y]: [f32; 2]) -> Option<[f32; 2]> {
        let place = [(x - self.left) / (self.right - self.left), (y - self.top) / (self.bottom - self.top)];
        place.iter().all(|share| (0.0..=1.0).contains(share)).then_some(place)
    }

    /// Where a place of the square lies in the film.
    pub fn in_film(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [self.left + x * (self.right - self.left), self.top + y * (self.bottom - self.top)]
    }

    fn values(self) -> [f32; 4] {
        [self.top, self.left, self.bottom, self.right]
    }

    /// None where an edge lies beyond its opposite.
    fn from_values(values: [f32; 4]) -> Option<Self> {
        let [top, left, bottom, right] = values;
        (top < bottom && left < right).then_some(Self { top, left, bottom, right })
    }
}

/// A row or column whose values differ by less than this share of the film's range holds one value.
const MAX_BAR_RANGE: f32 = 0.02;

/// Sides shorter than this share of the film are not cut out: a film that is nearly all bar is shown whole.
const MIN_CONTENT: f64 = 0.2;

impl ReleaseInput {
    /// Height and width.
    pub const SIDE: usize = 224;
    /// Bytes of a square as [`ReleaseInput::to_le_bytes`] gives it.
    pub const BYTES: usize = (Self::SIDE * Self::SIDE + 4) * 4;

    /// The square of a film: padding set to the minimum, polarity turned so that larger is brighter, bars cut off,
    /// area-averaged, scaled to its own range. The VOI LUT takes no part.
    pub(super) fn from_film(film: &Film) -> Self {
        let lo = film.range().0 as f32;
        let (rows, columns) = (film.header.rows as usize, film.header.columns as usize);
        Self::from_rows(rows, columns, film.is_monochrome1(), |row, values| film.copy_row(row, lo, values))
    }

    /// The square of an 8-bit grey picture, row by row, larger = brighter. None where `gray` is not `rows` x `columns`
    /// long, or either is 0.
    pub fn from_gray8(rows: usize, columns: usize, gray: &[u8]) -> Option<Self> {
        Some(Self::from_rows(rows, columns, false, gray8_rows(rows, columns, gray)?))
    }

    fn from_rows(
        rows: usize,
        columns: usize,
        inverted: bool,
        mut copy_row: impl FnMut(usize, &mut [f32]),
    ) -> Self {
        let (down, across) = content(rows, columns, &mut copy_row);
        let share = |at: usize, of: usize| (at as f64 / of as f64) as f32;
        let area = CropBox {
            top: share(down.start, rows),
            left: share(across.start, columns),
            bottom: share(down.end, rows),
            right: share(across.end, columns),
        };
        let means = reduce(down, across, columns, (Self::SIDE, Self::SIDE), copy_row).values;
        let finite = || means.iter().copied().filter(|value| value.is_finite());
        let (lo, hi) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let plane = means.iter().map(|&value| share_of_range(value, lo, hi, inverted)).collect();
        Self { plane, area }
    }

    /// The values, row by row.
    pub fn plane(&self) -> &[f32] {
        &self.plane
    }

    /// What of the film is left without the bars.
    pub fn area(&self) -> CropBox {
        self.area
    }

    /// Whether every pixel has the same value: nothing is shown.
    pub fn is_blank(&self) -> bool {
        self.plane.iter().all(|&value| value == 0.0)
    }

    /// The values with mean 0 and deviation 1, as models take them; all 0 for a blank film.
    pub fn standardised(&self) -> Vec<f32> {
        standardised(&self.plane)
    }

    /// The same of the plane halved to 112 x 112, each pixel the mean of four.
    pub fn standardised_half(&self) -> Vec<f32> {
        standardised(&halved(&self.plane, Self::SIDE))
    }

    /// The values as little-endian 32-bit floats, row by row, and behind them the edges of [`ReleaseInput::area`].
    pub fn to_le_bytes(&self) -> Vec<u8> {
        to_le_bytes(&[&self.plane[..], &self.area.values()].concat())
    }

    /// The inverse of [`ReleaseInput::to_le_bytes`]; none where the length is wrong or a value lies outside 0 to 1.
    pub fn from_le_bytes(bytes: &[u8]) -> Option<Self> {
        let mut plane = from_le_bytes(bytes, Self::SIDE * Self::SIDE + 4)?;
        let edges = plane.split_off(Self::SIDE * Self::SIDE);
        Some(Self { plane, area: CropBox::from_values(edges.try_into().ok()?)? })
    }
}

/// A square plane of half the side, each pixel the mean of four.
pub(crate) fn halved(plane: &[f32], side: usize) -> Vec<f32> {
    let half = side / 2;
    let pixel = |i: usize| {
        let first = i / half * 2 * side + i % half * 2;
        (plane[first] + plane[first + 1] + plane[first + side] + plane[first + side + 1]) / 4.0
    };
    (0..half * half).map(pixel).collect()
}

/// Values with mean 0 and deviation 1; all 0 where they are equal.
pub(crate) fn standardised(values: &[f32]) -> Vec<f32> {
    let count = values.len() as f64;
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
    let variance = values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count;
    let scale = 1.0 / (variance.sqrt() + 1e-3);
    values.iter().map(|&v| ((f64::from(v) - mean) * scale) as f32).collect()
}

/// The rows and columns between the first and the last that hold more than one value; all where too few are left.
fn content(
    rows: usize,
    columns: usize,
    copy_row: &mut impl FnMut(usize, &mut [f32]),
) -> (Range<usize>, Range<usize>) {
    let mut values = vec![0.0; columns];
    let mut across = vec![(f32::INFINITY, f32::NEG_INFINITY); columns];
    let mut down = Vec::with_capacity(rows);
    let widen = |(lo, hi): (f32, f32), value: f32| (lo.min(value), hi.max(value));
    for row in 0..rows {
        copy_row(row, &mut values);
        let mut range = (f32::INFINITY, f32::NEG_INFINITY);
        for (column, &value) in across.iter_mut().zip(&values) {
            *column = widen(*column, value);
            range = widen(range, value);
        }
        down.push(range);
    }
    let (lo, hi) = down
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |all, range| (all.0.min(range.0), all.1.max(range.1)));
    let least = MAX_BAR_RANGE * (hi - lo);
    let between = |ranges: &[(f32, f32)]| {
        let varies = |range: &(f32, f32)| range.1 - range.0 > least;
        let (first, last) = (ranges.iter().position(varies)?, ranges.iter().rposition(varies)?);
        let found = first..last + 1;
        (found.len() as f64 >= MIN_CONTENT * ranges.len() as f64).then_some(found)
    };
    match (between(&down), between(&across)) {
        (Some(down), Some(across)) => (down, across),
        _ => (0..rows, 0..columns),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(rows: usize, columns: usize) -> Vec<u8> {
        (0..rows * columns)
            .map(|i| (40 + i / columns * 150 / rows + i % columns * 60 / columns) as u8)
            .collect()
    }

    #[test]
    fn bars_beside_a_film_take_no_part() {
        let (rows, columns) = (300, 260);
        let film = picture(rows, columns);
        let alone = ReleaseInput::from_gray8(rows, columns, &film).expect("square");
        for ground in [0, 128, 255] {
            let (top, left, wide, high) = (37, 81, 500, 400);
            let mut barred = vec![ground; wide * high];
            for row in 0..rows {
                barred[(top + row) * wide + left..][..columns]
                    .copy_from_slice(&film[row * columns..][..columns]);
            }
            let square = ReleaseInput::from_gray8(high, wide, &barred).expect("square");
            assert_eq!(square.plane(), alone.plane(), "ground {ground}");
            let area = square.area();
            assert!(area.share() < alone.area().share());
            let (x, y) = ((left + columns) as f32 / wide as f32, (top + rows) as f32 / high as f32);
            assert!((area.right - x).abs() < 1e-6 && (area.bottom - y).abs() < 1e-6, "{area:?}");
            let [x, y] = area.in_film([0.25, 0.75]);
            let [x, y] = area.in_square([x, y]).expect("a place of the film's own");
            assert!((x - 0.25).abs() < 1e-5 && (y - 0.75).abs() < 1e-5);
            assert_eq!(area.in_square([0.01, 0.5]), None, "a bar");
        }
    }

    #[test]
    fn a_blank_film_is_blank_and_a_film_is_not() {
        assert!(ReleaseInput::from_gray8(50, 70, &[9; 3500]).expect("square").is_blank());
        assert!(!ReleaseInput::from_gray8(50, 70, &picture(50, 70)).expect("square").is_blank());
        assert!(ReleaseInput::from_gray8(50, 70, &[9; 3499]).is_none());
    }

    #[test]
    fn bytes_come_back() {
        let square = ReleaseInput::from_gray8(30, 20, &picture(30, 20)).expect("square");
        let bytes = square.to_le_bytes();
        assert_eq!(bytes.len(), ReleaseInput::BYTES);
        let back = ReleaseInput::from_le_bytes(&bytes).expect("square");
        assert_eq!(back, square);
        assert!(ReleaseInput::from_le_bytes(&bytes[1..]).is_none());
        assert!(ReleaseInput::from_le_bytes(&[0xff; ReleaseInput::BYTES]).is_none());
    }

    #[test]
    fn standardised_values_have_mean_0_and_deviation_1() {
        let values = ReleaseInput::from_gray8(300, 260, &picture(300, 260)).expect("square").standardised();
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / values.len() as f32;
        assert!(mean.abs() < 1e-4 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
    }
}
