//! Which films are held against which.

use super::films::{Film, Films, Group};
use crate::models::Label;
use crate::native::train::Task;

/// Two groups of test films, by index.
pub(super) struct Comparison {
    pub(super) name: String,
    pub(super) positives: Vec<usize>,
    pub(super) negatives: Vec<usize>,
    pub(super) is_the_papers: bool,
}

/// Abnormal (not CR) against normal test films of the VAE; of the diagnosis task also without the abnormal films of the
/// training split, which only a VAE has in its test, and by the second reading alone.
pub(super) fn of_vae(films: &Films, task: Task) -> Vec<Comparison> {
    let normal = |film: &Film| film.group == Group::Normal && film.is_test;
    let of = |group: Group| move |film: &Film| film.group == group;
    match task {
        Task::Modality => vec![compare(films, "not CR against normal films", of(Group::Other), normal, true)],
        Task::Diagnosis => {
            let abnormal = |film: &Film| film.group == Group::Abnormal;
            let mut all = vec![compare(films, "abnormal against normal films", abnormal, normal, true)];
            if films.count(|film| abnormal(film) && !film.is_test) > 0 {
                let name = "abnormal against normal films, test split alone";
                all.push(compare(films, name, |film| abnormal(film) && film.is_test, normal, false));
            }
            all.extend(by_decision(films));
            all
        }
    }
}

/// The CNN's, all of the test split.
pub(super) fn of_cnn(films: &Films, task: Task) -> Vec<Comparison> {
    let is = |group: Group| move |film: &Film| film.group == group && film.is_test;
    let (normal, abnormal, other) = (is(Group::Normal), is(Group::Abnormal), is(Group::Other));
    let mut all = Vec::new();
    match task {
        Task::Modality => {
            all.push(compare(films, "not CR against normal films, test split alone", other, normal, true));
            let chest = move |film: &Film| normal(film) || abnormal(film);
            all.push(compare(films, "not CR against all CR films, test split alone", other, chest, false));
        }
        Task::Diagnosis => {
            let name = "abnormal against normal films, test split alone";
            all.push(compare(films, name, abnormal, normal, true));
            all.extend(by_decision(films));
        }
    }
    all
}

/// By the final decision alone, among all chest films of the test split, those dropped as ambiguous included; none where
/// nothing was dropped. All of the ambiguous, though nobody trains on them, would be a choice of films on which the
/// other reading is wrong.
fn by_decision(films: &Films) -> Option<Comparison> {
    let of = |label: Label| {
        move |film: &Film| {
            film.group != Group::Other && film.is_test && film.film.row.decision() == Some(label)
        }
    };
    let name = "abnormal against normal by the final decision alone, test split";
    let compared = compare(films, name, of(Label::Abnormal), of(Label::Normal), false);
    let is_news = films.count(|film| film.group == Group::Ambiguous) > 0;
    (is_news && !compared.positives.is_empty() && !compared.negatives.is_empty()).then_some(compared)
}

fn compare(
    films: &Films,
    name: &str,
    positive: impl Fn(&Film) -> bool,
    negative: impl Fn(&Film) -> bool,
    is_the_papers: bool,
) -> Comparison {
    let (positives, negatives) = (films.which(positive), films.which(negative));
    Comparison { name: name.to_owned(), positives, negatives, is_the_papers }
}

impl Comparison {
    /// Scores of both groups; none where a group is empty. What has no score takes no part.
    pub(super) fn scores(&self, score: impl Fn(usize) -> Option<f64>) -> Option<(Vec<f64>, Vec<f64>)> {
        let of = |films: &[usize]| films.iter().filter_map(|&i| score(i)).collect::<Vec<_>>();
        let (positives, negatives) = (of(&self.positives), of(&self.negatives));
        (!positives.is_empty() && !negatives.is_empty()).then_some((positives, negatives))
    }
}
