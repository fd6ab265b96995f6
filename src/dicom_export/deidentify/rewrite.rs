//! Writes the copy: what is kept goes over byte by byte, in the encoding that the source has.
//!
//! *Invariant:* the source is parsed by the reader that films are read with ([`ElementReader`]), and by nothing else. What is
//! an element, a value or a sequence there is the same here, and every sequence that is kept is entered.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::{tags, uids as syntaxes};

use super::change_log::{Change, ChangeKind, shown};
use super::options::{Dates, DeidentifyOptions};
use super::session::DeidentifySession;
use super::table::{Action, Table};
use crate::dicom_export::element_writer::{is_long, write_header};
use crate::dicom_export::error::ExportError;
use crate::dicom_export::timestamp::{civil, days};
use crate::film::data_set::dictionary::Wanted;
use crate::film::data_set::tokens::{
    ElementHeader, EndedBy, ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER, Token, TokenError, is_pixels,
};
use crate::film::{
    AttributeValue, CharacterSet, EXPLICIT_VR_BIG_ENDIAN, ElementReader, EncodedDataSet, Encoding, FilmError,
    RedactedPixels, attribute_name,
};

/// Changes that are listed at most: an enhanced file of a thousand frames says the same a thousand times.
const MAX_CHANGES: usize = 4000;

/// What is being read: a data set or an item.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: u32,
    /// Within the content of a structured report.
    in_content: bool,
    /// In a sequence of codes that stand for a person.
    in_person: bool,
}

/// A file on its way into a copy.
pub(super) struct Rewriting<'a> {
    bytes: &'a [u8],
    elements: ElementReader<'a, Wanted>,
    /// The encoding of the data set; in a sequence of unknown representation it is another.
    encoding: Encoding,
    table: Table,
    options: &'a DeidentifyOptions,
    session: &'a DeidentifySession,
    pseudonym: &'a str,
    characters: CharacterSet,
    changes: Vec<Change>,
    /// It is a structured report.
    is_report: bool,
    /// What the copy says of itself, last first.
    to_add: Vec<(Tag, VR, Vec<u8>)>,
    /// Pixels that stand in the place of the file's.
    covered: Option<RedactedPixels>,
}

/// UIDs that are in no row of the table and would lead back all the same: of instances, frames of reference and the like.
const UNLISTED_UIDS: [Tag; 9] = [
    tags::MULTI_FRAME_SOURCE_SOP_INSTANCE_UID,
    tags::RADIOPHARMACEUTICAL_ADMINISTRATION_EVENT_UID,
    tags::TARGET_FRAME_OF_REFERENCE_UID,
    tags::SOP_INSTANCE_UID_OF_CONCATENATION_SOURCE,
    tags::VOLUME_FRAME_OF_REFERENCE_UID,
    tags::TABLE_FRAME_OF_REFERENCE_UID,
    tags::ASSERTION_UID,
    tags::REFERENCED_FIDUCIAL_UID,
    tags::EQUIPMENT_FRAME_OF_REFERENCE_UID,
];

/// Persons likewise, for files that carry no value representations.
const UNLISTED_PERSONS: [Tag; 3] = [tags::SECONDARY_REVIEWER_NAME, tags::EVALUATOR_NAME, Tag(0x0040, 0xa067)]; // the last: Document Author (Trial), retired

/// Newer than the dictionary (PS3.6).
const ENCAPSULATED_PIXEL_DATA_VALUE_TOTAL_LENGTH: Tag = Tag(0x7fe0, 0x0003);

const DUMMY: &str = "ANONYMIZED";

impl<'a> Rewriting<'a> {
    pub(super) fn new(
        found: &'a EncodedDataSet<'a>,
        options: &'a DeidentifyOptions,
        session: &'a DeidentifySession,
        pseudonym: &'a str,
        is_report: bool,
        covered: Option<RedactedPixels>,
    ) -> Self {
        let bytes: &[u8] = &found.bytes;
        let encoding = Encoding::from_first_element(bytes, 0, found.syntax.big_endian);
        let mut rewriting = Self {
            bytes,
            elements: ElementReader::new(bytes, 0, encoding, Wanted),
            encoding,
            table: Table::new(),
            options,
            session,
            pseudonym,
            characters: CharacterSet::default(),
            changes: Vec::new(),
            is_report,
            to_add: Vec::new(),
            covered,
        };
        rewriting.to_add = rewriting.said_of_itself();
        rewriting
    }

    /// The transfer syntax of the copy where its source is deflated or its pixels are compressed, and it is neither.
    pub(super) fn uncompressed_syntax(&self) -> &'static str {
        match self.encoding {
            Encoding::ExplicitLittle => syntaxes::EXPLICIT_VR_LITTLE_ENDIAN,
            Encoding::ExplicitBig => EXPLICIT_VR_BIG_ENDIAN,
            Encoding::ImplicitLittle => syntaxes::IMPLICIT_VR_LITTLE_ENDIAN,
        }
    }

    /// Writes the copy's data set and tells what was changed.
    pub(super) fn run(mut self, out: &mut Vec<u8>) -> Result<Vec<Change>, ExportError> {
        self.rewrite_elements(Place::default(), out)?;
        self.add_up_to(Tag(0xffff, 0xffff), out);
        Ok(self.changes)
    }

    /// The elements of the data set or of an item, to its end.
    fn rewrite_elements(&mut self, place: Place, out: &mut Vec<u8>) -> Result<(), ExportError> {
        while let Some(token) = self.next_token()? {
            let header = self.elements.header();
            let is_sequence = match token {
                Token::ElementHeader(_) | Token::PixelSequenceStart => false,
                Token::SequenceStart { .. } => true,
                Token::ItemEnd => match self.elements.ended_by() {
                    EndedBy::Delimiter(SEQUENCE_DELIMITER) => return Err(self.misplaced(SEQUENCE_DELIMITER)),
                    _ => return Ok(()),
                },
                // Neither belongs here, but some files have them. With nothing inside, they are kept as they are.
                Token::ItemStart { .. } | Token::SequenceEnd if header.length() == Some(0) => {
                    if matches!(token, Token::ItemStart { .. }) {
                        self.elements.skip_rest().map_err(in_words)?;
                    }
                    if place.depth == 0 {
                        self.add_up_to(header.tag(), out);
                    }
                    out.extend_from_slice(&self.bytes[header.at..header.value]);
                    self.note(&header, ChangeKind::Kept, String::new(), place.depth);
                    continue;
                }
                // The items of a sequence that claims to be empty follow it.
                Token::ItemStart { .. } => {
                    if place.depth == 0 {
                        self.add_up_to(header.tag(), out);
                    }
                    self.rewrite_item(header.encoding, Place { depth: place.depth + 1, ..place }, out)?;
                    continue;
                }
                Token::SequenceEnd => return Err(self.misplaced(SEQUENCE_DELIMITER)),
                _ => continue,
            };
            check_vr(&header)?;
            if place.depth == 0 {
                self.add_up_to(header.tag(), out);
            }
            self.rewrite_element(&header, is_sequence, place, out)?;
        }
        Ok(())
    }

    fn next_token(&mut self) -> Result<Option<Token>, ExportError> {
        Ok(self.elements.next_token().map_err(in_words)?)
    }

    /// An item or a delimiter where none can be. Reading a film steps over it; who knows what a copy would keep.
    fn misplaced(&self, tag: Tag) -> ExportError {
        let detail = format!("{tag} instead of an element");
        FilmError::damaged(self.elements.token_position(), detail).into()
    }

    fn rewrite_element(
        &mut self,
        header: &ElementHeader,
        is_sequence: bool,
        place: Place,
        out: &mut Vec<u8>,
    ) -> Result<(), ExportError> {
        let tag = header.tag();
        let written_vr = header.written_vr();
        if is_hidden_overlay(tag) && header.length().is_some_and(|length| length > 0) {
            self.refuse_hidden_overlay(header)?;
        }
        if place.depth == 0 && self.covers(tag) {
            self.skip_value()?;
            self.write_covered(header, out);
            return Ok(());
        }
        // Without a representation, an empty value may be a sequence by the table.
        let is_empty_sequence = header.length() == Some(0)
            && matches!(written_vr, None | Some(VR::UN))
            && self.table.rule(tag).is_some_and(|rule| rule.vr == VR::SQ);
        let is_sequence = is_sequence || is_empty_sequence;
        let action = self.action(header, is_sequence, place);
        if action == Action::Recurse || (is_sequence && action == Action::Keep) {
            if !is_sequence {
                // A sequence by the table that is none in this file holds nothing that could be followed.
                self.skip_value()?;
                self.note(header, ChangeKind::Removed, String::new(), place.depth);
                return Ok(());
            }
            self.note_sequence(tag, place.depth);
            write_header(header.encoding, tag, written_vr, None, out);
            if is_empty_sequence {
                self.skip_value()?;
            } else {
                let inside = Place {
                    depth: place.depth + 1,
                    in_content: place.in_content || tag == tags::CONTENT_SEQUENCE,
                    in_person: place.in_person || tag == tags::PERSON_IDENTIFICATION_CODE_SEQUENCE,
                };
                self.rewrite_items(header, inside, out)?;
            }
            write_header(header.encoding, SEQUENCE_DELIMITER, None, Some(0), out);
            return Ok(());
        }
        self.skip_value()?;
        let end = self.elements.position();
        // A value without a length has no end to cut at: fragments of pixels, copied whole, or nothing.
        let value = header.length().map(|length| &self.bytes[header.value..header.value + length]);
        let rule_vr = self.table.rule(tag).map(|rule| rule.vr);
        let vr = written_vr.filter(|&vr| vr != VR::UN).or(rule_vr);
        match action {
            Action::Keep | Action::Recurse => {
                if tag == tags::SPECIFIC_CHARACTER_SET {
                    let terms: String = value.unwrap_or_default().iter().map(|&b| char::from(b)).collect();
                    self.characters = CharacterSet::from_terms(&terms);
                }
                out.extend_from_slice(&self.bytes[header.at..end]);
                self.note(header, ChangeKind::Kept, String::new(), place.depth);
            }
            Action::Remove => self.note(header, ChangeKind::Removed, String::new(), place.depth),
            Action::ZeroLength | Action::Dummy | Action::ReplaceUid | Action::Shift => {
                let new = self.new_value(tag, vr, action, value.unwrap_or_default());
                let is_short = written_vr.is_some_and(|vr| !is_long(vr));
                // Longer than its length can say: nothing that is made here is.
                let new = if is_short && new.len() > usize::from(u16::MAX) - 1 { Vec::new() } else { new };
                write_header(header.encoding, tag, written_vr, Some(new.len() as u32), out);
                out.extend_from_slice(&new);
                let what = if new.is_empty() { ChangeKind::Emptied } else { ChangeKind::Replaced };
                let after = shown(vr, &new, CharacterSet::default(), false, tag);
                self.note(header, what, after, place.depth);
            }
        }
        Ok(())
    }

    /// Whether pixels that were painted over, or what is said of them, stand in an element's place.
    fn covers(&self, tag: Tag) -> bool {
        let is_offsets = matches!(tag, tags::EXTENDED_OFFSET_TABLE | tags::EXTENDED_OFFSET_TABLE_LENGTHS)
            || tag == ENCAPSULATED_PIXEL_DATA_VALUE_TOTAL_LENGTH;
        self.covered.as_ref().is_some_and(|covered| {
            tag == covered.tag
                || (is_offsets && covered.was_compressed)
                || covered.described.iter().any(|(described, _)| *described == tag)
        })
    }

    /// Writes the pixels that were painted over; what is said of them is written in its place by itself.
    fn write_covered(&mut self, header: &ElementHeader, out: &mut Vec<u8>) {
        let Some(covered) = self.covered.take() else { return };
        let tag = header.tag();
        if tag == covered.tag {
            let length = Some(covered.value.len() as u32);
            write_header(self.encoding, tag, Some(covered.vr), length, out);
            out.extend_from_slice(&covered.value);
            let painted: Vec<String> = self.options.covered.iter().map(ToString::to_string).collect();
            self.note(header, ChangeKind::Replaced, format!("■ {}", painted.join("  ")), 0);
        } else if let Some((_, description)) = covered.described.iter().find(|(of, _)| *of == tag) {
            let after = match description {
                AttributeValue::Number(number) => number.to_string(),
                AttributeValue::Term(term) => (*term).to_owned(),
            };
            self.note(header, ChangeKind::Replaced, after, 0);
        } else {
            self.note(header, ChangeKind::Removed, String::new(), 0);
        }
        self.covered = Some(covered);
    }

    fn action(&self, header: &ElementHeader, is_sequence: bool, place: Place) -> Action {
        let (tag, written_vr) = (header.tag(), header.written_vr());
        let group = tag.group();
        if group % 2 == 1 || tag.element() == 0 || (place.depth == 0 && self.says_of_itself(tag)) {
            return Action::Remove; // private; lengths of groups, which no longer hold; what the copy says itself
        }
        // In big endian nobody knows in which order the bytes of such items are to be.
        if written_vr == Some(VR::UN) && header.encoding == Encoding::ExplicitBig && is_sequence {
            return Action::Remove;
        }
        // Curves, and overlays as a whole: what describes their data means nothing without it.
        if (0x5000..0x5100).contains(&group) || (0x6000..0x6100).contains(&group) {
            return Action::Remove;
        }
        if place.in_content && tag == tags::TEXT_VALUE {
            return Action::Dummy;
        }
        if place.in_person
            && matches!(
                tag,
                tags::CODE_VALUE | tags::CODE_MEANING | tags::LONG_CODE_VALUE | tags::URN_CODE_VALUE
            )
        {
            return Action::Dummy;
        }
        // Optional in images, where they may not be empty; in reports the second must stand there (PS3.3 C.17.1).
        let is_optional = [tags::REFERENCED_STUDY_SEQUENCE, tags::INSTITUTION_CODE_SEQUENCE].contains(&tag)
            || (tag == tags::REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE && !self.is_report);
        match (self.table.rule(tag), written_vr) {
            (Some(rule), _) if is_optional && rule.action(self.options) == Action::ZeroLength => {
                Action::Remove
            }
            (Some(rule), _) => rule.action(self.options),
            (None, _) if !self.options.uids && UNLISTED_UIDS.contains(&tag) => Action::ReplaceUid,
            (None, _) if UNLISTED_PERSONS.contains(&tag) => Action::Dummy,
            (None, Some(VR::PN)) => Action::Dummy, // a person whom the table does not know
            (None, _) if is_sequence => Action::Recurse,
            (None, _) => Action::Keep,
        }
    }

    /// The items of a sequence, written to `out` with delimiters.
    fn rewrite_items(
        &mut self,
        header: &ElementHeader,
        place: Place,
        out: &mut Vec<u8>,
    ) -> Result<(), ExportError> {
        let encoding = header.encoding_inside();
        loop {
            let token = self.next_token()?;
            let unexpected = match (token, self.elements.ended_by()) {
                (Some(Token::ItemStart { .. }), _) => {
                    self.rewrite_item(encoding, place, out)?;
                    continue;
                }
                (Some(Token::SequenceEnd), EndedBy::Length | EndedBy::Delimiter(SEQUENCE_DELIMITER)) => {
                    return Ok(());
                }
                (Some(Token::SequenceEnd), EndedBy::Delimiter(delimiter)) => delimiter,
                (None | Some(Token::SequenceEnd), _) => {
                    let place = attribute_name(header.tag());
                    return Err(FilmError::Truncated { place, missing: None }.into());
                }
                _ => {
                    let header = self.elements.header();
                    check_vr(&header)?;
                    header.tag()
                }
            };
            let detail = format!("{unexpected} instead of an item");
            return Err(FilmError::damaged(self.elements.token_position(), detail).into());
        }
    }

    /// The item that was begun last.
    fn rewrite_item(
        &mut self,
        encoding: Encoding,
        place: Place,
        out: &mut Vec<u8>,
    ) -> Result<(), ExportError> {
        let before = self.characters; // an item may have a set of its own
        write_header(encoding, ITEM, None, None, out);
        self.rewrite_elements(place, out)?;
        write_header(encoding, ITEM_DELIMITER, None, Some(0), out);
        self.characters = before;
        Ok(())
    }

    /// Steps over a value that is not entered. Fragments of pixels (PS3.5 annex A.4) are checked one by one, for they may be
    /// copied whole.
    fn skip_value(&mut self) -> Result<(), ExportError> {
        let header = self.elements.header();
        if !is_pixels(header.tag()) || header.length().is_some() {
            return Ok(self.elements.skip_value().map_err(in_words)?);
        }
        loop {
            let token = self.next_token()?;
            match (token, self.elements.ended_by()) {
                // Some files end behind their last fragment, without the delimiter.
                (Some(Token::SequenceEnd), EndedBy::Delimiter(SEQUENCE_DELIMITER) | EndedBy::Nothing) => {
                    return Ok(());
                }
                (Some(Token::ItemStart { len }), _) if len.is_defined() => {}
                (Some(Token::LazyItemValue { .. } | Token::ItemEnd), _) => {}
                (token, _) => {
                    if matches!(token, Some(Token::ElementHeader(_) | Token::SequenceStart { .. })) {
                        check_vr(&self.elements.header())?;
                    }
                    let at = self.elements.token_position();
                    return Err(FilmError::damaged(at, "expected a fragment of Pixel Data here").into());
                }
            }
        }
    }

    /// What stands in a value's place, of even length.
    fn new_value(&self, tag: Tag, vr: Option<VR>, action: Action, value: &[u8]) -> Vec<u8> {
        let text: String = value.iter().map(|&byte| char::from(byte)).collect();
        let values = || text.split('\\').map(|value| value.trim_matches([' ', '\0']));
        let new = match action {
            // Archives file by both: what stands for the patient may do so for the name (E.1.1, action Z).
            _ if matches!(tag, tags::PATIENT_NAME | tags::PATIENT_ID) => self.pseudonym.to_owned(),
            Action::ReplaceUid => values().map(|uid| self.session.uid(uid)).collect::<Vec<_>>().join("\\"),
            Action::Shift => values().map(|date| self.shifted(date)).collect::<Vec<_>>().join("\\"),
            Action::Dummy if value.is_empty() => String::new(),
            Action::Dummy => match vr {
                Some(VR::DA) => "19000101".to_owned(),
                Some(VR::TM) => "000000".to_owned(),
                Some(VR::DT) => "19000101000000".to_owned(),
                Some(VR::AS) => "000Y".to_owned(),
                Some(VR::IS | VR::DS) => "0".to_owned(),
                Some(VR::UI) => values().map(|uid| self.session.uid(uid)).collect::<Vec<_>>().join("\\"),
                Some(VR::UR) => "urn:anonymized".to_owned(),
                Some(VR::OB | VR::OW | VR::UN) => return vec![0; 2],
                _ => DUMMY.to_owned(),
            },
            _ => String::new(),
        };
        even(new.into_bytes(), vr)
    }

    /// A date, or a date with a time, so many days away; empty where it is none.
    fn shifted(&self, date: &str) -> String {
        let Dates::Shift { days: by } = self.options.dates else { return String::new() };
        let part = |from: usize, to: usize| date.get(from..to).and_then(|part| part.parse::<i64>().ok());
        let (Some(year), Some(month), Some(day)) = (part(0, 4), part(4, 6), part(6, 8)) else {
            return String::new();
        };
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return String::new();
        }
        let (year, month, day) = civil(days(year, month, day) + i64::from(by));
        format!("{:04}{month:02}{day:02}{}", year.clamp(0, 9999), date.get(8..).unwrap_or_default())
    }

    /// What the copy says of itself (PS3.15 section E.1.1, PS3.3 C.7.1.1 and C.12.1).
    fn said_of_itself(&self) -> Vec<(Tag, VR, Vec<u8>)> {
        let (longitudinal, date_option) = match self.options.dates {
            Dates::Remove => ("REMOVED", None),
            Dates::Keep => {
                ("UNMODIFIED", Some(("113106", "Retain Longitudinal Temporal Information Full Dates Option")))
            }
            Dates::Shift { .. } => (
                "MODIFIED",
                Some(("113107", "Retain Longitudinal Temporal Information Modified Dates Option")),
            ),
        };
        let chosen = |is_chosen: bool, value, meaning| is_chosen.then_some((value, meaning));
        let codes = [
            Some(("113100", "Basic Application Confidentiality Profile")),
            chosen(self.options.pixels_are_clean, "113101", "Clean Pixel Data Option"),
            date_option,
            chosen(self.options.patient_characteristics, "113108", "Retain Patient Characteristics Option"),
            chosen(self.options.device, "113109", "Retain Device Identity Option"),
            chosen(self.options.uids, "113110", "Retain UIDs Option"),
            chosen(self.options.institution, "113112", "Retain Institution Identity Option"),
        ];
        let mut items = Vec::new();
        for (value, meaning) in codes.into_iter().flatten() {
            write_header(self.encoding, ITEM, None, None, &mut items);
            for (tag, vr, text) in [
                (tags::CODE_VALUE, VR::SH, value),
                (tags::CODING_SCHEME_DESIGNATOR, VR::SH, "DCM"),
                (tags::CODE_MEANING, VR::LO, meaning),
            ] {
                let text = even(text.as_bytes().to_vec(), Some(vr));
                write_header(self.encoding, tag, Some(vr), Some(text.len() as u32), &mut items);
                items.extend(text);
            }
            write_header(self.encoding, ITEM_DELIMITER, None, Some(0), &mut items);
        }
        let method = format!("Negatoscope {}: PS3.15 E.1-1, 2026c", crate::dicom_export::dicom_file::VERSION);
        let mut said = vec![
            (tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED, VR::CS, longitudinal.into()),
            (tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE, VR::SQ, items),
            (tags::DEIDENTIFICATION_METHOD, VR::LO, method.into()),
            (tags::PATIENT_IDENTITY_REMOVED, VR::CS, "YES".into()),
        ];
        if self.options.pixels_are_clean {
            said.push((tags::BURNED_IN_ANNOTATION, VR::CS, "NO".into()));
        }
        let described = self.covered.iter().flat_map(|covered| &covered.described);
        said.extend(described.map(|&(tag, description)| match description {
            AttributeValue::Number(number) => (tag, VR::US, self.word(number).to_vec()),
            AttributeValue::Term(term) => (tag, VR::CS, term.into()),
        }));
        said.sort_unstable_by_key(|&(tag, ..)| std::cmp::Reverse(tag));
        said
    }

    fn word(&self, word: u16) -> [u8; 2] {
        if self.encoding == Encoding::ExplicitBig { word.to_be_bytes() } else { word.to_le_bytes() }
    }

    /// Whether the copy has a word of its own on this.
    fn says_of_itself(&self, tag: Tag) -> bool {
        let is_always = matches!(
            tag,
            tags::PATIENT_IDENTITY_REMOVED
                | tags::DEIDENTIFICATION_METHOD
                | tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE
                | tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED
        );
        is_always || (tag == tags::BURNED_IN_ANNOTATION && self.options.pixels_are_clean)
    }

    /// Adds what comes before `tag`.
    fn add_up_to(&mut self, tag: Tag, out: &mut Vec<u8>) {
        while let Some((added, vr, value)) = self.to_add.pop_if(|(added, ..)| *added <= tag) {
            let value = even(value, Some(vr));
            if vr == VR::SQ {
                write_header(self.encoding, added, Some(vr), None, out);
                out.extend_from_slice(&value);
                write_header(self.encoding, SEQUENCE_DELIMITER, None, Some(0), out);
            } else {
                write_header(self.encoding, added, Some(vr), Some(value.len() as u32), out);
                out.extend_from_slice(&value);
            }
            if self.covers(added) {
                continue; // noted where the file has it
            }
            let after = if vr == VR::SQ {
                "…".to_owned()
            } else {
                String::from_utf8_lossy(&value).trim().to_owned()
            };
            let (name, before) = (name_of(&self.table, added), String::new());
            self.changes.push(Change {
                tag: added.to_string(),
                name,
                depth: 0,
                what: ChangeKind::Added,
                before,
                after,
            });
        }
    }

    /// Notes what became of the element that was read last.
    fn note(&mut self, header: &ElementHeader, what: ChangeKind, after: String, depth: u32) {
        let tag = header.tag();
        if self.changes.len() >= MAX_CHANGES || tag.element() == 0 {
            return;
        }
        let rule = self.table.rule(tag);
        let vr = header.written_vr().filter(|&vr| vr != VR::UN).or(rule.map(|rule| rule.vr));
        let is_big = self.encoding == Encoding::ExplicitBig;
        let before = match header.length() {
            Some(_) if vr == Some(VR::SQ) => "…".to_owned(),
            Some(length) => {
                shown(vr, &self.bytes[header.value..header.value + length], self.characters, is_big, tag)
            }
            None => format!("{} bytes", self.elements.position() - header.value),
        };
        let after = if what == ChangeKind::Kept { before.clone() } else { after };
        let name = if tag.group() % 2 == 1 { "private".to_owned() } else { name_of(&self.table, tag) };
        self.changes.push(Change { tag: tag.to_string(), name, depth, what, before, after });
    }

    fn note_sequence(&mut self, tag: Tag, depth: u32) {
        if self.changes.len() < MAX_CHANGES {
            let (tag, name) = (tag.to_string(), name_of(&self.table, tag));
            let (before, after) = ("…".to_owned(), "…".to_owned());
            self.changes.push(Change { tag, name, depth, what: ChangeKind::Kept, before, after });
        }
    }

    /// Overlays of old lie in unused bits of the pixels themselves, which are copied as they are.
    fn refuse_hidden_overlay(&self, header: &ElementHeader) -> Result<(), ExportError> {
        let value = self.bytes.get(header.value..header.value + 2).and_then(|two| two.try_into().ok());
        let is_big = header.encoding == Encoding::ExplicitBig;
        let read = |two| if is_big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) };
        match value.map(read) {
            Some(bits) if bits > 1 => {
                Err(ExportError::HiddenOverlay { attribute: attribute_name(header.tag()) })
            }
            _ => Ok(()),
        }
    }
}

fn name_of(table: &Table, tag: Tag) -> String {
    // What the copy says of itself is no attribute that films are read for.
    match tag {
        tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE => {
            return "De-identification Method Code Sequence".to_owned();
        }
        tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED => {
            return "Longitudinal Temporal Information Modified".to_owned();
        }
        _ => {}
    }
    let wanted = || attribute_name(tag).strip_suffix(&format!(" {tag}")).map(str::to_owned);
    table.rule(tag).map(|rule| rule.name.to_owned()).or_else(wanted).unwrap_or_default()
}

/// Overlay Bits Allocated (60xx,0100): one bit, where the overlay has data of its own.
fn is_hidden_overlay(tag: Tag) -> bool {
    (0x6000..0x6100).contains(&tag.group()) && tag.element() == 0x0100
}

fn even(mut value: Vec<u8>, vr: Option<VR>) -> Vec<u8> {
    if value.len() % 2 == 1 {
        value.push(if vr == Some(VR::UI) { 0 } else { b' ' });
    }
    value
}

/// Reading a film guesses how long such an element is; a copy is not built on a guess.
fn check_vr(header: &ElementHeader) -> Result<(), FilmError> {
    if header.has_unknown_vr { Err(no_vr(header.at, header.tag())) } else { Ok(()) }
}

fn no_vr(at: usize, tag: Tag) -> FilmError {
    FilmError::damaged(at, format!("{tag} has no value representation"))
}

/// The reason as films give it. Of an item, its own tag is named.
fn in_words(error: TokenError) -> FilmError {
    match error {
        TokenError::ReadVr { at, tag } => no_vr(at, tag),
        TokenError::InvalidItemLength { missing, .. } => FilmError::truncated(attribute_name(ITEM), missing),
        error => error.into(),
    }
}
