//! What the training loop needs of a model.

use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::tensor::{Device, Tensor};

use crate::models::{Precision, TaskClass, WeightsError, save_weights};

/// A model, its loss and its optimiser.
pub(crate) trait Recipe {
    type Model: Module;
    /// A film as the model learns from it.
    type Film: Sync;

    /// The model before training, on `device`.
    fn init(&self, device: &Device) -> Self::Model;

    fn optimiser(&self) -> ModuleOptimizer;

    /// The model as the bytes of a file of weights, in 32 bits.
    ///
    /// # Errors
    /// [`WeightsError`] where the weights cannot be serialised.
    fn weights(&self, model: &Self::Model) -> Result<Vec<u8>, WeightsError> {
        save_weights(model, Precision::Bits32)
    }

    /// The loss of each film, nats. The model and the films are on `device`.
    ///
    /// # Shapes
    /// - output: `[batch]`
    fn losses(
        &self,
        model: &Self::Model,
        films: &[&Self::Film],
        purpose: Purpose,
        device: &Device,
    ) -> Tensor<1>;

    /// Probability of the positive class by a film's loss; none where the loss is not a cross-entropy.
    fn p_positive(&self, loss: f64, class: TaskClass) -> Option<f64> {
        let p_class = (-loss).exp();
        Some(match class {
            TaskClass::Positive => p_class,
            TaskClass::Negative => 1.0 - p_class,
        })
    }

    /// The true class of a film.
    fn class(&self, film: &Self::Film) -> TaskClass;

    /// The group within which validation compares positive and negative films; empty for one group of all films.
    fn source<'a>(&self, film: &'a Self::Film) -> &'a str;
}

/// A recipe of the paper, whose experiment needs the score of each film.
pub(crate) trait ScoringRecipe: Recipe {
    /// The score of each film: the bound of a VAE; for a CNN the logit of [`TaskClass::Positive`].
    ///
    /// # Shapes
    /// - output: `[batch]`
    fn scores(&self, model: &Self::Model, films: &[&Self::Film], device: &Device) -> Tensor<1>;
}

/// Whether a loss includes random changes of the films (training) or not (validation).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Training { seed: u64 },
    Validation,
}
