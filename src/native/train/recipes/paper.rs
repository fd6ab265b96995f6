//! Recipes of the paper's models (sections 2.1 and 2.2).

use burn::grad_clipping::GradientClippingConfig;
use burn::optim::{AdamConfig, ModuleOptimizer, RmsPropConfig};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Distribution, Int, Tensor, TensorData};

use super::traits::{Purpose, Recipe, ScoringRecipe};
use crate::input::PaperInput;
use crate::models::{Cnn, CnnConfig, TaskClass, Vae, VaeConfig, scoring_noise};
use crate::native::train::config::Config;
use crate::native::train::film_sets::LabelledFilm;

/// The paper's VAE: the negative bound, RMSProp.
pub(crate) struct VaeRecipe<'a>(pub(crate) &'a Config);

/// The paper's CNN: cross-entropy, Adam.
pub(crate) struct CnnRecipe<'a>(pub(crate) &'a Config);

impl Recipe for VaeRecipe<'_> {
    type Model = Vae;
    type Film = LabelledFilm;

    fn init(&self, device: &Device) -> Vae {
        self.config().init(device)
    }

    fn optimiser(&self) -> ModuleOptimizer {
        // The constants of Keras at the paper's time, which differ from burn's.
        RmsPropConfig::new()
            .with_alpha(0.9)
            .with_momentum(0.0)
            .with_epsilon(1e-7)
            .with_grad_clipping(clipping(self.0))
            .init()
    }

    fn losses(&self, model: &Vae, films: &[&LabelledFilm], purpose: Purpose, device: &Device) -> Tensor<1> {
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

    fn p_positive(&self, _: f64, _: TaskClass) -> Option<f64> {
        None
    }

    fn class(&self, film: &LabelledFilm) -> TaskClass {
        film.class
    }

    fn source<'a>(&self, _: &'a LabelledFilm) -> &'a str {
        ""
    }
}

impl VaeRecipe<'_> {
    fn config(&self) -> VaeConfig {
        VaeConfig::new().with_hidden(self.0.hidden.unwrap_or(VaeConfig::new().hidden))
    }
}

impl Recipe for CnnRecipe<'_> {
    type Model = Cnn;
    type Film = LabelledFilm;

    fn init(&self, device: &Device) -> Cnn {
        CnnConfig::new().init(device)
    }

    fn optimiser(&self) -> ModuleOptimizer {
        AdamConfig::new().with_epsilon(1e-8).with_grad_clipping(clipping(self.0)).init()
    }

    fn losses(&self, model: &Cnn, films: &[&LabelledFilm], _: Purpose, device: &Device) -> Tensor<1> {
        let classes = films.iter().map(|film| film.class as i64).collect::<Vec<_>>();
        let classes = Tensor::<2, Int>::from_data(TensorData::new(classes, [films.len(), 1]), device);
        -log_softmax(model.forward(planes(films, device)), 1).gather(1, classes).squeeze_dim(1)
    }

    fn class(&self, film: &LabelledFilm) -> TaskClass {
        film.class
    }

    fn source<'a>(&self, _: &'a LabelledFilm) -> &'a str {
        ""
    }
}

impl ScoringRecipe for VaeRecipe<'_> {
    fn scores(&self, model: &Vae, films: &[&LabelledFilm], device: &Device) -> Tensor<1> {
        -self.losses(model, films, Purpose::Validation, device)
    }
}

impl ScoringRecipe for CnnRecipe<'_> {
    fn scores(&self, model: &Cnn, films: &[&LabelledFilm], device: &Device) -> Tensor<1> {
        let logits = model.forward(planes(films, device));
        let logit = |class: TaskClass| logits.clone().narrow(1, class as usize, 1);
        (logit(TaskClass::Positive) - logit(TaskClass::Negative)).squeeze_dim(1)
    }
}

/// Clipping of the norm of each gradient, where the configuration asks for it.
pub(super) fn clipping(config: &Config) -> Option<GradientClippingConfig> {
    (config.clip_norm > 0.0).then_some(GradientClippingConfig::Norm(config.clip_norm))
}

/// The films' inputs.
///
/// # Shapes
/// - output: `[batch, side, side]`
fn planes(films: &[&LabelledFilm], device: &Device) -> Tensor<3> {
    let values = films.iter().flat_map(|film| film.input.plane()).copied().collect::<Vec<f32>>();
    Tensor::from_data(TensorData::new(values, [films.len(), PaperInput::SIDE, PaperInput::SIDE]), device)
}
