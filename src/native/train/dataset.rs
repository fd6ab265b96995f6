//! The films of the release models' trainings: squares, with what each is to teach and how much it counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::augment::plane::Plane;
use super::config::{Config, Task};
use super::fit::TrainError;
use super::{both_classes, count, mark, rows, same_films};
use crate::film::Film;
use crate::input;
use crate::input::{ReleaseInput, halved};
use crate::models::Label;
use crate::native::evaluation::labelled;
use crate::native::tables::{Exclusions, Question, Row, Split, Sure};

/// A film as a release model learns from it.
#[derive(Debug, Clone)]
pub(crate) struct SquareFilm {
    /// In 8 bits: a quarter of the memory, and most films have no more.
    plane: Arc<[u8]>,
    /// What is known of it.
    pub(crate) label: Label,
    /// How probable it is that the film is abnormal, by what is known.
    pub(crate) target: f32,
    /// How much it counts.
    pub(crate) weight: f32,
    pub(crate) source: Arc<str>,
}

/// Training and validation films.
pub(crate) type Both = (Vec<SquareFilm>, Vec<SquareFilm>);

impl SquareFilm {
    fn of(film: &Film, known: &Known, half: bool) -> Self {
        let square = input::prepare_release(film);
        let whole = square.plane();
        let half = half.then(|| halved(whole, ReleaseInput::SIDE));
        let values = half.as_deref().unwrap_or(whole);
        Self {
            plane: values.iter().map(|value| (value * 255.0).round() as u8).collect(),
            label: known.label,
            target: known.target,
            weight: known.weight,
            source: known.source.clone(),
        }
    }

    /// The film's values, 0 to 1.
    pub(crate) fn plane(&self) -> Plane {
        let side = self.plane.len().isqrt();
        Plane { side, values: self.plane.iter().map(|&value| f32::from(value) / 255.0).collect() }
    }
}

/// What is known of a film before it is read.
#[derive(Debug, Clone)]
struct Known {
    label: Label,
    target: f32,
    weight: f32,
    source: Arc<str>,
    /// Whether the label is sure ([`Sure`]).
    is_sure: bool,
}

/// How much a label mined from a text counts beside a read of the film.
const MINED: f32 = 0.3;

/// A read or a label may be wrong: targets keep this far from certainty.
const DOUBT: f32 = 0.02;

/// Small sources are seen at most so many times an epoch.
const REPEATS: usize = 3;

/// Films with labels. A source where some films have a final decision (a read) and some have not is taken by its reads;
/// the labels of its other films count less, and for as much as they agree with the reads where a film has both.
pub(crate) fn labelled(folder: &Path, out: &Path, config: &Config) -> Result<Both, TrainError> {
    let (mut train, validation) = known(folder, config)?;
    check_classes(&train, &validation, Task::Diagnosis)?;
    balance(&mut train);
    load(folder, out, repeated(train), validation, false)
}

/// Normal films to learn from; to choose by, labelled ones.
pub(crate) fn normal(folder: &Path, out: &Path, config: &Config) -> Result<Both, TrainError> {
    let (mut train, validation) = known(folder, config)?;
    train.retain(|(_, known)| known.label == Label::Normal);
    load(folder, out, train, validation, true)
}

/// A film's file and what is known of it.
type File = (PathBuf, Known);

/// Training and validation films of chests, with what their labels are worth; to choose by, only what is sure is good
/// enough.
fn known(folder: &Path, config: &Config) -> Result<(Vec<File>, Vec<File>), TrainError> {
    let mut rows = rows(folder, config)?;
    rows.retain(|row| row.label(Question::Modality) == Some(Label::Normal));
    let trust = Trust::measured(&rows);
    let (mut train, mut validation) = (Vec::new(), Vec::new());
    for row in rows {
        let Some(known) = trust.known(&row) else { continue };
        match row.split() {
            Split::Train => train.push((row.file, known)),
            Split::Validation if known.is_sure => validation.push((row.file, known)),
            _ => {}
        }
    }
    Ok((train, validation))
}

/// Chest films and other pictures; what is made of a chest film besides is drawn in training.
pub(crate) fn kinds(folder: &Path, out: &Path, config: &Config) -> Result<Both, TrainError> {
    let mut train = Vec::new();
    let mut validation = Vec::new();
    for row in rows(folder, config)? {
        let Some(label) = row.label(Question::Modality) else { continue };
        let source = Arc::from(row.source.as_str());
        let known = Known { label, target: 0.0, weight: 1.0, source, is_sure: true };
        match row.split() {
            Split::Train => train.push((row.file, known)),
            Split::Validation => validation.push((row.file, known)),
            Split::Test => {}
        }
    }
    check_classes(&train, &validation, Task::Modality)?;
    // One other picture to three chest films.
    let of = |label| train.iter().filter(|(_, known)| known.label == label).count();
    let (others, chests) = (of(Label::Abnormal), of(Label::Normal));
    let times = (chests / 3).checked_div(others).unwrap_or_default().clamp(1, 12);
    let train = train.into_iter().flat_map(|film| {
        let times = if film.1.label == Label::Abnormal { times } else { 1 };
        std::iter::repeat_n(film, times)
    });
    load(folder, out, train.collect(), validation, true)
}

/// Refuses films of one class alone.
fn check_classes(train: &[File], validation: &[File], task: Task) -> Result<(), TrainError> {
    for (set, files) in [("training", train), ("validation", validation)] {
        both_classes(set, files.iter().map(|(_, known)| known.label), task.class_names())?;
    }
    Ok(())
}

/// How far a source's labels can be trusted.
struct Trust {
    sure: Sure,
    /// By source that has reads: the share of films read as abnormal among those labelled abnormal, and normal.
    mined: BTreeMap<String, [f32; 2]>,
}

impl Trust {
    fn measured(rows: &[Row]) -> Self {
        let mut counts: BTreeMap<String, [[f32; 2]; 2]> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.split() == Split::Train) {
            if let (Some(read), Some(label)) = (row.decision(), row.labelled()) {
                // One film of each kind to begin with: few reads decide little.
                let counts = counts.entry(row.source.clone()).or_insert([[1.0; 2]; 2]);
                counts[label as usize][read as usize] += 1.0;
            }
        }
        let share = |[abnormal, normal]: [f32; 2]| abnormal / (abnormal + normal);
        let mined = counts.into_iter().map(|(source, counts)| (source, counts.map(share))).collect();
        Self { sure: Sure::of(rows), mined }
    }

    fn known(&self, row: &Row) -> Option<Known> {
        let source = row.source.as_str().into();
        let sure = self.sure.label(row);
        let label = sure.or_else(|| row.labelled())?;
        let certain = if label == Label::Abnormal { 1.0 - DOUBT } else { DOUBT };
        Some(match (sure, self.mined.get(&row.source)) {
            (None, Some(shares)) => {
                Known { label, target: shares[label as usize], weight: MINED, source, is_sure: false }
            }
            // None of the source's reads is there to learn from: its labels are taken at their word.
            (None, None) => Known { label, target: certain, weight: MINED, source, is_sure: false },
            (Some(_), _) => Known { label, target: certain, weight: 1.0, source, is_sure: true },
        })
    }
}

/// Gives both classes of a source's sure films the same weight in all.
fn balance(films: &mut [File]) {
    let mut counts: BTreeMap<Arc<str>, [f32; 2]> = BTreeMap::new();
    for (_, known) in films.iter().filter(|(_, known)| known.is_sure) {
        counts.entry(known.source.clone()).or_default()[known.label as usize] += 1.0;
    }
    for (_, known) in films.iter_mut().filter(|(_, known)| known.is_sure) {
        let of_source = counts[&known.source];
        let own = of_source[known.label as usize];
        known.weight = of_source.iter().sum::<f32>() / (2.0 * own);
    }
}

/// Repeats the films of smaller sources.
fn repeated(films: Vec<File>) -> Vec<File> {
    let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for (_, known) in &films {
        *counts.entry(known.source.clone()).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or_default();
    let times = |known: &Known| (most / counts[&known.source]).clamp(1, REPEATS);
    let films = films.into_iter().flat_map(|film| std::iter::repeat_n(film.clone(), times(&film.1)));
    films.collect()
}

/// Reads the squares; a file named more than once is read once. What was counted is saved for the model card.
fn load(
    folder: &Path,
    out: &Path,
    train: Vec<File>,
    validation: Vec<File>,
    half: bool,
) -> Result<Both, TrainError> {
    let named = |(file, known): &File| {
        let file = file.strip_prefix(folder).unwrap_or(file);
        format!("{} {:?} {}", file.display(), known.label, known.target)
    };
    same_films(out, &mark(train.iter().map(named), validation.iter().map(named)))?;
    let mut times: BTreeMap<PathBuf, (Known, usize)> = BTreeMap::new();
    for (file, known) in train {
        times.entry(file).or_insert((known, 0)).1 += 1;
    }
    let make = |film: Film, (known, times): (Known, usize)| (SquareFilm::of(&film, &known, half), times);
    let train = labelled::read(folder, times.into_iter().collect(), "reading training films", make)?;
    let train = Exclusions::told(train);
    let validation = validation.into_iter().map(|(file, known)| (file, (known, 1))).collect();
    let validation = Exclusions::told(labelled::read(folder, validation, "reading validation films", make)?);
    let of = |films: &[(SquareFilm, usize)]| {
        films.iter().map(|(film, _)| (film.source.to_string(), film.label)).collect::<Vec<_>>()
    };
    count(out, of(&train), of(&validation))?;
    let train = train.into_iter().flat_map(|(film, times)| std::iter::repeat_n(film, times));
    Ok((train.collect(), validation.into_iter().map(|(film, _)| film).collect()))
}
