//! What the scores of a film depend on.

use super::values::{percent, share_of_normal};
use crate::explanation::Contradiction;
use crate::scores::ImageKind;

plain! {
    explanation, explain, explain_again, explain_layer, explain_other_film, anomaly_map_hint, map_choice,
    map_abnormality, map_anomaly, map_opacity, map_shown, map_limits, map_unit_abnormality, map_unit_anomaly,
    reconstruction_title, reconstruction_absent, reconstruction_input, reconstruction,
    reconstruction_difference,
}

/// What the maps show; on images other than upright, whole chest films, that the scores do not apply.
pub(crate) fn explain_what(is_on_disease: bool) -> String {
    if is_on_disease { say!("explain_what") } else { say!("explain_not_applicable") }
}

/// How far an explanation has come.
pub(crate) fn explain_progress(done: usize, all: usize) -> String {
    say!("explain_progress", percent = percent(done as f64 / all.max(1) as f64))
}

/// The most probable kind of image and the next one, with their probabilities.
pub(crate) fn classified_as(first: ImageKind, p_first: f64, second: ImageKind, p_second: f64) -> String {
    say!(
        "classified_as",
        first = image_kind(first),
        p_first = format!("{p_first:.2}"),
        second = image_kind(second),
        p_second = format!("{p_second:.2}")
    )
}

/// A kind of image, in the middle of a sentence.
fn image_kind(kind: ImageKind) -> String {
    match kind {
        ImageKind::Chest => say!("kind_chest"),
        ImageKind::Other => say!("kind_other"),
        ImageKind::UpsideDown => say!("kind_upside_down"),
        ImageKind::Rotated => say!("kind_rotated"),
        ImageKind::Inverted => say!("kind_inverted"),
        ImageKind::Cropped => say!("kind_partial"),
    }
}

/// How much of the image is border around the film.
pub(crate) fn border_excluded(share: f64) -> String {
    say!("border_excluded", percent = percent(share))
}

/// Where the header and the models disagree.
pub(crate) fn contradiction(contradiction: &Contradiction) -> String {
    match contradiction {
        Contradiction::LooksLikeChest { attribute, value } => {
            say!("contradiction_chest", attribute = attribute.as_str(), value = value.as_str())
        }
        Contradiction::LooksLikeOther { value } => say!("contradiction_other", value = value.as_str()),
        Contradiction::Lateral { value } => say!("contradiction_lateral", value = value.as_str()),
        Contradiction::Inverted { value } => say!("contradiction_inverted", value = value.as_str()),
    }
}

/// The mean difference between a reconstruction and the film, and its percentile among normal films, if known.
pub(crate) fn reconstruction_error(mean: f64, percentile: Option<f64>) -> String {
    let mean = format!("{mean:.3}");
    match percentile {
        Some(percent) => say!("reconstruction_error", mean = mean, percent = share_of_normal(percent)),
        None => say!("reconstruction_error_unranked", mean = mean),
    }
}
