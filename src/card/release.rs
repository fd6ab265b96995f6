//! The release models' card: what the weights are, on what they were trained, how well they do, and how they are read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Card, DataSource, Model};
use crate::calibration::Calibration;
use crate::scores::ReleaseOutput;

/// `model-card.json`, beside the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleaseCard {
    /// Name of the set of weights.
    pub name: String,
    /// Version of the set; with the name it stands in every report.
    pub version: String,
    /// See [`crate::NOTICE`].
    pub notice: String,
    /// The readout of the self-test film ([`crate::phantom::self_test_film`]), computed natively on the CPU.
    pub self_test: ReleaseOutput,
    /// How a readout becomes a verdict; fitted on validation films.
    pub calibration: Calibration,
    /// Calibrated probability at and above which the sensitivity and specificity of `disease` are counted; fixed on
    /// validation films.
    pub p_abnormal_operating_point: f64,
    /// Chest film or not, and how it lies.
    #[serde(rename = "kind")] // its name in every card since the first
    pub image_kind: Model,
    /// Unlike normal films; learned from normal films alone.
    #[serde(rename = "novelty")] // its name in every card since the first
    pub anomaly: Model,
    /// Normal or abnormal; learned from labelled films.
    #[serde(rename = "disease")] // its name in every card since the first
    pub abnormality: Model,
    /// How the verdicts turned out on test films, by group of films.
    pub verdicts: BTreeMap<String, Outcome>,
    /// How many chest test films are flagged as no upright whole chest film: as they are, and once turned, inverted or cut.
    pub flags: BTreeMap<String, Flagged>,
    /// What the training data are and whom they are owed to.
    pub data: Vec<DataSource>,
    /// What the models cannot do.
    pub limits: Vec<String>,
}

/// Films to which something was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flagged {
    /// Films tried.
    pub films: usize,
    /// Of them, those whose verdict says that something is wrong with the picture.
    pub flagged: usize,
    /// Of them, those whose verdict names what was done.
    pub by_its_name: usize,
}

/// The verdicts on a group of test films, and how far the probabilities held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Normal films by verdict.
    pub normal: BTreeMap<String, usize>,
    /// Abnormal films by verdict.
    pub abnormal: BTreeMap<String, usize>,
    /// Share of normal films sent to review; the calibration's error rate is what it was set for.
    pub normal_sent_to_review: f64,
    /// Share of abnormal films called normal; likewise.
    pub abnormal_called_normal: f64,
    /// Expected calibration error of the probability of abnormal: the mean distance, over ten bins of equal width weighted
    /// by their films, of the mean probability from the share that is abnormal (Guo et al. 2017).
    pub calibration_error: f64,
    /// The bins: mean probability, share abnormal, films.
    pub reliability: Vec<(f64, f64, usize)>,
}

impl Card for ReleaseCard {
    fn models(&self) -> [&Model; 3] {
        [&self.image_kind, &self.anomaly, &self.abnormality]
    }

    fn weights(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}
