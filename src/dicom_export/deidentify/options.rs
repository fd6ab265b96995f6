//! The options of the profile (PS3.15 section E.3).

use serde::{Deserialize, Serialize};

use crate::film::Rectangle;

/// What is kept that the basic profile would take out, and what is done beyond it (PS3.15 section E.3). By default nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeidentifyOptions {
    /// Retain Longitudinal Temporal Information.
    pub dates: Dates,
    /// Retain Patient Characteristics: sex, age, size, weight and the like.
    pub patient_characteristics: bool,
    /// Retain Device Identity.
    pub device: bool,
    /// Retain Institution Identity.
    pub institution: bool,
    /// Retain UIDs.
    pub uids: bool,
    /// Painted over in the pixels of every frame, which are then written uncompressed.
    #[serde(default)]
    pub covered: Vec<Rectangle>,
    /// Clean Pixel Data: the person has looked, and no text is left in the pixels that names somebody. The copy says so.
    #[serde(default)]
    pub pixels_are_clean: bool,
}

/// What becomes of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Dates {
    /// Taken out.
    #[default]
    Remove,
    /// Kept as they are.
    Keep,
    /// All moved by as many days; times of day are kept.
    Shift {
        /// Days; before zero moves them back.
        days: i32,
    },
}
