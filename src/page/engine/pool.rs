//! How many workers the page may start, and which of them are worth their start.

use std::cell::Cell;

use super::slot::MAX_WORKERS;
use crate::page::shell::settings;

/// The largest number of workers that the page starts by itself: beyond it films wait for the disk, and for the page's own
/// thread, which draws each film's thumbnail.
const MAX_DEFAULT_WORKERS: usize = 4;
/// A worker is worth its start - its code, the weights from the cache, the self-test - where so many films wait for it.
const FILMS_PER_WORKER: usize = 8;
/// Device memory that one worker is counted with, GiB. The largest frame that is read (64 Mi pixels) costs 0.4 GiB, and
/// 1.1 GiB as JPEG 2000; the rest is for the browser, and for files that are longer than their frame.
const GIB_PER_WORKER: f64 = 2.0;

/// How many workers there may be, and what is known of those that were.
pub(crate) struct WorkerPool {
    /// The number in the address: so many start at once.
    forced: Option<usize>,
    allowed: usize,
    /// Jobs that workers were given, so that it is noticed when none come any more.
    pub(super) jobs: Cell<u32>,
    /// The idle timeout runs.
    pub(super) is_stopping: Cell<bool>,
    /// A worker could not start: no other is tried.
    pub(super) is_given_up: Cell<bool>,
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
    pub(super) fn wanted(&self, waiting: usize) -> usize {
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
