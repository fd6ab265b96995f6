//! What the page shows: the films and their states, the engines, and which panels are open.
//!
//! Only plain values and signals stand here; files, workers and pixels belong to the [`desk`](super::desk).

use leptos::html::Canvas;
use leptos::prelude::*;

use super::verdict::Verdict;
use super::{settings, words};
use crate::card::PaperCard;
use crate::film::Header;
use crate::protocol::{FilmId, View};
use crate::report::{ErrorReport, Report};
use crate::scores::{Backend, Scores};

/// A film of the list.
#[derive(Clone)]
pub(crate) struct Film {
    pub(crate) id: FilmId,
    /// Path or name as the person gave it.
    pub(crate) name: String,
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
    /// Of an archive: something came out of it that has a row.
    pub(crate) gave_films: bool,
    /// Reading and decoding, milliseconds.
    pub(crate) read_ms: f64,
    /// Drawing at full size, milliseconds.
    pub(crate) drawn_ms: f64,
    /// Why the picture could not be read again when the film was chosen.
    pub(crate) not_shown: Option<String>,
}

/// Scores and what made them.
#[derive(Clone, Copy)]
pub(crate) struct FilmScores {
    pub(crate) scores: Scores,
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

    /// Whether nothing more is to come.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// How an engine is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EngineState {
    /// Not asked for (yet).
    Off,
    /// Its code is on the way.
    Loading,
    /// It reads films and has not been asked to score.
    Reading,
    /// Its weights are on the way: bytes at hand, bytes in all.
    Weights(u64, u64),
    /// It computes: the device's name, and milliseconds from start to the end of the self-test.
    Running(String, f64),
    /// It cannot be used, and why.
    Unavailable(String),
}

/// A sheet over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheet {
    Help,
    PaperCard,
}

/// All signals of the page; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    pub(crate) films: RwSignal<Vec<Film>>,
    pub(crate) chosen: RwSignal<Option<FilmId>>,
    /// The film whose pixels the canvas holds, and its width over its height.
    pub(crate) on_canvas: RwSignal<Option<(FilmId, f64)>>,
    pub(crate) canvas: NodeRef<Canvas>,
    pub(crate) inverted: RwSignal<bool>,
    /// Frame and window of the chosen film.
    pub(crate) view: RwSignal<View>,
    /// Whether what is drawn over the film is shown, and whether the film has any of it.
    pub(crate) overlay: RwSignal<bool>,
    pub(crate) has_overlay: RwSignal<bool>,
    pub(crate) cpu: RwSignal<EngineState>,
    pub(crate) gpu: RwSignal<EngineState>,
    /// What computes scores now.
    pub(crate) active: RwSignal<Option<Backend>>,
    /// Something a person must know about the engines.
    pub(crate) trouble: RwSignal<Option<String>>,
    /// The model card: none yet, not to be had, or at hand.
    pub(crate) card: RwSignal<Option<Result<PaperCard, ()>>>,
    pub(crate) list_open: RwSignal<bool>,
    pub(crate) report_open: RwSignal<bool>,
    pub(crate) sheet: RwSignal<Option<Sheet>>,
    /// Said to people who listen instead of look.
    pub(crate) aloud: RwSignal<String>,
}

impl Store {
    /// Nothing dropped, nothing running; panels as they were left.
    pub(crate) fn new() -> Self {
        Self {
            films: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(None),
            on_canvas: RwSignal::new(None),
            canvas: NodeRef::new(),
            inverted: RwSignal::new(false),
            view: RwSignal::new(View::default()),
            overlay: RwSignal::new(true),
            has_overlay: RwSignal::new(false),
            cpu: RwSignal::new(EngineState::Off),
            gpu: RwSignal::new(EngineState::Off),
            active: RwSignal::new(None),
            trouble: RwSignal::new(None),
            card: RwSignal::new(None),
            list_open: RwSignal::new(settings::panel("list").unwrap_or_else(settings::list_has_room)),
            report_open: RwSignal::new(settings::panel("report").unwrap_or(true)),
            sheet: RwSignal::new(None),
            aloud: RwSignal::new(String::new()),
        }
    }

    /// The film with this number, untracked.
    pub(crate) fn film(self, id: FilmId) -> Option<Film> {
        self.films.with_untracked(|films| films.iter().find(|f| f.id == id).cloned())
    }

    /// The chosen film, tracked.
    pub(crate) fn chosen_film(self) -> Option<Film> {
        let id = self.chosen.get()?;
        self.films.with(|films| films.iter().find(|f| f.id == id).cloned())
    }

    /// The chosen film, untracked.
    pub(crate) fn chosen_untracked(self) -> Option<Film> {
        self.film(self.chosen.get_untracked()?)
    }

    /// Changes what is known of a film; nothing where it was taken off the list meanwhile.
    pub(crate) fn change(self, id: FilmId, change: impl FnOnce(&mut FilmState)) {
        if let Some(film) = self.film(id) {
            film.state.update(change);
        }
    }

    /// The verdict on scores, where the model card is at hand; tracked.
    pub(crate) fn verdict(self, scores: &Scores) -> Option<Verdict> {
        self.card.with(|card| match card {
            Some(Ok(card)) => Some(Verdict::of(card, scores)),
            _ => None,
        })
    }

    /// Reports of all films that are finished, in the order of the list.
    pub(crate) fn reports(self) -> Vec<Report> {
        let weights = self.card.with_untracked(|card| match card {
            Some(Ok(card)) => card.weights(),
            _ => words::NOT_GIVEN.to_owned(),
        });
        self.films.with_untracked(|films| films.iter().filter_map(|film| film.report(&weights)).collect())
    }
}

impl Film {
    /// The film's report, once it is finished.
    fn report(&self, weights: &str) -> Option<Report> {
        self.state.with_untracked(|state| match (&state.header, &state.scored, &state.error) {
            (_, _, Some(error)) => Some(Report::failed(&self.name, error.clone())),
            (Some(header), Some(scored), None) => Some(Report::scored(
                &self.name,
                header,
                scored.scores,
                scored.backend,
                state.read_ms + scored.elapsed_ms,
                weights,
            )),
            _ => None,
        })
    }
}
