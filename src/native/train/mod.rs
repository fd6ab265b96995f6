//! Training: from a folder of labelled films to weights, with a checkpoint after each epoch so that an interrupted training
//! resumes.

pub(crate) mod augment;
mod average;
pub(crate) mod checkpoint;
pub(crate) mod config;
pub(crate) mod dataset;
pub(crate) mod error;
pub(crate) mod film_sets;
pub(crate) mod fit;
pub(crate) mod recipes;
pub(crate) mod run_files;
mod shuffle;
mod training_film;
