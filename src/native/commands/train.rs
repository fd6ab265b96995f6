//! `negatoscope train`: trains a model on a folder of labelled films.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use burn::tensor::Device;

use crate::native::atomic_write;
use crate::native::device::TrainingDevice;
use crate::native::outcome::Outcome;
use crate::native::train::checkpoint::History;
use crate::native::train::config::{Config, ModelKind, Task};
use crate::native::train::dataset;
use crate::native::train::error::TrainError;
use crate::native::train::film_sets::load_labelled_films;
use crate::native::train::fit::{check_same_config, fit};
use crate::native::train::recipes::paper::{CnnRecipe, VaeRecipe};
use crate::native::train::recipes::release::{AbnormalityRecipe, AnomalyRecipe, ImageKindRecipe};
use crate::native::train::recipes::traits::Recipe;
use crate::native::train::run_files::{HISTORY, WEIGHTS};

/// Arguments of `train`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct TrainArgs {
    /// Which model to train.
    #[arg(value_enum)]
    model: ModelKind,
    /// Folder of films with a labels.csv (columns file and label; optional: patient_id, split, source,
    /// final_decision, release_training).
    #[arg(long, value_name = "DIR")]
    films: PathBuf,
    /// Output folder for configuration, checkpoints and weights; a training found there is resumed.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
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
    /// Device that trains.
    #[arg(long, value_enum, default_value_t = TrainingDevice::Cpu)]
    device: TrainingDevice,
    /// Also train on rows with release_training = no. Such weights must not be distributed.
    #[arg(long)]
    all_rows: bool,
}

impl From<&TrainArgs> for Config {
    fn from(args: &TrainArgs) -> Self {
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

pub(crate) fn run(args: &TrainArgs) -> Outcome {
    let config = Config::from(args);
    let device = args.device.open()?;
    fs::create_dir_all(&args.out)?;
    check_same_config(&args.out, &config)?;
    let training = TrainingRun { config: &config, args, device: &device };
    let (films, out) = (&args.films, &args.out);
    match config.model {
        ModelKind::Vae => {
            let (train, validation) = load_labelled_films(films, out, &config)?;
            training.run(&VaeRecipe(&config), &train, &validation)
        }
        ModelKind::Cnn => {
            let (train, validation) = load_labelled_films(films, out, &config)?;
            training.run(&CnnRecipe(&config), &train, &validation)
        }
        ModelKind::Abnormality => {
            let (train, validation) = dataset::load_for_abnormality(films, out, &config)?;
            training.run(&AbnormalityRecipe(&config), &train, &validation)
        }
        ModelKind::Anomaly => {
            let (train, validation) = dataset::load_for_anomaly(films, out, &config)?;
            training.run(&AnomalyRecipe { config: &config, normal: &train }, &train, &validation)
        }
        ModelKind::ImageKind => {
            let (train, validation) = dataset::load_for_image_kind(films, out, &config)?;
            training.run(&ImageKindRecipe(&config), &train, &validation)
        }
    }
}

/// One training of the command line.
struct TrainingRun<'a> {
    config: &'a Config,
    args: &'a TrainArgs,
    device: &'a Device,
}

impl TrainingRun<'_> {
    fn run<R: Recipe>(&self, recipe: &R, train: &[R::Film], validation: &[R::Film]) -> Outcome {
        let out = &self.args.out;
        let save = |model: &R::Model, history: &History| self.save_kept_epoch(recipe, model, history);
        let history = fit(recipe, self.config, out, (train, validation), self.device, save)?.history;
        atomic_write::write(out.join(HISTORY), serde_json::to_vec_pretty(&history)?)?;
        if let Some(kept) = history.kept_epoch(self.config) {
            let (epochs, path) = (history.epochs.len(), out.join(WEIGHTS));
            println!("weights of epoch {} of {epochs}: {}", kept.epoch, path.display());
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Writes the weights of the last epoch where it is the one to keep.
    fn save_kept_epoch<R: Recipe>(
        &self,
        recipe: &R,
        model: &R::Model,
        history: &History,
    ) -> Result<(), TrainError> {
        let kept = history.kept_epoch(self.config);
        if kept.is_some_and(|kept| kept.epoch == history.epochs.len()) {
            let path = self.args.out.join(WEIGHTS);
            let bytes = recipe.weights(model)?;
            atomic_write::write(&path, bytes).map_err(|source| TrainError::File { path, source })?;
        }
        Ok(())
    }
}
