//! The data set of a DICOM file, up to its pixels, read from bytes that may lie.
//!
//! It consumes the tokens of the one [reader of elements](super::tokens). All sequences but the wanted ones are skipped
//! unread. Values are decoded here, for dicom-rs's own decoder of text is a fifth of the download.

use dicom_core::dictionary::DataDictionary as _;
use dicom_core::header::{DataElement, DataElementHeader};
use dicom_core::value::{C, DataSetSequence};
use dicom_core::{DicomValue, Length, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::character_set::CharacterSet;
use super::dictionary::{DATA_SET, Wanted, is_wanted_sequence};
use super::tokens::{
    ElementReader, Encoding, EndedBy, ITEM, SEQUENCE_DELIMITER, Token, TokenError, is_pixels,
};
use super::transfer_syntax::TransferSyntax;
use crate::film::error::FilmError;

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
    let mut reader = AttributeReader::new(bytes, 0, syntax.big_endian);
    reader.frame = frame as usize;
    let attributes = reader.read_elements(DATA_SET, |tag| tag > tags::PIXEL_DATA)?;
    Ok(DataSet { attributes, pixels: reader.pixels, has_doubtful_text: reader.has_doubtful_text })
}

/// Reads the file meta information (group 0002, always little endian; PS3.10 section 7.1): the Transfer Syntax
/// UID, where there is one, and the offset of the data set.
pub(crate) fn read_meta(bytes: &[u8], meta: usize) -> Result<(Option<String>, usize), FilmError> {
    let mut reader = AttributeReader::new(bytes, meta, false);
    let attributes = reader.read_elements(DATA_SET, |tag| tag.group() != 0x0002)?;
    let uid = super::attributes::text(&attributes, tags::TRANSFER_SYNTAX_UID);
    Ok((uid, reader.elements.token_position()))
}

/// Gathers the wanted attributes of a data set.
struct AttributeReader<'a> {
    bytes: &'a [u8],
    elements: ElementReader<'a, Wanted>,
    characters: CharacterSet,
    pixels: Option<PixelElement>,
    frame: usize,
    has_doubtful_text: bool,
}

impl<'a> AttributeReader<'a> {
    fn new(bytes: &'a [u8], at: usize, is_big_endian: bool) -> Self {
        let encoding = Encoding::from_first_element(bytes, at, is_big_endian);
        Self {
            bytes,
            elements: ElementReader::new(bytes, at, encoding, Wanted),
            characters: CharacterSet::default(),
            pixels: None,
            frame: 0,
            has_doubtful_text: false,
        }
    }

    /// Reads the wanted elements of the data set, or of an item of the sequence `parent`, from here on until `stop`,
    /// the item's end, the pixels or the end of the bytes.
    fn read_elements(
        &mut self,
        parent: Tag,
        stop: impl Fn(Tag) -> bool,
    ) -> Result<InMemDicomObject, FilmError> {
        let mut object = InMemDicomObject::new_empty();
        while let Some(token) = self.elements.next_token()? {
            match token {
                Token::ElementHeader(DataElementHeader { tag, .. }) | Token::SequenceStart { tag, .. }
                    if stop(tag) =>
                {
                    break;
                }
                Token::ElementHeader(DataElementHeader { tag, .. })
                    if parent == DATA_SET && is_pixels(tag) =>
                {
                    self.pixels = Some(self.pixel_element());
                    break;
                }
                Token::LazyValue { header, decoder: value } => {
                    let wanted = Wanted.by_tag(header.tag);
                    // Written as unknown, the value still has the form that the standard gives it.
                    let vr = match (header.vr, wanted) {
                        (VR::UN, Some(wanted)) => wanted.vr.relaxed(),
                        (vr, _) => vr,
                    };
                    if is_wanted_sequence(parent, header.tag) {
                        object.put(sequence(header.tag, Vec::new()));
                    } else if wanted.is_some() && vr != VR::SQ {
                        object.put(self.decode_element(header.tag, vr, &self.bytes[value]));
                    }
                }
                Token::SequenceStart { tag, .. } if is_wanted_sequence(parent, tag) => {
                    object.put(self.read_items(tag)?);
                }
                Token::PixelSequenceStart if parent == DATA_SET => {
                    self.pixels = Some(self.pixel_element());
                    break;
                }
                Token::SequenceStart { .. } | Token::PixelSequenceStart => self.elements.skip_value()?,
                Token::ItemEnd => break,
                // Neither belongs here: in an item they are stepped over.
                Token::ItemStart { .. } if stop(ITEM) => break,
                Token::SequenceEnd if stop(SEQUENCE_DELIMITER) => break,
                Token::ItemStart { .. } => self.elements.skip_rest()?,
                _ => {}
            }
        }
        Ok(object)
    }

    fn pixel_element(&self) -> PixelElement {
        let header = self.elements.header();
        PixelElement { tag: header.tag(), at: header.value, length: header.length(), vr: header.element.vr }
    }

    /// Reads the items of a wanted sequence. Which sequences are wanted inside which is written down once, so this goes
    /// three levels deep and no deeper, whatever the file holds.
    fn read_items(&mut self, tag: Tag) -> Result<DataElement<InMemDicomObject, Vec<u8>>, FilmError> {
        let mut items = Vec::new();
        for number in 0.. {
            match self.elements.next_token()? {
                Some(Token::ItemStart { .. }) if number < MAX_ITEMS => {
                    // A film of a thousand frames has a thousand items here, of which one is asked for.
                    if tag == tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE && number != self.frame {
                        self.elements.skip_rest()?;
                        continue;
                    }
                    let before = self.characters; // an item may have a set of its own
                    items.push(self.read_elements(tag, |_| false)?);
                    self.characters = before;
                }
                Some(Token::ItemStart { .. }) => {
                    self.elements.skip_rest()?;
                    self.elements.skip_rest()?;
                    break;
                }
                None => break,
                Some(Token::SequenceEnd) if self.elements.ended_by() == EndedBy::Nothing => {
                    return Err(TokenError::MissingDelimiter { at: self.elements.position() }.into());
                }
                Some(Token::SequenceEnd) => break,
                Some(_) => {
                    self.elements.skip_rest()?; // no items from here on
                    break;
                }
            }
        }
        Ok(sequence(tag, items))
    }

    fn decode_element(&mut self, tag: Tag, vr: VR, value: &[u8]) -> DataElement<InMemDicomObject, Vec<u8>> {
        let (value, is_certain) = decode_value(value, vr, self.elements.header().encoding, self.characters);
        self.has_doubtful_text |= !is_certain;
        if tag == tags::SPECIFIC_CHARACTER_SET {
            self.characters = CharacterSet::from_terms(&value.to_str());
        }
        DataElement::new(tag, vr, value)
    }
}

fn sequence(tag: Tag, items: Vec<InMemDicomObject>) -> DataElement<InMemDicomObject, Vec<u8>> {
    let items = DataSetSequence::new(items, Length::UNDEFINED);
    DataElement::new(tag, VR::SQ, DicomValue::Sequence(items))
}

/// Decodes a value, and says whether the character set accounts for all of its text.
pub(in crate::film) fn decode_value(
    bytes: &[u8],
    vr: VR,
    encoding: Encoding,
    characters: CharacterSet,
) -> (PrimitiveValue, bool) {
    let value = match vr {
        VR::OB | VR::UN => PrimitiveValue::U8(bytes.into()),
        VR::US | VR::OW => {
            PrimitiveValue::U16(numbers(bytes, encoding, u16::from_le_bytes, u16::from_be_bytes))
        }
        VR::SS => PrimitiveValue::I16(numbers(bytes, encoding, i16::from_le_bytes, i16::from_be_bytes)),
        VR::UL | VR::OL => {
            PrimitiveValue::U32(numbers(bytes, encoding, u32::from_le_bytes, u32::from_be_bytes))
        }
        VR::SL => PrimitiveValue::I32(numbers(bytes, encoding, i32::from_le_bytes, i32::from_be_bytes)),
        VR::UV | VR::OV => {
            PrimitiveValue::U64(numbers(bytes, encoding, u64::from_le_bytes, u64::from_be_bytes))
        }
        VR::FL | VR::OF => {
            PrimitiveValue::F32(numbers(bytes, encoding, f32::from_le_bytes, f32::from_be_bytes))
        }
        VR::FD | VR::OD => {
            PrimitiveValue::F64(numbers(bytes, encoding, f64::from_le_bytes, f64::from_be_bytes))
        }
        VR::PN | VR::LO | VR::SH | VR::LT | VR::ST | VR::UC | VR::UT => {
            let (text, is_certain) = characters.decode(bytes);
            return (PrimitiveValue::from(text), is_certain);
        }
        // Codes, dates and numbers in words are ASCII.
        _ => PrimitiveValue::from(bytes.iter().map(|&byte| char::from(byte)).collect::<String>()),
    };
    (value, true)
}

/// The numbers of a value, in the byte order of the data set.
fn numbers<T, const N: usize>(
    bytes: &[u8],
    encoding: Encoding,
    little: fn([u8; N]) -> T,
    big: fn([u8; N]) -> T,
) -> C<T> {
    let read = if encoding == Encoding::ExplicitBig { big } else { little };
    bytes.as_chunks().0.iter().map(|&number| read(number)).collect()
}
