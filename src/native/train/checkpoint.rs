//! Checkpoints: the full state of a training, so that a resumed one gives the same weights.

use std::fs;
use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::store::{ModuleRecord, RecordError};
use serde::{Deserialize, Serialize};

use super::config::Config;
use super::run_files::HISTORY;

/// One epoch's figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Epoch {
    pub(crate) epoch: usize,
    /// Mean loss a film in training, nats.
    pub(crate) train_loss: f64,
    /// Mean loss a film on validation films, nats.
    pub(crate) validation_loss: f64,
    /// CNNs only.
    pub(crate) validation_auroc: Option<f64>,
    pub(crate) seconds: f64,
}

/// The epochs of a training so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct History {
    pub(crate) epochs: Vec<Epoch>,
}

impl History {
    /// The best epoch so far: by validation AUROC where there is one (a loss on few films of one class measures confidence
    /// more than order), otherwise by validation loss. Of equal epochs, the earlier.
    pub(crate) fn best(&self) -> Option<&Epoch> {
        let rank = |e: &Epoch| (-e.validation_auroc.unwrap_or(0.0), e.validation_loss);
        self.epochs.iter().min_by(|a, b| {
            let (a, b) = (rank(a), rank(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    }

    /// The epoch whose weights are kept: the best on validation films, or the last where the learning rate decays to 0.
    pub(crate) fn kept_epoch(&self, config: &Config) -> Option<&Epoch> {
        if config.cosine { self.epochs.last() } else { self.best() }
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckpointError {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}")]
    Unwritten { path: PathBuf, source: RecordError },
    #[error("{path}: {source}; remove this checkpoint to start again")]
    Record { path: PathBuf, source: RecordError },
    #[error("{path}: {source}; remove this checkpoint to start again")]
    History { path: PathBuf, source: serde_json::Error },
}

const MODEL: &str = "model.bpk";
const AVERAGE: &str = "average.bpk";
const OPTIMISER: &str = "optimiser.bpk";

/// Writes the state after an epoch. It gets its name once it is complete, and only then the previous one is removed: an
/// interruption at any moment leaves a checkpoint to resume from.
///
/// # Errors
/// [`CheckpointError`] where the disk is full or the folder cannot be written.
pub(crate) fn save<M: Module>(
    run: &Path,
    model: &M,
    average: Option<&M>,
    optimiser: &ModuleOptimizer,
    history: &History,
) -> Result<(), CheckpointError> {
    let complete = run.join(format!("epoch-{:04}", history.epochs.len()));
    let unfinished = run.join("unfinished");
    let record = |source| CheckpointError::Unwritten { path: unfinished.clone(), source };
    let _ = fs::remove_dir_all(&unfinished); // left by an interruption; usually absent
    fs::create_dir_all(&unfinished).map_err(at(&unfinished))?;
    model.clone().into_record().save(unfinished.join(MODEL)).map_err(record)?;
    if let Some(average) = average {
        average.clone().into_record().save(unfinished.join(AVERAGE)).map_err(record)?;
    }
    optimiser.save(unfinished.join(OPTIMISER)).map_err(record)?;
    let json = serde_json::to_vec_pretty(history)
        .map_err(|source| CheckpointError::History { path: unfinished.clone(), source })?;
    fs::write(unfinished.join(HISTORY), json).map_err(at(&unfinished))?;
    let earlier = checkpoints(run);
    fs::rename(&unfinished, &complete).map_err(at(&complete))?;
    for folder in earlier.iter().filter(|&folder| folder != &complete) {
        fs::remove_dir_all(folder).map_err(at(folder))?;
    }
    Ok(())
}

/// Loads the state of the last complete epoch, where there is one: model, optimiser, history, and the average of the weights
/// if there is one.
///
/// # Errors
/// [`CheckpointError`] where a checkpoint is damaged.
pub(crate) fn load<M: Module>(
    run: &Path,
    model: M,
    optimiser: ModuleOptimizer,
) -> Result<(M, ModuleOptimizer, History, Option<M>), CheckpointError> {
    let Some(folder) = checkpoints(run).pop() else {
        return Ok((model, optimiser, History::default(), None));
    };
    let record = |source| CheckpointError::Record { path: folder.clone(), source };
    let history = fs::read(folder.join(HISTORY)).map_err(at(&folder))?;
    let history = serde_json::from_slice(&history)
        .map_err(|source| CheckpointError::History { path: folder.clone(), source })?;
    let model = model.load_record(ModuleRecord::load(folder.join(MODEL)).map_err(record)?);
    let average = folder.join(AVERAGE);
    let average = match average.exists() {
        true => Some(model.valid().load_record(ModuleRecord::load(average).map_err(record)?)),
        false => None,
    };
    let optimiser = optimiser.load(folder.join(OPTIMISER)).map_err(record)?;
    Ok((model, optimiser, history, average))
}

/// Whether there is an epoch to resume from.
pub(super) fn exists(run: &Path) -> bool {
    !checkpoints(run).is_empty()
}

/// Complete checkpoints, the oldest first.
fn checkpoints(run: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(run).into_iter().flatten().flatten();
    let mut folders = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("epoch-"))
        .map(|entry| entry.path())
        .collect::<Vec<_>>();
    folders.sort();
    folders
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> CheckpointError {
    move |source| CheckpointError::File { path: path.to_owned(), source }
}
