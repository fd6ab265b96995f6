//! A trained model to release: its weights as trained, and in 8 bits as stored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::card::{Metrics, Model};
use crate::digest::sha256_hex;
use crate::native::train::checkpoint::History;
use crate::native::train::config::Config;
use crate::native::train::run_files::{CONFIG, COUNTS, HISTORY, WEIGHTS};

/// A trained model's weights in both precisions.
pub(super) struct QuantisedModel {
    run: PathBuf,
    pub(crate) exact: Vec<u8>,
    pub(crate) stored: Vec<u8>,
}

impl QuantisedModel {
    /// Reads the output folder of a training; `store` converts its weights to 8 bits.
    ///
    /// # Errors
    /// Where the weights are missing, and those of `store`.
    pub(super) fn read(
        run: &Path,
        store: impl FnOnce(&[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>>,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let path = run.join(WEIGHTS);
        let exact = fs::read(&path)
            .map_err(|error| format!("{}: {error}; train this model first", path.display()))?;
        let stored = store(&exact)?;
        Ok(Self { run: run.to_owned(), exact, stored })
    }

    /// Films used, by split, source and class.
    ///
    /// # Errors
    /// Where the file of the training cannot be read.
    pub(super) fn counts(&self) -> Result<BTreeMap<String, usize>, Box<dyn std::error::Error>> {
        Ok(serde_json::from_slice(&fs::read(self.run.join(COUNTS))?)?)
    }

    /// The entry of the model card.
    ///
    /// # Errors
    /// Where a file of the training cannot be read.
    pub(super) fn card_entry(
        &self,
        name: &str,
        architecture: &str,
        rounding: BTreeMap<String, f64>,
        metrics: BTreeMap<String, Metrics>,
    ) -> Result<Model, Box<dyn std::error::Error>> {
        let mut training: serde_json::Value = serde_json::from_slice(&fs::read(self.run.join(CONFIG))?)?;
        let history: History = serde_json::from_slice(&fs::read(self.run.join(HISTORY))?)?;
        training["epochs_run"] = history.epochs.len().into();
        let config: Config = serde_json::from_value(training.clone())?;
        training["kept"] = serde_json::to_value(history.kept_epoch(&config))?;
        Ok(Model {
            file: format!("{name}.safetensors"),
            bytes: self.stored.len() as u64,
            sha256: sha256_hex(&self.stored),
            architecture: architecture.to_owned(),
            training,
            counts: self.counts()?,
            rounding,
            metrics,
        })
    }
}
