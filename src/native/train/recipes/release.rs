//! Recipes of the release models: what each optimises, and what it is shown.

use burn::optim::{AdamWConfig, ModuleOptimizer};
use burn::tensor::activation::{log_sigmoid, log_softmax, sigmoid};
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rayon::prelude::*;

use super::film_net::Learner;
use super::paper::{Purpose, Recipe, clipping};
use crate::input::standardised;
use crate::models::film_net::pooled;
use crate::models::{FilmNetConfig, Label, Precision, WeightsError, save_weights};
use crate::native::train::augment::anomalies::with_anomalies;
use crate::native::train::augment::orientation::made;
use crate::native::train::augment::plane::Plane;
use crate::native::train::augment::{another_exposure, noisy};
use crate::native::train::config::Config;
use crate::native::train::dataset::SquareFilm;
use crate::scores::ImageKind;

/// Weight decay of every release model.
const DECAY: f32 = 0.02;

/// What one release model is taught; the rest they have in common.
pub(crate) trait Lesson {
    fn config(&self) -> &Config;

    fn net(&self) -> FilmNetConfig;

    /// See [`Recipe::losses`].
    fn losses(&self, model: &Learner, films: &[&SquareFilm], purpose: Purpose, device: &Device) -> Tensor<1>;

    /// Within what normal and abnormal films are told apart on validation.
    fn source<'a>(&self, film: &'a SquareFilm) -> &'a str {
        &film.source
    }
}

impl<L: Lesson> Recipe for L {
    type Model = Learner;
    type Film = SquareFilm;

    fn init(&self, device: &Device) -> Learner {
        Learner::new(&self.net(), device)
    }

    fn optimiser(&self) -> ModuleOptimizer {
        let clipping = clipping(self.config());
        AdamWConfig::new().with_weight_decay(DECAY).with_grad_clipping(clipping).init()
    }

    fn weights(&self, model: &Learner) -> Result<Vec<u8>, WeightsError> {
        save_weights(&model.folded(), Precision::Bits32)
    }

    fn losses(&self, model: &Learner, films: &[&SquareFilm], purpose: Purpose, device: &Device) -> Tensor<1> {
        Lesson::losses(self, model, films, purpose, device)
    }

    fn truth<'a>(&self, film: &'a SquareFilm) -> (Label, &'a str) {
        (film.label, self.source(film))
    }
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
        Purpose::Training { rng } => {
            Some(ChaCha8Rng::seed_from_u64(rng.wrapping_mul(0x9e37_79b9).wrapping_add(film as u64)))
        }
        Purpose::Validation => None,
    }
}

/// A plane as the models see it; in training with some noise.
fn seen(plane: &Plane, rng: Option<&mut ChaCha8Rng>) -> Plane {
    let mut values = standardised(&plane.values);
    if let Some(rng) = rng {
        noisy(&mut values, rng);
    }
    Plane { side: plane.side, values }
}

/// Cross-entropy of one logit for abnormal with targets, `[batch]`, nats.
fn cross_entropy(logits: Tensor<2>, targets: Vec<f32>, device: &Device) -> Tensor<1> {
    let logits: Tensor<1> = logits.squeeze_dim(1);
    let targets = Tensor::<1>::from_data(TensorData::new(targets, logits.dims()), device);
    -(targets.clone() * log_sigmoid(logits.clone()) + (-targets + 1.0) * log_sigmoid(-logits))
}

fn hard(label: Label) -> f32 {
    if label == Label::Abnormal { 1.0 } else { 0.0 }
}

/// Normal or abnormal, from labelled films.
pub(crate) struct DiseaseRecipe<'a>(pub(crate) &'a Config);

impl Lesson for DiseaseRecipe<'_> {
    fn net(&self) -> FilmNetConfig {
        FilmNetConfig::new(self.0.widths.clone()).with_pooled(true)
    }

    fn config(&self) -> &Config {
        self.0
    }

    fn losses(&self, model: &Learner, films: &[&SquareFilm], purpose: Purpose, device: &Device) -> Tensor<1> {
        let planes = films.par_iter().enumerate().map(|(i, film)| match chance_of(purpose, i) {
            Some(mut rng) => seen(&another_exposure(&film.plane(), &mut rng), Some(&mut rng)),
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
}

/// Unlike normal films: learns to tell normal films from copies with synthetic anomalies, and where these are. Logit 0 is
/// the film's, logit 1 that of a place.
pub(crate) struct NoveltyRecipe<'a> {
    pub(crate) config: &'a Config,
    /// Normal films, whose parts are pasted into others.
    pub(crate) normal: &'a [SquareFilm],
}

impl NoveltyRecipe<'_> {
    /// The mean over all places of the probability that something is there, 0 to 1.
    fn scores(&self, model: &Learner, films: &[&SquareFilm], device: &Device) -> Tensor<1> {
        let planes = films.par_iter().map(|film| seen(&film.plane(), None)).collect();
        let places = sigmoid(model.both(batch(planes, device)).1.narrow(1, 1, 1));
        pooled(places).squeeze_dim(1)
    }
}

impl Lesson for NoveltyRecipe<'_> {
    fn net(&self) -> FilmNetConfig {
        FilmNetConfig::new(self.config.widths.clone()).with_logits(2)
    }

    fn config(&self) -> &Config {
        self.config
    }

    /// In training a film counts with its copy: the mean of both losses, and of both losses place by place.
    fn losses(&self, model: &Learner, films: &[&SquareFilm], purpose: Purpose, device: &Device) -> Tensor<1> {
        if purpose == Purpose::Validation {
            let p = self.scores(model, films, device).clamp(1e-6, 1.0 - 1e-6);
            let labels = films.iter().map(|film| hard(film.label)).collect::<Vec<_>>();
            let labels = Tensor::<1>::from_data(TensorData::new(labels, [films.len()]), device);
            return -(labels.clone() * p.clone().log() + (-labels + 1.0) * (-p + 1.0).log());
        }
        let pairs = films.par_iter().enumerate().filter_map(|(i, film)| {
            let mut rng = chance_of(purpose, i)?;
            let normal = another_exposure(&film.plane(), &mut rng);
            let other = self.normal[rng.random_range(0..self.normal.len())].plane();
            let other = another_exposure(&other, &mut rng);
            let abnormal = with_anomalies(&normal, &other, &mut rng);
            let changed = changed(&normal, &abnormal);
            let planes = [normal, abnormal].map(|plane| {
                // Smoothness must not tell a drawn anomaly from a film.
                let plane = if rng.random_bool(0.3) {
                    plane.blurred(1).with(&plane, |smooth, sharp| (smooth + sharp) / 2.0)
                } else {
                    plane
                };
                seen(&plane, Some(&mut rng))
            });
            Some((planes, changed))
        });
        let (planes, changed): (Vec<_>, Vec<_>) = pairs.collect::<Vec<_>>().into_iter().unzip();
        let planes = planes.into_iter().flatten().collect::<Vec<_>>();
        let (film, places) = model.both(batch(planes, device));
        let is_abnormal = [DOUBT, 1.0 - DOUBT].repeat(films.len());
        let of_films = cross_entropy(film.narrow(1, 0, 1), is_abnormal, device);
        let [count, _, rows, columns] = places.dims();
        let where_ = changed.iter().flat_map(|changed| {
            let nowhere = std::iter::repeat_n(DOUBT, rows * columns);
            nowhere.chain(cells(changed, rows).into_iter().map(|share| DOUBT + (1.0 - 2.0 * DOUBT) * share))
        });
        let places: Tensor<2> = places.narrow(1, 1, 1).reshape([count * rows * columns, 1]);
        let of_places = cross_entropy(places, where_.collect(), device);
        let of_places: Tensor<1> = of_places.reshape([count, rows * columns]).mean_dim(1).squeeze_dim(1);
        (of_films + of_places).reshape([films.len(), 2]).mean_dim(1).squeeze_dim(1)
    }
}

/// Some drawn anomalies cannot be seen.
const DOUBT: f32 = 0.02;

/// A change of this much, on a plane from 0 to 1, is a whole anomaly.
const WHOLE: f32 = 0.06;

/// How much of an anomaly is at each place of a plane, 0 to 1.
fn changed(normal: &Plane, abnormal: &Plane) -> Plane {
    let difference = abnormal.clone().with(normal, |abnormal, normal| (abnormal - normal).abs());
    difference.blurred(1).map(|change| (change / WHOLE).min(1.0))
}

/// The largest value in each of `count` x `count` cells, row by row.
fn cells(plane: &Plane, count: usize) -> Vec<f32> {
    let mut largest = vec![0.0f32; count * count];
    for (i, &value) in plane.values.iter().enumerate() {
        let cell = |place: usize| place * count / plane.side;
        let largest = &mut largest[cell(i / plane.side) * count + cell(i % plane.side)];
        *largest = largest.max(value);
    }
    largest
}

/// What is shown: learns from chest films, from what can be done to them, and from other pictures.
pub(crate) struct KindRecipe<'a>(pub(crate) &'a Config);

impl Lesson for KindRecipe<'_> {
    fn net(&self) -> FilmNetConfig {
        FilmNetConfig::new(self.0.widths.clone()).with_logits(ImageKind::COUNT)
    }

    fn config(&self) -> &Config {
        self.0
    }

    fn losses(&self, model: &Learner, films: &[&SquareFilm], purpose: Purpose, device: &Device) -> Tensor<1> {
        let made = films.par_iter().enumerate().map(|(i, film)| match chance_of(purpose, i) {
            Some(mut rng) => {
                let (plane, shown) = made(film, &mut rng);
                (seen(&plane, Some(&mut rng)), shown)
            }
            None => {
                let shown = if film.label == Label::Normal { ImageKind::Chest } else { ImageKind::Other };
                (seen(&film.plane(), None), shown)
            }
        });
        let (planes, shown): (Vec<_>, Vec<_>) = made.collect::<Vec<_>>().into_iter().unzip();
        let shown = shown.into_iter().map(|shown| shown as i64).collect::<Vec<_>>();
        let shown = Tensor::<2, Int>::from_data(TensorData::new(shown, [films.len(), 1]), device);
        let logits = model.forward(batch(planes, device));
        -log_softmax(logits, 1).gather(1, shown).squeeze_dim(1)
    }

    /// Chest films and other pictures are of different sources: they can only be told apart over all.
    fn source<'a>(&self, _: &'a SquareFilm) -> &'a str {
        ""
    }
}
