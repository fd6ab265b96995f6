//! The paper's reconstruction: what the model of normal films makes of a film, and where it fails.

use serde::{Deserialize, Serialize};

use super::Map;
use crate::input::PaperInput;
use crate::statistics::{percentile_of, percentiles, quantile};

/// A film as the paper's VAE draws it: 100 x 100 values of 0 to 1, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconstruction {
    plane: Vec<f32>,
}

/// How far reconstructions of normal films are from the films: the scale on which an error is shown. Measured on normal
/// validation films.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorScale {
    /// Number of films.
    pub films: usize,
    /// 0th, 1st, ... 100th percentile of the error of a pixel, over all pixels of all films: absolute differences of grey
    /// values of 0 to 1, ascending.
    pub pixel_percentiles: Vec<f64>,
    /// The same of a film's mean over its pixels.
    pub film_percentiles: Vec<f64>,
}

impl Reconstruction {
    /// None where there are not 100 x 100 values of 0 to 1.
    pub fn new(plane: Vec<f32>) -> Option<Self> {
        let is_valid = plane.len() == PaperInput::SIDE * PaperInput::SIDE
            && plane.iter().all(|v| (0.0..=1.0).contains(v));
        is_valid.then_some(Self { plane })
    }

    /// The values.
    pub fn plane(&self) -> &[f32] {
        &self.plane
    }

    /// The distance of each pixel from the film's, 0 to 1.
    pub fn error(&self, input: &PaperInput) -> Map {
        let values = self.plane.iter().zip(input.plane()).map(|(drawn, film)| (drawn - film).abs()).collect();
        Map { side: PaperInput::SIDE, values }
    }
}

impl ErrorScale {
    /// The scale of these errors; none where there are none.
    pub fn from_errors(errors: &[Map]) -> Option<Self> {
        let pixels = errors.iter().flat_map(|error| &error.values).map(|&v| f64::from(v)).collect::<Vec<_>>();
        let films = errors.iter().map(Map::mean).collect::<Vec<_>>();
        (!films.is_empty()).then(|| Self {
            films: films.len(),
            pixel_percentiles: percentiles(&pixels),
            film_percentiles: percentiles(&films),
        })
    }

    /// The error at the scale's end: that which one pixel in a hundred of normal films has or passes.
    pub fn end(&self) -> f64 {
        quantile(&self.pixel_percentiles, 99.0)
    }

    /// Share of normal films, 0 to 100, whose mean error is smaller.
    pub fn place(&self, error: &Map) -> f64 {
        percentile_of(&self.film_percentiles, error.mean())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_placed_among_those_of_normal_films() {
        let flat = |value: f32| Map {
            side: PaperInput::SIDE,
            values: vec![value; PaperInput::SIDE * PaperInput::SIDE],
        };
        let scale = ErrorScale::from_errors(&[flat(0.1), flat(0.2), flat(0.3)]).expect("three films");
        assert_eq!(scale.films, 3);
        assert!((scale.end() - 0.3).abs() < 1e-6);
        assert!((scale.place(&flat(0.2)) - 50.0).abs() < 1.0);
        assert_eq!(scale.place(&flat(0.9)), 100.0);
        assert_eq!(ErrorScale::from_errors(&[]), None);
        assert_eq!(Reconstruction::new(vec![0.5; 9]), None);
        assert_eq!(Reconstruction::new(vec![1.5; PaperInput::SIDE * PaperInput::SIDE]), None);
    }
}
