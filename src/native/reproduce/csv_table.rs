//! The report's CSV: a row for each film, from which every figure can be recomputed.

use std::path::Path;

use serde::Serialize;

use super::error::ReproduceError;
use super::experiment::Trained;
use super::figures::{cnn, vaes};
use super::films::{ExperimentFilms, FilmGroup};
use super::rounding::rounded;
use crate::native::train::config::Task;

#[derive(Serialize)]
struct ReportRow<'a> {
    file: String,
    source: &'a str,
    patient_id: &'a str,
    view: &'a str,
    group: FilmGroup,
    set: FilmSet,
    final_decision: &'a str,
    brightness: f64,
    aspect: f64,
    entropy: f64,
    vlb_mean: Option<f64>,
    /// Bounds of the single trainings, separated by spaces.
    vlb_runs: String,
    not_cr_logit: Option<f64>,
    abnormal_logit: Option<f64>,
}

/// Set of a film in the experiment.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum FilmSet {
    Train,
    Test,
}

/// Writes the table; `vlb` is each film's mean bound.
///
/// # Errors
/// Where the file cannot be written.
pub(super) fn write(
    path: &Path,
    films: &ExperimentFilms,
    trained: &[Trained],
    vlb: &[Option<f64>],
) -> Result<(), ReproduceError> {
    let csv_error = |source| ReproduceError::Csv { path: path.to_owned(), source };
    let vaes = vaes(trained);
    let logit = |task: Task, i: usize| cnn(trained, task)?.scores[i];
    let mut table = csv::Writer::from_path(path).map_err(csv_error)?;
    for (i, film) in films.films.iter().enumerate() {
        let row = &film.film.row;
        let runs = vaes.iter().filter_map(|vae| vae.scores[i]).map(|vlb| vlb.to_string());
        let row = ReportRow {
            file: row.name(),
            source: &row.source,
            patient_id: &row.patient_id,
            view: &row.view,
            group: film.group,
            set: if film.is_test { FilmSet::Test } else { FilmSet::Train },
            final_decision: &row.final_decision,
            brightness: rounded(film.statistics.brightness),
            aspect: rounded(film.statistics.aspect),
            entropy: rounded(film.statistics.entropy),
            vlb_mean: vlb[i].map(rounded),
            vlb_runs: runs.collect::<Vec<_>>().join(" "),
            not_cr_logit: logit(Task::Modality, i),
            abnormal_logit: logit(Task::Diagnosis, i),
        };
        table.serialize(row).map_err(csv_error)?;
    }
    table.flush().map_err(|source| ReproduceError::File { path: path.to_owned(), source })
}
