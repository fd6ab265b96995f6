//! Deflated data sets (PS3.5 annex A.5).

use std::io::Read;

use dicom_encoding::{Codec, TransferSyntaxIndex};
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;

use super::error::FilmError;
use super::limits::Limits;
use super::syntax::Syntax;

/// Inflates a deflated data set (PS3.5 A.5), at most `limits.max_file_bytes` of it.
pub(crate) fn inflate(deflated: &[u8], syntax: &Syntax, limits: &Limits) -> Result<Vec<u8>, FilmError> {
    let Some(Codec::Dataset(Some(adapter))) =
        TransferSyntaxRegistry.get(&syntax.uid).map(|entry| entry.codec())
    else {
        return Err(syntax.unsupported(""));
    };
    let mut data_set = Vec::new();
    let limit = limits.max_file_bytes as u64;
    match adapter.adapt_reader(Box::new(deflated)).take(limit + 1).read_to_end(&mut data_set) {
        Ok(read) if read as u64 > limit => {
            Err(FilmError::TooLarge { what: "The inflated data set", found: read as u64, limit })
        }
        Ok(_) => Ok(data_set),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Err(FilmError::Truncated { place: "its compressed data set".to_owned(), missing: None })
        }
        Err(error) => Err(FilmError::decode("deflated", error)),
    }
}
