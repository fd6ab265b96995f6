//! Model cards: what weights are, on what they were trained, how well they do, and how to read what they say. One for the
//! [release models](ReleaseCard), one for the [paper's](PaperCard).

mod paper;
mod release;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::digest::sha256_hex;
pub use paper::{NormalFilms, PaperCard, REFERENCE_PERCENTILE};
pub use release::{Flagged, Outcome, ReleaseCard};

/// What both cards have in common.
pub trait Card: DeserializeOwned {
    /// The card's file name, beside the weights.
    const FILE: &str = "model-card.json";

    /// Reads a card.
    ///
    /// # Errors
    /// When the JSON is damaged or lacks a field.
    fn from_json(bytes: &[u8]) -> Result<Self, CardError> {
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The three models.
    fn models(&self) -> [&Model; 3];

    /// Name and version, as reports give them.
    fn weights(&self) -> String;
}

/// Why a model card or the weights it speaks of can't be used.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// The card is not the JSON it should be.
    #[error("model-card.json is damaged or from another version ({0}); fetch the weights again")]
    Json(#[from] serde_json::Error),
    /// A file of weights is not the one the card speaks of.
    #[error(
        "{file} is damaged (SHA-256 is {found:.12}…; the model card expects {wanted:.12}…); fetch the weights again"
    )]
    Hash {
        /// Which file.
        file: String,
        /// Of the bytes at hand.
        found: String,
        /// Of the card.
        wanted: String,
    },
}

/// One model of the card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// File name, beside the card.
    pub file: String,
    /// Length of the file.
    pub bytes: u64,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// The layers, in words.
    pub architecture: String,
    /// How it was trained: the configuration as saved beside the checkpoint.
    pub training: serde_json::Value,
    /// Films used, by split and label.
    pub counts: BTreeMap<String, usize>,
    /// What storing the weights in 8 bits costs: largest change of a score on validation films.
    pub rounding: BTreeMap<String, f64>,
    /// Figures on test films, by group of films.
    pub metrics: BTreeMap<String, Metrics>,
}

impl Model {
    /// Whether `bytes` are this model's weights, to the last bit.
    ///
    /// # Errors
    /// [`CardError::Hash`] when they are not.
    pub fn verify(&self, bytes: &[u8]) -> Result<(), CardError> {
        let found = sha256_hex(bytes);
        if found == self.sha256 {
            Ok(())
        } else {
            Err(CardError::Hash { file: self.file.clone(), found, wanted: self.sha256.clone() })
        }
    }
}

/// Figures on a group of films. Accuracy never stands alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Positive films (abnormal, or not CR).
    pub positives: usize,
    /// Negative films.
    pub negatives: usize,
    /// Area under the ROC curve.
    pub auroc: f64,
    /// Its 95% interval (DeLong).
    pub auroc_95: [f64; 2],
    /// At the operating point.
    pub sensitivity: f64,
    /// At the operating point.
    pub specificity: f64,
    /// Mean of the two.
    pub balanced_accuracy: f64,
    /// At the operating point.
    pub accuracy: f64,
    /// Accuracy of always answering the larger class.
    pub majority_rate: f64,
}

/// One source of films.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataSource {
    /// Name.
    pub name: String,
    /// Licence or terms.
    pub licence: String,
    /// Whom to credit, and where.
    pub attribution: String,
    /// Films used for training, the most of any of the three models.
    #[serde(default)]
    pub films: usize,
}
