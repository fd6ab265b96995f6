//! The calibration that ships, fitted on validation films.

use std::collections::BTreeMap;

use crate::calibration::{Calibration, median_and_iqr};
use crate::models::Label;
use crate::native::evaluation::metrics::youden;
use crate::native::evaluation::release::Pictured;
use crate::native::tables::Question;
use crate::scores::{ImageKind, ReleaseOutput, logistic};
use crate::statistics::{percentiles, quantile};

/// Share of normal films that may be sent to review, and of abnormal films that may be called normal.
const ERROR_RATE: f64 = 0.1;

/// Share of chest films, in a hundred, that may be taken for other pictures.
const LOST_CHESTS: f64 = 0.5;

/// The calibration and the operating point of the calibrated probability. Every source of films with a sure label has the
/// same weight: a large and easy one must not speak for the others. None where a class is missing.
///
/// Probabilities are at even odds: both classes weigh the same, however many of each the films happen to hold. How many
/// films are abnormal is another number at every site, and no film shows it.
pub(crate) fn fit(
    weights: &str,
    films: &[Pictured],
    readouts: &[ReleaseOutput],
) -> Option<(Calibration, f64)> {
    let labelled = films.iter().filter_map(|film| Some((film.row.source.as_str(), film.label?)));
    let mut counts: BTreeMap<(&str, bool), f64> = BTreeMap::new();
    for (source, label) in labelled {
        *counts.entry((source, label == Label::Abnormal)).or_default() += 1.0;
    }
    let sure = films.iter().zip(readouts).filter_map(|(film, readout)| {
        let is_abnormal = film.label? == Label::Abnormal;
        let source = film.row.source.as_str();
        let groups = counts.keys().filter(|(_, abnormal)| *abnormal == is_abnormal).count();
        // 1 in all for each class, and within it the same for each source.
        let weight = 1.0 / (groups as f64 * counts[&(source, is_abnormal)]);
        Some(Sure { readout: *readout, is_abnormal, weight })
    });
    let sure = sure.collect::<Vec<_>>();
    let of = |is_abnormal| sure.iter().filter(move |film| film.is_abnormal == is_abnormal);
    if of(true).next().is_none() || of(false).next().is_none() {
        return None;
    }
    let (scale, offset) = platt(&sure);
    let p = |film: &Sure| logistic(scale * film.readout.abnormal_log_odds + offset);
    let values = |is_abnormal| of(is_abnormal).map(|film| (p(film), film.weight)).collect::<Vec<_>>();
    // Above it lie few normal films, below it few abnormal ones; what has both or neither is unsure.
    let few_normal = weighted_conformal(values(false), ERROR_RATE);
    let few_abnormal =
        1.0 - weighted_conformal(values(true).into_iter().map(|(p, w)| (1.0 - p, w)).collect(), ERROR_RATE);
    let normal = of(false).map(|film| film.readout).collect::<Vec<_>>();
    let log_odds = normal.iter().map(|readout| readout.abnormal_log_odds).collect::<Vec<_>>();
    let chests = films.iter().zip(readouts);
    let chests = chests.filter(|(film, _)| film.row.label(Question::Modality) == Some(Label::Normal));
    let other = percentiles(&chests.map(|(_, readout)| readout.p(ImageKind::Other)).collect::<Vec<_>>());
    let calibration = Calibration {
        site: "its validation films".to_owned(),
        weights: weights.to_owned(),
        normal_films: normal.len(),
        error_rate: ERROR_RATE,
        scale,
        offset,
        normal_log_odds: median_and_iqr(&log_odds),
        // A film that is more probably abnormal than not never looks normal, nor the other way round.
        looks_normal_below: few_normal.min(few_abnormal).min(0.5),
        needs_review_above: few_normal.max(few_abnormal).max(0.5),
        other_above: quantile(&other, 100.0 - LOST_CHESTS).clamp(0.05, 0.5),
        anomaly_percentiles: percentiles(&normal.iter().map(|r| r.anomaly).collect::<Vec<_>>()),
    };
    let plain = |is_abnormal| of(is_abnormal).map(p).collect::<Vec<_>>();
    Some((calibration, youden(&plain(true), &plain(false))))
}

/// A film whose label is sure.
struct Sure {
    readout: ReleaseOutput,
    is_abnormal: bool,
    weight: f64,
}

/// Scale and offset of the log odds with the least weighted cross-entropy (Platt 1999, by Newton's steps), and a little
/// pull towards no change, for classes that are told apart without a fault.
fn platt(films: &[Sure]) -> (f64, f64) {
    const PULL: f64 = 1e-3;
    let (mut scale, mut offset) = (1.0, 0.0);
    let all = films.iter().map(|film| film.weight).sum::<f64>();
    for _ in 0..50 {
        let mut gradient = [PULL * (scale - 1.0), PULL * offset];
        let mut curve = [[PULL, 0.0], [0.0, PULL]];
        for film in films {
            let x = [film.readout.abnormal_log_odds, 1.0];
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
        // A step too far is cut short: the curve flattens where every film is far from the line.
        let length = step[0].hypot(step[1]).max(1.0);
        scale = (scale - step[0] / length).max(0.05);
        offset -= step[1] / length;
    }
    (scale, offset)
}

/// [`crate::calibration::conformal`] where films have weights: above the value lies a share of `error_rate` of the weight
/// at most, one further film of the mean weight counted as lying there.
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

    fn readout(abnormal_log_odds: f64) -> ReleaseOutput {
        ReleaseOutput {
            shown: [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            anomaly: 0.0,
            abnormal_log_odds,
            is_blank: false,
        }
    }

    fn film(abnormal_log_odds: f64, is_abnormal: bool) -> Sure {
        Sure { readout: readout(abnormal_log_odds), is_abnormal, weight: 1.0 }
    }

    #[test]
    fn log_odds_that_are_too_sure_are_taken_back() {
        // At 4 three of four are abnormal, at -4 one of four: the true log odds are +-ln 3.
        let films =
            (0..400).map(|i| film(if i % 2 == 0 { 4.0 } else { -4.0 }, (i / 2 % 4 == 0) != (i % 2 == 0)));
        let (scale, offset) = platt(&films.collect::<Vec<_>>());
        assert!((scale - 3f64.ln() / 4.0).abs() < 0.01 && offset.abs() < 0.01, "{scale} {offset}");
        // Told apart without a fault: sure, and finite.
        let films = (0..40).map(|i| film(f64::from(i) - 19.5, i >= 20)).collect::<Vec<_>>();
        let (scale, offset) = platt(&films);
        assert!(scale.is_finite() && scale > 0.05 && offset.is_finite(), "{scale} {offset}");
    }

    #[test]
    fn how_many_films_are_abnormal_changes_no_probability() {
        // Log odds of normal films from -4 to 3, of abnormal ones from -3 to 4; then every abnormal film three times.
        let fitted = |times: usize| {
            let film = |i: usize, label| {
                let square = ReleaseInput::from_gray8(1, 1, &[0]).expect("square");
                (Pictured { row: Row::default(), square, label: Some(label) }, (i % 8) as f64)
            };
            let normal = (0..80).map(|i| film(i, Label::Normal));
            let abnormal = (0..80 * times).map(|i| film(i, Label::Abnormal));
            let films = normal.map(|(f, x)| (f, x - 4.0)).chain(abnormal.map(|(f, x)| (f, x - 3.0)));
            let (films, odds): (Vec<_>, Vec<_>) = films.unzip();
            let readouts = odds.into_iter().map(readout).collect::<Vec<_>>();
            fit("weights", &films, &readouts).expect("both classes").0
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
