//! Recipes: what a training optimises, and how. The models themselves know nothing of it.

use burn::grad_clipping::GradientClippingConfig;
use burn::module::Module;
use burn::optim::{AdamConfig, ModuleOptimizer, RmsPropConfig};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Distribution, Int, Tensor, TensorData};

use crate::input::PaperInput;
use crate::models::{
    Cnn, CnnConfig, Label, Precision, Vae, VaeConfig, WeightsError, save_weights, scoring_noise,
};
use crate::native::evaluation::labelled::Labelled;
use crate::native::train::config::Config;

/// What the loop needs of a model.
pub(crate) trait Recipe {
    type Model: Module;
    /// A film as the model learns from it.
    type Film: Sync;

    fn init(&self, device: &Device) -> Self::Model;

    fn optimiser(&self) -> ModuleOptimizer;

    /// The model as the bytes of a file of weights, in 32 bits.
    fn weights(&self, model: &Self::Model) -> Result<Vec<u8>, WeightsError> {
        save_weights(model, Precision::Bits32)
    }

    /// The loss of each film, `[batch]`, in nats.
    fn losses(
        &self,
        model: &Self::Model,
        films: &[&Self::Film],
        purpose: Purpose,
        device: &Device,
    ) -> Tensor<1>;

    /// The probability of abnormal that lies behind a film's loss, where the model gives one: behind a cross-entropy.
    fn p_abnormal(&self, loss: f64, label: Label) -> Option<f64> {
        let p_label = (-loss).exp();
        Some(if label == Label::Abnormal { p_label } else { 1.0 - p_label })
    }

    /// A film's label, and where it comes from.
    fn truth<'a>(&self, film: &'a Self::Film) -> (Label, &'a str);
}

/// A recipe of the paper, whose experiment asks for each film's score.
pub(crate) trait Scored: Recipe {
    /// The score of each film, `[batch]`: the bound of a VAE, of a CNN the logit of [`Label::Abnormal`].
    fn scores(&self, model: &Self::Model, films: &[&Self::Film], device: &Device) -> Tensor<1>;
}

/// Whether chance has a part (training) or not (validation).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Training { rng: u64 },
    Validation,
}

/// The paper's VAE: the negative bound, RMSProp.
pub(crate) struct VaeRecipe<'a>(pub(crate) &'a Config);

/// The paper's CNN: cross-entropy, Adam.
pub(crate) struct CnnRecipe<'a>(pub(crate) &'a Config);

impl Recipe for VaeRecipe<'_> {
    type Model = Vae;
    type Film = Labelled;

    fn init(&self, device: &Device) -> Vae {
        self.config().init(device)
    }

    fn optimiser(&self) -> ModuleOptimizer {
        // The constants of the dense Keras example of the paper's time, which differ from burn's.
        RmsPropConfig::new()
            .with_alpha(0.9)
            .with_momentum(0.0)
            .with_epsilon(1e-7)
            .with_grad_clipping(clipping(self.0))
            .init()
    }

    fn losses(&self, model: &Vae, films: &[&Labelled], purpose: Purpose, device: &Device) -> Tensor<1> {
        let latent = self.config().latent;
        let noise = match purpose {
            Purpose::Training { .. } => {
                Tensor::random([films.len(), latent], Distribution::Normal(0.0, 1.0), device)
            }
            Purpose::Validation => scoring_noise(latent, device),
        };
        let pixels = PaperInput::SIDE * PaperInput::SIDE;
        -model.bound(planes(films, device).reshape([films.len(), pixels]), noise).vlb()
    }

    fn p_abnormal(&self, _: f64, _: Label) -> Option<f64> {
        None
    }

    fn truth<'a>(&self, film: &'a Labelled) -> (Label, &'a str) {
        (film.label, "")
    }
}

impl VaeRecipe<'_> {
    fn config(&self) -> VaeConfig {
        VaeConfig::new().with_hidden(self.0.hidden.unwrap_or(VaeConfig::new().hidden))
    }
}

impl Recipe for CnnRecipe<'_> {
    type Model = Cnn;
    type Film = Labelled;

    fn init(&self, device: &Device) -> Cnn {
        CnnConfig::new().init(device)
    }

    fn optimiser(&self) -> ModuleOptimizer {
        AdamConfig::new().with_epsilon(1e-8).with_grad_clipping(clipping(self.0)).init()
    }

    fn losses(&self, model: &Cnn, films: &[&Labelled], _: Purpose, device: &Device) -> Tensor<1> {
        let labels = films.iter().map(|film| film.label as i64).collect::<Vec<_>>();
        let labels = Tensor::<2, Int>::from_data(TensorData::new(labels, [films.len(), 1]), device);
        -log_softmax(model.forward(planes(films, device)), 1).gather(1, labels).squeeze_dim(1)
    }

    fn truth<'a>(&self, film: &'a Labelled) -> (Label, &'a str) {
        (film.label, "")
    }
}

impl Scored for VaeRecipe<'_> {
    fn scores(&self, model: &Vae, films: &[&Labelled], device: &Device) -> Tensor<1> {
        -self.losses(model, films, Purpose::Validation, device)
    }
}

impl Scored for CnnRecipe<'_> {
    fn scores(&self, model: &Cnn, films: &[&Labelled], device: &Device) -> Tensor<1> {
        let logits = model.forward(planes(films, device));
        let of = |label: Label| logits.clone().narrow(1, label as usize, 1);
        (of(Label::Abnormal) - of(Label::Normal)).squeeze_dim(1)
    }
}

pub(crate) fn clipping(config: &Config) -> Option<GradientClippingConfig> {
    (config.clip_norm > 0.0).then_some(GradientClippingConfig::Norm(config.clip_norm))
}

/// `[batch, side, side]`.
fn planes(films: &[&Labelled], device: &Device) -> Tensor<3> {
    let values = films.iter().flat_map(|film| film.input.plane()).copied().collect::<Vec<f32>>();
    Tensor::from_data(TensorData::new(values, [films.len(), PaperInput::SIDE, PaperInput::SIDE]), device)
}
