//! A film: its errors and warnings, and what its header says.

use crate::film::FilmWarning;
use crate::page::text::language;
use crate::report::{ErrorKind, ErrorReport};

plain! {
    lossy, film_failed, image_reread_failed, unreadable, no_films, not_drawn,
}

/// Why a film could not be read. English comes from the film code; other languages have a sentence for each kind, and the
/// page shows the English text with its positions and numbers as a detail below it.
pub(crate) fn error(error: &ErrorReport) -> String {
    let key = match error.kind {
        ErrorKind::Empty => "error_empty",
        ErrorKind::NotAFilm => "error_not_a_film",
        ErrorKind::Truncated => "error_truncated",
        ErrorKind::NoPixels => "error_no_pixels",
        ErrorKind::NoFrame => "error_no_frame",
        ErrorKind::UnsupportedTransferSyntax => "error_unsupported_transfer_syntax",
        ErrorKind::NeedsJpegXl => "error_needs_jpeg_xl",
        ErrorKind::MissingAttribute => "error_missing_attribute",
        ErrorKind::BadAttribute => "error_bad_attribute",
        ErrorKind::TooLarge => "error_too_large",
        ErrorKind::Damaged => "error_damaged",
        ErrorKind::Decode => "error_decode",
        ErrorKind::Encrypted => "error_encrypted",
        ErrorKind::UnsupportedCompression => "error_unsupported_compression",
        ErrorKind::UnsupportedArchive => "error_unsupported_archive",
        ErrorKind::ExpandsTooFar => "error_expands_too_far",
        ErrorKind::NestedTooDeep => "error_nested_too_deep",
        ErrorKind::NoFilm => "error_no_film",
        ErrorKind::NamesNothing => "error_names_nothing",
        ErrorKind::Unreadable => "error_unreadable",
        ErrorKind::Unwritable => "error_unwritable",
        ErrorKind::MissingFile => "error_missing_file",
        ErrorKind::Removed => "error_removed",
        ErrorKind::NoFilms => "error_no_films",
        ErrorKind::IncompleteDirectory => "error_incomplete_directory",
        ErrorKind::Weights => "error_weights",
        ErrorKind::Device => "error_device",
        ErrorKind::SelfTest => "error_self_test",
        ErrorKind::Picture => "error_picture",
        ErrorKind::NoIdentity => "error_no_identity",
        ErrorKind::HiddenOverlay => "error_hidden_overlay",
        ErrorKind::Outside => "error_outside",
        ErrorKind::BadPicture => "error_bad_picture",
        ErrorKind::BadInput => "error_bad_input",
        ErrorKind::CodecUnreachable => "error_codec_unreachable",
        ErrorKind::Facts => "error_facts",
        ErrorKind::EngineUnavailable => "error_engine_unavailable",
        ErrorKind::EngineStopped => "error_engine_stopped",
        ErrorKind::Unknown => return error.message.clone(),
    };
    language::text(key, None).unwrap_or_else(|| error.message.clone())
}

/// What a file contradicts or lacks.
pub(crate) fn warning(warning: &FilmWarning) -> String {
    match warning {
        FilmWarning::Assumed { attribute, value } => {
            say!("warning_assumed", attribute = attribute.as_str(), value = value.as_str())
        }
        FilmWarning::Corrected { attribute, value, taken } => say!(
            "warning_corrected",
            attribute = attribute.as_str(),
            value = value.as_str(),
            taken = taken.as_str()
        ),
        FilmWarning::TransferSyntax { claimed, found } => {
            say!("warning_transfer_syntax", claimed = claimed.as_str(), found = found.as_str())
        }
        FilmWarning::ExcessPixels { found, expected } => {
            say!("warning_excess_pixels", found = found.to_string(), expected = expected.to_string())
        }
        FilmWarning::ExcessBits => say!("warning_excess_bits"),
        FilmWarning::Window => say!("warning_window"),
        FilmWarning::Text => say!("warning_text"),
        FilmWarning::Polarity { claimed } => say!("warning_polarity", claimed = claimed.as_str()),
    }
}

/// The bits of a sample, stored and allocated.
pub(crate) fn bit_depth(stored: u16, allocated: u16, signed: bool) -> String {
    let bits = say!("bit_depth", stored = stored, allocated = allocated);
    if signed { say!("bit_depth_signed", bits = bits) } else { bits }
}

/// How many frames a file has, and which of them is scored.
pub(crate) fn frames(frames: u32) -> String {
    say!("frames", frames = frames)
}

/// A DICOMDIR that references files that are not in the list.
pub(crate) fn incomplete(missing: usize, files: usize) -> String {
    say!("incomplete", missing = missing, files = files)
}

/// An archive entry without a known name, counted from 0.
pub(crate) fn entry(number: u32) -> String {
    say!("entry", number = number + 1)
}

/// How far an archive has been unpacked.
pub(crate) fn unpacking(done: u32, entries: u32) -> String {
    say!("unpacking", done = done, entries = entries)
}
