//! The engines of the page: each worker in its slot, how it is started, and how it is asked.
//!
//! The small CPU engine starts with the page. WebGPU's large one is fetched only where there is a graphics processor
//! (or the address asks for it). Workers are started and stopped in [`workers`](super::workers), the paper's models in
//! [`paper`](super::paper); what happens after a failure is in [`lifecycle`](super::lifecycle).

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::adapter;
use super::adapter::Adapter;
use super::client::{Engine, EngineEvent};
use super::failure::EngineFailure;
use super::jobs::Jobs;
use super::pool::WorkerPool;
use super::queue::Job;
use super::slot::{EngineSlot, EngineSlots, SlotId};
use super::state::{EngineState, EngineStore};
use crate::page::report::state::ReportStore;
use crate::page::shell::settings::{BackendRequest, url_of};
use crate::page::worklist::files::FilmFiles;
use crate::page::worklist::state::WorklistStore;
use crate::protocol::{FilmId, ToEngine};

/// The workers that read and score films.
pub(crate) struct Engines {
    pub(super) store: EngineStore,
    pub(super) worklist: WorklistStore,
    pub(super) report: ReportStore,
    pub(super) jobs: Rc<Jobs>,
    pub(super) files: Rc<FilmFiles>,
    pub(super) slots: EngineSlots,
    pub(super) pool: WorkerPool,
    pub(super) backend_request: BackendRequest,
    /// Films at which an engine has crashed once while others were at work too.
    pub(super) retried_films: RefCell<HashSet<FilmId>>,
    on_event: Rc<dyn Fn(SlotId, EngineEvent)>,
}

impl Engines {
    /// No engine yet; they start with [`Engines::open`]. `on_event` gets all that happens to them.
    pub(crate) fn new(
        store: EngineStore,
        worklist: WorklistStore,
        report: ReportStore,
        jobs: Rc<Jobs>,
        files: Rc<FilmFiles>,
        on_event: impl Fn(SlotId, EngineEvent) + 'static,
    ) -> Self {
        Self {
            store,
            worklist,
            report,
            jobs,
            files,
            slots: EngineSlots::default(),
            pool: WorkerPool::from_device(),
            backend_request: BackendRequest::from_address(),
            retried_films: RefCell::default(),
            on_event: Rc::new(on_event),
        }
    }

    /// Starts the engines that the address asks for.
    pub(crate) fn open(self: &Rc<Self>) {
        self.start(SlotId::First);
        if self.backend_request == BackendRequest::Webgpu {
            self.offer_gpu();
        } else {
            self.start_models(SlotId::First);
        }
    }

    /// The slot with this identifier.
    pub(crate) fn slot(&self, slot: SlotId) -> &EngineSlot {
        self.slots.get(slot)
    }

    /// Starts an engine's worker: its code is fetched, its models are not.
    pub(super) fn start(self: &Rc<Self>, slot: SlotId) {
        let on_event = self.on_event.clone();
        self.set_state(slot, EngineState::Loading);
        match Engine::start(slot.binary(), move |event| on_event(slot, event)) {
            Ok(engine) => {
                self.slot(slot).start(engine);
                self.watch(slot);
            }
            Err(_) => self.emit(slot, EngineEvent::Failed(EngineFailure::NotLoaded)),
        }
    }

    /// Asks an engine to fetch its weights and to test itself.
    pub(super) fn start_models(&self, id: SlotId) {
        let (slot, message) = (self.slot(id), ToEngine::Start { weights_url: url_of("weights/") });
        if slot.starting.get() {
            return;
        }
        if let Some(engine) = slot.engine.borrow().as_ref() {
            match engine.send(&message, None) {
                Ok(()) => {
                    slot.starting.set(true);
                    self.set_state(id, EngineState::Loading);
                }
                Err(error) => web_sys::console::error_1(&error),
            }
        }
    }

    /// Starts the WebGPU engine where the browser has an adapter for it.
    pub(super) fn offer_gpu(self: &Rc<Self>) {
        let (engines, forced) = (self.clone(), self.backend_request == BackendRequest::Webgpu);
        if forced {
            self.store.gpu.set(EngineState::Loading);
        }
        spawn_local(async move {
            match adapter::find().await {
                Adapter::Hardware => engines.start_gpu(),
                Adapter::Software if forced => engines.start_gpu(),
                Adapter::None if forced => {
                    engines.emit(SlotId::Gpu, EngineEvent::Failed(EngineFailure::NoAdapter));
                }
                Adapter::Software | Adapter::None => {}
            }
        });
    }

    fn start_gpu(self: &Rc<Self>) {
        self.start(SlotId::Gpu);
        self.start_models(SlotId::Gpu);
    }

    /// Sends an engine a message, and a file with it.
    pub(crate) fn send(&self, slot: SlotId, message: &ToEngine, file: Option<&File>) {
        let sent = self.slot(slot).engine.borrow().as_ref().map(|engine| engine.send(message, file));
        if let Some(Err(error)) = sent {
            web_sys::console::error_1(&error);
        }
    }

    /// Reports what the page itself noticed of an engine.
    pub(super) fn emit(&self, slot: SlotId, event: EngineEvent) {
        (self.on_event)(slot, event);
    }

    /// Takes the job on a film from the engine that did it; none where its answer comes too late to matter.
    pub(crate) fn finish(&self, slot: SlotId, film: FilmId) -> Option<Job> {
        let job = self.slot(slot).finish(film)?;
        self.slot(slot).failures.set(0);
        Some(job)
    }

    /// The archive whose entry is being unpacked.
    pub(crate) fn unpacking(&self) -> Option<FilmId> {
        match *self.slot(SlotId::First).job.borrow() {
            Some(Job::Unpack(archive, _)) => Some(archive),
            _ => None,
        }
    }

    /// Sets how an engine is, where the page shows it: of workers it shows only the number.
    pub(crate) fn set_state(&self, slot: SlotId, state: EngineState) {
        match slot {
            SlotId::First => self.store.cpu.set(state),
            SlotId::Worker(_) => {}
            SlotId::Gpu => self.store.gpu.set(state),
        }
    }
}
