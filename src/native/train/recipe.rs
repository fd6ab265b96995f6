//! Recipes: what a training optimises, and how. The models themselves know nothing of it.

use burn::grad_clipping::GradientClippingConfig;
use burn::module::Module;
use burn::optim::{AdamConfig, ModuleOptimizer, RmsPropConfig};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Distribution, Int, Tensor, TensorData};

use super::config::Config;
use crate::input::Input;
use crate::models::{Cnn, CnnConfig, Label, Vae, VaeConfig, scoring_noise};
use crate::native::films::Labelled;

/// What the loop needs of a model.
pub(crate) trait Recipe {
    type Model: Module;

    fn init(&self, device: &Device) -> Self::Model;

    fn optimiser(&self) -> ModuleOptimizer;

    /// The loss of each film, `[batch]`, in nats.
    fn losses(
        &self,
        model: &Self::Model,
        films: &[&Labelled],
        purpose: Purpose,
        device: &Device,
    ) -> Tensor<1>;

    /// The score of each film, `[batch]`: the bound of a VAE, of a CNN the logit of [`Label::Abnormal`].
    fn scores(&self, model: &Self::Model, films: &[&Labelled], device: &Device) -> Tensor<1>;

    /// The probability of abnormal that lies behind a film's loss, where the model gives one.
    fn p_abnormal(&self, loss: f64, label: Label) -> Option<f64>;
}

/// Whether noise is drawn anew (training) or is the fixed one (validation).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Training,
    Validation,
}

/// The paper's VAE: the negative bound, RMSProp.
pub(crate) struct VaeRecipe<'a>(pub(crate) &'a Config);

/// The paper's CNN: cross-entropy, Adam.
pub(crate) struct CnnRecipe<'a>(pub(crate) &'a Config);

impl Recipe for VaeRecipe<'_> {
    type Model = Vae;

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
            Purpose::Training => {
                Tensor::random([films.len(), latent], Distribution::Normal(0.0, 1.0), device)
            }
            Purpose::Validation => scoring_noise(latent, device),
        };
        let pixels = Input::SIDE * Input::SIDE;
        -model.bound(planes(films, device).reshape([films.len(), pixels]), noise).vlb()
    }

    fn scores(&self, model: &Vae, films: &[&Labelled], device: &Device) -> Tensor<1> {
        -self.losses(model, films, Purpose::Validation, device)
    }

    fn p_abnormal(&self, _: f64, _: Label) -> Option<f64> {
        None
    }
}

impl VaeRecipe<'_> {
    fn config(&self) -> VaeConfig {
        VaeConfig::new().with_hidden(self.0.hidden.unwrap_or(VaeConfig::new().hidden))
    }
}

impl Recipe for CnnRecipe<'_> {
    type Model = Cnn;

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

    fn scores(&self, model: &Cnn, films: &[&Labelled], device: &Device) -> Tensor<1> {
        let logits = model.forward(planes(films, device));
        let of = |label: Label| logits.clone().narrow(1, label as usize, 1);
        (of(Label::Abnormal) - of(Label::Normal)).squeeze_dim(1)
    }

    fn p_abnormal(&self, loss: f64, label: Label) -> Option<f64> {
        let p_label = (-loss).exp();
        Some(if label == Label::Abnormal { p_label } else { 1.0 - p_label })
    }
}

fn clipping(config: &Config) -> Option<GradientClippingConfig> {
    (config.clip_norm > 0.0).then_some(GradientClippingConfig::Norm(config.clip_norm))
}

/// `[batch, side, side]`.
fn planes(films: &[&Labelled], device: &Device) -> Tensor<3> {
    let values = films.iter().flat_map(|film| film.input.plane()).copied().collect::<Vec<f32>>();
    Tensor::from_data(TensorData::new(values, [films.len(), Input::SIDE, Input::SIDE]), device)
}
