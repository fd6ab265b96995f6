//! Transfer syntaxes: how a data set and its pixels are encoded (PS3.5 section 10, annex A).

use dicom_dictionary_std::uids;
use dicom_encoding::TransferSyntaxIndex;
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;

use crate::film::error::FilmError;

/// Retired from the standard, alive in archives.
pub(crate) const EXPLICIT_VR_BIG_ENDIAN: &str = "1.2.840.10008.1.2.2";

/// Newer than the registry.
const DEFLATED_IMAGE_FRAME: &str = "1.2.840.10008.1.2.8.1";

/// The processes of JPEG (ITU-T T.81) have numbers under this one.
const JPEG: &str = "1.2.840.10008.1.2.4.";

/// Those retired from the standard, which the registry does not know. The stream itself says whether it can be read:
/// Huffman-coded ones can, those with arithmetic or hierarchical coding cannot.
const RETIRED_JPEG: [(&str, &str); 14] = [
    ("52", "JPEG Extended (Process 3 & 5)"),
    ("53", "JPEG Spectral Selection, Non-Hierarchical (Process 6 & 8)"),
    ("54", "JPEG Spectral Selection, Non-Hierarchical (Process 7 & 9)"),
    ("55", "JPEG Full Progression, Non-Hierarchical (Process 10 & 12)"),
    ("56", "JPEG Full Progression, Non-Hierarchical (Process 11 & 13)"),
    ("58", "JPEG Lossless, Non-Hierarchical (Process 15)"),
    ("59", "JPEG Extended, Hierarchical (Process 16 & 18)"),
    ("60", "JPEG Extended, Hierarchical (Process 17 & 19)"),
    ("61", "JPEG Spectral Selection, Hierarchical (Process 20 & 22)"),
    ("62", "JPEG Spectral Selection, Hierarchical (Process 21 & 23)"),
    ("63", "JPEG Full Progression, Hierarchical (Process 24 & 26)"),
    ("64", "JPEG Full Progression, Hierarchical (Process 25 & 27)"),
    ("65", "JPEG Lossless, Hierarchical (Process 28)"),
    ("66", "JPEG Lossless, Hierarchical (Process 29)"),
];

/// How the pixels of a transfer syntax are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Native,
    /// Native, but in fragments (PS3.5 A.4.11).
    NativeInFragments,
    Rle,
    /// JPEG: baseline, extended, progressive and lossless; the stream itself says which.
    Jpeg,
    /// JPEG 2000 and High-Throughput JPEG 2000.
    Jpeg2000,
    /// JPEG-LS, lossless and near-lossless.
    JpegLs,
    /// JPEG XL; its decoder may be elsewhere.
    JpegXl,
    /// Native frames, each deflated into a fragment (PS3.5 A.4.13).
    DeflatedFrame,
    /// Known by name, not read here.
    Unsupported,
}

impl Codec {
    /// The codec whose streams begin as these bytes do.
    pub(crate) fn from_stream(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => jpeg_or_jpeg_ls(bytes),
            [0xff, 0x4f, 0xff, 0x51, ..] | [0, 0, 0, 0x0c, b'j', b'P', b' ', b' ', ..] => {
                Some(Self::Jpeg2000)
            }
            [0xff, 0x0a, ..] | [0, 0, 0, 0x0c, b'J', b'X', b'L', b' ', ..] => Some(Self::JpegXl),
            _ => None,
        }
    }

    /// Its name, for a person.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Native | Self::NativeInFragments => "uncompressed",
            Self::Rle => "RLE",
            Self::Jpeg => "JPEG",
            Self::Jpeg2000 => "JPEG 2000",
            Self::JpegLs => "JPEG-LS",
            Self::JpegXl => "JPEG XL",
            Self::DeflatedFrame => "deflated",
            Self::Unsupported => "unknown",
        }
    }
}

/// JPEG-LS begins like JPEG; its frame header tells it (ITU-T T.87 C.1.1).
fn jpeg_or_jpeg_ls(bytes: &[u8]) -> Option<Codec> {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        match marker {
            0xf7 => return Some(Codec::JpegLs),
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Some(Codec::Jpeg),
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
    None
}

/// A transfer syntax of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TransferSyntax {
    pub(crate) uid: String,
    pub(crate) name: String,
    pub(crate) codec: Codec,
    pub(crate) big_endian: bool,
    pub(crate) deflated: bool,
}

impl TransferSyntax {
    /// Looks up a Transfer Syntax UID (0002,0010).
    fn from_uid(uid: &str) -> Result<Self, FilmError> {
        let number = uid.strip_prefix(JPEG);
        let retired = RETIRED_JPEG.iter().find(|(retired, _)| number == Some(retired));
        let name = match (TransferSyntaxRegistry.get(uid), retired) {
            (Some(entry), _) => entry.name().to_owned(),
            (None, Some((_, name))) => format!("{name} (Retired)"),
            (None, None) if uid == DEFLATED_IMAGE_FRAME => "Deflated Image Frame Compression".to_owned(),
            (None, None) => {
                let name = "an unknown transfer syntax".to_owned();
                return Err(FilmError::UnsupportedTransferSyntax { uid: uid.to_owned(), name });
            }
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
            uids::JPEGXL_LOSSLESS | uids::JPEGXLJPEG_RECOMPRESSION | uids::JPEGXL => Codec::JpegXl,
            DEFLATED_IMAGE_FRAME => Codec::DeflatedFrame,
            _ if retired.is_some() => Codec::Jpeg,
            _ => Codec::Unsupported,
        };
        Ok(Self {
            uid: uid.to_owned(),
            name,
            codec,
            big_endian: uid == EXPLICIT_VR_BIG_ENDIAN,
            deflated: uid == uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
        })
    }

    /// A JPEG picture, which is no DICOM file.
    pub(crate) fn jpeg_picture() -> Self {
        let (uid, name) = ("image/jpeg".to_owned(), "JPEG picture".to_owned());
        Self { uid, name, codec: Codec::Jpeg, big_endian: false, deflated: false }
    }

    /// The transfer syntax that a file names, else the one that its data set looks like.
    pub(crate) fn from_file(uid: Option<&str>, data_set: &[u8]) -> Result<Self, FilmError> {
        uid.map_or_else(|| Self::guess(data_set), Self::from_uid)
    }

    /// The transfer syntax of a data set that names none, from its first element: VR letters or not, and
    /// which byte of the group number comes first. Compressed pixels cannot be told and fail later.
    fn guess(data_set: &[u8]) -> Result<Self, FilmError> {
        let big_endian = data_set.first() == Some(&0);
        let explicit = data_set.get(4..6).is_some_and(|vr| vr.iter().all(u8::is_ascii_uppercase));
        Self::from_uid(match (explicit, big_endian) {
            (true, true) => EXPLICIT_VR_BIG_ENDIAN,
            (true, false) => uids::EXPLICIT_VR_LITTLE_ENDIAN,
            (false, _) => uids::IMPLICIT_VR_LITTLE_ENDIAN,
        })
    }

    /// Whether this transfer syntax alone says that the pixels have lost something.
    pub(crate) fn is_lossy(&self) -> bool {
        let process = self.uid.strip_prefix(JPEG).and_then(|number| number.parse::<u32>().ok());
        matches!(process, Some(50..=56 | 59..=64 | 81 | 111))
    }

    /// The error for pixels that are not read here; `detail` is added to the name.
    pub(crate) fn unsupported(&self, detail: &str) -> FilmError {
        FilmError::UnsupportedTransferSyntax { uid: self.uid.clone(), name: format!("{}{detail}", self.name) }
    }
}
