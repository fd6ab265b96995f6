//! The films of a training: a folder with a labels.csv, split by patient, preprocessed as every film is.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use indicatif::{ParallelProgressIterator, ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::Deserialize;

use crate::film::{self, Limits};
use crate::input::Input;
use crate::models::Label;

/// A row of labels.csv. Only `file` and `label` are needed; the rest is taken where it is given.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Row {
    pub(crate) file: PathBuf,
    /// `normal`, `abnormal` or `not_chest_radiograph`.
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) patient_id: String,
    #[serde(default)]
    pub(crate) source: String,
    /// A second reading, where there is one.
    #[serde(default)]
    pub(crate) final_decision: String,
    /// `train`, `val` or `test`; where empty, drawn from the patient's name.
    #[serde(default)]
    pub(crate) split: String,
    /// `no` keeps a film out of the training of weights that are given away.
    #[serde(default)]
    pub(crate) release_training: String,
}

/// Which part of the films.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum Split {
    /// Films to learn from.
    Train,
    /// Films to choose by.
    Validation,
    /// Films to look at once.
    Test,
}

/// What a model is to learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// The VAE: normal chest films only.
    NormalFilms,
    /// CR (a chest radiograph) or not.
    Modality,
    /// Normal or abnormal, among chest radiographs.
    Diagnosis,
}

/// A preprocessed film with its row and label.
#[derive(Debug, Clone)]
pub(crate) struct Labelled {
    pub(crate) input: Input,
    pub(crate) label: Label,
    pub(crate) row: Row,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    #[error("{path}: {source}: a folder of films needs a labels.csv with the columns file and label")]
    Table { path: PathBuf, source: csv::Error },
    #[error("labels.csv, {file}: unknown {column} `{value}`; known are {known}")]
    Value { file: PathBuf, column: &'static str, value: String, known: &'static str },
    #[error("labels.csv: patient {patient} is in the splits train and val: split by patient")]
    Patient { patient: String },
    #[error("{path}: {message}")]
    Film { path: PathBuf, message: String },
}

impl Row {
    pub(crate) fn split(&self) -> Result<Split, DataError> {
        match self.split.as_str() {
            "train" => Ok(Split::Train),
            "val" => Ok(Split::Validation),
            "test" => Ok(Split::Test),
            "" => Ok(self.drawn_split()),
            other => Err(self.unknown("split", other, "train, val, test and nothing")),
        }
    }

    /// A fifth of the patients for test (the paper's 4:1), a tenth of the rest for validation.
    fn drawn_split(&self) -> Split {
        let who =
            if self.patient_id.is_empty() { self.file.to_string_lossy() } else { (&self.patient_id).into() };
        let digest = crate::card::sha256_hex(who.as_bytes());
        match u32::from_str_radix(&digest[..6], 16).unwrap_or_default() % 50 {
            0..10 => Split::Test,
            10..14 => Split::Validation,
            _ => Split::Train,
        }
    }

    /// The label for a question, or none where the film takes no part in it.
    ///
    /// The diagnosis follows the paper's rule (section 1 of its label rule): where the two readings of a film
    /// disagree, it is dropped as ambiguous. A film with one reading is taken by that one.
    pub(crate) fn label(&self, question: Question) -> Result<Option<Label>, DataError> {
        let read = match self.label.as_str() {
            "normal" => Some(Label::Normal),
            "abnormal" => Some(Label::Abnormal),
            "not_chest_radiograph" => None,
            other => return Err(self.unknown("label", other, "normal, abnormal and not_chest_radiograph")),
        };
        let decided = match self.final_decision.as_str() {
            "" => read,
            "Normal" | "異常なし" => Some(Label::Normal),
            _ => Some(Label::Abnormal),
        };
        let diagnosis = read.filter(|_| read == decided);
        Ok(match question {
            Question::Modality if read.is_some() => Some(Label::Normal),
            Question::Modality => Some(Label::Abnormal),
            Question::Diagnosis => diagnosis,
            Question::NormalFilms => diagnosis.filter(|&label| label == Label::Normal),
        })
    }

    fn unknown(&self, column: &'static str, value: &str, known: &'static str) -> DataError {
        DataError::Value { file: self.file.clone(), column, value: value.to_owned(), known }
    }
}

/// The rows of a folder's labels.csv, no patient in two splits.
///
/// Published test splits are kept as they are, and a name may stand on both sides of one (in Kermany's set it does,
/// perhaps because numbering began anew): then the patient's other films are left out, and counted aloud.
pub(crate) fn rows(folder: &Path) -> Result<Vec<Row>, DataError> {
    let path = folder.join("labels.csv");
    let of = |source| DataError::Table { path: path.clone(), source };
    let mut reader = csv::Reader::from_path(&path).map_err(of)?;
    let mut rows = reader.deserialize().collect::<Result<Vec<Row>, _>>().map_err(of)?;
    let mut splits: HashMap<(String, String), Split> = HashMap::new();
    for row in rows.iter().filter(|row| !row.patient_id.is_empty()) {
        let patient = (row.source.clone(), row.patient_id.clone());
        let split = row.split()?;
        let first = *splits.entry(patient.clone()).or_insert(split);
        if split == Split::Test {
            splits.insert(patient, split);
        } else if first != Split::Test && first != split {
            return Err(DataError::Patient { patient: row.patient_id.clone() });
        }
    }
    let all = rows.len();
    rows.retain(|row| {
        let patient = splits.get(&(row.source.clone(), row.patient_id.clone()));
        patient != Some(&Split::Test) || row.split().is_ok_and(|split| split == Split::Test)
    });
    if rows.len() < all {
        eprintln!("{:>6} films left out: their patients are also in the test split", all - rows.len());
    }
    Ok(rows)
}

/// Reads and preprocesses films in parallel, in the rows' order.
pub(crate) fn load(folder: &Path, rows: Vec<(Row, Label)>, what: &str) -> Result<Vec<Labelled>, DataError> {
    let style = ProgressStyle::with_template("{msg:28} {bar:30} {pos}/{len} films, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(rows.len() as u64).with_style(style).with_message(what.to_owned());
    rows.into_par_iter()
        .progress_with(bar)
        .map(|(row, label)| {
            let path = folder.join(&row.file);
            let of = |message: String| DataError::Film { path: path.clone(), message };
            let bytes = fs::read(&path).map_err(|error| of(error.to_string()))?;
            let film = film::open(bytes, &Limits::default()).map_err(|error| of(error.to_string()))?;
            Ok(Labelled { input: Input::from_film(&film), label, row })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, final_decision: &str) -> Row {
        let table = format!("file,label,final_decision\na.dcm,{label},{final_decision}\n");
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        reader.deserialize().next().expect("a row").expect("a good row")
    }

    #[test]
    fn the_papers_label_rule() {
        let label = |label, decision| row(label, decision).label(Question::Diagnosis).expect("known");
        assert_eq!(label("normal", "Normal"), Some(Label::Normal));
        assert_eq!(label("normal", "異常なし"), Some(Label::Normal));
        assert_eq!(label("abnormal", "Lung Opacity"), Some(Label::Abnormal));
        assert_eq!(label("normal", "Lung Opacity"), None, "ambiguous");
        assert_eq!(label("abnormal", "Normal"), None, "ambiguous");
        assert_eq!(label("normal", ""), Some(Label::Normal));
        assert_eq!(label("not_chest_radiograph", ""), None);
        assert!(row("healthy", "").label(Question::Diagnosis).is_err());
    }

    #[test]
    fn the_modality_is_a_question_of_what_is_shown() {
        assert_eq!(row("abnormal", "Normal").label(Question::Modality).expect("known"), Some(Label::Normal));
        assert_eq!(
            row("not_chest_radiograph", "").label(Question::Modality).expect("known"),
            Some(Label::Abnormal)
        );
    }

    #[test]
    fn a_drawn_split_keeps_a_patient_together_and_is_about_4_to_1() {
        let patient = |id: u32| Row { patient_id: id.to_string(), ..row("normal", "") };
        let tests = (0..1000).filter(|&id| patient(id).split().expect("drawn") == Split::Test).count();
        assert!((150..250).contains(&tests), "{tests} of 1000");
        assert_eq!(patient(7).split().expect("drawn"), patient(7).split().expect("drawn"));
    }
}
