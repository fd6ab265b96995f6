//! The signals of an explanation: its progress, and the maps that can be laid over the film.

use std::sync::Arc;

use leptos::prelude::*;

use crate::calibration::Calibration;
use crate::explanation::{Legend, Map, Reconstruction};
use crate::input::{CropBox, PaperInput};
use crate::page::text::language::LocalizedText;
use crate::protocol::FilmId;

/// The signals of the explanation: one film's at a time.
#[derive(Clone, Copy)]
pub(crate) struct ExplanationSignals {
    pub(crate) film: RwSignal<Option<FilmId>>,
    pub(crate) stage: RwSignal<ExplanationStage>,
    /// The maps that are computed at once.
    pub(crate) seen: RwSignal<Option<Arc<ImmediateMaps>>>,
    /// The change of the uncalibrated log odds of abnormality by each occluded patch.
    pub(crate) changes: RwSignal<Option<Map>>,
    /// The map over the film.
    pub(crate) which: RwSignal<MapChoice>,
    pub(crate) is_shown: RwSignal<bool>,
    /// The opacity of the map, 0 to 1.
    pub(crate) opacity: RwSignal<f64>,
}

/// How far an explanation has come.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum ExplanationStage {
    /// Not asked for.
    #[default]
    Off,
    /// So many patches have been scored.
    Working(usize),
    Stopped,
    Done,
    /// It failed, and why.
    Failed(LocalizedText),
}

/// The parts of an explanation that need no occlusion.
pub(crate) struct ImmediateMaps {
    /// What of the film the release models see.
    pub(crate) area: CropBox,
    pub(crate) anomaly: Map,
    /// The film as the paper's models see it.
    pub(crate) input: PaperInput,
    /// Its reconstruction by their VAE, if they are switched on.
    pub(crate) drawn: Option<Reconstruction>,
}

/// A map that can lie over the film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum MapChoice {
    /// Where the film deviates from normal films: computed at once, and the better of the two at opacities.
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

impl ExplanationSignals {
    pub(crate) fn new() -> Self {
        Self {
            film: RwSignal::new(None),
            stage: RwSignal::new(ExplanationStage::Off),
            seen: RwSignal::new(None),
            changes: RwSignal::new(None),
            which: RwSignal::new(MapChoice::default()),
            is_shown: RwSignal::new(true),
            opacity: RwSignal::new(0.5),
        }
    }

    pub(crate) fn begin(self, film: Option<FilmId>, stage: ExplanationStage) {
        self.film.set(film);
        self.seen.set(None);
        self.changes.set(None);
        self.stage.set(stage);
    }

    /// Whether it explains this film; tracked.
    pub(crate) fn is_of(self, chosen: Option<FilmId>) -> bool {
        chosen.is_some() && self.film.get() == chosen
    }

    /// The chosen map of the chosen film, once it is computed; tracked.
    pub(crate) fn drawable(
        self,
        chosen: Option<FilmId>,
        calibration: Option<Calibration>,
    ) -> Option<Drawable> {
        if !self.is_of(chosen) {
            return None;
        }
        let (area, anomaly) = self.seen.with(|seen| seen.as_ref().map(|s| (s.area, s.anomaly.clone())))?;
        let (map, legend) = match self.which.get() {
            MapChoice::Disease => {
                let map = self.changes.get()?.times(calibration?.scale);
                let legend = Legend::for_changes(f64::from(map.reach()));
                (map, legend)
            }
            MapChoice::Anomaly => (anomaly, Legend::for_anomaly()),
        };
        Some(Drawable { map, legend, area })
    }
}
