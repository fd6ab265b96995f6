//! Errors of a JPEG stream.

use crate::film::error::FilmError;

const CODEC: &str = "JPEG";

pub(super) fn broken(detail: &str) -> FilmError {
    FilmError::decode(CODEC, detail)
}

pub(super) fn cut_off() -> FilmError {
    FilmError::Truncated { place: "its JPEG pixels".to_owned(), missing: None }
}
