//! A square plane of grey values, and the operations of augmentation and of synthetic anomalies.

use rand::{Rng, RngExt};

/// Square, row by row, values about 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plane {
    pub(crate) side: usize,
    pub(crate) values: Vec<f32>,
}

impl Plane {
    /// From a function of x and y, in shares of the side.
    pub(crate) fn from_fn(side: usize, value: impl Fn(f32, f32) -> f32) -> Self {
        let at = |i: usize| (i as f32 + 0.5) / side as f32;
        let values = (0..side * side).map(|i| value(at(i % side), at(i / side))).collect();
        Self { side, values }
    }

    /// The value at a point in shares of the side, interpolated between the four nearest pixels; the edge's beyond the edge.
    pub(crate) fn at(&self, x: f32, y: f32) -> f32 {
        let last = (self.side - 1) as f32;
        let place = |share: f32| (share * self.side as f32 - 0.5).clamp(0.0, last);
        let (x, y) = (place(x), place(y));
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(self.side - 1), (top + 1).min(self.side - 1));
        let (dx, dy) = (x - left as f32, y - top as f32);
        let pixel = |column: usize, row: usize| self.values[row * self.side + column];
        let upper = pixel(left, top) * (1.0 - dx) + pixel(right, top) * dx;
        let lower = pixel(left, bottom) * (1.0 - dx) + pixel(right, bottom) * dx;
        upper * (1.0 - dy) + lower * dy
    }

    /// The plane with each pixel sampled at the point that `from` returns for it.
    pub(crate) fn warped(&self, from: impl Fn(f32, f32) -> (f32, f32)) -> Self {
        Self::from_fn(self.side, |x, y| {
            let (x, y) = from(x, y);
            self.at(x, y)
        })
    }

    pub(crate) fn map(mut self, change: impl Fn(f32) -> f32) -> Self {
        self.values.iter_mut().for_each(|value| *value = change(*value));
        self
    }

    /// Pixel by pixel with another plane.
    pub(crate) fn with(mut self, other: &Self, combine: impl Fn(f32, f32) -> f32) -> Self {
        self.values.iter_mut().zip(&other.values).for_each(|(value, &other)| *value = combine(*value, other));
        self
    }

    /// Smoothed by two box means of `2 * radius + 1` pixels, first across, then down; pixels beyond the edge have the value of the edge.
    pub(crate) fn blurred(&self, radius: usize) -> Self {
        let once =
            |plane: Self| transposed(&means_across(&transposed(&means_across(&plane, radius)), radius));
        once(once(self.clone()))
    }

    /// A smooth field of deviation about 1: normal draws on a grid of `cells` x `cells`, bilinear between them.
    pub(crate) fn field(side: usize, cells: usize, rng: &mut impl Rng) -> Self {
        let cells = cells.max(2);
        let grid = Self { side: cells, values: (0..cells * cells).map(|_| normal(rng)).collect() };
        Self::from_fn(side, |x, y| grid.at(x, y) * 1.3)
    }

    /// The value below which a `share` of the plane's middle (two thirds of each side) lies.
    pub(crate) fn middle_quantile(&self, share: f32) -> f32 {
        let inner = self.side / 6..self.side - self.side / 6;
        let rows = self.values.chunks_exact(self.side).skip(inner.start).take(inner.len());
        let mut values = rows.flat_map(|row| &row[inner.clone()]).copied().collect::<Vec<_>>();
        let place = ((values.len() - 1) as f32 * share) as usize;
        *values.select_nth_unstable_by(place, f32::total_cmp).1
    }
}

/// A draw from nearly the standard normal distribution: the sum of four uniforms.
pub(crate) fn normal(rng: &mut impl Rng) -> f32 {
    ((0..4).map(|_| rng.random::<f32>()).sum::<f32>() - 2.0) * 3f32.sqrt()
}

fn transposed(plane: &Plane) -> Plane {
    let side = plane.side;
    let values = (0..side * side).map(|i| plane.values[i % side * side + i / side]).collect();
    Plane { side, values }
}

fn means_across(plane: &Plane, radius: usize) -> Plane {
    let (side, width) = (plane.side, 2 * radius + 1);
    let mut values = Vec::with_capacity(side * side);
    for row in plane.values.chunks_exact(side) {
        let at = |i: isize| row[i.clamp(0, side as isize - 1) as usize];
        let radius = radius as isize;
        let mut sum: f32 = (-radius..=radius).map(at).sum();
        for column in 0..side as isize {
            values.push(sum / width as f32);
            sum += at(column + radius + 1) - at(column - radius);
        }
    }
    Plane { side, values }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::ChaCha8Rng};

    use super::*;

    #[test]
    fn sampling_at_pixel_centres_changes_nothing() {
        let plane = Plane::field(16, 5, &mut ChaCha8Rng::seed_from_u64(1));
        let same = plane.warped(|x, y| (x, y));
        assert!(plane.values.iter().zip(&same.values).all(|(a, b)| (a - b).abs() < 1e-5));
        let twice = plane.warped(|x, y| (1.0 - x, y)).warped(|x, y| (1.0 - x, y));
        assert!(plane.values.iter().zip(&twice.values).all(|(a, b)| (a - b).abs() < 1e-5));
    }

    #[test]
    fn a_blur_keeps_a_constant_and_spreads_a_point() {
        let flat = Plane::from_fn(20, |_, _| 0.7).blurred(3);
        assert!(flat.values.iter().all(|v| (v - 0.7).abs() < 1e-5));
        let mut point = Plane::from_fn(21, |_, _| 0.0);
        point.values[10 * 21 + 10] = 1.0;
        let spread = point.blurred(1);
        assert!((spread.values.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        assert!((spread.at(10.5 / 21.0, 10.5 / 21.0) - 1.0 / 9.0).abs() < 1e-4);
    }
}
