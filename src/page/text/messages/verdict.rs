//! The verdict on a film, and the reason for it.

use crate::verdict::{Reason, Verdict};

/// The verdict, short enough for a headline and for a row of the list.
pub(crate) fn verdict(verdict: Verdict) -> String {
    match verdict {
        Verdict::NotAChestFilm => say!("verdict_other"),
        Verdict::LooksNormal => say!("verdict_normal"),
        Verdict::NeedsReview => say!("verdict_review"),
        Verdict::Unsure => say!("verdict_unsure"),
    }
}

/// The reason for a verdict, in one or two sentences.
pub(crate) fn reason(reason: Reason) -> String {
    match reason {
        Reason::Blank => say!("reason_blank"),
        Reason::OtherPicture => say!("reason_other"),
        Reason::UpsideDown => say!("reason_upside_down"),
        Reason::Rotated => say!("reason_rotated"),
        Reason::Inverted => say!("reason_inverted"),
        Reason::Cropped => say!("reason_partial"),
        Reason::Unclear => say!("reason_unclear"),
        Reason::Abnormal => say!("reason_abnormal"),
        Reason::Between => say!("reason_between_limits"),
        Reason::UnlikeNormal => say!("reason_unusual"),
        Reason::Normal => say!("reason_normal"),
    }
}
