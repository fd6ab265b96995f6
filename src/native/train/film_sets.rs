//! Training and validation films: their rows, their classes, and the fingerprint that keeps a resumed training to the same
//! films.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::checkpoint;
use super::config::{Config, Task};
use super::error::TrainError;
use super::run_files::{COUNTS, FILMS};
use super::shuffle::shuffled;
use crate::digest::sha256_hex;
use crate::film::Film;
use crate::input;
use crate::input::PaperInput;
use crate::models::TaskClass;
use crate::native::atomic_write;
use crate::native::evaluation::films::{LoadError, read_films};
use crate::native::tables;
use crate::native::tables::{Exclusions, Row, Split};

/// A film as a model of the paper learns from it.
#[derive(Debug, Clone)]
pub(crate) struct LabelledFilm {
    /// Shared: a film may take part in several trainings.
    pub(crate) input: Arc<PaperInput>,
    pub(crate) class: TaskClass,
}

/// A film to read, and its class.
type ClassedRow = (Row, TaskClass);

/// Loads the training and validation films of a model of the paper; saves their counts for the model card.
///
/// # Errors
/// [`TrainError`] where films or classes are missing, or where `out` holds a training on other films.
pub(crate) fn load_labelled_films(
    folder: &Path,
    out: &Path,
    config: &Config,
) -> Result<(Vec<LabelledFilm>, Vec<LabelledFilm>), TrainError> {
    let mut train = Vec::new();
    let mut validation = Vec::new();
    for row in rows(folder, config)? {
        let Some(class) = class(&row, config.task) else { continue };
        match row.split() {
            Split::Train => train.push((row, class)),
            Split::Validation => validation.push((row, class)),
            Split::Test => {} // used once, at the release
        }
    }
    if let Some(task) = config.task {
        for (set, rows) in [("training", &train), ("validation", &validation)] {
            check_both_classes(set, rows.iter().map(|(_, class)| *class), task.class_names())?;
        }
    }
    balance(&mut train, config);
    let line = |(row, class): &ClassedRow| format!("{} {}", row.name(), class.saved_name());
    check_same_films(out, &fingerprint(train.iter().map(line), validation.iter().map(line)))?;
    if train.len() < config.batch || validation.is_empty() {
        let (train, validation) = (train.len(), validation.len());
        return Err(TrainError::TooFew { train, validation, batch: config.batch });
    }
    let train = read_labelled_films(folder, train, "reading training films")?;
    let validation = read_labelled_films(folder, validation, "reading validation films")?;
    let counted = |films: &[(String, LabelledFilm)]| {
        films.iter().map(|(source, film)| (source.clone(), film.class)).collect::<Vec<_>>()
    };
    save_counts(out, counted(&train), counted(&validation))?;
    let films = |films: Vec<(String, LabelledFilm)>| films.into_iter().map(|(_, film)| film).collect();
    Ok((films(train), films(validation)))
}

/// The class of a film in a task; without a task, that of the VAE, which learns from normal films only. None where the film
/// takes no part.
fn class(row: &Row, task: Option<Task>) -> Option<TaskClass> {
    match task {
        None => row.is_normal().then_some(TaskClass::Negative),
        Some(Task::Modality) => row.modality_answer().map(TaskClass::from),
        Some(Task::Diagnosis) => row.diagnosis_answer().map(TaskClass::from),
    }
}

/// Films with their sources. Those that cannot be read are excluded and reported.
fn read_labelled_films(
    folder: &Path,
    rows: Vec<ClassedRow>,
    message: &str,
) -> Result<Vec<(String, LabelledFilm)>, LoadError> {
    let files = rows.into_iter().map(|(row, class)| (row.file, (row.source, class))).collect();
    let make = |film: Film, (source, class): (String, TaskClass)| {
        (source, LabelledFilm { input: Arc::new(input::prepare_paper(&film)), class })
    };
    Ok(Exclusions::reported(read_films(folder, files, message, make)?))
}

/// The rows of a folder that may be trained on and validated with.
pub(super) fn rows(folder: &Path, config: &Config) -> Result<Vec<Row>, LoadError> {
    let table = tables::read(folder, None)?;
    table.report();
    Ok(table.rows.into_iter().filter(|row| !(config.release_rows_only && row.held_back)).collect())
}

/// Refuses a set without films of both classes: nothing can be learned or measured on it. `names` are those of the classes,
/// in the order of [`TaskClass::ALL`].
///
/// # Errors
/// [`TrainError::OneClass`].
pub(crate) fn check_both_classes(
    set: &'static str,
    classes: impl Iterator<Item = TaskClass> + Clone,
    names: [&'static str; 2],
) -> Result<(), TrainError> {
    let is_missing = |class: &TaskClass| !classes.clone().any(|other| other == *class);
    match TaskClass::ALL.into_iter().find(is_missing) {
        Some(class) => Err(TrainError::OneClass { set, missing: names[class as usize] }),
        None => Ok(()),
    }
}

/// Fingerprint of training and validation films, a line for each with its name and class.
pub(super) fn fingerprint(
    train: impl Iterator<Item = String>,
    validation: impl Iterator<Item = String>,
) -> String {
    let lines = train.chain([String::new()]).chain(validation).collect::<Vec<_>>();
    sha256_hex(lines.join("\n").as_bytes())
}

/// Refuses to resume a training on other films than it started with: its figures would be of neither set. A training
/// without a complete epoch starts again on these films.
///
/// # Errors
/// [`TrainError::OtherFilms`], or [`TrainError::File`] where the fingerprint cannot be written.
pub(crate) fn check_same_films(out: &Path, fingerprint: &str) -> Result<(), TrainError> {
    let path = out.join(FILMS);
    match fs::read_to_string(&path) {
        Ok(saved) if saved == fingerprint => Ok(()),
        Ok(_) if checkpoint::exists(out) => Err(TrainError::OtherFilms { path: out.to_owned() }),
        _ => atomic_write::write(&path, fingerprint).map_err(|source| TrainError::File { path, source }),
    }
}

/// Counts films by split, source and class; prints the counts, and saves them for the model card.
pub(super) fn save_counts(
    out: &Path,
    train: Vec<(String, TaskClass)>,
    validation: Vec<(String, TaskClass)>,
) -> Result<(), TrainError> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (split, films) in [("train", train), ("validation", validation)] {
        for (source, class) in films {
            *counts.entry(format!("{split}, {source}, {}", class.saved_name())).or_default() += 1;
        }
    }
    let path = out.join(COUNTS);
    let json = serde_json::to_vec_pretty(&counts)
        .map_err(|source| TrainError::Json { path: path.clone(), source })?;
    atomic_write::write(&path, json).map_err(|source| TrainError::File { path, source })?;
    counts.iter().for_each(|(group, count)| println!("{count:>6} {group}"));
    Ok(())
}

/// Reduces the larger class to the ratio of the configuration, by a random choice of the seed.
fn balance(rows: &mut Vec<ClassedRow>, config: &Config) {
    let count = |rows: &[ClassedRow], class| rows.iter().filter(|(_, c)| *c == class).count();
    let (negative, positive) = (count(rows, TaskClass::Negative), count(rows, TaskClass::Positive));
    let (larger, smaller) =
        if negative > positive { (TaskClass::Negative, positive) } else { (TaskClass::Positive, negative) };
    if config.balance == 0 || smaller == 0 {
        return;
    }
    let (large, mut kept): (Vec<_>, Vec<_>) = rows.drain(..).partition(|(_, class)| *class == larger);
    let chosen = shuffled(large.len(), config.seed).into_iter().take(smaller * config.balance);
    kept.extend(chosen.map(|i| large[i].clone()));
    *rows = kept;
}
