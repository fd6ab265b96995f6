//! A training's configuration: the command line's wishes, saved beside the weights.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::native::tables::Question;

/// Which model to train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ModelKind {
    /// The paper's variational autoencoder, on normal films.
    Vae,
    /// The paper's convolutional network, on the films of a task.
    Cnn,
    /// Release model of the image kind: upright, rotated, inverted or partial chest film, or another image.
    Kind,
    /// Release model of abnormality, from labelled films.
    Disease,
    /// Release model of deviation from normal films, from normal films alone.
    Novelty,
}

/// Which question a CNN learns to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Task {
    /// Chest radiograph (CR) or not.
    Modality,
    /// Normal or abnormal.
    Diagnosis,
}

impl Task {
    /// As the paper's tables name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Modality => "modality",
            Self::Diagnosis => "diagnosis",
        }
    }

    /// What the films of both classes are called: abnormal or not CR, normal or CR.
    pub(crate) fn class_names(self) -> [&'static str; 2] {
        match self {
            Self::Modality => ["not CR", "normal, CR"],
            Self::Diagnosis => ["abnormal", "normal"],
        }
    }
}

/// Arguments of `train`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Args {
    /// Which model to train.
    #[arg(value_enum)]
    model: ModelKind,
    /// Folder of films with a labels.csv (columns file and label; optional: patient_id, split, source,
    /// final_decision, release_training).
    #[arg(long, value_name = "DIR")]
    pub(crate) films: PathBuf,
    /// Output folder for configuration, checkpoints and weights; a training found there is resumed.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Task of the CNN.
    #[arg(long, value_enum, default_value_t = Task::Diagnosis)]
    task: Task,
    /// Number of epochs [default: 50 as in the paper; release models: 20 for disease, otherwise 10].
    #[arg(long)]
    epochs: Option<usize>,
    /// Batch size [default as in the paper: 100 for the VAE, 128 for a CNN; release models: 48].
    #[arg(long)]
    batch: Option<usize>,
    /// Learning rate [default: 0.001; release models: 0.002, decaying].
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Maximum gradient norm of a tensor; 0 disables clipping [default: 1 for the VAE, 0 for a CNN].
    #[arg(long)]
    clip_norm: Option<f32>,
    /// Warm-up steps of the learning rate [default: 50 for the VAE, 0 for a CNN].
    #[arg(long)]
    warmup: Option<usize>,
    /// Width of the VAE's hidden layers [default: 512].
    #[arg(long)]
    hidden: Option<usize>,
    /// Early stopping: epochs without improvement on the validation films; 0 disables it.
    #[arg(long, default_value_t = 0)]
    patience: usize,
    /// Maximum ratio of films of the larger class to the smaller; 0 keeps all.
    #[arg(long, default_value_t = 0)]
    balance: usize,
    /// Random seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Also train on rows with release_training = no. Such weights must not be distributed.
    #[arg(long)]
    all_rows: bool,
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
    /// RMSProp's first steps are three times their normal length. Over 10,000 pixels that is enough to push every
    /// hidden unit below zero for good, which leaves a VAE that knows one mean picture: so it starts gently.
    #[serde(default)]
    pub(crate) warmup: usize,
    /// Whether the step size falls to nothing along a half cosine.
    #[serde(default)]
    pub(crate) cosine: bool,
    /// Share of the weights' average that each step keeps; 0: there is no average, the last step's weights are judged.
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

impl From<&Args> for Config {
    fn from(args: &Args) -> Self {
        let paper = match args.model {
            ModelKind::Vae | ModelKind::Cnn => Self::paper(args.model, args.task),
            _ => Self::release(args.model),
        };
        Self {
            epochs: args.epochs.unwrap_or(paper.epochs),
            batch: args.batch.unwrap_or(paper.batch),
            learning_rate: args.learning_rate.unwrap_or(paper.learning_rate),
            clip_norm: args.clip_norm.unwrap_or(paper.clip_norm),
            warmup: args.warmup.unwrap_or(paper.warmup),
            hidden: args.hidden.filter(|_| args.model == ModelKind::Vae),
            patience: args.patience,
            balance: args.balance,
            seed: args.seed,
            release_rows_only: !args.all_rows,
            ..paper
        }
    }
}

impl Config {
    /// The paper's settings, and where it is silent those of its time; the VAE clips and begins gently.
    pub(crate) fn paper(model: ModelKind, task: Task) -> Self {
        let vae = model == ModelKind::Vae;
        Self {
            model,
            task: (!vae).then_some(task),
            epochs: 50,
            batch: if vae { 100 } else { 128 },
            optimiser: if vae { "RMSProp" } else { "Adam" }.to_owned(),
            learning_rate: 1e-3,
            clip_norm: if vae { 1.0 } else { 0.0 },
            warmup: if vae { 50 } else { 0 },
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

    /// The release models' settings; see docs/models.md for what else was tried.
    pub(crate) fn release(model: ModelKind) -> Self {
        let disease = model == ModelKind::Disease;
        let widths = if disease { vec![24, 24, 48, 96, 160] } else { vec![16, 16, 32, 64, 96] };
        Self {
            epochs: if disease { 20 } else { 10 }, // more learns the drawn anomalies, and real ones less
            batch: 48,
            optimiser: "AdamW".to_owned(),
            learning_rate: 2e-3,
            clip_norm: 1.0,
            warmup: 100,
            // Novelty's drawn anomalies are learned by heart by steps that fall to nothing, and real ones lost.
            cosine: model != ModelKind::Novelty,
            average: 0.995,
            widths,
            ..Self::paper(model, Task::Diagnosis)
        }
    }

    /// Step size at a step counted from 0 over the whole training of `steps`.
    pub(crate) fn learning_rate_at(&self, step: usize, steps: usize) -> f64 {
        let rise = ((step + 1) as f64 / self.warmup.max(1) as f64).min(1.0);
        let fall = if self.cosine {
            0.5 + 0.5 * (std::f64::consts::PI * step as f64 / steps.max(1) as f64).cos()
        } else {
            1.0
        };
        self.learning_rate * rise * fall
    }

    /// What the films are asked.
    pub(crate) fn question(&self) -> Question {
        match self.task {
            None => Question::NormalFilms,
            Some(Task::Modality) => Question::Modality,
            Some(Task::Diagnosis) => Question::Diagnosis,
        }
    }
}
