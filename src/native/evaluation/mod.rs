//! How well the models do on labelled films.

pub(crate) mod labelled;
pub(crate) mod metrics;
pub(crate) mod pointing_game;
pub(crate) mod release;
