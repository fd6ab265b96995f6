//! Events of the engines: each message is routed to the part of the page that it is for.

use super::client::{Attachment, EngineEvent};
use super::explain::is_sound;
use super::failure::EngineFailure;
use super::queue::Job;
use super::results::Decoded;
use super::slot::SlotId;
use super::state::{EngineState, PaperState};
use crate::page::controller::Controller;
use crate::page::shell::traffic_counter;
use crate::page::worklist::containers::Unpacked;
use crate::page::worklist::film::FilmScores;
use crate::protocol::{FilmId, FromEngine};

impl Controller {
    /// What happened to an engine.
    pub(crate) fn on_engine_event(&self, slot: SlotId, event: EngineEvent) {
        match event {
            EngineEvent::Failed(failure) => return self.engine_failed(slot, failure),
            _ => self.engines.slot(slot).note_activity(),
        }
        match event {
            EngineEvent::Failed(_) => {}
            EngineEvent::Died(text) => {
                web_sys::console::warn_1(&text.into());
                let is_loaded = self.engines.slot(slot).is_ready();
                let failure = if is_loaded { EngineFailure::Crashed } else { EngineFailure::NotLoaded };
                self.engine_failed(slot, failure);
            }
            EngineEvent::Garbled(text) => {
                web_sys::console::warn_1(&text.into());
                self.engine_failed(slot, EngineFailure::Garbled);
            }
            EngineEvent::Message(message, attachment) => self.on_message(slot, *message, attachment),
        }
        self.engines.watch(slot);
    }

    fn on_message(&self, slot: SlotId, message: FromEngine, attachment: Attachment) {
        match message {
            FromEngine::Ready => {
                if !self.engines.slot(slot).starting.get() {
                    self.engines.set_state(slot, EngineState::Reading);
                }
                self.engines.count_workers();
                self.dispatch();
            }
            FromEngine::Weights { loaded, total } if self.engines.slot(slot).is_loading_paper() => {
                self.engines.set_paper(slot, PaperState::Loading(loaded, total));
            }
            FromEngine::Weights { loaded, total } => {
                self.engines.set_state(slot, EngineState::Weights(loaded, total));
            }
            FromEngine::PaperStarted => self.engines.paper_answered(slot, PaperState::Running),
            FromEngine::PaperUnavailable { reason } => {
                self.engines.paper_answered(slot, PaperState::Unavailable(reason));
            }
            FromEngine::Started { device, elapsed_ms, .. } => self.engines.started(slot, device, elapsed_ms),
            FromEngine::Film { film, header, picture, inputs, elapsed_ms, .. } => {
                let (header, pixels) = (*header, attachment.pixels);
                let decoded = Decoded { header, picture, pixels, inputs, elapsed_ms };
                self.finish(slot, film, |job| self.film_read(film, &job, decoded));
            }
            FromEngine::Shown { film, picture } => self.finish(SlotId::First, film, |job| {
                self.film_shown(film, &job, &picture, &attachment.pixels);
            }),
            FromEngine::Archive { film, entries } => {
                self.finish(slot, film, |_| self.films.add_archive(film, entries));
            }
            FromEngine::Entry { film, entry, name, error } => {
                let unpacked = match (attachment.file, error) {
                    (Some(file), _) => Unpacked::File(file),
                    (None, Some(error)) => Unpacked::Failed(error),
                    (None, None) => Unpacked::Skipped,
                };
                self.finish(SlotId::First, film, |_| self.films.add_entry(film, entry, &name, unpacked));
            }
            FromEngine::Directory { film, files } => {
                self.finish(slot, film, |_| self.films.add_directory(film, files));
            }
            FromEngine::Scores { film, readout, paper, elapsed_ms, .. }
                if readout.is_valid() && paper.is_none_or(|scores| scores.is_valid()) =>
            {
                let scored = FilmScores { readout, paper, backend: slot.backend(), elapsed_ms };
                self.finish(slot, film, |_| self.film_scored(film, scored));
            }
            FromEngine::Exported { film } => self.finish(SlotId::First, film, |job| {
                if let Job::Export(_, export) = job {
                    self.export.save(film, &export, attachment.file.as_ref());
                }
            }),
            FromEngine::Changes { film, changes, is_burned_in } => {
                self.finish(SlotId::First, film, |_| self.export.show_preview(film, changes, is_burned_in));
            }
            FromEngine::Listing { film, listing, has_names } => {
                self.finish(SlotId::First, film, |_| self.header_listed(film, listing, has_names));
            }
            FromEngine::Prepared { film, inputs } => {
                self.finish(SlotId::First, film, |_| self.explanation.set_inputs(film, inputs));
            }
            FromEngine::Explained { film, found } if is_sound(&found) => {
                self.finish(slot, film, |_| self.explanation.add(slot.backend(), film, found));
            }
            FromEngine::Scores { .. } | FromEngine::Explained { .. } => {
                self.engine_failed(slot, EngineFailure::NotSound);
            }
            FromEngine::Failed { film, error } => self.job_failed(slot, film, error),
            FromEngine::Unavailable { reason, .. } => self.models_unavailable(slot, reason.into()),
            FromEngine::Traffic { bytes, asked } => traffic_counter::add(slot.backend(), bytes, &asked),
            FromEngine::Forgot { grown } => self.engines.film_forgotten(grown),
            FromEngine::Facts { .. } => {} // asked for only by the command line's tests
        }
    }

    /// Ends an engine's job on a film and handles its result; nothing where the answer comes too late to matter.
    fn finish(&self, slot: SlotId, film: FilmId, handle: impl FnOnce(Job)) {
        if let Some(job) = self.engines.finish(slot, film) {
            handle(job);
            self.dispatch();
        }
    }
}
