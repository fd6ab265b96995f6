//! What an engine does with each message.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use burn::tensor::Device;
use js_sys::{Array, Uint8Array};
use serde_bytes::ByteBuf;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};

use super::blob;
use super::blob::BlobReader;
use super::post::{now_ms, post, post_with};
use super::{dicom_export, fetch};
use crate::card::{PaperCard, ReleaseCard};
use crate::container;
use crate::container::{Archive, ContainerError, ContainerKind, Entry};
use crate::explanation::OcclusionPatches;
use crate::film;
use crate::film::DisplayRequest;
use crate::film::{Dictionary, Film, Limits};
use crate::input;
use crate::input::ModelInputs;
use crate::models::{ModelsError, PaperModels, ReleaseModels};
use crate::protocol::{ExplanationStep, Export, FilmId, FromEngine, Inputs, Stages, ToEngine};
use crate::report::{ErrorKind, ErrorReport};
use crate::scores::Backend;

/// An engine's state: models once started.
pub(super) struct Engine<D> {
    backend: Backend,
    make_device: Cell<Option<D>>,
    /// Made once, for all models.
    device: RefCell<Option<Device>>,
    readers: RefCell<Option<Rc<ReleaseModels>>>,
    /// The paper's models, where they were asked for.
    scorer: RefCell<Option<Rc<PaperModels>>>,
    /// The film last shown again, and which frame of it.
    shown: RefCell<Option<(FilmId, u32, Film)>>,
    /// The names of attributes, once they were asked for.
    names: RefCell<Option<Rc<Dictionary>>>,
    /// The archive that is being unpacked.
    archive: RefCell<Option<(FilmId, Archive<BlobReader>)>>,
    /// Size of the memory when the models were there.
    settled: Cell<u64>,
}

impl<D: AsyncFnOnce() -> Result<Device, String> + 'static> Engine<D> {
    pub(super) fn new(backend: Backend, make_device: D) -> Self {
        Self {
            backend,
            make_device: Cell::new(Some(make_device)),
            device: RefCell::default(),
            readers: RefCell::default(),
            scorer: RefCell::default(),
            shown: RefCell::default(),
            names: RefCell::default(),
            archive: RefCell::default(),
            settled: Cell::new(memory()),
        }
    }

    /// Works on a message and answers it. Starting goes on beside what comes next: films are read and shown while the
    /// weights are still on their way.
    pub(super) async fn handle(self: &Rc<Self>, message: ToEngine, file: Option<Blob>) {
        match message {
            ToEngine::Start { weights_url } => {
                let engine = self.clone();
                spawn_local(async move { engine.start(&weights_url).await });
            }
            ToEngine::StartPaper { weights_url } => {
                let engine = self.clone();
                spawn_local(async move { engine.start_paper(&weights_url).await });
            }
            ToEngine::Read { film, view, longest } => {
                let answer = async { self.read(film, view, longest, given(file)?).await }.await;
                post(&answer.unwrap_or_else(|error| FromEngine::Failed { film, error }));
            }
            ToEngine::Show { film, view, longest } => {
                let answer = async { self.show(film, view, longest, given(file)?).await }.await;
                post(&answer.unwrap_or_else(|error| FromEngine::Failed { film, error }));
            }
            ToEngine::Unpack { film, entry } => {
                match given(file).and_then(|file| self.unpack(film, entry, file)) {
                    Ok((answer, file)) => post_with(&answer, file),
                    Err(error) => post(&FromEngine::Failed { film, error }),
                }
            }
            ToEngine::Export { film, export } => {
                let answer = async {
                    let file = given(file)?;
                    let names = match &*export {
                        Export::Deidentified { preview_with_names: Some(url), .. } => self.names(url).await,
                        _ => None,
                    };
                    let names = names.unwrap_or_default();
                    with_codecs(|| dicom_export::export(film, &export, unpacked(&file)?, &names)).await
                };
                match answer.await {
                    Ok((answer, file)) => post_with(&answer, file),
                    Err(error) => post(&FromEngine::Failed { film, error }),
                }
            }
            ToEngine::List { film, names_url } => {
                let answer = async { self.list(film, &names_url, given(file)?).await }.await;
                post(&answer.unwrap_or_else(|error| FromEngine::Failed { film, error }));
            }
            ToEngine::Forget => {
                self.shown.take();
                self.archive.take();
                post(&FromEngine::Forgot { grown: memory().saturating_sub(self.settled.get()) });
            }
            ToEngine::Inspect { film } => {
                let answer = async {
                    let file = given(file)?;
                    with_codecs(|| inspect(film, whole(&file)?)).await
                }
                .await;
                post(&answer.unwrap_or_else(|error| FromEngine::Failed { film, error }));
            }
            ToEngine::Score { film, inputs } => self.score(film, &inputs).await,
            ToEngine::Prepare { film } => {
                let answer = async { self.prepare(film, given(file)?).await }.await;
                post(&answer.unwrap_or_else(|error| FromEngine::Failed { film, error }));
            }
            ToEngine::Explain { film, inputs, from } => self.explain(film, &inputs, from).await,
        }
    }

    /// Loads and tests the release models, and says how that went.
    async fn start(&self, weights_url: &str) {
        let started = now_ms();
        match self.load(weights_url).await {
            Ok(readers) => {
                self.readers.replace(Some(Rc::new(readers)));
                self.settled.set(memory());
                let device = self.backend.name().to_owned();
                let elapsed_ms = now_ms() - started;
                post(&FromEngine::Started { backend: self.backend, device, elapsed_ms });
            }
            Err(reason) => post(&FromEngine::Unavailable { reason, film: None }),
        }
    }

    async fn load(&self, weights_url: &str) -> Result<ReleaseModels, String> {
        let make_device = self.make_device.take().ok_or("The engine was started twice.")?;
        let device = make_device().await?;
        self.device.replace(Some(device.clone()));
        let weights = fetch::weights::<ReleaseCard>(weights_url, progress).await.map_err(in_words)?;
        let [kind, novelty, disease] = weights.models;
        let readers = ReleaseModels::load(&kind, &novelty, &disease, &device).map_err(in_words)?;
        readers.self_test(&weights.card).await.map_err(in_words)?;
        Ok(readers)
    }

    /// Loads and tests the paper's models, and says how that went.
    async fn start_paper(&self, weights_url: &str) {
        match self.load_paper(weights_url).await {
            Ok(scorer) => {
                self.scorer.replace(Some(Rc::new(scorer)));
                self.settled.set(memory());
                post(&FromEngine::PaperStarted);
            }
            Err(reason) => post(&FromEngine::PaperUnavailable { reason }),
        }
    }

    async fn load_paper(&self, weights_url: &str) -> Result<PaperModels, String> {
        let device = self.device.borrow().clone().ok_or(NOT_STARTED)?;
        let weights = fetch::weights::<PaperCard>(weights_url, progress).await.map_err(in_words)?;
        let [vae, modality, diagnosis] = weights.models;
        let scorer = PaperModels::load(&vae, &modality, &diagnosis, &device).map_err(in_words)?;
        scorer.self_test(&weights.card).await.map_err(in_words)?;
        Ok(scorer)
    }

    async fn score(&self, film: FilmId, inputs: &Inputs) {
        let started = now_ms();
        let Some((inputs, readers)) = self.at_hand(film, inputs) else { return };
        let scorer = self.scorer.borrow().clone();
        let scored = async {
            let readout = readers.read(&inputs.release).await?;
            let paper = match &scorer {
                Some(scorer) => Some(scorer.score(&inputs.paper).await?),
                None => None,
            };
            Ok::<_, ModelsError>((readout, paper))
        };
        match scored.await {
            Ok((readout, paper)) => {
                let elapsed_ms = now_ms() - started;
                post(&FromEngine::Scores { film, readout, paper, backend: self.backend, elapsed_ms });
            }
            Err(error) => self.fault(film, &error),
        }
    }

    /// One step of a film's explanation.
    async fn explain(&self, film: FilmId, inputs: &Inputs, from: Option<u32>) {
        let Some((inputs, readers)) = self.at_hand(film, inputs) else { return };
        let scorer = self.scorer.borrow().clone();
        let found = async {
            let Some(from) = from else {
                let drawn = match &scorer {
                    Some(scorer) => Some(scorer.reconstruct(&inputs.paper).await?.plane().to_vec()),
                    None => None,
                };
                let (readout, anomaly) =
                    (readers.read(&inputs.release).await?, readers.anomaly_map(&inputs.release).await?);
                return Ok::<_, ModelsError>(ExplanationStep::AtOnce { readout, anomaly, drawn });
            };
            let patches = (from as usize).min(OcclusionPatches::COUNT)..OcclusionPatches::COUNT;
            let log_odds = readers.log_odds_without(&OcclusionPatches::new(&inputs.release), patches).await?;
            Ok(ExplanationStep::Patches { from, log_odds })
        };
        match found.await {
            Ok(found) => post(&FromEngine::Explained { film, found }),
            Err(error) => self.fault(film, &error),
        }
    }

    /// What a message's inputs are, and the models to ask; where either is missing, the page is told.
    fn at_hand(&self, film: FilmId, inputs: &Inputs) -> Option<(ModelInputs, Rc<ReleaseModels>)> {
        let Some(inputs) = inputs.parse() else {
            let message = "The page passed an invalid model input. Add the film again.".to_owned();
            let error = ErrorReport { kind: ErrorKind::BadInput, message };
            post(&FromEngine::Failed { film, error });
            return None;
        };
        let readers = self.readers.borrow().clone();
        if readers.is_none() {
            post(&FromEngine::Unavailable { reason: NOT_STARTED.to_owned(), film: Some(film) });
        }
        Some((inputs, readers?))
    }

    /// The models failed. What failed once is not asked again: a lost device answers with nonsense.
    fn fault(&self, film: FilmId, error: &ModelsError) {
        if matches!(error, ModelsError::Device(_)) {
            self.readers.take();
            self.scorer.take();
        }
        post(&FromEngine::Unavailable { reason: error.to_string(), film: Some(film) });
    }

    /// A film's inputs once more; scores are those of its first frame.
    async fn prepare(&self, film: FilmId, file: Blob) -> Result<FromEngine, ErrorReport> {
        let at_hand = self
            .shown
            .borrow_mut()
            .as_mut()
            .and_then(|(of, frame, decoded)| ((*of, *frame) == (film, 0)).then(|| inputs_of(decoded)));
        if let Some(inputs) = at_hand {
            return Ok(FromEngine::Prepared { film, inputs });
        }
        let mut decoded = with_codecs(|| frame_of(&file, 0)).await?;
        Ok(FromEngine::Prepared { film, inputs: inputs_of(&mut decoded) })
    }

    /// Reads a file of whatever kind.
    async fn read(
        &self,
        film: FilmId,
        view: DisplayRequest,
        longest: u32,
        file: Blob,
    ) -> Result<FromEngine, ErrorReport> {
        let head = blob::bytes(&file, 0, HEAD.min(file.size() as u64)).map_err(unreadable)?;
        match ContainerKind::from_head(&head) {
            Some(ContainerKind::Zip) => {
                let archive = open_archive(file)?;
                let entries = archive.len() as u32;
                self.archive.replace(Some((film, archive)));
                Ok(FromEngine::Archive { film, entries })
            }
            Some(ContainerKind::Gzip) => {
                let bytes = || Ok::<_, ErrorReport>(container::gunzip(&whole(&file)?, &Limits::default())?);
                with_codecs(|| read(film, view, longest, bytes()?)).await
            }
            None if container::is_dicomdir(&head) => {
                let files = container::files_of(&whole(&file)?)?;
                if files.is_empty() {
                    return Err(ContainerError::NamesNothing.into());
                }
                Ok(FromEngine::Directory { film, files })
            }
            None => with_codecs(|| read(film, view, longest, whole(&file)?)).await,
        }
    }

    /// Shows a film again. The last one shown stays decoded, so that a window follows the hand that drags it.
    async fn show(
        &self,
        film: FilmId,
        view: DisplayRequest,
        longest: u32,
        file: Blob,
    ) -> Result<FromEngine, ErrorReport> {
        let is_at_hand =
            self.shown.borrow().as_ref().is_some_and(|(of, frame, _)| (*of, *frame) == (film, view.frame));
        if !is_at_hand {
            self.shown.take(); // before the next lies in memory too
            let decoded = with_codecs(|| frame_of(&file, view.frame)).await?;
            self.shown.replace(Some((film, view.frame, decoded)));
        }
        let shown = self.shown.borrow();
        let (_, _, decoded) = shown.as_ref().ok_or_else(|| unreadable("it was cancelled"))?;
        let picture = decoded.render_indexed(&view, longest);
        let is_large = decoded.header.rows as usize * decoded.header.columns as usize > MAX_KEPT;
        drop(shown);
        if is_large {
            self.shown.take();
        }
        Ok(FromEngine::Shown { film, picture })
    }

    /// Lists a file's whole header. Without a network, and before their first use, most attributes have no names.
    async fn list(&self, film: FilmId, names_url: &str, file: Blob) -> Result<FromEngine, ErrorReport> {
        let names = self.names(names_url).await;
        let bytes = whole(&file)?;
        let is_gzip = ContainerKind::from_head(&bytes) == Some(ContainerKind::Gzip);
        let bytes = if is_gzip { container::gunzip(&bytes, &Limits::default())? } else { bytes };
        let has_names = names.is_some();
        let listing = film::list(&bytes, &names.unwrap_or_default(), &Limits::default())?;
        Ok(FromEngine::Listing { film, listing, has_names })
    }

    /// The names of attributes, fetched when they are first wanted; none where they are not to be had.
    async fn names(&self, url: &str) -> Option<Rc<Dictionary>> {
        let at_hand = self.names.borrow().clone();
        if at_hand.is_some() {
            return at_hand;
        }
        let names = fetch::names(url).await.map(Rc::new);
        self.names.replace(names.clone());
        names
    }

    /// Takes an entry out of an archive. An engine that was started anew meanwhile opens the archive again.
    fn unpack(
        &self,
        film: FilmId,
        entry: u32,
        file: Blob,
    ) -> Result<(FromEngine, Option<File>), ErrorReport> {
        let mut open = self.archive.borrow_mut();
        let archive = match &mut *open {
            Some((archive_film, archive)) if *archive_film == film => archive,
            other => &mut other.insert((film, open_archive(file)?)).1,
        };
        let Entry { name, bytes } = archive.entry(entry as usize);
        let is_last = entry as usize + 1 >= archive.len();
        let (file, error) = match bytes {
            Ok(None) => (None, None),
            Ok(Some(bytes)) => {
                let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
                match File::new_with_u8_array_sequence(&parts, &name) {
                    Ok(file) => (Some(file), None),
                    Err(_) => (None, Some(unreadable("the browser has no memory for it"))),
                }
            }
            Err(error) => (None, Some(ErrorReport::from(error))),
        };
        if is_last {
            open.take();
        }
        Ok((FromEngine::Entry { film, entry, name, error }, file))
    }
}

/// Size of the worker's memory, bytes.
fn memory() -> u64 {
    const PAGE: u64 = 1 << 16;
    core::arch::wasm32::memory_size::<0>() as u64 * PAGE
}

const NOT_STARTED: &str = "The engine has not started.";

fn progress(loaded: u64, total: u64) {
    post(&FromEngine::Weights { loaded, total });
}

fn in_words(error: impl std::error::Error) -> String {
    error.to_string()
}

/// Reads a film; where it needs a codec that is not yet here, loads that and reads it again.
async fn with_codecs<T>(read: impl Fn() -> Result<T, ErrorReport>) -> Result<T, ErrorReport> {
    match read() {
        Err(error) if error.kind == ErrorKind::NeedsJpegXl => match fetch::jpeg_xl().await {
            Ok(()) => read(),
            Err(_) => Err(ErrorReport {
                kind: ErrorKind::CodecUnreachable,
                message: "The part of this page that decodes JPEG XL could not be loaded: check the connection and \
                          add the film again."
                    .to_owned(),
            }),
        },
        answer => answer,
    }
}

/// A film of more pixels is not kept decoded while it is shown.
const MAX_KEPT: usize = 32 << 20;

/// Bytes that tell a file's kind.
const HEAD: u64 = 1024;

/// The file beside a message.
fn given(file: Option<Blob>) -> Result<Blob, ErrorReport> {
    file.ok_or_else(|| unreadable("the page passed no file"))
}

/// All bytes of a file, its size checked before any of it is read.
fn whole(file: &Blob) -> Result<Vec<u8>, ErrorReport> {
    let length = file.size() as u64;
    Limits::default().check_file(length)?;
    blob::bytes(file, 0, length).map_err(unreadable)
}

/// A frame of a film that was read before, out of its gzip where it lies in one.
fn frame_of(file: &Blob, frame: u32) -> Result<Film, ErrorReport> {
    Ok(film::open_frame(unpacked(file)?, frame, &Limits::default())?)
}

/// The model inputs of a film, as they are sent.
fn inputs_of(film: &mut Film) -> Inputs {
    Inputs::from_model_inputs(&input::prepare(film))
}

/// All bytes of a film's file, or of the film that lies in it where it is gzip.
fn unpacked(file: &Blob) -> Result<Vec<u8>, ErrorReport> {
    let bytes = whole(file)?;
    let is_gzip = ContainerKind::from_head(&bytes) == Some(ContainerKind::Gzip);
    if is_gzip { Ok(container::gunzip(&bytes, &Limits::default())?) } else { Ok(bytes) }
}

pub(super) fn unreadable(error: impl std::fmt::Display) -> ErrorReport {
    let message = format!(
        "The browser could not read this file ({error}). It may have been moved, changed or locked since it was added: add \
         it again."
    );
    ErrorReport { kind: ErrorKind::Unreadable, message }
}

fn open_archive(file: Blob) -> Result<Archive<BlobReader>, ErrorReport> {
    Ok(Archive::open(BlobReader::new(file), &Limits::default())?)
}

fn read(film: FilmId, view: DisplayRequest, longest: u32, bytes: Vec<u8>) -> Result<FromEngine, ErrorReport> {
    let started = now_ms();
    let mut decoded = film::open_frame(bytes, view.frame, &Limits::default())?;
    let after_decoding = now_ms();
    let inputs = inputs_of(&mut decoded);
    let after_input = now_ms();
    let picture = decoded.render_indexed(&view, longest);
    let done = now_ms();
    let stages = Stages {
        decode_ms: after_decoding - started,
        input_ms: after_input - after_decoding,
        picture_ms: done - after_input,
    };
    let header = Box::new(decoded.header);
    Ok(FromEngine::Film { film, header, picture, inputs, elapsed_ms: done - started, stages })
}

fn inspect(film: FilmId, bytes: Vec<u8>) -> Result<FromEngine, ErrorReport> {
    let decoded = film::open(bytes, &Limits::default())?;
    let input = ByteBuf::from(input::prepare_paper(&decoded).to_le_bytes());
    match serde_json::to_string(&decoded.summary()) {
        Ok(facts) => Ok(FromEngine::Facts { film, facts, input }),
        Err(error) => Err(ErrorReport { kind: ErrorKind::Facts, message: error.to_string() }),
    }
}
