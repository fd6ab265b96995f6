//! The report: scores, where they lie on their axes, and facts from the file.

use super::calibration::calibrated_on;
use super::values::{percent, share_of_normal};
use crate::verdict::Side;

plain! {
    report, p_chest, anomaly, p_abnormal, probability, percentile, unusual, typical, anomaly_limit, no_card,
    file_facts, score_details, p_upside_down, p_rotated, p_inverted, p_partial, anomaly_uncalibrated,
    log_odds_uncalibrated, backend_label, read_time, render_time, scoring_time, weights, modality,
    view_position, body_part, image_size, bit_depth_label, pixel_spacing, photometric_interpretation,
    encoding, transfer_syntax, frames_label, compression, not_scored, sop_instance, not_stated,
}

/// What the axes show, and on whose films the calibration was fitted.
pub(crate) fn axis_legend(normal_films: usize, site: &str) -> String {
    format!("{} {}", say!("axis_legend"), calibrated_on(normal_films, site))
}

/// The limit of the verdict on one side.
pub(crate) fn verdict_limit(limit: f64) -> String {
    say!("verdict_limit", limit = format!("{limit:.3}"))
}

/// The limits of the verdict on both sides.
pub(crate) fn unsure_between([below, above]: [f64; 2]) -> String {
    say!("unsure_between", below = format!("{below:.3}"), above = format!("{above:.3}"))
}

/// The position of the probability of a chest film relative to its limit.
pub(crate) fn chest_position(is_chest: bool) -> String {
    if is_chest { say!("classified_chest") } else { say!("classified_other") }
}

/// The position of the probability of abnormality relative to the limits.
pub(crate) fn abnormal_position(side: Side) -> String {
    match side {
        Side::Below => say!("below_limits"),
        Side::Between => say!("between_limits"),
        Side::Above => say!("above_limits"),
    }
}

/// The position of a film among normal films, by its percentile from 0 (most typical) to 100.
pub(crate) fn anomaly_position(percentile: f64) -> String {
    if percentile < 1.0 {
        say!("more_typical_than", percent = share_of_normal(100.0 - percentile))
    } else {
        say!("more_unusual_than", percent = share_of_normal(percentile))
    }
}

/// How often the model of abnormality ranks an abnormal film above a normal one, in the worst and the best group of test
/// films; `near_chance` if the 95 % interval of a group includes 0.5.
pub(crate) fn ranking(worst: f64, best: f64, near_chance: bool) -> String {
    let (worst, best) = (percent(worst), percent(best));
    let times = if worst == best { worst } else { say!("ranking_range", worst = worst, best = best) };
    let warning = if near_chance { say!("ranking_near_chance") } else { String::new() };
    format!("{} {warning}", say!("ranking", times = times)).trim_end().to_owned()
}
