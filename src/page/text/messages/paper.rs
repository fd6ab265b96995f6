//! The paper's models.

use super::sentence;
use super::values::share_of_normal;

plain! {
    paper, paper_off_hint, paper_on_hint, paper_waiting, vlb, vlb_short, p_cr, paper_abnormal, nats,
    reference_limit, log_likelihood, kl,
}

/// Why the paper's models cannot be used.
pub(crate) fn paper_failed(reason: &str) -> String {
    say!("paper_failed", reason = sentence(reason))
}

/// The operating point of one of the paper's models: the probability from which it answers yes.
pub(crate) fn operating_point(point: f64) -> String {
    say!("operating_point", point = format!("{point:.3}"))
}

/// The position of a VLB among normal films; `above` is the share of normal films with a higher one, 0 to 100.
pub(crate) fn vlb_position(above: f64) -> String {
    if above < 1.0 {
        say!("higher_than_normal", percent = share_of_normal(100.0 - above))
    } else {
        say!("lower_than_normal", percent = share_of_normal(above))
    }
}

/// The position of the diagnosis model's score among normal films; `below` is the share of normal films with a lower one, 0 to 100.
pub(crate) fn paper_abnormal_position(below: f64) -> String {
    if below < 1.0 {
        say!("lower_than_normal", percent = share_of_normal(100.0 - below))
    } else {
        say!("higher_than_normal", percent = share_of_normal(below))
    }
}

/// The position of the modality model's score relative to its operating point.
pub(crate) fn operating_point_position(value: f64, point: f64) -> String {
    if value >= point { say!("above_operating_point") } else { say!("below_operating_point") }
}
