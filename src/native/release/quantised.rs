//! A training whose weights are given away: as they were trained, and in 8 bits as they are stored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::card::{Metrics, Model};
use crate::digest::sha256_hex;
use crate::native::train::{CONFIG, COUNTS, History, WEIGHTS, kept};

/// One training's weights, in both precisions.
pub(crate) struct Weights {
    run: PathBuf,
    pub(crate) exact: Vec<u8>,
    pub(crate) stored: Vec<u8>,
}

impl Weights {
    pub(crate) fn read(
        run: &Path,
        store: impl FnOnce(&[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>>,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let path = run.join(WEIGHTS);
        let exact = fs::read(&path)
            .map_err(|error| format!("{}: {error}; train this model first", path.display()))?;
        let stored = store(&exact)?;
        Ok(Self { run: run.to_owned(), exact, stored })
    }

    pub(crate) fn counts(&self) -> Result<BTreeMap<String, usize>, Box<dyn std::error::Error>> {
        Ok(serde_json::from_slice(&fs::read(self.run.join(COUNTS))?)?)
    }

    pub(crate) fn model(
        &self,
        name: &str,
        architecture: &str,
        rounding: BTreeMap<String, f64>,
        metrics: BTreeMap<String, Metrics>,
    ) -> Result<Model, Box<dyn std::error::Error>> {
        let mut training: serde_json::Value = serde_json::from_slice(&fs::read(self.run.join(CONFIG))?)?;
        let history: History = serde_json::from_slice(&fs::read(self.run.join("history.json"))?)?;
        training["epochs_run"] = history.epochs.len().into();
        let config = serde_json::from_value(training.clone())?;
        training["kept"] = serde_json::to_value(kept(&config, &history))?;
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
