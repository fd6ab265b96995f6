//! Failures of the engines: what becomes of the job that an engine had when it failed.

use leptos::prelude::*;

use super::failure::EngineFailure;
use super::queue::Job;
use super::slot::SlotId;
use crate::page::controller::Controller;
use crate::page::text::language::{LocalizedText, in_english};
use crate::page::text::messages;
use crate::page::worklist::containers::Unpacked;
use crate::report::{ErrorKind, ErrorReport};

impl Controller {
    /// An engine's worker has ended or cannot be used any more: the film that it had bears the failure, the others go on.
    pub(super) fn engine_failed(&self, slot: SlotId, failure: EngineFailure) {
        match slot {
            SlotId::First => self.first_failed(failure),
            SlotId::Worker(_) => self.worker_failed(slot, failure),
            SlotId::Gpu => self.fall_back(LocalizedText::of(failure.gpu_message())),
        }
    }

    /// An engine's models cannot be used; where it is the CPU engine, it goes on reading films.
    pub(super) fn models_unavailable(&self, slot: SlotId, reason: LocalizedText) {
        match slot {
            SlotId::First => self.cannot_score(reason),
            SlotId::Worker(_) => self.engines.give_up_worker(slot),
            SlotId::Gpu => self.fall_back(reason),
        }
    }

    fn first_failed(&self, failure: EngineFailure) {
        let (job, was_sound) = self.engines.stop_failed_first();
        match job {
            Some(Job::Show(film) | Job::Pin(film)) => self.store.worklist.change(film, |state| {
                state.not_shown = Some(LocalizedText::of(failure.message()));
            }),
            Some(Job::List(film)) => {
                let said = LocalizedText::of(failure.message());
                self.store.shell.header_dump.set(Some((film, Err(said))));
            }
            // One entry bears the failure, and not the whole archive.
            Some(Job::Unpack(archive, entry)) => {
                let error = ErrorReport::new(ErrorKind::EngineStopped, in_english(failure.message()));
                let name = in_english(|| messages::entry(entry));
                self.films.add_entry(archive, entry, &name, Unpacked::Failed(error));
            }
            Some(job) if job.explains() => self.explanation.fail(LocalizedText::of(failure.message())),
            Some(Job::Export(..)) => self.export.fail(LocalizedText::of(failure.message())),
            Some(job) => self.retry_or_fail(job, failure, !self.engines.has_workers()),
            None => {}
        }
        self.engines.recover_first(failure, was_sound);
        self.dispatch();
    }

    /// Another engine is started in the place of a worker that stopped at a film; one that stopped without a job is given
    /// up.
    fn worker_failed(&self, worker: SlotId, failure: EngineFailure) {
        let (job, is_hopeless) = self.engines.stop_failed_worker(worker);
        if let Some(job) = job {
            self.retry_or_fail(job, failure, false);
        }
        self.engines.count_workers();
        if is_hopeless { self.engines.give_up_worker(worker) } else { self.dispatch() }
    }

    /// Tries a film again at which an engine crashed while others were at work too; else the film bears the failure.
    fn retry_or_fail(&self, job: Job, failure: EngineFailure, was_alone: bool) {
        if let Some(film) = self.engines.retry(job, failure, was_alone) {
            self.films.fail(film, ErrorKind::EngineStopped, &in_english(failure.message()));
        }
    }

    /// The CPU engine reads films but cannot score them: its weights are damaged or did not load.
    fn cannot_score(&self, reason: LocalizedText) {
        match self.engines.take_model_job(SlotId::First) {
            Some(Job::Explain(..)) => self.explanation.fail(reason.clone()),
            Some(job) => self.engines.put_back(job),
            None => {}
        }
        self.engines.slot(SlotId::First).starting.set(false);
        self.engines.deactivate_cpu();
        self.engines.give_up_cpu(reason);
        self.dispatch();
    }

    /// WebGPU gives way to the CPU for good; the film that it had is scored there.
    fn fall_back(&self, reason: LocalizedText) {
        self.engines.stop_gpu();
        self.explanation.restart();
        self.engines.use_cpu_instead(reason);
        self.dispatch();
    }
}
