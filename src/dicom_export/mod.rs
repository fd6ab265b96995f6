//! Handing on: what other systems can take of a film and of what the models say of it, as DICOM.
//!
//! Three things are made of the bytes of a film: a [structured report](structured_report) on it, a picture of it with the
//! notice [drawn into its pixels](secondary_capture), and a [de-identified copy](deidentify). None of them knows a browser, a
//! file system, a clock or chance: the caller gives the [`Timestamp`] and the random bytes of which [`Uids`] are made, so
//! that the same call gives the same bytes.

mod caption;
mod deidentify;
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
pub use error::ExportError;
pub use secondary_capture::{CapturedImage, Pixels, secondary_capture};
pub use source::SourceFilm;
pub use structured_report::{Algorithm, structured_report};
pub use timestamp::Timestamp;
pub use uids::Uids;

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids as classes};

use element_writer::Elements;

/// A DICOM file that was made, and what identifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DicomFile {
    /// The file: preamble, file meta information, and a data set in Explicit VR Little Endian.
    pub bytes: Vec<u8>,
    /// SOP Instance UID (0008,0018).
    pub sop_instance_uid: String,
}

/// What stands in the attributes of equipment (PS3.3 C.7.5.1).
const MANUFACTURER: &str = "Negatoscope";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the report and the picture have in common, but for the patient and the study, which are the source's.
fn common_elements(
    source: &SourceFilm,
    class: &str,
    instance: &str,
    series: &str,
    made: &Timestamp,
) -> Elements {
    let mut elements = source.patient_and_study();
    let (date, time) = made.date_and_time(source.offset_minutes());
    elements.text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
    elements.text(tags::INSTANCE_CREATION_DATE, VR::DA, &date);
    elements.text(tags::INSTANCE_CREATION_TIME, VR::TM, &time);
    elements.text(tags::SOP_CLASS_UID, VR::UI, class);
    elements.text(tags::SOP_INSTANCE_UID, VR::UI, instance);
    elements.text(tags::CONTENT_DATE, VR::DA, &date);
    elements.text(tags::CONTENT_TIME, VR::TM, &time);
    elements.text(tags::MANUFACTURER, VR::LO, MANUFACTURER);
    elements.text(tags::MANUFACTURER_MODEL_NAME, VR::LO, MANUFACTURER);
    elements.text(tags::SOFTWARE_VERSIONS, VR::LO, VERSION);
    // RESEARCH: "the content of this instance is intended for research", PS3.3 C.12.1.
    elements.text(tags::CONTENT_QUALIFICATION, VR::CS, "RESEARCH");
    elements.text(tags::SERIES_INSTANCE_UID, VR::UI, series);
    elements.text(tags::INSTANCE_NUMBER, VR::IS, "1");
    elements
}

/// The file of a data set.
fn write_file(elements: &Elements, class: &str, instance: String) -> Result<DicomFile, ExportError> {
    let bytes = element_writer::file(elements, class, &instance, classes::EXPLICIT_VR_LITTLE_ENDIAN)?;
    Ok(DicomFile { bytes, sop_instance_uid: instance })
}
