//! How well a score separates two groups of films. Accuracy never stands alone.

use std::collections::BTreeMap;

use crate::card::Metrics;

/// Figures of a score that is high for positive films, at an operating point (positive when `score >= threshold`).
pub(crate) fn metrics(positives: &[f64], negatives: &[f64], threshold: f64) -> Metrics {
    let (auroc, auroc_95) = auroc(positives, negatives);
    let share = |hits: usize, of: &[f64]| hits as f64 / of.len() as f64;
    let true_positives = positives.iter().filter(|&&s| s >= threshold).count();
    let true_negatives = negatives.iter().filter(|&&s| s < threshold).count();
    let all = (positives.len() + negatives.len()) as f64;
    let (sensitivity, specificity) = (share(true_positives, positives), share(true_negatives, negatives));
    Metrics {
        positives: positives.len(),
        negatives: negatives.len(),
        auroc,
        auroc_95,
        sensitivity,
        specificity,
        balanced_accuracy: (sensitivity + specificity) / 2.0,
        accuracy: (true_positives + true_negatives) as f64 / all,
        majority_rate: positives.len().max(negatives.len()) as f64 / all,
    }
}

/// The same; none where a group is empty.
pub(crate) fn metrics_of_groups(positives: &[f64], negatives: &[f64], threshold: f64) -> Option<Metrics> {
    let both = !positives.is_empty() && !negatives.is_empty();
    both.then(|| metrics(positives, negatives, threshold))
}

/// Area under the ROC curve and its 95% interval, by DeLong's variance in the midrank form of Sun and Xu (2014).
///
/// Where every pair is ordered alike, DeLong's variance is nought, which says nothing of other films. There the bound is
/// the exact binomial one (Clopper and Pearson 1934) over `k = min(m, n)` pairs that share no film: were the area `a`,
/// all of them would be ordered so with probability `a^k`, and `a^k = 0.025` at `a = 0.025^(1/k)`, about `1 - 3.7 / k`
/// (the rule of three at 97.5%). Scores that are not numbers have no area: NaN.
pub(crate) fn auroc(positives: &[f64], negatives: &[f64]) -> (f64, [f64; 2]) {
    if positives.iter().chain(negatives).any(|score| score.is_nan()) {
        return (f64::NAN, [f64::NAN; 2]);
    }
    let (m, n) = (positives.len() as f64, negatives.len() as f64);
    let all = midranks(&[positives, negatives].concat());
    // Share of negatives below each positive, and of positives above each negative.
    let above = |own: &[f64], all: &[f64], others: f64| {
        let own = midranks(own);
        all.iter().zip(&own).map(|(a, o)| (a - o) / others).collect::<Vec<_>>()
    };
    let of_positives = above(positives, &all[..positives.len()], n);
    let of_negatives = above(negatives, &all[positives.len()..], m);
    let auroc = of_positives.iter().sum::<f64>() / m;
    let bound = 0.025_f64.powf(1.0 / m.min(n));
    if auroc == 1.0 {
        return (auroc, [bound, 1.0]);
    }
    if auroc == 0.0 {
        return (auroc, [0.0, 1.0 - bound]);
    }
    let error = (variance(&of_positives) / m + variance(&of_negatives) / n).sqrt();
    (auroc, [(auroc - 1.96 * error).max(0.0), (auroc + 1.96 * error).min(1.0)])
}

/// Unbiased; 0 of a single value.
pub(crate) fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0).max(1.0)
}

/// Rank of each value from 1, ties sharing the mean of their ranks.
fn midranks(values: &[f64]) -> Vec<f64> {
    let mut order = (0..values.len()).collect::<Vec<_>>();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0.0;
    for tie in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let count = tie.len() as f64;
        tie.iter().for_each(|&i| ranks[i] = before + (count + 1.0) / 2.0);
        before += count;
    }
    ranks
}

/// The points of the ROC curve, false against true positive rate, from (0, 0) to (1, 1); ties are one step.
pub(crate) fn roc(positives: &[f64], negatives: &[f64]) -> Vec<(f64, f64)> {
    let (m, n) = (positives.len() as f64, negatives.len() as f64);
    let points = steps(positives, negatives).into_iter().map(|(_, hits, alarms)| (alarms / n, hits / m));
    std::iter::once((0.0, 0.0)).chain(points).collect()
}

/// The points of the precision-recall curve, recall against precision, recall ascending.
pub(crate) fn precision_recall(positives: &[f64], negatives: &[f64]) -> Vec<(f64, f64)> {
    let m = positives.len() as f64;
    let points =
        steps(positives, negatives).into_iter().map(|(_, hits, alarms)| (hits / m, hits / (hits + alarms)));
    points.collect()
}

/// Mean precision over the positives: the sum of each step in recall times the precision there.
pub(crate) fn average_precision(positives: &[f64], negatives: &[f64]) -> f64 {
    let mut before = 0.0;
    let areas = precision_recall(positives, negatives).into_iter().map(|(recall, precision)| {
        let step = recall - before;
        before = recall;
        step * precision
    });
    areas.sum()
}

/// Each score with the positives and the negatives at and above it, from the highest down.
fn steps(positives: &[f64], negatives: &[f64]) -> Vec<(f64, f64, f64)> {
    let mut scored = positives.iter().map(|&s| (s, true)).collect::<Vec<_>>();
    scored.extend(negatives.iter().map(|&s| (s, false)));
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut alarms) = (0.0, 0.0);
    let steps = scored.chunk_by(|a, b| a.0 == b.0).map(|tie| {
        let positive = tie.iter().filter(|(_, positive)| *positive).count() as f64;
        hits += positive;
        alarms += tie.len() as f64 - positive;
        (tie[0].0, hits, alarms)
    });
    steps.collect()
}

/// The threshold with the largest sum of sensitivity and specificity (Youden 1950): for validation films only.
pub(crate) fn youden(positives: &[f64], negatives: &[f64]) -> f64 {
    let (m, n) = (positives.len() as f64, negatives.len() as f64);
    let (mut best, mut threshold) = (f64::NEG_INFINITY, 0.5);
    let steps = steps(positives, negatives);
    for (i, &(score, hits, alarms)) in steps.iter().enumerate() {
        let gain = hits / m - alarms / n;
        if gain > best {
            best = gain;
            // Halfway to the next film, so that the threshold does not sit on one film's own score.
            threshold = steps.get(i + 1).map_or(score, |next| (score + next.0) / 2.0);
        }
    }
    threshold
}

/// Prints a line of figures for each group of films.
pub(crate) fn print_metrics(model: &str, groups: &BTreeMap<String, Metrics>) {
    for (group, m) in groups {
        println!(
            "{model:<10} {group:<44} {:>4}+ {:>4}-  AUROC {:.3} ({:.3}-{:.3})  sens {:.3} spec {:.3} bal.acc {:.3} acc {:.3} (majority {:.3})",
            m.positives,
            m.negatives,
            m.auroc,
            m.auroc_95[0],
            m.auroc_95[1],
            m.sensitivity,
            m.specificity,
            m.balanced_accuracy,
            m.accuracy,
            m.majority_rate
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auroc_counts_pairs_with_ties_as_halves() {
        let (positives, negatives) = ([0.9, 0.8, 0.5, 0.5], [0.5, 0.4, 0.1]);
        let pairs = positives.iter().flat_map(|p| negatives.map(|n| (*p, n)));
        let wins: f64 = pairs
            .map(|(p, n): (f64, f64)| {
                if p > n {
                    1.0
                } else if p == n {
                    0.5
                } else {
                    0.0
                }
            })
            .sum();
        assert!((auroc(&positives, &negatives).0 - wins / 12.0).abs() < 1e-12);
    }

    #[test]
    fn delong_interval_is_the_known_one() {
        // Variance by DeLong's definition, summed pair by pair.
        let (p, n) = ([0.2, 0.6, 0.7, 0.9], [0.1, 0.3, 0.4, 0.65, 0.2]);
        let psi = |a: f64, b: f64| {
            if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            }
        };
        let v10 = p.map(|a| n.iter().map(|&b| psi(a, b)).sum::<f64>() / 5.0);
        let v01 = n.map(|b| p.iter().map(|&a| psi(a, b)).sum::<f64>() / 4.0);
        let error = (variance(&v10) / 4.0 + variance(&v01) / 5.0).sqrt();
        let (area, [lo, _]) = auroc(&p, &n);
        assert!((area - v10.iter().sum::<f64>() / 4.0).abs() < 1e-12);
        assert!((lo - (area - 1.96 * error)).abs() < 1e-12);
    }

    #[test]
    fn classes_without_overlap_have_an_exact_bound() {
        let (low, high) = ([0.1; 70], [0.9, 0.8].repeat(46));
        let (area, [lo, hi]) = auroc(&high, &low);
        assert_eq!((area, hi), (1.0, 1.0));
        // 70 of 70 by Clopper and Pearson.
        assert!((lo.powi(70) - 0.025).abs() < 1e-12 && (lo - 0.9487).abs() < 1e-4, "{lo}");
        let (area, [lo, hi]) = auroc(&low, &high);
        assert!(area == 0.0 && lo == 0.0 && (hi - (1.0 - 0.9487)).abs() < 1e-4, "{hi}");
        assert!(auroc(&[1.0, 2.0], &[0.0]).1[0] < 0.05, "one film against two says next to nothing");
        assert!(auroc(&[1.0, f64::NAN], &[0.0]).0.is_nan());
    }

    #[test]
    fn a_collapsed_classifier_shows() {
        // The paper's diagnosis CNN: always normal.
        let figures = metrics(&[0.3; 1020], &[0.3; 2359], 0.5);
        assert!((figures.accuracy - 0.698).abs() < 5e-4);
        assert_eq!(figures.accuracy, figures.majority_rate);
        assert_eq!(figures.balanced_accuracy, 0.5);
        assert_eq!(figures.auroc, 0.5);
    }

    #[test]
    fn curves_hold_the_areas() {
        let (p, n) = ([0.9, 0.8, 0.5, 0.5, 0.2], [0.5, 0.4, 0.1, 0.8]);
        let curve = roc(&p, &n);
        let area: f64 = curve.windows(2).map(|w| (w[1].0 - w[0].0) * (w[1].1 + w[0].1) / 2.0).sum();
        assert!((area - auroc(&p, &n).0).abs() < 1e-12);
        assert_eq!(curve.last(), Some(&(1.0, 1.0)));
        assert_eq!(average_precision(&[2.0, 3.0], &[1.0, 0.0]), 1.0);
        // One hit above one alarm above one hit: (1 + 2 / 3) / 2.
        assert!((average_precision(&[3.0, 1.0], &[2.0]) - 5.0 / 6.0).abs() < 1e-12);
    }

    #[test]
    fn youden_finds_the_gap() {
        let threshold = youden(&[0.9, 0.8, 0.7], &[0.1, 0.2, 0.4]);
        assert!((threshold - 0.55).abs() < 1e-12);
    }
}
