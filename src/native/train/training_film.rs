//! A film as a release model learns from it.

use std::sync::Arc;

use super::augment::plane::Plane;
use crate::film::Film;
use crate::input;
use crate::input::{ReleaseInput, halved};
use crate::models::TaskClass;

/// Target and weight of a film, known before it is read.
#[derive(Debug, Clone)]
pub(super) struct FilmTarget {
    pub(super) class: TaskClass,
    /// Probability of the positive class by its labels.
    pub(super) target: f32,
    /// Weight in the loss.
    pub(super) weight: f32,
    pub(super) source: Arc<str>,
    /// Whether the label is certain ([`crate::native::tables::LabelTrust`]).
    pub(super) is_certain: bool,
}

/// A film of a training of a release model.
#[derive(Debug, Clone)]
pub(crate) struct TrainingFilm {
    /// In 8 bits: a quarter of the memory, and most films have no more.
    plane: Arc<[u8]>,
    pub(crate) class: TaskClass,
    /// Probability of the positive class by its labels.
    pub(crate) target: f32,
    /// Weight in the loss.
    pub(crate) weight: f32,
    pub(crate) source: Arc<str>,
}

impl TrainingFilm {
    /// From a film; `is_half` halves its side.
    pub(super) fn from_film(film: &Film, known: &FilmTarget, is_half: bool) -> Self {
        let prepared = input::prepare_release(film);
        let whole = prepared.plane();
        let half = is_half.then(|| halved(whole, ReleaseInput::SIDE));
        let values = half.as_deref().unwrap_or(whole);
        Self {
            plane: values.iter().map(|value| (value * 255.0).round() as u8).collect(),
            class: known.class,
            target: known.target,
            weight: known.weight,
            source: known.source.clone(),
        }
    }

    /// The film's values, 0 to 1.
    pub(crate) fn plane(&self) -> Plane {
        let side = self.plane.len().isqrt();
        Plane { side, values: self.plane.iter().map(|&value| f32::from(value) / 255.0).collect() }
    }
}
