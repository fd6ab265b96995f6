//! A row of a label table in any layout: a film, its labels and its split.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::labels;
use crate::models::{Diagnosis, Modality};

/// A film as its table describes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    /// Path relative to the folder of films.
    pub(crate) file: PathBuf,
    /// Empty where unknown, like the next fields.
    pub(crate) patient_id: String,
    pub(crate) source: String,
    pub(crate) view: String,
    /// DICOM Modality of the table; the film's own header overrides it.
    pub(crate) modality: String,
    /// In the table's own words.
    pub(crate) final_decision: String,
    pub(crate) reading: Reading,
    /// The table's own split; where it has none, one is drawn from the patient ID.
    pub(crate) published: Option<Split>,
    /// Excluded from training weights that are distributed.
    pub(crate) held_back: bool,
}

/// Reading of a film by its table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Reading {
    Normal,
    Abnormal,
    /// Two readings that disagree.
    Ambiguous,
    /// Not a chest radiograph.
    Other,
    /// The table has no reading of the film.
    #[default]
    Unread,
}

/// Part of the films.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum Split {
    /// Films to train on.
    Train,
    /// Films to choose epochs and thresholds by.
    Validation,
    /// Films to measure final figures on.
    Test,
}

impl Reading {
    /// The paper's label rule: normal where findings (condition A) and final decision (condition B) both say so,
    /// abnormal where neither does, and ambiguous where exactly one does.
    pub(super) fn from_paper_rule(findings: &str, decision: &str) -> Self {
        match (labels::finds_nothing(findings), labels::decides_normal(decision)) {
            _ if findings.trim().is_empty() && decision.trim().is_empty() => Self::Unread,
            (true, true) => Self::Normal,
            (false, false) => Self::Abnormal,
            _ => Self::Ambiguous,
        }
    }

    /// The same rule for a label and an optional second reading; where there is no second reading, the label decides.
    pub(super) fn from_label(class: labels::Class, decision: &str) -> Self {
        let is_only_reading = decision.trim().is_empty();
        match class {
            labels::Class::Other => Self::Other,
            labels::Class::Normal if is_only_reading || labels::decides_normal(decision) => Self::Normal,
            labels::Class::Abnormal if is_only_reading || !labels::decides_normal(decision) => Self::Abnormal,
            _ => Self::Ambiguous,
        }
    }
}

impl Row {
    /// Name of the film in messages and reports.
    pub(crate) fn name(&self) -> String {
        self.file.display().to_string()
    }

    /// The table's split; otherwise a fifth of the patients is drawn for test (the paper's 4:1) and a tenth of the rest for
    /// validation.
    pub(crate) fn split(&self) -> Split {
        self.published.unwrap_or_else(|| match self.draw() {
            0..10 => Split::Test,
            10..14 => Split::Validation,
            _ => Split::Train,
        })
    }

    /// A number below 50 that all films of a patient share.
    fn draw(&self) -> u32 {
        let file = self.file.to_string_lossy();
        let who = if self.patient_id.is_empty() { &file } else { self.patient_id.as_str() };
        let digest = crate::digest::sha256_hex(who.as_bytes());
        u32::from_str_radix(&digest[..6], 16).unwrap_or_default() % 50
    }

    /// Diagnosis of the final decision alone, where there is one.
    pub(crate) fn decision(&self) -> Option<Diagnosis> {
        let is_normal = labels::decides_normal(&self.final_decision);
        let diagnosis = if is_normal { Diagnosis::Normal } else { Diagnosis::Abnormal };
        (!self.final_decision.is_empty()).then_some(diagnosis)
    }

    /// Diagnosis of the label alone, whatever the final decision is.
    pub(crate) fn labelled_diagnosis(&self) -> Option<Diagnosis> {
        match (self.reading, self.decision()) {
            (Reading::Normal, _) => Some(Diagnosis::Normal),
            (Reading::Abnormal, _) => Some(Diagnosis::Abnormal),
            (Reading::Ambiguous, Some(Diagnosis::Normal)) => Some(Diagnosis::Abnormal),
            (Reading::Ambiguous, Some(Diagnosis::Abnormal)) => Some(Diagnosis::Normal),
            _ => None,
        }
    }

    /// Answer to the modality task; none where the film takes no part in it.
    pub(crate) fn modality_answer(&self) -> Option<Modality> {
        match self.reading {
            Reading::Unread => None,
            Reading::Other => Some(Modality::Other),
            Reading::Normal | Reading::Abnormal | Reading::Ambiguous => Some(Modality::ChestRadiograph),
        }
    }

    /// Whether the film is a chest radiograph by its table.
    pub(crate) fn is_chest_radiograph(&self) -> bool {
        self.modality_answer() == Some(Modality::ChestRadiograph)
    }

    /// Answer to the diagnosis task; none where the film takes no part in it.
    pub(crate) fn diagnosis_answer(&self) -> Option<Diagnosis> {
        match self.reading {
            Reading::Normal => Some(Diagnosis::Normal),
            Reading::Abnormal => Some(Diagnosis::Abnormal),
            Reading::Ambiguous | Reading::Other | Reading::Unread => None,
        }
    }

    /// Whether the film is a normal chest radiograph: what the VAE trains on.
    pub(crate) fn is_normal(&self) -> bool {
        self.reading == Reading::Normal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_label_rule_to_the_letter() {
        for findings in ["異常所見なし", "異常なし"] {
            assert_eq!(Reading::from_paper_rule(findings, "異常なし"), Reading::Normal);
            assert_eq!(Reading::from_paper_rule(findings, "要精査"), Reading::Ambiguous);
        }
        assert_eq!(Reading::from_paper_rule("右上肺野に結節影", "要精査"), Reading::Abnormal);
        assert_eq!(Reading::from_paper_rule("陳旧性炎症性変化", "異常なし"), Reading::Ambiguous);
        assert_eq!(
            Reading::from_paper_rule("著変なし、異常なし", "異常なし"),
            Reading::Ambiguous,
            "exactly, not in part"
        );
        assert_eq!(Reading::from_paper_rule("", "異常なし"), Reading::Ambiguous);
        assert_eq!(Reading::from_paper_rule("", " "), Reading::Unread);
        assert_eq!(Reading::from_paper_rule("No Finding", "Normal"), Reading::Normal);
        assert_eq!(Reading::from_paper_rule("normal", "Lung Opacity"), Reading::Ambiguous);
        assert_eq!(Reading::from_paper_rule("Nodule", "Abnormal"), Reading::Abnormal);
    }

    #[test]
    fn a_label_with_a_second_reading() {
        use labels::Class::{Abnormal, Normal, Other};
        assert_eq!(Reading::from_label(Normal, "Normal"), Reading::Normal);
        assert_eq!(Reading::from_label(Normal, "異常なし"), Reading::Normal);
        assert_eq!(Reading::from_label(Normal, "Lung Opacity"), Reading::Ambiguous);
        assert_eq!(Reading::from_label(Abnormal, "Normal"), Reading::Ambiguous);
        assert_eq!(Reading::from_label(Abnormal, ""), Reading::Abnormal);
        assert_eq!(Reading::from_label(Normal, ""), Reading::Normal);
        assert_eq!(Reading::from_label(Other, "Normal"), Reading::Other);
    }

    #[test]
    fn a_task_takes_the_films_with_an_answer() {
        let row = |reading| Row { reading, ..Row::default() };
        let ambiguous = row(Reading::Ambiguous);
        assert_eq!(ambiguous.modality_answer(), Some(Modality::ChestRadiograph));
        assert_eq!(ambiguous.diagnosis_answer(), None);
        assert_eq!(row(Reading::Other).modality_answer(), Some(Modality::Other));
        assert_eq!(row(Reading::Other).diagnosis_answer(), None);
        assert!(!row(Reading::Abnormal).is_normal());
        assert_eq!(row(Reading::Unread).modality_answer(), None);
    }

    #[test]
    fn a_drawn_split_keeps_a_patient_together_and_is_about_4_to_1() {
        let patient = |id: u32| Row { patient_id: id.to_string(), ..Row::default() };
        let tests = (0..1000).filter(|&id| patient(id).split() == Split::Test).count();
        assert!((150..250).contains(&tests), "{tests} of 1000");
        let other_film = Row { file: "second.dcm".into(), ..patient(7) };
        assert_eq!(patient(7).split(), other_film.split());
    }
}
