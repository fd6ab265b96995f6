//! The weights that ship: made from trained models, in 8 bits, calibrated, with their model card.

pub(crate) mod calibration;
pub(crate) mod paper;
pub(crate) mod quantised;
pub(crate) mod weights;
