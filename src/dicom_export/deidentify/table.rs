//! What becomes of each attribute: table E.1-1 of PS3.15 (Basic Application Level Confidentiality Profile), in the edition of
//! 2026c, as `table.tsv` has it.
//!
//! Its columns: tag, value representation (PS3.6), action of the basic profile, the options that change the action, name.
//! `U` Retain UIDs, `D` Retain Device Identity, `I` Retain Institution Identity, `P` Retain Patient Characteristics, `F`
//! Retain Longitudinal Temporal Information with Full Dates, `m` the same with Modified Dates; a small letter means that
//! the value is cleaned instead of kept. The options that ask for free text to be cleaned are not offered, for no program
//! can tell what a sentence gives away.
//!
//! The repeating groups, private attributes and what stands in no row are in [`super::rewrite`].

use std::collections::HashMap;

use dicom_core::{Tag, VR};

use super::options::{Dates, DeidentifyOptions};

/// What is done with an attribute (PS3.15 table E.1-1a). Where the table leaves a choice, the one that is valid wherever
/// the attribute is: empty rather than absent, a dummy rather than empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Keep,
    Remove,
    ZeroLength,
    /// A value that says nothing, of the attribute's representation.
    Dummy,
    /// Another UID, the same for the same UID in all files of a session.
    ReplaceUid,
    /// The date moved by the session's days.
    Shift,
    /// The items of a sequence, each as a data set.
    Recurse,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) vr: VR,
    action: &'static str,
    options: &'static str,
    pub(super) name: &'static str,
}

/// The table by tag.
pub(super) struct Table(HashMap<Tag, Rule>);

const ROWS: &str = include_str!("table.tsv");

impl Table {
    pub(super) fn new() -> Self {
        Self(ROWS.lines().filter_map(row).collect())
    }

    pub(super) fn rule(&self, tag: Tag) -> Option<Rule> {
        self.0.get(&tag).copied()
    }
}

fn row(line: &'static str) -> Option<(Tag, Rule)> {
    let mut columns = line.split('\t');
    let (group, element) = columns.next()?.split_once(',')?;
    let tag = Tag(u16::from_str_radix(group, 16).ok()?, u16::from_str_radix(element, 16).ok()?);
    let vr = columns.next()?.parse().ok()?;
    let (action, options, name) = (columns.next()?, columns.next()?, columns.next()?);
    Some((tag, Rule { vr, action, options, name }))
}

impl Rule {
    /// What is done under these options.
    pub(super) fn action(self, chosen: &DeidentifyOptions) -> Action {
        let is_sequence = self.vr == VR::SQ;
        let keep = if is_sequence { Action::Recurse } else { Action::Keep };
        let is_kept = self.options.chars().any(|option| match option {
            'U' => chosen.uids,
            'D' => chosen.device,
            'I' => chosen.institution,
            'P' => chosen.patient_characteristics,
            'F' => chosen.dates == Dates::Keep,
            _ => false,
        });
        if is_kept {
            return keep;
        }
        if matches!(chosen.dates, Dates::Shift { .. }) && self.options.contains('m') {
            return match self.vr {
                VR::DA | VR::DT => Action::Shift,
                VR::TM => Action::Keep, // days are moved, and no hours
                _ => self.basic(is_sequence),
            };
        }
        self.basic(is_sequence)
    }

    fn basic(self, is_sequence: bool) -> Action {
        match self.action {
            "X/Z/U*" => Action::Recurse,
            "U" => Action::ReplaceUid,
            "Z" | "X/Z" => Action::ZeroLength,
            "D" if is_sequence => Action::Recurse,
            "X/Z/D" | "Z/D" if is_sequence => Action::ZeroLength,
            "D" | "Z/D" | "X/Z/D" => Action::Dummy,
            "X/D" if !is_sequence => Action::Dummy,
            _ => Action::Remove,
        }
    }
}

#[cfg(test)]
mod tests {
    use dicom_dictionary_std::tags;

    use super::*;

    /// Rows by hand from the standard's table.
    #[test]
    fn rows_are_those_of_the_standard() {
        let table = Table::new();
        assert_eq!(table.0.len(), ROWS.lines().count(), "every row is read, and none stands twice");
        for (tag, vr, action, options) in [
            (tags::ACCESSION_NUMBER, VR::SH, "Z", "-"),
            (tags::ACQUISITION_DATE, VR::DA, "X/Z", "Fm"),
            (tags::ACQUISITION_DATE_TIME, VR::DT, "X/Z/D", "Fm"),
            (tags::CONTENT_DATE, VR::DA, "Z/D", "Fm"),
            (tags::CONTENT_SEQUENCE, VR::SQ, "D", "-"),
            (tags::DETECTOR_ID, VR::SH, "X/D", "D"),
            (tags::DEVICE_SERIAL_NUMBER, VR::LO, "X/Z/D", "D"),
            (tags::DEVICE_UID, VR::UI, "U", "UD"),
            (tags::INSTITUTION_NAME, VR::LO, "X/Z/D", "I"),
            (tags::OPERATORS_NAME, VR::PN, "X/Z/D", "-"),
            (tags::PATIENT_ADDRESS, VR::LO, "X", "-"),
            (tags::PATIENT_AGE, VR::AS, "X", "P"),
            (tags::PATIENT_BIRTH_DATE, VR::DA, "Z", "-"),
            (tags::PATIENT_ID, VR::LO, "Z/D", "-"),
            (tags::PATIENT_NAME, VR::PN, "Z", "-"),
            (tags::PATIENT_SEX, VR::CS, "Z", "P"),
            (tags::REFERENCED_IMAGE_SEQUENCE, VR::SQ, "X/Z/U*", "U"),
            (tags::REFERRING_PHYSICIAN_NAME, VR::PN, "Z", "-"),
            (tags::SERIES_INSTANCE_UID, VR::UI, "U", "U"),
            (tags::SOP_INSTANCE_UID, VR::UI, "U", "U"),
            (tags::STATION_NAME, VR::SH, "X/Z/D", "D"),
            (tags::STUDY_DATE, VR::DA, "Z", "Fm"),
            (tags::STUDY_DESCRIPTION, VR::LO, "X", "-"),
            (tags::STUDY_INSTANCE_UID, VR::UI, "U", "U"),
            (tags::STUDY_TIME, VR::TM, "Z", "Fm"),
        ] {
            let rule = table.rule(tag).unwrap_or_else(|| panic!("{tag} has no row"));
            assert_eq!((rule.vr, rule.action, rule.options), (vr, action, options), "{tag} {}", rule.name);
        }
        for kept in [tags::MODALITY, tags::SOP_CLASS_UID, tags::ROWS, tags::PIXEL_DATA, tags::VIEW_POSITION] {
            assert_eq!(table.rule(kept), None, "{kept} says nothing of a person");
        }
    }

    #[test]
    fn options_change_what_they_name_and_nothing_else() {
        let table = Table::new();
        let action = |tag, options: &DeidentifyOptions| table.rule(tag).map(|rule| rule.action(options));
        let basic = DeidentifyOptions::default();
        let shift = DeidentifyOptions { dates: Dates::Shift { days: -3 }, ..basic.clone() };
        let keep = DeidentifyOptions { dates: Dates::Keep, ..basic.clone() };
        let person = DeidentifyOptions { patient_characteristics: true, ..basic.clone() };
        assert_eq!(action(tags::STUDY_DATE, &basic), Some(Action::ZeroLength));
        assert_eq!(action(tags::STUDY_DATE, &shift), Some(Action::Shift));
        assert_eq!(action(tags::STUDY_TIME, &shift), Some(Action::Keep));
        assert_eq!(action(tags::STUDY_DATE, &keep), Some(Action::Keep));
        assert_eq!(action(tags::PATIENT_BIRTH_DATE, &keep), Some(Action::ZeroLength));
        assert_eq!(action(tags::PATIENT_BIRTH_DATE, &shift), Some(Action::ZeroLength));
        assert_eq!(action(tags::PATIENT_SEX, &person), Some(Action::Keep));
        assert_eq!(action(tags::PATIENT_NAME, &person), Some(Action::ZeroLength));
        assert_eq!(
            action(tags::SOP_INSTANCE_UID, &DeidentifyOptions { uids: true, ..basic.clone() }),
            Some(Action::Keep)
        );
        assert_eq!(
            action(tags::STATION_NAME, &DeidentifyOptions { device: true, ..basic.clone() }),
            Some(Action::Keep)
        );
        assert_eq!(
            action(tags::INSTITUTION_NAME, &DeidentifyOptions { institution: true, ..basic }),
            Some(Action::Keep)
        );
    }
}
