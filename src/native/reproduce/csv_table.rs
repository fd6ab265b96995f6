//! The report's CSV: a row a film, from which every figure can be recomputed.

use std::path::Path;

use serde::Serialize;

use super::ReproduceError;
use super::experiment::Trained;
use super::figures::{cnn, vaes};
use super::films::{Films, Group};
use super::score_cache::rounded;
use crate::native::train::Task;

#[derive(Serialize)]
struct Row<'a> {
    file: String,
    source: &'a str,
    patient_id: &'a str,
    view: &'a str,
    group: Group,
    set: &'static str,
    final_decision: &'a str,
    brightness: f64,
    aspect: f64,
    entropy: f64,
    vlb_mean: Option<f64>,
    /// Each training's, by spaces.
    vlb_runs: String,
    not_cr_logit: Option<f64>,
    abnormal_logit: Option<f64>,
}

/// `vlb` is each film's mean bound.
pub(super) fn write(
    path: &Path,
    films: &Films,
    trained: &[Trained],
    vlb: &[Option<f64>],
) -> Result<(), ReproduceError> {
    let of = |source| ReproduceError::Csv { path: path.to_owned(), source };
    let vaes = vaes(trained);
    let logit = |task: Task, i: usize| cnn(trained, task)?.scores[i];
    let mut table = csv::Writer::from_path(path).map_err(of)?;
    for (i, film) in films.films.iter().enumerate() {
        let row = &film.film.row;
        let runs = vaes.iter().filter_map(|vae| vae.scores[i]).map(|vlb| vlb.to_string());
        let row = Row {
            file: row.name(),
            source: &row.source,
            patient_id: &row.patient_id,
            view: &row.view,
            group: film.group,
            set: if film.is_test { "test" } else { "train" },
            final_decision: &row.final_decision,
            brightness: rounded(film.facts.brightness),
            aspect: rounded(film.facts.aspect),
            entropy: rounded(film.facts.entropy),
            vlb_mean: vlb[i].map(rounded),
            vlb_runs: runs.collect::<Vec<_>>().join(" "),
            not_cr_logit: logit(Task::Modality, i),
            abnormal_logit: logit(Task::Diagnosis, i),
        };
        table.serialize(row).map_err(of)?;
    }
    table.flush().map_err(|source| ReproduceError::File { path: path.to_owned(), source })
}
