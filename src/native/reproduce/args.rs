//! The command line of `negatoscope reproduce`, and the settings of each training.

use std::path::PathBuf;

use clap::ValueEnum;

use super::part::ExperimentPart;
use crate::native::device::TrainingDevice;
use crate::native::train::config::{Config, ModelKind, Task};

/// Arguments of `reproduce`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ReproduceArgs {
    /// Folder of films with a table (labels.csv; file, findings, final decision; or that of NIH, RSNA or VinDr) or with
    /// class folders (normal, abnormal, other).
    #[arg(long, value_name = "DIR")]
    pub(crate) films: PathBuf,
    /// Table to use instead of the one in the folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) table: Option<PathBuf>,
    /// Output folder for checkpoints and the report; an experiment found there is resumed.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Use only chest films whose source begins with this name. Other images are taken from all sources.
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// DICOM modalities that count as CR in the paper. A film without a modality counts by its label.
    #[arg(long, value_delimiter = ',', default_value = "CR", value_name = "NAMES")]
    pub(crate) cr: Vec<String>,
    /// Tasks of the paper to run.
    #[arg(long, value_enum, default_value_t = TaskChoice::Both)]
    pub(crate) task: TaskChoice,
    /// Epochs of the VAE.
    #[arg(long, default_value_t = 50)]
    epochs_vae: usize,
    /// Epochs of a CNN.
    #[arg(long, default_value_t = 50)]
    epochs_cnn: usize,
    /// Number of independent trainings of the VAE.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) runs: u64,
    /// Random seed.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// Batch size [default as in the paper: 100 for the VAE, 128 for a CNN].
    #[arg(long)]
    batch: Option<usize>,
    /// Width of the VAE's hidden layers, not stated in the paper [default: 512].
    #[arg(long)]
    hidden: Option<usize>,
    /// Learning rate.
    #[arg(long, default_value_t = 1e-3)]
    learning_rate: f64,
    /// Maximum gradient norm of a tensor; 0 disables clipping [default: 1 for the VAE, 0 for a CNN].
    #[arg(long)]
    clip_norm: Option<f32>,
    /// Device that trains and scores.
    #[arg(long, value_enum, default_value_t = TrainingDevice::Cpu)]
    pub(crate) device: TrainingDevice,
    /// Only write the report of what is trained so far; train nothing.
    #[arg(long)]
    pub(crate) report: bool,
}

/// A choice of the paper's two tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TaskChoice {
    /// Chest radiograph (CR) or not.
    Modality,
    /// Normal or abnormal.
    Diagnosis,
    /// Both tasks.
    Both,
}

impl ReproduceArgs {
    /// Whether the task is part of the experiment.
    pub(crate) fn includes(&self, task: Task) -> bool {
        match self.task {
            TaskChoice::Both => true,
            TaskChoice::Modality => task == Task::Modality,
            TaskChoice::Diagnosis => task == Task::Diagnosis,
        }
    }

    /// The trainings in their order, the fast ones first.
    pub(crate) fn parts(&self) -> Vec<ExperimentPart> {
        let tasks = [Task::Modality, Task::Diagnosis].into_iter().filter(|&task| self.includes(task));
        (1..=self.runs).map(ExperimentPart::Vae).chain(tasks.map(ExperimentPart::Cnn)).collect()
    }

    /// The paper's settings, except where an option changes them.
    pub(crate) fn config(&self, part: ExperimentPart) -> Config {
        let (paper, seed, epochs) = match part {
            // The task is ignored: a VAE has none.
            ExperimentPart::Vae(run) => {
                let paper = Config::paper(ModelKind::Vae, Task::Modality);
                (Config { hidden: self.hidden, ..paper }, self.seed.wrapping_add(run - 1), self.epochs_vae)
            }
            ExperimentPart::Cnn(task) => (Config::paper(ModelKind::Cnn, task), self.seed, self.epochs_cnn),
        };
        Config {
            epochs,
            seed,
            batch: self.batch.unwrap_or(paper.batch),
            learning_rate: self.learning_rate,
            clip_norm: self.clip_norm.unwrap_or(paper.clip_norm),
            ..paper
        }
    }
}
