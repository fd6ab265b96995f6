//! A DICOM file that is written, and what a report and a capture have in common.

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids as classes};

use super::element_writer::{Elements, file};
use super::error::ExportError;
use super::source::SourceFilm;
use super::timestamp::Timestamp;

/// A DICOM file that was made, and what identifies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DicomFile {
    /// The file: preamble, file meta information, and a data set in Explicit VR Little Endian.
    pub bytes: Vec<u8>,
    /// SOP Instance UID (0008,0018).
    pub sop_instance_uid: String,
}

/// What stands in the attributes of equipment (PS3.3 C.7.5.1).
pub(super) const MANUFACTURER: &str = "Negatoscope";
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the report and the picture have in common, but for the patient and the study, which are the source's.
pub(super) fn common_elements(
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
pub(super) fn write_file(
    elements: &Elements,
    class: &str,
    instance: String,
) -> Result<DicomFile, ExportError> {
    let bytes = file(elements, class, &instance, classes::EXPLICIT_VR_LITTLE_ENDIAN)?;
    Ok(DicomFile { bytes, sop_instance_uid: instance })
}
