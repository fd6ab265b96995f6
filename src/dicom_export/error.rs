//! Why something could not be handed on: what, where, and what to do.

use dicom_core::Tag;

use crate::error_kind::ErrorKind;
use crate::film::{FilmError, Rectangle, attribute_name};
use crate::report::ErrorReport;

/// Why a report, a picture or a copy could not be made. The file's name is the report's to add.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The source could not be read.
    #[error(transparent)]
    Film(#[from] FilmError),
    /// A PNG or JPEG picture, of which there is nothing that a DICOM object could refer to.
    #[error(
        "This is not a DICOM file, but {what} must belong to a study. Export a Secondary Capture, which creates one, \
         or the report as JSON or CSV."
    )]
    Picture {
        /// What was asked for, with its article.
        what: &'static str,
    },
    /// An attribute of the source is absent that the new object must refer to.
    #[error(
        "{attribute} is missing or not a valid UID, but {what} must reference the film by it. Export the film again, or choose \
         the report as JSON or CSV."
    )]
    NoIdentity {
        /// Name and tag.
        attribute: String,
        /// What was asked for, with its article.
        what: &'static str,
    },
    /// An overlay lies in unused bits of the pixels, which a de-identified copy takes over as they are.
    #[error(
        "{attribute} says that an overlay is embedded in the pixels, where it would remain. Export the film again with its \
         overlay stored separately, or export a Secondary Capture."
    )]
    HiddenOverlay {
        /// Name and tag.
        attribute: String,
    },
    /// A rectangle that is to be painted over lies beside the film.
    #[error(
        "The rectangle {rectangle} (column, row, width, height) lies outside the film, which has {columns} columns and \
         {rows} rows, and would redact nothing. Choose a rectangle on the film."
    )]
    Outside {
        /// Where it lies.
        rectangle: Rectangle,
        /// Columns (0028,0011) of the film.
        columns: u32,
        /// Rows (0028,0010) of the film.
        rows: u32,
    },
    /// The picture does not fit into a DICOM image.
    #[error(
        "{attribute} would be {found}; the limit of a DICOM image is {limit}. Export the film at a smaller size."
    )]
    TooLarge {
        /// Name and tag.
        attribute: String,
        /// How large it is.
        found: u64,
        /// The most there can be.
        limit: u64,
    },
    /// The picture's size and the number of its values differ.
    #[error(
        "The image has {found} values, but its size requires {wanted}. Display the film again, then export it."
    )]
    BadPicture {
        /// Values at hand.
        found: usize,
        /// Rows times columns times channels.
        wanted: usize,
    },
}

impl ExportError {
    /// The kind that reports give.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Film(error) => error.kind(),
            Self::Picture { .. } => ErrorKind::Picture,
            Self::NoIdentity { .. } => ErrorKind::NoIdentity,
            Self::HiddenOverlay { .. } => ErrorKind::HiddenOverlay,
            Self::Outside { .. } => ErrorKind::Outside,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::BadPicture { .. } => ErrorKind::BadPicture,
        }
    }

    pub(super) fn too_large(tag: Tag, found: u64, limit: u64) -> Self {
        Self::TooLarge { attribute: attribute_name(tag), found, limit }
    }

    pub(super) fn no_identity(tag: Tag, what: &'static str) -> Self {
        Self::NoIdentity { attribute: attribute_name(tag), what }
    }
}

impl From<ExportError> for ErrorReport {
    fn from(error: ExportError) -> Self {
        Self::new(error.kind(), error.to_string())
    }
}
