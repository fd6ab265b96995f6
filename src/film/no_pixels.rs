//! What a DICOM object without pixels is, for the error.

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::data_set::attributes;
use super::data_set::dictionary::attribute_name;
use super::error::FilmError;

/// Objects without an image, by their SOP Class UID (PS3.4 annex B.5) under the storage classes' root.
const IMAGELESS: [(&str, &str); 11] = [
    ("11.", "a presentation state"),
    ("88.59", "a key object selection"),
    ("88.", "a structured report"),
    ("104.1", "a PDF document"),
    ("104.", "a document"),
    ("9.", "a waveform"),
    ("66.", "a registration, segmentation or parametric map without pixels"),
    ("66", "raw data"),
    ("481.", "a radiotherapy plan or structure set"),
    ("38.", "a hanging protocol"),
    ("4.2", "spectroscopy data"),
];

/// Images among the radiotherapy objects: without pixels, something is wrong with the file.
const RADIOTHERAPY_IMAGES: [&str; 4] = ["481.1", "481.2", "481.23", "481.24"];

/// The error of an object without pixels: what it is instead.
pub(super) fn no_pixels(object: &InMemDicomObject) -> FilmError {
    let class = attributes::text(object, tags::SOP_CLASS_UID).unwrap_or_default();
    let number = class.strip_prefix("1.2.840.10008.5.1.4.1.1.").unwrap_or_default();
    let kind = IMAGELESS.iter().find(|(prefix, _)| !number.is_empty() && number.starts_with(prefix));
    let kind = kind.filter(|_| !RADIOTHERAPY_IMAGES.contains(&number));
    let detail = match kind {
        Some((_, kind)) => format!("it is {kind}"),
        None if object.get(tags::ICON_IMAGE_SEQUENCE).is_some() => {
            format!("it contains only the thumbnail in {}", attribute_name(tags::ICON_IMAGE_SEQUENCE))
        }
        None if object.get(tags::DIRECTORY_RECORD_SEQUENCE).is_some() => {
            "it is a DICOMDIR, the index of a storage medium".to_owned()
        }
        None => format!("{} is missing, or the file ends before it", attribute_name(tags::PIXEL_DATA)),
    };
    FilmError::NoPixels { detail }
}
