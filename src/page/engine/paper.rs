//! The paper's models of 2017 beside the release models: fetched only when the person asks for them.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::slot::{EngineSlot, EngineSlots, SlotId};
use crate::page::controller::Controller;
use crate::page::engine::state::PaperState;
use crate::page::report::cards;
use crate::page::shell::settings;
use crate::page::shell::settings::url_of;
use crate::page::worklist::film::{Film, FilmState, Stage};
use crate::protocol::ToEngine;

/// Where the paper's weights lie.
const FOLDER: &str = "weights/paper/";

impl Controller {
    /// Switches the paper's models on or off, and remembers it.
    pub(crate) fn toggle_paper(self: &Rc<Self>) {
        let wanted = !self.store.engines.wants_paper.get_untracked();
        self.store.engines.wants_paper.set(wanted);
        settings::remember_paper(wanted);
        if let Some(lead) = self.lead() {
            if matches!(*self.slots.at(lead).paper.borrow(), PaperState::Unavailable(_)) {
                self.set_paper(lead, PaperState::Off); // they are tried again
            }
            self.start_paper();
            self.add_paper_scores();
        }
        self.work();
    }

    /// The place whose engine speaks for what scores.
    fn lead(&self) -> Option<SlotId> {
        self.store.engines.active.get_untracked().map(SlotId::that_speaks_for)
    }

    /// Starts the paper's models where they are wanted and not there: on the engine that speaks for what scores, and once
    /// it has them, and the browser's cache too, on its helpers.
    pub(crate) fn start_paper(&self) {
        let Some(lead) = self.lead() else { return };
        if self.store.engines.wants_paper.get_untracked() {
            if self.paper_at(lead) == PaperState::Off {
                self.ask_for_paper(lead);
                self.fetch_paper_card();
            }
            if lead == SlotId::First && self.paper_at(lead) == PaperState::Running {
                let lacks = |place: &SlotId| {
                    self.slots.at(*place).is_tested.get() && self.paper_at(*place) == PaperState::Off
                };
                EngineSlots::helpers().filter(lacks).for_each(|place| self.ask_for_paper(place));
            }
        }
        self.store.engines.paper.set(self.paper_at(lead));
    }

    fn ask_for_paper(&self, place: SlotId) {
        self.slots.at(place).paper.replace(PaperState::Loading(0, 0));
        self.send(place, &ToEngine::StartPaper { weights_url: url_of(FOLDER) }, None);
    }

    fn paper_at(&self, place: SlotId) -> PaperState {
        self.slots.at(place).paper.borrow().clone()
    }

    fn fetch_paper_card(&self) {
        let store = self.store;
        if !store.report.paper_card.with_untracked(|card| matches!(card, Some(Ok(_)))) {
            spawn_local(async move { store.report.paper_card.set(Some(cards::fetch(FOLDER).await)) });
        }
    }

    /// Notes how the paper's models are on an engine.
    pub(crate) fn set_paper(&self, place: SlotId, state: PaperState) {
        self.slots.at(place).paper.replace(state.clone());
        if self.lead() == Some(place) {
            self.store.engines.paper.set(state);
        }
    }

    /// The paper's models are there, or cannot be had.
    pub(crate) fn paper_answered(self: &Rc<Self>, place: SlotId, state: PaperState) {
        // A helper that lacks what the first engine has would leave films half scored.
        if matches!((place, &state), (SlotId::Worker(_), PaperState::Unavailable(_))) {
            return self.give_up_worker(place);
        }
        self.set_paper(place, state);
        if self.lead() == Some(place) {
            self.start_paper();
            self.add_paper_scores();
        }
        self.work();
    }

    /// Whether an engine has all the models that are wanted and can be had: for a helper, those that the first has.
    pub(crate) fn is_complete(&self, place: SlotId) -> bool {
        if !self.store.engines.wants_paper.get_untracked() {
            return true;
        }
        match self.paper_at(self.lead().unwrap_or(place)) {
            PaperState::Off | PaperState::Unavailable(_) => true,
            PaperState::Loading(..) => false,
            PaperState::Running => self.paper_at(place) == PaperState::Running,
        }
    }

    /// Puts all films back in line that were scored before the paper's models were there.
    fn add_paper_scores(&self) {
        for film in self.store.worklist.films.get_untracked() {
            self.add_paper_score(&film);
        }
    }

    /// Puts a film back in line where it lacks what the paper's models say. Its verdict stays meanwhile.
    pub(crate) fn add_paper_score(&self, film: &Film) {
        let is_running = self.lead().is_some_and(|lead| self.paper_at(lead) == PaperState::Running);
        let lacks = |state: &FilmState| {
            state.stage == Stage::Done && state.scored.is_some_and(|scored| scored.paper.is_none())
        };
        if self.store.engines.wants_paper.get_untracked() && is_running && film.state.with_untracked(lacks) {
            film.state.update(|state| state.stage = Stage::Waiting);
            self.queue.borrow_mut().add(film.id);
        }
    }
}

impl EngineSlot {
    /// Whether the paper's models were asked for and have not answered.
    pub(crate) fn is_loading_paper(&self) -> bool {
        matches!(*self.paper.borrow(), PaperState::Loading(..))
    }
}
