//! The verdict: what the scores of one film say together, by the operating points of the model card.

use crate::card::{Model, PaperCard};
use crate::scores::Scores;

/// A probability is close to its operating point when its odds are within this factor of the point's odds.
const CLOSE_ODDS: f64 = 1.5;

/// What the scores say together. The first that holds, from the top, is the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The modality model does not take it for a chest radiograph: the other scores do not apply.
    NotChest,
    /// The modality score is close to its operating point.
    UnclearChest,
    /// The VLB lies below the reference interval of normal films.
    Unlike,
    /// The diagnosis score is close to its operating point.
    Unsure,
    /// The diagnosis score lies above its operating point.
    LeansAbnormal,
    /// The diagnosis score lies below its operating point.
    LeansNormal,
}

impl Verdict {
    /// The verdict on a film's scores.
    pub(crate) fn of(card: &PaperCard, scores: &Scores) -> Self {
        let (cr, abnormal) = (card.p_cr_operating_point, card.p_abnormal_operating_point);
        if is_close(scores.p_cr, cr) {
            Self::UnclearChest
        } else if scores.p_cr < cr {
            Self::NotChest
        } else if scores.vlb < card.normal.vlb_limit() {
            Self::Unlike
        } else if is_close(scores.p_abnormal, abnormal) {
            Self::Unsure
        } else if scores.p_abnormal >= abnormal {
            Self::LeansAbnormal
        } else {
            Self::LeansNormal
        }
    }

    /// Name for styles.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NotChest => "not-chest",
            Self::UnclearChest => "unclear-chest",
            Self::Unlike => "unlike",
            Self::Unsure => "unsure",
            Self::LeansAbnormal => "leans-abnormal",
            Self::LeansNormal => "leans-normal",
        }
    }

    /// Whether the verdict rests on the diagnosis score, so that its reliability must be said.
    pub(crate) fn is_diagnosis(self) -> bool {
        matches!(self, Self::Unsure | Self::LeansAbnormal | Self::LeansNormal)
    }
}

/// Whether the odds of `value` are within [`CLOSE_ODDS`] of those of `point`.
fn is_close(value: f64, point: f64) -> bool {
    let log_odds = |p: f64| {
        let p = p.clamp(1e-9, 1.0 - 1e-9);
        (p / (1.0 - p)).ln()
    };
    (log_odds(value) - log_odds(point)).abs() < CLOSE_ODDS.ln()
}

/// How well a model ranks test films: the worst and the best AUROC of its groups of films, and whether the 95% interval
/// of one of them reaches chance. A mean would hide that a model may work for one source of films only.
pub(crate) fn ranking(model: &Model) -> Option<(f64, f64, bool)> {
    let groups = model.metrics.values();
    let (worst, best) = groups.clone().fold((f64::INFINITY, f64::NEG_INFINITY), |(worst, best), group| {
        (worst.min(group.auroc), best.max(group.auroc))
    });
    let by_chance = groups.into_iter().any(|group| group.auroc_95[0] <= 0.5);
    (worst <= best).then_some((worst, best, by_chance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::{Metrics, NormalFilms, REFERENCE_PERCENTILE};
    use std::collections::BTreeMap;

    fn card() -> PaperCard {
        let model = Model {
            file: String::new(),
            bytes: 0,
            sha256: String::new(),
            architecture: String::new(),
            training: serde_json::Value::Null,
            counts: BTreeMap::new(),
            rounding: BTreeMap::new(),
            metrics: BTreeMap::new(),
        };
        let ascending = |lo: f64, hi: f64| (0..=100).map(|i| lo + (hi - lo) * f64::from(i) / 100.0).collect();
        PaperCard {
            name: String::new(),
            version: String::new(),
            notice: String::new(),
            self_test: scores(0.0, 0.0, 0.0),
            normal: NormalFilms {
                count: 100,
                vlb_percentiles: ascending(-6000.0, -4000.0),
                p_cr_percentiles: ascending(0.9, 1.0),
                p_abnormal_percentiles: ascending(0.0, 1.0),
            },
            p_cr_operating_point: 0.5,
            p_abnormal_operating_point: 0.4,
            vae: model.clone(),
            modality: model.clone(),
            diagnosis: model,
            data: Vec::new(),
            limits: Vec::new(),
        }
    }

    fn scores(vlb: f64, p_cr: f64, p_abnormal: f64) -> Scores {
        Scores { vlb, log_likelihood: vlb, kl: 0.0, p_cr, p_abnormal }
    }

    #[test]
    fn the_first_that_holds_is_the_verdict() {
        let card = card();
        for (expected, vlb, p_cr, p_abnormal) in [
            (Verdict::NotChest, -9000.0, 0.1, 0.9),
            (Verdict::UnclearChest, -9000.0, 0.52, 0.9),
            (Verdict::UnclearChest, -5000.0, 0.48, 0.9),
            (Verdict::Unlike, -5980.0, 0.99, 0.9),
            (Verdict::Unsure, -5000.0, 0.99, 0.41),
            (Verdict::Unsure, -5000.0, 0.99, 0.39),
            (Verdict::LeansAbnormal, -5000.0, 0.99, 0.6),
            (Verdict::LeansNormal, -5000.0, 0.99, 0.2),
        ] {
            assert_eq!(
                Verdict::of(&card, &scores(vlb, p_cr, p_abnormal)),
                expected,
                "{vlb} {p_cr} {p_abnormal}"
            );
        }
    }

    #[test]
    fn the_worst_group_is_not_hidden() {
        let group = |auroc: f64| Metrics {
            positives: 1,
            negatives: 1,
            auroc,
            auroc_95: [auroc - 0.1, auroc + 0.1],
            sensitivity: 0.5,
            specificity: 0.5,
            balanced_accuracy: 0.5,
            accuracy: 0.5,
            majority_rate: 0.5,
        };
        let mut model = card().diagnosis;
        assert_eq!(ranking(&model), None);
        model.metrics = [("a".to_owned(), group(0.9)), ("b".to_owned(), group(0.72))].into();
        assert_eq!(ranking(&model), Some((0.72, 0.9, false)));
        model.metrics.insert("c".to_owned(), group(0.55));
        assert_eq!(ranking(&model), Some((0.55, 0.9, true)));
    }

    #[test]
    fn the_reference_interval_begins_at_its_percentile() {
        let card = card();
        let limit = -6000.0 + 2000.0 * REFERENCE_PERCENTILE / 100.0;
        assert_eq!(Verdict::of(&card, &scores(limit - 1.0, 1.0, 0.0)), Verdict::Unlike);
        assert_eq!(Verdict::of(&card, &scores(limit + 1.0, 1.0, 0.0)), Verdict::LeansNormal);
    }
}
