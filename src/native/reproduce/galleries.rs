//! The paper's figures 1 to 10: the ten best and the ten worst films.

use super::experiment::Trained;
use super::films::{ExperimentFilms, FilmGroup};
use super::number_format::number;
use super::report::{Gallery, GalleryFilm};
use crate::models::TaskClass;
use crate::native::train::config::Task;

/// Films of a gallery.
const MAX_FILMS: usize = 10;

pub(super) fn all(
    films: &ExperimentFilms,
    vlb: &[Option<f64>],
    modality: Option<&Trained>,
    diagnosis: Option<&Trained>,
) -> Vec<Gallery> {
    let mut all = Vec::new();
    for (figure, group, is_best) in [
        (1, FilmGroup::Other, false),
        (2, FilmGroup::Other, true),
        (3, FilmGroup::Normal, false),
        (4, FilmGroup::Normal, true),
        (5, FilmGroup::Abnormal, false),
        (6, FilmGroup::Abnormal, true),
    ] {
        let valued = films.tested(group).into_iter().filter_map(|i| Some((i, vlb[i]?))).collect();
        let title = format!("{}, {} VLB", group.name(), if is_best { "best" } else { "worst" });
        all.extend(gallery(films, figure, title, valued, is_best, |_, vlb| number(vlb, 1)));
    }
    for (task, cnn, figures) in [(Task::Modality, modality, [7, 8]), (Task::Diagnosis, diagnosis, [9, 10])] {
        let Some(cnn) = cnn else { continue };
        let name = match task {
            Task::Modality => "CNN, modality task",
            Task::Diagnosis => "CNN, diagnosis task",
        };
        for (figure, is_best) in figures.into_iter().zip([false, true]) {
            let certainty = |i: usize| {
                let score = cnn.scores[i]?;
                // The logit of the true class: the cross-entropy falls with it.
                let is_positive = films.films[i].group.class(task) == TaskClass::Positive;
                Some((i, if is_positive { score } else { -score }))
            };
            let valued = cnn.test.iter().filter_map(|&i| certainty(i)).collect();
            let title = format!("{name}, {} cross-entropy", if is_best { "smallest" } else { "largest" });
            all.extend(gallery(films, figure, title, valued, is_best, |i, certainty| {
                let truth = films.films[i].group.class(task) as usize;
                let predicted = if certainty > 0.0 { truth } else { 1 - truth };
                format!("{truth}, {predicted}, {}", significant(cross_entropy(certainty)))
            }));
        }
    }
    all
}

/// The films of the largest or the smallest values; none where there are none.
fn gallery(
    films: &ExperimentFilms,
    figure: u8,
    title: String,
    mut valued: Vec<(usize, f64)>,
    is_best: bool,
    caption: impl Fn(usize, f64) -> String,
) -> Option<Gallery> {
    valued.sort_by(|a, b| {
        let order = a.1.total_cmp(&b.1);
        if is_best { order.reverse() } else { order }
    });
    let shown = valued.into_iter().take(MAX_FILMS).map(|(index, value)| GalleryFilm {
        file: films.films[index].film.row.name(),
        caption: caption(index, value),
        entropy: films.films[index].statistics.entropy,
        index,
    });
    let films = shown.collect::<Vec<_>>();
    (!films.is_empty()).then_some(Gallery { figure, title, films })
}

/// `log(1 + exp(-logit))` of the true label's logit.
fn cross_entropy(logit: f64) -> f64 {
    (-logit).max(0.0) + (-logit.abs()).exp().ln_1p()
}

/// A number with three decimals, or one significant digit where it is small.
fn significant(value: f64) -> String {
    if value < 0.001 { format!("{value:.0e}") } else { format!("{value:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cross_entropy_is_that_of_the_probability() {
        for logit in [-30.0_f64, -2.0, 0.0, 3.0] {
            let p = 1.0 / (1.0 + (-logit).exp());
            assert!((cross_entropy(logit) + p.ln()).abs() < 1e-9);
        }
        assert_eq!((significant(0.25), significant(3e-7)), ("0.250".to_owned(), "3e-7".to_owned()));
    }
}
