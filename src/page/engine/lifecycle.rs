//! The engines: which one starts when, and what happens when one fails.
//!
//! The small CPU engine starts with the page. WebGPU's large one is fetched only where there is a graphics processor
//! (or the address asks for it), and gives way to the CPU for good at its first fault. Helpers are started and let go in
//! [`helpers`](super::pool).

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::adapter;
use super::adapter::Adapter;
use super::client::{Engine, Heard};
use super::dispatch::Decoded;
use super::queue::Job;
use super::slot::{Place, Seats};
use crate::page::controller::Controller;
use crate::page::shell::settings::{Wish, url_of};
use crate::page::shell::traffic;
use crate::page::state::{EngineState, FilmScores, PaperState};
use crate::page::text::language::{Said, in_english};
use crate::page::text::messages;
use crate::page::text::messages::Word;
use crate::page::worklist::containers::Unpacked;
use crate::protocol::{FromEngine, ToEngine};
use crate::report::{ErrorKind, ErrorReport};
use crate::scores::Backend;

/// The CPU engine is started again after a fault, but not for ever.
const MAX_FAILURES: u32 = 5;
/// Bytes that the first engine's memory may keep when the list is empty: what a few common films leave.
const MAX_GROWN: u64 = 64 << 20;
/// Helpers are done without where one stops at so many films in a row.
const MAX_FAILURES_OF_HELPERS: u32 = 2;

/// How an engine's worker ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
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
            Self::NotLoaded => messages::no_load,
            Self::Crashed => messages::crashed,
            Self::Silent => messages::too_slow,
            Self::Garbled => messages::bad_message,
            Self::NotSound => messages::not_sound,
        }
    }
}

impl Controller {
    /// Starts what the address asks for.
    pub(crate) fn open(self: &Rc<Self>) {
        self.start(Place::First);
        if self.wish == Wish::Webgpu {
            self.offer_gpu();
        } else {
            self.send_start(Place::First);
        }
    }

    /// Starts the CPU engine after it was given up, and tries the films that it left.
    pub(crate) fn try_again(self: &Rc<Self>) {
        self.seats.at(Place::First).failures.set(0);
        self.staff.try_again();
        self.store.trouble.set(None);
        self.start(Place::First);
        self.send_start(Place::First);
        for film in self.store.films.get_untracked() {
            let left = |kind: ErrorKind| kind == ErrorKind::EngineUnavailable;
            if film.state.with_untracked(|state| state.error.as_ref().is_some_and(|e| left(e.kind))) {
                film.state.update(|state| *state = Default::default());
                self.queue.borrow_mut().add(film.id);
            }
        }
        self.work();
    }

    pub(crate) fn start(self: &Rc<Self>, place: Place) {
        let controller = self.clone();
        self.set_state(place, EngineState::Loading);
        match Engine::start(place.binary(), move |heard| controller.hear(place, heard)) {
            Ok(engine) => {
                self.seats.at(place).sit(engine);
                self.watch(place);
            }
            Err(_) => self.died(place, End::NotLoaded),
        }
    }

    pub(crate) fn send_start(&self, place: Place) {
        let (seat, message) = (self.seats.at(place), ToEngine::Start { weights_url: url_of("weights/") });
        if seat.starting.get() {
            return;
        }
        if let Some(engine) = seat.engine.borrow().as_ref() {
            match engine.send(&message, None) {
                Ok(()) => {
                    seat.starting.set(true);
                    self.set_state(place, EngineState::Loading);
                }
                Err(error) => web_sys::console::error_1(&error),
            }
        }
    }

    /// Starts the WebGPU engine where the browser has an adapter for it.
    fn offer_gpu(self: &Rc<Self>) {
        let (controller, forced) = (self.clone(), self.wish == Wish::Webgpu);
        if forced {
            self.store.gpu.set(EngineState::Loading);
        }
        spawn_local(async move {
            match adapter::find().await {
                Adapter::Hardware => controller.start_gpu(),
                Adapter::Software if forced => controller.start_gpu(),
                Adapter::Software => {}
                Adapter::None if forced => controller.fall_back(Said::of(messages::gpu_no_adapter)),
                Adapter::None => {}
            }
        });
    }

    fn start_gpu(self: &Rc<Self>) {
        self.start(Place::Gpu);
        self.send_start(Place::Gpu);
    }

    fn hear(self: &Rc<Self>, place: Place, heard: Heard) {
        self.seats.at(place).live();
        match heard {
            Heard::Died(text) => {
                web_sys::console::warn_1(&text.into());
                let is_loaded = self.seats.at(place).is_ready();
                self.died(place, if is_loaded { End::Crashed } else { End::NotLoaded });
            }
            Heard::Garbled(text) => {
                web_sys::console::warn_1(&text.into());
                self.died(place, End::Garbled);
            }
            Heard::Said(message, aside) => match *message {
                FromEngine::Ready => {
                    if !self.seats.at(place).starting.get() {
                        self.set_state(place, EngineState::Reading);
                    }
                    self.count_helpers();
                    self.work();
                }
                FromEngine::Weights { loaded, total } if self.seats.at(place).is_loading_paper() => {
                    self.set_paper(place, PaperState::Loading(loaded, total));
                }
                FromEngine::Weights { loaded, total } => {
                    self.set_state(place, EngineState::Weights(loaded, total));
                }
                FromEngine::PaperStarted => self.paper_answered(place, PaperState::Running),
                FromEngine::PaperUnavailable { reason } => {
                    self.paper_answered(place, PaperState::Unavailable(reason));
                }
                FromEngine::Started { device, elapsed_ms, .. } => self.started(place, device, elapsed_ms),
                FromEngine::Film { film, header, picture, inputs, elapsed_ms, .. } => {
                    let (header, pixels) = (*header, aside.pixels);
                    self.read(place, film, Decoded { header, picture, pixels, inputs, elapsed_ms });
                }
                FromEngine::Shown { film, picture } => self.shown(film, &picture, &aside.pixels),
                FromEngine::Archive { film, entries } => self.is_archive(place, film, entries),
                FromEngine::Entry { film, entry, name, error } => {
                    let found = match (aside.file, error) {
                        (Some(file), _) => Unpacked::Film(file),
                        (None, Some(error)) => Unpacked::Failed(error),
                        (None, None) => Unpacked::PassedOver,
                    };
                    self.unpacked(film, entry, &name, found);
                }
                FromEngine::Directory { film, files } => self.is_directory(place, film, files),
                FromEngine::Scores { film, readout, paper, elapsed_ms, .. }
                    if readout.is_valid() && paper.is_none_or(|scores| scores.is_valid()) =>
                {
                    let backend = place.backend();
                    self.scored(place, film, FilmScores { readout, paper, backend, elapsed_ms });
                }
                FromEngine::Exported { film } => self.exported(film, aside.file),
                FromEngine::Changes { film, changes, is_burned_in } => {
                    self.previewed(film, changes, is_burned_in);
                }
                FromEngine::Listing { film, listing, has_names } => self.listed(film, listing, has_names),
                FromEngine::Scores { .. } => self.died(place, End::NotSound),
                FromEngine::Prepared { film, inputs } => self.prepared(film, inputs),
                FromEngine::Explained { film, found } => self.explained(place, film, found),
                FromEngine::Failed { film, error } => self.failed(place, film, error),
                FromEngine::Unavailable { reason, .. } => match place {
                    Place::First => self.cannot_score(reason.into()),
                    Place::Helper(_) => self.give_up_helper(place),
                    Place::Gpu => self.fall_back(reason.into()),
                },
                FromEngine::Traffic { bytes, asked } => traffic::add(place.backend(), bytes, &asked),
                FromEngine::Forgot { grown } => self.forgot(grown),
                FromEngine::Facts { .. } => {} // asked for only by the command line's tests
            },
        }
        self.watch(place);
    }

    fn started(self: &Rc<Self>, place: Place, device: String, elapsed_ms: f64) {
        let (seat, backend) = (self.seats.at(place), place.backend());
        seat.starting.set(false);
        seat.is_tested.set(true);
        if let Place::Helper(_) = place {
            self.start_paper();
            return self.work();
        }
        // An engine that knows no more of its device than the backend's name says nothing new.
        let device = if device == backend.name() { String::new() } else { device };
        self.set_state(place, EngineState::Running(device, elapsed_ms));
        if place == Place::Gpu || self.store.active.get_untracked().is_none() {
            self.store.active.set(Some(backend));
            self.start_paper();
        }
        if place == Place::First
            && self.wish == Wish::Auto
            && self.store.gpu.get_untracked() == EngineState::Off
        {
            self.offer_gpu();
        }
        self.work();
    }

    /// Has the first engine forget its film, for the list was cleared.
    pub(crate) fn forget(&self) {
        if self.seats.at(Place::First).is_ready() {
            self.send(Place::First, &ToEngine::Forget, None);
        }
    }

    /// The first engine holds no film any more. Where a large one has made its memory grow, only a new worker gives that
    /// back; it is there in a second or two, its weights out of the cache. Not while films have come in again.
    fn forgot(self: &Rc<Self>, grown: u64) {
        let first = self.seats.at(Place::First);
        let is_at_work = first.job.borrow().is_some() || first.starting.get() || first.is_loading_paper();
        if grown <= MAX_GROWN || is_at_work {
            return;
        }
        first.vacate();
        if self.store.active.get_untracked() == Some(Backend::Cpu) {
            self.store.active.set(None);
        }
        self.start(Place::First);
        if self.store.active.get_untracked().is_none() {
            self.send_start(Place::First);
        }
    }

    /// The CPU engine reads films but cannot score them (its weights are damaged or did not come).
    fn cannot_score(self: &Rc<Self>, reason: Said) {
        // A film that is being read goes on: reading needs no weights.
        let first = self.seats.at(Place::First);
        if matches!(*first.job.borrow(), Some(Job::Score(..)))
            && let Some(job) = first.job.take()
        {
            self.put_back(job);
        }
        if matches!(*first.job.borrow(), Some(Job::Explain(..))) {
            first.job.take();
            self.cannot_explain(reason.clone());
        }
        first.starting.set(false);
        if self.store.active.get_untracked() == Some(Backend::Cpu) {
            self.store.active.set(None);
        }
        self.give_up_cpu(reason);
        self.work();
    }

    /// An engine's worker is gone or of no more use: the film it worked on pays, the others go on.
    pub(crate) fn died(self: &Rc<Self>, place: Place, end: End) {
        match place {
            Place::First => self.first_died(end),
            Place::Helper(_) => self.helper_died(place, end),
            Place::Gpu => self.fall_back(Said::of(match end {
                End::Silent => messages::gpu_silent,
                End::NotSound => messages::gpu_not_sound,
                End::NotLoaded | End::Crashed | End::Garbled => messages::gpu_crashed,
            })),
        }
    }

    fn first_died(self: &Rc<Self>, end: End) {
        let first = self.seats.at(Place::First);
        let was_sound = !first.starting.get() && first.job.borrow().is_some();
        first.vacate();
        if self.store.active.get_untracked() == Some(Backend::Cpu) {
            self.store.active.set(None);
        }
        match first.job.take() {
            Some(Job::Show(film) | Job::Pin(film)) => {
                self.store.change(film, |state| state.not_shown = Some(Said::of(end.word())))
            }
            Some(Job::List(film)) => self.store.listing.set(Some((film, Err(Said::of(end.word()))))),
            // One entry pays, and not the whole archive.
            Some(Job::Unpack(archive, entry)) => {
                let error = ErrorReport::new(ErrorKind::EngineStopped, in_english(end.word()));
                let found = Unpacked::Failed(error);
                self.entry_done(archive, entry, &in_english(|| messages::entry(entry)), found);
            }
            Some(job) if job.explains() => self.cannot_explain(Said::of(end.word())),
            Some(Job::Export(..)) => self.not_exported(Said::of(end.word())),
            Some(job) => {
                let is_alone = !Seats::helpers().any(|place| self.seats.at(place).is_taken());
                self.stopped_at(job, end, is_alone);
            }
            None => {}
        }
        // A film at which a sound engine stops has paid; only an engine that does not come up is given up.
        let failures = first.failures.get() + u32::from(!was_sound);
        first.failures.set(failures);
        if matches!(end, End::NotLoaded | End::Garbled) {
            self.give_up_cpu(Said::of(end.word()));
        } else if failures >= MAX_FAILURES {
            self.give_up_cpu(Said::of(messages::restarted_too_often));
        } else {
            self.start(Place::First);
            if self.store.active.get_untracked().is_none() {
                self.send_start(Place::First);
            }
        }
        self.work();
    }

    /// Another takes the place of a helper that stopped at a film; one that stopped by itself is done without.
    fn helper_died(self: &Rc<Self>, place: Place, end: End) {
        let seat = self.seats.at(place);
        seat.vacate();
        seat.failures.set(seat.failures.get() + 1);
        let is_hopeless = seat.failures.get() >= MAX_FAILURES_OF_HELPERS || seat.job.borrow().is_none();
        if let Some(job) = seat.job.take() {
            self.stopped_at(job, end, false);
        }
        self.count_helpers();
        if is_hopeless { self.give_up_helper(place) } else { self.work() }
    }

    /// The film at which an engine stopped pays. Where others were at work too, it may have been memory that was short,
    /// and the film is tried once more before it pays.
    fn stopped_at(self: &Rc<Self>, job: Job, end: End, was_alone: bool) {
        if end == End::Crashed && !was_alone && self.troubled.borrow_mut().insert(job.film()) {
            self.put_back(job);
        } else {
            self.fail(job.film(), ErrorKind::EngineStopped, &in_english(end.word()));
        }
    }

    fn give_up_cpu(&self, reason: Said) {
        self.end_helpers();
        let why = reason.clone();
        self.store.trouble.set(Some(Said::new(move || messages::engine_failed(&why.text()))));
        self.store.cpu.set(EngineState::Unavailable(reason));
    }

    /// WebGPU gives way to the CPU for good; the film it worked on is scored there.
    fn fall_back(self: &Rc<Self>, reason: Said) {
        let gpu = self.seats.at(Place::Gpu);
        gpu.vacate();
        if let Some(job) = gpu.job.take() {
            self.put_back(job);
        }
        self.explain_again();
        self.store.gpu.set(EngineState::Unavailable(reason.clone()));
        self.store.trouble.set(Some(Said::new(move || messages::fell_back(&reason.text()))));
        if matches!(self.store.cpu.get_untracked(), EngineState::Running(..)) {
            self.store.active.set(Some(Backend::Cpu));
            self.start_paper();
        } else {
            self.store.active.set(None);
            self.send_start(Place::First);
        }
        self.work();
    }

    /// Notes how an engine is, where the page says it: of helpers it says only how many there are.
    fn set_state(&self, place: Place, state: EngineState) {
        match place {
            Place::First => self.store.cpu.set(state),
            Place::Helper(_) => {}
            Place::Gpu => self.store.gpu.set(state),
        }
    }
}
