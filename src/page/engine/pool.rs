//! Helpers: CPU engines beside the first that read and score along while many films wait, and are gone when none do.
//!
//! Each is a worker with a heap of its own, which holds the models and the one film it is at; what came of it - a quarter
//! of a megabyte for the models - goes through the page's one line. So memory is bounded by their number, however many
//! films are dropped.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::queue::Job;
use super::slot::{EngineSlots, SlotId};
use crate::page::controller::Controller;
use crate::page::engine::state::EngineState;
use crate::page::shell::settings;
use crate::page::worklist::film::Stage;
use crate::scores::Backend;

/// Helpers there are at most, whatever the address asks for.
pub(crate) const MAX_WORKERS: usize = 8;
/// Helpers that the page starts by itself: beyond them the page's own thread, which draws each film's small picture, and
/// the disk are what films wait for.
const MAX_UNASKED: usize = 4;
/// A helper is worth its start - its code, the weights out of the cache, the self-test - where so many films wait for it.
const ENOUGH: usize = 8;
/// Device memory that one helper is counted with, GiB. The largest frame that is read (64 Mi pixels) costs 0.4 GiB, and
/// 1.1 GiB as JPEG 2000; the rest is for the browser, and for files that are longer than their frame.
const GIB_EACH: f64 = 2.0;
/// The helpers leave when there was nothing to do for so long.
const PATIENCE: Duration = Duration::from_secs(8);

/// How many helpers there may be, and what is known of those that were.
pub(crate) struct WorkerPool {
    /// As the address says: they come all at once.
    forced: Option<usize>,
    allowed: usize,
    /// Jobs that helpers were given, so that it is noticed when none come any more.
    jobs: Cell<u32>,
    /// The helpers are looked after: they leave when no job comes meanwhile.
    is_leaving: Cell<bool>,
    /// One could not start: the first engine goes on alone.
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
            is_leaving: Cell::new(false),
            is_given_up: Cell::new(false),
        }
    }

    /// How many are worth their start while so many films wait.
    fn wanted(&self, waiting: usize) -> usize {
        match (waiting >= ENOUGH && !self.is_given_up.get(), self.forced) {
            (false, _) => 0,
            (true, Some(forced)) => forced,
            (true, None) => self.allowed.min(waiting / ENOUGH),
        }
    }

    /// Notes that a helper was given something to do.
    pub(crate) fn note_job(&self) {
        self.jobs.set(self.jobs.get().wrapping_add(1));
    }

    /// Helpers are tried again after they were given up.
    pub(crate) fn try_again(&self) {
        self.is_given_up.set(false);
    }
}

/// How many helpers a device has room for: a processor for each beside the first engine's, and memory for the largest
/// film. Where the browser does not tell the memory, the processors alone decide.
fn allowed(processors: usize, memory_gib: Option<f64>) -> usize {
    let by_memory = memory_gib.map_or(MAX_UNASKED, |gib| (gib / GIB_EACH) as usize);
    processors.saturating_sub(1).min(by_memory).min(MAX_UNASKED)
}

impl Controller {
    /// Starts helpers where enough films wait, has them score where the CPU scores, and lets them go when all is done.
    pub(crate) fn adjust_workers(self: &Rc<Self>) {
        let cpu = self.store.engines.cpu.get_untracked();
        let waiting = self.waiting();
        // Not before the first engine is up: its code comes over the line once, and then out of the browser's cache.
        if self.slots.at(SlotId::First).is_ready() && !matches!(cpu, EngineState::Unavailable(_)) {
            for place in EngineSlots::helpers().take(self.workers.wanted(waiting)) {
                if !self.slots.at(place).is_taken() {
                    self.start(place);
                }
            }
        }
        // Not before the first engine has the weights: they are fetched once, and then come out of the cache.
        let is_cpu = self.store.engines.active.get_untracked() == Some(Backend::Cpu);
        if is_cpu && matches!(cpu, EngineState::Running(..)) {
            for place in EngineSlots::helpers().filter(|&place| self.slots.at(place).is_ready()) {
                if !self.slots.at(place).is_tested.get() {
                    self.send_start(place);
                }
            }
        }
        if waiting == 0 && self.are_helpers_resting() {
            self.let_go_later();
        }
    }

    /// How many films wait for something that helpers do; none where the person has said stop.
    fn waiting(&self) -> usize {
        let queue = self.queue.borrow();
        if queue.paused {
            return 0;
        }
        let is_gpu = self.store.engines.active.get_untracked() == Some(Backend::Webgpu);
        if is_gpu { queue.unread() } else { queue.unread() + queue.unscored() }
    }

    /// Whether there are helpers, and none has anything to do.
    fn are_helpers_resting(&self) -> bool {
        let mut taken = EngineSlots::helpers()
            .map(|place| self.slots.at(place))
            .filter(|slot| slot.is_taken())
            .peekable();
        taken.peek().is_some() && taken.all(|slot| slot.job.borrow().is_none())
    }

    fn let_go_later(self: &Rc<Self>) {
        if self.workers.is_leaving.replace(true) {
            return;
        }
        let (controller, jobs) = (self.clone(), self.workers.jobs.get());
        set_timeout(
            move || {
                controller.workers.is_leaving.set(false);
                if controller.workers.jobs.get() == jobs
                    && controller.waiting() == 0
                    && controller.are_helpers_resting()
                {
                    controller.end_workers();
                } else {
                    controller.adjust_workers();
                }
            },
            PATIENCE,
        );
    }

    /// Ends all helpers, which gives their memory back. What they were at goes back in line.
    pub(crate) fn end_workers(&self) {
        EngineSlots::helpers().for_each(|place| self.end_helper(place));
    }

    fn end_helper(&self, place: SlotId) {
        let slot = self.slots.at(place);
        slot.vacate();
        if let Some(job) = slot.job.take() {
            self.put_back(job);
        }
        self.count_workers();
    }

    /// Puts a job back in line that was not done, and through no fault of its film.
    pub(crate) fn put_back(&self, job: Job) {
        let mut queue = self.queue.borrow_mut();
        match job {
            Job::Score(film, inputs) => queue.score_again(film, inputs),
            // A film that was taken off the list meanwhile has no file.
            job if !self.files.borrow().contains_key(&job.film()) => {}
            Job::Read(film) => {
                queue.read_again(film);
                drop(queue);
                self.store.worklist.change(film, |state| state.stage = Stage::Waiting);
            }
            // Only the first engine has such jobs, and answers for them itself.
            Job::Show(_) | Job::Pin(_) | Job::List(_) | Job::Unpack(..) => {}
            Job::Prepare(_) | Job::Export(..) => {}
            // Begun again from its beginning: `explain_again`.
            Job::Explain(..) => {}
        }
    }

    /// A helper is of no use here: it goes without a word, and no other comes in its place.
    pub(crate) fn give_up_worker(self: &Rc<Self>, place: SlotId) {
        self.workers.is_given_up.set(true);
        self.end_helper(place);
        self.work();
    }

    /// Says how many helpers are up.
    pub(crate) fn count_workers(&self) {
        let count = EngineSlots::helpers().filter(|&place| self.slots.at(place).is_ready()).count();
        if self.store.engines.workers.get_untracked() != count {
            self.store.engines.workers.set(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helpers_have_a_processor_and_memory_each() {
        assert_eq!(allowed(1, None), 0);
        assert_eq!(allowed(2, Some(8.0)), 1);
        assert_eq!(allowed(4, Some(8.0)), 3);
        assert_eq!(allowed(16, Some(8.0)), 4);
        assert_eq!(allowed(16, Some(4.0)), 2);
        assert_eq!(allowed(16, Some(1.0)), 0);
        assert_eq!(allowed(16, None), 4);
    }

    #[test]
    fn helpers_come_where_many_films_wait() {
        let staff = |forced| WorkerPool {
            forced,
            allowed: 3,
            jobs: Cell::new(0),
            is_leaving: Cell::new(false),
            is_given_up: Cell::new(false),
        };
        assert_eq!([7, 8, 16, 1000].map(|waiting| staff(None).wanted(waiting)), [0, 1, 2, 3]);
        assert_eq!([7, 8, 16].map(|waiting| staff(Some(2)).wanted(waiting)), [0, 2, 2]);
        assert_eq!(staff(Some(0)).wanted(1000), 0);
        let tired = staff(None);
        tired.is_given_up.set(true);
        assert_eq!(tired.wanted(1000), 0);
    }
}
