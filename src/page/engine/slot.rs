//! Slots for engines: each holds one engine with the one job it has.

use std::cell::{Cell, RefCell};

use super::client::Engine;
use super::queue::Job;
use super::state::PaperState;
use crate::protocol::FilmId;
use crate::scores::Backend;

/// The largest number of workers, whatever the address asks for.
pub(crate) const MAX_WORKERS: usize = 8;

/// Which slot an engine is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SlotId {
    /// The CPU engine that starts with the page: it reads and scores, and it alone shows films and unpacks archives, so
    /// that the film on the screen is in one engine's memory.
    First,
    /// A CPU engine that also reads and scores while many films wait, counted from 0.
    Worker(usize),
    /// The WebGPU engine: it scores, and then no other engine does.
    Gpu,
}

impl SlotId {
    /// What its engine computes with.
    pub(crate) fn backend(self) -> Backend {
        match self {
            Self::First | Self::Worker(_) => Backend::Cpu,
            Self::Gpu => Backend::Webgpu,
        }
    }

    /// The slot whose state the page shows for a backend.
    pub(crate) fn lead_of(backend: Backend) -> Self {
        match backend {
            Backend::Webgpu => Self::Gpu,
            // `Gpu` is the native program's backend: no browser has it.
            Backend::Cpu | Backend::Gpu => Self::First,
        }
    }

    /// The slots of workers, whether they hold an engine or not.
    pub(crate) fn workers() -> impl Iterator<Item = Self> {
        (0..MAX_WORKERS).map(Self::Worker)
    }

    /// The worker's binary.
    pub(crate) fn binary(self) -> &'static str {
        match self {
            Self::First | Self::Worker(_) => "engine_cpu",
            Self::Gpu => "engine_gpu",
        }
    }
}

/// The slots of all engines.
#[derive(Default)]
pub(crate) struct EngineSlots {
    first: EngineSlot,
    workers: [EngineSlot; MAX_WORKERS],
    gpu: EngineSlot,
}

impl EngineSlots {
    /// The slot with this identifier.
    pub(crate) fn get(&self, slot: SlotId) -> &EngineSlot {
        match slot {
            SlotId::First => &self.first,
            // A worker's number is never larger: only `SlotId::workers` makes them.
            SlotId::Worker(number) => &self.workers[number.min(MAX_WORKERS - 1)],
            SlotId::Gpu => &self.gpu,
        }
    }
}

/// An engine with the one job it has.
#[derive(Default)]
pub(crate) struct EngineSlot {
    pub(crate) engine: RefCell<Option<Engine>>,
    pub(crate) job: RefCell<Option<Job>>,
    /// Counts its messages and jobs, so that the watchdog notices when none come.
    activity: Cell<u32>,
    /// How the paper's models are on it.
    pub(crate) paper: RefCell<PaperState>,
    /// Asked to start its models and not yet answered.
    pub(crate) starting: Cell<bool>,
    /// It passed its self-test: it may score.
    pub(crate) is_tested: Cell<bool>,
    /// Failures since the last success.
    pub(crate) failures: Cell<u32>,
}

impl EngineSlot {
    /// Whether it holds an engine, ready or still loading.
    pub(crate) fn is_taken(&self) -> bool {
        self.engine.borrow().is_some()
    }

    /// Whether the engine's message loop is up.
    pub(crate) fn is_ready(&self) -> bool {
        self.engine.borrow().as_ref().is_some_and(Engine::is_ready)
    }

    /// Whether it can take a job.
    pub(crate) fn is_idle(&self) -> bool {
        self.job.borrow().is_none() && self.is_ready()
    }

    /// Whether an answer is due, so that silence means a fault.
    pub(crate) fn awaits_answer(&self) -> bool {
        let is_loading = self.is_taken() && !self.is_ready();
        is_loading || self.starting.get() || self.is_loading_paper() || self.job.borrow().is_some()
    }

    /// Whether the paper's models were asked for and have not answered.
    pub(crate) fn is_loading_paper(&self) -> bool {
        matches!(*self.paper.borrow(), PaperState::Loading(..))
    }

    /// Takes the job on this film; none where the answer comes too late to matter.
    pub(crate) fn finish(&self, film: FilmId) -> Option<Job> {
        let is_on_film = self.job.borrow().as_ref().is_some_and(|job| job.film() == film);
        if is_on_film { self.job.take() } else { None }
    }

    /// Puts a new engine here.
    pub(crate) fn start(&self, engine: Engine) {
        self.stop();
        self.engine.replace(Some(engine));
        self.note_activity();
    }

    /// Ends the engine's worker, which frees its memory; its job stays here for the caller to take.
    pub(crate) fn stop(&self) {
        self.engine.take();
        self.starting.set(false);
        self.is_tested.set(false);
        self.paper.replace(PaperState::Off);
    }

    /// Counts a message or a job.
    pub(crate) fn note_activity(&self) {
        self.activity.set(self.activity.get().wrapping_add(1));
    }

    /// How many messages and jobs were counted.
    pub(crate) fn activity(&self) -> u32 {
        self.activity.get()
    }
}
