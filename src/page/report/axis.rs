//! The scale of a score axis: the position of a value, and the density of normal films.

use crate::statistics::{percentile_of, quantile};

/// The range of an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    /// Value at the left end.
    lo: f64,
    /// Value at the right end.
    hi: f64,
}

/// The position of a value on an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// On the axis, as a share of its width, 0 to 1.
    At(f64),
    /// Left of it.
    Before,
    /// Right of it.
    After,
}

impl Scale {
    /// The axis of a probability.
    pub(crate) const PROBABILITY: Self = Self { lo: 0.0, hi: 1.0 };

    /// The axis of a percentile.
    pub(crate) const PERCENT: Self = Self { lo: 0.0, hi: 100.0 };

    /// An axis around the middle of the normal films (1st to 99th percentile) with room at both ends, so that
    /// one stray film does not squeeze the rest.
    pub(crate) fn around(percentiles: &[f64]) -> Self {
        let (lo, hi) = (quantile(percentiles, 1.0), quantile(percentiles, 99.0));
        let room = ((hi - lo) * 0.35).max(f64::EPSILON);
        Self { lo: lo - room, hi: hi + room }
    }

    /// Where `value` lies.
    pub(crate) fn place(self, value: f64) -> Place {
        match (value - self.lo) / (self.hi - self.lo) {
            share if share < 0.0 => Place::Before,
            share if share > 1.0 => Place::After,
            share => Place::At(share),
        }
    }

    /// Share of normal films in each of `bins` equal parts of the axis, smoothed, the highest at 1.
    pub(crate) fn density(self, percentiles: &[f64], bins: usize) -> Vec<f64> {
        let edge = |i: usize| self.lo + (self.hi - self.lo) * i as f64 / bins as f64;
        let below: Vec<f64> = (0..=bins).map(|i| percentile_of(percentiles, edge(i))).collect();
        let mut density: Vec<f64> = below.windows(2).map(|w| w[1] - w[0]).collect();
        // Films exactly at the right end belong to the last bin.
        if let Some(last) = density.last_mut() {
            *last += 100.0 - percentile_of(percentiles, self.hi);
        }
        for _ in 0..2 {
            density = smooth(&density);
        }
        let highest = density.iter().copied().fold(0.0, f64::max);
        if highest > 0.0 {
            density.iter_mut().for_each(|d| *d /= highest);
        }
        density
    }
}

/// Each value becomes the mean of itself (twice) and its neighbours; the ends count themselves.
fn smooth(values: &[f64]) -> Vec<f64> {
    let at = |i: usize| values[i.min(values.len() - 1)];
    (0..values.len()).map(|i| (at(i.saturating_sub(1)) + 2.0 * at(i) + at(i + 1)) / 4.0).collect()
}

/// The density as the outline of an area, in a box `bins` wide and 1 high with the ground at 1.
pub(crate) fn outline(density: &[f64]) -> String {
    let mut path = String::from("M0 1");
    for (i, d) in density.iter().enumerate() {
        path.push_str(&format!("L{:.1} {:.3}", i as f64 + 0.5, 1.0 - d));
    }
    path.push_str(&format!("L{} 1Z", density.len()));
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even() -> Vec<f64> {
        (0..=100).map(f64::from).collect()
    }

    #[test]
    fn even_films_are_evenly_dense_inside_their_range() {
        let scale = Scale { lo: -50.0, hi: 150.0 };
        let density = scale.density(&even(), 40);
        assert!(density[..8].iter().all(|&d| d < 1e-9), "{density:?}");
        assert!(density[12..28].iter().all(|&d| (d - 1.0).abs() < 1e-9), "{density:?}");
    }

    #[test]
    fn films_with_equal_scores_have_a_density() {
        let density = Scale::PROBABILITY.density(&[1.0; 101], 20);
        assert_eq!(density[19], 1.0);
        assert!(density[0] < 1e-9);
    }

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        assert_eq!(quantile(&even(), 2.5), 2.5);
        assert_eq!(quantile(&even(), 100.0), 100.0);
        assert_eq!(quantile(&[], 50.0), 0.0);
    }

    #[test]
    fn a_value_beyond_the_axis_is_before_or_after_it() {
        let scale = Scale::around(&even());
        assert_eq!(scale.place(-1000.0), Place::Before);
        assert_eq!(scale.place(1000.0), Place::After);
        let Place::At(middle) = scale.place(50.0) else { panic!("the middle is on the axis") };
        assert!((middle - 0.5).abs() < 1e-9);
    }
}
