//! Negatoscope reads chest X-ray films and says how they stand to normal films.
//!
//! The modules are a pipeline, and data goes one way:
//!
//! ([`container`] ->) bytes -> [`film`] -> [`input`] -> `models` -> [`scores`] -> [`verdict`] -> [`report`] -> page or
//! program
//!
//! - [`film::open`] decodes the bytes of a file to a [`film::Film`]: stored samples, the modality and VOI LUTs, and what
//!   the header says. [`film::Film::picture`] is the film as a viewing station shows it.
//! - [`input::prepare`] makes the planes that the models take. It is the only preprocessing there is.
//! - `models` are the networks, in burn (feature `models`). They give the plain numbers of [`scores`].
//! - [`calibration`] turns these numbers into calibrated probabilities and a [`verdict`].
//! - [`report`] is one film's result, as the program prints it and the page exports it; [`dicom_export`] writes it as DICOM.
//!
//! The page (`page`) and its engines (`engine`) run in the browser, and the program (`native`) on the command line; all
//! three use this core, which knows no browser, no file system and no training.
//!
//! # Example
//!
//! A synthetic film, from the bytes of its file to what the models take:
//!
//! ```
//! use negatoscope::film::{self, Limits};
//! use negatoscope::phantom::{self, Encoding};
//! use negatoscope::{NOTICE, input};
//!
//! let bytes = phantom::draw(7, 320, 280, false).to_dicom(Encoding::Explicit)?;
//! let mut film = film::open(bytes, &Limits::default())?;
//! assert_eq!((film.header.rows, film.header.columns), (320, 280));
//!
//! let picture = film.picture(0); // in the file's own window
//! assert_eq!(picture.gray.len(), 320 * 280);
//!
//! let inputs = input::prepare(&mut film);
//! assert_eq!(inputs.release.plane().len(), 224 * 224);
//! assert!(film.header.warnings.is_empty());
//! println!("{NOTICE}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `models::ReleaseModels::read` gives the output for `inputs.release`, and
//! [`calibration::Calibration::judge`] the verdict on it.

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
