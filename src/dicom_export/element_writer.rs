//! The one writer of DICOM elements: headers in every encoding (PS3.5 section 7.1), whole data sets in Explicit VR Little
//! Endian with text as UTF-8.
//!
//! dicom-rs has a writer, which brings the tables of all text encodings with it, a seventh of what the browser downloads;
//! what is handed on needs one of them. A test holds what is written here against dicom-rs's own parser.

use std::collections::BTreeMap;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::error::ExportError;
use crate::film::Encoding;
use crate::film::data_set::tokens::ITEM;

/// Elements of a data set or of an item, in the order of their tags.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Elements(BTreeMap<Tag, (VR, Value)>);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Words(Vec<u16>),
    Double(f64),
    Bytes(Vec<u8>),
    Items(Vec<Elements>),
}

impl Elements {
    pub(super) fn put(&mut self, tag: Tag, vr: VR, value: Value) {
        self.0.insert(tag, (vr, value));
    }

    pub(super) fn text(&mut self, tag: Tag, vr: VR, text: &str) {
        self.put(tag, vr, Value::Text(text.to_owned()));
    }

    /// An element that stands there without a value (type 2).
    pub(super) fn empty(&mut self, tag: Tag, vr: VR) {
        self.put(tag, vr, if vr == VR::SQ { Value::Items(Vec::new()) } else { Value::Text(String::new()) });
    }

    pub(super) fn word(&mut self, tag: Tag, word: u16) {
        self.put(tag, VR::US, Value::Words(vec![word]));
    }

    pub(super) fn items(&mut self, tag: Tag, items: Vec<Elements>) {
        self.put(tag, VR::SQ, Value::Items(items));
    }

    /// Takes over all elements of `other`.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Appends the elements to `out`.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), ExportError> {
        for (&tag, (vr, value)) in &self.0 {
            let bytes = value.bytes(*vr)?;
            write_element(tag, *vr, &bytes, out)?;
        }
        Ok(())
    }
}

impl Value {
    fn bytes(&self, vr: VR) -> Result<Vec<u8>, ExportError> {
        let mut bytes = Vec::new();
        match self {
            Self::Text(text) => bytes.extend_from_slice(text.as_bytes()),
            Self::Words(words) => words.iter().for_each(|word| bytes.extend(word.to_le_bytes())),
            Self::Double(number) => bytes.extend(number.to_le_bytes()),
            Self::Bytes(all) => bytes.extend_from_slice(all),
            Self::Items(items) => {
                for item in items {
                    let mut content = Vec::new();
                    item.write(&mut content)?;
                    let length = length(ITEM, content.len())?;
                    write_header(Encoding::ExplicitLittle, ITEM, None, Some(length), &mut bytes);
                    bytes.append(&mut content);
                }
            }
        }
        if bytes.len() % 2 == 1 {
            bytes.push(if matches!(vr, VR::UI | VR::OB) { 0 } else { b' ' });
        }
        Ok(bytes)
    }
}

/// Whether the length of such a value has 32 bits (PS3.5 table 7.1-1).
pub(super) fn is_long(vr: VR) -> bool {
    use VR::{OB, OD, OF, OL, OV, OW, SQ, SV, UC, UN, UR, UT, UV};
    matches!(vr, OB | OD | OF | OL | OV | OW | SQ | SV | UC | UN | UR | UT | UV)
}

/// Appends the header of an element, item or delimiter; no length means that a delimiter follows. The VR is written where
/// the encoding has it.
///
/// Where the length has 16 bits, the caller has checked that it fits.
pub(super) fn write_header(
    encoding: Encoding,
    tag: Tag,
    vr: Option<VR>,
    length: Option<u32>,
    out: &mut Vec<u8>,
) {
    let is_big = encoding == Encoding::ExplicitBig;
    let word = |word: u16| if is_big { word.to_be_bytes() } else { word.to_le_bytes() };
    let length = length.unwrap_or(u32::MAX);
    let long = if is_big { length.to_be_bytes() } else { length.to_le_bytes() };
    out.extend(word(tag.group()));
    out.extend(word(tag.element()));
    match vr.filter(|_| encoding != Encoding::ImplicitLittle && tag.group() != 0xfffe) {
        None => out.extend(long),
        Some(vr) => {
            out.extend(vr.to_bytes());
            if is_long(vr) {
                out.extend([0, 0]);
                out.extend(long);
            } else {
                out.extend(word(length as u16));
            }
        }
    }
}

/// Appends an element with a value of even length.
fn write_element(tag: Tag, vr: VR, value: &[u8], out: &mut Vec<u8>) -> Result<(), ExportError> {
    let limit = if is_long(vr) { u32::MAX - 1 } else { u32::from(u16::MAX) - 1 };
    let length = length_up_to(limit, tag, value.len())?;
    write_header(Encoding::ExplicitLittle, tag, Some(vr), Some(length), out);
    out.extend_from_slice(value);
    Ok(())
}

/// A length in 32 bits, the last of which say "undefined".
fn length(tag: Tag, length: usize) -> Result<u32, ExportError> {
    length_up_to(u32::MAX - 1, tag, length)
}

fn length_up_to(limit: u32, tag: Tag, length: usize) -> Result<u32, ExportError> {
    let fits = u32::try_from(length).ok().filter(|&length| length <= limit);
    fits.ok_or_else(|| ExportError::too_large(tag, length as u64, limit.into()))
}

/// Implementation Class UID (0002,0012): a UUID that was drawn once.
const IMPLEMENTATION: &str = "2.25.176203711967320323080794259191585513312";
/// Implementation Version Name (0002,0013).
const IMPLEMENTATION_NAME: &str =
    concat!("NEGATOSCOPE_", env!("CARGO_PKG_VERSION_MAJOR"), "_", env!("CARGO_PKG_VERSION_MINOR"));

/// Preamble and file meta information (PS3.10 section 7.1) of a file whose data set is appended by the caller.
pub(super) fn file_head(class: &str, instance: &str, syntax: &str) -> Result<Vec<u8>, ExportError> {
    let mut meta = Elements::default();
    meta.put(tags::FILE_META_INFORMATION_VERSION, VR::OB, Value::Bytes(vec![0, 1]));
    meta.text(tags::MEDIA_STORAGE_SOP_CLASS_UID, VR::UI, class);
    meta.text(tags::MEDIA_STORAGE_SOP_INSTANCE_UID, VR::UI, instance);
    meta.text(tags::TRANSFER_SYNTAX_UID, VR::UI, syntax);
    meta.text(tags::IMPLEMENTATION_CLASS_UID, VR::UI, IMPLEMENTATION);
    meta.text(tags::IMPLEMENTATION_VERSION_NAME, VR::SH, IMPLEMENTATION_NAME);
    let mut group = Vec::new();
    meta.write(&mut group)?;
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    let length = (group.len() as u32).to_le_bytes(); // some two hundred bytes
    write_element(tags::FILE_META_INFORMATION_GROUP_LENGTH, VR::UL, &length, &mut file)?;
    file.append(&mut group);
    Ok(file)
}

/// The whole file of a data set.
pub(super) fn file(
    elements: &Elements,
    class: &str,
    instance: &str,
    syntax: &str,
) -> Result<Vec<u8>, ExportError> {
    let mut file = file_head(class, instance, syntax)?;
    elements.write(&mut file)?;
    Ok(file)
}
