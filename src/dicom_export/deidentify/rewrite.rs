//! The walk from element to element that writes the copy: what is kept goes over byte by byte, in the form that the source
//! has. Every length is checked against the bytes at hand, and sequences are followed only so deep.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::{tags, uids as syntaxes};

use super::change_log::{Change, ChangeKind, shown};
use super::options::{Dates, DeidentifyOptions};
use super::session::DeidentifySession;
use super::table::{Action, Table};
use crate::dicom_export::ExportError;
use crate::dicom_export::element_writer::is_long;
use crate::dicom_export::timestamp::{civil, days};
use crate::film::{
    AttributeValue, CharacterSet, EXPLICIT_VR_BIG_ENDIAN, EncodedDataSet, FilmError, RedactedPixels,
    attribute_name,
};

const ITEM: Tag = Tag(0xfffe, 0xe000);
const ITEM_DELIMITER: Tag = Tag(0xfffe, 0xe00d);
const SEQUENCE_DELIMITER: Tag = Tag(0xfffe, 0xe0dd);

/// Deeper than any real file's sequences; a hostile one nests as deep as it is long.
const MAX_DEPTH: u32 = 32;
/// Changes that are listed at most: an enhanced file of a thousand frames says the same a thousand times.
const MAX_CHANGES: usize = 4000;

/// How elements are written (PS3.5 section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    ExplicitLittle,
    ExplicitBig,
    ImplicitLittle,
}

struct Header {
    tag: Tag,
    /// None where the form has none.
    vr: Option<VR>,
    /// None where the value ends at a delimiter.
    length: Option<usize>,
    /// Offset of the value.
    value: usize,
}

/// What is being read: a data set or an item, and where it lies.
#[derive(Clone, Copy)]
struct Place {
    end: usize,
    depth: u32,
    /// Within the content of a structured report.
    in_content: bool,
    /// In a sequence of codes that stand for a person.
    in_person: bool,
}

/// A file on its way into a copy.
pub(super) struct Rewriting<'a> {
    bytes: &'a [u8],
    form: Form,
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
        // Little endian files are asked whether they carry VR letters, whatever they claim: some claim wrongly.
        let carries_vr = bytes.get(4..6).is_some_and(|vr| VR::from_binary([vr[0], vr[1]]).is_some());
        let form = match (found.syntax.big_endian, carries_vr) {
            (true, _) => Form::ExplicitBig,
            (false, true) => Form::ExplicitLittle,
            (false, false) => Form::ImplicitLittle,
        };
        let mut rewriting = Self {
            bytes,
            form,
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
        match self.form {
            Form::ExplicitLittle => syntaxes::EXPLICIT_VR_LITTLE_ENDIAN,
            Form::ExplicitBig => EXPLICIT_VR_BIG_ENDIAN,
            Form::ImplicitLittle => syntaxes::IMPLICIT_VR_LITTLE_ENDIAN,
        }
    }

    /// Writes the copy's data set and tells what was changed.
    pub(super) fn run(mut self, out: &mut Vec<u8>) -> Result<Vec<Change>, ExportError> {
        let whole = Place { end: self.bytes.len(), depth: 0, in_content: false, in_person: false };
        self.elements(0, whole, self.form, out)?;
        self.add_up_to(Tag(0xffff, 0xffff), out);
        Ok(self.changes)
    }

    /// Elements from `at` on, to the place's end or the delimiter of an item; the offset behind it.
    fn elements(
        &mut self,
        mut at: usize,
        place: Place,
        form: Form,
        out: &mut Vec<u8>,
    ) -> Result<usize, ExportError> {
        if place.depth > MAX_DEPTH {
            return Err(FilmError::damaged(at, "sequences are nested too deeply").into());
        }
        // Fewer than 8 bytes cannot be an element: files are padded at the end.
        while place.end - at >= 8 {
            let header = self.header(at, place.end, form)?;
            if header.tag == ITEM_DELIMITER {
                return Ok(header.value);
            }
            if place.depth == 0 {
                self.add_up_to(header.tag, out);
            }
            at = self.element(at, &header, place, form, out)?;
        }
        Ok(if place.depth == 0 { at } else { place.end })
    }

    fn element(
        &mut self,
        at: usize,
        header: &Header,
        place: Place,
        form: Form,
        out: &mut Vec<u8>,
    ) -> Result<usize, ExportError> {
        let tag = header.tag;
        if is_hidden_overlay(tag) && header.length.is_some_and(|length| length > 0) {
            self.refuse_hidden_overlay(header, form)?;
        }
        if place.depth == 0 && self.covers(tag) {
            let end = self.end(header, place, form)?;
            self.write_covered(header, end, out);
            return Ok(end);
        }
        let action = self.action(header, place, form);
        let is_sequence = self.is_sequence(header, place.end, form);
        if action == Action::Into || (is_sequence && action == Action::Keep) {
            if !is_sequence {
                // A sequence by the table that is none in this file holds nothing that could be followed.
                let end = self.end(header, place, form)?;
                self.note(header, ChangeKind::Removed, end, String::new(), place.depth);
                return Ok(end);
            }
            self.note_sequence(header, place.depth);
            begin(form, tag, header.vr, None, out);
            let inner = Place {
                depth: place.depth + 1,
                in_content: place.in_content || tag == tags::CONTENT_SEQUENCE,
                in_person: place.in_person || tag == tags::PERSON_IDENTIFICATION_CODE_SEQUENCE,
                ..place
            };
            let end = self.items(header, inner, inside(header, form), Some(&mut *out))?;
            begin(form, SEQUENCE_DELIMITER, None, Some(0), out);
            return Ok(end);
        }
        let end = self.end(header, place, form)?;
        // A value without a length has no end to cut at: fragments of pixels, copied whole, or nothing.
        let value = header.length.map(|length| &self.bytes[header.value..header.value + length]);
        let rule_vr = self.table.rule(tag).map(|rule| rule.vr);
        let vr = header.vr.filter(|&vr| vr != VR::UN).or(rule_vr);
        match action {
            Action::Keep | Action::Into => {
                if tag == tags::SPECIFIC_CHARACTER_SET {
                    let terms: String = value.unwrap_or_default().iter().map(|&b| char::from(b)).collect();
                    self.characters = CharacterSet::parse(&terms);
                }
                out.extend_from_slice(&self.bytes[at..end]);
                self.note(header, ChangeKind::Kept, end, String::new(), place.depth);
            }
            Action::Remove => self.note(header, ChangeKind::Removed, end, String::new(), place.depth),
            Action::Empty | Action::Dummy | Action::Uid | Action::Shift => {
                let new = self.new_value(tag, vr, action, value.unwrap_or_default());
                let is_short = header.vr.is_some_and(|vr| !is_long(vr));
                // Longer than its length can say: nothing that is made here is.
                let new = if is_short && new.len() > usize::from(u16::MAX) - 1 { Vec::new() } else { new };
                begin(form, tag, header.vr, Some(new.len()), out);
                out.extend_from_slice(&new);
                let what = if new.is_empty() { ChangeKind::Emptied } else { ChangeKind::Replaced };
                let after = shown(vr, &new, CharacterSet::default(), false, tag);
                self.note(header, what, end, after, place.depth);
            }
        }
        Ok(end)
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
    fn write_covered(&mut self, header: &Header, end: usize, out: &mut Vec<u8>) {
        let Some(covered) = self.covered.take() else { return };
        let tag = header.tag;
        if tag == covered.tag {
            begin(self.form, tag, Some(covered.vr), Some(covered.value.len()), out);
            out.extend_from_slice(&covered.value);
            let painted: Vec<String> = self.options.covered.iter().map(ToString::to_string).collect();
            self.note(header, ChangeKind::Replaced, end, format!("■ {}", painted.join("  ")), 0);
        } else if let Some((_, description)) = covered.described.iter().find(|(of, _)| *of == tag) {
            let after = match description {
                AttributeValue::Number(number) => number.to_string(),
                AttributeValue::Term(term) => (*term).to_owned(),
            };
            self.note(header, ChangeKind::Replaced, end, after, 0);
        } else {
            self.note(header, ChangeKind::Removed, end, String::new(), 0);
        }
        self.covered = Some(covered);
    }

    fn action(&self, header: &Header, place: Place, form: Form) -> Action {
        let tag = header.tag;
        let group = tag.group();
        if group % 2 == 1 || tag.element() == 0 || (place.depth == 0 && self.says_of_itself(tag)) {
            return Action::Remove; // private; lengths of groups, which no longer hold; what the copy says itself
        }
        // In big endian nobody knows in which order the bytes of such items are to be.
        if header.vr == Some(VR::UN) && form == Form::ExplicitBig && self.is_sequence(header, place.end, form)
        {
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
        match (self.table.rule(tag), header.vr) {
            (Some(rule), _) if is_optional && rule.action(self.options) == Action::Empty => Action::Remove,
            (Some(rule), _) => rule.action(self.options),
            (None, _) if !self.options.uids && UNLISTED_UIDS.contains(&tag) => Action::Uid,
            (None, _) if UNLISTED_PERSONS.contains(&tag) => Action::Dummy,
            (None, Some(VR::PN)) => Action::Dummy, // a person whom the table does not know
            (None, Some(VR::SQ)) => Action::Into,
            (None, None | Some(VR::UN)) if self.is_sequence(header, place.end, form) => Action::Into,
            (None, _) => Action::Keep,
        }
    }

    /// Whether a value holds items. Where no representation says so, the table or the first item tells.
    fn is_sequence(&self, header: &Header, end: usize, form: Form) -> bool {
        let is_pixels = header.tag == tags::PIXEL_DATA;
        match header.vr {
            Some(VR::SQ) => true,
            Some(VR::UN) | None if header.length.is_none() => !is_pixels,
            Some(VR::UN) | None => {
                let is_by_table = self.table.rule(header.tag).is_some_and(|rule| rule.vr == VR::SQ);
                let length = header.length.unwrap_or_default();
                let first = self.header(header.value, (header.value + length).min(end), inside(header, form));
                let begins_with_item = length >= 8
                    && first.is_ok_and(|item| {
                        item.tag == ITEM && item.length.is_none_or(|inner| inner <= length - 8)
                    });
                !is_pixels && (begins_with_item || (is_by_table && length == 0))
            }
            Some(_) => false,
        }
    }

    /// The items of a sequence, written to `out` where there is one; the offset behind the sequence.
    fn items(
        &mut self,
        header: &Header,
        place: Place,
        inside: Form,
        mut out: Option<&mut Vec<u8>>,
    ) -> Result<usize, ExportError> {
        let end = match header.length {
            Some(length) => self.checked(header, length, place.end)?,
            None => place.end,
        };
        let mut at = header.value;
        while end - at >= 8 {
            let item = self.header(at, end, inside)?;
            if item.tag == SEQUENCE_DELIMITER {
                return Ok(item.value);
            }
            if item.tag != ITEM {
                return Err(FilmError::damaged(at, format!("{} instead of an item", item.tag)).into());
            }
            let item_end = match item.length {
                Some(length) => self.checked(&item, length, end)?,
                None => end,
            };
            let place = Place { end: item_end, ..place };
            let mut content = Vec::new();
            let before = self.characters; // an item may have a set of its own
            let behind = self.elements(item.value, place, inside, &mut content)?;
            self.characters = before;
            if let Some(out) = out.as_deref_mut() {
                begin(inside, ITEM, None, None, out);
                out.append(&mut content);
                begin(inside, ITEM_DELIMITER, None, Some(0), out);
            }
            at = item.length.map_or(behind, |_| item_end);
        }
        match header.length {
            Some(_) => Ok(end),
            None => Err(FilmError::Truncated { place: attribute_name(header.tag), missing: None }.into()),
        }
    }

    /// The offset behind a value.
    fn end(&mut self, header: &Header, place: Place, form: Form) -> Result<usize, ExportError> {
        let end = place.end;
        if let Some(length) = header.length {
            return self.checked(header, length, end);
        }
        if self.is_sequence(header, end, form) {
            // Followed to its end for the end alone.
            let listed = self.changes.len();
            let inner = Place { depth: place.depth + 1, ..place };
            let behind = self.items(header, inner, inside(header, form), None)?;
            self.changes.truncate(listed);
            return Ok(behind);
        }
        let mut at = header.value; // fragments (PS3.5 annex A.4)
        while end - at >= 8 {
            let fragment = self.header(at, end, form)?;
            at = match (fragment.tag, fragment.length) {
                (SEQUENCE_DELIMITER, _) => return Ok(fragment.value),
                (ITEM, Some(length)) => self.checked(&fragment, length, end)?,
                _ => return Err(FilmError::damaged(at, "expected a fragment of Pixel Data here").into()),
            };
        }
        // Some files end behind their last fragment, without the delimiter.
        Ok(end)
    }

    fn checked(&self, header: &Header, length: usize, end: usize) -> Result<usize, ExportError> {
        let there = end - header.value;
        match length.checked_sub(there) {
            None | Some(0) => Ok(header.value + length),
            Some(missing) => Err(FilmError::truncated(attribute_name(header.tag), missing).into()),
        }
    }

    fn header(&self, at: usize, end: usize, form: Form) -> Result<Header, ExportError> {
        let cut = || FilmError::Truncated { place: "an element's header".to_owned(), missing: None };
        let bytes = &self.bytes[..end];
        let word = |at: usize| -> Result<u16, FilmError> {
            let two = bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).ok_or_else(cut)?;
            Ok(if form == Form::ExplicitBig { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
        };
        let double = |at: usize| -> Result<u32, FilmError> {
            let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).ok_or_else(cut)?;
            Ok(if form == Form::ExplicitBig { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
        };
        let tag = Tag(word(at)?, word(at + 2)?);
        let defined = |length: u32| (length != u32::MAX).then_some(length as usize);
        if form == Form::ImplicitLittle || tag.group() == 0xfffe {
            return Ok(Header { tag, vr: None, length: defined(double(at + 4)?), value: at + 8 });
        }
        let letters = bytes.get(at + 4..at + 6).ok_or_else(cut)?;
        let vr = VR::from_binary([letters[0], letters[1]]);
        let vr = vr.ok_or_else(|| FilmError::damaged(at, format!("{tag} has no value representation")))?;
        Ok(if is_long(vr) {
            Header { tag, vr: Some(vr), length: defined(double(at + 8)?), value: at + 12 }
        } else {
            Header { tag, vr: Some(vr), length: Some(word(at + 6)?.into()), value: at + 8 }
        })
    }

    /// What stands in a value's place, of even length.
    fn new_value(&self, tag: Tag, vr: Option<VR>, action: Action, value: &[u8]) -> Vec<u8> {
        let text: String = value.iter().map(|&byte| char::from(byte)).collect();
        let values = || text.split('\\').map(|value| value.trim_matches([' ', '\0']));
        let new = match action {
            // Archives file by both: what stands for the patient may do so for the name (E.1.1, action Z).
            _ if matches!(tag, tags::PATIENT_NAME | tags::PATIENT_ID) => self.pseudonym.to_owned(),
            Action::Uid => values().map(|uid| self.session.uid(uid)).collect::<Vec<_>>().join("\\"),
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
            begin(self.form, ITEM, None, None, &mut items);
            for (tag, vr, text) in [
                (tags::CODE_VALUE, VR::SH, value),
                (tags::CODING_SCHEME_DESIGNATOR, VR::SH, "DCM"),
                (tags::CODE_MEANING, VR::LO, meaning),
            ] {
                let text = even(text.as_bytes().to_vec(), Some(vr));
                begin(self.form, tag, Some(vr), Some(text.len()), &mut items);
                items.extend(text);
            }
            begin(self.form, ITEM_DELIMITER, None, Some(0), &mut items);
        }
        let method = format!("Negatoscope {}: PS3.15 E.1-1, 2026c", crate::dicom_export::VERSION);
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
        if self.form == Form::ExplicitBig { word.to_be_bytes() } else { word.to_le_bytes() }
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
                begin(self.form, added, Some(vr), None, out);
                out.extend_from_slice(&value);
                begin(self.form, SEQUENCE_DELIMITER, None, Some(0), out);
            } else {
                begin(self.form, added, Some(vr), Some(value.len()), out);
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

    fn note(&mut self, header: &Header, what: ChangeKind, end: usize, after: String, depth: u32) {
        let tag = header.tag;
        if self.changes.len() >= MAX_CHANGES || tag.element() == 0 {
            return;
        }
        let rule = self.table.rule(tag);
        let vr = header.vr.filter(|&vr| vr != VR::UN).or(rule.map(|rule| rule.vr));
        let is_big = self.form == Form::ExplicitBig;
        let before = match header.length {
            Some(_) if vr == Some(VR::SQ) => "…".to_owned(),
            Some(length) => {
                shown(vr, &self.bytes[header.value..header.value + length], self.characters, is_big, tag)
            }
            None => format!("{} bytes", end - header.value),
        };
        let after = if what == ChangeKind::Kept { before.clone() } else { after };
        let name = if tag.group() % 2 == 1 { "private".to_owned() } else { name_of(&self.table, tag) };
        self.changes.push(Change { tag: tag.to_string(), name, depth, what, before, after });
    }

    fn note_sequence(&mut self, header: &Header, depth: u32) {
        if self.changes.len() < MAX_CHANGES {
            let (tag, name) = (header.tag.to_string(), name_of(&self.table, header.tag));
            let (before, after) = ("…".to_owned(), "…".to_owned());
            self.changes.push(Change { tag, name, depth, what: ChangeKind::Kept, before, after });
        }
    }

    /// Overlays of old lie in unused bits of the pixels themselves, which are copied as they are.
    fn refuse_hidden_overlay(&self, header: &Header, form: Form) -> Result<(), ExportError> {
        let value = self.bytes.get(header.value..header.value + 2).and_then(|two| two.try_into().ok());
        let read =
            |two| if form == Form::ExplicitBig { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) };
        match value.map(read) {
            Some(bits) if bits > 1 => {
                Err(ExportError::HiddenOverlay { attribute: attribute_name(header.tag) })
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

/// How the items of a sequence are written: of unknown representation, implicit (PS3.5 section 6.2.2, note 2).
fn inside(header: &Header, form: Form) -> Form {
    if header.vr == Some(VR::UN) { Form::ImplicitLittle } else { form }
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

/// Appends the header of an element; no length means that a delimiter follows.
fn begin(form: Form, tag: Tag, vr: Option<VR>, length: Option<usize>, out: &mut Vec<u8>) {
    let word = |word: u16| if form == Form::ExplicitBig { word.to_be_bytes() } else { word.to_le_bytes() };
    let length = length.map_or(u32::MAX, |length| length as u32);
    let long = if form == Form::ExplicitBig { length.to_be_bytes() } else { length.to_le_bytes() };
    out.extend(word(tag.group()));
    out.extend(word(tag.element()));
    match vr.filter(|_| form != Form::ImplicitLittle && tag.group() != 0xfffe) {
        None => out.extend(long),
        Some(vr) => {
            out.extend(vr.to_string().bytes());
            if is_long(vr) {
                out.extend([0, 0]);
                out.extend(long);
            } else {
                out.extend(word(length as u16));
            }
        }
    }
}
