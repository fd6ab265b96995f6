//! Recipes of the release models: what each optimises, and what it is shown.

use burn::optim::{AdamWConfig, ModuleOptimizer};
use burn::tensor::activation::{log_sigmoid, log_softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::{Rng, RngExt, SeedableRng, rngs::ChaCha8Rng};
use rayon::prelude::*;

use super::anomalies::with_anomalies;
use super::augment::{another_exposure, noisy};
use super::config::Config;
use super::film_net::Learner;
use super::plane::Plane;
use super::recipe::{Purpose, Recipe, clipping};
use super::squares::SquareFilm;
use crate::input::standardised;
use crate::models::{FilmNetConfig, Label, Precision, WeightsError, save_weights};

/// Weight decay of every release model.
const DECAY: f32 = 0.02;

fn optimiser(config: &Config) -> ModuleOptimizer {
    AdamWConfig::new().with_weight_decay(DECAY).with_grad_clipping(clipping(config)).init()
}

/// Planes as the network takes them, `[batch, side, side]`.
fn batch(planes: Vec<Plane>, device: &Device) -> Tensor<3> {
    let side = planes.first().map_or(0, |plane| plane.side);
    let count = planes.len();
    let values = planes.into_par_iter().flat_map_iter(|plane| plane.values).collect::<Vec<f32>>();
    Tensor::from_data(TensorData::new(values, [count, side, side]), device)
}

/// Each film's chance in a step: the same however many cores share the work.
fn chance_of(purpose: Purpose, film: usize) -> Option<ChaCha8Rng> {
    match purpose {
        Purpose::Training { chance } => {
            Some(ChaCha8Rng::seed_from_u64(chance.wrapping_mul(0x9e37_79b9).wrapping_add(film as u64)))
        }
        Purpose::Validation => None,
    }
}

/// A plane as the models see it; in training with some noise.
fn seen(plane: &Plane, chance: Option<&mut ChaCha8Rng>) -> Plane {
    let mut values = standardised(&plane.values);
    if let Some(chance) = chance {
        noisy(&mut values, chance);
    }
    Plane { side: plane.side, values }
}

/// Cross-entropy of one logit for abnormal with targets, `[batch]`, nats.
fn cross_entropy(logits: Tensor<2>, targets: Vec<f32>, device: &Device) -> Tensor<1> {
    let logits: Tensor<1> = logits.squeeze_dim(1);
    let targets = Tensor::<1>::from_data(TensorData::new(targets, logits.dims()), device);
    -(targets.clone() * log_sigmoid(logits.clone()) + (-targets + 1.0) * log_sigmoid(-logits))
}

fn p_abnormal(loss: f64, label: Label) -> f64 {
    let p_label = (-loss).exp();
    if label == Label::Abnormal { p_label } else { 1.0 - p_label }
}

fn hard(label: Label) -> f32 {
    if label == Label::Abnormal { 1.0 } else { 0.0 }
}

/// Normal or abnormal, from labelled films.
pub(crate) struct DiseaseRecipe<'a>(pub(crate) &'a Config);

impl Recipe for DiseaseRecipe<'_> {
    type Model = Learner;
    type Film = SquareFilm;

    fn init(&self, device: &Device) -> Learner {
        Learner::new(&FilmNetConfig::new(self.0.widths.clone()).with_pooled(true), device)
    }

    fn optimiser(&self) -> ModuleOptimizer {
        optimiser(self.0)
    }

    fn weights(&self, model: &Learner) -> Result<Vec<u8>, WeightsError> {
        save_weights(&model.folded(), Precision::Bits32)
    }

    fn keeps_last(&self) -> bool {
        true
    }

    fn losses(&self, model: &Learner, films: &[&SquareFilm], purpose: Purpose, device: &Device) -> Tensor<1> {
        let planes = films.par_iter().enumerate().map(|(i, film)| match chance_of(purpose, i) {
            Some(mut chance) => seen(&another_exposure(&film.plane(), &mut chance), Some(&mut chance)),
            None => seen(&film.plane(), None),
        });
        let logits = model.forward(batch(planes.collect(), device));
        if purpose == Purpose::Validation {
            return cross_entropy(logits, films.iter().map(|film| hard(film.label)).collect(), device);
        }
        let weights = films.iter().map(|film| film.weight).collect::<Vec<_>>();
        let weights = Tensor::<1>::from_data(TensorData::new(weights, [films.len()]), device);
        cross_entropy(logits, films.iter().map(|film| film.target).collect(), device) * weights
    }

    fn scores(&self, model: &Learner, films: &[&SquareFilm], device: &Device) -> Tensor<1> {
        let planes = films.iter().map(|film| seen(&film.plane(), None)).collect();
        model.forward(batch(planes, device)).squeeze_dim(1)
    }

    fn p_abnormal(&self, loss: f64, label: Label) -> Option<f64> {
        Some(p_abnormal(loss, label))
    }

    fn truth<'a>(&self, film: &'a SquareFilm) -> (Label, &'a str) {
        (film.label, &film.source)
    }
}

/// Unlike normal films: learns to tell normal films from copies with synthetic anomalies.
pub(crate) struct NoveltyRecipe<'a> {
    pub(crate) config: &'a Config,
    /// Normal films, whose parts are pasted into others.
    pub(crate) normal: &'a [SquareFilm],
}

impl Recipe for NoveltyRecipe<'_> {
    type Model = Learner;
    type Film = SquareFilm;

    fn init(&self, device: &Device) -> Learner {
        Learner::new(&FilmNetConfig::new(self.config.widths.clone()), device)
    }

    fn optimiser(&self) -> ModuleOptimizer {
        optimiser(self.config)
    }

    fn weights(&self, model: &Learner) -> Result<Vec<u8>, WeightsError> {
        save_weights(&model.folded(), Precision::Bits32)
    }

    fn keeps_last(&self) -> bool {
        true
    }

    /// In training a film counts with its copy: the mean of both losses.
    fn losses(&self, model: &Learner, films: &[&SquareFilm], purpose: Purpose, device: &Device) -> Tensor<1> {
        if purpose == Purpose::Validation {
            let planes = films.par_iter().map(|film| seen(&film.plane(), None)).collect();
            let labels = films.iter().map(|film| hard(film.label)).collect();
            return cross_entropy(model.forward(batch(planes, device)), labels, device);
        }
        let pairs = films.par_iter().enumerate().filter_map(|(i, film)| {
            let mut chance = chance_of(purpose, i)?;
            let normal = another_exposure(&film.plane(), &mut chance);
            let other = self.normal[chance.random_range(0..self.normal.len())].plane();
            let other = another_exposure(&other, &mut chance);
            let abnormal = with_anomalies(&normal, &other, &mut chance);
            Some([normal, abnormal].map(|plane| {
                // Smoothness must not tell a drawn anomaly from a film.
                let plane = if chance.random_bool(0.3) {
                    plane.blurred(1).with(&plane, |smooth, sharp| (smooth + sharp) / 2.0)
                } else {
                    plane
                };
                seen(&plane, Some(&mut chance))
            }))
        });
        let planes = pairs.collect::<Vec<_>>().into_iter().flatten().collect::<Vec<_>>();
        let labels = [DOUBT, 1.0 - DOUBT].repeat(films.len());
        let losses = cross_entropy(model.forward(batch(planes, device)), labels, device);
        losses.reshape([films.len(), 2]).mean_dim(1).squeeze_dim(1)
    }

    fn scores(&self, model: &Learner, films: &[&SquareFilm], device: &Device) -> Tensor<1> {
        let planes = films.iter().map(|film| seen(&film.plane(), None)).collect();
        model.forward(batch(planes, device)).squeeze_dim(1)
    }

    fn p_abnormal(&self, loss: f64, label: Label) -> Option<f64> {
        Some(p_abnormal(loss, label))
    }

    fn truth<'a>(&self, film: &'a SquareFilm) -> (Label, &'a str) {
        (film.label, &film.source)
    }
}

/// Some drawn anomalies cannot be seen.
const DOUBT: f32 = 0.02;

/// What a picture is; the numbers are the logits' columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Chest = 0,
    Other = 1,
    UpsideDown = 2,
    Turned = 3,
    Inverted = 4,
    Part = 5,
}

/// Number of kinds.
const KINDS: usize = 6;

/// What is shown: learns from chest films, from what can be done to them, and from other pictures.
pub(crate) struct KindRecipe<'a>(pub(crate) &'a Config);

impl KindRecipe<'_> {
    /// A film and what was made of it.
    fn made(film: &SquareFilm, chance: &mut ChaCha8Rng) -> (Plane, Shown) {
        let plane = another_exposure(&film.plane(), chance);
        let plane = if chance.random_bool(0.3) { coarser(&plane, chance) } else { plane };
        let draw = chance.random_range(0..10);
        if film.label == Label::Abnormal {
            // However another picture lies, it stays one.
            let plane = match draw {
                0..6 => plane,
                6 => turned(&plane, chance.random_bool(0.5)),
                7 => plane.warped(|x, y| (1.0 - x, 1.0 - y)),
                _ => plane.map(|value| 1.0 - value),
            };
            return (plane, Shown::Other);
        }
        match draw {
            0..4 => (plane, Shown::Chest),
            4 => (plane.warped(|x, y| (1.0 - x, 1.0 - y)), Shown::UpsideDown),
            5 => (plane.warped(|x, y| (x, 1.0 - y)), Shown::UpsideDown),
            6 => (turned(&plane, chance.random_bool(0.5)), Shown::Turned),
            7 => (plane.map(|value| 1.0 - value), Shown::Inverted),
            8 => (part(&plane, chance), Shown::Part),
            _ => (nothing(plane.side, &plane, chance), Shown::Other),
        }
    }
}

/// As a film of few pixels looks when it is enlarged.
fn coarser(plane: &Plane, chance: &mut impl Rng) -> Plane {
    let cells = chance.random_range(30..plane.side) as f32;
    plane.warped(|x, y| (((x * cells).floor() + 0.5) / cells, ((y * cells).floor() + 0.5) / cells)).blurred(1)
}

fn turned(plane: &Plane, left: bool) -> Plane {
    plane.warped(|x, y| if left { (1.0 - y, x) } else { (y, 1.0 - x) })
}

/// A part of a film: less than two thirds of its height or its width.
fn part(plane: &Plane, chance: &mut impl Rng) -> Plane {
    let (wide, high) = if chance.random_bool(0.5) {
        (chance.random_range(0.25..0.62), chance.random_range(0.3..1.0))
    } else {
        (chance.random_range(0.4..1.0), chance.random_range(0.25..0.6))
    };
    let (left, top) = (chance.random_range(0.0..1.0f32 - wide), chance.random_range(0.0..1.0f32 - high));
    plane.warped(|x, y| (left + x * wide, top + y * high))
}

/// Pictures of nothing: fields, ramps, noise, scrambled films.
fn nothing(side: usize, film: &Plane, chance: &mut impl Rng) -> Plane {
    let cells = chance.random_range(2..side);
    let field = Plane::field(side, cells, chance);
    match chance.random_range(0..3) {
        0 => field.map(|value| (0.5 + 0.25 * value).clamp(0.0, 1.0)),
        1 => {
            let (a, b) = (chance.random_range(-1.0..1.0f32), chance.random_range(-1.0..1.0f32));
            let ramp = Plane::new(side, |x, y| a * (x - 0.5) + b * (y - 0.5));
            ramp.with(&field, |ramp, field| (0.5 + ramp + 0.05 * field).clamp(0.0, 1.0))
        }
        _ => {
            // The film's tiles, in another order.
            let tiles = chance.random_range(3..7usize);
            let mut order = (0..tiles * tiles).collect::<Vec<_>>();
            rand::seq::SliceRandom::shuffle(&mut order[..], chance);
            let count = tiles as f32;
            film.warped(|x, y| {
                let (column, row) = ((x * count) as usize, (y * count) as usize);
                let from = order[row.min(tiles - 1) * tiles + column.min(tiles - 1)];
                let (dx, dy) = (x * count - column as f32, y * count - row as f32);
                (((from % tiles) as f32 + dx) / count, ((from / tiles) as f32 + dy) / count)
            })
        }
    }
}

impl Recipe for KindRecipe<'_> {
    type Model = Learner;
    type Film = SquareFilm;

    fn init(&self, device: &Device) -> Learner {
        Learner::new(&FilmNetConfig::new(self.0.widths.clone()).with_logits(KINDS), device)
    }

    fn optimiser(&self) -> ModuleOptimizer {
        optimiser(self.0)
    }

    fn weights(&self, model: &Learner) -> Result<Vec<u8>, WeightsError> {
        save_weights(&model.folded(), Precision::Bits32)
    }

    fn keeps_last(&self) -> bool {
        true
    }

    fn losses(&self, model: &Learner, films: &[&SquareFilm], purpose: Purpose, device: &Device) -> Tensor<1> {
        let made = films.par_iter().enumerate().map(|(i, film)| match chance_of(purpose, i) {
            Some(mut chance) => {
                let (plane, shown) = Self::made(film, &mut chance);
                (seen(&plane, Some(&mut chance)), shown)
            }
            None => {
                let shown = if film.label == Label::Normal { Shown::Chest } else { Shown::Other };
                (seen(&film.plane(), None), shown)
            }
        });
        let (planes, shown): (Vec<_>, Vec<_>) = made.collect::<Vec<_>>().into_iter().unzip();
        let shown = shown.into_iter().map(|shown| shown as i64).collect::<Vec<_>>();
        let shown = Tensor::<2, Int>::from_data(TensorData::new(shown, [films.len(), 1]), device);
        let logits = model.forward(batch(planes, device));
        -log_softmax(logits, 1).gather(1, shown).squeeze_dim(1)
    }

    /// The logit of anything but an upright chest film against one.
    fn scores(&self, model: &Learner, films: &[&SquareFilm], device: &Device) -> Tensor<1> {
        let planes = films.iter().map(|film| seen(&film.plane(), None)).collect();
        let chest: Tensor<1> = log_softmax(model.forward(batch(planes, device)), 1)
            .narrow(1, Shown::Chest as usize, 1)
            .squeeze_dim(1);
        -chest
    }

    /// Not chest, as far as one loss tells: of an other picture, the probability of other.
    fn p_abnormal(&self, loss: f64, label: Label) -> Option<f64> {
        Some(p_abnormal(loss, label))
    }

    fn truth<'a>(&self, film: &'a SquareFilm) -> (Label, &'a str) {
        (film.label, "")
    }
}
