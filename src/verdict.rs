//! The verdict: one of four words on a film, with the reason for it.

use serde::{Deserialize, Serialize};

/// What is said of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The models do not apply.
    NotAChestFilm,
    /// Its probability of abnormal is one that normal films have and abnormal films rarely have.
    LooksNormal,
    /// Its probability of abnormal is one that abnormal films have and normal films rarely have.
    NeedsReview,
    /// The models do not know.
    Unsure,
}

/// Where a calibrated probability of abnormal lies beside the two limits of the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Normal films have it, abnormal films rarely.
    Below,
    /// Both have it, or neither.
    Between,
    /// Abnormal films have it, normal films rarely.
    Above,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Not a chest film: every pixel has the same value.
    Blank,
    /// Not a chest film: it looks like another picture.
    OtherPicture,
    /// Unsure: the film lies with its feet up.
    UpsideDown,
    /// Unsure: the film is turned by a right angle.
    #[serde(rename = "turned")]
    Rotated,
    /// Unsure: bones are dark and air is bright.
    Inverted,
    /// Unsure: only a part of the chest is seen.
    #[serde(rename = "part")]
    Cropped,
    /// Unsure: an upright whole chest film is less probable than all else together, and nothing else stands out.
    Unclear,
    /// Needs review: the probability of abnormal lies above its limit.
    Abnormal,
    /// Unsure: the probability of abnormal lies between the limits.
    Between,
    /// Unsure: the probability of abnormal is low, but the film is less like normal films than nearly all of them.
    UnlikeNormal,
    /// Looks normal: the probability of abnormal lies below its limit.
    Normal,
}

impl Reason {
    /// The verdict that the reason is one for.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Blank | Self::OtherPicture => Verdict::NotAChestFilm,
            Self::UpsideDown | Self::Rotated | Self::Inverted | Self::Cropped => Verdict::Unsure,
            Self::Unclear | Self::Between | Self::UnlikeNormal => Verdict::Unsure,
            Self::Abnormal => Verdict::NeedsReview,
            Self::Normal => Verdict::LooksNormal,
        }
    }

    /// What a person should know beyond the verdict and its numbers.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Self::Blank => Some("all pixels have the same value; nothing is shown"),
            Self::UpsideDown => Some("the film appears to be upside down; rotate it and score it again"),
            Self::Rotated => {
                Some("the film appears to be rotated by 90 degrees; rotate it and score it again")
            }
            Self::Inverted => Some("bones appear dark and air bright; invert the film and score it again"),
            Self::Cropped => {
                Some("only part of a chest appears to be shown; the models are trained on whole films")
            }
            Self::Unclear => {
                Some("it is unclear what the image shows; the verdict needs an upright, whole chest film")
            }
            Self::UnlikeNormal => Some(
                "the probability of abnormality is low, but the film is more unusual than nearly all normal films",
            ),
            Self::OtherPicture | Self::Abnormal | Self::Between | Self::Normal => None,
        }
    }
}

impl Verdict {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotAChestFilm => "not a chest film",
            Self::LooksNormal => "looks normal",
            Self::NeedsReview => "needs review",
            Self::Unsure => "unsure",
        }
    }
}

/// A verdict with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// One of four.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// Probability that the picture is a chest film, however it lies, 0 to 1.
    pub p_chest: f64,
    /// Probability that the film is abnormal, calibrated at even odds, 0 to 1.
    pub p_abnormal_calibrated: f64,
    /// Share of normal films that are less anomalous, 0 to 100.
    pub anomaly_percentile: f64,
}
