//! What an engine does with each message.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use burn::tensor::Device;
use serde_bytes::ByteBuf;
use wasm_bindgen_futures::spawn_local;

use super::fetch;
use super::post::{now_ms, post};
use crate::film::{self, Film, Limits};
use crate::input::Input;
use crate::models::{Scorer, ScorerError};
use crate::polarity;
use crate::protocol::{FilmId, FromEngine, Stages, ToEngine, View};
use crate::report::ErrorReport;
use crate::scores::Backend;

/// An engine's state: models once started.
pub(super) struct Engine<D> {
    backend: Backend,
    device: Cell<Option<D>>,
    scorer: RefCell<Option<Rc<Scorer>>>,
}

impl<D: AsyncFnOnce() -> Result<Device, String> + 'static> Engine<D> {
    pub(super) fn new(backend: Backend, device: D) -> Self {
        Self { backend, device: Cell::new(Some(device)), scorer: RefCell::default() }
    }

    /// Works on a message and answers it. Starting goes on beside what comes next: films are read and shown while the
    /// weights are still on their way.
    pub(super) async fn handle(self: &Rc<Self>, message: ToEngine) {
        match message {
            ToEngine::Start { weights_url } => {
                let engine = self.clone();
                spawn_local(async move { engine.start(&weights_url).await });
            }
            ToEngine::Read { film, view, bytes } => post(&read(film, view, bytes.into_vec())),
            ToEngine::Inspect { film, bytes } => post(&inspect(film, bytes.into_vec())),
            ToEngine::Score { film, input } => self.score(film, &input).await,
        }
    }

    /// Loads and tests the models, and says how that went.
    async fn start(&self, weights_url: &str) {
        let started = now_ms();
        match self.load(weights_url).await {
            Ok(scorer) => {
                self.scorer.replace(Some(Rc::new(scorer)));
                let device = self.backend.name().to_owned();
                let elapsed_ms = now_ms() - started;
                post(&FromEngine::Started { backend: self.backend, device, elapsed_ms });
            }
            Err(reason) => post(&FromEngine::Unavailable { reason, film: None }),
        }
    }

    async fn load(&self, weights_url: &str) -> Result<Scorer, String> {
        let device = self.device.take().ok_or("The engine was started twice.")?;
        let device = device().await?;
        let progress = |loaded, total| post(&FromEngine::Weights { loaded, total });
        let weights = fetch::weights(weights_url, progress).await.map_err(|error| error.to_string())?;
        let [vae, modality, diagnosis] = weights.models;
        let scorer = Scorer::load(&vae, &modality, &diagnosis, &device).map_err(|error| error.to_string())?;
        scorer.self_test(&weights.card).await.map_err(|error| error.to_string())?;
        Ok(scorer)
    }

    async fn score(&self, film: FilmId, input: &[u8]) {
        let started = now_ms();
        let Some(input) = Input::from_le_bytes(input) else {
            let message = "The page handed over a damaged model input: drop the film again.".to_owned();
            return post(&FromEngine::Failed {
                film,
                error: ErrorReport { kind: "bad_input".to_owned(), message },
            });
        };
        let Some(scorer) = self.scorer.borrow().clone() else {
            let reason = "The engine has not started.".to_owned();
            return post(&FromEngine::Unavailable { reason, film: Some(film) });
        };
        match scorer.score(&input).await {
            Ok(scores) => post(&FromEngine::Scores {
                film,
                scores,
                backend: self.backend,
                elapsed_ms: now_ms() - started,
            }),
            Err(error) => {
                // What failed once is not asked again: a lost device answers with nonsense.
                if matches!(error, ScorerError::Device(_)) {
                    self.scorer.take();
                }
                post(&FromEngine::Unavailable { reason: error.to_string(), film: Some(film) });
            }
        }
    }
}

fn read(film: FilmId, view: View, bytes: Vec<u8>) -> FromEngine {
    let started = now_ms();
    answer(film, view.frame, bytes, |mut decoded| {
        let after_decoding = now_ms();
        let input = Input::from_film(&decoded);
        polarity::check(&input, &mut decoded.header);
        let input = ByteBuf::from(input.to_le_bytes());
        let after_input = now_ms();
        let picture = decoded.picture(view.window as usize);
        let done = now_ms();
        let stages = Stages {
            decode_ms: after_decoding - started,
            input_ms: after_input - after_decoding,
            picture_ms: done - after_input,
        };
        FromEngine::Film {
            film,
            header: Box::new(decoded.header),
            picture,
            input,
            elapsed_ms: done - started,
            stages,
        }
    })
}

fn inspect(film: FilmId, bytes: Vec<u8>) -> FromEngine {
    answer(film, 0, bytes, |decoded| {
        let input = ByteBuf::from(Input::from_film(&decoded).to_le_bytes());
        match serde_json::to_string(&decoded.facts()) {
            Ok(facts) => FromEngine::Facts { film, facts, input },
            Err(error) => {
                let error = ErrorReport { kind: "facts".to_owned(), message: error.to_string() };
                FromEngine::Failed { film, error }
            }
        }
    })
}

fn answer(film: FilmId, frame: u32, bytes: Vec<u8>, with: impl FnOnce(Film) -> FromEngine) -> FromEngine {
    match film::open_frame(bytes, frame, &Limits::default()) {
        Ok(decoded) => with(decoded),
        Err(error) => FromEngine::Failed { film, error: (&error).into() },
    }
}
