//! Scores: what the models say of one film, as plain numbers.

use serde::{Deserialize, Serialize};

/// What the release models say of one film, before it is calibrated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReleaseOutput {
    /// Probability of each [`ImageKind`], in its order, 0 to 1; they sum to 1.
    pub shown: [f64; ImageKind::COUNT],
    /// The mean, over all places of the film, of the probability that something is there which normal films do not have,
    /// 0 to 1. Learned from normal films alone.
    pub anomaly: f64,
    /// Log odds that the film is abnormal, learned from labelled films.
    pub abnormal_log_odds: f64,
    /// Every pixel has the same value: nothing is shown, and the other numbers mean nothing.
    pub is_blank: bool,
}

/// What a picture shows; the numbers are the model's outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageKind {
    /// A frontal chest film the right way round.
    Chest = 0,
    /// Anything but a chest film.
    Other = 1,
    /// A chest film with its feet up.
    UpsideDown = 2,
    /// A chest film turned by a right angle.
    #[serde(rename = "turned")]
    Rotated = 3,
    /// A chest film with bones dark and air bright.
    Inverted = 4,
    /// A part of a chest film: less than two thirds of its height or width.
    #[serde(rename = "part")]
    Cropped = 5,
}

impl ImageKind {
    /// Number of kinds.
    pub const COUNT: usize = 6;
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Chest, Self::Other, Self::UpsideDown, Self::Rotated, Self::Inverted, Self::Cropped];
}

impl ReleaseOutput {
    /// Probability of one kind.
    pub fn p(&self, shown: ImageKind) -> f64 {
        self.shown[shown as usize]
    }

    /// Probability of a chest film, however it lies.
    pub fn p_chest(&self) -> f64 {
        1.0 - self.p(ImageKind::Other)
    }

    /// Whether every number is finite and every probability within 0 to 1: a failed backend never passes.
    pub fn is_valid(&self) -> bool {
        self.abnormal_log_odds.is_finite()
            && self.shown.iter().chain([&self.anomaly]).all(|p| (0.0..=1.0).contains(p))
            && (self.shown.iter().sum::<f64>() - 1.0).abs() < 1e-3
    }

    /// Whether two backends agree: 1e-3 in each probability.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.is_valid() && other.is_valid() && self.difference(other) <= 1e-3
    }

    /// The largest difference of a probability from another readout's.
    pub fn difference(&self, other: &Self) -> f64 {
        let p = |readout: &Self| {
            let mut p = readout.shown.to_vec();
            p.extend([readout.anomaly, logistic(readout.abnormal_log_odds)]);
            p
        };
        p(self).iter().zip(p(other)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    }
}

/// The probability of log odds.
pub fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// What the paper's three models say of one film, with the parts of the first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PaperScores {
    /// Variational lower bound (today mostly called ELBO) of the film's log likelihood under the model of
    /// normal films, in nats: `log_likelihood - kl` (paper, section 2.1). Nearer zero = more like normal films.
    pub vlb: f64,
    /// Expected log-likelihood of the 10,000 pixels given the latent variables, in nats.
    pub log_likelihood: f64,
    /// Kullback-Leibler divergence of the posterior from the standard normal prior, in nats.
    pub kl: f64,
    /// Probability that the film is a chest radiograph (CR), 0 to 1 (paper, section 2.2, modality task).
    pub p_cr: f64,
    /// Probability that the film is abnormal, 0 to 1 (paper, section 2.2, diagnosis task).
    pub p_abnormal: f64,
}

impl PaperScores {
    /// Whether every number is finite and every probability within 0 to 1: a failed backend never passes.
    pub fn is_valid(&self) -> bool {
        [self.vlb, self.log_likelihood, self.kl].iter().all(|v| v.is_finite())
            && [self.p_cr, self.p_abnormal].iter().all(|p| (0.0..=1.0).contains(p))
    }

    /// Whether two backends agree: 1e-3 in each probability and 1e-4 relative in the VLB.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.is_valid()
            && other.is_valid()
            && (self.p_cr - other.p_cr).abs() <= 1e-3
            && (self.p_abnormal - other.p_abnormal).abs() <= 1e-3
            && (self.vlb - other.vlb).abs() <= 1e-4 * other.vlb.abs().max(1.0)
    }
}

/// What computed a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// burn's Flex backend: the processor, natively or in wasm.
    Cpu,
    /// burn's wgpu backend natively: the graphics processor.
    Gpu,
    /// burn's wgpu backend in the browser.
    Webgpu,
}

impl Backend {
    /// The name used in reports and in the page's `data-backend`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
            Self::Webgpu => "webgpu",
        }
    }
}
