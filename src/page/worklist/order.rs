//! Filters and orders of the list, and the rankings of the gallery. Uses no browser API.

use crate::page::worklist::film::{FilmState, Stage};
use crate::verdict::{Judgement, Verdict};

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Order {
    /// As films were added.
    #[default]
    Added,
    /// The highest probability of abnormality first; then other images, unreadable files, waiting films.
    Abnormal,
    /// The largest deviation from normal films first, the rest as above.
    Unlike,
    /// Unsure verdicts first, the probability closest to even first.
    Unsure,
    /// By name, numbers in names by their value.
    Name,
    /// By study date, the newest first.
    Date,
    /// Patients by name, and under each their studies from the newest.
    Study,
}

impl Order {
    /// All orders, with their names for the page's select.
    pub(crate) const ALL: [(&str, Self); 7] = [
        ("added", Self::Added),
        ("study", Self::Study),
        ("abnormal", Self::Abnormal),
        ("unlike", Self::Unlike),
        ("unsure", Self::Unsure),
        ("name", Self::Name),
        ("date", Self::Date),
    ];

    /// Whether the order depends on scores.
    pub(crate) fn is_by_score(self) -> bool {
        matches!(self, Self::Abnormal | Self::Unlike | Self::Unsure)
    }
}

/// Which films the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum VerdictFilter {
    #[default]
    All,
    /// Those with this verdict.
    With(Verdict),
    /// Files that could not be read.
    Failed,
}

impl VerdictFilter {
    /// All of them, with their names for the page's select.
    pub(crate) const ALL: [(&str, Self); 6] = [
        ("all", Self::All),
        ("needs-review", Self::With(Verdict::NeedsReview)),
        ("unsure", Self::With(Verdict::Unsure)),
        ("looks-normal", Self::With(Verdict::LooksNormal)),
        ("not-chest", Self::With(Verdict::NotAChestFilm)),
        ("failed", Self::Failed),
    ];

    /// Whether the filter includes a film.
    pub(crate) fn includes(self, state: &FilmState, judgement: Option<&Judgement>) -> bool {
        match self {
            Self::All => true,
            Self::With(verdict) => judgement.is_some_and(|judgement| judgement.verdict == verdict),
            Self::Failed => state.stage == Stage::Failed,
        }
    }
}

/// What the gallery ranks films by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RankBy {
    /// Percentile among normal films.
    Anomaly,
    /// Calibrated probability of abnormality.
    Abnormal,
    /// The paper's VLB.
    Vlb,
    /// Cross-entropy of the calibrated probability of abnormality against labels.
    Loss,
    /// Cross-entropy of the paper's probability of abnormality against labels.
    PaperLoss,
}

/// What a film is ordered by: the group, and within it the number, largest first.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Rank(u8, f64);

impl Rank {
    /// The rank of a film in one of the orders by score.
    pub(crate) fn new(order: Order, stage: Stage, judgement: Option<&Judgement>) -> Self {
        match judgement {
            Some(judgement) if judgement.verdict == Verdict::NotAChestFilm => Self(2, 0.0),
            Some(judgement) if order == Order::Unsure => {
                let is_sure = judgement.verdict != Verdict::Unsure;
                Self(u8::from(is_sure), (judgement.p_abnormal_calibrated - 0.5).abs())
            }
            Some(judgement) if order == Order::Unlike => Self(0, -judgement.anomaly_percentile),
            Some(judgement) => Self(0, -judgement.p_abnormal_calibrated),
            None if stage == Stage::Failed => Self(3, 0.0),
            None => Self(4, 0.0),
        }
    }

    /// Earlier in the list or later.
    pub(crate) fn compare(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0).then(self.1.total_cmp(&other.1))
    }
}

/// A name with zero-padded numbers, so that film 10 comes after film 9.
pub(crate) fn by_number(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 16);
    let mut digits = String::new();
    for letter in name.to_lowercase().chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
        } else {
            if !digits.is_empty() {
                key.push_str(&format!("{:0>12}", digits.trim_start_matches('0')));
                digits.clear();
            }
            key.push(letter);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Reason;

    fn judged(verdict: Verdict, p_abnormal_calibrated: f64, anomaly_percentile: f64) -> Judgement {
        Judgement { verdict, reason: Reason::Normal, p_chest: 1.0, p_abnormal_calibrated, anomaly_percentile }
    }

    #[test]
    fn the_film_that_needs_a_look_comes_first() {
        let sick = judged(Verdict::NeedsReview, 0.9, 20.0);
        let odd = judged(Verdict::Unsure, 0.4, 99.5);
        let other = judged(Verdict::NotAChestFilm, 0.99, 100.0);
        let films = [
            (Stage::Waiting, None),
            (Stage::Done, Some(&other)),
            (Stage::Failed, None),
            (Stage::Done, Some(&odd)),
            (Stage::Done, Some(&sick)),
        ];
        let sorted = |order: Order| {
            let mut places = [0, 1, 2, 3, 4];
            places.sort_by(|&a, &b| {
                let rank = |i: usize| Rank::new(order, films[i].0, films[i].1);
                rank(a).compare(&rank(b))
            });
            places
        };
        assert_eq!(sorted(Order::Abnormal), [4, 3, 1, 2, 0]);
        assert_eq!(sorted(Order::Unlike), [3, 4, 1, 2, 0]);
        assert_eq!(sorted(Order::Unsure), [3, 4, 1, 2, 0]);
    }

    #[test]
    fn numbers_in_names_count_by_their_value() {
        let mut names = ["film 10.dcm", "Film 9.dcm", "film 010a.dcm", "a"];
        names.sort_by_key(|name| by_number(name));
        assert_eq!(names, ["a", "Film 9.dcm", "film 10.dcm", "film 010a.dcm"]);
    }
}
