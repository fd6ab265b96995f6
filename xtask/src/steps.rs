//! A task of several steps: each is announced, timed, and listed at the end.

use std::time::{Duration, Instant};

use crate::Failure;

/// The steps so far.
pub(crate) struct Steps {
    total: usize,
    done: Vec<(&'static str, &'static str, Duration)>,
}

impl Steps {
    /// Begins a task of `total` steps.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, done: Vec::new() }
    }

    /// Runs a step. Where it fails, the summary is printed, for the task ends there.
    pub(crate) fn run<T>(
        &mut self,
        name: &'static str,
        step: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        println!("\n== {}/{} {name}", self.done.len() + 1, self.total);
        let started = Instant::now();
        let result = step();
        let word = if result.is_ok() { "passed" } else { "FAILED" };
        self.done.push((name, word, started.elapsed()));
        println!("== {name}: {word} in {}", clock(started.elapsed()));
        if result.is_err() {
            self.summary();
        }
        result
    }

    /// Prints every step with its time.
    pub(crate) fn summary(&self) {
        println!("\n{:<18} {:<8} {:>8}", "step", "result", "time");
        for (name, word, time) in &self.done {
            println!("{name:<18} {word:<8} {:>8}", clock(*time));
        }
        let all = self.done.iter().map(|(_, _, time)| *time).sum();
        let passed = self.done.iter().filter(|(_, word, _)| *word == "passed").count();
        println!("{:<18} {:<8} {:>8}", "all", format!("{passed}/{}", self.total), clock(all));
    }
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
