//! The configuration of a training, saved beside the weights.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Which model to train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ModelKind {
    /// The paper's variational autoencoder, on normal films.
    Vae,
    /// The paper's convolutional network, on the films of a task.
    Cnn,
    /// Release model of the image kind: upright, rotated, inverted or partial chest film, or another image.
    #[value(name = "kind", alias = "image-kind")]
    #[serde(rename = "kind")]
    ImageKind,
    /// Release model of abnormality, from labelled films.
    #[value(name = "disease", alias = "abnormality")]
    #[serde(rename = "disease")]
    Abnormality,
    /// Release model of deviation from normal films, from normal films alone.
    #[value(name = "novelty", alias = "anomaly")]
    #[serde(rename = "novelty")]
    Anomaly,
}

/// Task of a CNN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Task {
    /// Chest radiograph (CR) or not.
    Modality,
    /// Normal or abnormal.
    Diagnosis,
}

impl Task {
    /// Name in the paper's tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Modality => "modality",
            Self::Diagnosis => "diagnosis",
        }
    }

    /// Names of the classes, in the order of `TaskClass::ALL`.
    pub(crate) fn class_names(self) -> [&'static str; 2] {
        match self {
            Self::Modality => ["not CR", "normal, CR"],
            Self::Diagnosis => ["abnormal", "normal"],
        }
    }
}

/// The configuration as saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Config {
    pub(crate) model: ModelKind,
    pub(crate) task: Option<Task>,
    pub(crate) epochs: usize,
    pub(crate) batch: usize,
    pub(crate) optimiser: String,
    pub(crate) learning_rate: f64,
    pub(crate) clip_norm: f32,
    /// Warm-up steps. RMSProp's first steps are three times their normal length; over 10,000 pixels that is enough to push
    /// every hidden unit below zero for good, which leaves a VAE that reconstructs one mean picture.
    #[serde(default)]
    pub(crate) warmup: usize,
    /// Whether the learning rate decays to 0 along a half cosine.
    #[serde(default)]
    pub(crate) cosine: bool,
    /// Share of the weight average that each step keeps; 0: no average, the weights of the last step are used.
    #[serde(default)]
    pub(crate) average: f64,
    /// Channels of a release model's stem and blocks.
    #[serde(default)]
    pub(crate) widths: Vec<usize>,
    pub(crate) hidden: Option<usize>,
    pub(crate) patience: usize,
    pub(crate) balance: usize,
    pub(crate) seed: u64,
    pub(crate) release_rows_only: bool,
}

impl Config {
    /// The paper's settings, and common ones of its time where it states none; the VAE also clips gradients and warms up.
    pub(crate) fn paper(model: ModelKind, task: Task) -> Self {
        let is_vae = model == ModelKind::Vae;
        Self {
            model,
            task: (!is_vae).then_some(task),
            epochs: 50,
            batch: if is_vae { 100 } else { 128 },
            optimiser: if is_vae { "RMSProp" } else { "Adam" }.to_owned(),
            learning_rate: 1e-3,
            clip_norm: if is_vae { 1.0 } else { 0.0 },
            warmup: if is_vae { 50 } else { 0 },
            cosine: false,
            average: 0.0,
            widths: Vec::new(),
            hidden: None,
            patience: 0,
            balance: 0,
            seed: 0,
            release_rows_only: false,
        }
    }

    /// The release models' settings; see docs/models.md for the alternatives that were tried.
    pub(crate) fn release(model: ModelKind) -> Self {
        let is_abnormality = model == ModelKind::Abnormality;
        let widths = if is_abnormality { vec![24, 24, 48, 96, 160] } else { vec![16, 16, 32, 64, 96] };
        Self {
            epochs: if is_abnormality { 20 } else { 10 }, // more epochs fit the drawn anomalies, and lose real ones
            batch: 48,
            optimiser: "AdamW".to_owned(),
            learning_rate: 2e-3,
            clip_norm: 1.0,
            warmup: 100,
            // A learning rate that decays to 0 overfits the drawn anomalies of the anomaly model.
            cosine: model != ModelKind::Anomaly,
            average: 0.995,
            widths,
            ..Self::paper(model, Task::Diagnosis)
        }
    }

    /// Learning rate at a step, counted from 0 over the whole training of `steps`.
    pub(crate) fn learning_rate_at(&self, step: usize, steps: usize) -> f64 {
        let rise = ((step + 1) as f64 / self.warmup.max(1) as f64).min(1.0);
        let fall = if self.cosine {
            0.5 + 0.5 * (std::f64::consts::PI * step as f64 / steps.max(1) as f64).cos()
        } else {
            1.0
        };
        self.learning_rate * rise * fall
    }
}
