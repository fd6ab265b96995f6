//! The calibration of the verdict on a site's own films.

use super::card::card_text;
use crate::calibration::{Calibration, CalibrationError};

plain! {
    calibration, calibration_what, calibrate, calibration_save, calibration_load, calibration_reset,
    calibration_not_kept, calibration_none_normal,
}

/// On how many normal films, and of which site, the calibration was fitted.
pub(crate) fn calibrated_on(normal_films: usize, site: &str) -> String {
    say!("calibrated_on", films = normal_films, site = card_text(site))
}

/// Why a calibration is not used.
pub(crate) fn calibration_failed(error: &CalibrationError) -> String {
    match error {
        CalibrationError::TooFew { found } => {
            say!("calibration_too_few", found = *found, minimum = Calibration::MIN_FILMS)
        }
        CalibrationError::OtherWeights { made_for, .. } => {
            say!("calibration_other_weights", weights = made_for.as_str())
        }
        CalibrationError::Json(detail) => say!("calibration_unreadable", detail = detail.to_string()),
    }
}
