//! DICOMDIR: the table of contents of a medium, a DICOM file that names others (PS3.10 section 8.6, PS3.3 annex F).

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use crate::film::data_set::attributes::text;
use crate::film::{self, FilmError, Limits};

/// Media Storage Directory Storage, which stands in the file meta information.
const DIRECTORY_CLASS: &[u8] = b"1.2.840.10008.1.3.10";

/// Whether a DICOM file that begins with these bytes (a few hundred of them) is a DICOMDIR.
pub fn is_dicomdir(head: &[u8]) -> bool {
    head.get(128..132) == Some(b"DICM")
        && head.windows(DIRECTORY_CLASS.len() + 1).any(|bytes| {
            let (class, next) = bytes.split_at(DIRECTORY_CLASS.len());
            class == DIRECTORY_CLASS && !(next[0] == b'.' || next[0].is_ascii_digit())
        })
}

/// The images that a DICOMDIR names, in its order: paths relative to its folder, `/` between their parts. The records are
/// taken as they stand; the offsets by which they refer to each other could lead in circles, and are not needed.
///
/// # Errors
/// Where the file is cut off or damaged.
pub fn files_of(bytes: &[u8]) -> Result<Vec<String>, FilmError> {
    let object =
        film::read_attributes(bytes, &Limits::default())?.unwrap_or_else(InMemDicomObject::new_empty);
    let records = object.get(tags::DIRECTORY_RECORD_SEQUENCE).and_then(|sequence| sequence.items());
    Ok(records.unwrap_or_default().iter().filter_map(file_of).collect())
}

fn file_of(record: &InMemDicomObject) -> Option<String> {
    if text(record, tags::DIRECTORY_RECORD_TYPE)? != "IMAGE" {
        return None;
    }
    let id = text(record, tags::REFERENCED_FILE_ID)?;
    let parts: Vec<&str> = id.split('\\').map(str::trim).collect();
    // A part has up to eight capitals, digits and underscores (PS3.10 section 8.5): none leads out of the folder.
    let is_plain = |part: &&str| !matches!(*part, "" | "." | "..") && !part.contains(['/', ':', '\0']);
    parts.iter().all(is_plain).then(|| parts.join("/"))
}
