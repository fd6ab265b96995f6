//! The whole header of a DICOM file as rows for a person: every element, private and nested ones too, in the file's order.
//!
//! It is read as the film is ([`dataset`](super::read)): lengths are checked against the bytes at hand, nesting costs no
//! stack, and rows, depth and values are bounded. What cannot be read ends the listing with a word, not with an error: a
//! damaged header is what a person most wants to look at.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use dicom_core::header::{HasLength as _, Header as _};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use super::character_set::CharacterSet;
use super::dictionary::Wanted;
use super::read::{Form, ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER, Walk, read_meta};
use super::transfer_syntax::TransferSyntax;
use crate::film::error::FilmError;
use crate::film::limits::Limits;
use crate::film::sniff;
use crate::film::sniff::FileFormat;

/// Most rows of a listing.
const MAX_ROWS: usize = 20_000;
/// Sequences and items are entered this deep.
const MAX_DEPTH: usize = 64;
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
            lister.list(Walk::new(&bytes[..start], meta, false));
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
    lister.list(Walk::new(&data_set, 0, syntax.big_endian));
    Ok(lister.listing)
}

struct Lister<'a> {
    names: &'a Dictionary,
    listing: HeaderDump,
}

/// A data set, sequence or item that is open.
struct Open {
    /// Where it ends at the latest.
    end: usize,
    is_sequence: bool,
    /// Items so far, of a sequence.
    items: usize,
    form: Form,
    characters: CharacterSet,
    /// Whose the blocks of private elements are, by group and block (PS3.5 section 7.8.1).
    creators: HashMap<(u16, u16), String>,
}

impl Lister<'_> {
    fn list(&mut self, mut walk: Walk<'_>) {
        if self.listing.ended.is_some() {
            return;
        }
        let mut open = vec![Open {
            end: walk.bytes.len(),
            is_sequence: false,
            items: 0,
            form: walk.form,
            characters: CharacterSet::default(),
            creators: HashMap::new(),
        }];
        if let Err(ended) = self.walk(&mut walk, &mut open) {
            self.listing.ended = Some(ended.to_string());
        }
    }

    fn walk(&mut self, walk: &mut Walk<'_>, open: &mut Vec<Open>) -> Result<(), FilmError> {
        while let Some(top) = open.last_mut() {
            if top.end.saturating_sub(walk.at) < 8 {
                // Fewer bytes than an element has: what pads a file's end, or the end of a defined length.
                walk.at = walk.at.max(top.end);
                open.pop();
                continue;
            }
            if self.listing.elements.len() >= MAX_ROWS {
                self.listing.ended = Some(format!("Only the first {MAX_ROWS} elements are shown."));
                return Ok(());
            }
            walk.form = top.form;
            walk.characters = top.characters;
            let (header, value) = walk.header_at(walk.at, top.form)?;
            let (tag, length) = (header.tag(), header.length().get());
            let depth = open.iter().filter(|open| open.is_sequence).count() as u32;
            match tag {
                ITEM_DELIMITER | SEQUENCE_DELIMITER => {
                    walk.at = value;
                    // The data set itself is ended by no delimiter.
                    if open.len() > 1 {
                        open.pop();
                    }
                    continue;
                }
                ITEM => {
                    self.enter_item(walk, open, depth, value, length)?;
                    continue;
                }
                _ => {}
            }
            let end = match length {
                Some(length) => Some(walk.end_of(value, length, || tag.to_string())?),
                None => None,
            };
            self.element(walk, open, (tag, header.vr(), depth), value, end)?;
        }
        Ok(())
    }

    fn enter_item(
        &mut self,
        walk: &mut Walk<'_>,
        open: &mut Vec<Open>,
        depth: u32,
        value: usize,
        length: Option<u32>,
    ) -> Result<(), FilmError> {
        let end = match length {
            Some(length) => Some(walk.end_of(value, length, || "an item".to_owned())?),
            None => None,
        };
        let Some(top) = open.last_mut() else { return Ok(()) };
        top.items += 1;
        let item = Open {
            end: end.unwrap_or(top.end).min(top.end),
            is_sequence: false,
            items: 0,
            form: top.form,
            characters: top.characters,
            creators: HashMap::new(),
        };
        let name = format!("Item {}", top.items);
        self.push(depth.saturating_sub(1), String::new(), "", name, String::new());
        open.push(item);
        walk.at = value;
        Ok(())
    }

    fn element(
        &mut self,
        walk: &mut Walk<'_>,
        open: &mut Vec<Open>,
        (tag, written, depth): (Tag, VR, u32),
        value: usize,
        end: Option<usize>,
    ) -> Result<(), FilmError> {
        let depth_now = open.len();
        let Some(top) = open.last_mut() else { return Ok(()) };
        let is_private = tag.group() % 2 == 1;
        let is_creator = is_private && (0x10..=0xff).contains(&tag.element());
        let vr = match written {
            VR::UN if is_creator => VR::LO,
            _ if top.form == Form::ImplicitLittle || written == VR::UN => {
                let implicit = if tag.element() == 0 { Some(VR::UL) } else { self.names.vr(tag) };
                implicit.filter(|_| !is_private).unwrap_or(if is_creator { VR::LO } else { VR::UN })
            }
            written => written,
        };
        let name = if is_creator {
            "Private Creator".to_owned()
        } else if is_private {
            let creator = top.creators.get(&(tag.group(), tag.element() >> 8));
            creator.map_or_else(|| "Private".to_owned(), |creator| format!("Private: {creator}"))
        } else {
            self.names.name(tag)
        };
        let is_pixels =
            [tags::PIXEL_DATA, tags::FLOAT_PIXEL_DATA, tags::DOUBLE_FLOAT_PIXEL_DATA].contains(&tag);
        let holds_items = walk.bytes.get(value..value + 4).is_some_and(|head| match top.form {
            Form::ExplicitBig => head == [0xff, 0xfe, 0xe0, 0x00],
            _ => head == [0xfe, 0xff, 0x00, 0xe0],
        });
        let is_fragments = end.is_none() && is_pixels;
        let is_sequence = !is_fragments && (vr == VR::SQ || end.is_none() || (vr == VR::UN && holds_items));
        if !is_sequence || depth_now >= MAX_DEPTH {
            let (text, at) = match end {
                Some(end) if is_sequence => ("nested too deeply to be listed".to_owned(), end),
                Some(end) if is_pixels => (bytes_in_words(end - value), end),
                Some(end) => (value_in_words(walk, tag, vr, value..end), end),
                None => {
                    let at = walk.end_of_undefined(value, written == VR::UN)?;
                    (format!("{} in fragments", bytes_in_words(at - value)), at)
                }
            };
            if tag == tags::SPECIFIC_CHARACTER_SET {
                top.characters = walk.characters;
            }
            if is_creator {
                top.creators.insert((tag.group(), tag.element()), text.clone());
            }
            self.push(depth, tag.to_string(), vr.to_string(), name, text);
            walk.at = at;
            return Ok(());
        }
        // A sequence stored with VR "unknown" is implicit little endian inside (PS3.5 section 6.2.2, note 2).
        let form = if written == VR::UN { Form::ImplicitLittle } else { top.form };
        let sequence = Open {
            end: end.unwrap_or(top.end).min(top.end),
            is_sequence: true,
            items: 0,
            form,
            characters: top.characters,
            creators: HashMap::new(),
        };
        self.push(depth, tag.to_string(), VR::SQ.to_string(), name, String::new());
        open.push(sequence);
        walk.at = value;
        Ok(())
    }

    fn push(&mut self, depth: u32, tag: String, vr: &str, name: String, value: String) {
        self.listing.elements.push(Element { depth, tag, vr: vr.to_owned(), name, value });
    }
}

/// The beginning of a value.
fn value_in_words(walk: &mut Walk<'_>, tag: Tag, vr: VR, value: Range<usize>) -> String {
    let length = value.len();
    let (text, is_whole) = match vr {
        VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::UN => {
            let bytes = &walk.bytes[value.start..value.end.min(value.start + MAX_BYTES)];
            let is_text = vr == VR::UN
                && length <= MAX_BYTES
                && bytes.iter().all(|&byte| byte == 0 || (0x20..0x7f).contains(&byte));
            if is_text {
                (bytes.iter().map(|&byte| char::from(byte)).collect(), true)
            } else {
                let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                (format!("{}: {}", bytes_in_words(length), hex.join(" ")), bytes.len() == length)
            }
        }
        VR::AT => {
            let shown = value.start..value.end.min(value.start + MAX_NUMBERS);
            let is_whole = shown.len() == length;
            let halves = |pair: &[u8; 4]| {
                let half = |bytes: [u8; 2]| match walk.form {
                    Form::ExplicitBig => u16::from_be_bytes(bytes),
                    _ => u16::from_le_bytes(bytes),
                };
                Tag(half([pair[0], pair[1]]), half([pair[2], pair[3]])).to_string()
            };
            let pairs: Vec<String> = walk.bytes[shown].as_chunks::<4>().0.iter().map(halves).collect();
            (pairs.join("\\"), is_whole)
        }
        _ => {
            let is_number =
                matches!(vr, VR::US | VR::SS | VR::UL | VR::SL | VR::UV | VR::SV | VR::FL | VR::FD);
            let most = if is_number { MAX_NUMBERS } else { MAX_TEXT };
            let shown = value.start..value.end.min(value.start + most);
            let is_whole = shown.len() == length;
            let read = walk.read_value(tag, vr, shown);
            (read.to_str().map(Cow::into_owned).unwrap_or_default(), is_whole)
        }
    };
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
