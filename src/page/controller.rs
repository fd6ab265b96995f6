//! The desk: films come in, lie in line, are chosen and taken away. It owns what is not plain data: files and engines.
//!
//! Its work is told in six more files: [`work`](super::engine::dispatch) gives jobs and takes results,
//! [`engines`](super::engine::lifecycle) starts the engines and copes when one fails, [`helpers`](super::engine::pool) has more of them
//! while many films wait, [`paper`](super::engine::paper) has the paper's models beside the others,
//! [`containers`](super::worklist::containers) opens archives and tables of contents,
//! [`explanation_job`](super::engine::explain) explains a film.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use leptos::prelude::*;
use web_sys::File;

use super::engine::explain::ExplanationJob;
use super::engine::pool::WorkerPool;
use super::engine::queue::{Job, Queue};
use super::engine::slot::{EngineSlots, SlotId};
use super::shell::settings::BackendRequest;
use super::viewer::measure::Measures;
use super::viewer::webgl::GpuCanvas;
use super::viewer::zoom::Zoom;
use super::viewer::{canvas2d, magnifier};
use super::worklist::session::Session;
use crate::film::Header;
use crate::film::{DisplayRequest, Picture};
use crate::page::shell::state::Sheet;
use crate::page::state::Store;
use crate::page::worklist::film::{Film, FilmState, Stage};
use crate::protocol::FilmId;

/// A handle for components: cheap to copy, and only used on the page's one thread.
pub(crate) type ControllerHandle = StoredValue<Rc<Controller>, LocalStorage>;

/// Files, engines and the line of work.
pub(crate) struct Controller {
    pub(super) store: Store,
    pub(super) backend_request: BackendRequest,
    pub(super) queue: RefCell<Queue>,
    pub(super) files: RefCell<HashMap<FilmId, File>>,
    /// What each DICOMDIR in the list names that is not in the list (yet).
    pub(super) directories: RefCell<HashMap<FilmId, Vec<String>>>,
    pub(super) slots: EngineSlots,
    pub(super) workers: WorkerPool,
    /// Films at which an engine has stopped while others were at work too.
    pub(super) troubled: RefCell<HashSet<FilmId>>,
    pub(super) session: Session,
    /// The graphics processor's canvas.
    pub(super) gpu_canvas: Rc<GpuCanvas>,
    /// Size of the film on the processor's own canvas, without its values, and by how much it was reduced.
    pub(super) drawn: RefCell<Option<(Picture, u32)>>,
    /// The film that is being explained.
    pub(super) explanation_job: RefCell<Option<ExplanationJob>>,
    pub(super) last_id: Cell<FilmId>,
    /// How often the person said stop: what was dropped before comes in no further.
    stops: Cell<u32>,
}

impl Controller {
    /// An empty desk; the engines start with [`Controller::open`].
    pub(crate) fn new(store: Store) -> Rc<Self> {
        Rc::new(Self {
            store,
            backend_request: BackendRequest::from_address(),
            queue: RefCell::default(),
            files: RefCell::default(),
            directories: RefCell::default(),
            slots: EngineSlots::default(),
            workers: WorkerPool::from_device(),
            troubled: RefCell::default(),
            session: Session::default(),
            gpu_canvas: Rc::new(GpuCanvas::new(store.viewer)),
            drawn: RefCell::default(),
            explanation_job: RefCell::default(),
            last_id: Cell::new(0),
            stops: Cell::new(0),
        })
    }

    /// Puts files at the end of the list and chooses the first of them. `begins` tells the first part of a drop
    /// from the rest of a large folder, which comes in later and must not move the person's choice.
    pub(crate) fn add(self: &Rc<Self>, files: Vec<(String, File)>, begins: bool) {
        let mut films = Vec::with_capacity(files.len());
        for (name, file) in files {
            let id = self.last_id.get() + 1;
            self.last_id.set(id);
            let state = ArcRwSignal::new(FilmState::default());
            films.push(Film { id, name: name.into(), bytes: file.size(), state });
            self.files.borrow_mut().insert(id, file);
            self.queue.borrow_mut().add(id);
        }
        let Some(first) = films.first().map(|film| film.id) else { return };
        self.store.worklist.films.update(|list| list.append(&mut films));
        self.store.worklist.request_refresh();
        self.check_directories();
        if begins || self.store.worklist.chosen.with_untracked(Option::is_none) {
            self.choose(first);
        }
        self.work();
    }

    /// Shows a film; its picture is read again where only the list's small one is left.
    pub(crate) fn choose(self: &Rc<Self>, id: FilmId) {
        if self.store.worklist.chosen.get_untracked() != Some(id) {
            self.store.viewer.request.set(DisplayRequest::default());
            self.store.viewer.zoom.set(Zoom::default());
        }
        self.store.worklist.chosen.set(Some(id));
        self.explain_only(id);
        let Some(film) = self.store.worklist.film(id) else { return };
        let read = film.state.with_untracked(|state| state.header.is_some());
        let shown = self.store.viewer.on_canvas.get_untracked().is_some_and(|(on_canvas, _)| on_canvas == id);
        self.queue.borrow_mut().look_at(id, read && !shown);
        self.work();
    }

    /// Draws the film anew where a larger window shows more of its pixels than the canvas holds.
    pub(crate) fn window_resized(self: &Rc<Self>) {
        self.gpu_canvas.ask(); // of another screen, pixels have another size
        let is_coarse = self.is_coarse();
        if is_coarse && let Some(chosen) = self.store.worklist.chosen.get_untracked() {
            self.store.viewer.on_canvas.set(None);
            self.choose(chosen);
        }
    }

    /// Whether more of the film's pixels could be seen than the canvas holds.
    fn is_coarse(&self) -> bool {
        let lens = untrack(|| self.store.viewer.magnifier()).map_or(1.0, |_| magnifier::FACTOR);
        let scale = self.store.viewer.zoom.get_untracked().scale * lens;
        self.drawn.borrow().as_ref().is_some_and(|(picture, step)| canvas2d::step(picture, scale) < *step)
    }

    /// Draws the film anew where it was made so large that more of its pixels are seen.
    pub(crate) fn zoomed(self: &Rc<Self>) {
        if self.is_coarse()
            && let Some(chosen) = self.store.worklist.chosen.get_untracked()
        {
            self.show_again(chosen);
        }
    }

    /// The film in its true size; where it is that already, the screen can be measured.
    pub(crate) fn true_size(self: &Rc<Self>) {
        let Some(scale) = untrack(|| self.store.true_scale()) else { return };
        if (self.store.viewer.zoom.get_untracked().scale / scale - 1.0).abs() < 1e-3 {
            return self.store.shell.sheet.set(Some(Sheet::Ruler));
        }
        self.store.viewer.zoom.update(|zoom| *zoom = zoom.at_scale(scale));
        self.zoomed();
    }

    /// The film as it was first shown: its own window, as large as fits, the right way up.
    pub(crate) fn reset(self: &Rc<Self>) {
        if self.store.viewer.inverted.get_untracked() {
            self.invert(false);
        }
        self.store.viewer.zoom.set(Zoom::default());
        self.look(|view| *view = DisplayRequest { frame: view.frame, ..DisplayRequest::default() });
    }

    /// Shows another frame or window of the chosen film; the scores stay those of its first frame.
    pub(crate) fn look(self: &Rc<Self>, change: impl FnOnce(&mut DisplayRequest)) {
        let Some(film) = self.store.worklist.chosen_untracked() else { return };
        let count = |header: &Header| (header.frames, header.windows.len() as u32);
        let Some((frames, windows)) = film.state.with_untracked(|state| state.header.as_ref().map(count))
        else {
            return;
        };
        let before = self.store.viewer.request.get_untracked();
        let mut view = before;
        change(&mut view);
        view.frame = view.frame.min(frames.saturating_sub(1));
        view.window = view.window.min(windows);
        if view == before {
            return;
        }
        self.store.viewer.request.set(view);
        let only_level = DisplayRequest { level: before.level, ..view } == before;
        match view.level {
            // Windowed where it lies, in the screen's next frame.
            Some(level) if only_level && self.is_on_gpu(film.id) => self.store.viewer.window.set(Some(level)),
            _ => self.show_again(film.id),
        }
    }

    /// Changes black and white of the film, or has them as they were.
    pub(crate) fn invert(self: &Rc<Self>, inverted: bool) {
        self.store.viewer.inverted.set(inverted);
        let film = self.store.worklist.chosen_untracked();
        let film = film.filter(|film| film.state.with_untracked(|state| state.header.is_some()));
        if let Some(film) = film.filter(|film| !self.is_on_gpu(film.id)) {
            self.show_again(film.id);
        }
    }

    /// Shows or hides what is drawn over films.
    pub(crate) fn toggle_overlay(self: &Rc<Self>) {
        self.store.viewer.overlay.update(|shown| *shown = !*shown);
        let film =
            self.store.worklist.chosen_untracked().filter(|_| self.store.viewer.has_overlay.get_untracked());
        if let Some(film) = film.filter(|film| !self.is_on_gpu(film.id)) {
            self.show_again(film.id);
        }
    }

    /// Whether the graphics processor has the film's values, and shows them.
    fn is_on_gpu(&self, film: FilmId) -> bool {
        let shown =
            self.store.viewer.on_canvas.get_untracked().is_some_and(|(on_canvas, _)| on_canvas == film);
        shown && self.store.viewer.on_gpu.get_untracked() && self.gpu_canvas.holds(film)
    }

    /// The graphics processor lost what it had, or has its context again: the film is drawn by whatever there is now, and
    /// until then its small picture stands there.
    pub(crate) fn gpu_canvas_changed(self: &Rc<Self>, is_lost: bool) {
        if is_lost {
            self.gpu_canvas.lost();
        } else {
            self.gpu_canvas.restored();
        }
        if is_lost && !self.store.viewer.on_gpu.get_untracked() {
            return;
        }
        self.store.viewer.on_canvas.set(None);
        if let Some(chosen) = self.store.worklist.chosen_untracked()
            && chosen.state.with_untracked(|state| state.header.is_some())
        {
            self.show_again(chosen.id);
        }
    }

    fn show_again(self: &Rc<Self>, id: FilmId) {
        self.queue.borrow_mut().look_at(id, true);
        self.work();
    }

    /// Chooses the film `by` places further down what is seen of the list.
    pub(crate) fn step(self: &Rc<Self>, by: isize) {
        let chosen = self.store.worklist.chosen.get_untracked();
        let target = self.store.worklist.visible.with_untracked(|seen| {
            let last = seen.len().saturating_sub(1);
            let target = seen.place(chosen).map_or(0, |at| at.saturating_add_signed(by).min(last));
            seen.at(target).map(|film| film.id)
        });
        if let Some(target) = target.filter(|&target| chosen != Some(target)) {
            self.choose(target);
        }
    }

    /// Takes a film off the list; its neighbour is chosen in its place.
    pub(crate) fn remove(self: &Rc<Self>, id: FilmId) {
        self.queue.borrow_mut().forget(id);
        self.forget_explanation(Some(id));
        self.files.borrow_mut().remove(&id);
        self.directories.borrow_mut().remove(&id);
        self.store.viewer.measures.update(|measures| measures.forget(id));
        self.unpin(Some(id));
        let at =
            self.store.worklist.films.with_untracked(|films| films.iter().position(|film| film.id == id));
        self.store.worklist.films.update(|films| films.retain(|film| film.id != id));
        self.store.worklist.request_refresh();
        if self.store.worklist.chosen.get_untracked() == Some(id) {
            let next = self.store.worklist.films.with_untracked(|films| {
                let at = at.unwrap_or(0).min(films.len().saturating_sub(1));
                films.get(at).map(|film| film.id)
            });
            match next {
                Some(next) => self.choose(next),
                None => self.clear_view(),
            }
        }
    }

    /// How often the person has said stop.
    pub(crate) fn stops(&self) -> u32 {
        self.stops.get()
    }

    /// Takes all films off the list; folders that are still walked end too.
    pub(crate) fn clear(self: &Rc<Self>) {
        self.stops.update(|stops| stops + 1);
        self.store.viewer.measures.set(Measures::default());
        self.unpin(None);
        self.end_workers();
        self.workers.try_again();
        self.queue.take();
        self.forget_explanation(None);
        self.troubled.take();
        self.directories.take();
        self.files.borrow_mut().clear();
        self.store.worklist.films.set(Vec::new());
        self.store.worklist.paused.set(false);
        self.store.worklist.request_refresh();
        self.clear_view();
        self.forget();
    }

    /// Has the films wait that are not yet read, or go on. The one that is looked at is read all the same.
    pub(crate) fn pause(self: &Rc<Self>, paused: bool) {
        self.store.worklist.paused.set(paused);
        self.queue.borrow_mut().paused = paused;
        self.store.worklist.request_refresh();
        self.work();
    }

    /// Takes the films off the list that wait to be read; folders that are still walked end too.
    pub(crate) fn drop_waiting(self: &Rc<Self>) {
        self.stops.update(|stops| stops + 1);
        let mut stopped = self.queue.borrow_mut().stop_reading();
        self.pause(false);
        // The entry that is being taken out of an archive is its last.
        if let Some(Job::Unpack(archive, _)) = *self.slots.at(SlotId::First).job.borrow() {
            stopped.push(archive);
        }
        // A film that was only to be read again stays, with the scores that it has.
        stopped.retain(|&id| {
            let film = self.store.worklist.film(id);
            let again = film.filter(|film| film.state.with_untracked(|state| state.scored.is_some()));
            if let Some(film) = &again {
                film.state.update(|state| state.stage = Stage::Done);
            }
            again.is_none()
        });
        let stopped: HashSet<FilmId> = stopped.into_iter().collect();
        self.files.borrow_mut().retain(|id, _| !stopped.contains(id));
        self.store.worklist.films.update(|films| films.retain(|film| !stopped.contains(&film.id)));
        self.store.worklist.request_refresh();
        let chosen = self.store.worklist.chosen.get_untracked();
        if chosen.is_some_and(|id| stopped.contains(&id)) {
            match self.store.worklist.films.with_untracked(|films| films.last().map(|film| film.id)) {
                Some(last) => self.choose(last),
                None => self.clear_view(),
            }
        }
    }

    fn clear_view(&self) {
        self.store.worklist.chosen.set(None);
        self.store.viewer.on_canvas.set(None);
        if let Some(canvas) = self.store.viewer.canvas.get_untracked() {
            canvas2d::clear(&canvas);
        }
        self.gpu_canvas.clear();
    }
}
