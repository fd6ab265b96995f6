//! Errors of a JPEG-LS stream.

use crate::film::error::FilmError;

const CODEC: &str = "JPEG-LS";

pub(super) fn broken(detail: &str) -> FilmError {
    FilmError::decode(CODEC, detail)
}

pub(super) fn cut_off() -> FilmError {
    FilmError::Truncated { place: "its JPEG-LS pixels".to_owned(), missing: None }
}
