//! Model cards: what weights are, on what they were trained, how well they do, and how to read what they say. One for the
//! [release models](ReleaseCard), one for the [paper's](PaperCard).

mod paper;
mod release;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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

/// The value at percentile `p`, 0 to 100, of ascending values, between the two that enclose it; 0 where there are none.
pub fn quantile(ascending: &[f64], p: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return 0.0 };
    let position = (p / 100.0).clamp(0.0, 1.0) * last as f64;
    let (lo, hi) = (ascending[position.floor() as usize], ascending[position.ceil() as usize]);
    lo + (hi - lo) * position.fract()
}

/// The 0th, 1st, ... 100th percentile, linearly interpolated.
pub fn percentiles(values: &[f64]) -> Vec<f64> {
    let mut ascending = values.to_vec();
    ascending.sort_by(f64::total_cmp);
    (0..=100).map(|percent| quantile(&ascending, f64::from(percent))).collect()
}

/// Share of normal films, 0 to 100, that lie below `value`; `percentiles` ascend from the 0th to the 100th.
pub fn percentile_of(percentiles: &[f64], value: f64) -> f64 {
    let above = percentiles.partition_point(|&p| p < value);
    match above {
        0 => 0.0,
        n if n == percentiles.len() => 100.0,
        n => {
            let (lo, hi) = (percentiles[n - 1], percentiles[n]);
            let step = 100.0 / (percentiles.len() - 1) as f64;
            (n as f64 - 1.0 + if hi > lo { (value - lo) / (hi - lo) } else { 0.0 }) * step
        }
    }
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

/// SHA-256 of `bytes`, lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_run_from_least_to_largest() {
        let all = percentiles(&(0..=200).rev().map(f64::from).collect::<Vec<_>>());
        assert_eq!((all[0], all[50], all[100], all.len()), (0.0, 100.0, 200.0, 101));
    }
}
