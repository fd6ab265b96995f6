//! The engines after their start: when each may score, when one is started again, and when one is given up.
//!
//! WebGPU gives way to the CPU for good at its first fault; the CPU engine is started again, but not for ever.

use std::rc::Rc;

use leptos::prelude::*;

use super::engines::Engines;
use super::failure::EngineFailure;
use super::queue::Job;
use super::slot::SlotId;
use super::state::EngineState;
use crate::page::shell::settings::BackendRequest;
use crate::page::text::language::LocalizedText;
use crate::page::text::messages;
use crate::protocol::{FilmId, ToEngine};
use crate::report::ErrorKind;
use crate::scores::Backend;

/// The CPU engine is started again after a fault, but not for ever.
const MAX_FAILURES: u32 = 5;
/// No more workers are started where one stops at so many films in a row.
const MAX_WORKER_FAILURES: u32 = 2;
/// Bytes by which the first engine's memory may have grown when the list is empty: what a few common films leave.
const MAX_GROWN: u64 = 64 << 20;

impl Engines {
    /// Starts the CPU engine after it was given up, and queues the films that it left.
    pub(crate) fn try_again(self: &Rc<Self>) {
        self.slot(SlotId::First).failures.set(0);
        self.pool.try_again();
        self.store.trouble.set(None);
        self.start(SlotId::First);
        self.start_models(SlotId::First);
        for film in self.worklist.films.get_untracked() {
            let is_left = |kind: ErrorKind| kind == ErrorKind::EngineUnavailable;
            if film.state.with_untracked(|state| state.error.as_ref().is_some_and(|e| is_left(e.kind))) {
                film.state.update(|state| *state = Default::default());
                self.jobs.queue().add(film.id);
            }
        }
        self.jobs.dispatch();
    }

    /// An engine's models are loaded and passed their self-test.
    pub(crate) fn started(self: &Rc<Self>, id: SlotId, device: String, elapsed_ms: f64) {
        let (slot, backend) = (self.slot(id), id.backend());
        slot.starting.set(false);
        slot.is_tested.set(true);
        if let SlotId::Worker(_) = id {
            self.start_paper();
            return self.jobs.dispatch();
        }
        // A device of the backend's own name tells the reader nothing more.
        let device = if device == backend.name() { String::new() } else { device };
        self.set_state(id, EngineState::Running(device, elapsed_ms));
        if id == SlotId::Gpu || self.store.active.get_untracked().is_none() {
            self.store.active.set(Some(backend));
            self.start_paper();
        }
        if id == SlotId::First
            && self.backend_request == BackendRequest::Auto
            && self.store.gpu.get_untracked() == EngineState::Off
        {
            self.offer_gpu();
        }
        self.jobs.dispatch();
    }

    /// Whether the engine in a slot may score now. Where WebGPU scores, no other engine does; and the paper's models,
    /// where they are wanted, are waited for: no film is queued twice.
    pub(crate) fn may_score(&self, slot: SlotId) -> bool {
        let active = self.store.active.get_untracked();
        let is_active = match slot {
            SlotId::First | SlotId::Gpu => active == Some(slot.backend()),
            // Also while the first engine, whose state the page shows as the CPU's, is started again.
            SlotId::Worker(_) => active != Some(Backend::Webgpu) && self.slot(slot).is_tested.get(),
        };
        is_active && self.is_complete(slot)
    }

    /// Stops the workers and frees memory, for the list is cleared.
    pub(crate) fn clear(&self) {
        self.stop_workers();
        self.pool.try_again();
        self.retried_films.take();
    }

    /// Has the first engine free its film, for the list was cleared.
    pub(crate) fn forget_film(&self) {
        if self.slot(SlotId::First).is_ready() {
            self.send(SlotId::First, &ToEngine::Forget, None);
        }
    }

    /// The first engine holds no film any more. Where a large film made its memory grow, only a new worker frees that; it
    /// is up in a second or two, with weights from the cache. Not while films have come in again.
    pub(crate) fn film_forgotten(self: &Rc<Self>, grown: u64) {
        let first = self.slot(SlotId::First);
        let is_busy = first.job.borrow().is_some() || first.starting.get() || first.is_loading_paper();
        if grown > MAX_GROWN && !is_busy {
            self.stop_first();
            self.restart_first();
        }
    }

    /// Stops the first engine: the CPU scores no more.
    fn stop_first(&self) {
        self.slot(SlotId::First).stop();
        self.deactivate_cpu();
    }

    pub(crate) fn deactivate_cpu(&self) {
        if self.store.active.get_untracked() == Some(Backend::Cpu) {
            self.store.active.set(None);
        }
    }

    /// Starts the first engine again, with its models where no other engine scores.
    fn restart_first(self: &Rc<Self>) {
        self.start(SlotId::First);
        if self.store.active.get_untracked().is_none() {
            self.start_models(SlotId::First);
        }
    }

    /// Stops the first engine after a failure; gives the job that it had, and whether it had passed its start before: then
    /// the failure is the job's.
    pub(super) fn stop_failed_first(&self) -> (Option<Job>, bool) {
        let first = self.slot(SlotId::First);
        let was_sound = !first.starting.get() && first.job.borrow().is_some();
        self.stop_first();
        (first.job.take(), was_sound)
    }

    /// Starts the first engine again after a failure, or gives it up. A film at which a sound engine stops bears the
    /// failure; only an engine that does not start is given up.
    pub(super) fn recover_first(self: &Rc<Self>, failure: EngineFailure, was_sound: bool) {
        let first = self.slot(SlotId::First);
        let failures = first.failures.get() + u32::from(!was_sound);
        first.failures.set(failures);
        if matches!(failure, EngineFailure::NotLoaded | EngineFailure::Garbled) {
            self.give_up_cpu(LocalizedText::of(failure.message()));
        } else if failures >= MAX_FAILURES {
            self.give_up_cpu(LocalizedText::of(messages::restarted_too_often));
        } else {
            self.restart_first();
        }
    }

    /// Stops a worker after a failure; gives the job that it had, and whether no other is to be started in its place.
    pub(super) fn stop_failed_worker(&self, worker: SlotId) -> (Option<Job>, bool) {
        let slot = self.slot(worker);
        slot.stop();
        slot.failures.set(slot.failures.get() + 1);
        let is_hopeless = slot.failures.get() >= MAX_WORKER_FAILURES || slot.job.borrow().is_none();
        (slot.job.take(), is_hopeless)
    }

    /// Queues a job again at which an engine crashed while others were at work too: it may have been memory that was
    /// short. Once for each film; gives the film where it must bear the failure.
    pub(super) fn retry(&self, job: Job, failure: EngineFailure, was_alone: bool) -> Option<FilmId> {
        let film = job.film();
        if failure == EngineFailure::Crashed && !was_alone && self.retried_films.borrow_mut().insert(film) {
            self.put_back(job);
            return None;
        }
        Some(film)
    }

    /// Takes the job of an engine where it needs the models; a film that is being read goes on.
    pub(super) fn take_model_job(&self, slot: SlotId) -> Option<Job> {
        let slot = self.slot(slot);
        let needs_models = matches!(*slot.job.borrow(), Some(Job::Score(..) | Job::Explain(..)));
        if needs_models { slot.job.take() } else { None }
    }

    /// The CPU engine is not used any more, and why.
    pub(super) fn give_up_cpu(&self, reason: LocalizedText) {
        self.stop_workers();
        let why = reason.clone();
        self.store.trouble.set(Some(LocalizedText::new(move || messages::engine_failed(&why.text()))));
        self.store.cpu.set(EngineState::Unavailable(reason));
    }

    /// Stops the WebGPU engine for good; its job goes back into the queue.
    pub(super) fn stop_gpu(&self) {
        let gpu = self.slot(SlotId::Gpu);
        gpu.stop();
        if let Some(job) = gpu.job.take() {
            self.put_back(job);
        }
    }

    /// The CPU scores in the place of WebGPU, and why.
    pub(super) fn use_cpu_instead(&self, reason: LocalizedText) {
        self.store.gpu.set(EngineState::Unavailable(reason.clone()));
        self.store.trouble.set(Some(LocalizedText::new(move || messages::fell_back(&reason.text()))));
        if matches!(self.store.cpu.get_untracked(), EngineState::Running(..)) {
            self.store.active.set(Some(Backend::Cpu));
            self.start_paper();
        } else {
            self.store.active.set(None);
            self.start_models(SlotId::First);
        }
    }
}
