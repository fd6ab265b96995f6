//! Which device computes, natively.

use burn::tensor::Device;
#[cfg(feature = "gpu")]
use burn::tensor::DeviceKind;

use super::cli::BackendChoice;
use super::weights::Weights;
use crate::models::{Scorer, ScorerError};
use crate::scores::Backend;

/// A graphics processor takes a second or two to start; for fewer films the processor is done sooner.
const FILMS_WORTH_A_GPU: usize = 256;

#[derive(Debug, thiserror::Error)]
pub(crate) enum DeviceError {
    #[error("no usable GPU: {0}. Use --backend cpu")]
    NoGpu(String),
    #[error(transparent)]
    Scorer(#[from] ScorerError),
}

/// The models on the device that was asked for, self-test passed.
pub(crate) fn scorer(
    choice: BackendChoice,
    films: usize,
    weights: &Weights,
) -> Result<(Scorer, Backend), DeviceError> {
    match choice {
        BackendChoice::Gpu => Ok((gpu(weights)?, Backend::Gpu)),
        BackendChoice::Auto if films >= FILMS_WORTH_A_GPU => match gpu(weights) {
            Ok(scorer) => Ok((scorer, Backend::Gpu)),
            Err(error) => {
                eprintln!("negatoscope: {error}: the processor computes instead");
                Ok((tested(&Device::flex(), weights)?, Backend::Cpu))
            }
        },
        BackendChoice::Auto | BackendChoice::Cpu => Ok((tested(&Device::flex(), weights)?, Backend::Cpu)),
    }
}

#[cfg(not(feature = "gpu"))]
fn gpu(_: &Weights) -> Result<Scorer, DeviceError> {
    Err(DeviceError::NoGpu("this program was built without the feature `gpu`".to_owned()))
}

/// Only real graphics processors: software adapters are slower than the processor itself and some crash.
#[cfg(feature = "gpu")]
fn gpu(weights: &Weights) -> Result<Scorer, DeviceError> {
    let mut reasons = Vec::new();
    for kind in [DeviceKind::DiscreteGpu(0), DeviceKind::IntegratedGpu(0)] {
        match Device::wgpu_options().device_kind(kind).init() {
            Ok(device) => return tested(&device, weights),
            Err(error) => reasons.push(error.to_string()),
        }
    }
    Err(DeviceError::NoGpu(reasons.join("; ")))
}

fn tested(device: &Device, weights: &Weights) -> Result<Scorer, DeviceError> {
    let scorer = Scorer::load(&weights.vae, &weights.modality, &weights.diagnosis, device)?;
    block_on(scorer.self_test(&weights.card))?;
    Ok(scorer)
}

/// Natively a score is waited for.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    pollster::block_on(future)
}
