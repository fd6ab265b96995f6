//! The weights that ship: made from trained models, in 8 bits, calibrated, with their model card.

mod args;
mod calibration;
mod credits;
mod limitation;
mod paper_models;
mod quantised;
mod release_models;
mod run;

pub(crate) use args::ReleaseArgs;
pub(crate) use run::run;
