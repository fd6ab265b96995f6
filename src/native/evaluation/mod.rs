//! How well the models score labelled films.

pub(crate) mod films;
pub(crate) mod maps;
pub(crate) mod metrics;
pub(crate) mod paper;
pub(crate) mod perturbation;
pub(crate) mod pointing_game;
pub(crate) mod release;
