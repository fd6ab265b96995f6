//! What the page is told when a message cannot be answered.

use crate::protocol::{FilmId, FromEngine};
use crate::report::{ErrorKind, ErrorReport};

/// There is no device or there are no models.
pub(super) const NOT_STARTED: &str = "The engine has not started.";

/// The browser did not give or take a file's bytes.
pub(super) fn unreadable(error: impl std::fmt::Display) -> ErrorReport {
    let message = format!(
        "The browser could not read this file ({error}). It may have been moved, changed or locked since it was added: add \
         it again."
    );
    ErrorReport { kind: ErrorKind::Unreadable, message }
}

/// A message that no page of this version sends.
pub(super) fn bad_input(message: impl Into<String>) -> ErrorReport {
    ErrorReport { kind: ErrorKind::BadInput, message: message.into() }
}

/// The module that decodes JPEG XL did not load.
pub(super) fn codec_unreachable() -> ErrorReport {
    ErrorReport {
        kind: ErrorKind::CodecUnreachable,
        message: "The part of this page that decodes JPEG XL could not be loaded: check the connection and add the film \
                  again."
            .to_owned(),
    }
}

/// A film's facts cannot be written as JSON.
pub(super) fn unwritable_facts(error: &serde_json::Error) -> ErrorReport {
    ErrorReport { kind: ErrorKind::Facts, message: error.to_string() }
}

/// The message could not be typed.
pub(super) fn other_version(error: &serde_wasm_bindgen::Error) -> FromEngine {
    unavailable(
        format!("The page and the engine are of different versions ({error}). Reload the page."),
        None,
    )
}

/// The models were asked for before they were started, or after they failed.
pub(super) fn not_started(film: FilmId) -> FromEngine {
    unavailable(NOT_STARTED, Some(film))
}

/// The engine cannot score; `film` was asked for and is not scored.
pub(super) fn unavailable(reason: impl Into<String>, film: Option<FilmId>) -> FromEngine {
    FromEngine::Unavailable { reason: reason.into(), film }
}
