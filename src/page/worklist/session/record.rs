//! What is kept of a film next to its file, and what of it counts on the next visit.

use serde::{Deserialize, Serialize};

use crate::film::Header;
use crate::page::worklist::film::{FilmScores, FilmState, Stage};
use crate::report::{ErrorKind, ErrorReport};

/// Kinds of errors after which a film is tried again: there may be an engine now, and the files that a DICOMDIR names.
const RETRIED: [ErrorKind; 2] = [ErrorKind::EngineUnavailable, ErrorKind::IncompleteDirectory];

/// The weights at hand, by their hashes.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Weights {
    pub(super) release: Option<String>,
    pub(super) paper: Option<String>,
}

/// A film as the database has it.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptFilm {
    pub(super) name: String,
    thumbnail: Option<String>,
    header: Option<Header>,
    scored: Option<FilmScores>,
    /// The hashes of the weights that scored it.
    weights: Option<String>,
    paper_weights: Option<String>,
    error: Option<ErrorReport>,
    unpacked: Option<(u32, u32)>,
    depth: u32,
    gave_films: bool,
    read_ms: f64,
}

impl KeptFilm {
    /// What is kept of a film that was scored with these weights, where it was.
    pub(super) fn new(name: &str, state: &FilmState, weights: Weights) -> Self {
        Self {
            name: name.to_owned(),
            thumbnail: state.thumbnail.clone(),
            header: state.header.clone(),
            scored: state.scored,
            weights: weights.release,
            paper_weights: weights.paper,
            error: state.error.clone(),
            unpacked: state.unpacked,
            depth: state.depth,
            gave_films: state.gave_films,
            read_ms: state.read_ms,
        }
    }

    /// What is known of the film: its scores only where they are of the weights at hand.
    pub(super) fn restore(self, at_hand: &Weights) -> FilmState {
        let is_of = |kept: &Option<String>, at_hand: &Option<String>| kept.is_some() && kept == at_hand;
        let is_paper_of = is_of(&self.paper_weights, &at_hand.paper);
        let scored = self
            .scored
            .filter(|scored| scored.readout.is_valid() && is_of(&self.weights, &at_hand.release))
            .map(|scored| FilmScores { paper: scored.paper.filter(|_| is_paper_of), ..scored });
        let error = self.error.filter(|error| !RETRIED.contains(&error.kind));
        let stage = match (&scored, &error) {
            (Some(_), _) => Stage::Done,
            (None, Some(_)) => Stage::Failed,
            (None, None) => Stage::Waiting,
        };
        FilmState {
            stage,
            thumbnail: self.thumbnail,
            header: self.header,
            scored,
            error,
            unpacked: self.unpacked,
            depth: self.depth,
            gave_films: self.gave_films,
            read_ms: self.read_ms,
            ..FilmState::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restored(error: ErrorKind) -> FilmState {
        let error = ErrorReport::new(error, "why");
        let state = FilmState { stage: Stage::Failed, error: Some(error), ..FilmState::default() };
        KeptFilm::new("film.dcm", &state, Weights::default()).restore(&Weights::default())
    }

    #[test]
    fn a_film_without_an_engine_is_tried_again_and_a_damaged_one_is_not() {
        let again = restored(ErrorKind::EngineUnavailable);
        assert_eq!((again.stage, again.error.is_none()), (Stage::Waiting, true));
        let damaged = restored(ErrorKind::Truncated);
        assert_eq!((damaged.stage, damaged.error.is_some()), (Stage::Failed, true));
    }
}
