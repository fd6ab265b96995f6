//! Why a file could not be read as a film: what, where, and what to do, for the person who dropped it.

use dicom_core::Tag;

use super::data_set::dictionary::attribute_name;
use crate::error_kind::ErrorKind;

/// Why a file could not be read as a film. The file's name is the report's to add.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilmError {
    /// The file has no bytes at all.
    #[error("This file is empty (0 bytes). Copy it again from its source.")]
    Empty,
    /// The bytes are neither DICOM nor a PNG or JPEG picture.
    #[error("This is {looks_like}, not a film. Choose a DICOM file, or a PNG or JPEG image.")]
    NotAFilm {
        /// What the bytes look like, with its article.
        looks_like: &'static str,
    },
    /// The file, or its pixels, end too early.
    #[error("This file is truncated within {place}{}. Copy it again from the archive.", missing_bytes(*.missing))]
    Truncated {
        /// What is cut off.
        place: String,
        /// How many bytes are missing, where that can be told.
        missing: Option<u64>,
    },
    /// A DICOM file without an image.
    #[error("This DICOM file contains no image ({detail}). Choose the file that contains the film itself.")]
    NoPixels {
        /// What it holds instead, or what is lacking.
        detail: String,
    },
    /// A frame was asked for that the file has not.
    #[error("Frame {} was requested, but this file has {frames}. Choose one from 1 to {frames}.", .frame + 1)]
    NoFrame {
        /// Which, counted from 0.
        frame: u32,
        /// How many there are.
        frames: u32,
    },
    /// The pixels are encoded in a way that is not read here.
    #[error(
        "The pixels are encoded as {name} ({uid}), which is not supported. Export the film uncompressed."
    )]
    UnsupportedTransferSyntax {
        /// Transfer Syntax UID (0002,0010).
        uid: String,
        /// Its name.
        name: String,
    },
    /// The pixels are encoded as JPEG XL, and its decoder is not part of this program, or not yet loaded.
    #[error(
        "The pixels are encoded as {name} ({uid}), but this program was built without its decoder. Export the film \
         uncompressed."
    )]
    NeedsJpegXl {
        /// Transfer Syntax UID (0002,0010).
        uid: String,
        /// Its name.
        name: String,
    },
    /// An attribute without which the film would be guesswork is absent.
    #[error(
        "{attribute} is missing; the film cannot be displayed correctly without it. Export the film again."
    )]
    MissingAttribute {
        /// Name and tag.
        attribute: String,
    },
    /// An attribute has a value that cannot be.
    #[error("{attribute} is {value}; expected {expected}. Export the film again.")]
    BadAttribute {
        /// Name and tag.
        attribute: String,
        /// The value found.
        value: String,
        /// What was expected, as a noun phrase.
        expected: String,
    },
    /// The film is larger than this program takes on.
    #[error("{what} is {found}; the limit is {limit}. Export the film at a smaller size.")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// How large it is (or claims to be).
        found: u64,
        /// The limit, see [`crate::film::Limits`].
        limit: u64,
    },
    /// The structure of the file is broken.
    #[error("The file is damaged at byte {at} ({detail}). Copy it again from the archive.")]
    Damaged {
        /// Offset into the file (into the inflated data set where that is deflated).
        at: u64,
        /// What was found there.
        detail: String,
    },
    /// The compressed pixels could not be decoded.
    #[error("The {codec} pixels could not be decoded ({detail}). Copy the file again from the archive.")]
    Decode {
        /// The encoding of the pixels.
        codec: &'static str,
        /// What the decoder said.
        detail: String,
    },
}

impl FilmError {
    /// The kind that reports give.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Empty => ErrorKind::Empty,
            Self::NotAFilm { .. } => ErrorKind::NotAFilm,
            Self::Truncated { .. } => ErrorKind::Truncated,
            Self::NoPixels { .. } => ErrorKind::NoPixels,
            Self::NoFrame { .. } => ErrorKind::NoFrame,
            Self::UnsupportedTransferSyntax { .. } => ErrorKind::UnsupportedTransferSyntax,
            Self::NeedsJpegXl { .. } => ErrorKind::NeedsJpegXl,
            Self::MissingAttribute { .. } => ErrorKind::MissingAttribute,
            Self::BadAttribute { .. } => ErrorKind::BadAttribute,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Damaged { .. } => ErrorKind::Damaged,
            Self::Decode { .. } => ErrorKind::Decode,
        }
    }

    pub(crate) fn missing(tag: Tag) -> Self {
        Self::MissingAttribute { attribute: attribute_name(tag) }
    }

    pub(crate) fn bad(tag: Tag, value: impl ToString, expected: impl Into<String>) -> Self {
        Self::BadAttribute {
            attribute: attribute_name(tag),
            value: value.to_string(),
            expected: expected.into(),
        }
    }

    pub(crate) fn truncated(place: impl Into<String>, missing: usize) -> Self {
        Self::Truncated { place: place.into(), missing: Some(missing as u64) }
    }

    pub(crate) fn decode(codec: &'static str, detail: impl ToString) -> Self {
        Self::Decode { codec, detail: detail.to_string() }
    }

    pub(crate) fn damaged(at: usize, detail: impl Into<String>) -> Self {
        Self::Damaged { at: at as u64, detail: detail.into() }
    }
}

fn missing_bytes(missing: Option<u64>) -> String {
    missing.map_or_else(String::new, |bytes| format!(" ({bytes} bytes are missing)"))
}
