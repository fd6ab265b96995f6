//! The order of jobs: which film is read, scored or shown next. It uses no browser API.
//!
//! An engine has one job at a time: so a thousand dropped films are never in memory together, and a crash is the fault
//! of one known film.

use std::collections::VecDeque;

use crate::protocol::{Export, FilmId, Inputs};

/// Films that may be read and not yet scored; reading pauses above it (240 kB each).
const MAX_UNSCORED: usize = 64;

/// What an engine is asked to do with a film.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Job {
    /// Read a new film.
    Read(FilmId),
    /// Read a film again, only to show it.
    Show(FilmId),
    /// Read a film again, to be shown next to the chosen one.
    Pin(FilmId),
    /// List a film's whole header.
    List(FilmId),
    /// Unpack an entry of an archive.
    Unpack(FilmId, u32),
    /// Score a film.
    Score(FilmId, Inputs),
    /// Make a film's inputs once more, to explain it.
    Prepare(FilmId),
    /// One step of a film's explanation: the patches from this one on, or the maps that need no occlusion.
    Explain(FilmId, Option<u32>),
    /// Make a DICOM file of a film.
    Export(FilmId, Box<Export>),
}

impl Job {
    /// The film it is about.
    pub(crate) fn film(&self) -> FilmId {
        match self {
            Self::Read(film)
            | Self::Show(film)
            | Self::Pin(film)
            | Self::List(film)
            | Self::Unpack(film, _)
            | Self::Score(film, _)
            | Self::Prepare(film)
            | Self::Explain(film, _)
            | Self::Export(film, _) => *film,
        }
    }
}

/// The jobs that wait.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    to_read: VecDeque<FilmId>,
    to_score: VecDeque<(FilmId, Inputs)>,
    to_show: Option<FilmId>,
    to_prepare: Option<FilmId>,
    to_explain: Option<(FilmId, Option<u32>)>,
    to_pin: Option<FilmId>,
    to_list: Option<FilmId>,
    /// An archive, its next entry, and how many it has.
    to_unpack: VecDeque<(FilmId, u32, u32)>,
    to_export: VecDeque<(FilmId, Box<Export>)>,
    /// Nothing is read, unpacked or scored meanwhile, except for the prioritized film.
    pub(crate) paused: bool,
    /// The film on the screen.
    prioritized: Option<FilmId>,
}

impl Queue {
    /// The next job of the first engine; it scores too where `scores`. Showing goes first: the reader waits for it.
    pub(crate) fn next(&mut self, scores: bool) -> Option<Job> {
        if let Some(film) = self.to_show.take() {
            return Some(Job::Show(film));
        }
        if let Some((film, export)) = self.to_export.pop_front() {
            return Some(Job::Export(film, export)); // the reader waits for it too
        }
        if let Some(film) = self.to_pin.take() {
            return Some(Job::Pin(film));
        }
        if let Some(film) = self.to_list.take() {
            return Some(Job::List(film));
        }
        if let Some(film) = self.to_prepare.take() {
            return Some(Job::Prepare(film));
        }
        if scores && let Some(job) = self.next_explanation() {
            return Some(job);
        }
        if self.paused {
            let film = self.prioritized?;
            let at = self.to_read.iter().position(|&waiting| waiting == film)?;
            return self.to_read.remove(at).map(Job::Read);
        }
        if let Some(job) = self.next_for_worker(scores) {
            return Some(job);
        }
        if self.is_full() {
            return None;
        }
        // What is unpacked is read before more is.
        self.to_unpack.pop_front().map(|(film, entry, _)| Job::Unpack(film, entry))
    }

    /// The next job of a worker: it reads films, scores them too where `scores`, and does nothing else.
    pub(crate) fn next_for_worker(&mut self, scores: bool) -> Option<Job> {
        if self.paused {
            return None;
        }
        if scores && let Some(job) = self.next_score() {
            return Some(job);
        }
        if self.is_full() { None } else { self.to_read.pop_front().map(Job::Read) }
    }

    fn is_full(&self) -> bool {
        self.to_score.len() >= MAX_UNSCORED
    }

    /// How many films wait to be read, the entries of archives included.
    pub(crate) fn unread(&self) -> usize {
        let packed = self.to_unpack.iter().map(|(_, entry, entries)| entries.saturating_sub(*entry) as usize);
        self.to_read.len() + packed.sum::<usize>()
    }

    /// How many films wait to be scored.
    pub(crate) fn unscored(&self) -> usize {
        self.to_score.len()
    }

    /// The next job of the GPU engine, which reads no files. An explanation goes first: the reader asked for it.
    pub(crate) fn next_for_gpu(&mut self) -> Option<Job> {
        self.next_explanation().or_else(|| self.next_score())
    }

    /// The next film to be scored.
    pub(crate) fn next_score(&mut self) -> Option<Job> {
        if self.paused {
            return None;
        }
        self.to_score.pop_front().map(|(film, inputs)| Job::Score(film, inputs))
    }

    fn next_explanation(&mut self) -> Option<Job> {
        self.to_explain.take().map(|(film, from)| Job::Explain(film, from))
    }

    /// Adds a new film.
    pub(crate) fn add(&mut self, film: FilmId) {
        self.to_read.push_back(film);
    }

    /// Adds a film whose reading was interrupted through no fault of its own, at the front.
    pub(crate) fn read_again(&mut self, film: FilmId) {
        self.to_read.push_front(film);
    }

    /// Adds an archive whose entry `entry` of `entries` comes next.
    pub(crate) fn unpack(&mut self, archive: FilmId, entry: u32, entries: u32) {
        self.to_unpack.push_front((archive, entry, entries));
    }

    /// Adds a DICOM export of a film. Of previews only the last is of use.
    pub(crate) fn export(&mut self, film: FilmId, export: Export) {
        let is_preview =
            |export: &Export| matches!(export, Export::Deidentified { preview_with_names: Some(_), .. });
        self.to_export.retain(|(_, waiting)| !(is_preview(waiting) && is_preview(&export)));
        self.to_export.push_back((film, Box::new(export)));
    }

    /// Adds the inputs of a film that was read, to be scored.
    pub(crate) fn add_inputs(&mut self, film: FilmId, inputs: Inputs) {
        self.to_score.push_back((film, inputs));
    }

    /// Adds a film whose scoring was interrupted through no fault of its own, at the front.
    pub(crate) fn score_again(&mut self, film: FilmId, inputs: Inputs) {
        self.to_score.push_front((film, inputs));
    }

    /// Gives the film on the screen priority: an unread one is read next; where `show_again`, it is read again to be
    /// shown.
    pub(crate) fn prioritize(&mut self, film: FilmId, show_again: bool) {
        self.to_show = show_again.then_some(film);
        self.prioritized = Some(film);
        if let Some(at) = self.to_read.iter().position(|&f| f == film) {
            self.to_read.remove(at);
            self.to_read.push_front(film);
        }
    }

    /// Requests a film's inputs, which its explanation needs first.
    pub(crate) fn prepare(&mut self, film: FilmId) {
        self.to_prepare = Some(film);
    }

    /// Requests the next step of an explanation.
    pub(crate) fn explain(&mut self, film: FilmId, from: Option<u32>) {
        self.to_explain = Some((film, from));
    }

    /// Removes all steps of explanations.
    pub(crate) fn stop_explaining(&mut self) {
        self.to_prepare = None;
        self.to_explain = None;
    }

    /// Requests the pinned film's picture.
    pub(crate) fn pin(&mut self, film: FilmId) {
        self.to_pin = Some(film);
    }

    /// Requests a film's whole header.
    pub(crate) fn list(&mut self, film: FilmId) {
        self.to_list = Some(film);
    }

    /// Removes all jobs of a film that was removed from the list.
    pub(crate) fn remove(&mut self, film: FilmId) {
        self.to_read.retain(|&f| f != film);
        self.to_score.retain(|(f, _)| *f != film);
        self.to_unpack.retain(|(f, ..)| *f != film);
        self.to_export.retain(|(f, _)| *f != film);
        self.to_show = self.to_show.filter(|&f| f != film);
        self.to_pin = self.to_pin.filter(|&f| f != film);
        self.to_list = self.to_list.filter(|&f| f != film);
    }

    /// Takes all films that wait to be scored.
    pub(crate) fn drain_scoring(&mut self) -> Vec<FilmId> {
        self.to_score.drain(..).map(|(film, _)| film).collect()
    }

    /// Takes all films that wait to be read, and archives to be unpacked.
    pub(crate) fn drain_reading(&mut self) -> Vec<FilmId> {
        self.to_read.drain(..).chain(self.to_unpack.drain(..).map(|(film, ..)| film)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_bytes::ByteBuf;

    use super::*;

    fn inputs() -> Inputs {
        Inputs { square: ByteBuf::from(vec![0; 4]), paper: ByteBuf::from(vec![0; 4]) }
    }

    #[test]
    fn a_film_is_scored_before_the_next_is_read() {
        let mut queue = Queue::default();
        queue.add(1);
        queue.add(2);
        assert_eq!(queue.next(true), Some(Job::Read(1)));
        queue.add_inputs(1, inputs());
        assert_eq!(queue.next(true), Some(Job::Score(1, inputs())));
        assert_eq!(queue.next(true), Some(Job::Read(2)));
        assert_eq!(queue.next(true), None);
    }

    #[test]
    fn the_prioritized_film_goes_first() {
        let mut queue = Queue::default();
        (1..=3).for_each(|film| queue.add(film));
        queue.add_inputs(9, inputs());
        queue.prioritize(3, false);
        queue.prioritize(7, true);
        assert_eq!(queue.next(true), Some(Job::Show(7)));
        assert_eq!(queue.next(false), Some(Job::Read(3)));
        assert_eq!(queue.next(false), Some(Job::Read(1)));
    }

    #[test]
    fn an_explanation_goes_before_scores_and_after_the_prioritized_film() {
        let mut queue = Queue::default();
        queue.add_inputs(1, inputs());
        queue.prepare(2);
        queue.prioritize(2, true);
        assert_eq!(queue.next(true), Some(Job::Show(2)));
        assert_eq!(queue.next(true), Some(Job::Prepare(2)));
        queue.explain(2, Some(8));
        assert_eq!(queue.next(false), None, "an engine that does not score does not explain");
        assert_eq!(queue.next(true), Some(Job::Explain(2, Some(8))));
        assert_eq!(queue.next(true), Some(Job::Score(1, inputs())));
        queue.explain(2, None);
        assert_eq!(queue.next_for_worker(true), None, "one engine explains a film, and no worker");
        assert_eq!(queue.next_for_gpu(), Some(Job::Explain(2, None)));
        queue.explain(2, None);
        queue.stop_explaining();
        assert_eq!(queue.next_for_gpu(), None);
    }

    #[test]
    fn reading_pauses_while_many_wait_for_scores() {
        let mut queue = Queue::default();
        queue.add(1000);
        (0..MAX_UNSCORED as FilmId).for_each(|film| queue.add_inputs(film, inputs()));
        assert_eq!(queue.next(false), None);
        assert!(queue.next_score().is_some());
        assert_eq!(queue.next(false), Some(Job::Read(1000)));
    }

    #[test]
    fn an_archive_is_unpacked_when_nothing_is_left_to_read() {
        let mut queue = Queue::default();
        queue.unpack(1, 0, 2);
        queue.add(2);
        assert_eq!(queue.next(true), Some(Job::Read(2)));
        assert_eq!(queue.next(true), Some(Job::Unpack(1, 0)));
        queue.unpack(1, 1, 2);
        assert_eq!(queue.drain_reading(), [1]);
        assert_eq!(queue.next(true), None);
    }

    #[test]
    fn a_worker_reads_and_scores_and_shows_nothing() {
        let mut queue = Queue::default();
        queue.unpack(5, 1, 4);
        queue.add(1);
        queue.add_inputs(2, inputs());
        queue.prioritize(3, true);
        assert_eq!((queue.unread(), queue.unscored()), (4, 1), "three entries of the archive are among them");
        assert_eq!(queue.next_for_worker(false), Some(Job::Read(1)));
        assert_eq!(queue.next_for_worker(true), Some(Job::Score(2, inputs())));
        assert_eq!(queue.next_for_worker(true), None);
        queue.read_again(1);
        assert_eq!(queue.next(true), Some(Job::Show(3)));
        assert_eq!(queue.next(true), Some(Job::Read(1)));
        assert_eq!(queue.next(true), Some(Job::Unpack(5, 1)));
        assert_eq!((queue.unread(), queue.unscored()), (0, 0));
    }

    #[test]
    fn a_paused_queue_reads_only_the_prioritized_film() {
        let mut queue = Queue::default();
        (1..=3).for_each(|film| queue.add(film));
        queue.add_inputs(9, inputs());
        queue.unpack(8, 0, 1);
        queue.paused = true;
        assert_eq!((queue.next(true), queue.next_for_worker(true), queue.next_score()), (None, None, None));
        queue.prioritize(2, false);
        assert_eq!(queue.next(true), Some(Job::Read(2)));
        assert_eq!(queue.next(true), None);
        queue.paused = false;
        assert_eq!(queue.next(true), Some(Job::Score(9, inputs())));
        assert_eq!([queue.next(true), queue.next(true)], [Some(Job::Read(1)), Some(Job::Read(3))]);
    }

    #[test]
    fn a_removed_film_has_no_jobs() {
        let mut queue = Queue::default();
        queue.add(1);
        queue.add_inputs(1, inputs());
        queue.prioritize(1, true);
        queue.remove(1);
        assert_eq!(queue.next(true), None);
    }
}
