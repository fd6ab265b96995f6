//! Jobs to the engines, results to the list.

use std::rc::Rc;

use leptos::prelude::*;
use web_sys::File;

use super::bridge::Pixels;
use super::desk::{Desk, Seat};
use super::engines::ENGINE_UNAVAILABLE;
use super::language::{Said, in_english};
use super::queue::Job;
use super::state::{EngineState, FilmScores, Stage};
use super::{paint, words};
use crate::film::Header;
use crate::protocol::{FilmId, Inputs, Picture, ToEngine, View};
use crate::report::ErrorReport;
use crate::scores::Backend;
use crate::web::free;

impl Desk {
    /// Gives every idle engine its next job, and fails the films that no engine will ever take.
    pub(super) fn work(self: &Rc<Self>) {
        let active = self.store.active.get_untracked();
        // The paper's models, where they are wanted, are waited for: no film goes into the line twice.
        let scoring = active.filter(|&backend| self.is_complete(backend));
        if self.cpu.is_idle() {
            let job = self.queue.borrow_mut().next(scoring == Some(Backend::Cpu));
            if let Some(job) = job {
                self.give(Backend::Cpu, job);
            }
        }
        if scoring == Some(Backend::Webgpu) && self.gpu.is_idle() {
            let job = self.queue.borrow_mut().next_score();
            if let Some(job) = job {
                self.give(Backend::Webgpu, job);
            }
        }
        let EngineState::Unavailable(reason) = self.store.cpu.get_untracked() else { return };
        let mut left = Vec::new();
        if self.cpu.engine.borrow().is_none() {
            left.extend(self.queue.borrow_mut().stop_reading());
        }
        let gpu_comes =
            matches!(self.store.gpu.get_untracked(), EngineState::Loading | EngineState::Weights(..));
        if active.is_none() && !gpu_comes {
            left.extend(self.queue.borrow_mut().give_up_scoring());
        }
        for film in left {
            self.fail(film, ENGINE_UNAVAILABLE, &in_english(|| words::engine_failed(&reason.text())));
        }
    }

    fn give(self: &Rc<Self>, backend: Backend, job: Job) {
        let seat = self.seat(backend);
        seat.job.replace(Some(job.clone()));
        seat.live();
        match job {
            Job::Score(film, inputs) => self.send(backend, &ToEngine::Score { film, inputs }, None),
            Job::Read(film) => {
                self.store.change(film, |state| state.stage = Stage::Reading);
                self.send_file(backend, film, &ToEngine::Read { film, view: self.view_of(film) });
            }
            Job::Show(film) => {
                self.send_file(backend, film, &ToEngine::Show { film, view: self.view_of(film) });
            }
            Job::Export(film, export) => {
                self.send_file(backend, film, &ToEngine::Export { film, export });
            }
            Job::Unpack(film, entry) => self.send_file(backend, film, &ToEngine::Unpack { film, entry }),
        }
        self.watch(backend);
    }

    /// How a film is to be shown.
    fn view_of(&self, film: FilmId) -> View {
        let is_chosen = self.store.chosen.get_untracked() == Some(film);
        if is_chosen { self.store.view.get_untracked() } else { View::default() }
    }

    /// Hands the engine a message on a film's file. The file itself stays on the disk until the engine reads it.
    fn send_file(self: &Rc<Self>, backend: Backend, film: FilmId, message: &ToEngine) {
        let file = self.files.borrow().get(&film).cloned();
        match file {
            Some(file) => self.send(backend, message, Some(&file)),
            None => {
                let error =
                    ErrorReport { kind: "removed".to_owned(), message: in_english(words::unreadable) };
                self.failed(backend, film, error);
            }
        }
    }

    pub(super) fn send(&self, backend: Backend, message: &ToEngine, file: Option<&File>) {
        let sent = self.seat(backend).engine.borrow().as_ref().map(|engine| engine.send(message, file));
        if let Some(Err(error)) = sent {
            web_sys::console::error_1(&error);
        }
    }

    /// A film was read: it is shown at once where it is the chosen one, and goes in line for its scores.
    pub(super) fn read(
        self: &Rc<Self>,
        film: FilmId,
        header: Header,
        picture: &Picture,
        pixels: &Pixels,
        inputs: Inputs,
        elapsed_ms: f64,
    ) {
        let Some(job) = self.cpu.finish(film) else { return };
        self.cpu.failures.set(0);
        if self.store.chosen.get_untracked() == Some(film) {
            self.show(film, picture, pixels);
        }
        if matches!(job, Job::Read(_)) && self.files.borrow().contains_key(&film) {
            let thumbnail = paint::thumbnail(picture, &pixels.gray).ok();
            self.store.change(film, |state| {
                state.stage = Stage::Scoring;
                state.thumbnail = thumbnail;
                state.header = Some(header);
                state.read_ms = elapsed_ms;
            });
            self.queue.borrow_mut().add_inputs(film, inputs);
        }
        free(&pixels.gray);
        self.work();
    }

    /// A film was read again to be shown.
    pub(super) fn shown(self: &Rc<Self>, film: FilmId, picture: &Picture, pixels: &Pixels) {
        let Some(_job) = self.cpu.finish(film) else { return };
        self.cpu.failures.set(0);
        if self.store.chosen.get_untracked() == Some(film) {
            self.show(film, picture, pixels);
        }
        free(&pixels.gray);
        self.work();
    }

    /// Draws a film on the canvas.
    fn show(&self, film: FilmId, picture: &Picture, pixels: &Pixels) {
        let Some(canvas) = self.store.canvas.get_untracked() else { return };
        let began = now_ms();
        self.store.on_canvas.set(None); // a drawing that fails may have cleared the canvas
        let overlay = pixels.overlay.as_ref().filter(|_| self.store.overlay.get_untracked());
        self.store.has_overlay.set(pixels.overlay.is_some());
        let drawn =
            paint::film(&canvas, picture, &pixels.gray, overlay, self.store.zoom.get_untracked().scale);
        let drawn_ms = now_ms() - began;
        if let Ok(step) = drawn {
            self.drawn.replace(Some((picture.clone(), step)));
            let shape = f64::from(picture.columns) / (f64::from(picture.rows) * picture.aspect);
            self.store.level.set(Some(picture.level));
            self.store.on_canvas.set(Some((film, shape)));
        }
        self.store.change(film, |state| {
            state.drawn_ms = drawn_ms;
            state.not_shown = drawn.err().map(|_| Said::of(words::not_drawn));
        });
    }

    /// A film was scored.
    pub(super) fn scored(self: &Rc<Self>, film: FilmId, scored: FilmScores) {
        let backend = scored.backend;
        let Some(_job) = self.seat(backend).finish(film) else { return };
        self.seat(backend).failures.set(0);
        self.store.change(film, |state| {
            state.stage = Stage::Done;
            state.scored = Some(scored);
        });
        if let Some(name) = self.store.film(film).map(|film| film.name) {
            let judgement = untrack(|| self.store.judge(&scored.readout));
            let verdict =
                judgement.map_or_else(String::new, |judgement| untrack(|| words::verdict(judgement.verdict)));
            self.store.aloud.set(format!("{name}: {verdict}"));
        }
        self.add_paper_score(film, backend);
        self.work();
    }

    /// An engine could not do its job on a film, and goes on.
    pub(super) fn failed(self: &Rc<Self>, backend: Backend, film: FilmId, error: ErrorReport) {
        match self.seat(backend).finish(film) {
            Some(Job::Show(_)) => self
                .store
                .change(film, |state| state.not_shown = Some(Said::new(move || words::error(&error)))),
            Some(Job::Export(..)) => self.not_exported(Said::new(move || words::error(&error))),
            Some(_) => self.fail(film, &error.kind, &error.message),
            None => return,
        }
        self.work();
    }

    /// Says in the film's row why it has no scores. A film that was only read again keeps the scores that it has.
    pub(super) fn fail(&self, film: FilmId, kind: &str, message: &str) {
        let error = ErrorReport { kind: kind.to_owned(), message: message.to_owned() };
        if let Some(name) = self.store.film(film).map(|film| film.name) {
            let words = untrack(|| words::error(&error));
            self.store.aloud.set(format!("{name}: {words}"));
        }
        self.store.change(film, |state| match state.scored {
            Some(_) => state.stage = Stage::Done,
            None => {
                state.stage = Stage::Failed;
                state.error = Some(error);
            }
        });
    }

    pub(super) fn seat(&self, backend: Backend) -> &Seat {
        if backend == Backend::Webgpu { &self.gpu } else { &self.cpu }
    }
}

impl Seat {
    fn is_idle(&self) -> bool {
        self.job.borrow().is_none() && self.engine.borrow().as_ref().is_some_and(|engine| engine.is_ready())
    }

    fn has_job_on(&self, film: FilmId) -> bool {
        self.job.borrow().as_ref().is_some_and(|job| job.film() == film)
    }

    /// Takes the job on this film; none where the answer comes too late to matter.
    pub(super) fn finish(&self, film: FilmId) -> Option<Job> {
        if self.has_job_on(film) { self.job.take() } else { None }
    }
}

/// Milliseconds on the page's clock.
fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
