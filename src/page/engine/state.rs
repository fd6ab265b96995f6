//! The signals of the engines: how each is, and what computes scores now.

use leptos::prelude::*;

use crate::page::text::language::LocalizedText;
use crate::scores::Backend;

/// How an engine is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EngineState {
    /// Not asked for (yet).
    Off,
    /// Its code is loading.
    Loading,
    /// It reads films and has not been asked to score.
    Reading,
    /// Its weights are loading: bytes loaded, bytes in all.
    Weights(u64, u64),
    /// It computes: the device's name, and milliseconds from start to the end of the self-test.
    Running(String, f64),
    /// It cannot be used, and why.
    Unavailable(LocalizedText),
}

/// How the paper's models are on an engine.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum PaperState {
    /// Not asked for.
    #[default]
    Off,
    /// Loading: bytes loaded, bytes in all.
    Loading(u64, u64),
    /// They score.
    Running,
    /// They cannot be used, and why.
    Unavailable(String),
}

/// How the engines are; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct EngineStore {
    pub(crate) cpu: RwSignal<EngineState>,
    pub(crate) gpu: RwSignal<EngineState>,
    /// CPU engines that run next to the first.
    pub(crate) workers: RwSignal<usize>,
    /// What computes scores now.
    pub(crate) active: RwSignal<Option<Backend>>,
    /// A failure of an engine that the reader must know of.
    pub(crate) trouble: RwSignal<Option<LocalizedText>>,
    /// Whether the reader wants the paper's models next to the release models.
    pub(crate) wants_paper: RwSignal<bool>,
    /// How the paper's models are on the engine that scores.
    pub(crate) paper: RwSignal<PaperState>,
}

impl EngineStore {
    /// No engine runs yet.
    pub(crate) fn new(wants_paper: bool) -> Self {
        Self {
            cpu: RwSignal::new(EngineState::Off),
            gpu: RwSignal::new(EngineState::Off),
            workers: RwSignal::new(0),
            active: RwSignal::new(None),
            trouble: RwSignal::new(None),
            wants_paper: RwSignal::new(wants_paper),
            paper: RwSignal::new(PaperState::Off),
        }
    }
}
