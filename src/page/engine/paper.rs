//! The paper's models of 2017, run next to the release models: fetched only when the reader asks for them.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::engines::Engines;
use super::slot::SlotId;
use super::state::PaperState;
use crate::page::report::cards;
use crate::page::shell::settings;
use crate::page::shell::settings::url_of;
use crate::page::worklist::film::{Film, FilmState, Stage};
use crate::protocol::ToEngine;

/// The folder of the paper's weights.
const FOLDER: &str = "weights/paper/";

impl Engines {
    /// Switches the paper's models on or off, and remembers it.
    pub(crate) fn toggle_paper(&self) {
        let wanted = !self.store.wants_paper.get_untracked();
        self.store.wants_paper.set(wanted);
        settings::remember_paper(wanted);
        if let Some(lead) = self.lead() {
            if matches!(*self.slot(lead).paper.borrow(), PaperState::Unavailable(_)) {
                self.set_paper(lead, PaperState::Off); // they are tried again
            }
            self.start_paper();
            self.add_paper_scores();
        }
        self.jobs.dispatch();
    }

    /// The slot whose engine's state the page shows.
    fn lead(&self) -> Option<SlotId> {
        self.store.active.get_untracked().map(SlotId::lead_of)
    }

    /// Starts the paper's models where they are wanted and not there: first on the lead engine, and once it has them, and
    /// so has the browser's cache, on its workers.
    pub(super) fn start_paper(&self) {
        let Some(lead) = self.lead() else { return };
        if self.store.wants_paper.get_untracked() {
            if self.paper_at(lead) == PaperState::Off {
                self.request_paper(lead);
                self.fetch_paper_card();
            }
            if lead == SlotId::First && self.paper_at(lead) == PaperState::Running {
                let lacks = |worker: &SlotId| {
                    self.slot(*worker).is_tested.get() && self.paper_at(*worker) == PaperState::Off
                };
                SlotId::workers().filter(lacks).for_each(|worker| self.request_paper(worker));
            }
        }
        self.store.paper.set(self.paper_at(lead));
    }

    fn request_paper(&self, slot: SlotId) {
        self.slot(slot).paper.replace(PaperState::Loading(0, 0));
        self.send(slot, &ToEngine::StartPaper { weights_url: url_of(FOLDER) }, None);
    }

    fn paper_at(&self, slot: SlotId) -> PaperState {
        self.slot(slot).paper.borrow().clone()
    }

    fn fetch_paper_card(&self) {
        let report = self.report;
        if !report.paper_card.with_untracked(|card| matches!(card, Some(Ok(_)))) {
            spawn_local(async move { report.paper_card.set(Some(cards::fetch(FOLDER).await)) });
        }
    }

    /// Sets how the paper's models are on an engine.
    pub(crate) fn set_paper(&self, slot: SlotId, state: PaperState) {
        self.slot(slot).paper.replace(state.clone());
        if self.lead() == Some(slot) {
            self.store.paper.set(state);
        }
    }

    /// The paper's models run on an engine, or are not available.
    pub(crate) fn paper_answered(&self, slot: SlotId, state: PaperState) {
        // A worker without the models that the first engine has would leave films half scored.
        if matches!((slot, &state), (SlotId::Worker(_), PaperState::Unavailable(_))) {
            return self.give_up_worker(slot);
        }
        self.set_paper(slot, state);
        if self.lead() == Some(slot) {
            self.start_paper();
            self.add_paper_scores();
        }
        self.jobs.dispatch();
    }

    /// Whether an engine has all the models that are wanted and available: a worker needs those that the first has.
    pub(super) fn is_complete(&self, slot: SlotId) -> bool {
        if !self.store.wants_paper.get_untracked() {
            return true;
        }
        match self.paper_at(self.lead().unwrap_or(slot)) {
            PaperState::Off | PaperState::Unavailable(_) => true,
            PaperState::Loading(..) => false,
            PaperState::Running => self.paper_at(slot) == PaperState::Running,
        }
    }

    /// Queues all films again that were scored before the paper's models were there.
    fn add_paper_scores(&self) {
        for film in self.worklist.films.get_untracked() {
            self.add_paper_score(&film);
        }
    }

    /// Queues a film again where it lacks the scores of the paper's models. Its verdict stays meanwhile.
    pub(crate) fn add_paper_score(&self, film: &Film) {
        let is_running = self.lead().is_some_and(|lead| self.paper_at(lead) == PaperState::Running);
        let lacks = |state: &FilmState| {
            state.stage == Stage::Done && state.scored.is_some_and(|scored| scored.paper.is_none())
        };
        if self.store.wants_paper.get_untracked() && is_running && film.state.with_untracked(lacks) {
            film.state.update(|state| state.stage = Stage::Waiting);
            self.jobs.queue().add(film.id);
        }
    }
}
