//! The calibration that ships, fitted on validation films.

use std::collections::BTreeMap;

use crate::calibration::{Calibration, median_and_iqr};
use crate::models::Diagnosis;
use crate::native::evaluation::films::ReleaseFilm;
use crate::native::evaluation::metrics::youden;
use crate::scores::{ImageKind, ReleaseOutput, logistic};
use crate::statistics::{percentiles, quantile};

/// Share of normal films that may need review, and of abnormal films that may look normal.
const ERROR_RATE: f64 = 0.1;

/// Name of the site of the calibration that ships. The page translates it: change both together.
const VALIDATION_FILMS_SITE: &str = "its validation films";

/// Percentage of chest films that may be taken for other pictures.
const REJECTED_CHESTS_PERCENT: f64 = 0.5;

/// The calibration and the operating point of the calibrated probability. Every source of films with a certain diagnosis has
/// the same weight, so that a large and easy one does not dominate. None where a class is missing.
///
/// Probabilities are at even odds: both classes have the same weight, whatever their numbers of films. The prevalence of
/// abnormal films differs from site to site, and no film shows it.
pub(super) fn fit(
    weights: &str,
    films: &[ReleaseFilm],
    outputs: &[ReleaseOutput],
) -> Option<(Calibration, f64)> {
    let labelled = films.iter().filter_map(|film| Some((film.row.source.as_str(), film.diagnosis?)));
    let mut counts: BTreeMap<(&str, bool), f64> = BTreeMap::new();
    for (source, diagnosis) in labelled {
        *counts.entry((source, diagnosis == Diagnosis::Abnormal)).or_default() += 1.0;
    }
    let weighted = films.iter().zip(outputs).filter_map(|(film, output)| {
        let is_abnormal = film.diagnosis? == Diagnosis::Abnormal;
        let source = film.row.source.as_str();
        let groups = counts.keys().filter(|(_, abnormal)| *abnormal == is_abnormal).count();
        // The weights of a class sum to 1, those of its sources are equal.
        let weight = 1.0 / (groups as f64 * counts[&(source, is_abnormal)]);
        Some(WeightedFilm { output: *output, is_abnormal, weight })
    });
    let weighted = weighted.collect::<Vec<_>>();
    let of_class = |is_abnormal| weighted.iter().filter(move |film| film.is_abnormal == is_abnormal);
    if of_class(true).next().is_none() || of_class(false).next().is_none() {
        return None;
    }
    let (scale, offset) = platt(&weighted);
    let p = |film: &WeightedFilm| logistic(scale * film.output.abnormal_log_odds + offset);
    let values = |is_abnormal| of_class(is_abnormal).map(|film| (p(film), film.weight)).collect::<Vec<_>>();
    // Few normal films lie above the first limit, few abnormal ones below the second; between them the verdict is unsure.
    let few_normal = weighted_conformal(values(false), ERROR_RATE);
    let few_abnormal =
        1.0 - weighted_conformal(values(true).into_iter().map(|(p, w)| (1.0 - p, w)).collect(), ERROR_RATE);
    let normal = of_class(false).map(|film| film.output).collect::<Vec<_>>();
    let log_odds = normal.iter().map(|output| output.abnormal_log_odds).collect::<Vec<_>>();
    let chests = films.iter().zip(outputs).filter(|(film, _)| film.row.is_chest_radiograph());
    let other = percentiles(&chests.map(|(_, output)| output.p(ImageKind::Other)).collect::<Vec<_>>());
    let calibration = Calibration {
        site: VALIDATION_FILMS_SITE.to_owned(),
        weights: weights.to_owned(),
        normal_films: normal.len(),
        error_rate: ERROR_RATE,
        scale,
        offset,
        normal_log_odds: median_and_iqr(&log_odds),
        // A film with a probability above a half never looks normal, and one below never needs review.
        looks_normal_below: few_normal.min(few_abnormal).min(0.5),
        needs_review_above: few_normal.max(few_abnormal).max(0.5),
        other_above: quantile(&other, 100.0 - REJECTED_CHESTS_PERCENT).clamp(0.05, 0.5),
        anomaly_percentiles: percentiles(&normal.iter().map(|output| output.anomaly).collect::<Vec<_>>()),
    };
    let probabilities = |is_abnormal| of_class(is_abnormal).map(p).collect::<Vec<_>>();
    Some((calibration, youden(&probabilities(true), &probabilities(false))))
}

/// A film with a certain diagnosis.
struct WeightedFilm {
    output: ReleaseOutput,
    is_abnormal: bool,
    weight: f64,
}

/// Scale and offset of the log odds with the lowest weighted cross-entropy (Platt 1999, by Newton's method). A weak
/// regularisation towards no change keeps them finite for classes that are separated perfectly.
fn platt(films: &[WeightedFilm]) -> (f64, f64) {
    const REGULARISATION: f64 = 1e-3;
    let (mut scale, mut offset) = (1.0, 0.0);
    let all = films.iter().map(|film| film.weight).sum::<f64>();
    for _ in 0..50 {
        let mut gradient = [REGULARISATION * (scale - 1.0), REGULARISATION * offset];
        let mut curve = [[REGULARISATION, 0.0], [0.0, REGULARISATION]];
        for film in films {
            let x = [film.output.abnormal_log_odds, 1.0];
            let p = logistic(scale * x[0] + offset);
            let share = film.weight / all;
            for i in 0..2 {
                gradient[i] += share * (p - f64::from(film.is_abnormal)) * x[i];
                for j in 0..2 {
                    curve[i][j] += share * p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        let determinant = curve[0][0] * curve[1][1] - curve[0][1] * curve[1][0];
        let step = [
            (curve[1][1] * gradient[0] - curve[0][1] * gradient[1]) / determinant,
            (curve[0][0] * gradient[1] - curve[1][0] * gradient[0]) / determinant,
        ];
        // Long steps are cut: the loss is flat where all films are far from the decision boundary.
        let length = step[0].hypot(step[1]).max(1.0);
        scale = (scale - step[0] / length).max(0.05);
        offset -= step[1] / length;
    }
    (scale, offset)
}

/// [`crate::calibration::conformal_limit`] for weighted films: at most a share of `error_rate` of the weight lies above the value,
/// counting one further film of the mean weight.
fn weighted_conformal(mut films: Vec<(f64, f64)>, error_rate: f64) -> f64 {
    films.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all = films.iter().map(|(_, weight)| weight).sum::<f64>();
    let wanted = (1.0 - error_rate) * all * (1.0 + 1.0 / films.len() as f64);
    let mut below = 0.0;
    for (value, weight) in films {
        below += weight;
        if below >= wanted - 1e-9 {
            return value;
        }
    }
    1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::conformal_limit;
    use crate::input::ReleaseInput;
    use crate::native::tables::Row;

    fn output(abnormal_log_odds: f64) -> ReleaseOutput {
        ReleaseOutput {
            shown: [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            anomaly: 0.0,
            abnormal_log_odds,
            is_blank: false,
        }
    }

    fn film(abnormal_log_odds: f64, is_abnormal: bool) -> WeightedFilm {
        WeightedFilm { output: output(abnormal_log_odds), is_abnormal, weight: 1.0 }
    }

    #[test]
    fn log_odds_that_are_too_sure_are_taken_back() {
        // At 4 three of four are abnormal, at -4 one of four: the true log odds are +-ln 3.
        let films =
            (0..400).map(|i| film(if i % 2 == 0 { 4.0 } else { -4.0 }, (i / 2 % 4 == 0) != (i % 2 == 0)));
        let (scale, offset) = platt(&films.collect::<Vec<_>>());
        assert!((scale - 3f64.ln() / 4.0).abs() < 0.01 && offset.abs() < 0.01, "{scale} {offset}");
        // Separated perfectly: confident, and finite.
        let films = (0..40).map(|i| film(f64::from(i) - 19.5, i >= 20)).collect::<Vec<_>>();
        let (scale, offset) = platt(&films);
        assert!(scale.is_finite() && scale > 0.05 && offset.is_finite(), "{scale} {offset}");
    }

    #[test]
    fn how_many_films_are_abnormal_changes_no_probability() {
        // Log odds of normal films from -4 to 3, of abnormal ones from -3 to 4; then every abnormal film three times.
        let fitted = |times: usize| {
            let film = |i: usize, diagnosis| {
                let input = ReleaseInput::from_gray8(1, 1, &[0]).expect("an input");
                let film = ReleaseFilm { row: Row::default(), input, diagnosis: Some(diagnosis) };
                (film, (i % 8) as f64)
            };
            let normal = (0..80).map(|i| film(i, Diagnosis::Normal));
            let abnormal = (0..80 * times).map(|i| film(i, Diagnosis::Abnormal));
            let films = normal.map(|(f, x)| (f, x - 4.0)).chain(abnormal.map(|(f, x)| (f, x - 3.0)));
            let (films, odds): (Vec<_>, Vec<_>) = films.unzip();
            let outputs = odds.into_iter().map(output).collect::<Vec<_>>();
            fit("weights", &films, &outputs).expect("both classes").0
        };
        let (once, thrice) = (fitted(1), fitted(3));
        assert!((once.scale - thrice.scale).abs() < 1e-9 && (once.offset - thrice.offset).abs() < 1e-9);
        assert!(once.offset.abs() < 0.2, "even odds lie in the middle: {}", once.offset);
    }

    #[test]
    fn weights_that_are_equal_change_nothing() {
        let values = (0..150).map(|i| f64::from(i * 37 % 150) / 150.0).collect::<Vec<_>>();
        for rate in [0.05, 0.1, 0.3] {
            let weighted = weighted_conformal(values.iter().map(|&v| (v, 0.25)).collect(), rate);
            assert_eq!(weighted, conformal_limit(&values, rate), "{rate}");
        }
        assert_eq!(weighted_conformal(vec![(0.3, 1.0); 5], 0.1), 1.0);
    }
}
