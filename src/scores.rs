//! Scores: what the models say of one input, as plain numbers.

use serde::{Deserialize, Serialize};

/// The three scores of one film, with the parts of the first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scores {
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

impl Scores {
    /// Whether every number is finite and every probability within 0 to 1: a failed backend never passes.
    pub fn is_sound(&self) -> bool {
        [self.vlb, self.log_likelihood, self.kl].iter().all(|v| v.is_finite())
            && [self.p_cr, self.p_abnormal].iter().all(|p| (0.0..=1.0).contains(p))
    }

    /// Whether two backends agree: 1e-3 in each probability and 1e-4 relative in the VLB.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.is_sound()
            && other.is_sound()
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
