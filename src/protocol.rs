//! What the page and its engines say to each other. Closed enums, so that nothing is sent that is not handled.
//!
//! An engine is a dedicated Web Worker. It announces [`FromEngine::Ready`] first; nothing is sent to it before.
//! The CPU engine reads films and scores them; the WebGPU engine only scores inputs that the CPU engine has made.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::dicom_export::{Algorithm, Change, DeidentifyOptions, Timestamp};
use crate::explanation::Map;
use crate::film::{DisplayRequest, Header, HeaderDump, Picture, Rectangle};
use crate::input::{ModelInputs, PaperInput, ReleaseInput};
use crate::report::ErrorReport;
use crate::scores::{Backend, PaperScores, ReleaseOutput};

/// The page's own number for a dropped file; engines only hand it back.
pub type FilmId = u32;

/// From the page to an engine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToEngine {
    /// Fetch the release models' weights, check them and score the self-test film. Answered by [`FromEngine::Weights`] and
    /// then [`FromEngine::Started`] or [`FromEngine::Unavailable`].
    Start {
        /// Folder of the model card and the weights, absolute URL ending in `/`.
        weights_url: String,
    },
    /// The same for the paper's models, which are scored beside the others from then on. Answered by
    /// [`FromEngine::Weights`] and then [`FromEngine::PaperStarted`] or [`FromEngine::PaperUnavailable`].
    StartPaper {
        /// As in [`ToEngine::Start`].
        weights_url: String,
    },
    /// Decode a file (CPU engine only), which lies beside the typed message as `file`. Answered by [`FromEngine::Film`],
    /// [`FromEngine::Archive`], [`FromEngine::Directory`] or [`FromEngine::Failed`].
    Read {
        /// Handed back.
        film: FilmId,
        /// Which frame, and how it is shown.
        view: DisplayRequest,
        /// As in [`ToEngine::Show`].
        #[serde(default)]
        longest: u32,
    },
    /// Show a film that was read before (CPU engine only); its file lies beside the typed message as `file`, and is decoded
    /// again only where another film was shown meanwhile. Answered by [`FromEngine::Shown`] or [`FromEngine::Failed`].
    Show {
        /// Handed back.
        film: FilmId,
        /// Which frame, and how it is shown.
        view: DisplayRequest,
        /// Whoever windows values can do so for films with no side longer than this: [`Picture::values`] then come in place
        /// of [`Picture::gray`]. 0 where nobody does.
        #[serde(default)]
        longest: u32,
    },
    /// Take an entry out of an archive (CPU engine only), which lies beside the typed message as `file`. Answered by
    /// [`FromEngine::Entry`] or [`FromEngine::Failed`].
    Unpack {
        /// The archive; handed back.
        film: FilmId,
        /// Which entry, counted from 0; handed back.
        entry: u32,
    },
    /// Score a film. Answered by [`FromEngine::Scores`], [`FromEngine::Failed`] or [`FromEngine::Unavailable`].
    Score {
        /// Handed back.
        film: FilmId,
        /// As [`FromEngine::Film`] gave them.
        inputs: Inputs,
    },
    /// Make the inputs of a film that was read before once more (CPU engine only); its file lies beside the typed message as
    /// `file`. Answered by [`FromEngine::Prepared`] or [`FromEngine::Failed`].
    Prepare {
        /// Handed back.
        film: FilmId,
    },
    /// One step of a film's explanation. Answered by [`FromEngine::Explained`], [`FromEngine::Failed`] or
    /// [`FromEngine::Unavailable`]. To stop is not to ask for the next.
    Explain {
        /// Handed back.
        film: FilmId,
        /// As [`FromEngine::Prepared`] gave them.
        inputs: Inputs,
        /// From which of the [`OcclusionPatches`](crate::explanation::OcclusionPatches) patches on; none for what is seen at once.
        from: Option<u32>,
    },
    /// Make a DICOM file of a film that was read before (CPU engine only); the film's file lies beside the typed message as
    /// `file`. Answered by [`FromEngine::Exported`], [`FromEngine::Changes`] or [`FromEngine::Failed`].
    Export {
        /// Handed back.
        film: FilmId,
        /// What is made.
        export: Box<Export>,
    },
    /// List the whole header of a file (CPU engine only), which lies beside the typed message as `file`. Answered by
    /// [`FromEngine::Listing`] or [`FromEngine::Failed`].
    List {
        /// Handed back.
        film: FilmId,
        /// Where the names of attributes lie, absolute URL; fetched once.
        names_url: String,
    },
    /// Forget the film that was shown and the archive that was opened (CPU engine only): the list was cleared. Answered by
    /// [`FromEngine::Forgot`].
    Forget,
    /// Facts of a file as `negatoscope inspect` gives them (CPU engine only); the file lies beside the typed message as
    /// `file`. Answered by [`FromEngine::Facts`] or [`FromEngine::Failed`].
    Inspect {
        /// Handed back.
        film: FilmId,
    },
}

/// A film as the models take it, [`ReleaseInput::BYTES`] and
/// [`PaperInput::BYTES`] long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The release models' square.
    pub square: ByteBuf,
    /// The paper's models' input.
    pub paper: ByteBuf,
}

impl Inputs {
    /// The message of these inputs.
    pub fn from_model_inputs(inputs: &ModelInputs) -> Self {
        let ModelInputs { release, paper } = inputs;
        Self { square: ByteBuf::from(release.to_le_bytes()), paper: ByteBuf::from(paper.to_le_bytes()) }
    }

    /// The inputs of a message; none where a length is wrong or a value lies outside 0 to 1.
    pub fn parse(&self) -> Option<ModelInputs> {
        let release = ReleaseInput::from_le_bytes(&self.square)?;
        Some(ModelInputs { release, paper: PaperInput::from_le_bytes(&self.paper)? })
    }
}

/// What a de-identified copy is made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deidentifying {
    /// What is kept, and what is painted over.
    pub options: DeidentifyOptions,
    /// [`DeidentifySession::SALT`](crate::dicom_export::DeidentifySession::SALT) random bytes, the same for all files of a session.
    pub salt: ByteBuf,
}

/// What is made of a film for other systems ([`crate::dicom_export`]).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Export {
    /// The report as a DICOM Structured Report.
    StructuredReport {
        /// The [report](crate::report::Scored), as JSON.
        report: String,
        /// The models that the verdict rests on.
        release: Algorithm,
        /// The paper's models, where their scores are reported.
        paper: Option<Algorithm>,
        /// It is of the de-identified copy, not of the film.
        of_copy: Option<Deidentifying>,
        /// Now.
        made: Timestamp,
        /// [`Uids::SEED`](crate::dicom_export::Uids::SEED) random bytes.
        seed: ByteBuf,
    },
    /// The shown picture as a DICOM Secondary Capture.
    SecondaryCapture {
        /// The [report](crate::report::Scored), as JSON.
        report: String,
        /// Which frame, and how it is shown.
        view: DisplayRequest,
        /// Black and white are changed.
        inverted: bool,
        /// What the file draws over the film is burned in.
        overlay: bool,
        /// Black in the picture.
        covered: Vec<Rectangle>,
        /// It is of the de-identified copy, not of the film, and shows no overlay, which may name somebody.
        of_copy: Option<Deidentifying>,
        /// Now.
        made: Timestamp,
        /// [`Uids::SEED`](crate::dicom_export::Uids::SEED) random bytes.
        seed: ByteBuf,
    },
    /// A de-identified copy of the file.
    Deidentified {
        /// What it is made with.
        with: Deidentifying,
        /// Only tell what would be changed; where the names of attributes lie.
        preview_with_names: Option<String>,
    },
}

/// From an engine to the page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromEngine {
    /// What the worker has sent and asked for since it last said so; from `www/traffic.js`, not from the engine itself.
    Traffic {
        /// Bytes in the bodies of requests.
        bytes: f64,
        /// Requests.
        asked: Vec<Asked>,
    },
    /// The message loop is up.
    Ready,
    /// Weights are being fetched, verified or taken from the cache.
    Weights {
        /// Bytes at hand so far.
        loaded: u64,
        /// Bytes in all.
        total: u64,
    },
    /// The paper's models passed their self-test: their scores come with the others from now on.
    PaperStarted,
    /// The paper's models cannot be used; the release models go on.
    PaperUnavailable {
        /// In words for a person.
        reason: String,
    },
    /// The self-test passed: the engine may score.
    Started {
        /// Backend that computes the scores.
        backend: Backend,
        /// The device's name, where the browser tells it.
        device: String,
        /// From the start message to the end of the self-test, milliseconds.
        elapsed_ms: f64,
    },
    /// A film was decoded.
    Film {
        /// As asked.
        film: FilmId,
        /// What the file says of itself.
        header: Box<Header>,
        /// The film as a viewing station shows it.
        picture: Picture,
        /// What the models take.
        inputs: Inputs,
        /// Reading, decoding, LUTs and inputs, milliseconds.
        elapsed_ms: f64,
        /// The same, stage by stage.
        stages: Stages,
    },
    /// A film that was read before, as [`ToEngine::Show`] asked for it.
    Shown {
        /// As asked.
        film: FilmId,
        /// The film as a viewing station shows it.
        picture: Picture,
    },
    /// The file is an archive of others.
    Archive {
        /// As asked.
        film: FilmId,
        /// How many entries it has.
        entries: u32,
    },
    /// An entry of an archive; the file, where it is one, lies beside the typed message as `file`.
    Entry {
        /// As asked.
        film: FilmId,
        /// As asked.
        entry: u32,
        /// Folders and name within the archive.
        name: String,
        /// Why it could not be taken out; none for files, and for entries that can be no films and are passed over.
        error: Option<ErrorReport>,
    },
    /// The file is a DICOMDIR: it names others, which lie beside it.
    Directory {
        /// As asked.
        film: FilmId,
        /// The files, relative to the folder of the DICOMDIR.
        files: Vec<String>,
    },
    /// Nothing of a film is held any more.
    Forgot {
        /// Bytes by which the engine's memory has grown since its models were there. WebAssembly's memory never shrinks:
        /// only the end of the worker gives them back.
        grown: u64,
    },
    /// A film's scores.
    Scores {
        /// As asked.
        film: FilmId,
        /// What the release models say.
        readout: ReleaseOutput,
        /// What the paper's models say, where they were started.
        paper: Option<PaperScores>,
        /// What computed them.
        backend: Backend,
        /// Milliseconds in the models.
        elapsed_ms: f64,
    },
    /// A film's inputs, made once more.
    Prepared {
        /// As asked.
        film: FilmId,
        /// What the models take.
        inputs: Inputs,
    },
    /// One step of a film's explanation.
    Explained {
        /// As asked.
        film: FilmId,
        /// What was found.
        found: ExplanationStep,
    },
    /// A DICOM file was made; it lies beside the typed message as `file`.
    Exported {
        /// As asked.
        film: FilmId,
    },
    /// What a de-identified copy would change.
    Changes {
        /// As asked.
        film: FilmId,
        /// Attribute by attribute, in the order of the file.
        changes: Vec<Change>,
        /// The header says that text is burned into the pixels.
        is_burned_in: bool,
    },
    /// The whole header of a file.
    Listing {
        /// As asked.
        film: FilmId,
        /// Its elements.
        listing: HeaderDump,
        /// Whether the names of attributes were to be had.
        has_names: bool,
    },
    /// Facts of a file.
    Facts {
        /// As asked.
        film: FilmId,
        /// The facts, the same JSON object as `negatoscope inspect --json` prints.
        facts: String,
        /// The paper's models' input.
        input: ByteBuf,
    },
    /// This film could not be read or scored; the engine goes on.
    Failed {
        /// As asked.
        film: FilmId,
        /// What, where and what to do.
        error: ErrorReport,
    },
    /// The engine cannot score (no adapter, self-test failed, device lost, weights damaged): the page falls back.
    Unavailable {
        /// In words for a person.
        reason: String,
        /// The films that were asked for and not scored.
        film: Option<FilmId>,
    },
}

/// What one step of an explanation found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExplanationStep {
    /// What takes no more than the film itself.
    AtOnce {
        /// What the release models say of the film: it must be what they said before.
        readout: ReleaseOutput,
        /// The probability, place by place, of what normal films do not have.
        anomaly: Map,
        /// The film as the paper's VAE draws it, 100 x 100 values of 0 to 1, where the paper's models were started.
        drawn: Option<Vec<f32>>,
    },
    /// Some patches.
    Patches {
        /// As asked.
        from: u32,
        /// Log odds of abnormal without each of the patches from there on.
        log_odds: Vec<f64>,
    },
}

/// A request, as `www/traffic.js` lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The address, without a query.
    pub url: String,
    /// Where the answer came from.
    pub source: ResponseSource,
    /// Bytes of it.
    pub received: f64,
}

/// Where the answer to a request came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseSource {
    /// The server.
    Network,
    /// What the service worker keeps.
    Kept,
    /// The browser's own cache.
    Cache,
}

/// Where the time of reading a film went, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stages {
    /// From bytes to stored samples.
    pub decode_ms: f64,
    /// LUTs and window, to 8 bits.
    pub picture_ms: f64,
    /// To the model input.
    pub input_ms: f64,
}
