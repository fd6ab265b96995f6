//! Explaining a film: its inputs are made once more, then the engine that scores is asked step by step. To stop is to ask
//! no further; another film on the screen stops it too.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::lifecycle::EngineFailure;
use super::queue::Job;
use super::slot::SlotId;
use crate::explanation::{Map, Occlusion, OcclusionPatches, Reconstruction};
use crate::input::{PaperInput, ReleaseInput};
use crate::page::controller::Controller;
use crate::page::report::explanation_state::{ExplanationStage, ImmediateMaps};
use crate::page::text::language::LocalizedText;
use crate::page::text::messages;
use crate::protocol::{FilmId, Found, Inputs, ToEngine};
use crate::scores::{Backend, ReleaseOutput};

/// The work itself.
pub(crate) struct ExplanationJob {
    film: FilmId,
    inputs: Option<Inputs>,
    occlusion: Option<Occlusion>,
    /// What computes it: no map is of two devices.
    backend: Option<Backend>,
}

/// What comes after a step.
enum Next {
    From(u32),
    Again,
    Done,
    Nothing,
}

impl Controller {
    /// Explains the chosen film, from the beginning.
    pub(crate) fn explain(self: &Rc<Self>) {
        let Some(film) = self.store.worklist.chosen_untracked() else { return };
        if film.state.with_untracked(|state| state.scored.is_none()) {
            return;
        }
        self.stop_explaining();
        self.explanation_job.replace(Some(ExplanationJob {
            film: film.id,
            inputs: None,
            occlusion: None,
            backend: None,
        }));
        self.store.report.explanation.begin(Some(film.id), ExplanationStage::Working(0));
        self.store.report.explanation.is_shown.set(true);
        self.queue.borrow_mut().prepare(film.id);
        self.work();
    }

    /// Asks no further. What was found so far stays.
    pub(crate) fn stop_explaining(&self) {
        self.queue.borrow_mut().stop_explaining();
        if self.explanation_job.take().is_some() {
            self.store.report.explanation.stage.set(ExplanationStage::Stopped);
        }
    }

    /// Stops where another film than `chosen` is explained: nobody waits for that any more.
    pub(crate) fn explain_only(&self, chosen: FilmId) {
        if self
            .explanation_job
            .borrow()
            .as_ref()
            .is_some_and(|explanation_job| explanation_job.film != chosen)
        {
            self.stop_explaining();
        }
    }

    /// A film was taken off the list; none stands for all.
    pub(crate) fn forget_explanation(&self, film: Option<FilmId>) {
        let explained = self.store.report.explanation.film.get_untracked();
        if film.is_none() || film == explained {
            self.stop_explaining();
            self.store.report.explanation.begin(None, ExplanationStage::Off);
        }
    }

    /// The next step for the engine that scores.
    pub(crate) fn explanation_step(&self, film: FilmId, from: Option<u32>) -> Option<ToEngine> {
        let explanation_job = self.explanation_job.borrow();
        let explanation_job =
            explanation_job.as_ref().filter(|explanation_job| explanation_job.film == film)?;
        Some(ToEngine::Explain { film, inputs: explanation_job.inputs.clone()?, from })
    }

    /// A film's inputs were made once more.
    pub(crate) fn prepared(self: &Rc<Self>, film: FilmId, inputs: Inputs) {
        let Some(_job) = self.finish(SlotId::First, film) else { return };
        if let Some(explanation_job) = &mut *self.explanation_job.borrow_mut()
            && explanation_job.film == film
            && explanation_job.inputs.is_none()
        {
            explanation_job.inputs = Some(inputs);
            self.queue.borrow_mut().explain(film, None);
        }
        self.work();
    }

    /// One step of an explanation is done.
    pub(crate) fn explained(self: &Rc<Self>, place: SlotId, film: FilmId, found: Found) {
        let is_sound = match &found {
            Found::AtOnce { readout, anomaly, drawn } => {
                let drawn = drawn.as_ref().is_none_or(|drawn| drawn.iter().all(|value| value.is_finite()));
                readout.is_sound() && drawn && anomaly.values.iter().all(|value| value.is_finite())
            }
            Found::Patches { log_odds, .. } => {
                !log_odds.is_empty() && log_odds.iter().all(|value| value.is_finite())
            }
        };
        if !is_sound {
            return self.died(place, EngineFailure::NotSound);
        }
        let Some(_job) = self.finish(place, film) else { return };
        let backend = place.backend();
        let next = match &mut *self.explanation_job.borrow_mut() {
            Some(explanation_job) if explanation_job.film == film => match found {
                Found::AtOnce { readout, anomaly, drawn } => {
                    explanation_job.backend = Some(backend);
                    self.saw(explanation_job, &readout, anomaly, drawn).map(|()| Next::From(0))
                }
                Found::Patches { .. } if explanation_job.backend != Some(backend) => Ok(Next::Again),
                Found::Patches { from, log_odds } => Ok(self.hid(explanation_job, from, &log_odds)),
            },
            _ => Ok(Next::Nothing),
        };
        match next {
            Ok(Next::From(from)) => self.queue.borrow_mut().explain(film, Some(from)),
            Ok(Next::Again) => self.explain_again(),
            Ok(Next::Done) => drop(self.explanation_job.take()),
            Ok(Next::Nothing) => {}
            Err(why) => self.cannot_explain(why),
        }
        self.work();
    }

    /// What is seen at once: it must be about the number that the page shows.
    fn saw(
        &self,
        explanation_job: &mut ExplanationJob,
        readout: &ReleaseOutput,
        anomaly: Map,
        drawn: Option<Vec<f32>>,
    ) -> Result<(), LocalizedText> {
        let other = || LocalizedText::of(messages::explain_other_film);
        let scored = self
            .store
            .worklist
            .film(explanation_job.film)
            .and_then(|film| film.state.with_untracked(|s| s.scored));
        let is_same = scored.is_some_and(|scored| scored.readout.agrees_with(readout));
        let inputs = explanation_job.inputs.as_ref().filter(|_| is_same).ok_or_else(other)?;
        let square = ReleaseInput::from_le_bytes(&inputs.square).ok_or_else(other)?;
        let input = PaperInput::from_le_bytes(&inputs.paper).ok_or_else(other)?;
        let anomaly = Map::new(anomaly.side, anomaly.values).ok_or_else(other)?;
        let drawn = drawn.and_then(Reconstruction::new);
        self.store.report.explanation.seen.set(Some(Arc::new(ImmediateMaps {
            area: square.area(),
            anomaly,
            input,
            drawn,
        })));
        explanation_job.occlusion = Some(Occlusion::new(readout.abnormal_log_odds));
        Ok(())
    }

    /// Some patches are done.
    fn hid(&self, explanation_job: &mut ExplanationJob, from: u32, log_odds: &[f64]) -> Next {
        let Some(occlusion) = &mut explanation_job.occlusion else { return Next::Nothing };
        if occlusion.done() == from as usize {
            occlusion.add(log_odds);
        }
        if let Some(map) = occlusion.map() {
            self.store.report.explanation.changes.set(Some(map));
        }
        if occlusion.is_complete() {
            self.store.report.explanation.stage.set(ExplanationStage::Done);
            return Next::Done;
        }
        self.store.report.explanation.stage.set(ExplanationStage::Working(occlusion.done()));
        Next::From(occlusion.done() as u32)
    }

    /// Another engine takes over: from the beginning.
    pub(crate) fn explain_again(&self) {
        if let Some(explanation_job) = &mut *self.explanation_job.borrow_mut()
            && explanation_job.inputs.is_some()
        {
            explanation_job.occlusion = None;
            self.store.report.explanation.begin(Some(explanation_job.film), ExplanationStage::Working(0));
            self.queue.borrow_mut().explain(explanation_job.film, None);
        }
    }

    /// There is no explanation, and why.
    pub(crate) fn cannot_explain(&self, why: LocalizedText) {
        self.queue.borrow_mut().stop_explaining();
        if let Some(explanation_job) = self.explanation_job.take() {
            self.store.report.explanation.begin(Some(explanation_job.film), ExplanationStage::Failed(why));
        }
    }
}

impl Job {
    /// Whether it belongs to an explanation.
    pub(crate) fn explains(&self) -> bool {
        matches!(self, Self::Prepare(_) | Self::Explain(..))
    }
}

/// Patches in all: what progress is counted against.
pub(crate) const PATCHES: usize = OcclusionPatches::COUNT;
