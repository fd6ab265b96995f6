//! A row of a label table, whatever its layout was: a film and what is known of it.

use std::path::PathBuf;

use clap::ValueEnum;

use super::words;
use crate::models::Label;

/// A film as its table describes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    /// Under the folder of films.
    pub(crate) file: PathBuf,
    /// Empty where unknown, as the next ones.
    pub(crate) patient_id: String,
    pub(crate) source: String,
    pub(crate) view: String,
    /// DICOM Modality by the table; a film's own header goes before it.
    pub(crate) modality: String,
    /// As the table words it.
    pub(crate) final_decision: String,
    pub(crate) reading: Reading,
    /// The table's own split; where it has none, one is drawn from the patient's name.
    pub(crate) published: Option<Split>,
    /// Kept out of the training of weights that are given away.
    pub(crate) held_back: bool,
}

/// What was read from a film.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Reading {
    Normal,
    Abnormal,
    /// Two readings that disagree: dropped, and counted.
    Ambiguous,
    /// No chest radiograph by the table.
    Other,
    /// The table says nothing of the film.
    #[default]
    Unread,
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

impl Reading {
    /// The paper's label rule: normal where findings (condition A) and final decision (condition B) both say so,
    /// abnormal where neither does, and ambiguous where exactly one does.
    pub(super) fn by_rule(findings: &str, decision: &str) -> Self {
        match (words::finds_nothing(findings), words::decides_normal(decision)) {
            _ if findings.trim().is_empty() && decision.trim().is_empty() => Self::Unread,
            (true, true) => Self::Normal,
            (false, false) => Self::Abnormal,
            _ => Self::Ambiguous,
        }
    }

    /// The same of a label and, where there is one, a second reading; a film with one reading is taken by that one.
    pub(super) fn by_label(class: words::Class, decision: &str) -> Self {
        let is_one = decision.trim().is_empty();
        match class {
            words::Class::Other => Self::Other,
            words::Class::Normal if is_one || words::decides_normal(decision) => Self::Normal,
            words::Class::Abnormal if is_one || !words::decides_normal(decision) => Self::Abnormal,
            _ => Self::Ambiguous,
        }
    }
}

impl Row {
    /// The film as people name it.
    pub(crate) fn name(&self) -> String {
        self.file.display().to_string()
    }

    /// The table's split, or else a fifth of the patients for test (the paper's 4:1), a tenth of the rest for validation.
    pub(crate) fn split(&self) -> Split {
        self.published.unwrap_or_else(|| match self.draw() {
            0..10 => Split::Test,
            10..14 => Split::Validation,
            _ => Split::Train,
        })
    }

    /// A number under 50, the same for all films of a patient.
    fn draw(&self) -> u32 {
        let file = self.file.to_string_lossy();
        let who = if self.patient_id.is_empty() { &file } else { self.patient_id.as_str() };
        let digest = crate::digest::sha256_hex(who.as_bytes());
        u32::from_str_radix(&digest[..6], 16).unwrap_or_default() % 50
    }

    /// What the final decision alone says, where there is one.
    pub(crate) fn decision(&self) -> Option<Label> {
        let normal = words::decides_normal(&self.final_decision);
        (!self.final_decision.is_empty()).then_some(if normal { Label::Normal } else { Label::Abnormal })
    }

    /// What the label says, whatever was decided finally.
    pub(crate) fn labelled(&self) -> Option<Label> {
        match (self.reading, self.decision()) {
            (Reading::Normal, _) => Some(Label::Normal),
            (Reading::Abnormal, _) => Some(Label::Abnormal),
            (Reading::Ambiguous, Some(Label::Normal)) => Some(Label::Abnormal),
            (Reading::Ambiguous, Some(Label::Abnormal)) => Some(Label::Normal),
            _ => None,
        }
    }

    /// The label for a question, or none where the film takes no part in it.
    pub(crate) fn label(&self, question: Question) -> Option<Label> {
        match (question, self.reading) {
            (_, Reading::Unread) => None,
            (Question::Modality, Reading::Other) => Some(Label::Abnormal),
            (Question::Modality, _) => Some(Label::Normal),
            (_, Reading::Normal) => Some(Label::Normal),
            (Question::Diagnosis, Reading::Abnormal) => Some(Label::Abnormal),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_label_rule_to_the_letter() {
        for findings in ["異常所見なし", "異常なし"] {
            assert_eq!(Reading::by_rule(findings, "異常なし"), Reading::Normal);
            assert_eq!(Reading::by_rule(findings, "要精査"), Reading::Ambiguous);
        }
        assert_eq!(Reading::by_rule("右上肺野に結節影", "要精査"), Reading::Abnormal);
        assert_eq!(Reading::by_rule("陳旧性炎症性変化", "異常なし"), Reading::Ambiguous);
        assert_eq!(
            Reading::by_rule("著変なし、異常なし", "異常なし"),
            Reading::Ambiguous,
            "exactly, not in part"
        );
        assert_eq!(Reading::by_rule("", "異常なし"), Reading::Ambiguous);
        assert_eq!(Reading::by_rule("", " "), Reading::Unread);
        assert_eq!(Reading::by_rule("No Finding", "Normal"), Reading::Normal);
        assert_eq!(Reading::by_rule("normal", "Lung Opacity"), Reading::Ambiguous);
        assert_eq!(Reading::by_rule("Nodule", "Abnormal"), Reading::Abnormal);
    }

    #[test]
    fn a_label_with_a_second_reading() {
        use words::Class::{Abnormal, Normal, Other};
        assert_eq!(Reading::by_label(Normal, "Normal"), Reading::Normal);
        assert_eq!(Reading::by_label(Normal, "異常なし"), Reading::Normal);
        assert_eq!(Reading::by_label(Normal, "Lung Opacity"), Reading::Ambiguous);
        assert_eq!(Reading::by_label(Abnormal, "Normal"), Reading::Ambiguous);
        assert_eq!(Reading::by_label(Abnormal, ""), Reading::Abnormal);
        assert_eq!(Reading::by_label(Normal, ""), Reading::Normal);
        assert_eq!(Reading::by_label(Other, "Normal"), Reading::Other);
    }

    #[test]
    fn a_question_takes_the_films_it_can_ask() {
        let of = |reading, question| Row { reading, ..Row::default() }.label(question);
        assert_eq!(of(Reading::Ambiguous, Question::Modality), Some(Label::Normal), "it is a chest film");
        assert_eq!(of(Reading::Ambiguous, Question::Diagnosis), None);
        assert_eq!(of(Reading::Other, Question::Modality), Some(Label::Abnormal));
        assert_eq!(of(Reading::Other, Question::Diagnosis), None);
        assert_eq!(of(Reading::Abnormal, Question::NormalFilms), None);
        assert_eq!(of(Reading::Unread, Question::Modality), None);
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
