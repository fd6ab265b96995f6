//! Jobs to the engines, results to the list.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use web_sys::File;

use super::client::Pixels;
use super::queue::{Job, Queue};
use super::slot::{EngineSlots, SlotId};
use crate::film::{DisplayRequest, Picture};
use crate::film::{Header, HeaderDump};
use crate::page::controller::Controller;
use crate::page::engine::state::EngineState;
use crate::page::shell::settings::url_of;
use crate::page::shell::state::Sheet;
use crate::page::text::language::{LocalizedText, in_english};
use crate::page::text::messages;
use crate::page::viewer::{canvas2d, magnifier};
use crate::page::worklist::film::{Film, FilmScores, Stage};
use crate::protocol::{FilmId, Inputs, ToEngine};
use crate::report::{ErrorKind, ErrorReport};
use crate::scores::Backend;

/// What came of reading a film, as [`FromEngine::Film`](crate::protocol::FromEngine::Film) has it.
pub(crate) struct Decoded {
    pub(crate) header: Header,
    pub(crate) picture: Picture,
    pub(crate) pixels: Pixels,
    pub(crate) inputs: Inputs,
    pub(crate) elapsed_ms: f64,
}

impl Controller {
    /// Gives every idle engine its next job, and fails the films that no engine will ever take.
    pub(crate) fn work(self: &Rc<Self>) {
        self.adjust_workers();
        if self.may_score(SlotId::Gpu) {
            self.give_next(SlotId::Gpu, Queue::next_without_file);
        }
        // Helpers go before the first engine, which is left what only it can do: showing and unpacking.
        for place in EngineSlots::helpers() {
            let scores = self.may_score(place);
            self.give_next(place, |queue| queue.next_to_help(scores));
        }
        let scores = self.may_score(SlotId::First);
        self.give_next(SlotId::First, |queue| queue.next(scores));
        let active = self.store.engines.active.get_untracked();
        let EngineState::Unavailable(reason) = self.store.engines.cpu.get_untracked() else { return };
        let mut left = Vec::new();
        if !self.slots.at(SlotId::First).is_taken() {
            left.extend(self.queue.borrow_mut().stop_reading());
        }
        let gpu_comes =
            matches!(self.store.engines.gpu.get_untracked(), EngineState::Loading | EngineState::Weights(..));
        if active.is_none() && !gpu_comes {
            left.extend(self.queue.borrow_mut().give_up_scoring());
            let why = reason.clone();
            self.cannot_explain(LocalizedText::new(move || messages::engine_failed(&why.text())));
        }
        for film in left {
            self.fail(
                film,
                ErrorKind::EngineUnavailable,
                &in_english(|| messages::engine_failed(&reason.text())),
            );
        }
    }

    /// Whether the engine at a place may score now. Where WebGPU scores, nobody else does; and the paper's models, where
    /// they are wanted, are waited for: no film goes into the line twice.
    fn may_score(&self, place: SlotId) -> bool {
        let active = self.store.engines.active.get_untracked();
        let is_its_turn = match place {
            SlotId::First | SlotId::Gpu => active == Some(place.backend()),
            // Also while the first engine, which speaks for the CPU, is started anew.
            SlotId::Worker(_) => active != Some(Backend::Webgpu) && self.slots.at(place).is_tested.get(),
        };
        is_its_turn && self.is_complete(place)
    }

    /// Gives an engine that is idle its next job, where there is one.
    fn give_next(self: &Rc<Self>, place: SlotId, next: impl FnOnce(&mut Queue) -> Option<Job>) {
        if self.slots.at(place).is_idle() {
            let job = next(&mut self.queue.borrow_mut());
            if let Some(job) = job {
                self.give(place, job);
            }
        }
    }

    fn give(self: &Rc<Self>, place: SlotId, job: Job) {
        let slot = self.slots.at(place);
        if let SlotId::Worker(_) = place {
            self.workers.note_job();
        }
        slot.job.replace(Some(job.clone()));
        slot.live();
        match job {
            Job::Score(film, inputs) => self.send(place, &ToEngine::Score { film, inputs }, None),
            Job::Read(film) => {
                self.store.worklist.change(film, |state| state.stage = Stage::Reading);
                let (view, longest) = (self.view_of(film), self.longest_of(film));
                self.send_file(place, film, &ToEngine::Read { film, view, longest });
            }
            Job::Show(film) => {
                let (view, longest) = (self.view_of(film), self.longest_of(film));
                self.send_file(place, film, &ToEngine::Show { film, view, longest });
            }
            Job::Prepare(film) => self.send_file(place, film, &ToEngine::Prepare { film }),
            Job::Explain(film, from) => match self.explanation_step(film, from) {
                Some(step) => self.send(place, &step, None),
                None => drop(slot.job.take()), // it was stopped meanwhile
            },
            Job::Export(film, export) => {
                self.send_file(place, film, &ToEngine::Export { film, export });
            }
            Job::Pin(film) => {
                let pinned = self.store.viewer.comparison.get_untracked();
                let view = pinned.filter(|beside| beside.film == film).map(|beside| beside.view);
                let view = view.unwrap_or_default();
                self.send_file(place, film, &ToEngine::Show { film, view, longest: 0 });
            }
            Job::List(film) => {
                let names_url = url_of("dictionary.txt");
                self.send_file(place, film, &ToEngine::List { film, names_url });
            }
            Job::Unpack(film, entry) => self.send_file(place, film, &ToEngine::Unpack { film, entry }),
        }
        self.watch(place);
    }

    /// How a film is to be shown.
    fn view_of(&self, film: FilmId) -> DisplayRequest {
        let is_chosen = self.store.worklist.chosen.get_untracked() == Some(film);
        if is_chosen { self.store.viewer.request.get_untracked() } else { DisplayRequest::default() }
    }

    /// The longest side with which this film's values are wanted, for the graphics processor's canvas.
    fn longest_of(&self, film: FilmId) -> u32 {
        let is_chosen = self.store.worklist.chosen.get_untracked() == Some(film);
        if is_chosen { self.gpu_canvas.longest() } else { 0 }
    }

    /// Hands the engine a message on a film's file. The file itself stays on the disk until the engine reads it.
    fn send_file(self: &Rc<Self>, place: SlotId, film: FilmId, message: &ToEngine) {
        let file = self.files.borrow().get(&film).cloned();
        match file {
            Some(file) => self.send(place, message, Some(&file)),
            None => {
                let error =
                    ErrorReport { kind: ErrorKind::Removed, message: in_english(messages::unreadable) };
                self.failed(place, film, error);
            }
        }
    }

    pub(crate) fn send(&self, place: SlotId, message: &ToEngine, file: Option<&File>) {
        let sent = self.slots.at(place).engine.borrow().as_ref().map(|engine| engine.send(message, file));
        if let Some(Err(error)) = sent {
            web_sys::console::error_1(&error);
        }
    }

    /// A film was read: it is shown at once where it is the chosen one, and goes in line for its scores.
    pub(crate) fn read(self: &Rc<Self>, place: SlotId, film: FilmId, decoded: Decoded) {
        let Some(job) = self.finish(place, film) else { return };
        let Decoded { header, picture, pixels, inputs, elapsed_ms } = decoded;
        if self.store.worklist.chosen.get_untracked() == Some(film) {
            self.show(film, &picture, &pixels);
        }
        if matches!(job, Job::Read(_)) && self.files.borrow().contains_key(&film) {
            let thumbnail = canvas2d::thumbnail(&picture, &pixels).ok();
            self.store.worklist.change(film, |state| {
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
    pub(crate) fn shown(self: &Rc<Self>, film: FilmId, picture: &Picture, pixels: &Pixels) {
        let Some(job) = self.finish(SlotId::First, film) else { return };
        if job == Job::Pin(film) {
            self.show_beside(film, picture, pixels);
        } else if self.store.worklist.chosen.get_untracked() == Some(film) {
            self.show(film, picture, pixels);
        }
        pixels.free();
        self.work();
    }

    /// Draws a film: by the graphics processor where it takes it, else on the processor's own canvas.
    fn show(&self, film: FilmId, picture: &Picture, pixels: &Pixels) {
        let Some(canvas) = self.store.viewer.canvas.get_untracked() else { return };
        let began = now_ms();
        self.store.viewer.on_canvas.set(None); // a drawing that fails may have cleared the canvas
        self.store.viewer.has_overlay.set(pixels.overlay.is_some());
        let is_on_gpu = self.gpu_canvas.take(film, picture, pixels);
        let drawn = if is_on_gpu {
            canvas2d::clear(&canvas);
            self.drawn.take();
            Ok(())
        } else {
            self.gpu_canvas.clear();
            let overlay = pixels.overlay.as_ref().filter(|_| self.store.viewer.overlay.get_untracked());
            let lens = untrack(|| self.store.viewer.magnifier()).map_or(1.0, |_| magnifier::FACTOR);
            let zoom = self.store.viewer.zoom.get_untracked().scale * lens;
            let is_inverted = self.store.viewer.inverted.get_untracked();
            canvas2d::film(&canvas, picture, pixels, overlay, is_inverted, zoom).map(|step| {
                self.drawn.replace(Some((picture.clone(), step)));
            })
        };
        if drawn.is_ok() {
            let shape = f64::from(picture.columns) / (f64::from(picture.rows) * picture.aspect);
            // A drag may have gone on while the picture was made.
            let own = self.store.viewer.request.get_untracked().level.filter(|_| is_on_gpu);
            self.store.viewer.window.set(Some(own.unwrap_or(picture.level)));
            self.store.viewer.on_gpu.set(is_on_gpu);
            self.store
                .viewer
                .film_size
                .set(([f64::from(picture.columns), f64::from(picture.rows)], picture.aspect));
            self.store.viewer.on_canvas.set(Some((film, shape)));
            self.gpu_canvas.ask();
        }
        let drawn_ms = now_ms() - began;
        self.store.worklist.change(film, |state| {
            state.drawn_ms = drawn_ms;
            state.not_shown = drawn.err().map(|_| LocalizedText::of(messages::not_drawn));
        });
    }

    /// A person wants to see the chosen film's whole header.
    pub(crate) fn list_header(self: &Rc<Self>) {
        let Some(film) = self.store.worklist.chosen_untracked() else { return };
        self.store.shell.sheet.set(Some(Sheet::Tags));
        let is_at_hand =
            |listing: &Option<(FilmId, _)>| matches!(listing, Some((of, Ok(_))) if *of == film.id);
        if !self.store.shell.header_dump.with_untracked(is_at_hand) {
            self.store.shell.header_dump.set(None);
            self.queue.borrow_mut().list(film.id);
            self.work();
        }
    }

    /// A film's whole header came.
    pub(crate) fn listed(self: &Rc<Self>, film: FilmId, listing: HeaderDump, has_names: bool) {
        let Some(_job) = self.finish(SlotId::First, film) else { return };
        self.store.shell.header_dump.set(Some((film, Ok((Arc::new(listing), has_names)))));
        self.work();
    }

    /// A film was scored.
    pub(crate) fn scored(self: &Rc<Self>, place: SlotId, film: FilmId, scored: FilmScores) {
        let Some(_job) = self.finish(place, film) else { return };
        self.store.worklist.change(film, |state| {
            state.stage = Stage::Done;
            state.scored = Some(scored);
        });
        self.note(film);
        let film = self.store.worklist.film(film);
        if let Some(Film { name, .. }) = &film {
            let judgement = untrack(|| self.store.report.judge(&scored.readout));
            let verdict = judgement
                .map_or_else(String::new, |judgement| untrack(|| messages::verdict(judgement.verdict)));
            self.store.shell.announcement.set(format!("{name}: {verdict}"));
        }
        film.iter().for_each(|film| self.add_paper_score(film));
        self.work();
    }

    /// An engine could not do its job on a film, and goes on.
    pub(crate) fn failed(self: &Rc<Self>, place: SlotId, film: FilmId, error: ErrorReport) {
        match self.slots.at(place).finish(film) {
            Some(Job::Show(_) | Job::Pin(_)) => self.store.worklist.change(film, |state| {
                state.not_shown = Some(LocalizedText::new(move || messages::error(&error)))
            }),
            Some(job) if job.explains() => {
                self.cannot_explain(LocalizedText::new(move || messages::error(&error)));
            }
            Some(Job::Export(..)) => self.not_exported(LocalizedText::new(move || messages::error(&error))),
            Some(Job::List(_)) => {
                let said = LocalizedText::new(move || messages::error(&error));
                self.store.shell.header_dump.set(Some((film, Err(said))));
            }
            Some(_) => self.fail(film, error.kind, &error.message),
            None => return,
        }
        self.work();
    }

    /// Says in the film's row why it has no scores. A film that was only read again keeps the scores that it has.
    pub(crate) fn fail(self: &Rc<Self>, film: FilmId, kind: ErrorKind, message: &str) {
        let error = ErrorReport::new(kind, message);
        if let Some(name) = self.store.worklist.film(film).map(|film| film.name) {
            let words = untrack(|| messages::error(&error));
            self.store.shell.announcement.set(format!("{name}: {words}"));
        }
        self.store.worklist.change(film, |state| match state.scored {
            Some(_) => state.stage = Stage::Done,
            None => {
                state.stage = Stage::Failed;
                state.error = Some(error);
            }
        });
        self.note(film);
    }

    /// Takes the job on a film from the engine that did it; none where its answer comes too late to matter.
    pub(crate) fn finish(&self, place: SlotId, film: FilmId) -> Option<Job> {
        let job = self.slots.at(place).finish(film)?;
        self.slots.at(place).failures.set(0);
        Some(job)
    }
}

/// Milliseconds on the page's clock.
fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
