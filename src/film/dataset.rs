//! The data set of a DICOM file, up to its pixels, read from bytes that may lie.
//!
//! Headers and values are decoded by dicom-rs; the walk from element to element is ours, so that every length is
//! checked against the bytes at hand before anything is allocated, nesting costs no stack, and sequences of private
//! makers are stepped over unread.

use std::ops::Range;

use dicom_core::dictionary::DataDictionary as _;
use dicom_core::header::{DataElement, DataElementHeader, HasLength as _, Header as _};
use dicom_core::value::DataSetSequence;
use dicom_core::{DicomValue, Length, Tag, VR};
use dicom_dictionary_std::tags;
use dicom_encoding::Endianness;
use dicom_encoding::decode::DecodeFrom;
use dicom_encoding::decode::basic::BasicDecoder;
use dicom_encoding::decode::explicit_be::ExplicitVRBigEndianDecoder;
use dicom_encoding::decode::explicit_le::ExplicitVRLittleEndianDecoder;
use dicom_encoding::decode::implicit_le::ImplicitVRLittleEndianDecoder;
use dicom_encoding::text::SpecificCharacterSet;
use dicom_object::InMemDicomObject;
use dicom_parser::{StatefulDecode, StatefulDecoder};

use super::error::FilmError;
use super::syntax::Syntax;
use super::wanted::{self, Wanted, attribute_name};

const ITEM: Tag = Tag(0xfffe, 0xe000);
const ITEM_DELIMITER: Tag = Tag(0xfffe, 0xe00d);
const SEQUENCE_DELIMITER: Tag = Tag(0xfffe, 0xe0dd);

/// The attributes a film needs, and where its pixels lie.
pub(crate) struct DataSet {
    pub(crate) attributes: InMemDicomObject,
    pub(crate) pixels: Option<PixelElement>,
    /// The pixels are floating point numbers (7FE0,0008 or 7FE0,0009): a map, not a film.
    pub(crate) float_pixels: bool,
}

/// Pixel Data (7FE0,0010), not yet read.
pub(crate) struct PixelElement {
    /// Offset of the value in the data set.
    pub(crate) at: usize,
    /// Length of the value as claimed; none where it is in fragments.
    pub(crate) length: Option<usize>,
    /// Value representation: OB or OW.
    pub(crate) vr: VR,
}

/// Reads the attributes in `bytes`, which begin with the data set (after group 0002), up to its pixels.
pub(crate) fn read_data_set(bytes: &[u8], syntax: &Syntax) -> Result<DataSet, FilmError> {
    let mut walk = Walk::new(bytes, 0, syntax.big_endian);
    let attributes = walk.read_elements(Level::DataSet, |tag| tag > tags::PIXEL_DATA)?;
    Ok(DataSet { attributes, pixels: walk.pixels, float_pixels: walk.float_pixels })
}

/// Reads the file meta information (group 0002, always little endian; PS3.10 section 7.1): the Transfer Syntax
/// UID, where there is one, and the offset of the data set.
pub(crate) fn read_meta(bytes: &[u8], meta: usize) -> Result<(Option<String>, usize), FilmError> {
    let mut walk = Walk::new(bytes, meta, false);
    let attributes = walk.read_elements(Level::DataSet, |tag| tag.group() != 0x0002)?;
    Ok((super::attributes::text(&attributes, tags::TRANSFER_SYNTAX_UID), walk.at))
}

/// What is being read. Pixels and look-up tables belong to the data set itself: inside an item they are stepped over,
/// so that reading goes one level deep and no deeper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    DataSet,
    Item,
}

/// A walk over the elements of a data set.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    decoder: Box<dyn DecodeFrom<&'a [u8]>>,
    order: Endianness,
    characters: SpecificCharacterSet,
    pixels: Option<PixelElement>,
    float_pixels: bool,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8], at: usize, big_endian: bool) -> Self {
        // Little endian files are asked whether they carry VR letters, whatever they claim: some claim wrongly.
        let carries_vr =
            |at| bytes.get(at + 4..at + 6).is_some_and(|vr| VR::from_binary([vr[0], vr[1]]).is_some());
        let (decoder, order): (Box<dyn DecodeFrom<&'a [u8]>>, _) = if big_endian {
            (Box::new(ExplicitVRBigEndianDecoder::default()), Endianness::Big)
        } else if carries_vr(at) {
            (Box::new(ExplicitVRLittleEndianDecoder::default()), Endianness::Little)
        } else {
            (Box::new(ImplicitVRLittleEndianDecoder::with_dict(Wanted)), Endianness::Little)
        };
        let characters = SpecificCharacterSet::default();
        Self { bytes, at, decoder, order, characters, pixels: None, float_pixels: false }
    }

    /// Reads the wanted elements from here on until `stop`, an item's end, the pixels or the end of the bytes.
    fn read_elements(
        &mut self,
        level: Level,
        stop: impl Fn(Tag) -> bool,
    ) -> Result<InMemDicomObject, FilmError> {
        let is_data_set = level == Level::DataSet;
        let mut object = InMemDicomObject::new_empty();
        // Fewer than 8 bytes cannot be an element: files are padded at the end.
        while self.bytes.len() - self.at >= 8 {
            let (header, value) = self.header_at(self.at, &*self.decoder)?;
            let tag = header.tag();
            if stop(tag) || tag == ITEM_DELIMITER {
                break;
            }
            if is_data_set && [tags::FLOAT_PIXEL_DATA, tags::DOUBLE_FLOAT_PIXEL_DATA].contains(&tag) {
                self.float_pixels = true;
                break;
            }
            if is_data_set && tag == tags::PIXEL_DATA {
                let length = header.length().get().map(|length| length as usize);
                self.pixels = Some(PixelElement { at: value, length, vr: header.vr() });
                break;
            }
            let end = match header.length().get() {
                Some(length) => self.end_of(value, length, || attribute_name(tag))?,
                None => self.end_of_undefined(value, header.vr() == VR::UN)?,
            };
            if tag == tags::MODALITY_LUT_SEQUENCE || tag == tags::VOILUT_SEQUENCE {
                if !is_data_set {
                    self.at = end;
                    continue;
                }
                object.put(self.read_first_item(tag, value..end)?);
            } else if let Some(wanted) = Wanted.by_tag(tag).filter(|_| header.length().is_defined()) {
                // Written as unknown, the value still has the form that the standard gives it.
                let vr = if header.vr() == VR::UN { wanted.vr.relaxed() } else { header.vr() };
                object.put(self.read_value(tag, vr, value..end)?);
            }
            self.at = end;
        }
        Ok(object)
    }

    /// Reads the first item of a sequence: look-up tables stand there.
    fn read_first_item(
        &mut self,
        tag: Tag,
        value: Range<usize>,
    ) -> Result<DataElement<InMemDicomObject, Vec<u8>>, FilmError> {
        let mut items = Vec::new();
        if value.len() >= 8 {
            let (item, start) = self.header_at(value.start, &*self.decoder)?;
            if item.tag() == ITEM {
                let end = match item.length().get() {
                    Some(length) => self.end_of(start, length, || attribute_name(tag))?,
                    None => value.end,
                };
                let whole = self.bytes;
                self.bytes = &whole[..end];
                self.at = start;
                let attributes = self.read_elements(Level::Item, |_| false);
                self.bytes = whole;
                items.push(attributes?);
            }
        }
        let sequence = DataSetSequence::new(items, Length::UNDEFINED);
        Ok(DataElement::new(tag, VR::SQ, DicomValue::Sequence(sequence)))
    }

    fn read_value(
        &mut self,
        tag: Tag,
        vr: VR,
        value: Range<usize>,
    ) -> Result<DataElement<InMemDicomObject, Vec<u8>>, FilmError> {
        let vr = match vr {
            // Decoded whole: in some character sets a byte of a letter equals the separator of values.
            VR::PN | VR::LO | VR::SH => VR::LT,
            vr => vr,
        };
        let whole = DataElementHeader::new(tag, vr, Length(value.len() as u32));
        let mut reader = StatefulDecoder::new(
            &self.bytes[value.clone()],
            ExplicitVRLittleEndianDecoder::default(),
            BasicDecoder::new(self.order),
            self.characters.clone(),
        );
        let content = reader
            .read_value_preserved(&whole)
            .map_err(|error| FilmError::damaged(value.start, format!("{}: {error}", attribute_name(tag))))?;
        if tag == tags::SPECIFIC_CHARACTER_SET {
            self.characters = wanted::character_set(&content.to_multi_str());
        }
        Ok(DataElement::new(tag, vr, content))
    }

    fn header_at(
        &self,
        at: usize,
        decoder: &dyn DecodeFrom<&'a [u8]>,
    ) -> Result<(DataElementHeader, usize), FilmError> {
        let mut rest = &self.bytes[at..];
        match decoder.decode_header(&mut rest) {
            Ok((header, _)) => Ok((header, self.bytes.len() - rest.len())),
            Err(_) => Err(FilmError::Truncated { place: "an element's header".to_owned(), missing: None }),
        }
    }

    fn end_of(&self, value: usize, length: u32, name: impl Fn() -> String) -> Result<usize, FilmError> {
        let there = self.bytes.len() - value;
        match (length as usize).checked_sub(there) {
            None | Some(0) => Ok(value + length as usize),
            Some(missing) => Err(FilmError::truncated(name(), missing)),
        }
    }

    /// Where a value of undefined length ends, behind its delimiter. Open items and sequences stand on a list, not
    /// on the stack: a hostile file nests as deep as it is long.
    fn end_of_undefined(&self, value: usize, implicit: bool) -> Result<usize, FilmError> {
        // A sequence stored with VR "unknown" is implicit little endian inside (PS3.5 section 6.2.2, note 2).
        let inside_unknown = ImplicitVRLittleEndianDecoder::with_dict(Wanted);
        let mut open = vec![implicit];
        let mut at = value;
        while let Some(&implicit) = open.last() {
            if self.bytes.len() - at < 8 {
                return Err(FilmError::Truncated { place: "a sequence".to_owned(), missing: None });
            }
            let (header, inside) =
                self.header_at(at, if implicit { &inside_unknown } else { &*self.decoder })?;
            at = match (header.tag(), header.length().get()) {
                (ITEM_DELIMITER | SEQUENCE_DELIMITER, _) => {
                    open.pop();
                    inside
                }
                (tag, Some(length)) => self.end_of(inside, length, || attribute_name(tag))?,
                (ITEM, None) => {
                    open.push(implicit);
                    inside
                }
                (_, None) => {
                    open.push(implicit || header.vr() == VR::UN);
                    inside
                }
            };
        }
        Ok(at)
    }
}
