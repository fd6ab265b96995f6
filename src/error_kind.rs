//! The kinds of errors that reports give, each a stable name for programs (docs/report.schema.json).
//!
//! Every stage has an error type of its own, which says what is wrong and where; all of them map to these kinds.

use serde::{Deserialize, Serialize};

macro_rules! error_kinds {
    ($($(#[$doc:meta])+ $kind:ident = $name:literal,)+) => {
        /// What kind of error kept a film from being read, scored or exported.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorKind {
            $($(#[$doc])+ #[serde(rename = $name)] $kind,)+
            /// A kind that this version does not know: a list was kept by another version.
            #[serde(rename = "unknown", other)]
            Unknown,
        }

        impl ErrorKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind,)+ Self::Unknown];

            /// The name in reports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                    Self::Unknown => "unknown",
                }
            }
        }
    };
}

error_kinds! {
    /// The file has no bytes.
    Empty = "empty",
    /// Neither DICOM nor PNG nor JPEG.
    NotAFilm = "not_a_film",
    /// The file ends early.
    Truncated = "truncated",
    /// A DICOM object without an image.
    NoPixels = "no_pixels",
    /// The file has no such frame.
    NoFrame = "no_frame",
    /// A transfer syntax that is not supported.
    UnsupportedTransferSyntax = "unsupported_transfer_syntax",
    /// The JPEG XL decoder is not loaded.
    NeedsJpegXl = "needs_jpeg_xl",
    /// An attribute that is needed is missing.
    MissingAttribute = "missing_attribute",
    /// An attribute has an invalid value.
    BadAttribute = "bad_attribute",
    /// Larger than the limits allow.
    TooLarge = "too_large",
    /// The bytes contradict the format.
    Damaged = "damaged",
    /// The compressed pixels cannot be decoded.
    Decode = "decode",
    /// The archive is encrypted.
    Encrypted = "encrypted",
    /// A compression method of archives that is not supported.
    UnsupportedCompression = "unsupported_compression",
    /// A form of archives that is not supported.
    UnsupportedArchive = "unsupported_archive",
    /// The archive expands to more than the limits allow.
    ExpandsTooFar = "expands_too_far",
    /// Archives within archives, deeper than the limits allow.
    NestedTooDeep = "nested_too_deep",
    /// A compressed file that contains no film.
    NoFilm = "no_film",
    /// A DICOMDIR that references no film.
    NamesNothing = "names_nothing",
    /// The file cannot be read from the disk.
    Unreadable = "unreadable",
    /// The file cannot be written.
    Unwritable = "unwritable",
    /// A DICOMDIR references a file that is missing.
    MissingFile = "missing_file",
    /// The browser no longer has the file.
    Removed = "removed",
    /// An archive without films.
    NoFilms = "no_films",
    /// Some files that a DICOMDIR references are not in the list.
    IncompleteDirectory = "incomplete_directory",
    /// A weights file is damaged or belongs to another model.
    Weights = "weights",
    /// The device failed or returned invalid values.
    Device = "device",
    /// The self-test gave another result than the model card states.
    SelfTest = "self_test",
    /// A PNG or JPEG picture cannot be exported as DICOM that references it.
    Picture = "picture",
    /// The film has no valid UID that an export could reference.
    NoIdentity = "no_identity",
    /// An overlay is embedded in the pixels of a film that is to be de-identified.
    HiddenOverlay = "hidden_overlay",
    /// A rectangle to be redacted lies outside the film.
    Outside = "outside",
    /// The displayed image does not have as many values as its size requires.
    BadPicture = "bad_picture",
    /// The page passed invalid data to its engine.
    BadInput = "bad_input",
    /// A decoder could not be fetched.
    CodecUnreachable = "codec_unreachable",
    /// The facts of a film cannot be written as JSON.
    Facts = "facts",
    /// No engine could be started.
    EngineUnavailable = "engine_unavailable",
    /// The engine stopped while it worked on the film.
    EngineStopped = "engine_stopped",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_those_of_the_schema() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../docs/report.schema.json")).expect("JSON");
        let kind = &schema["$defs"]["failed"]["properties"]["error"]["properties"]["kind"]["enum"];
        let documented: Vec<_> = kind.as_array().expect("a list").iter().filter_map(|k| k.as_str()).collect();
        assert_eq!(documented, ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>());
    }

    #[test]
    fn a_kind_is_its_name_in_json_and_another_versions_kind_is_unknown() {
        for &kind in ErrorKind::ALL {
            let json = serde_json::to_string(&kind).expect("JSON");
            assert_eq!(json, format!("\"{}\"", kind.as_str()));
            assert_eq!(serde_json::from_str::<ErrorKind>(&json).expect("a kind"), kind);
        }
        assert_eq!(serde_json::from_str::<ErrorKind>("\"of_1987\"").expect("a kind"), ErrorKind::Unknown);
    }
}
