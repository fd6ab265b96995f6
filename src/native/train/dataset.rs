//! Training and validation films of the release models: which films, with what targets and weights.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::{Config, Task};
use super::error::TrainError;
use super::film_sets::{check_both_classes, check_same_films, fingerprint, rows, save_counts};
use super::training_film::{FilmTarget, TrainingFilm};
use crate::film::Film;
use crate::models::{Diagnosis, Modality, TaskClass};
use crate::native::evaluation::films::read_films;
use crate::native::tables::{Exclusions, LabelTrust, Row, Split};

/// Training and validation films.
pub(crate) type TrainingSets = (Vec<TrainingFilm>, Vec<TrainingFilm>);

/// Weight of a label mined from a text, relative to a read of the film.
const MINED_WEIGHT: f32 = 0.3;

/// Label smoothing: a read or a label may be wrong.
const SMOOTHING: f32 = 0.02;

/// Films of small sources are repeated up to this number of times an epoch.
const MAX_REPEATS: usize = 3;

/// Loads labelled films for the abnormality model. In a source where some films have a final decision (a read), the reads
/// count fully; the labels of its other films count less, and their targets follow the agreement of labels and reads.
///
/// # Errors
/// [`TrainError`] where films or classes are missing, or where `out` holds a training on other films.
pub(crate) fn load_for_abnormality(
    folder: &Path,
    out: &Path,
    config: &Config,
) -> Result<TrainingSets, TrainError> {
    let (mut train, validation) = chest_films(folder, config)?;
    check_classes(&train, &validation, Task::Diagnosis)?;
    balance(&mut train);
    load(folder, out, repeated(train), validation, false)
}

/// Loads normal films for training the anomaly model, and labelled films for its validation.
///
/// # Errors
/// [`TrainError`] where films are missing, or where `out` holds a training on other films.
pub(crate) fn load_for_anomaly(
    folder: &Path,
    out: &Path,
    config: &Config,
) -> Result<TrainingSets, TrainError> {
    let (mut train, validation) = chest_films(folder, config)?;
    train.retain(|(_, known)| known.class.is(Diagnosis::Normal));
    load(folder, out, train, validation, true)
}

/// A film's file and its target.
type TargetFile = (PathBuf, FilmTarget);

/// Chest films for training, with their targets, and for validation, where only certain labels are used.
fn chest_films(folder: &Path, config: &Config) -> Result<(Vec<TargetFile>, Vec<TargetFile>), TrainError> {
    let mut rows = rows(folder, config)?;
    rows.retain(Row::is_chest_radiograph);
    let targets = DiagnosisTargets::from_rows(&rows);
    let (mut train, mut validation) = (Vec::new(), Vec::new());
    for row in rows {
        let Some(known) = targets.target(&row) else { continue };
        match row.split() {
            Split::Train => train.push((row.file, known)),
            Split::Validation if known.is_certain => validation.push((row.file, known)),
            _ => {}
        }
    }
    Ok((train, validation))
}

/// Loads chest films and other pictures for the image kind model; rotated, inverted and cropped films are made from the
/// chest films in training.
///
/// # Errors
/// [`TrainError`] where films or classes are missing, or where `out` holds a training on other films.
pub(crate) fn load_for_image_kind(
    folder: &Path,
    out: &Path,
    config: &Config,
) -> Result<TrainingSets, TrainError> {
    let mut train = Vec::new();
    let mut validation = Vec::new();
    for row in rows(folder, config)? {
        let Some(modality) = row.modality_answer() else { continue };
        let (class, source) = (TaskClass::from(modality), Arc::from(row.source.as_str()));
        let known = FilmTarget { class, target: 0.0, weight: 1.0, source, is_certain: true };
        match row.split() {
            Split::Train => train.push((row.file, known)),
            Split::Validation => validation.push((row.file, known)),
            Split::Test => {}
        }
    }
    check_classes(&train, &validation, Task::Modality)?;
    // One other picture to three chest films.
    let count = |modality| train.iter().filter(|(_, known)| known.class.is(modality)).count();
    let (others, chests) = (count(Modality::Other), count(Modality::ChestRadiograph));
    let times = (chests / 3).checked_div(others).unwrap_or_default().clamp(1, 12);
    let train = train.into_iter().flat_map(|film| {
        let times = if film.1.class.is(Modality::Other) { times } else { 1 };
        std::iter::repeat_n(film, times)
    });
    load(folder, out, train.collect(), validation, true)
}

/// Refuses sets that lack a class.
fn check_classes(train: &[TargetFile], validation: &[TargetFile], task: Task) -> Result<(), TrainError> {
    for (set, files) in [("training", train), ("validation", validation)] {
        check_both_classes(set, files.iter().map(|(_, known)| known.class), task.class_names())?;
    }
    Ok(())
}

/// Targets of the diagnosis: reads where there are any, otherwise labels by their agreement with the reads of their source.
struct DiagnosisTargets {
    trust: LabelTrust,
    /// By source with reads: the share of films read as abnormal among those labelled abnormal, and among those labelled
    /// normal.
    read_as_abnormal: BTreeMap<String, [f32; 2]>,
}

impl DiagnosisTargets {
    fn from_rows(rows: &[Row]) -> Self {
        let mut counts: BTreeMap<String, [[f32; 2]; 2]> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.split() == Split::Train) {
            if let (Some(read), Some(label)) = (row.decision(), row.labelled_diagnosis()) {
                // Counts start at 1, so that a few reads decide little.
                let counts = counts.entry(row.source.clone()).or_insert([[1.0; 2]; 2]);
                counts[TaskClass::from(label) as usize][TaskClass::from(read) as usize] += 1.0;
            }
        }
        let share = |[abnormal, normal]: [f32; 2]| abnormal / (abnormal + normal);
        let shares = counts.into_iter().map(|(source, counts)| (source, counts.map(share)));
        Self { trust: LabelTrust::from_rows(rows), read_as_abnormal: shares.collect() }
    }

    fn target(&self, row: &Row) -> Option<FilmTarget> {
        let source = row.source.as_str().into();
        let certain = self.trust.certain_diagnosis(row);
        let class = TaskClass::from(certain.or_else(|| row.labelled_diagnosis())?);
        let smoothed = if class.is(Diagnosis::Abnormal) { 1.0 - SMOOTHING } else { SMOOTHING };
        Some(match (certain, self.read_as_abnormal.get(&row.source)) {
            (None, Some(shares)) => {
                let target = shares[class as usize];
                FilmTarget { class, target, weight: MINED_WEIGHT, source, is_certain: false }
            }
            // The source has no read to train on, so its labels are taken as they are.
            (None, None) => {
                FilmTarget { class, target: smoothed, weight: MINED_WEIGHT, source, is_certain: false }
            }
            (Some(_), _) => FilmTarget { class, target: smoothed, weight: 1.0, source, is_certain: true },
        })
    }
}

/// Gives both classes the same total weight among a source's films with certain labels.
fn balance(films: &mut [TargetFile]) {
    let mut counts: BTreeMap<Arc<str>, [f32; 2]> = BTreeMap::new();
    for (_, known) in films.iter().filter(|(_, known)| known.is_certain) {
        counts.entry(known.source.clone()).or_default()[known.class as usize] += 1.0;
    }
    for (_, known) in films.iter_mut().filter(|(_, known)| known.is_certain) {
        let of_source = counts[&known.source];
        let own = of_source[known.class as usize];
        known.weight = of_source.iter().sum::<f32>() / (2.0 * own);
    }
}

/// Repeats the films of smaller sources.
fn repeated(films: Vec<TargetFile>) -> Vec<TargetFile> {
    let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for (_, known) in &films {
        *counts.entry(known.source.clone()).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or_default();
    let times = |known: &FilmTarget| (most / counts[&known.source]).clamp(1, MAX_REPEATS);
    let films = films.into_iter().flat_map(|film| std::iter::repeat_n(film.clone(), times(&film.1)));
    films.collect()
}

/// Reads the films, each file once; saves their counts for the model card. `is_half` halves their side.
fn load(
    folder: &Path,
    out: &Path,
    train: Vec<TargetFile>,
    validation: Vec<TargetFile>,
    is_half: bool,
) -> Result<TrainingSets, TrainError> {
    let line = |(file, known): &TargetFile| {
        let file = file.strip_prefix(folder).unwrap_or(file);
        format!("{} {} {}", file.display(), known.class.saved_name(), known.target)
    };
    check_same_films(out, &fingerprint(train.iter().map(line), validation.iter().map(line)))?;
    let mut times: BTreeMap<PathBuf, (FilmTarget, usize)> = BTreeMap::new();
    for (file, known) in train {
        times.entry(file).or_insert((known, 0)).1 += 1;
    }
    let make = |film: Film, (known, times): (FilmTarget, usize)| {
        (TrainingFilm::from_film(&film, &known, is_half), times)
    };
    let train = read_films(folder, times.into_iter().collect(), "reading training films", make)?;
    let train = Exclusions::reported(train);
    let validation = validation.into_iter().map(|(file, known)| (file, (known, 1))).collect();
    let validation = Exclusions::reported(read_films(folder, validation, "reading validation films", make)?);
    let counted = |films: &[(TrainingFilm, usize)]| {
        films.iter().map(|(film, _)| (film.source.to_string(), film.class)).collect::<Vec<_>>()
    };
    save_counts(out, counted(&train), counted(&validation))?;
    let train = train.into_iter().flat_map(|(film, times)| std::iter::repeat_n(film, times));
    Ok((train.collect(), validation.into_iter().map(|(film, _)| film).collect()))
}
