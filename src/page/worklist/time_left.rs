//! The progress of the list, and an estimate of the remaining time. Uses no browser API.

use std::collections::VecDeque;

use crate::page::worklist::film::Stage;

/// The rate is measured over the last so many milliseconds.
const PAST: f64 = 30_000.0;
/// No estimate is given before so many milliseconds have passed.
const MIN: f64 = 3_000.0;

/// How far the list has come, and how fast.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Progress {
    /// Films that are done or failed.
    pub(crate) finished: usize,
    /// Films that wait to be read.
    pub(crate) waiting: usize,
    pub(crate) all: usize,
    /// Times in milliseconds, with the number of films finished by then.
    past: VecDeque<(f64, usize)>,
}

impl Progress {
    /// Notes how far each film is at a time in milliseconds.
    pub(crate) fn note(&mut self, stages: &[Stage], is_paused: bool, now: f64) {
        let finished = stages.iter().filter(|stage| stage.is_final()).count();
        self.waiting = stages.iter().filter(|stage| **stage == Stage::Waiting).count();
        // After a cleared list, a pause or an end, the past rate does not predict the next films.
        if finished < self.finished || is_paused || finished == stages.len() {
            self.past.clear();
        }
        (self.finished, self.all) = (finished, stages.len());
        self.past.push_back((now, finished));
        while self.past.front().is_some_and(|(then, _)| now - then > PAST) {
            self.past.pop_front();
        }
    }

    /// Seconds until all films are finished at the recent rate; `None` without an estimate.
    pub(crate) fn seconds_left(&self) -> Option<f64> {
        let (&(began, first), &(now, last)) = (self.past.front()?, self.past.back()?);
        let rate = (last - first) as f64 / (now - began);
        let left = self.all - last;
        (now - began >= MIN && last > first && left > 0).then(|| left as f64 / rate / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stages(done: usize, all: usize) -> Vec<Stage> {
        (0..all).map(|film| if film < done { Stage::Done } else { Stage::Waiting }).collect()
    }

    #[test]
    fn what_is_left_takes_as_long_as_what_was_done() {
        let mut progress = Progress::default();
        for second in 0..10 {
            progress.note(&stages(second * 2, 120), false, second as f64 * 1000.0);
        }
        assert_eq!((progress.finished, progress.waiting, progress.all), (18, 102, 120));
        assert!((progress.seconds_left().expect("it is told") - 51.0).abs() < 1e-9);
        // Later films are slower, and the first are forgotten.
        for second in 10..80 {
            progress.note(&stages(18 + (second - 10) / 2, 120), false, second as f64 * 1000.0);
        }
        let left = progress.seconds_left().expect("it is told");
        assert!((130.0..150.0).contains(&left), "{left}");
    }

    #[test]
    fn a_pause_an_end_and_a_cleared_list_say_nothing() {
        let mut progress = Progress::default();
        progress.note(&stages(0, 10), false, 0.0);
        progress.note(&stages(5, 10), false, 5000.0);
        assert!(progress.seconds_left().is_some());
        let mut paused = progress.clone();
        paused.note(&stages(5, 10), true, 6000.0);
        assert_eq!(paused.seconds_left(), None);
        let mut cleared = progress.clone();
        cleared.note(&[], false, 6000.0);
        assert_eq!(cleared.seconds_left(), None);
        progress.note(&stages(10, 10), false, 6000.0);
        assert_eq!(progress.seconds_left(), None);
    }
}
