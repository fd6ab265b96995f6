//! Why a training failed.

use std::path::PathBuf;

use super::checkpoint::CheckpointError;
use crate::models::WeightsError;
use crate::native::evaluation::films::LoadError;

/// Why a training could not start, or ended early. The last complete epoch is kept in any case.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrainError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(
        "{source}; epoch {epoch} is lost, earlier epochs are kept. Free disk space and run the same command again"
    )]
    Unsaved { epoch: usize, source: CheckpointError },
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}; remove it to start again")]
    Json { path: PathBuf, source: serde_json::Error },
    #[error(transparent)]
    Weights(#[from] WeightsError),
    #[error("{path} holds a training with other settings; choose another --out")]
    OtherSettings { path: PathBuf },
    #[error(
        "{path} was trained on other films or labels; choose another --out, or remove that folder to train again"
    )]
    OtherFilms { path: PathBuf },
    #[error(
        "{train} training films and {validation} validation films are too few; at least one batch of {batch} and one validation film are needed"
    )]
    TooFew { train: usize, validation: usize, batch: usize },
    #[error("the {set} films include none of the class \"{missing}\"; both classes are needed")]
    OneClass { set: &'static str, missing: &'static str },
    #[error(
        "epoch {epoch}, step {step}: the loss or the weights became NaN or infinite (loss {loss}). Earlier epochs are kept in {out}; train again \
         in another --out with a lower --learning-rate or --clip-norm"
    )]
    NotFinite { epoch: usize, step: usize, loss: f64, out: PathBuf },
    #[error(
        "the scores of {films} of {all} films are NaN or infinite, so there are no figures; train again in \
         another --out with a lower --learning-rate or --clip-norm"
    )]
    ScoresNotFinite { films: usize, all: usize },
}
