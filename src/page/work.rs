//! Jobs to the engines, results to the list.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use web_sys::File;

use super::bridge::Pixels;
use super::desk::{Desk, Seat};
use super::engines::ENGINE_UNAVAILABLE;
use super::language::{Said, in_english};
use super::queue::Job;
use super::settings::url_of;
use super::state::{EngineState, FilmScores, Sheet, Stage};
use super::{lens, paint, words};
use crate::film::{Header, Listing};
use crate::protocol::{FilmId, Inputs, Picture, ToEngine, View};
use crate::report::ErrorReport;
use crate::scores::Backend;

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
                let (view, longest) = (self.view_of(film), self.longest_of(film));
                self.send_file(backend, film, &ToEngine::Read { film, view, longest });
            }
            Job::Show(film) => {
                let (view, longest) = (self.view_of(film), self.longest_of(film));
                self.send_file(backend, film, &ToEngine::Show { film, view, longest });
            }
            Job::Pin(film) => {
                let pinned = self.store.beside.get_untracked();
                let view = pinned.filter(|beside| beside.film == film).map(|beside| beside.view);
                let view = view.unwrap_or_default();
                self.send_file(backend, film, &ToEngine::Show { film, view, longest: 0 });
            }
            Job::List(film) => {
                let names_url = url_of("dictionary.txt");
                self.send_file(backend, film, &ToEngine::List { film, names_url });
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

    /// The longest side with which this film's values are wanted, for the graphics processor's canvas.
    fn longest_of(&self, film: FilmId) -> u32 {
        let is_chosen = self.store.chosen.get_untracked() == Some(film);
        if is_chosen { self.gpu_canvas.longest() } else { 0 }
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
            let thumbnail = paint::thumbnail(picture, pixels).ok();
            self.store.change(film, |state| {
                state.stage = Stage::Scoring;
                state.thumbnail = thumbnail;
                state.header = Some(header);
                state.read_ms = elapsed_ms;
            });
            self.queue.borrow_mut().add_inputs(film, inputs);
        }
        pixels.free();
        self.work();
    }

    /// A film was read again to be shown.
    pub(super) fn shown(self: &Rc<Self>, film: FilmId, picture: &Picture, pixels: &Pixels) {
        let Some(job) = self.cpu.finish(film) else { return };
        self.cpu.failures.set(0);
        if job == Job::Pin(film) {
            self.show_beside(film, picture, pixels);
        } else if self.store.chosen.get_untracked() == Some(film) {
            self.show(film, picture, pixels);
        }
        pixels.free();
        self.work();
    }

    /// Draws a film: by the graphics processor where it takes it, else on the processor's own canvas.
    fn show(&self, film: FilmId, picture: &Picture, pixels: &Pixels) {
        let Some(canvas) = self.store.canvas.get_untracked() else { return };
        let began = now_ms();
        self.store.on_canvas.set(None); // a drawing that fails may have cleared the canvas
        self.store.has_overlay.set(pixels.overlay.is_some());
        let is_on_gpu = self.gpu_canvas.take(film, picture, pixels);
        let drawn = if is_on_gpu {
            paint::clear(&canvas);
            self.drawn.take();
            Ok(())
        } else {
            self.gpu_canvas.clear();
            let overlay = pixels.overlay.as_ref().filter(|_| self.store.overlay.get_untracked());
            let lens = untrack(|| self.store.lens()).map_or(1.0, |_| lens::FACTOR);
            let zoom = self.store.zoom.get_untracked().scale * lens;
            paint::film(&canvas, picture, pixels, overlay, zoom).map(|step| {
                self.drawn.replace(Some((picture.clone(), step)));
            })
        };
        if drawn.is_ok() {
            let shape = f64::from(picture.columns) / (f64::from(picture.rows) * picture.aspect);
            // A drag may have gone on while the picture was made.
            let own = self.store.view.get_untracked().level.filter(|_| is_on_gpu);
            self.store.level.set(Some(own.unwrap_or(picture.level)));
            self.store.on_gpu.set(is_on_gpu);
            self.store.film_size.set(([f64::from(picture.columns), f64::from(picture.rows)], picture.aspect));
            self.store.on_canvas.set(Some((film, shape)));
            self.gpu_canvas.ask();
        }
        let drawn_ms = now_ms() - began;
        self.store.change(film, |state| {
            state.drawn_ms = drawn_ms;
            state.not_shown = drawn.err().map(|_| Said::of(words::not_drawn));
        });
    }

    /// A person wants to see the chosen film's whole header.
    pub(crate) fn list_header(self: &Rc<Self>) {
        let Some(film) = self.store.chosen_untracked() else { return };
        self.store.sheet.set(Some(Sheet::Tags));
        let is_at_hand =
            |listing: &Option<(FilmId, _)>| matches!(listing, Some((of, Ok(_))) if *of == film.id);
        if !self.store.listing.with_untracked(is_at_hand) {
            self.store.listing.set(None);
            self.queue.borrow_mut().list(film.id);
            self.work();
        }
    }

    /// A film's whole header came.
    pub(super) fn listed(self: &Rc<Self>, film: FilmId, listing: Listing, has_names: bool) {
        let Some(_job) = self.cpu.finish(film) else { return };
        self.store.listing.set(Some((film, Ok((Arc::new(listing), has_names)))));
        self.work();
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
            Some(Job::Show(_) | Job::Pin(_)) => self
                .store
                .change(film, |state| state.not_shown = Some(Said::new(move || words::error(&error)))),
            Some(Job::List(_)) => {
                let said = Said::new(move || words::error(&error));
                self.store.listing.set(Some((film, Err(said))));
            }
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
