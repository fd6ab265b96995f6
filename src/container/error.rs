//! Why a container, or one of the files in it, could not be unpacked: what, where, and what to do.

use std::io;

use crate::error_kind::ErrorKind;
use zip::CompressionMethod;
use zip::result::ZipError;

/// Why a container, or one of the files in it, could not be unpacked. The name is the report's to add.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContainerError {
    /// The container ends too early.
    #[error("This archive is truncated within {place}. Copy it again from its source.")]
    Truncated {
        /// What is cut off.
        place: &'static str,
    },
    /// The structure of the container, or the bytes of a file in it, are broken.
    #[error("The archive is damaged ({detail}). Copy it again from its source.")]
    Damaged {
        /// What was found.
        detail: String,
    },
    /// The file is locked with a password.
    #[error("This file is encrypted. Unpack the archive with its password and choose the folder.")]
    Encrypted,
    /// The file is compressed in a way that is not read here.
    #[error(
        "This file is compressed as {method}, which is not supported. Unpack the archive and choose the folder."
    )]
    UnsupportedMethod {
        /// Name or number of the compression method (APPNOTE 4.4.5).
        method: String,
    },
    /// An archive in several parts, or of another unusual form.
    #[error("This kind of archive is not supported ({detail}). Unpack it and choose the folder.")]
    UnsupportedForm {
        /// What is unusual.
        detail: String,
    },
    /// The file, or the archive, is larger than this program takes on.
    #[error("{what} is {found}; the limit is {limit}. Unpack the archive and choose the folder.")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// How large it is (or claims to be).
        found: u64,
        /// The limit, see [`crate::film::Limits`].
        limit: u64,
    },
    /// The file expands to far more than it takes in the archive, as no film does.
    #[error(
        "{packed} compressed bytes expand to more than {limit}, which no film does. Unpack the archive and choose the folder."
    )]
    Expansion {
        /// Bytes in the archive.
        packed: u64,
        /// The most they may expand to, see [`crate::film::Limits`].
        limit: u64,
    },
    /// Archives within archives within archives.
    #[error(
        "This archive is nested {limit} archives deep and was not opened. Unpack the outer archive first."
    )]
    TooDeep {
        /// The most levels that are opened.
        limit: u32,
    },
    /// Nothing in the container can be a film.
    #[error(
        "None of the {files} files in this archive is a film. Choose an archive that contains DICOM files."
    )]
    NoFilm {
        /// How many files it holds.
        files: usize,
    },
    /// A DICOMDIR that names no image.
    #[error("This DICOMDIR references no image. Choose the image files or their folder.")]
    NamesNothing,
    /// The bytes of the container could not be had.
    #[error("The archive cannot be read ({detail}). Check that it still exists and is readable.")]
    Unreadable {
        /// What the reader said.
        detail: String,
    },
}

impl ContainerError {
    /// The kind that reports give.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Truncated { .. } => ErrorKind::Truncated,
            Self::Damaged { .. } => ErrorKind::Damaged,
            Self::Encrypted => ErrorKind::Encrypted,
            Self::UnsupportedMethod { .. } => ErrorKind::UnsupportedCompression,
            Self::UnsupportedForm { .. } => ErrorKind::UnsupportedArchive,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Expansion { .. } => ErrorKind::ExpandsTooFar,
            Self::TooDeep { .. } => ErrorKind::NestedTooDeep,
            Self::NoFilm { .. } => ErrorKind::NoFilm,
            Self::NamesNothing => ErrorKind::NamesNothing,
            Self::Unreadable { .. } => ErrorKind::Unreadable,
        }
    }

    pub(super) fn damaged(detail: impl ToString) -> Self {
        Self::Damaged { detail: detail.to_string() }
    }

    /// Decoders report broken bytes as errors of the reader; what is left is the reader's own.
    pub(super) fn from_io(error: &io::Error, place: &'static str) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated { place },
            // Of flate2, deflate64, zip's checksum, and of seeking before the beginning.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::damaged(error),
            _ => Self::Unreadable { detail: error.to_string() },
        }
    }

    pub(super) fn from_zip(error: &ZipError, place: &'static str) -> Self {
        match error {
            ZipError::Io(error) => Self::from_io(error, place),
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Self::Encrypted,
            ZipError::UnsupportedArchive(detail) => Self::UnsupportedForm { detail: (*detail).to_owned() },
            // The end of the table of contents stands last: what lacks it is cut off.
            ZipError::InvalidArchive(detail)
                if detail.contains("EOCD") || detail.starts_with("Unexpected end") =>
            {
                Self::Truncated { place }
            }
            ZipError::InvalidArchive(detail) => Self::damaged(detail),
            other => Self::damaged(other),
        }
    }

    pub(super) fn unsupported(method: CompressionMethod) -> Self {
        Self::UnsupportedMethod { method: method.to_string() }
    }
}
