//! The paper's models of 2017 beside the release models: fetched only when the person asks for them.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::cards;
use super::desk::{Desk, Seat};
use super::settings::{self, url_of};
use super::state::{FilmState, PaperState, Stage};
use crate::protocol::{FilmId, ToEngine};
use crate::scores::Backend;

/// Where the paper's weights lie.
const FOLDER: &str = "weights/paper/";

impl Desk {
    /// Switches the paper's models on or off, and remembers it.
    pub(crate) fn toggle_paper(self: &Rc<Self>) {
        let wanted = !self.store.wants_paper.get_untracked();
        self.store.wants_paper.set(wanted);
        settings::remember_paper(wanted);
        if let Some(active) = self.store.active.get_untracked() {
            let seat = self.seat(active);
            if matches!(*seat.paper.borrow(), PaperState::Unavailable(_)) {
                self.set_paper(active, PaperState::Off); // they are tried again
            }
            self.start_paper();
            self.add_paper_scores(active);
        }
        self.work();
    }

    /// Starts the paper's models on the engine that scores, where they are wanted and not there.
    pub(super) fn start_paper(&self) {
        let Some(active) = self.store.active.get_untracked() else { return };
        let is_off = *self.seat(active).paper.borrow() == PaperState::Off;
        if self.store.wants_paper.get_untracked() && is_off {
            self.seat(active).paper.replace(PaperState::Loading(0, 0));
            self.send(active, &ToEngine::StartPaper { weights_url: url_of(FOLDER) }, None);
            self.fetch_paper_card();
        }
        let state = self.seat(active).paper.borrow().clone();
        self.store.paper.set(state);
    }

    fn fetch_paper_card(&self) {
        let store = self.store;
        if !store.paper_card.with_untracked(|card| matches!(card, Some(Ok(_)))) {
            spawn_local(async move { store.paper_card.set(Some(cards::fetch(FOLDER).await)) });
        }
    }

    /// Notes how the paper's models are on an engine.
    pub(super) fn set_paper(&self, backend: Backend, state: PaperState) {
        self.seat(backend).paper.replace(state.clone());
        if self.store.active.get_untracked() == Some(backend) {
            self.store.paper.set(state);
        }
    }

    /// The paper's models are there, or cannot be had.
    pub(super) fn paper_answered(self: &Rc<Self>, backend: Backend, state: PaperState) {
        self.set_paper(backend, state);
        self.add_paper_scores(backend);
        self.work();
    }

    /// Whether an engine has all the models that are wanted, or will not get them.
    pub(super) fn is_complete(&self, backend: Backend) -> bool {
        !self.store.wants_paper.get_untracked() || !self.seat(backend).is_loading_paper()
    }

    /// Puts all films back in line that were scored before the paper's models were there.
    fn add_paper_scores(&self, backend: Backend) {
        for film in self.store.films.get_untracked() {
            self.add_paper_score(film.id, backend);
        }
    }

    /// Puts a film back in line where it lacks what the paper's models say. Its verdict stays meanwhile.
    pub(super) fn add_paper_score(&self, film: FilmId, backend: Backend) {
        let is_running = *self.seat(backend).paper.borrow() == PaperState::Running;
        let lacks = |state: &FilmState| {
            state.stage == Stage::Done && state.scored.is_some_and(|scored| scored.paper.is_none())
        };
        if self.store.wants_paper.get_untracked()
            && is_running
            && let Some(film) = self.store.film(film).filter(|film| film.state.with_untracked(lacks))
        {
            film.state.update(|state| state.stage = Stage::Waiting);
            self.queue.borrow_mut().add(film.id);
        }
    }
}

impl Seat {
    /// Whether the paper's models were asked for and have not answered.
    pub(super) fn is_loading_paper(&self) -> bool {
        matches!(*self.paper.borrow(), PaperState::Loading(..))
    }
}
