//! Which films are compared with which.

use super::films::{ExperimentFilm, ExperimentFilms, FilmGroup};
use crate::models::Diagnosis;
use crate::native::train::config::Task;

/// Two groups of test films, by index.
pub(super) struct Comparison {
    pub(super) name: String,
    pub(super) positives: Vec<usize>,
    pub(super) negatives: Vec<usize>,
    pub(super) is_the_papers: bool,
}

/// Comparisons of the VAE: abnormal (not CR) against normal test films; in the diagnosis task also without the abnormal
/// films of the training split, which only the VAE tests on, and by the final decision alone.
pub(super) fn vae_comparisons(films: &ExperimentFilms, task: Task) -> Vec<Comparison> {
    let normal = |film: &ExperimentFilm| film.group == FilmGroup::Normal && film.is_test;
    let other = |film: &ExperimentFilm| film.group == FilmGroup::Other;
    match task {
        Task::Modality => vec![compare(films, "not CR against normal films", other, normal, true)],
        Task::Diagnosis => {
            let abnormal = |film: &ExperimentFilm| film.group == FilmGroup::Abnormal;
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

/// Comparisons of the CNN, all on the test split.
pub(super) fn cnn_comparisons(films: &ExperimentFilms, task: Task) -> Vec<Comparison> {
    let is = |group: FilmGroup| move |film: &ExperimentFilm| film.group == group && film.is_test;
    let (normal, abnormal, other) = (is(FilmGroup::Normal), is(FilmGroup::Abnormal), is(FilmGroup::Other));
    let mut all = Vec::new();
    match task {
        Task::Modality => {
            all.push(compare(films, "not CR against normal films, test split alone", other, normal, true));
            let chest = move |film: &ExperimentFilm| normal(film) || abnormal(film);
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

/// By the final decision alone, on all chest films of the test split including the ambiguous ones; none where no film is
/// ambiguous. The ambiguous films of the training split are left out, although no model trains on them: they would add a
/// selection of films on which the other reading is wrong.
fn by_decision(films: &ExperimentFilms) -> Option<Comparison> {
    let decided = |diagnosis: Diagnosis| {
        move |film: &ExperimentFilm| {
            film.group != FilmGroup::Other && film.is_test && film.film.row.decision() == Some(diagnosis)
        }
    };
    let name = "abnormal against normal by the final decision alone, test split";
    let compared = compare(films, name, decided(Diagnosis::Abnormal), decided(Diagnosis::Normal), false);
    let has_ambiguous = films.count(|film| film.group == FilmGroup::Ambiguous) > 0;
    (has_ambiguous && !compared.positives.is_empty() && !compared.negatives.is_empty()).then_some(compared)
}

fn compare(
    films: &ExperimentFilms,
    name: &str,
    positive: impl Fn(&ExperimentFilm) -> bool,
    negative: impl Fn(&ExperimentFilm) -> bool,
    is_the_papers: bool,
) -> Comparison {
    let (positives, negatives) = (films.which(positive), films.which(negative));
    Comparison { name: name.to_owned(), positives, negatives, is_the_papers }
}

impl Comparison {
    /// Scores of both groups; none where a group is empty. Films without a score are left out.
    pub(super) fn scores(&self, score: impl Fn(usize) -> Option<f64>) -> Option<(Vec<f64>, Vec<f64>)> {
        let scores_of = |films: &[usize]| films.iter().filter_map(|&i| score(i)).collect::<Vec<_>>();
        let (positives, negatives) = (scores_of(&self.positives), scores_of(&self.negatives));
        (!positives.is_empty() && !negatives.is_empty()).then_some((positives, negatives))
    }
}
