//! Which device computes, natively.

use burn::tensor::Device;
#[cfg(feature = "gpu")]
use burn::tensor::DeviceKind;

use super::cli::BackendChoice;
use super::weights::Weights;
use crate::card::{PaperCard, ReleaseCard};
use crate::models::{ModelsError, PaperModels, ReleaseModels};
use crate::scores::Backend;

/// A graphics processor takes a second or two to start; for fewer films the processor is done sooner.
const FILMS_WORTH_A_GPU: usize = 256;

#[derive(Debug, thiserror::Error)]
pub(crate) enum DeviceError {
    #[error("no usable GPU ({0}); use --backend cpu")]
    NoGpu(String),
    #[error(transparent)]
    Scorer(#[from] ModelsError),
}

/// The models on the device that was asked for, self-test passed.
pub(crate) struct Models {
    pub(crate) readers: ReleaseModels,
    /// Where they were asked for.
    pub(crate) paper: Option<PaperModels>,
    pub(crate) backend: Backend,
}

/// The weights of what is to be computed.
pub(crate) struct Wanted<'a> {
    pub(crate) release: &'a Weights<ReleaseCard>,
    pub(crate) paper: Option<&'a Weights<PaperCard>>,
}

/// The models on a device for so many films.
pub(crate) fn models(choice: BackendChoice, films: usize, wanted: &Wanted) -> Result<Models, DeviceError> {
    let ((readers, paper), backend) = on_device(choice, films, |device| {
        let paper = wanted.paper.map(|weights| paper_models(device, weights)).transpose()?;
        Ok((release_models(device, wanted.release)?, paper))
    })?;
    Ok(Models { readers, paper, backend })
}

/// The paper's models alone.
pub(crate) fn scorer(
    choice: BackendChoice,
    films: usize,
    weights: &Weights<PaperCard>,
) -> Result<PaperModels, DeviceError> {
    Ok(on_device(choice, films, |device| paper_models(device, weights))?.0)
}

fn release_models(device: &Device, weights: &Weights<ReleaseCard>) -> Result<ReleaseModels, ModelsError> {
    let [kind, novelty, disease] = &weights.models;
    let readers = ReleaseModels::load(kind, novelty, disease, device)?;
    block_on(readers.self_test(&weights.card))?;
    Ok(readers)
}

fn paper_models(device: &Device, weights: &Weights<PaperCard>) -> Result<PaperModels, ModelsError> {
    let [vae, modality, diagnosis] = &weights.models;
    let scorer = PaperModels::load(vae, modality, diagnosis, device)?;
    block_on(scorer.self_test(&weights.card))?;
    Ok(scorer)
}

fn on_device<T>(
    choice: BackendChoice,
    films: usize,
    load: impl Fn(&Device) -> Result<T, ModelsError>,
) -> Result<(T, Backend), DeviceError> {
    match choice {
        BackendChoice::Gpu => Ok((on_gpu(load)?, Backend::Gpu)),
        BackendChoice::Auto if films >= FILMS_WORTH_A_GPU => match on_gpu(&load) {
            Ok(models) => Ok((models, Backend::Gpu)),
            Err(error) => {
                eprintln!("negatoscope: {error}; using the CPU instead");
                Ok((load(&Device::flex())?, Backend::Cpu))
            }
        },
        BackendChoice::Auto | BackendChoice::Cpu => Ok((load(&Device::flex())?, Backend::Cpu)),
    }
}

#[cfg(not(feature = "gpu"))]
fn on_gpu<T>(_: impl Fn(&Device) -> Result<T, ModelsError>) -> Result<T, DeviceError> {
    Err(DeviceError::NoGpu("this program was built without the feature `gpu`".to_owned()))
}

/// Only real graphics processors: software adapters are slower than the processor itself and some crash.
#[cfg(feature = "gpu")]
fn on_gpu<T>(load: impl Fn(&Device) -> Result<T, ModelsError>) -> Result<T, DeviceError> {
    let mut reasons = Vec::new();
    for kind in [DeviceKind::DiscreteGpu(0), DeviceKind::IntegratedGpu(0)] {
        match Device::wgpu_options().device_kind(kind).init() {
            Ok(device) => return Ok(load(&device)?),
            Err(error) => reasons.push(error.to_string()),
        }
    }
    Err(DeviceError::NoGpu(reasons.join("; ")))
}

/// Natively a score is waited for.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    pollster::block_on(future)
}
