//! Augmentation of training films, and synthetic anomalies.

pub(crate) mod anomalies;
pub(crate) mod exposure;
pub(crate) mod orientation;
pub(crate) mod plane;
