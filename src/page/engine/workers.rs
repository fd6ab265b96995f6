//! The worker pool: CPU engines that also read and score while many films wait, and are stopped when none do.
//!
//! Each is a web worker with a heap of its own, which holds the models and the one film that it reads. Its results - a
//! quarter of a megabyte of model inputs - go through the page's one queue. So memory is bounded by the number of workers,
//! however many films are dropped.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::engines::Engines;
use super::queue::Job;
use super::slot::SlotId;
use super::state::EngineState;
use crate::page::worklist::film::Stage;
use crate::scores::Backend;

/// Workers are stopped after so long without a job.
const IDLE_TIMEOUT: Duration = Duration::from_secs(8);

impl Engines {
    /// Starts workers where enough films wait, starts their models where the CPU scores, and stops them when all is done.
    pub(crate) fn adjust_workers(self: &Rc<Self>) {
        let cpu = self.store.cpu.get_untracked();
        let waiting = self.waiting();
        // Not before the first engine is up: its code is fetched once, and then comes from the browser's cache.
        if self.slot(SlotId::First).is_ready() && !matches!(cpu, EngineState::Unavailable(_)) {
            for worker in SlotId::workers().take(self.pool.wanted(waiting)) {
                if !self.slot(worker).is_taken() {
                    self.start(worker);
                }
            }
        }
        // Not before the first engine has the weights: they are fetched once, and then come from the cache.
        let is_cpu = self.store.active.get_untracked() == Some(Backend::Cpu);
        if is_cpu && matches!(cpu, EngineState::Running(..)) {
            for worker in SlotId::workers().filter(|&worker| self.slot(worker).is_ready()) {
                if !self.slot(worker).is_tested.get() {
                    self.start_models(worker);
                }
            }
        }
        if waiting == 0 && self.are_workers_idle() {
            self.stop_workers_later();
        }
    }

    /// How many films wait for something that workers do; none while the list is paused.
    fn waiting(&self) -> usize {
        let queue = self.jobs.queue();
        if queue.paused {
            return 0;
        }
        let is_gpu = self.store.active.get_untracked() == Some(Backend::Webgpu);
        if is_gpu { queue.unread() } else { queue.unread() + queue.unscored() }
    }

    /// Whether there are workers, and none has a job.
    fn are_workers_idle(&self) -> bool {
        let mut taken =
            SlotId::workers().map(|worker| self.slot(worker)).filter(|slot| slot.is_taken()).peekable();
        taken.peek().is_some() && taken.all(|slot| slot.job.borrow().is_none())
    }

    fn stop_workers_later(self: &Rc<Self>) {
        if self.pool.is_stopping.replace(true) {
            return;
        }
        let (engines, jobs) = (self.clone(), self.pool.jobs.get());
        set_timeout(
            move || {
                engines.pool.is_stopping.set(false);
                let is_idle =
                    engines.pool.jobs.get() == jobs && engines.waiting() == 0 && engines.are_workers_idle();
                if is_idle { engines.stop_workers() } else { engines.adjust_workers() }
            },
            IDLE_TIMEOUT,
        );
    }

    /// Stops all workers, which frees their memory. Their jobs go back into the queue.
    pub(crate) fn stop_workers(&self) {
        SlotId::workers().for_each(|worker| self.stop_worker(worker));
    }

    fn stop_worker(&self, worker: SlotId) {
        let slot = self.slot(worker);
        slot.stop();
        if let Some(job) = slot.job.take() {
            self.put_back(job);
        }
        self.count_workers();
    }

    /// Whether any worker runs or loads.
    pub(crate) fn has_workers(&self) -> bool {
        SlotId::workers().any(|worker| self.slot(worker).is_taken())
    }

    /// Puts a job back into the queue that was not done, through no fault of its film.
    pub(crate) fn put_back(&self, job: Job) {
        match job {
            Job::Score(film, inputs) => self.jobs.queue().score_again(film, inputs),
            // A film that was removed from the list meanwhile has no file.
            job if !self.files.contains(job.film()) => {}
            Job::Read(film) => {
                self.jobs.queue().read_again(film);
                self.worklist.change(film, |state| state.stage = Stage::Waiting);
            }
            // Only the first engine has such jobs, and `Controller::engine_failed` says what becomes of them.
            Job::Show(_) | Job::Pin(_) | Job::List(_) | Job::Unpack(..) => {}
            Job::Prepare(_) | Job::Export(..) => {}
            // Started from its beginning: `Explanation::restart`.
            Job::Explain(..) => {}
        }
    }

    /// A worker that cannot be used here is stopped without a message, and no other is started in its place.
    pub(crate) fn give_up_worker(&self, worker: SlotId) {
        self.pool.is_given_up.set(true);
        self.stop_worker(worker);
        self.jobs.dispatch();
    }

    /// Shows how many workers are up.
    pub(crate) fn count_workers(&self) {
        let count = SlotId::workers().filter(|&worker| self.slot(worker).is_ready()).count();
        if self.store.workers.get_untracked() != count {
            self.store.workers.set(count);
        }
    }
}
