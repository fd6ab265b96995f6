//! The whole header of a DICOM file as rows for a person: every element, private and nested ones too, in the file's order.
//!
//! It consumes the tokens of the one [reader of elements](super::tokens), with lengths checked against the whole file: an
//! element that is longer than the item around it is listed all the same. Rows, depth and values are bounded. What cannot
//! be read ends the listing with a word, not with an error: a damaged header is what a person most wants to look at.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use super::character_set::CharacterSet;
use super::dictionary::Wanted;
use super::read::{decode_value, read_meta};
use super::tokens::{self, ElementHeader, ElementReader, Encoding, Token, TokenError, is_pixels};
use super::transfer_syntax::TransferSyntax;
use crate::film::error::FilmError;
use crate::film::limits::Limits;
use crate::film::sniff;
use crate::film::sniff::FileFormat;

/// Most rows of a listing.
const MAX_ROWS: usize = 20_000;
/// Sequences and their items are entered this deep.
const MAX_DEPTH: usize = 2 * tokens::MAX_DEPTH;
/// Most letters of a value.
const MAX_LETTERS: usize = 256;
/// Most bytes of a text that are decoded for them.
const MAX_TEXT: usize = 2048;
/// Most bytes of a value of numbers that are read.
const MAX_NUMBERS: usize = 256;
/// Most bytes of a value without a form of its own that are shown.
const MAX_BYTES: usize = 32;

/// A file's header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderDump {
    /// Its elements, in the file's order.
    pub elements: Vec<Element>,
    /// Why it ends before the file does.
    pub ended: Option<String>,
}

/// An element of a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// How many sequences it lies in.
    pub depth: u32,
    /// `(0008,0060)`; empty for the items of sequences.
    pub tag: String,
    /// Value representation (PS3.5 section 6.2).
    pub vr: String,
    /// The keyword in words, or whose private element it is.
    pub name: String,
    /// The beginning of its value.
    pub value: String,
}

/// Names and value representations of all attributes (PS3.6), a line each: `00080060CSModality`, in the order of their tags;
/// `xx` stands for the numbers of repeating groups.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    text: String,
}

impl Dictionary {
    /// Of the text of such a file. A line that is none is passed over.
    pub fn new(text: String) -> Self {
        Self { text }
    }

    /// The name of an attribute whose tag is written as `(0010,0010)`; empty where it is not known.
    pub fn name_of(&self, tag: &str) -> String {
        let tag: Option<Tag> = tag.parse().ok();
        tag.map(|tag| self.name(tag)).unwrap_or_default()
    }

    fn find(&self, tag: Tag) -> Option<(VR, &str)> {
        let Tag(group, element) = tag;
        let exact = format!("{group:04X}{element:04X}");
        let repeating = format!("{:02X}xx{element:04X}", group >> 8);
        let mut keys = vec![exact];
        if matches!(group >> 8, 0x50 | 0x60 | 0x7f) && group % 2 == 0 {
            keys.push(repeating);
        }
        keys.iter().find_map(|key| self.line(key))
    }

    /// Half by half: lines are as long as they are, so each look goes to the beginning of one.
    fn line(&self, key: &str) -> Option<(VR, &str)> {
        let text = self.text.as_bytes();
        let (mut from, mut to) = (0, text.len());
        while from < to {
            let middle = (from + to) / 2;
            let start = text[..middle].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
            let end =
                text[middle..].iter().position(|&byte| byte == b'\n').map_or(text.len(), |at| middle + at);
            let line = self.text.get(start..end)?;
            let found = line.get(..8)?;
            match found.cmp(key) {
                std::cmp::Ordering::Equal => {
                    let vr: [u8; 2] = line.get(8..10)?.as_bytes().try_into().ok()?;
                    return Some((VR::from_binary(vr)?, line.get(10..)?));
                }
                std::cmp::Ordering::Less => from = end + 1,
                std::cmp::Ordering::Greater => to = start,
            }
        }
        None
    }

    fn vr(&self, tag: Tag) -> Option<VR> {
        let wanted =
            || dicom_core::dictionary::DataDictionary::by_tag(&Wanted, tag).map(|entry| entry.vr.relaxed());
        self.find(tag).map(|(vr, _)| vr).or_else(wanted)
    }

    fn name(&self, tag: Tag) -> String {
        if tag.element() == 0 {
            return "Group Length".to_owned();
        }
        let wanted =
            dicom_core::dictionary::DataDictionary::by_tag(&Wanted, tag).map(|entry| entry.alias.to_owned());
        wanted.or_else(|| self.find(tag).map(|(_, keyword)| in_words(keyword))).unwrap_or_default()
    }
}

/// A keyword in words: `SOPInstanceUID` is `SOP Instance UID`.
fn in_words(keyword: &str) -> String {
    let letters: Vec<char> = keyword.chars().collect();
    let mut words = String::with_capacity(keyword.len() + 8);
    for (at, &letter) in letters.iter().enumerate() {
        let is_after_small = at > 0 && !letters[at - 1].is_uppercase();
        let is_before_small = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if at > 0 && letter.is_uppercase() && (is_after_small || is_before_small) {
            words.push(' ');
        }
        words.push(letter);
    }
    words
}

/// Lists the header of a DICOM file, file meta information included, up to its pixels and beyond them.
///
/// # Errors
/// [`FilmError`] where the bytes are no DICOM file at all, or in no transfer syntax that is known.
pub fn list(bytes: &[u8], names: &Dictionary, limits: &Limits) -> Result<HeaderDump, FilmError> {
    limits.check_file(bytes.len() as u64)?;
    let mut lister = Lister { names, listing: HeaderDump { elements: Vec::new(), ended: None } };
    let (uid, start) = match sniff::format_of(bytes)? {
        FileFormat::DicomFile { meta } => {
            let (uid, start) = read_meta(bytes, meta)?;
            lister.list(&bytes[..start], meta, false);
            (uid, start)
        }
        FileFormat::BareDataSet => (None, 0),
        FileFormat::Png | FileFormat::Jpeg => return Ok(lister.listing),
    };
    let syntax = TransferSyntax::from_file(uid.as_deref(), &bytes[start..])?;
    let data_set = if syntax.deflated {
        Cow::Owned(super::inflate::inflate(&bytes[start..], "data set", limits.max_file_bytes)?)
    } else {
        Cow::Borrowed(&bytes[start..])
    };
    lister.list(&data_set, 0, syntax.big_endian);
    Ok(lister.listing)
}

struct Lister<'a> {
    names: &'a Dictionary,
    listing: HeaderDump,
}

/// A data set, sequence or item that is open.
#[derive(Default)]
struct Open {
    is_sequence: bool,
    /// Items so far, of a sequence.
    items: usize,
    characters: CharacterSet,
    /// Whose the blocks of private elements are, by group and block (PS3.5 section 7.8.1).
    creators: HashMap<(u16, u16), String>,
}

impl Lister<'_> {
    fn list(&mut self, bytes: &[u8], at: usize, is_big_endian: bool) {
        if self.listing.ended.is_some() {
            return;
        }
        let encoding = Encoding::from_first_element(bytes, at, is_big_endian);
        let elements = ElementReader::new(bytes, at, encoding, Wanted).with_file_bounds();
        if let Err(ended) = self.list_elements(bytes, elements) {
            self.listing.ended = Some(in_words_of_film(ended).to_string());
        }
    }

    fn list_elements(
        &mut self,
        bytes: &[u8],
        mut elements: ElementReader<'_, Wanted>,
    ) -> Result<(), TokenError> {
        let mut open = vec![Open::default()];
        loop {
            let token = elements.next_token();
            let adds_row = !matches!(
                token,
                Ok(None | Some(Token::ItemEnd | Token::SequenceEnd | Token::LazyValue { .. }))
            );
            if adds_row && self.listing.elements.len() >= MAX_ROWS {
                self.listing.ended = Some(format!("Only the first {MAX_ROWS} elements are shown."));
                return Ok(());
            }
            let Some(token) = token? else { return Ok(()) };
            let depth = open.iter().filter(|open| open.is_sequence).count() as u32;
            let is_too_deep = open.len() >= MAX_DEPTH;
            let Some(top) = open.last_mut() else { return Ok(()) };
            match token {
                Token::LazyValue { decoder: value, .. } => {
                    self.value(bytes, top, &elements.header(), depth, value);
                }
                Token::SequenceStart { .. } if is_too_deep => {
                    elements.skip_value()?;
                    self.element(top, &elements.header(), depth, "nested too deeply to be listed".to_owned());
                }
                Token::SequenceStart { tag, .. } => {
                    elements.check_length()?;
                    let name = self.name(top, tag);
                    self.push(depth, tag.to_string(), VR::SQ.to_string(), name, String::new());
                    let characters = top.characters;
                    open.push(Open { is_sequence: true, characters, ..Open::default() });
                }
                Token::PixelSequenceStart => {
                    elements.skip_value()?;
                    let header = elements.header();
                    let length = bytes_in_words(elements.position() - header.value);
                    self.element(top, &header, depth, format!("{length} in fragments"));
                }
                Token::ItemStart { .. } => {
                    top.items += 1;
                    let (name, depth) = (format!("Item {}", top.items), depth.saturating_sub(1));
                    self.push(depth, String::new(), "", name, String::new());
                    let characters = top.characters;
                    open.push(Open { characters, ..Open::default() });
                }
                // The data set itself is ended by no delimiter.
                Token::ItemEnd | Token::SequenceEnd if open.len() > 1 => {
                    open.pop();
                }
                _ => {} // the value of an element follows
            }
        }
    }

    fn value(
        &mut self,
        bytes: &[u8],
        top: &mut Open,
        header: &ElementHeader,
        depth: u32,
        value: Range<usize>,
    ) {
        let tag = header.tag();
        let text = if is_pixels(tag) {
            bytes_in_words(value.len())
        } else {
            let vr = self.vr(header);
            value_in_words(&bytes[value], tag, vr, header.encoding, &mut top.characters)
        };
        if is_creator(tag) {
            top.creators.insert((tag.group(), tag.element()), text.clone());
        }
        self.element(top, header, depth, text);
    }

    fn element(&mut self, top: &Open, header: &ElementHeader, depth: u32, text: String) {
        let tag = header.tag();
        self.push(depth, tag.to_string(), self.vr(header).to_string(), self.name(top, tag), text);
    }

    /// The value representation of an element: where the file has none, that of the dictionary.
    fn vr(&self, header: &ElementHeader) -> VR {
        let tag = header.tag();
        let by_dictionary = || match tag.element() {
            0 => Some(VR::UL),
            _ => self.names.vr(tag),
        };
        match header.written_vr() {
            None | Some(VR::UN) if is_creator(tag) => VR::LO,
            None | Some(VR::UN) if is_private(tag) => VR::UN,
            None | Some(VR::UN) => by_dictionary().unwrap_or(VR::UN),
            Some(written) => written,
        }
    }

    fn name(&self, top: &Open, tag: Tag) -> String {
        if is_creator(tag) {
            "Private Creator".to_owned()
        } else if is_private(tag) {
            let creator = top.creators.get(&(tag.group(), tag.element() >> 8));
            creator.map_or_else(|| "Private".to_owned(), |creator| format!("Private: {creator}"))
        } else {
            self.names.name(tag)
        }
    }

    fn push(&mut self, depth: u32, tag: String, vr: &str, name: String, value: String) {
        self.listing.elements.push(Element { depth, tag, vr: vr.to_owned(), name, value });
    }
}

fn is_private(tag: Tag) -> bool {
    tag.group() % 2 == 1
}

/// Whether an element says whose a block of private elements is.
fn is_creator(tag: Tag) -> bool {
    is_private(tag) && (0x10..=0xff).contains(&tag.element())
}

/// The reason as films give it, with tags for names: what is listed has tags too.
fn in_words_of_film(error: TokenError) -> FilmError {
    match error {
        TokenError::InvalidElementLength { tag, missing } => FilmError::truncated(tag.to_string(), missing),
        TokenError::InvalidItemLength { missing, .. } => FilmError::truncated("an item", missing),
        error => error.into(),
    }
}

/// The beginning of a value.
fn value_in_words(
    value: &[u8],
    tag: Tag,
    vr: VR,
    encoding: Encoding,
    characters: &mut CharacterSet,
) -> String {
    let beginning = |most: usize| &value[..value.len().min(most)];
    let (text, shown) = match vr {
        // A sequence by the dictionary comes here where it holds no items.
        VR::SQ if value.is_empty() => (String::new(), value),
        VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::UN | VR::SQ => {
            let bytes = beginning(MAX_BYTES);
            let is_text = vr == VR::UN
                && value.len() <= MAX_BYTES
                && bytes.iter().all(|&byte| byte == 0 || (0x20..0x7f).contains(&byte));
            if is_text {
                (bytes.iter().map(|&byte| char::from(byte)).collect(), bytes)
            } else {
                let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                (format!("{}: {}", bytes_in_words(value.len()), hex.join(" ")), bytes)
            }
        }
        VR::AT => {
            let bytes = beginning(MAX_NUMBERS);
            let halves = |pair: &[u8; 4]| {
                let half = |bytes: [u8; 2]| match encoding {
                    Encoding::ExplicitBig => u16::from_be_bytes(bytes),
                    _ => u16::from_le_bytes(bytes),
                };
                Tag(half([pair[0], pair[1]]), half([pair[2], pair[3]])).to_string()
            };
            let pairs: Vec<String> = bytes.as_chunks::<4>().0.iter().map(halves).collect();
            (pairs.join("\\"), bytes)
        }
        _ => {
            let is_number =
                matches!(vr, VR::US | VR::SS | VR::UL | VR::SL | VR::UV | VR::SV | VR::FL | VR::FD);
            let bytes = beginning(if is_number { MAX_NUMBERS } else { MAX_TEXT });
            let (decoded, _) = decode_value(bytes, vr, encoding, *characters);
            let text = decoded.to_str();
            if tag == tags::SPECIFIC_CHARACTER_SET {
                *characters = CharacterSet::from_terms(&text);
            }
            (text.into_owned(), bytes)
        }
    };
    let is_whole = shown.len() == value.len();
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    let mut letters: String =
        text.chars().take(MAX_LETTERS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if !is_whole || text.chars().nth(MAX_LETTERS).is_some() {
        letters.push('…');
    }
    letters
}

fn bytes_in_words(bytes: usize) -> String {
    format!("{bytes} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_read_like_names() {
        assert_eq!(in_words("SOPInstanceUID"), "SOP Instance UID");
        assert_eq!(in_words("ImagerPixelSpacing"), "Imager Pixel Spacing");
        assert_eq!(in_words("VOILUTFunction"), "VOILUT Function");
    }

    #[test]
    fn a_dictionary_is_searched_by_tag() {
        let text = "00080060CSModality\n00100010PNPatientName\n60xx0010USOverlayRows\n";
        let names = Dictionary::new(text.to_owned());
        assert_eq!(names.find(Tag(0x0008, 0x0060)), Some((VR::CS, "Modality")));
        assert_eq!(names.find(Tag(0x0010, 0x0010)), Some((VR::PN, "PatientName")));
        assert_eq!(names.find(Tag(0x6002, 0x0010)), Some((VR::US, "OverlayRows")));
        assert_eq!(names.find(Tag(0x0010, 0x0011)), None);
        assert_eq!(Dictionary::default().find(Tag(0x0008, 0x0060)), None);
        assert_eq!(names.name_of("(0008,0060)"), "Modality");
        assert_eq!(names.name_of("nothing"), "");
    }
}
