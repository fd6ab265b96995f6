//! The model cards.

use super::values::percent;

plain! {
    own_films,
    card_verdicts, card_image_kind, card_anomaly, card_abnormality, card_modality, card_vae, card_diagnosis,
    normal_films, abnormal_films, reliability_title, reliability_predicted, reliability_observed, card_limits,
    card_data, card_films,
}

/// The columns of the table of altered test films.
pub(crate) fn flag_columns() -> [String; 4] {
    [say!("flag_change"), say!("flag_films"), say!("flag_flagged"), say!("flag_correct_reason")]
}

/// The columns of a model's table of figures.
pub(crate) fn card_columns() -> [String; 8] {
    [
        say!("column_films"),
        say!("column_groups"),
        say!("column_auroc"),
        say!("column_sensitivity"),
        say!("column_specificity"),
        say!("column_balanced"),
        say!("column_accuracy"),
        say!("column_majority"),
    ]
}

/// How many normal films of a group were sent to review, how many abnormal films were called normal, and the expected
/// calibration error.
pub(crate) fn outcome(reviewed: f64, missed: f64, error: f64) -> String {
    say!("outcome", reviewed = percent(reviewed), missed = percent(missed), error = format!("{error:.3}"))
}

/// A point of the reliability plot: mean predicted probability, observed share of abnormal films, number of films.
pub(crate) fn reliability_point(predicted: f64, observed: f64, films: usize) -> String {
    say!(
        "reliability_point",
        films = films,
        predicted = format!("{predicted:.2}"),
        observed = percent(observed)
    )
}

/// A text of the model cards that ship. A card holds it in English; the page shows it in its own language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CardSentence {
    ValidationFilms,
    OwnFilms,
    Resolution,
    OtherSites,
    Children,
    Labels,
    Adults,
    SecondEvaluation,
    PaperResolution,
    Vlb,
    PaperChildren,
    Square,
    AllSources,
}

impl CardSentence {
    const ALL: [Self; 13] = [
        Self::ValidationFilms,
        Self::OwnFilms,
        Self::Resolution,
        Self::OtherSites,
        Self::Children,
        Self::Labels,
        Self::Adults,
        Self::SecondEvaluation,
        Self::PaperResolution,
        Self::Vlb,
        Self::PaperChildren,
        Self::Square,
        Self::AllSources,
    ];

    /// The text as the cards have it.
    fn english(self) -> &'static str {
        match self {
            Self::ValidationFilms => "its validation films",
            Self::OwnFilms => "own films",
            Self::Resolution => {
                "The models see at most 224 x 224 pixels, and small nodules may be lost to them: on real ones they were not measured."
            }
            Self::OtherSites => {
                "They were validated on the test films counted here and nowhere else: calibrate them on films of your own."
            }
            Self::Children => {
                "Its paediatric films are of children of 1 to 5 years from one hospital, stretched to squares; films of others may score otherwise."
            }
            Self::Labels => "The labels of NIH ChestX-ray14 were mined from texts and are noisy.",
            Self::Adults => {
                "On NIH's adults the probability of abnormal and the likeness to normal films were validated on few films with a radiologist's read; the intervals of their figures are wide."
            }
            Self::SecondEvaluation => {
                "The test films were looked at twice: after the first look the probability of abnormal was calibrated at even odds, by validation films alone."
            }
            Self::PaperResolution => {
                "The models follow a paper of 2017 and see 100 x 100 pixels: fine shadows are lost to them."
            }
            Self::Vlb => {
                "The bound tells chest films from other pictures; it does not tell sick from healthy (the paper's finding, and ours)."
            }
            Self::PaperChildren => {
                "Trained on frontal films of children of 1 to 5 years (one hospital) and of NIH ChestX-ray14; other films may score otherwise."
            }
            Self::Square => {
                "All training films are square: a chest film much wider than high is taken for another picture (3 of 3 films of 1,024 x 700 tried)."
            }
            Self::AllSources => "all sources",
        }
    }

    /// The text in the page's language; tracked.
    fn text(self) -> String {
        match self {
            Self::ValidationFilms => say!("card_text_validation_films"),
            Self::OwnFilms => own_films(),
            Self::Resolution => say!("card_text_resolution"),
            Self::OtherSites => say!("card_text_other_sites"),
            Self::Children => say!("card_text_children"),
            Self::Labels => say!("card_text_labels"),
            Self::Adults => say!("card_text_adults"),
            Self::SecondEvaluation => say!("card_text_second_evaluation"),
            Self::PaperResolution => say!("card_text_paper_resolution"),
            Self::Vlb => say!("card_text_vlb"),
            Self::PaperChildren => say!("card_text_paper_children"),
            Self::Square => say!("card_text_square"),
            Self::AllSources => say!("card_text_all_sources"),
        }
    }
}

/// A text of a model card in the page's language; one of other weights as it is.
pub(crate) fn card_text(text: &str) -> String {
    let known = CardSentence::ALL.into_iter().find(|sentence| sentence.english() == text);
    known.map_or_else(|| text.to_owned(), CardSentence::text)
}

/// A data source: its number of films and its licence.
pub(crate) fn data_source(films: usize, licence: &str) -> String {
    say!("data_source", films = films, licence = licence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::text::language;

    #[test]
    fn a_card_sentence_is_known_by_its_english_text() {
        for sentence in CardSentence::ALL {
            assert_eq!(language::in_english(|| sentence.text()), sentence.english());
        }
        assert_eq!(card_text("a text of other weights"), "a text of other weights");
    }
}
