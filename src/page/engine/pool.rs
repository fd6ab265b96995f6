//! The worker pool: CPU engines that also read and score while many films wait, and are stopped when none do.
//!
//! Each is a web worker with a heap of its own, which holds the models and the one film that it reads. Its results - a
//! quarter of a megabyte of model inputs - go through the page's one queue. So memory is bounded by the number of workers,
//! however many films are dropped.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::engines::Engines;
use super::queue::Job;
use super::slot::SlotId;
use super::state::EngineState;
use crate::page::shell::settings;
use crate::page::worklist::film::Stage;
use crate::scores::Backend;

/// The largest number of workers, whatever the address asks for.
pub(crate) const MAX_WORKERS: usize = 8;
/// The largest number of workers that the page starts by itself: beyond it films wait for the disk, and for the page's own
/// thread, which draws each film's thumbnail.
const MAX_DEFAULT_WORKERS: usize = 4;
/// A worker is worth its start - its code, the weights from the cache, the self-test - where so many films wait for it.
const FILMS_PER_WORKER: usize = 8;
/// Device memory that one worker is counted with, GiB. The largest frame that is read (64 Mi pixels) costs 0.4 GiB, and
/// 1.1 GiB as JPEG 2000; the rest is for the browser, and for files that are longer than their frame.
const GIB_PER_WORKER: f64 = 2.0;
/// Workers are stopped after so long without a job.
const IDLE_TIMEOUT: Duration = Duration::from_secs(8);

/// How many workers there may be, and what is known of those that were.
pub(crate) struct WorkerPool {
    /// The number in the address: so many start at once.
    forced: Option<usize>,
    allowed: usize,
    /// Jobs that workers were given, so that it is noticed when none come any more.
    jobs: Cell<u32>,
    /// The idle timeout runs.
    is_stopping: Cell<bool>,
    /// A worker could not start: no other is tried.
    is_given_up: Cell<bool>,
}

impl WorkerPool {
    pub(crate) fn from_device() -> Self {
        let forced = settings::workers().map(|workers| workers.min(MAX_WORKERS));
        let allowed = forced.unwrap_or_else(|| allowed(settings::processors(), settings::memory_gib()));
        Self {
            forced,
            allowed,
            jobs: Cell::new(0),
            is_stopping: Cell::new(false),
            is_given_up: Cell::new(false),
        }
    }

    /// How many workers are worth their start while so many films wait.
    fn wanted(&self, waiting: usize) -> usize {
        match (waiting >= FILMS_PER_WORKER && !self.is_given_up.get(), self.forced) {
            (false, _) => 0,
            (true, Some(forced)) => forced,
            (true, None) => self.allowed.min(waiting / FILMS_PER_WORKER),
        }
    }

    /// Counts a job that a worker was given.
    pub(crate) fn note_job(&self) {
        self.jobs.set(self.jobs.get().wrapping_add(1));
    }

    /// Workers are tried again after they were given up.
    pub(crate) fn try_again(&self) {
        self.is_given_up.set(false);
    }
}

/// How many workers a device has room for: a processor for each beside the first engine's, and memory for the largest
/// film. Where the browser does not report the memory, the processors alone decide.
fn allowed(processors: usize, memory_gib: Option<f64>) -> usize {
    let by_memory = memory_gib.map_or(MAX_DEFAULT_WORKERS, |gib| (gib / GIB_PER_WORKER) as usize);
    processors.saturating_sub(1).min(by_memory).min(MAX_DEFAULT_WORKERS)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_worker_has_a_processor_and_memory() {
        assert_eq!(allowed(1, None), 0);
        assert_eq!(allowed(2, Some(8.0)), 1);
        assert_eq!(allowed(4, Some(8.0)), 3);
        assert_eq!(allowed(16, Some(8.0)), 4);
        assert_eq!(allowed(16, Some(4.0)), 2);
        assert_eq!(allowed(16, Some(1.0)), 0);
        assert_eq!(allowed(16, None), 4);
    }

    #[test]
    fn workers_start_where_many_films_wait() {
        let pool = |forced| WorkerPool {
            forced,
            allowed: 3,
            jobs: Cell::new(0),
            is_stopping: Cell::new(false),
            is_given_up: Cell::new(false),
        };
        assert_eq!([7, 8, 16, 1000].map(|waiting| pool(None).wanted(waiting)), [0, 1, 2, 3]);
        assert_eq!([7, 8, 16].map(|waiting| pool(Some(2)).wanted(waiting)), [0, 2, 2]);
        assert_eq!(pool(Some(0)).wanted(1000), 0);
        let given_up = pool(None);
        given_up.is_given_up.set(true);
        assert_eq!(given_up.wanted(1000), 0);
    }
}
