//! Rounding of the numbers that are saved.

/// Rounded to four decimals.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
