//! The paper's models' card.

use serde::{Deserialize, Serialize};

use super::{Card, DataSource, Model};
use crate::explanation::ErrorScale;
use crate::scores::PaperScores;
use crate::statistics::quantile;

/// `model-card.json`, beside the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperCard {
    /// Name of the set of weights.
    pub name: String,
    /// Version of the set; with the name it stands in every report.
    pub version: String,
    /// See [`crate::NOTICE`].
    pub notice: String,
    /// The scores of the self-test film ([`crate::phantom::self_test_film`]) by these weights, computed natively on the CPU.
    pub self_test: PaperScores,
    /// How normal validation films score: the page and the program place a film among them.
    pub normal: NormalFilms,
    /// How far reconstructions of normal films are from the films; none where nobody has measured it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconstruction: Option<ErrorScale>,
    /// Probability at and above which a film is called a chest radiograph; fixed on validation films.
    pub p_cr_operating_point: f64,
    /// Probability at and above which a film is called abnormal; fixed on validation films.
    pub p_abnormal_operating_point: f64,
    /// The VAE.
    pub vae: Model,
    /// The CNN of the modality task: label 1 = CR.
    pub modality: Model,
    /// The CNN of the diagnosis task: label 1 = normal.
    pub diagnosis: Model,
    /// What the training data are and whom they are owed to.
    pub data: Vec<DataSource>,
    /// What the models cannot do.
    pub limits: Vec<String>,
}

impl Card for PaperCard {
    fn models(&self) -> [&Model; 3] {
        [&self.vae, &self.modality, &self.diagnosis]
    }

    fn weights(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}

/// Scores of the normal validation films.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NormalFilms {
    /// Number of films.
    pub count: usize,
    /// 0th, 1st, ... 100th percentile of the VLB, nats, ascending.
    pub vlb_percentiles: Vec<f64>,
    /// The same of the probability of CR.
    pub p_cr_percentiles: Vec<f64>,
    /// The same of the probability of abnormal.
    pub p_abnormal_percentiles: Vec<f64>,
}

/// Lower end of the reference interval of normal films, as laboratories state theirs: the 2.5th percentile. A film whose
/// VLB lies under it is called unlike normal films.
pub const REFERENCE_PERCENTILE: f64 = 2.5;

impl NormalFilms {
    /// The VLB under which a film is called unlike normal films, nats.
    pub fn vlb_limit(&self) -> f64 {
        quantile(&self.vlb_percentiles, REFERENCE_PERCENTILE)
    }
}
