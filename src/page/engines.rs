//! The engines: which one starts when, and what happens when one fails.
//!
//! The small CPU engine starts with the page. WebGPU's large one is fetched only where there is a graphics processor
//! (or the address asks for it), and gives way to the CPU for good at its first fault.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::adapter::{self, Adapter};
use super::bridge::{Engine, Heard};
use super::containers::Unpacked;
use super::desk::Desk;
use super::language::{Said, in_english};
use super::queue::Job;
use super::settings::{Wish, url_of};
use super::state::{EngineState, FilmScores, PaperState};
use super::traffic::{self, Traffic};
use super::words;
use super::words::Word;
use crate::protocol::{FromEngine, ToEngine};
use crate::report::ErrorReport;
use crate::scores::Backend;

/// Kind of the error on films for which no engine was left: they are tried again when the engine is.
pub(super) const ENGINE_UNAVAILABLE: &str = "engine_unavailable";
/// Kind of the error on the film at which an engine stopped.
const STOPPED: &str = "engine_stopped";
/// The CPU engine is started again after a fault, but not for ever.
const MOST_FAILURES: u32 = 5;

/// How an engine's worker ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Its code did not come.
    NotLoaded,
    Crashed,
    /// It owed an answer for too long.
    Silent,
    /// It said something that the page does not know.
    Garbled,
    /// It gave numbers that are none.
    NotSound,
}

impl End {
    fn word(self) -> Word {
        match self {
            Self::NotLoaded => words::no_load,
            Self::Crashed => words::crashed,
            Self::Silent => words::too_slow,
            Self::Garbled => words::bad_message,
            Self::NotSound => words::not_sound,
        }
    }
}

impl Desk {
    /// Starts what the address asks for.
    pub(crate) fn open(self: &Rc<Self>) {
        self.start(Backend::Cpu);
        if self.wish == Wish::Webgpu {
            self.offer_gpu();
        } else {
            self.send_start(Backend::Cpu);
        }
    }

    /// Starts the CPU engine after it was given up, and tries the films that it left.
    pub(crate) fn try_again(self: &Rc<Self>) {
        self.cpu.failures.set(0);
        self.store.trouble.set(None);
        self.start(Backend::Cpu);
        self.send_start(Backend::Cpu);
        for film in self.store.films.get_untracked() {
            let left = |kind: &str| kind == ENGINE_UNAVAILABLE;
            if film.state.with_untracked(|state| state.error.as_ref().is_some_and(|e| left(&e.kind))) {
                film.state.update(|state| *state = Default::default());
                self.queue.borrow_mut().add(film.id);
            }
        }
        self.work();
    }

    fn start(self: &Rc<Self>, backend: Backend) {
        let binary = if backend == Backend::Webgpu { "engine_gpu" } else { "engine_cpu" };
        let desk = self.clone();
        self.state(backend).set(EngineState::Loading);
        self.seat(backend).starting.set(false);
        self.seat(backend).paper.replace(PaperState::Off);
        match Engine::start(binary, move |heard| desk.hear(backend, heard)) {
            Ok(engine) => {
                self.seat(backend).engine.replace(Some(engine));
                self.seat(backend).live();
                self.watch(backend);
            }
            Err(_) => self.died(backend, End::NotLoaded),
        }
    }

    fn send_start(&self, backend: Backend) {
        let (seat, message) = (self.seat(backend), ToEngine::Start { weights_url: url_of("weights/") });
        if seat.starting.get() {
            return;
        }
        if let Some(engine) = seat.engine.borrow().as_ref() {
            match engine.send(&message, None) {
                Ok(()) => {
                    seat.starting.set(true);
                    self.state(backend).set(EngineState::Loading);
                }
                Err(error) => web_sys::console::error_1(&error),
            }
        }
    }

    /// Starts the WebGPU engine where the browser has an adapter for it.
    fn offer_gpu(self: &Rc<Self>) {
        let (desk, forced) = (self.clone(), self.wish == Wish::Webgpu);
        if forced {
            self.store.gpu.set(EngineState::Loading);
        }
        spawn_local(async move {
            match adapter::find().await {
                Adapter::Hardware => desk.start_gpu(),
                Adapter::Software if forced => desk.start_gpu(),
                Adapter::Software => {}
                Adapter::None if forced => desk.fall_back(Said::of(words::gpu_no_adapter)),
                Adapter::None => {}
            }
        });
    }

    fn start_gpu(self: &Rc<Self>) {
        self.start(Backend::Webgpu);
        self.send_start(Backend::Webgpu);
    }

    fn hear(self: &Rc<Self>, backend: Backend, heard: Heard) {
        self.seat(backend).live();
        match heard {
            Heard::Died(text) => {
                web_sys::console::warn_1(&text.into());
                let loaded = self.seat(backend).engine.borrow().as_ref().is_some_and(Engine::is_ready);
                self.died(backend, if loaded { End::Crashed } else { End::NotLoaded });
            }
            Heard::Garbled(text) => {
                web_sys::console::warn_1(&text.into());
                self.died(backend, End::Garbled);
            }
            Heard::Said(message, aside) => match *message {
                FromEngine::Ready => {
                    if !self.seat(backend).starting.get() {
                        self.state(backend).set(EngineState::Reading);
                    }
                    self.work();
                }
                FromEngine::Weights { loaded, total } if self.seat(backend).is_loading_paper() => {
                    self.set_paper(backend, PaperState::Loading(loaded, total));
                }
                FromEngine::Weights { loaded, total } => {
                    self.state(backend).set(EngineState::Weights(loaded, total))
                }
                FromEngine::PaperStarted => self.paper_answered(backend, PaperState::Running),
                FromEngine::PaperUnavailable { reason } => {
                    self.paper_answered(backend, PaperState::Unavailable(reason));
                }
                FromEngine::Started { device, elapsed_ms, .. } => self.started(backend, device, elapsed_ms),
                FromEngine::Film { film, header, picture, inputs, elapsed_ms, .. } => {
                    self.read(film, *header, &picture, &aside.pixels, inputs, elapsed_ms);
                }
                FromEngine::Shown { film, picture } => self.shown(film, &picture, &aside.pixels),
                FromEngine::Archive { film, entries } => self.is_archive(film, entries),
                FromEngine::Entry { film, entry, name, error } => {
                    let found = match (aside.file, error) {
                        (Some(file), _) => Unpacked::Film(file),
                        (None, Some(error)) => Unpacked::Failed(error),
                        (None, None) => Unpacked::PassedOver,
                    };
                    self.unpacked(film, entry, &name, found);
                }
                FromEngine::Directory { film, files } => self.is_directory(film, files),
                FromEngine::Scores { film, readout, paper, elapsed_ms, .. }
                    if readout.is_sound() && paper.is_none_or(|scores| scores.is_sound()) =>
                {
                    self.scored(film, FilmScores { readout, paper, backend, elapsed_ms });
                }
                FromEngine::Scores { .. } if backend == Backend::Webgpu => {
                    self.fall_back(Said::of(words::gpu_not_sound))
                }
                FromEngine::Scores { .. } => self.died(backend, End::NotSound),
                FromEngine::Failed { film, error } => self.failed(backend, film, error),
                FromEngine::Unavailable { reason, .. } if backend == Backend::Webgpu => {
                    self.fall_back(reason.into())
                }
                FromEngine::Unavailable { reason, .. } => self.cannot_score(reason.into()),
                FromEngine::Traffic { bytes, requests, elsewhere } => {
                    traffic::add(Traffic { bytes, requests, elsewhere });
                }
                FromEngine::Exported { film } => self.exported(film, aside.file),
                FromEngine::Changes { film, changes, is_burned_in } => {
                    self.previewed(film, changes, is_burned_in);
                }
                FromEngine::Facts { .. } => {} // asked for only by the command line's tests
            },
        }
        self.watch(backend);
    }

    fn started(self: &Rc<Self>, backend: Backend, device: String, elapsed_ms: f64) {
        self.seat(backend).starting.set(false);
        // An engine that knows no more of its device than the backend's name says nothing new.
        let device = if device == backend.name() { String::new() } else { device };
        self.state(backend).set(EngineState::Running(device, elapsed_ms));
        if backend == Backend::Webgpu || self.store.active.get_untracked().is_none() {
            self.store.active.set(Some(backend));
            self.start_paper();
        }
        if backend == Backend::Cpu
            && self.wish == Wish::Auto
            && self.store.gpu.get_untracked() == EngineState::Off
        {
            self.offer_gpu();
        }
        self.work();
    }

    /// The CPU engine reads films but cannot score them (its weights are damaged or did not come).
    fn cannot_score(self: &Rc<Self>, reason: Said) {
        // A film that is being read goes on: reading needs no weights.
        if matches!(*self.cpu.job.borrow(), Some(Job::Score(..)))
            && let Some(Job::Score(film, inputs)) = self.cpu.job.take()
        {
            self.queue.borrow_mut().score_again(film, inputs);
        }
        self.cpu.starting.set(false);
        if self.store.active.get_untracked() == Some(Backend::Cpu) {
            self.store.active.set(None);
        }
        self.give_up_cpu(reason);
        self.work();
    }

    /// An engine's worker is gone or of no more use: the film it worked on pays, the others go on.
    pub(super) fn died(self: &Rc<Self>, backend: Backend, end: End) {
        if backend == Backend::Webgpu {
            let word: Word = if end == End::Silent { words::gpu_silent } else { words::gpu_crashed };
            return self.fall_back(Said::of(word));
        }
        let was_sound = !self.cpu.starting.get() && self.cpu.job.borrow().is_some();
        self.cpu.engine.take();
        self.cpu.starting.set(false);
        if self.store.active.get_untracked() == Some(Backend::Cpu) {
            self.store.active.set(None);
        }
        match self.cpu.job.take() {
            Some(Job::Show(film)) => {
                self.store.change(film, |state| state.not_shown = Some(Said::of(end.word())))
            }
            // One entry pays, and not the whole archive.
            Some(Job::Unpack(archive, entry)) => {
                let (kind, message) = (STOPPED.to_owned(), in_english(end.word()));
                let found = Unpacked::Failed(ErrorReport { kind, message });
                self.entry_done(archive, entry, &in_english(|| words::entry(entry)), found);
            }
            Some(Job::Export(..)) => self.not_exported(Said::of(end.word())),
            Some(job) => self.fail(job.film(), STOPPED, &in_english(end.word())),
            None => {}
        }
        // A film at which a sound engine stops has paid; only an engine that does not come up is given up.
        let failures = self.cpu.failures.get() + u32::from(!was_sound);
        self.cpu.failures.set(failures);
        if matches!(end, End::NotLoaded | End::Garbled) {
            self.give_up_cpu(Said::of(end.word()));
        } else if failures >= MOST_FAILURES {
            self.give_up_cpu(Said::of(words::restarted_too_often));
        } else {
            self.start(Backend::Cpu);
            if self.store.active.get_untracked().is_none() {
                self.send_start(Backend::Cpu);
            }
        }
        self.work();
    }

    fn give_up_cpu(&self, reason: Said) {
        let why = reason.clone();
        self.store.trouble.set(Some(Said::new(move || words::engine_failed(&why.text()))));
        self.store.cpu.set(EngineState::Unavailable(reason));
    }

    /// WebGPU gives way to the CPU for good; the film it worked on is scored there.
    fn fall_back(self: &Rc<Self>, reason: Said) {
        self.gpu.engine.take();
        self.gpu.starting.set(false);
        if let Some(Job::Score(film, inputs)) = self.gpu.job.take() {
            self.queue.borrow_mut().score_again(film, inputs);
        }
        self.store.gpu.set(EngineState::Unavailable(reason.clone()));
        self.store.trouble.set(Some(Said::new(move || words::fell_back(&reason.text()))));
        if matches!(self.store.cpu.get_untracked(), EngineState::Running(..)) {
            self.store.active.set(Some(Backend::Cpu));
            self.start_paper();
        } else {
            self.store.active.set(None);
            self.send_start(Backend::Cpu);
        }
        self.work();
    }

    pub(super) fn state(&self, backend: Backend) -> RwSignal<EngineState> {
        if backend == Backend::Webgpu { self.store.gpu } else { self.store.cpu }
    }
}
