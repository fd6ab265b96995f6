//! Transfer syntaxes: how a data set and its pixels are encoded (PS3.5 section 10, annex A).

use dicom_dictionary_std::uids;
use dicom_encoding::TransferSyntaxIndex;
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;

use super::error::FilmError;

/// Retired from the standard, alive in archives.
const EXPLICIT_VR_BIG_ENDIAN: &str = "1.2.840.10008.1.2.2";

/// How the pixels of a transfer syntax are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Native,
    /// Native, but in fragments (PS3.5 A.4.11).
    NativeInFragments,
    Rle,
    /// JPEG: baseline, extended and lossless; the stream itself says which.
    Jpeg,
    /// JPEG 2000 and High-Throughput JPEG 2000.
    Jpeg2000,
    /// JPEG-LS, lossless and near-lossless.
    JpegLs,
    /// Known by name, not read here.
    Unsupported,
}

/// A transfer syntax of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Syntax {
    pub(crate) uid: String,
    pub(crate) name: String,
    pub(crate) codec: Codec,
    pub(crate) big_endian: bool,
    pub(crate) deflated: bool,
}

impl Syntax {
    /// Looks up a Transfer Syntax UID (0002,0010).
    pub(crate) fn of(uid: &str) -> Result<Self, FilmError> {
        let Some(entry) = TransferSyntaxRegistry.get(uid) else {
            let process = uid.strip_prefix("1.2.840.10008.1.2.4.").and_then(|number| number.parse().ok());
            let is_retired_jpeg = process.is_some_and(|number| (52..=66).contains(&number));
            let name =
                if is_retired_jpeg { "a retired process of JPEG" } else { "an unknown transfer syntax" };
            return Err(FilmError::UnsupportedTransferSyntax { uid: uid.to_owned(), name: name.to_owned() });
        };
        let codec = match uid {
            uids::IMPLICIT_VR_LITTLE_ENDIAN
            | uids::EXPLICIT_VR_LITTLE_ENDIAN
            | EXPLICIT_VR_BIG_ENDIAN
            | uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN => Codec::Native,
            uids::ENCAPSULATED_UNCOMPRESSED_EXPLICIT_VR_LITTLE_ENDIAN => Codec::NativeInFragments,
            uids::RLE_LOSSLESS => Codec::Rle,
            uids::JPEG_BASELINE8_BIT
            | uids::JPEG_EXTENDED12_BIT
            | uids::JPEG_LOSSLESS
            | uids::JPEG_LOSSLESS_SV1 => Codec::Jpeg,
            uids::JPEG2000_LOSSLESS
            | uids::JPEG2000
            | uids::HTJ2K_LOSSLESS
            | uids::HTJ2K_LOSSLESS_RPCL
            | uids::HTJ2K => Codec::Jpeg2000,
            uids::JPEGLS_LOSSLESS | uids::JPEGLS_NEAR_LOSSLESS => Codec::JpegLs,
            _ => Codec::Unsupported,
        };
        Ok(Self {
            uid: uid.to_owned(),
            name: entry.name().to_owned(),
            codec,
            big_endian: uid == EXPLICIT_VR_BIG_ENDIAN,
            deflated: uid == uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
        })
    }

    /// The transfer syntax of a data set that names none, from its first element: VR letters or not, and
    /// which byte of the group number comes first. Compressed pixels cannot be told and fail later.
    pub(crate) fn guess(data_set: &[u8]) -> Result<Self, FilmError> {
        let big_endian = data_set.first() == Some(&0);
        let explicit = data_set.get(4..6).is_some_and(|vr| vr.iter().all(u8::is_ascii_uppercase));
        Self::of(match (explicit, big_endian) {
            (true, true) => EXPLICIT_VR_BIG_ENDIAN,
            (true, false) => uids::EXPLICIT_VR_LITTLE_ENDIAN,
            (false, _) => uids::IMPLICIT_VR_LITTLE_ENDIAN,
        })
    }

    /// Whether this transfer syntax alone says that the pixels have lost something.
    pub(crate) fn is_lossy(&self) -> bool {
        [uids::JPEG_BASELINE8_BIT, uids::JPEG_EXTENDED12_BIT, uids::JPEGLS_NEAR_LOSSLESS]
            .contains(&self.uid.as_str())
    }

    /// The error for pixels that are not read here; `detail` is added to the name.
    pub(crate) fn unsupported(&self, detail: &str) -> FilmError {
        FilmError::UnsupportedTransferSyntax { uid: self.uid.clone(), name: format!("{}{detail}", self.name) }
    }
}
