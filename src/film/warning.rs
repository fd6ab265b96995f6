//! What a file says that its pixels contradict, or does not say at all: read all the same, and flagged.

use dicom_core::Tag;
use serde::{Deserialize, Serialize};

use super::data_set::dictionary::attribute_name;

/// Why a film may not be what it seems. It was read, and whoever looks at it must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FilmWarning {
    /// An attribute that says how to read the pixels is absent.
    #[error("{attribute} is missing; {value} was assumed.")]
    Assumed {
        /// Name and tag.
        attribute: String,
        /// What was taken for it.
        value: String,
    },
    /// An attribute has a value that cannot be meant.
    #[error("{attribute} is {value}; {taken} was used instead.")]
    Corrected {
        /// Name and tag.
        attribute: String,
        /// What stands there.
        value: String,
        /// What was taken for it.
        taken: String,
    },
    /// The pixels are encoded otherwise than the transfer syntax says.
    #[error("The file declares its pixels as {claimed}, but they are {found} and were decoded as such.")]
    TransferSyntax {
        /// Name of the transfer syntax.
        claimed: String,
        /// What the pixels are.
        found: String,
    },
    /// There are more pixels than the header accounts for.
    #[error(
        "Pixel Data (7FE0,0010) has {found} bytes, but the header accounts for {expected}. The image size or the \
             number of frames may be wrong."
    )]
    ExcessPixels {
        /// Bytes there.
        found: u64,
        /// Bytes accounted for.
        expected: u64,
    },
    /// Bits are in use that the header says are not.
    #[error("Some pixels use bits beyond Bits Stored (0028,0101). These bits were ignored.")]
    ExcessBits,
    /// None of the windows that the file asks for shows its pixels.
    #[error("The window stored in the file shows none of its pixels. Another window was chosen.")]
    Window,
    /// Text in no character set that the file names.
    #[error(
        "Specific Character Set (0008,0005) does not cover all text in the file. Names may be displayed incorrectly."
    )]
    Text,
    /// Light and dark are the other way round than in a chest film.
    #[error(
        "The film looks inverted: Photometric Interpretation (0028,0004) is {claimed}, but the pixels appear to be \
             stored the other way round. It is displayed and scored as the file declares."
    )]
    Polarity {
        /// The photometric interpretation.
        claimed: String,
    },
}

impl FilmWarning {
    pub(crate) fn assumed(tag: Tag, value: impl ToString) -> Self {
        Self::Assumed { attribute: attribute_name(tag), value: value.to_string() }
    }

    pub(crate) fn corrected(tag: Tag, value: impl ToString, taken: impl ToString) -> Self {
        Self::Corrected { attribute: attribute_name(tag), value: value.to_string(), taken: taken.to_string() }
    }
}
