//! Jobs to the engines: each idle engine gets the next job that it may do.

use leptos::prelude::*;

use super::queue::{Job, Queue};
use super::slot::SlotId;
use super::state::EngineState;
use crate::page::controller::Controller;
use crate::page::shell::settings::url_of;
use crate::page::text::language::{LocalizedText, in_english};
use crate::page::text::messages;
use crate::page::worklist::film::Stage;
use crate::protocol::{FilmId, ToEngine};
use crate::report::{ErrorKind, ErrorReport};

impl Controller {
    /// Gives every idle engine its next job, and fails the films that no engine will ever take.
    pub(crate) fn dispatch(&self) {
        self.engines.adjust_workers();
        if self.engines.may_score(SlotId::Gpu) {
            self.assign_next(SlotId::Gpu, Queue::next_for_gpu);
        }
        // Workers go before the first engine, which is left the jobs that only it can do: showing and unpacking.
        for worker in SlotId::workers() {
            let scores = self.engines.may_score(worker);
            self.assign_next(worker, |queue| queue.next_for_worker(scores));
        }
        let scores = self.engines.may_score(SlotId::First);
        self.assign_next(SlotId::First, |queue| queue.next(scores));
        self.fail_unserved();
    }

    /// Fails the films that wait for an engine where there is none left for them.
    fn fail_unserved(&self) {
        let engines = self.store.engines;
        let active = engines.active.get_untracked();
        let EngineState::Unavailable(reason) = engines.cpu.get_untracked() else { return };
        let mut unserved = Vec::new();
        if !self.engines.slot(SlotId::First).is_taken() {
            unserved.extend(self.jobs.queue().drain_reading());
        }
        let is_gpu_loading =
            matches!(engines.gpu.get_untracked(), EngineState::Loading | EngineState::Weights(..));
        if active.is_none() && !is_gpu_loading {
            unserved.extend(self.jobs.queue().drain_scoring());
            let why = reason.clone();
            self.explanation.fail(LocalizedText::new(move || messages::engine_failed(&why.text())));
        }
        for film in unserved {
            let message = in_english(|| messages::engine_failed(&reason.text()));
            self.films.fail(film, ErrorKind::EngineUnavailable, &message);
        }
    }

    /// Gives an engine that is idle its next job, where there is one.
    fn assign_next(&self, slot: SlotId, next: impl FnOnce(&mut Queue) -> Option<Job>) {
        if self.engines.slot(slot).is_idle() {
            let job = next(&mut self.jobs.queue());
            if let Some(job) = job {
                self.assign(slot, job);
            }
        }
    }

    fn assign(&self, id: SlotId, job: Job) {
        let slot = self.engines.slot(id);
        if let SlotId::Worker(_) = id {
            self.engines.pool.note_job();
        }
        slot.job.replace(Some(job.clone()));
        slot.note_activity();
        match job {
            Job::Score(film, inputs) => self.engines.send(id, &ToEngine::Score { film, inputs }, None),
            Job::Read(film) => {
                self.store.worklist.change(film, |state| state.stage = Stage::Reading);
                let (view, longest) = self.display.request(film);
                self.send_file(id, film, &ToEngine::Read { film, view, longest });
            }
            Job::Show(film) => {
                let (view, longest) = self.display.request(film);
                self.send_file(id, film, &ToEngine::Show { film, view, longest });
            }
            Job::Prepare(film) => self.send_file(id, film, &ToEngine::Prepare { film }),
            Job::Explain(film, from) => match self.explanation.step(film, from) {
                Some(step) => self.engines.send(id, &step, None),
                None => drop(slot.job.take()), // it was stopped meanwhile
            },
            Job::Export(film, export) => self.send_file(id, film, &ToEngine::Export { film, export }),
            Job::Pin(film) => {
                let view = self.display.pinned_request(film);
                self.send_file(id, film, &ToEngine::Show { film, view, longest: 0 });
            }
            Job::List(film) => {
                let names_url = url_of("dictionary.txt");
                self.send_file(id, film, &ToEngine::List { film, names_url });
            }
            Job::Unpack(film, entry) => self.send_file(id, film, &ToEngine::Unpack { film, entry }),
        }
        self.engines.watch(id);
    }

    /// Sends an engine a message about a film, with its file. The file itself stays on the disk until the engine reads it.
    fn send_file(&self, slot: SlotId, film: FilmId, message: &ToEngine) {
        match self.files.get(film) {
            Some(file) => self.engines.send(slot, message, Some(&file)),
            None => {
                let error = ErrorReport::new(ErrorKind::Removed, in_english(messages::unreadable));
                self.job_failed(slot, film, error);
            }
        }
    }
}
