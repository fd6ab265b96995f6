//! The data set of a DICOM file, up to its pixels, read from bytes that may lie.
//!
//! Headers and values are decoded by dicom-rs; the walk from element to element is ours, so that every length is
//! checked against the bytes at hand before anything is allocated, nesting costs no stack, and all sequences but the
//! wanted ones are stepped over unread.

use std::ops::Range;

use dicom_core::dictionary::DataDictionary as _;
use dicom_core::header::{DataElement, DataElementHeader, HasLength as _, Header as _};
use dicom_core::value::{C, DataSetSequence};
use dicom_core::{DicomValue, Length, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::tags;
use dicom_encoding::decode::DecodeFrom;
use dicom_encoding::decode::explicit_be::ExplicitVRBigEndianDecoder;
use dicom_encoding::decode::explicit_le::ExplicitVRLittleEndianDecoder;
use dicom_encoding::decode::implicit_le::ImplicitVRLittleEndianDecoder;
use dicom_object::InMemDicomObject;

use super::character_set::CharacterSet;
use super::dictionary::{DATA_SET, Wanted, attribute_name, is_wanted_sequence};
use super::transfer_syntax::TransferSyntax;
use crate::film::error::FilmError;

pub(in crate::film) const ITEM: Tag = Tag(0xfffe, 0xe000);
pub(in crate::film) const ITEM_DELIMITER: Tag = Tag(0xfffe, 0xe00d);
pub(in crate::film) const SEQUENCE_DELIMITER: Tag = Tag(0xfffe, 0xe0dd);

/// Most items of a sequence that are read: an empty one has eight bytes in the file and many more in memory.
const MAX_ITEMS: usize = 1 << 16;

/// The attributes a film needs, and where its pixels lie.
pub(crate) struct DataSet {
    pub(crate) attributes: InMemDicomObject,
    pub(crate) pixels: Option<PixelElement>,
    /// Text was found that the file's character set does not cover.
    pub(crate) has_doubtful_text: bool,
}

/// Pixel Data (7FE0,0010), or its floating point forms, not yet read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PixelElement {
    /// Pixel Data, Float Pixel Data (7FE0,0008) or Double Float Pixel Data (7FE0,0009).
    pub(crate) tag: Tag,
    /// Offset of the value in the data set.
    pub(crate) at: usize,
    /// Length of the value as claimed; none where it is in fragments.
    pub(crate) length: Option<usize>,
    /// Value representation: OB or OW.
    pub(crate) vr: VR,
}

/// Reads the attributes in `bytes`, which begin with the data set (after group 0002), up to its pixels. Of what is
/// said frame by frame, only the words on `frame`, counted from 0, are read.
pub(crate) fn read_data_set(bytes: &[u8], syntax: &TransferSyntax, frame: u32) -> Result<DataSet, FilmError> {
    let mut walk = Walk::new(bytes, 0, syntax.big_endian);
    walk.frame = frame as usize;
    let attributes = walk.read_elements(DATA_SET, |tag| tag > tags::PIXEL_DATA)?;
    Ok(DataSet { attributes, pixels: walk.pixels, has_doubtful_text: walk.has_doubtful_text })
}

/// Reads the file meta information (group 0002, always little endian; PS3.10 section 7.1): the Transfer Syntax
/// UID, where there is one, and the offset of the data set.
pub(crate) fn read_meta(bytes: &[u8], meta: usize) -> Result<(Option<String>, usize), FilmError> {
    let mut walk = Walk::new(bytes, meta, false);
    let attributes = walk.read_elements(DATA_SET, |tag| tag.group() != 0x0002)?;
    Ok((super::attributes::text(&attributes, tags::TRANSFER_SYNTAX_UID), walk.at))
}

/// How elements are written (PS3.5 section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::film) enum Form {
    ExplicitLittle,
    ExplicitBig,
    ImplicitLittle,
}

/// A walk over the elements of a data set, or of an item in it.
#[derive(Clone)]
pub(in crate::film) struct Walk<'a> {
    pub(in crate::film) bytes: &'a [u8],
    pub(in crate::film) at: usize,
    pub(in crate::film) form: Form,
    pub(in crate::film) characters: CharacterSet,
    pixels: Option<PixelElement>,
    frame: usize,
    has_doubtful_text: bool,
}

impl<'a> Walk<'a> {
    pub(in crate::film) fn new(bytes: &'a [u8], at: usize, big_endian: bool) -> Self {
        // Little endian files are asked whether they carry VR letters, whatever they claim: some claim wrongly.
        let carries_vr =
            |at| bytes.get(at + 4..at + 6).is_some_and(|vr| VR::from_binary([vr[0], vr[1]]).is_some());
        let form = if big_endian {
            Form::ExplicitBig
        } else if carries_vr(at) {
            Form::ExplicitLittle
        } else {
            Form::ImplicitLittle
        };
        let characters = CharacterSet::default();
        Self { bytes, at, form, characters, pixels: None, frame: 0, has_doubtful_text: false }
    }

    /// Reads the wanted elements of the data set, or of an item of the sequence `parent`, from here on until `stop`,
    /// the item's end, the pixels or the end of the bytes.
    fn read_elements(
        &mut self,
        parent: Tag,
        stop: impl Fn(Tag) -> bool,
    ) -> Result<InMemDicomObject, FilmError> {
        let mut object = InMemDicomObject::new_empty();
        // Fewer than 8 bytes cannot be an element: files are padded at the end.
        while self.bytes.len() - self.at >= 8 {
            let (header, value) = self.header_at(self.at, self.form)?;
            let tag = header.tag();
            if stop(tag) || tag == ITEM_DELIMITER {
                break;
            }
            let is_pixels = [tags::PIXEL_DATA, tags::FLOAT_PIXEL_DATA, tags::DOUBLE_FLOAT_PIXEL_DATA];
            if parent == DATA_SET && is_pixels.contains(&tag) {
                let length = header.length().get().map(|length| length as usize);
                self.pixels = Some(PixelElement { tag, at: value, length, vr: header.vr() });
                break;
            }
            let end = match header.length().get() {
                Some(length) => self.end_of(value, length, || attribute_name(tag))?,
                None => self.end_of_undefined(value, header.vr() == VR::UN)?,
            };
            if is_wanted_sequence(parent, tag) {
                object.put(self.read_items(tag, value..end, header.vr() == VR::UN)?);
            } else if let Some(wanted) = Wanted.by_tag(tag).filter(|_| header.length().is_defined()) {
                // Written as unknown, the value still has the form that the standard gives it.
                let vr = if header.vr() == VR::UN { wanted.vr.relaxed() } else { header.vr() };
                if vr != VR::SQ {
                    object.put(self.read_value(tag, vr, value..end));
                }
            }
            self.at = end;
        }
        Ok(object)
    }

    /// Reads the items of a wanted sequence. Which sequences are wanted inside which is written down once, so this goes
    /// three levels deep and no deeper, whatever the file holds.
    fn read_items(
        &mut self,
        tag: Tag,
        value: Range<usize>,
        unknown: bool,
    ) -> Result<DataElement<InMemDicomObject, Vec<u8>>, FilmError> {
        // A sequence stored with VR "unknown" is implicit little endian inside (PS3.5 section 6.2.2, note 2).
        let form = if unknown { Form::ImplicitLittle } else { self.form };
        let sequence = Self { bytes: &self.bytes[..value.end], form, ..self.clone() };
        let mut at = value.start;
        let mut items = Vec::new();
        for number in 0..MAX_ITEMS {
            if value.end - at < 8 {
                break;
            }
            let (header, start) = sequence.header_at(at, form)?;
            if header.tag() != ITEM {
                break;
            }
            let end = match header.length().get() {
                Some(length) => Some(sequence.end_of(start, length, || attribute_name(tag))?),
                None => None,
            };
            // A film of a thousand frames has a thousand items here, of which one is asked for.
            let is_asked_for = tag != tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE || number == self.frame;
            let mut item =
                Self { bytes: &self.bytes[..end.unwrap_or(value.end)], at: start, ..sequence.clone() };
            if is_asked_for {
                items.push(item.read_elements(tag, |_| false)?);
                self.has_doubtful_text |= item.has_doubtful_text;
            }
            at = match end {
                Some(end) => end,
                None if is_asked_for => (item.at + 8).min(value.end), // behind its delimiter
                None => sequence.end_of_undefined(start, unknown)?,
            };
        }
        let sequence = DataSetSequence::new(items, Length::UNDEFINED);
        Ok(DataElement::new(tag, VR::SQ, DicomValue::Sequence(sequence)))
    }

    pub(in crate::film) fn read_value(
        &mut self,
        tag: Tag,
        vr: VR,
        value: Range<usize>,
    ) -> DataElement<InMemDicomObject, Vec<u8>> {
        let bytes = &self.bytes[value];
        let value = match vr {
            VR::OB | VR::UN => PrimitiveValue::U8(bytes.into()),
            VR::US | VR::OW => {
                PrimitiveValue::U16(self.numbers(bytes, u16::from_le_bytes, u16::from_be_bytes))
            }
            VR::SS => PrimitiveValue::I16(self.numbers(bytes, i16::from_le_bytes, i16::from_be_bytes)),
            VR::UL | VR::OL => {
                PrimitiveValue::U32(self.numbers(bytes, u32::from_le_bytes, u32::from_be_bytes))
            }
            VR::SL => PrimitiveValue::I32(self.numbers(bytes, i32::from_le_bytes, i32::from_be_bytes)),
            VR::UV | VR::OV => {
                PrimitiveValue::U64(self.numbers(bytes, u64::from_le_bytes, u64::from_be_bytes))
            }
            VR::FL | VR::OF => {
                PrimitiveValue::F32(self.numbers(bytes, f32::from_le_bytes, f32::from_be_bytes))
            }
            VR::FD | VR::OD => {
                PrimitiveValue::F64(self.numbers(bytes, f64::from_le_bytes, f64::from_be_bytes))
            }
            VR::PN | VR::LO | VR::SH | VR::LT | VR::ST | VR::UC | VR::UT => {
                let (text, is_certain) = self.characters.decode(bytes);
                self.has_doubtful_text |= !is_certain;
                PrimitiveValue::from(text)
            }
            // Codes, dates and numbers in words are ASCII.
            _ => PrimitiveValue::from(bytes.iter().map(|&byte| char::from(byte)).collect::<String>()),
        };
        if tag == tags::SPECIFIC_CHARACTER_SET {
            self.characters = CharacterSet::parse(&value.to_str());
        }
        DataElement::new(tag, vr, value)
    }

    /// The whole numbers of a value, in the byte order of the data set.
    fn numbers<T, const N: usize>(
        &self,
        bytes: &[u8],
        little: fn([u8; N]) -> T,
        big: fn([u8; N]) -> T,
    ) -> C<T> {
        let read = if self.form == Form::ExplicitBig { big } else { little };
        bytes.as_chunks().0.iter().map(|&number| read(number)).collect()
    }

    pub(in crate::film) fn header_at(
        &self,
        at: usize,
        form: Form,
    ) -> Result<(DataElementHeader, usize), FilmError> {
        let mut rest = &self.bytes[at..];
        let header = match form {
            Form::ExplicitLittle => ExplicitVRLittleEndianDecoder::default().decode_header(&mut rest),
            Form::ExplicitBig => ExplicitVRBigEndianDecoder::default().decode_header(&mut rest),
            Form::ImplicitLittle => ImplicitVRLittleEndianDecoder::with_dict(Wanted).decode_header(&mut rest),
        };
        match header {
            Ok((header, _)) => Ok((header, self.bytes.len() - rest.len())),
            Err(_) => Err(FilmError::Truncated { place: "an element's header".to_owned(), missing: None }),
        }
    }

    pub(in crate::film) fn end_of(
        &self,
        value: usize,
        length: u32,
        name: impl Fn() -> String,
    ) -> Result<usize, FilmError> {
        let there = self.bytes.len() - value;
        match (length as usize).checked_sub(there) {
            None | Some(0) => Ok(value + length as usize),
            Some(missing) => Err(FilmError::truncated(name(), missing)),
        }
    }

    /// Where a value of undefined length ends, behind its delimiter. Open items and sequences stand on a list, not
    /// on the stack: a hostile file nests as deep as it is long.
    pub(in crate::film) fn end_of_undefined(&self, value: usize, unknown: bool) -> Result<usize, FilmError> {
        let form_of = |unknown: bool| if unknown { Form::ImplicitLittle } else { self.form };
        let mut open = vec![form_of(unknown)];
        let mut at = value;
        while let Some(&form) = open.last() {
            if self.bytes.len() - at < 8 {
                return Err(FilmError::Truncated { place: "a sequence".to_owned(), missing: None });
            }
            let (header, inside) = self.header_at(at, form)?;
            at = match (header.tag(), header.length().get()) {
                (ITEM_DELIMITER | SEQUENCE_DELIMITER, _) => {
                    open.pop();
                    inside
                }
                (tag, Some(length)) => self.end_of(inside, length, || attribute_name(tag))?,
                (ITEM, None) => {
                    open.push(form);
                    inside
                }
                (_, None) => {
                    open.push(if header.vr() == VR::UN { Form::ImplicitLittle } else { form });
                    inside
                }
            };
        }
        Ok(at)
    }
}
