//! Places for engines, and the seat at each: an engine with the one job it has.

use std::cell::{Cell, RefCell};

use super::client::Engine;
use super::pool::MAX_WORKERS;
use super::queue::Job;
use crate::page::engine::state::PaperState;
use crate::protocol::FilmId;
use crate::scores::Backend;

/// Where an engine sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SlotId {
    /// The CPU engine that starts with the page: it reads and scores, and it alone shows films and unpacks archives, so
    /// that the film on the screen has one engine that knows it.
    First,
    /// A CPU engine that reads and scores along while many films wait, counted from 0.
    Worker(usize),
    /// The WebGPU engine: it scores, and then nobody else does.
    Gpu,
}

impl SlotId {
    /// What computes there.
    pub(crate) fn backend(self) -> Backend {
        match self {
            Self::First | Self::Worker(_) => Backend::Cpu,
            Self::Gpu => Backend::Webgpu,
        }
    }

    /// The place that speaks for a backend: its state is what the page says of it.
    pub(crate) fn that_speaks_for(backend: Backend) -> Self {
        match backend {
            Backend::Webgpu => Self::Gpu,
            // The other is no browser's.
            Backend::Cpu | Backend::Gpu => Self::First,
        }
    }

    /// The worker's binary.
    pub(crate) fn binary(self) -> &'static str {
        match self {
            Self::First | Self::Worker(_) => "engine_cpu",
            Self::Gpu => "engine_gpu",
        }
    }
}

/// The seats of a desk.
#[derive(Default)]
pub(crate) struct EngineSlots {
    first: EngineSlot,
    helpers: [EngineSlot; MAX_WORKERS],
    gpu: EngineSlot,
}

impl EngineSlots {
    /// The seat at a place.
    pub(crate) fn at(&self, place: SlotId) -> &EngineSlot {
        match place {
            SlotId::First => &self.first,
            // A helper's number is never larger: only `helpers()` gives them out.
            SlotId::Worker(number) => &self.helpers[number.min(MAX_WORKERS - 1)],
            SlotId::Gpu => &self.gpu,
        }
    }

    /// The places of helpers, whether anyone sits there or not.
    pub(crate) fn helpers() -> impl Iterator<Item = SlotId> {
        (0..MAX_WORKERS).map(SlotId::Worker)
    }
}

/// An engine with the one job it has.
#[derive(Default)]
pub(crate) struct EngineSlot {
    pub(crate) engine: RefCell<Option<Engine>>,
    pub(crate) job: RefCell<Option<Job>>,
    /// Counts whatever shows that the engine lives, so that silence is noticed.
    pub(crate) signs: Cell<u32>,
    /// How the paper's models are on it.
    pub(crate) paper: RefCell<PaperState>,
    /// Asked to start and not yet answered.
    pub(crate) starting: Cell<bool>,
    /// It passed its self-test: it may score.
    pub(crate) is_tested: Cell<bool>,
    /// Failures since the last success.
    pub(crate) failures: Cell<u32>,
}

impl EngineSlot {
    /// Whether an engine sits here, ready or still on its way.
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

    fn has_job_on(&self, film: FilmId) -> bool {
        self.job.borrow().as_ref().is_some_and(|job| job.film() == film)
    }

    /// Takes the job on this film; none where the answer comes too late to matter.
    pub(crate) fn finish(&self, film: FilmId) -> Option<Job> {
        if self.has_job_on(film) { self.job.take() } else { None }
    }

    /// Puts a new engine here.
    pub(crate) fn sit(&self, engine: Engine) {
        self.vacate();
        self.engine.replace(Some(engine));
        self.live();
    }

    /// Ends the engine's worker, which gives its memory back; what it was at is the caller's to take first.
    pub(crate) fn vacate(&self) {
        self.engine.take();
        self.starting.set(false);
        self.is_tested.set(false);
        self.paper.replace(PaperState::Off);
    }
}
