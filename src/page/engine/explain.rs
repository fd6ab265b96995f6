//! Explaining a film: its inputs are made once more, then the engine that scores is asked step by step. To stop is to ask
//! no further; another film on the screen stops it too.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::lifecycle::End;
use super::queue::Job;
use super::slot::Place;
use crate::explanation::{Legend, Map, Occlusion, OcclusionPatches, Reconstruction};
use crate::input::{CropBox, PaperInput, ReleaseInput};
use crate::page::controller::Controller;
use crate::page::state::Store;
use crate::page::text::language::Said;
use crate::page::text::messages;
use crate::protocol::{ExplanationStep, FilmId, Inputs, ToEngine};
use crate::scores::{Backend, ReleaseOutput};

/// The signals of the explanation: one film's at a time.
#[derive(Clone, Copy)]
pub(crate) struct ExplanationSignals {
    pub(crate) film: RwSignal<Option<FilmId>>,
    pub(crate) stage: RwSignal<Stage>,
    /// What is seen at once.
    pub(crate) seen: RwSignal<Option<Arc<Seen>>>,
    /// What each place does to the log odds of abnormal, not calibrated.
    pub(crate) changes: RwSignal<Option<Map>>,
    /// Which map lies over the film, where one does.
    pub(crate) which: RwSignal<Which>,
    pub(crate) is_shown: RwSignal<bool>,
    /// How much of the film the map covers where its colour is full, 0 to 1.
    pub(crate) opacity: RwSignal<f64>,
}

/// How far an explanation has come.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Stage {
    /// Not asked for.
    #[default]
    Off,
    /// So many patches are done.
    Working(usize),
    Stopped,
    Done,
    /// There is none, and why.
    Failed(Said),
}

/// What of an explanation takes no more than the film itself.
pub(crate) struct Seen {
    /// What of the film the release models see.
    pub(crate) area: CropBox,
    pub(crate) anomaly: Map,
    /// The film as the paper's models see it.
    pub(crate) input: PaperInput,
    /// And as their model of normal films draws it, where they are switched on.
    pub(crate) drawn: Option<Reconstruction>,
}

/// A map that can lie over the film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Which {
    /// Where the film is unlike normal films: there at once, and the one of the two that points at opacities.
    #[default]
    Anomaly,
    /// What the probability of abnormal depends on.
    Disease,
}

/// A map ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawable {
    pub(crate) map: Map,
    pub(crate) legend: Legend,
    pub(crate) area: CropBox,
}

/// The work itself.
pub(crate) struct Explaining {
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

impl ExplanationSignals {
    pub(crate) fn new() -> Self {
        Self {
            film: RwSignal::new(None),
            stage: RwSignal::new(Stage::Off),
            seen: RwSignal::new(None),
            changes: RwSignal::new(None),
            which: RwSignal::new(Which::default()),
            is_shown: RwSignal::new(true),
            opacity: RwSignal::new(0.5),
        }
    }

    fn begin(self, film: Option<FilmId>, stage: Stage) {
        self.film.set(film);
        self.seen.set(None);
        self.changes.set(None);
        self.stage.set(stage);
    }

    /// Whether it is about the chosen film; tracked.
    pub(crate) fn is_of_chosen(self, store: Store) -> bool {
        store.chosen.get().is_some_and(|chosen| self.film.get() == Some(chosen))
    }

    /// The map that a person wants to see of the chosen film, once it is there; tracked.
    pub(crate) fn drawable(self, store: Store) -> Option<Drawable> {
        if !self.is_of_chosen(store) {
            return None;
        }
        let (area, anomaly) = self.seen.with(|seen| seen.as_ref().map(|s| (s.area, s.anomaly.clone())))?;
        let (map, legend) = match self.which.get() {
            Which::Disease => {
                let map = self.changes.get()?.times(store.calibration()?.scale);
                let legend = Legend::for_changes(f64::from(map.reach()));
                (map, legend)
            }
            Which::Anomaly => (anomaly, Legend::for_anomaly()),
        };
        Some(Drawable { map, legend, area })
    }
}

impl Controller {
    /// Explains the chosen film, from the beginning.
    pub(crate) fn explain(self: &Rc<Self>) {
        let Some(film) = self.store.chosen_untracked() else { return };
        if film.state.with_untracked(|state| state.scored.is_none()) {
            return;
        }
        self.stop_explaining();
        self.explaining.replace(Some(Explaining {
            film: film.id,
            inputs: None,
            occlusion: None,
            backend: None,
        }));
        self.store.explanation.begin(Some(film.id), Stage::Working(0));
        self.store.explanation.is_shown.set(true);
        self.queue.borrow_mut().prepare(film.id);
        self.work();
    }

    /// Asks no further. What was found so far stays.
    pub(crate) fn stop_explaining(&self) {
        self.queue.borrow_mut().stop_explaining();
        if self.explaining.take().is_some() {
            self.store.explanation.stage.set(Stage::Stopped);
        }
    }

    /// Stops where another film than `chosen` is explained: nobody waits for that any more.
    pub(crate) fn explain_only(&self, chosen: FilmId) {
        if self.explaining.borrow().as_ref().is_some_and(|explaining| explaining.film != chosen) {
            self.stop_explaining();
        }
    }

    /// A film was taken off the list; none stands for all.
    pub(crate) fn forget_explanation(&self, film: Option<FilmId>) {
        let explained = self.store.explanation.film.get_untracked();
        if film.is_none() || film == explained {
            self.stop_explaining();
            self.store.explanation.begin(None, Stage::Off);
        }
    }

    /// The next step for the engine that scores.
    pub(crate) fn explanation_step(&self, film: FilmId, from: Option<u32>) -> Option<ToEngine> {
        let explaining = self.explaining.borrow();
        let explaining = explaining.as_ref().filter(|explaining| explaining.film == film)?;
        Some(ToEngine::Explain { film, inputs: explaining.inputs.clone()?, from })
    }

    /// A film's inputs were made once more.
    pub(crate) fn prepared(self: &Rc<Self>, film: FilmId, inputs: Inputs) {
        let Some(_job) = self.finish(Place::First, film) else { return };
        if let Some(explaining) = &mut *self.explaining.borrow_mut()
            && explaining.film == film
            && explaining.inputs.is_none()
        {
            explaining.inputs = Some(inputs);
            self.queue.borrow_mut().explain(film, None);
        }
        self.work();
    }

    /// One step of an explanation is done.
    pub(crate) fn explained(self: &Rc<Self>, place: Place, film: FilmId, found: ExplanationStep) {
        let is_valid = match &found {
            ExplanationStep::AtOnce { readout, anomaly, drawn } => {
                let drawn = drawn.as_ref().is_none_or(|drawn| drawn.iter().all(|value| value.is_finite()));
                readout.is_valid() && drawn && anomaly.values.iter().all(|value| value.is_finite())
            }
            ExplanationStep::Patches { log_odds, .. } => {
                !log_odds.is_empty() && log_odds.iter().all(|value| value.is_finite())
            }
        };
        if !is_valid {
            return self.died(place, End::NotSound);
        }
        let Some(_job) = self.finish(place, film) else { return };
        let backend = place.backend();
        let next = match &mut *self.explaining.borrow_mut() {
            Some(explaining) if explaining.film == film => match found {
                ExplanationStep::AtOnce { readout, anomaly, drawn } => {
                    explaining.backend = Some(backend);
                    self.saw(explaining, &readout, anomaly, drawn).map(|()| Next::From(0))
                }
                ExplanationStep::Patches { .. } if explaining.backend != Some(backend) => Ok(Next::Again),
                ExplanationStep::Patches { from, log_odds } => Ok(self.hid(explaining, from, &log_odds)),
            },
            _ => Ok(Next::Nothing),
        };
        match next {
            Ok(Next::From(from)) => self.queue.borrow_mut().explain(film, Some(from)),
            Ok(Next::Again) => self.explain_again(),
            Ok(Next::Done) => drop(self.explaining.take()),
            Ok(Next::Nothing) => {}
            Err(why) => self.cannot_explain(why),
        }
        self.work();
    }

    /// What is seen at once: it must be about the number that the page shows.
    fn saw(
        &self,
        explaining: &mut Explaining,
        readout: &ReleaseOutput,
        anomaly: Map,
        drawn: Option<Vec<f32>>,
    ) -> Result<(), Said> {
        let other = || Said::of(messages::explain_other_film);
        let scored =
            self.store.film(explaining.film).and_then(|film| film.state.with_untracked(|s| s.scored));
        let is_same = scored.is_some_and(|scored| scored.readout.agrees_with(readout));
        let inputs = explaining.inputs.as_ref().filter(|_| is_same).ok_or_else(other)?;
        let square = ReleaseInput::from_le_bytes(&inputs.square).ok_or_else(other)?;
        let input = PaperInput::from_le_bytes(&inputs.paper).ok_or_else(other)?;
        let anomaly = Map::new(anomaly.side, anomaly.values).ok_or_else(other)?;
        let drawn = drawn.and_then(Reconstruction::new);
        self.store.explanation.seen.set(Some(Arc::new(Seen { area: square.area(), anomaly, input, drawn })));
        explaining.occlusion = Some(Occlusion::new(readout.abnormal_log_odds));
        Ok(())
    }

    /// Some patches are done.
    fn hid(&self, explaining: &mut Explaining, from: u32, log_odds: &[f64]) -> Next {
        let Some(occlusion) = &mut explaining.occlusion else { return Next::Nothing };
        if occlusion.done() == from as usize {
            occlusion.add(log_odds);
        }
        if let Some(map) = occlusion.map() {
            self.store.explanation.changes.set(Some(map));
        }
        if occlusion.is_complete() {
            self.store.explanation.stage.set(Stage::Done);
            return Next::Done;
        }
        self.store.explanation.stage.set(Stage::Working(occlusion.done()));
        Next::From(occlusion.done() as u32)
    }

    /// Another engine takes over: from the beginning.
    pub(crate) fn explain_again(&self) {
        if let Some(explaining) = &mut *self.explaining.borrow_mut()
            && explaining.inputs.is_some()
        {
            explaining.occlusion = None;
            self.store.explanation.begin(Some(explaining.film), Stage::Working(0));
            self.queue.borrow_mut().explain(explaining.film, None);
        }
    }

    /// There is no explanation, and why.
    pub(crate) fn cannot_explain(&self, why: Said) {
        self.queue.borrow_mut().stop_explaining();
        if let Some(explaining) = self.explaining.take() {
            self.store.explanation.begin(Some(explaining.film), Stage::Failed(why));
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
