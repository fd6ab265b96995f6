//! The command line of `negatoscope release`.

use std::path::PathBuf;

use crate::native::device::TrainingDevice;

/// Arguments of `release`.
#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArgs {
    /// Folder of the films the models were trained on; the figures are computed on its test films.
    #[arg(long, value_name = "DIR")]
    pub(crate) films: PathBuf,
    /// Folder of the three trainings: kind, novelty, disease; with --paper: vae, modality, diagnosis.
    #[arg(long, value_name = "DIR")]
    pub(crate) runs: PathBuf,
    /// Output folder for the weights and their model card.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Name of the weights; shown with their version in every report.
    #[arg(long)]
    pub(crate) name: String,
    /// Version of the weights.
    #[arg(long)]
    pub(crate) weights_version: String,
    /// JSON list of the films' sources, {name, licence, attribution, limits}, in the order of the credits.
    #[arg(long, value_name = "FILE")]
    pub(super) sources: Option<PathBuf>,
    /// A further limitation of these weights or of their figures, one sentence for the model card. May be repeated.
    #[arg(long = "limit", value_name = "TEXT")]
    pub(super) limits: Vec<String>,
    /// Build the weights of the paper's models instead of the release models.
    #[arg(long)]
    pub(super) paper: bool,
    /// Device that computes the calibration and the figures. The scores of the self-test are always computed on the CPU.
    #[arg(long, value_enum, default_value_t = TrainingDevice::Cpu)]
    pub(super) device: TrainingDevice,
}
