//! De-identified copies: the Basic Application Level Confidentiality Profile of PS3.15 annex E, with some of its options.
//!
//! What the profile lets alone is copied byte by byte, pixels above all: the copy is encoded as its source is. Only a deflated
//! data set is written inflated, and compressed pixels that are painted over are written uncompressed.

mod change_log;
mod options;
mod rewrite;
mod session;
mod table;
#[cfg(test)]
mod tests;

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::dicom_file::DicomFile;
use super::element_writer::file_head;
use super::error::ExportError;
use super::uids::from_hash;
use super::values::is_uid;
use crate::film;
use crate::film::data_set::attributes::{integer, text};
use crate::film::{Limits, Rectangle};
pub use change_log::{Change, ChangeKind};
pub use options::{Dates, DeidentifyOptions};
use rewrite::Rewriting;
pub use session::DeidentifySession;

/// A de-identified copy, and what was changed to make it.
#[derive(Debug, Clone, PartialEq)]
pub struct Deidentified {
    /// The copy.
    pub made: DicomFile,
    /// What became of each attribute, in the order of the file.
    pub changes: Vec<Change>,
    /// The header says that text is burned into the pixels, where no profile of attributes finds it, and nobody has said
    /// that it is painted over.
    pub is_burned_in: bool,
}

/// Makes a de-identified copy of a DICOM file.
///
/// # Errors
/// Where the file is a picture, is damaged, or hides an overlay in its pixels; where pixels that are to be painted over
/// cannot be decoded, or lie outside the film.
pub fn deidentify(
    bytes: &[u8],
    options: &DeidentifyOptions,
    session: &DeidentifySession,
    limits: &Limits,
) -> Result<Deidentified, ExportError> {
    let Some(found) = film::find_data_set(bytes, limits)? else {
        return Err(ExportError::Picture { what: "a de-identified copy" });
    };
    let attributes =
        film::read_attributes(bytes, limits)?.ok_or(ExportError::Picture { what: "a de-identified copy" })?;
    let value = |tag| text(&attributes, tag).unwrap_or_default();
    let patient = [tags::PATIENT_ID, tags::PATIENT_NAME, tags::STUDY_INSTANCE_UID].map(value);
    let patient = patient.iter().find(|id| !id.is_empty()).cloned().unwrap_or_default();
    let instance = value(tags::SOP_INSTANCE_UID);
    let instance = match (instance.is_empty(), options.uids && is_uid(&instance)) {
        (true, _) => from_hash(session.hash("without a UID", &patient)),
        (false, true) => instance,
        (false, false) => session.uid(&instance),
    };
    let covered = match options.covered.as_slice() {
        [] => None,
        rectangles => {
            check_inside(rectangles, &attributes)?;
            Some(film::redact(&found, rectangles, limits)?)
        }
    };
    let is_report = value(tags::SOP_CLASS_UID).starts_with("1.2.840.10008.5.1.4.1.1.88.");
    let pseudonym = session.pseudonym(&patient);
    let was_compressed = covered.as_ref().is_some_and(|covered| covered.was_compressed);
    let rewriting = Rewriting::new(&found, options, session, &pseudonym, is_report, covered);
    let is_as_it_was = !found.syntax.deflated && !was_compressed;
    let syntax = if is_as_it_was { &found.syntax.uid } else { rewriting.uncompressed_syntax() };
    let mut out = file_head(&value(tags::SOP_CLASS_UID), &instance, syntax)?;
    out.reserve(found.bytes.len());
    let changes = rewriting.run(&mut out)?;
    Ok(Deidentified {
        made: DicomFile { bytes: out, sop_instance_uid: instance },
        changes,
        is_burned_in: value(tags::BURNED_IN_ANNOTATION) == "YES" && !options.pixels_are_clean,
    })
}

/// What is meant to be painted over must be there: a rectangle beside the film covers nothing.
fn check_inside(rectangles: &[Rectangle], attributes: &InMemDicomObject) -> Result<(), ExportError> {
    let side = |tag| integer(attributes, tag).ok().flatten().and_then(|side| u32::try_from(side).ok());
    let (columns, rows) = (side(tags::COLUMNS).unwrap_or_default(), side(tags::ROWS).unwrap_or_default());
    match rectangles.iter().find(|rectangle| rectangle.within(columns, rows).is_none()) {
        None => Ok(()),
        Some(rectangle) => Err(ExportError::Outside { rectangle: *rectangle, columns, rows }),
    }
}
