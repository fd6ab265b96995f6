//! DICOM export: a film and the models' report on it as files that other systems take.
//!
//! Three things are made of the bytes of a film: a [structured report](fn@structured_report) on it, a picture of it with
//! the notice [drawn into its pixels](fn@secondary_capture), and a [de-identified copy](fn@deidentify). None of them knows
//! a browser, a file system, a clock or a random generator: the caller gives the [`Timestamp`] and the random bytes of which
//! [`Uids`] are made, so that the same call gives the same bytes.

mod caption;
mod deidentify;
mod dicom_file;
mod element_writer;
mod error;
mod secondary_capture;
mod source;
mod structured_report;
mod timestamp;
mod uids;
mod values;

pub use deidentify::{
    Change, ChangeKind, Dates, Deidentified, DeidentifyOptions, DeidentifySession, deidentify,
};
pub use dicom_file::DicomFile;
pub use error::ExportError;
pub use secondary_capture::{CapturedImage, Pixels, secondary_capture};
pub use source::SourceFilm;
pub use structured_report::{Algorithm, structured_report};
pub use timestamp::Timestamp;
pub use uids::Uids;
