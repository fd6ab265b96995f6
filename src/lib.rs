//! Negatoscope: reads chest X-ray films and says how unlike normal films they are.
//!
//! The modules are the pipeline, and data goes one way:
//! ([`container`] ->) bytes -> [`film`] -> [`input`] -> [`models`] -> [`scores`] -> [`verdict`] -> [`report`] -> page or
//! program.
//! The core (everything but `engine`, `page` and `native`) knows no browser, no file system and no training.

pub mod calibration;
pub mod card;
pub mod container;
pub mod dicom_export;
mod digest;
mod error_kind;
pub mod explanation;
pub mod film;
pub mod input;
pub mod labels;
#[cfg(feature = "models")]
pub mod models;
pub mod phantom;
pub mod protocol;
pub mod report;
pub mod scores;
pub mod statistics;
pub mod verdict;

#[cfg(all(feature = "engine", target_arch = "wasm32"))]
pub mod engine;
#[cfg(all(feature = "cli", not(target_arch = "wasm32")))]
pub mod native;
#[cfg(feature = "page")]
pub mod page;

#[cfg(any(feature = "page", feature = "engine"))]
mod web;

/// Stands on the page and on every export.
pub const NOTICE: &str = "For research and reading only. Not a medical device; not for diagnosis.";
