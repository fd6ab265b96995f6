//! Results of the engines: each goes to the part of the page that asked for it.

use std::sync::Arc;

use leptos::prelude::*;

use super::client::Pixels;
use super::queue::Job;
use super::slot::SlotId;
use crate::film::{Header, HeaderDump, Picture};
use crate::page::controller::Controller;
use crate::page::text::language::LocalizedText;
use crate::page::text::messages;
use crate::page::viewer::canvas2d;
use crate::page::worklist::film::{Film, FilmScores, Stage};
use crate::protocol::{FilmId, Inputs};
use crate::report::ErrorReport;

/// A film that was read, as [`FromEngine::Film`](crate::protocol::FromEngine::Film) has it.
pub(crate) struct Decoded {
    pub(crate) header: Header,
    pub(crate) picture: Picture,
    pub(crate) pixels: Pixels,
    pub(crate) inputs: Inputs,
    pub(crate) elapsed_ms: f64,
}

impl Controller {
    /// A film was read: it is shown at once where it is the chosen one, and queued for its scores.
    pub(super) fn film_read(&self, film: FilmId, job: &Job, decoded: Decoded) {
        let Decoded { header, picture, pixels, inputs, elapsed_ms } = decoded;
        self.display.show(film, &picture, &pixels);
        if matches!(job, Job::Read(_)) && self.files.contains(film) {
            let thumbnail = canvas2d::thumbnail(&picture, &pixels).ok();
            self.store.worklist.change(film, |state| {
                state.stage = Stage::Scoring;
                state.thumbnail = thumbnail;
                state.header = Some(header);
                state.read_ms = elapsed_ms;
            });
            self.jobs.queue().add_inputs(film, inputs);
        }
        pixels.free();
    }

    /// A film was read again to be shown.
    pub(super) fn film_shown(&self, film: FilmId, job: &Job, picture: &Picture, pixels: &Pixels) {
        match job {
            Job::Pin(_) => self.display.show_pinned(film, picture, pixels),
            _ => self.display.show(film, picture, pixels),
        }
        pixels.free();
    }

    /// A film's whole header was read.
    pub(super) fn header_listed(&self, film: FilmId, listing: HeaderDump, has_names: bool) {
        self.store.shell.header_dump.set(Some((film, Ok((Arc::new(listing), has_names)))));
    }

    /// A film was scored.
    pub(super) fn film_scored(&self, film: FilmId, scored: FilmScores) {
        self.store.worklist.change(film, |state| {
            state.stage = Stage::Done;
            state.scored = Some(scored);
        });
        self.session.film_changed(film);
        let film = self.store.worklist.film(film);
        if let Some(Film { name, .. }) = &film {
            let judgement = untrack(|| self.store.report.judge(&scored.readout));
            let verdict = judgement
                .map_or_else(String::new, |judgement| untrack(|| messages::verdict(judgement.verdict)));
            self.store.shell.announcement.set(format!("{name}: {verdict}"));
        }
        film.iter().for_each(|film| self.engines.add_paper_score(film));
    }

    /// An engine could not do its job on a film, and goes on.
    pub(super) fn job_failed(&self, slot: SlotId, film: FilmId, error: ErrorReport) {
        // Not `Engines::finish`: only a result clears the engine's failures.
        match self.engines.slot(slot).finish(film) {
            Some(Job::Show(_) | Job::Pin(_)) => self.store.worklist.change(film, |state| {
                state.not_shown = Some(LocalizedText::new(move || messages::error(&error)))
            }),
            Some(job) if job.explains() => {
                self.explanation.fail(LocalizedText::new(move || messages::error(&error)));
            }
            Some(Job::Export(..)) => self.export.fail(LocalizedText::new(move || messages::error(&error))),
            Some(Job::List(_)) => {
                let said = LocalizedText::new(move || messages::error(&error));
                self.store.shell.header_dump.set(Some((film, Err(said))));
            }
            Some(_) => self.films.fail(film, error.kind, &error.message),
            None => return,
        }
        self.dispatch();
    }
}
