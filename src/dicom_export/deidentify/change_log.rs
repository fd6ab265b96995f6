//! What de-identifying did, attribute by attribute, for a person to look at before the copy leaves the house.

use dicom_core::{Tag, VR};
use serde::{Deserialize, Serialize};

use crate::film::CharacterSet;

/// What became of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is not in the copy.
    Removed,
    /// It stands in the copy without a value.
    Emptied,
    /// It has another value.
    Replaced,
    /// It is as it was.
    Kept,
    /// It was not there before.
    Added,
}

impl ChangeKind {
    /// In a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Emptied => "emptied",
            Self::Replaced => "replaced",
            Self::Kept => "kept",
            Self::Added => "added",
        }
    }
}

/// An attribute before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The tag, as `(0010,0010)`.
    pub tag: String,
    /// Its name; empty where it is not known.
    pub name: String,
    /// In how many sequences it lies.
    pub depth: u32,
    /// What became of it.
    pub what: ChangeKind,
    /// Its value, shortened.
    pub before: String,
    /// Its value in the copy, shortened.
    pub after: String,
}

/// Most letters of a value that are shown.
const MAX: usize = 80;

/// A value as a person reads it, shortened; `is_big` tells the order of bytes in numbers.
pub(super) fn shown(
    vr: Option<VR>,
    value: &[u8],
    characters: CharacterSet,
    is_big: bool,
    tag: Tag,
) -> String {
    let words = || {
        let words = value.as_chunks::<2>().0.iter().take(8);
        let read =
            |&bytes: &[u8; 2]| if is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) };
        words.map(|bytes| read(bytes).to_string()).collect::<Vec<_>>().join("\\")
    };
    let is_text =
        |bytes: &[u8]| bytes.iter().all(|&b| b >= b' ' || matches!(b, b'\r' | b'\n' | b'\t' | 0x1b | 0));
    let text = match vr {
        Some(VR::US) => words(),
        Some(VR::PN | VR::LO | VR::SH | VR::LT | VR::ST | VR::UC | VR::UT) => characters.decode(value).0,
        Some(VR::AE | VR::AS | VR::CS | VR::DA | VR::DS | VR::DT | VR::IS | VR::TM | VR::UI | VR::UR) => {
            value.iter().map(|&byte| char::from(byte)).collect()
        }
        // Files without value representations do not tell numbers from text.
        None if value.len() == 2 && tag.group() == 0x0028 => words(),
        None if !value.is_empty() && value.len() <= 1 << 10 && is_text(value) => characters.decode(value).0,
        _ if value.is_empty() => String::new(),
        _ => format!("{} bytes", value.len()),
    };
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    let mut short: String = text.chars().take(MAX).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
