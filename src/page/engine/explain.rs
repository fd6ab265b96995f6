//! Explaining a film: its inputs are made once more, then the engine that scores is asked step by step. To stop is to ask
//! for no further step; another film on the screen stops it too.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::jobs::Jobs;
use super::queue::Job;
use crate::explanation::{Map, Occlusion, OcclusionPatches, Reconstruction};
use crate::input::{PaperInput, ReleaseInput};
use crate::page::report::explanation_state::{ExplanationSignals, ExplanationStage, ImmediateMaps};
use crate::page::text::language::LocalizedText;
use crate::page::text::messages;
use crate::page::worklist::state::WorklistStore;
use crate::protocol::{ExplanationStep, FilmId, Inputs, ToEngine};
use crate::scores::{Backend, ReleaseOutput};

/// The explanation of one film, step by step.
pub(crate) struct Explanation {
    worklist: WorklistStore,
    signals: ExplanationSignals,
    jobs: Rc<Jobs>,
    task: RefCell<Option<ExplanationTask>>,
}

/// The film that is being explained, and what has come of it.
struct ExplanationTask {
    film: FilmId,
    inputs: Option<Inputs>,
    occlusion: Option<Occlusion>,
    /// What computes it: no map mixes two devices.
    backend: Option<Backend>,
}

/// What comes after a step.
enum Next {
    /// The patches from this one on.
    Patches(u32),
    Restart,
    Done,
    Nothing,
}

impl Explanation {
    /// Nothing is explained yet.
    pub(crate) fn new(worklist: WorklistStore, signals: ExplanationSignals, jobs: Rc<Jobs>) -> Self {
        Self { worklist, signals, jobs, task: RefCell::default() }
    }

    /// Explains the chosen film, from the beginning.
    pub(crate) fn start(&self) {
        let Some(film) = self.worklist.chosen_untracked() else { return };
        if film.state.with_untracked(|state| state.scored.is_none()) {
            return;
        }
        self.stop();
        self.task.replace(Some(ExplanationTask {
            film: film.id,
            inputs: None,
            occlusion: None,
            backend: None,
        }));
        self.signals.begin(Some(film.id), ExplanationStage::Working(0));
        self.signals.is_shown.set(true);
        self.jobs.queue().prepare(film.id);
        self.jobs.dispatch();
    }

    /// Asks for no further step. The maps found so far stay.
    pub(crate) fn stop(&self) {
        self.jobs.queue().stop_explaining();
        if self.task.take().is_some() {
            self.signals.stage.set(ExplanationStage::Stopped);
        }
    }

    /// Stops where another film than `chosen` is explained: the reader waits for that no more.
    pub(crate) fn stop_unless(&self, chosen: FilmId) {
        if self.task.borrow().as_ref().is_some_and(|task| task.film != chosen) {
            self.stop();
        }
    }

    /// Removes the explanation of a film that was removed from the list; `None` stands for all films.
    pub(crate) fn remove(&self, film: Option<FilmId>) {
        if film.is_none() || film == self.signals.film.get_untracked() {
            self.stop();
            self.signals.begin(None, ExplanationStage::Off);
        }
    }

    /// The message that asks the engine for a step; none where the explanation was stopped meanwhile.
    pub(crate) fn step(&self, film: FilmId, from: Option<u32>) -> Option<ToEngine> {
        let task = self.task.borrow();
        let task = task.as_ref().filter(|task| task.film == film)?;
        Some(ToEngine::Explain { film, inputs: task.inputs.clone()?, from })
    }

    /// A film's inputs were made once more: the first step is queued.
    pub(crate) fn set_inputs(&self, film: FilmId, inputs: Inputs) {
        if let Some(task) = &mut *self.task.borrow_mut()
            && task.film == film
            && task.inputs.is_none()
        {
            task.inputs = Some(inputs);
            self.jobs.queue().explain(film, None);
        }
    }

    /// One step was computed on a backend: the next one is queued.
    pub(crate) fn add(&self, backend: Backend, film: FilmId, found: ExplanationStep) {
        let next = match &mut *self.task.borrow_mut() {
            Some(task) if task.film == film => match found {
                ExplanationStep::AtOnce { readout: output, anomaly, drawn } => {
                    task.backend = Some(backend);
                    self.add_immediate_maps(task, &output, anomaly, drawn).map(|()| Next::Patches(0))
                }
                ExplanationStep::Patches { .. } if task.backend != Some(backend) => Ok(Next::Restart),
                ExplanationStep::Patches { from, log_odds } => Ok(self.add_patches(task, from, &log_odds)),
            },
            _ => Ok(Next::Nothing),
        };
        match next {
            Ok(Next::Patches(from)) => self.jobs.queue().explain(film, Some(from)),
            Ok(Next::Restart) => self.restart(),
            Ok(Next::Done) => drop(self.task.take()),
            Ok(Next::Nothing) => {}
            Err(why) => self.fail(why),
        }
    }

    /// Shows the maps that need no occlusion: they must be about the output that the page shows.
    fn add_immediate_maps(
        &self,
        task: &mut ExplanationTask,
        output: &ReleaseOutput,
        anomaly: Map,
        drawn: Option<Vec<f32>>,
    ) -> Result<(), LocalizedText> {
        let other = || LocalizedText::of(messages::explain_other_film);
        let scored =
            self.worklist.film(task.film).and_then(|film| film.state.with_untracked(|state| state.scored));
        let is_same = scored.is_some_and(|scored| scored.readout.agrees_with(output));
        let inputs = task.inputs.as_ref().filter(|_| is_same).ok_or_else(other)?;
        let release_input = ReleaseInput::from_le_bytes(&inputs.square).ok_or_else(other)?;
        let paper_input = PaperInput::from_le_bytes(&inputs.paper).ok_or_else(other)?;
        let anomaly = Map::new(anomaly.side, anomaly.values).ok_or_else(other)?;
        self.signals.seen.set(Some(Arc::new(ImmediateMaps {
            area: release_input.area(),
            anomaly,
            input: paper_input,
            drawn: drawn.and_then(Reconstruction::new),
        })));
        task.occlusion = Some(Occlusion::new(output.abnormal_log_odds));
        Ok(())
    }

    /// Adds the scores of some occluded patches.
    fn add_patches(&self, task: &mut ExplanationTask, from: u32, log_odds: &[f64]) -> Next {
        let Some(occlusion) = &mut task.occlusion else { return Next::Nothing };
        if occlusion.done() == from as usize {
            occlusion.add(log_odds);
        }
        if let Some(map) = occlusion.map() {
            self.signals.changes.set(Some(map));
        }
        if occlusion.is_complete() {
            self.signals.stage.set(ExplanationStage::Done);
            return Next::Done;
        }
        self.signals.stage.set(ExplanationStage::Working(occlusion.done()));
        Next::Patches(occlusion.done() as u32)
    }

    /// Starts again from the beginning, for another engine takes over.
    pub(crate) fn restart(&self) {
        if let Some(task) = &mut *self.task.borrow_mut()
            && task.inputs.is_some()
        {
            task.occlusion = None;
            self.signals.begin(Some(task.film), ExplanationStage::Working(0));
            self.jobs.queue().explain(task.film, None);
        }
    }

    /// The film cannot be explained, and why.
    pub(crate) fn fail(&self, why: LocalizedText) {
        self.jobs.queue().stop_explaining();
        if let Some(task) = self.task.take() {
            self.signals.begin(Some(task.film), ExplanationStage::Failed(why));
        }
    }
}

/// Whether an engine's step holds only values that can be shown.
pub(crate) fn is_sound(found: &ExplanationStep) -> bool {
    match found {
        ExplanationStep::AtOnce { readout: output, anomaly, drawn } => {
            let drawn = drawn.as_ref().is_none_or(|drawn| drawn.iter().all(|value| value.is_finite()));
            output.is_valid() && drawn && anomaly.values.iter().all(|value| value.is_finite())
        }
        ExplanationStep::Patches { log_odds, .. } => {
            !log_odds.is_empty() && log_odds.iter().all(|value| value.is_finite())
        }
    }
}

impl Job {
    /// Whether it belongs to an explanation.
    pub(crate) fn explains(&self) -> bool {
        matches!(self, Self::Prepare(_) | Self::Explain(..))
    }
}

/// The number of patches: progress is counted against it.
pub(crate) const PATCHES: usize = OcclusionPatches::COUNT;
