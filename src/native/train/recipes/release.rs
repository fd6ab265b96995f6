//! Recipes of the release models: the objective of each, and the augmentation of its films.

use burn::optim::{AdamWConfig, ModuleOptimizer};
use burn::tensor::activation::{log_sigmoid, log_softmax, sigmoid};
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rayon::prelude::*;

use super::film_net::TrainableFilmNet;
use super::paper::clipping;
use super::traits::{Purpose, Recipe};
use crate::input::standardised;
use crate::models::film_net::pooled;
use crate::models::{Diagnosis, FilmNetConfig, Modality, Precision, TaskClass, WeightsError, save_weights};
use crate::native::train::augment::anomalies::with_anomalies;
use crate::native::train::augment::exposure::{add_noise, another_exposure};
use crate::native::train::augment::orientation::with_image_kind;
use crate::native::train::augment::plane::Plane;
use crate::native::train::config::Config;
use crate::native::train::training_film::TrainingFilm;
use crate::scores::ImageKind;

/// Weight decay of every release model.
const WEIGHT_DECAY: f32 = 0.02;

/// What a release model is trained for; the rest of the recipe is the same for all.
pub(crate) trait Objective {
    fn config(&self) -> &Config;

    fn net(&self) -> FilmNetConfig;

    /// See [`Recipe::losses`].
    ///
    /// # Shapes
    /// - output: `[batch]`
    fn losses(
        &self,
        model: &TrainableFilmNet,
        films: &[&TrainingFilm],
        purpose: Purpose,
        device: &Device,
    ) -> Tensor<1>;

    /// See [`Recipe::source`].
    fn source<'a>(&self, film: &'a TrainingFilm) -> &'a str {
        &film.source
    }
}

impl<O: Objective> Recipe for O {
    type Model = TrainableFilmNet;
    type Film = TrainingFilm;

    fn init(&self, device: &Device) -> TrainableFilmNet {
        TrainableFilmNet::new(&self.net(), device)
    }

    fn optimiser(&self) -> ModuleOptimizer {
        let clipping = clipping(self.config());
        AdamWConfig::new().with_weight_decay(WEIGHT_DECAY).with_grad_clipping(clipping).init()
    }

    fn weights(&self, model: &TrainableFilmNet) -> Result<Vec<u8>, WeightsError> {
        save_weights(&model.folded(), Precision::Bits32)
    }

    fn losses(
        &self,
        model: &TrainableFilmNet,
        films: &[&TrainingFilm],
        purpose: Purpose,
        device: &Device,
    ) -> Tensor<1> {
        Objective::losses(self, model, films, purpose, device)
    }

    fn class(&self, film: &TrainingFilm) -> TaskClass {
        film.class
    }

    fn source<'a>(&self, film: &'a TrainingFilm) -> &'a str {
        Objective::source(self, film)
    }
}

/// Planes as the network takes them.
///
/// # Shapes
/// - output: `[batch, side, side]`
fn batch(planes: Vec<Plane>, device: &Device) -> Tensor<3> {
    let side = planes.first().map_or(0, |plane| plane.side);
    let count = planes.len();
    let values = planes.into_par_iter().flat_map_iter(|plane| plane.values).collect::<Vec<f32>>();
    Tensor::from_data(TensorData::new(values, [count, side, side]), device)
}

/// Random numbers for a film in a step, the same on any number of cores; none in validation.
fn film_rng(purpose: Purpose, film: usize) -> Option<ChaCha8Rng> {
    match purpose {
        Purpose::Training { seed } => {
            Some(ChaCha8Rng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9).wrapping_add(film as u64)))
        }
        Purpose::Validation => None,
    }
}

/// A plane as the models take it, standardised; in training with noise.
fn prepared(plane: &Plane, rng: Option<&mut ChaCha8Rng>) -> Plane {
    let mut values = standardised(&plane.values);
    if let Some(rng) = rng {
        add_noise(&mut values, rng);
    }
    Plane { side: plane.side, values }
}

/// Cross-entropy with the targets, nats.
///
/// # Shapes
/// - logits: `[batch, 1]`, of the positive class
/// - output: `[batch]`
fn cross_entropy(logits: Tensor<2>, targets: Vec<f32>, device: &Device) -> Tensor<1> {
    let logits: Tensor<1> = logits.squeeze_dim(1);
    let targets = Tensor::<1>::from_data(TensorData::new(targets, logits.dims()), device);
    -(targets.clone() * log_sigmoid(logits.clone()) + (-targets + 1.0) * log_sigmoid(-logits))
}

/// The true probability of the positive class: 0 or 1.
fn hard_target(film: &TrainingFilm) -> f32 {
    if film.class.is(Diagnosis::Abnormal) { 1.0 } else { 0.0 }
}

/// Normal or abnormal, from labelled films.
pub(crate) struct AbnormalityRecipe<'a>(pub(crate) &'a Config);

impl Objective for AbnormalityRecipe<'_> {
    fn net(&self) -> FilmNetConfig {
        FilmNetConfig::new(self.0.widths.clone()).with_pooled(true)
    }

    fn config(&self) -> &Config {
        self.0
    }

    fn losses(
        &self,
        model: &TrainableFilmNet,
        films: &[&TrainingFilm],
        purpose: Purpose,
        device: &Device,
    ) -> Tensor<1> {
        let planes = films.par_iter().enumerate().map(|(i, film)| match film_rng(purpose, i) {
            Some(mut rng) => prepared(&another_exposure(&film.plane(), &mut rng), Some(&mut rng)),
            None => prepared(&film.plane(), None),
        });
        let logits = model.forward(batch(planes.collect(), device));
        if purpose == Purpose::Validation {
            return cross_entropy(logits, films.iter().map(|film| hard_target(film)).collect(), device);
        }
        let weights = films.iter().map(|film| film.weight).collect::<Vec<_>>();
        let weights = Tensor::<1>::from_data(TensorData::new(weights, [films.len()]), device);
        cross_entropy(logits, films.iter().map(|film| film.target).collect(), device) * weights
    }
}

/// Deviation from normal films: the model learns to distinguish normal films from copies with synthetic anomalies, and to
/// locate these. Logit 0 is the film's, logit 1 that of a location.
pub(crate) struct AnomalyRecipe<'a> {
    pub(crate) config: &'a Config,
    /// Normal films, parts of which are pasted into others.
    pub(crate) normal: &'a [TrainingFilm],
}

impl AnomalyRecipe<'_> {
    /// Mean over all locations of the probability of an anomaly, 0 to 1.
    ///
    /// # Shapes
    /// - output: `[batch]`
    fn scores(&self, model: &TrainableFilmNet, films: &[&TrainingFilm], device: &Device) -> Tensor<1> {
        let planes = films.par_iter().map(|film| prepared(&film.plane(), None)).collect();
        let locations = sigmoid(model.forward_with_maps(batch(planes, device)).1.narrow(1, 1, 1));
        pooled(locations).squeeze_dim(1)
    }
}

impl Objective for AnomalyRecipe<'_> {
    fn net(&self) -> FilmNetConfig {
        FilmNetConfig::new(self.config.widths.clone()).with_logits(2)
    }

    fn config(&self) -> &Config {
        self.config
    }

    /// In training, the loss of a film and its copy with an anomaly: the mean of both films' losses and of both maps' losses.
    fn losses(
        &self,
        model: &TrainableFilmNet,
        films: &[&TrainingFilm],
        purpose: Purpose,
        device: &Device,
    ) -> Tensor<1> {
        if purpose == Purpose::Validation {
            let p = self.scores(model, films, device).clamp(1e-6, 1.0 - 1e-6);
            let targets = films.iter().map(|film| hard_target(film)).collect::<Vec<_>>();
            let targets = Tensor::<1>::from_data(TensorData::new(targets, [films.len()]), device);
            return -(targets.clone() * p.clone().log() + (-targets + 1.0) * (-p + 1.0).log());
        }
        let pairs = films.par_iter().enumerate().filter_map(|(i, film)| {
            let mut rng = film_rng(purpose, i)?;
            let normal = another_exposure(&film.plane(), &mut rng);
            let other = self.normal[rng.random_range(0..self.normal.len())].plane();
            let other = another_exposure(&other, &mut rng);
            let abnormal = with_anomalies(&normal, &other, &mut rng);
            let anomaly = anomaly_share(&normal, &abnormal);
            let planes = [normal, abnormal].map(|plane| {
                // Smoothness must not give a drawn anomaly away.
                let plane = if rng.random_bool(0.3) {
                    plane.blurred(1).with(&plane, |smooth, sharp| (smooth + sharp) / 2.0)
                } else {
                    plane
                };
                prepared(&plane, Some(&mut rng))
            });
            Some((planes, anomaly))
        });
        let (planes, anomalies): (Vec<_>, Vec<_>) = pairs.collect::<Vec<_>>().into_iter().unzip();
        let planes = planes.into_iter().flatten().collect::<Vec<_>>();
        let (film, locations) = model.forward_with_maps(batch(planes, device));
        let film_targets = [SMOOTHING, 1.0 - SMOOTHING].repeat(films.len());
        let film_losses = cross_entropy(film.narrow(1, 0, 1), film_targets, device);
        let [count, _, rows, columns] = locations.dims();
        let location_targets = anomalies.iter().flat_map(|anomaly| {
            let normal = std::iter::repeat_n(SMOOTHING, rows * columns);
            let smoothed = |share| SMOOTHING + (1.0 - 2.0 * SMOOTHING) * share;
            normal.chain(cells(anomaly, rows).into_iter().map(smoothed))
        });
        let locations: Tensor<2> = locations.narrow(1, 1, 1).reshape([count * rows * columns, 1]);
        let map_losses = cross_entropy(locations, location_targets.collect(), device);
        let map_losses: Tensor<1> = map_losses.reshape([count, rows * columns]).mean_dim(1).squeeze_dim(1);
        (film_losses + map_losses).reshape([films.len(), 2]).mean_dim(1).squeeze_dim(1)
    }
}

/// Label smoothing: some drawn anomalies are invisible.
const SMOOTHING: f32 = 0.02;

/// Change of a grey value, 0 to 1, from which a pixel counts fully as an anomaly.
const FULL_CHANGE: f32 = 0.06;

/// Share of an anomaly at each pixel, 0 to 1.
fn anomaly_share(normal: &Plane, abnormal: &Plane) -> Plane {
    let difference = abnormal.clone().with(normal, |abnormal, normal| (abnormal - normal).abs());
    difference.blurred(1).map(|change| (change / FULL_CHANGE).min(1.0))
}

/// The largest value in each of `count` x `count` cells, row by row.
fn cells(plane: &Plane, count: usize) -> Vec<f32> {
    let mut largest = vec![0.0f32; count * count];
    for (i, &value) in plane.values.iter().enumerate() {
        let cell = |pixel: usize| pixel * count / plane.side;
        let largest = &mut largest[cell(i / plane.side) * count + cell(i % plane.side)];
        *largest = largest.max(value);
    }
    largest
}

/// Image kind: learns from chest films, from rotated, inverted and cropped ones, and from other pictures.
pub(crate) struct ImageKindRecipe<'a>(pub(crate) &'a Config);

impl Objective for ImageKindRecipe<'_> {
    fn net(&self) -> FilmNetConfig {
        FilmNetConfig::new(self.0.widths.clone()).with_logits(ImageKind::COUNT)
    }

    fn config(&self) -> &Config {
        self.0
    }

    fn losses(
        &self,
        model: &TrainableFilmNet,
        films: &[&TrainingFilm],
        purpose: Purpose,
        device: &Device,
    ) -> Tensor<1> {
        let augmented = films.par_iter().enumerate().map(|(i, film)| match film_rng(purpose, i) {
            Some(mut rng) => {
                let (plane, kind) = with_image_kind(film, &mut rng);
                (prepared(&plane, Some(&mut rng)), kind)
            }
            None => {
                let is_chest = film.class.is(Modality::ChestRadiograph);
                let kind = if is_chest { ImageKind::Chest } else { ImageKind::Other };
                (prepared(&film.plane(), None), kind)
            }
        });
        let (planes, kinds): (Vec<_>, Vec<_>) = augmented.collect::<Vec<_>>().into_iter().unzip();
        let kinds = kinds.into_iter().map(|kind| kind as i64).collect::<Vec<_>>();
        let kinds = Tensor::<2, Int>::from_data(TensorData::new(kinds, [films.len(), 1]), device);
        let logits = model.forward(batch(planes, device));
        -log_softmax(logits, 1).gather(1, kinds).squeeze_dim(1)
    }

    /// One group of all films: a source has either chest films or other pictures.
    fn source<'a>(&self, _: &'a TrainingFilm) -> &'a str {
        ""
    }
}
