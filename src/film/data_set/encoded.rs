//! Where a DICOM file's data set lies, and its attributes alone: for what needs no decoded pixels.

use std::borrow::Cow;

use dicom_object::InMemDicomObject;

use super::transfer_syntax::TransferSyntax;
use super::{inflate, read};
use crate::film::error::FilmError;
use crate::film::limits::Limits;
use crate::film::sniff;
use crate::film::sniff::FileFormat;

/// The wanted attributes of a DICOM file, whatever it holds; of a picture there are none.
pub(crate) fn read_attributes(bytes: &[u8], limits: &Limits) -> Result<Option<InMemDicomObject>, FilmError> {
    let Some(data_set) = find_data_set(bytes, limits)? else { return Ok(None) };
    read::read_data_set(&data_set.bytes, &data_set.syntax, 0).map(|read| Some(read.attributes))
}

/// Where a DICOM file's data set lies, inflated where it is deflated.
pub(crate) struct EncodedDataSet<'a> {
    /// The data set, after group 0002.
    pub(crate) bytes: Cow<'a, [u8]>,
    pub(crate) syntax: TransferSyntax,
}

/// Finds the data set of a DICOM file; a picture has none.
pub(crate) fn find_data_set<'a>(
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<Option<EncodedDataSet<'a>>, FilmError> {
    limits.check_file(bytes.len() as u64)?;
    let (uid, start) = match sniff::format_of(bytes)? {
        FileFormat::DicomFile { meta } => read::read_meta(bytes, meta)?,
        FileFormat::BareDataSet => (None, 0),
        FileFormat::Png | FileFormat::Jpeg => return Ok(None),
    };
    let syntax = TransferSyntax::from_file(uid.as_deref(), &bytes[start..])?;
    let bytes = if syntax.deflated {
        Cow::Owned(inflate::inflate(&bytes[start..], "data set", limits.max_file_bytes)?)
    } else {
        Cow::Borrowed(&bytes[start..])
    };
    Ok(Some(EncodedDataSet { bytes, syntax }))
}
