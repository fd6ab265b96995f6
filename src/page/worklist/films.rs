//! The films of the list: they are added, chosen and removed here. Entries of archives are added in
//! [`containers`](super::containers).

use std::collections::HashSet;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::files::FilmFiles;
use super::film::{Film, FilmState, Stage};
use super::session::Session;
use super::state::SessionKeeping;
use crate::film::DisplayRequest;
use crate::page::engine::explain::Explanation;
use crate::page::engine::jobs::Jobs;
use crate::page::shell::settings;
use crate::page::state::Store;
use crate::page::text::messages;
use crate::page::viewer::display::FilmDisplay;
use crate::page::viewer::measure::Measures;
use crate::page::viewer::zoom::Zoom;
use crate::protocol::FilmId;
use crate::report::{ErrorKind, ErrorReport};

/// The list, with the parts of the page that change when a film is chosen or removed.
pub(crate) struct Films {
    pub(super) store: Store,
    pub(super) jobs: Rc<Jobs>,
    pub(super) files: Rc<FilmFiles>,
    pub(super) session: Rc<Session>,
    display: Rc<FilmDisplay>,
    explanation: Rc<Explanation>,
}

impl Films {
    /// An empty list.
    pub(crate) fn new(
        store: Store,
        jobs: Rc<Jobs>,
        files: Rc<FilmFiles>,
        session: Rc<Session>,
        display: Rc<FilmDisplay>,
        explanation: Rc<Explanation>,
    ) -> Self {
        Self { store, jobs, files, session, display, explanation }
    }

    /// Puts files at the end of the list and chooses the first of them. `begins` tells the first part of a drop
    /// from the rest of a large folder, which is added later and must not change the reader's choice.
    pub(crate) fn add(&self, files: Vec<(String, File)>, begins: bool) {
        let mut films = Vec::with_capacity(files.len());
        for (name, file) in files {
            let id = self.files.next_id();
            let state = ArcRwSignal::new(FilmState::default());
            films.push(Film { id, name: name.into(), bytes: file.size(), state });
            self.files.insert(id, file);
            self.jobs.queue().add(id);
        }
        let Some(first) = films.first().map(|film| film.id) else { return };
        self.store.worklist.films.update(|list| list.append(&mut films));
        self.store.worklist.request_refresh();
        self.check_directories();
        if begins || self.store.worklist.chosen.with_untracked(Option::is_none) {
            self.choose(first);
        }
        self.jobs.dispatch();
    }

    /// Shows a film; its picture is read again where only the list's thumbnail is left.
    pub(crate) fn choose(&self, id: FilmId) {
        if self.store.worklist.chosen.get_untracked() != Some(id) {
            self.store.viewer.request.set(DisplayRequest::default());
            self.store.viewer.zoom.set(Zoom::default());
        }
        self.store.worklist.chosen.set(Some(id));
        self.explanation.stop_unless(id);
        let Some(film) = self.store.worklist.film(id) else { return };
        let is_read = film.state.with_untracked(|state| state.header.is_some());
        let is_shown = self.display.is_on_canvas(id);
        self.jobs.queue().prioritize(id, is_read && !is_shown);
        self.jobs.dispatch();
    }

    /// Draws the film anew where a larger window shows more of its pixels than the canvas holds.
    pub(crate) fn window_resized(&self) {
        self.display.redraw(); // on another screen, pixels have another size
        if self.display.is_coarse()
            && let Some(chosen) = self.store.worklist.chosen.get_untracked()
        {
            self.store.viewer.on_canvas.set(None);
            self.choose(chosen);
        }
    }

    /// Chooses the film `by` places further down the visible list.
    pub(crate) fn step(&self, by: isize) {
        let chosen = self.store.worklist.chosen.get_untracked();
        let target = self.store.worklist.visible.with_untracked(|visible| {
            let last = visible.len().saturating_sub(1);
            let target = visible.place(chosen).map_or(0, |at| at.saturating_add_signed(by).min(last));
            visible.at(target).map(|film| film.id)
        });
        if let Some(target) = target.filter(|&target| chosen != Some(target)) {
            self.choose(target);
        }
    }

    /// Exchanges the pinned film and the chosen one.
    pub(crate) fn exchange_pinned(&self) {
        let Some(pinned) = self.store.viewer.comparison.get_untracked() else { return };
        let Some(chosen) = self.store.worklist.chosen.get_untracked().filter(|&chosen| chosen != pinned.film)
        else {
            return;
        };
        self.display.pin(chosen);
        self.choose(pinned.film);
        if self.store.viewer.comparison_linked.get_untracked() {
            self.store.viewer.zoom.set(pinned.zoom);
        }
    }

    /// Removes a film from the list; its neighbour is chosen in its place.
    pub(crate) fn remove(&self, id: FilmId) {
        self.jobs.queue().remove(id);
        self.explanation.remove(Some(id));
        self.files.remove(id);
        self.store.viewer.measures.update(|measures| measures.forget(id));
        self.display.unpin(Some(id));
        let at =
            self.store.worklist.films.with_untracked(|films| films.iter().position(|film| film.id == id));
        self.store.worklist.films.update(|films| films.retain(|film| film.id != id));
        self.store.worklist.request_refresh();
        if self.store.worklist.chosen.get_untracked() == Some(id) {
            let next = self.store.worklist.films.with_untracked(|films| {
                let at = at.unwrap_or(0).min(films.len().saturating_sub(1));
                films.get(at).map(|film| film.id)
            });
            self.choose_or_clear(next);
        }
    }

    /// Removes all films; folders that are still being read are cancelled.
    pub(crate) fn clear(&self) {
        self.files.cancel();
        self.store.viewer.measures.set(Measures::default());
        self.display.unpin(None);
        *self.jobs.queue() = Default::default();
        self.explanation.remove(None);
        self.files.clear();
        self.store.worklist.films.set(Vec::new());
        self.store.worklist.paused.set(false);
        self.store.worklist.request_refresh();
        self.choose_or_clear(None);
    }

    /// Pauses the films that are not yet read, or resumes. The film on the screen is read all the same.
    pub(crate) fn pause(&self, paused: bool) {
        self.store.worklist.paused.set(paused);
        self.jobs.queue().paused = paused;
        self.store.worklist.request_refresh();
        self.jobs.dispatch();
    }

    /// Removes the films that wait to be read, and the archive of which an entry is being unpacked: that entry is its last.
    /// Folders that are still being read are cancelled.
    pub(crate) fn remove_waiting(&self, unpacking: impl FnOnce() -> Option<FilmId>) {
        self.files.cancel();
        let mut removed = self.jobs.queue().drain_reading();
        self.pause(false);
        removed.extend(unpacking());
        // A film that was only to be read again stays, with the scores that it has.
        removed.retain(|&id| {
            let film = self.store.worklist.film(id);
            let scored = film.filter(|film| film.state.with_untracked(|state| state.scored.is_some()));
            if let Some(film) = &scored {
                film.state.update(|state| state.stage = Stage::Done);
            }
            scored.is_none()
        });
        let removed: HashSet<FilmId> = removed.into_iter().collect();
        self.files.remove_all(&removed);
        self.store.worklist.films.update(|films| films.retain(|film| !removed.contains(&film.id)));
        self.store.worklist.request_refresh();
        let chosen = self.store.worklist.chosen.get_untracked();
        if chosen.is_some_and(|id| removed.contains(&id)) {
            let last = self.store.worklist.films.with_untracked(|films| films.last().map(|film| film.id));
            self.choose_or_clear(last);
        }
    }

    fn choose_or_clear(&self, film: Option<FilmId>) {
        match film {
            Some(film) => self.choose(film),
            None => {
                self.store.worklist.chosen.set(None);
                self.display.clear();
            }
        }
    }

    /// Shows in the film's row why it has no scores. A film that was only read again keeps the scores that it has.
    pub(crate) fn fail(&self, film: FilmId, kind: ErrorKind, message: &str) {
        let error = ErrorReport::new(kind, message);
        if let Some(name) = self.store.worklist.film(film).map(|film| film.name) {
            let text = untrack(|| messages::error(&error));
            self.store.shell.announcement.set(format!("{name}: {text}"));
        }
        self.store.worklist.change(film, |state| match state.scored {
            Some(_) => state.stage = Stage::Done,
            None => {
                state.stage = Stage::Failed;
                state.error = Some(error);
            }
        });
        self.session.film_changed(film);
    }

    /// Switches the keeping of the list on or off. Off leaves nothing behind.
    pub(crate) fn toggle_session(self: &Rc<Self>) {
        let (films, before) = (self.clone(), self.store.worklist.keeping.get_untracked());
        settings::remember_session(matches!(before, SessionKeeping::Off | SessionKeeping::Elsewhere));
        spawn_local(async move {
            match before {
                SessionKeeping::Off => films.session.begin().await,
                // The other window may be gone by now: what it kept comes first, as on a new visit.
                SessionKeeping::Elsewhere => films.recall_session().await,
                SessionKeeping::On(_) | SessionKeeping::Full(_) => films.session.erase().await,
            }
        });
    }

    /// Brings back the list of the last visit, where it was kept. The model card must have been fetched: scores of other
    /// weights are not taken.
    pub(crate) async fn recall_session(&self) {
        let Some(recalled) = self.session.recall().await else { return };
        if let Some(first) =
            recalled.first().filter(|_| self.store.worklist.chosen.with_untracked(Option::is_none))
        {
            self.choose(*first);
        }
        self.jobs.dispatch();
    }
}
