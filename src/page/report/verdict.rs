//! What the page adds to a verdict: its CSS class, and how well the model behind it ranks films.

use crate::card::Model;
use crate::verdict::{Reason, Verdict};

/// The CSS class of a verdict.
pub(crate) fn style(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotAChestFilm => "not-a-chest-film",
        Verdict::LooksNormal => "looks-normal",
        Verdict::NeedsReview => "needs-review",
        Verdict::Unsure => "unsure",
    }
}

/// Whether the verdict depends on the model of abnormality, so that its reliability must be shown.
pub(crate) fn is_on_disease(reason: Reason) -> bool {
    matches!(reason, Reason::Abnormal | Reason::Between | Reason::UnlikeNormal | Reason::Normal)
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
    use crate::card::Metrics;
    use std::collections::BTreeMap;

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
        let mut model = Model {
            file: String::new(),
            bytes: 0,
            sha256: String::new(),
            architecture: String::new(),
            training: serde_json::Value::Null,
            counts: BTreeMap::new(),
            rounding: BTreeMap::new(),
            metrics: BTreeMap::new(),
        };
        assert_eq!(ranking(&model), None);
        model.metrics = [("a".to_owned(), group(0.9)), ("b".to_owned(), group(0.72))].into();
        assert_eq!(ranking(&model), Some((0.72, 0.9, false)));
        model.metrics.insert("c".to_owned(), group(0.55));
        assert_eq!(ranking(&model), Some((0.55, 0.9, true)));
    }
}
