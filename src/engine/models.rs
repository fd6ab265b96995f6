//! The models: started, asked for scores and for explanations.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use burn::tensor::Device;

use super::fault::{NOT_STARTED, bad_input, not_started, unavailable};
use super::fetch;
use super::post::{now_ms, post};
use crate::card::{PaperCard, ReleaseCard};
use crate::explanation::OcclusionPatches;
use crate::input::ModelInputs;
use crate::models::{ModelsError, PaperModels, ReleaseModels};
use crate::protocol::{ExplanationStep, FilmId, FromEngine, Inputs};
use crate::scores::Backend;

/// The models of an engine, once they were started. `D` makes their device.
pub(super) struct EngineModels<D> {
    backend: Backend,
    make_device: Cell<Option<D>>,
    /// Made once, for all models.
    device: RefCell<Option<Device>>,
    release_models: RefCell<Option<Rc<ReleaseModels>>>,
    /// Where they were asked for.
    paper_models: RefCell<Option<Rc<PaperModels>>>,
    /// Size of the worker's memory when the models were loaded.
    settled_bytes: Cell<u64>,
}

impl<D: AsyncFnOnce() -> Result<Device, String>> EngineModels<D> {
    pub(super) fn new(backend: Backend, make_device: D) -> Self {
        Self {
            backend,
            make_device: Cell::new(Some(make_device)),
            device: RefCell::default(),
            release_models: RefCell::default(),
            paper_models: RefCell::default(),
            settled_bytes: Cell::new(memory_bytes()),
        }
    }

    /// Bytes by which the worker's memory has grown since the models were loaded.
    pub(super) fn grown_bytes(&self) -> u64 {
        memory_bytes().saturating_sub(self.settled_bytes.get())
    }

    /// Loads and tests the release models, and says how that went.
    pub(super) async fn start(&self, weights_url: &str) -> FromEngine {
        let started = now_ms();
        match self.load_release(weights_url).await {
            Ok(models) => {
                self.release_models.replace(Some(Rc::new(models)));
                self.settled_bytes.set(memory_bytes());
                let device = self.backend.name().to_owned();
                FromEngine::Started { backend: self.backend, device, elapsed_ms: now_ms() - started }
            }
            Err(reason) => unavailable(reason, None),
        }
    }

    async fn load_release(&self, weights_url: &str) -> Result<ReleaseModels, String> {
        let make_device = self.make_device.take().ok_or("The engine was started twice.")?;
        let device = make_device().await?;
        self.device.replace(Some(device.clone()));
        let weights = fetch::weights::<ReleaseCard>(weights_url, post_progress).await.map_err(in_words)?;
        let [kind, novelty, disease] = weights.models;
        let models = ReleaseModels::load(&kind, &novelty, &disease, &device).map_err(in_words)?;
        models.self_test(&weights.card).await.map_err(in_words)?;
        Ok(models)
    }

    /// Loads and tests the paper's models, and says how that went.
    pub(super) async fn start_paper(&self, weights_url: &str) -> FromEngine {
        match self.load_paper(weights_url).await {
            Ok(models) => {
                self.paper_models.replace(Some(Rc::new(models)));
                self.settled_bytes.set(memory_bytes());
                FromEngine::PaperStarted
            }
            Err(reason) => FromEngine::PaperUnavailable { reason },
        }
    }

    async fn load_paper(&self, weights_url: &str) -> Result<PaperModels, String> {
        let device = self.device.borrow().clone().ok_or(NOT_STARTED)?;
        let weights = fetch::weights::<PaperCard>(weights_url, post_progress).await.map_err(in_words)?;
        let [vae, modality, diagnosis] = weights.models;
        let models = PaperModels::load(&vae, &modality, &diagnosis, &device).map_err(in_words)?;
        models.self_test(&weights.card).await.map_err(in_words)?;
        Ok(models)
    }

    /// Scores a film.
    pub(super) async fn score(&self, film: FilmId, inputs: &Inputs) -> FromEngine {
        let started = now_ms();
        let (inputs, release_models) = match self.typed(film, inputs) {
            Ok(typed) => typed,
            Err(answer) => return *answer,
        };
        let paper_models = self.paper_models.borrow().clone();
        let scored = async {
            let readout = release_models.read(&inputs.release).await?;
            let paper = match &paper_models {
                Some(paper_models) => Some(paper_models.score(&inputs.paper).await?),
                None => None,
            };
            Ok::<_, ModelsError>((readout, paper))
        };
        match scored.await {
            Ok((readout, paper)) => {
                let elapsed_ms = now_ms() - started;
                FromEngine::Scores { film, readout, paper, backend: self.backend, elapsed_ms }
            }
            Err(error) => self.failed(film, &error),
        }
    }

    /// One step of a film's explanation.
    pub(super) async fn explain(&self, film: FilmId, inputs: &Inputs, from: Option<u32>) -> FromEngine {
        let (inputs, release_models) = match self.typed(film, inputs) {
            Ok(typed) => typed,
            Err(answer) => return *answer,
        };
        let paper_models = self.paper_models.borrow().clone();
        let found = async {
            let Some(from) = from else {
                let drawn = match &paper_models {
                    Some(paper_models) => {
                        Some(paper_models.reconstruct(&inputs.paper).await?.plane().to_vec())
                    }
                    None => None,
                };
                let readout = release_models.read(&inputs.release).await?;
                let anomaly = release_models.anomaly_map(&inputs.release).await?;
                return Ok::<_, ModelsError>(ExplanationStep::AtOnce { readout, anomaly, drawn });
            };
            let patches = (from as usize).min(OcclusionPatches::COUNT)..OcclusionPatches::COUNT;
            let log_odds =
                release_models.log_odds_without(&OcclusionPatches::new(&inputs.release), patches).await?;
            Ok(ExplanationStep::Patches { from, log_odds })
        };
        match found.await {
            Ok(found) => FromEngine::Explained { film, found },
            Err(error) => self.failed(film, &error),
        }
    }

    /// A message's inputs and the models to ask, or the answer where either is missing.
    fn typed(
        &self,
        film: FilmId,
        inputs: &Inputs,
    ) -> Result<(ModelInputs, Rc<ReleaseModels>), Box<FromEngine>> {
        let Some(inputs) = inputs.parse() else {
            let error = bad_input("The page passed an invalid model input. Add the film again.");
            return Err(Box::new(FromEngine::Failed { film, error }));
        };
        let release_models =
            self.release_models.borrow().clone().ok_or_else(|| Box::new(not_started(film)))?;
        Ok((inputs, release_models))
    }

    /// The models failed. A lost device returns invalid values from then on, so its models are dropped.
    fn failed(&self, film: FilmId, error: &ModelsError) -> FromEngine {
        if matches!(error, ModelsError::Device(_)) {
            self.release_models.take();
            self.paper_models.take();
        }
        unavailable(error.to_string(), Some(film))
    }
}

/// Size of the worker's memory.
fn memory_bytes() -> u64 {
    const PAGE_BYTES: u64 = 1 << 16;
    core::arch::wasm32::memory_size::<0>() as u64 * PAGE_BYTES
}

fn post_progress(loaded: u64, total: u64) {
    post(&FromEngine::Weights { loaded, total });
}

fn in_words(error: impl std::error::Error) -> String {
    error.to_string()
}
