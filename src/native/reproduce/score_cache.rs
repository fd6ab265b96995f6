//! The scores of a training's films, saved beside its checkpoint so that the report can be rebuilt in seconds.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::ReproduceError;
use super::films::ExperimentFilms;
use super::rounding::rounded;
use crate::digest::sha256_hex;
use crate::native::atomic_write;
use crate::native::train::error::TrainError;

const FILE: &str = "scores.json";

/// The score of each film, by its index; none where the part does not score it.
pub(crate) type PartScores = Vec<Option<f64>>;

#[derive(Serialize, Deserialize)]
struct SavedScores {
    epochs: usize,
    films: String,
    scores: Vec<f64>,
}

/// The saved scores of these films after this number of epochs, or new ones.
///
/// # Errors
/// Where new scores are not finite (they are not saved then) or cannot be saved.
pub(crate) fn cached(
    folder: &Path,
    epochs: usize,
    films: &ExperimentFilms,
    which: &[usize],
    score: impl FnOnce() -> Vec<f64>,
) -> Result<PartScores, ReproduceError> {
    let path = folder.join(FILE);
    let key = fingerprint(films, which);
    let saved = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<SavedScores>(&bytes).ok());
    let scores = match saved {
        Some(saved) if saved.epochs == epochs && saved.films == key => saved.scores,
        _ => {
            // Rounded here once, so that figures recomputed from the tables use the same numbers.
            let scores: Vec<f64> = score().into_iter().map(rounded).collect();
            let not_finite = scores.iter().filter(|score| !score.is_finite()).count();
            if not_finite > 0 {
                return Err(TrainError::ScoresNotFinite { films: not_finite, all: scores.len() }.into());
            }
            let saved = SavedScores { epochs, films: key, scores };
            let json = serde_json::to_vec(&saved)
                .map_err(|source| ReproduceError::Json { path: path.clone(), source })?;
            atomic_write::write(&path, json).map_err(|source| ReproduceError::File { path, source })?;
            saved.scores
        }
    };
    let mut by_film = vec![None; films.films.len()];
    which.iter().zip(scores).for_each(|(&i, score)| by_film[i] = Some(score));
    Ok(by_film)
}

/// Fingerprint of the films, their order and their groups.
pub(crate) fn fingerprint(films: &ExperimentFilms, which: &[usize]) -> String {
    let films = which.iter().map(|&i| &films.films[i]);
    let lines: Vec<_> = films.map(|film| format!("{} {:?}", film.film.row.name(), film.group)).collect();
    sha256_hex(lines.join("\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::tables::TableLayout;

    #[test]
    fn scores_that_are_not_finite_are_an_error_and_not_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let films = ExperimentFilms {
            layout: TableLayout::Labels,
            origin: String::new(),
            films: Vec::new(),
            exclusions: Vec::new(),
            has_published_split: false,
        };
        for bad in [f64::NAN, f64::NEG_INFINITY] {
            let error = cached(folder.path(), 1, &films, &[], || vec![1.0, bad]).expect_err("no score");
            assert!(error.to_string().contains("the scores of 1 of 2 films are NaN or infinite"), "{error}");
            assert!(!folder.path().join(FILE).exists());
        }
        cached(folder.path(), 1, &films, &[], || vec![1.0]).expect("a score");
        assert!(folder.path().join(FILE).exists());
    }
}
