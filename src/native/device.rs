//! Which device computes, natively. This is the only file that chooses one; everything else is given its device.

use burn::tensor::Device;
#[cfg(feature = "gpu")]
use burn::tensor::DeviceKind;
use clap::ValueEnum;

use super::weights::Weights;
use crate::card::{PaperCard, ReleaseCard};
use crate::models::{ModelsError, PaperModels, ReleaseModels};
use crate::scores::Backend;

/// Device that computes scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeviceChoice {
    /// The GPU for 256 films and more, if there is one that passes the self-test; otherwise the CPU.
    Auto,
    /// The CPU.
    Cpu,
    /// The GPU; an error if there is none.
    Gpu,
}

/// Device that trains models or builds weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrainingDevice {
    /// The CPU: the same settings and seed give the same weights, to the last bit.
    Cpu,
    /// The GPU; an error if there is none. Weights differ slightly from those of the CPU and from run to run.
    Gpu,
}

impl TrainingDevice {
    /// Opens the device.
    ///
    /// # Errors
    /// [`DeviceError`] where the GPU is asked for and there is none, or no support for one.
    pub(crate) fn open(self) -> Result<Device, DeviceError> {
        match self {
            Self::Cpu => Ok(cpu()),
            Self::Gpu => gpu(),
        }
    }
}

/// A GPU takes one or two seconds to start; for fewer films the CPU finishes sooner.
const MIN_FILMS_FOR_GPU: usize = 256;

#[derive(Debug, thiserror::Error)]
pub(crate) enum DeviceError {
    #[cfg(feature = "gpu")]
    #[error(
        "no usable GPU ({0}). Install the GPU's driver for Vulkan, Metal or DirectX 12, or use --device cpu"
    )]
    NoGpu(String),
    #[cfg(not(feature = "gpu"))]
    #[error(
        "this program was built without GPU support. Use --device cpu, or build it with the feature `gpu`"
    )]
    WithoutGpuSupport,
    #[error(transparent)]
    Models(#[from] ModelsError),
}

/// The models on the chosen device, self-test passed.
pub(crate) struct Models {
    pub(crate) release: ReleaseModels,
    /// Where they were asked for.
    pub(crate) paper: Option<PaperModels>,
    pub(crate) backend: Backend,
}

/// Weights of the models to load.
pub(crate) struct ModelWeights<'a> {
    pub(crate) release: &'a Weights<ReleaseCard>,
    pub(crate) paper: Option<&'a Weights<PaperCard>>,
}

/// Loads the models on the device for this number of films.
///
/// # Errors
/// [`DeviceError`] where there is no such device, or where the models fail the self-test there.
pub(crate) fn load_models(
    choice: DeviceChoice,
    films: usize,
    weights: &ModelWeights,
) -> Result<Models, DeviceError> {
    let ((release, paper), backend) = load_on(choice, films, |device| {
        let paper = weights.paper.map(|weights| paper_models(device, weights)).transpose()?;
        Ok((release_models(device, weights.release)?, paper))
    })?;
    Ok(Models { release, paper, backend })
}

/// Loads the paper's models alone.
///
/// # Errors
/// As [`load_models`].
pub(crate) fn load_paper_models(
    choice: DeviceChoice,
    films: usize,
    weights: &Weights<PaperCard>,
) -> Result<PaperModels, DeviceError> {
    Ok(load_on(choice, films, |device| paper_models(device, weights))?.0)
}

fn release_models(device: &Device, weights: &Weights<ReleaseCard>) -> Result<ReleaseModels, ModelsError> {
    let [image_kind, anomaly, abnormality] = &weights.models;
    let models = ReleaseModels::load(image_kind, anomaly, abnormality, device)?;
    block_on(models.self_test(&weights.card))?;
    Ok(models)
}

fn paper_models(device: &Device, weights: &Weights<PaperCard>) -> Result<PaperModels, ModelsError> {
    let [vae, modality, diagnosis] = &weights.models;
    let models = PaperModels::load(vae, modality, diagnosis, device)?;
    block_on(models.self_test(&weights.card))?;
    Ok(models)
}

fn load_on<T>(
    choice: DeviceChoice,
    films: usize,
    load: impl Fn(&Device) -> Result<T, ModelsError>,
) -> Result<(T, Backend), DeviceError> {
    let on_gpu = || Ok::<_, DeviceError>((load(&gpu()?)?, Backend::Gpu));
    let on_cpu = || Ok((load(&cpu())?, Backend::Cpu));
    match choice {
        DeviceChoice::Gpu => on_gpu(),
        DeviceChoice::Auto if films >= MIN_FILMS_FOR_GPU => on_gpu().or_else(|error| {
            eprintln!("negatoscope: {error}; using the CPU instead");
            on_cpu()
        }),
        DeviceChoice::Auto | DeviceChoice::Cpu => on_cpu(),
    }
}

/// The CPU: the reference, by which model cards are written.
pub(crate) fn cpu() -> Device {
    Device::flex()
}

#[cfg(not(feature = "gpu"))]
fn gpu() -> Result<Device, DeviceError> {
    Err(DeviceError::WithoutGpuSupport)
}

/// Only hardware GPUs: software adapters are slower than the CPU, and some crash.
#[cfg(feature = "gpu")]
fn gpu() -> Result<Device, DeviceError> {
    let mut reasons = Vec::new();
    for kind in [DeviceKind::DiscreteGpu(0), DeviceKind::IntegratedGpu(0)] {
        match Device::wgpu_options().device_kind(kind).init() {
            Ok(device) => return Ok(device),
            Err(error) => reasons.push(error.to_string()),
        }
    }
    Err(DeviceError::NoGpu(reasons.join("; ")))
}

/// Waits for a score: the native program has nothing else to do.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    pollster::block_on(future)
}
