//! Names of the files in the output folder of a training.

/// The configuration.
pub(crate) const CONFIG: &str = "config.json";
/// The weights of the epoch that is kept.
pub(crate) const WEIGHTS: &str = "best.safetensors";
/// Number of films by split, source and class.
pub(crate) const COUNTS: &str = "counts.json";
/// Fingerprint of the training and validation films.
pub(crate) const FILMS: &str = "films.sha256";
/// The figures of each epoch.
pub(crate) const HISTORY: &str = "history.json";
