//! Deflated bytes: whole data sets (PS3.5 annex A.5), and frames (A.4.13).

use std::io::{ErrorKind, Read};

use flate2::read::DeflateDecoder;

use crate::film::error::FilmError;

/// Inflates `what`, at most `limit` bytes of it.
pub(crate) fn inflate(deflated: &[u8], what: &'static str, limit: usize) -> Result<Vec<u8>, FilmError> {
    let mut inflated = Vec::new();
    match DeflateDecoder::new(deflated).take(limit as u64 + 1).read_to_end(&mut inflated) {
        Ok(read) if read > limit => Err(FilmError::TooLarge {
            what: if what == "pixels" {
                "The size of a compressed frame in bytes"
            } else {
                "The size of the inflated data set in bytes"
            },
            found: read as u64,
            limit: limit as u64,
        }),
        Ok(_) => Ok(inflated),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Err(FilmError::Truncated { place: format!("its compressed {what}"), missing: None })
        }
        Err(error) => Err(FilmError::decode("deflated", error)),
    }
}
