//! A film of the worklist and what is known of it: plain data, and one signal a film.

use std::sync::Arc;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::calibration::Calibration;
use crate::film::Header;
use crate::page::text::language::LocalizedText;
use crate::protocol::FilmId;
use crate::report::{ErrorReport, Report};
use crate::scores::{Backend, PaperScores, ReleaseOutput};

/// A film of the list.
#[derive(Clone)]
pub(crate) struct Film {
    pub(crate) id: FilmId,
    /// Path or name as the person gave it.
    pub(crate) name: Arc<str>,
    /// Length of the file in bytes.
    pub(crate) bytes: f64,
    /// What is known of it so far.
    pub(crate) state: ArcRwSignal<FilmState>,
}

/// What is known of a film so far.
#[derive(Clone, Default)]
pub(crate) struct FilmState {
    pub(crate) stage: Stage,
    /// A small picture as a data URL.
    pub(crate) thumbnail: Option<String>,
    pub(crate) header: Option<Header>,
    pub(crate) scored: Option<FilmScores>,
    pub(crate) error: Option<ErrorReport>,
    /// Of an archive: entries taken out so far, and in all.
    pub(crate) unpacked: Option<(u32, u32)>,
    /// How many archives it lies in.
    pub(crate) depth: u32,
    /// Of an archive: it contained at least one film.
    pub(crate) gave_films: bool,
    /// Reading and decoding, milliseconds.
    pub(crate) read_ms: f64,
    /// Drawing at full size, milliseconds.
    pub(crate) drawn_ms: f64,
    /// Why the picture could not be read again when the film was chosen.
    pub(crate) not_shown: Option<LocalizedText>,
}

/// The outputs of the models on a film, with the backend and the time.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct FilmScores {
    pub(crate) readout: ReleaseOutput,
    /// The outputs of the paper's models, if they ran.
    pub(crate) paper: Option<PaperScores>,
    pub(crate) backend: Backend,
    pub(crate) elapsed_ms: f64,
}

/// How far a film has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Stage {
    #[default]
    Waiting,
    Reading,
    Scoring,
    Done,
    Failed,
}

impl Stage {
    /// The name in `data-state`; a film that waits is on its way to being read.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting | Self::Reading => "reading",
            Self::Scoring => "scoring",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Whether the film is done or failed.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

impl Film {
    /// The report on the film, once it is finished; none before. `paper` is the name of the paper's weights, where they are wanted.
    pub(crate) fn report(&self, calibration: Option<&Calibration>, paper: Option<&str>) -> Option<Report> {
        self.state.with_untracked(|state| match (&state.header, &state.scored, &state.error) {
            (_, _, Some(error)) => Some(Report::failed(&self.name, error.clone())),
            (Some(header), Some(scored), None) => Some(Report::scored(
                &self.name,
                header,
                &scored.readout,
                calibration?,
                scored.paper.zip(paper),
                scored.backend,
                state.read_ms + scored.elapsed_ms,
            )),
            _ => None,
        })
    }
}
