//! The film that something is made of: whose it is, and how others refer to it.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::element_writer::Elements;
use super::error::ExportError;
use super::uids::Uids;
use super::values::{clean, is_uid};
use crate::film;
use crate::film::Limits;
use crate::film::data_set::attributes::text;

/// What a report or a picture has in common with its film: the patient and the study (PS3.3 C.7.1.1, C.7.2.1, C.7.2.2), in
/// whatever character set they were written.
#[derive(Debug, Clone)]
pub struct SourceFilm {
    attributes: InMemDicomObject,
    is_picture: bool,
    study: String,
}

/// Elements that must stand there, be it without a value (type 2), and those that need not.
const PATIENT_AND_STUDY: [(Tag, VR, bool); 15] = [
    (tags::PATIENT_NAME, VR::PN, true),
    (tags::PATIENT_ID, VR::LO, true),
    (tags::ISSUER_OF_PATIENT_ID, VR::LO, false),
    (tags::PATIENT_BIRTH_DATE, VR::DA, true),
    (tags::PATIENT_SEX, VR::CS, true),
    (tags::PATIENT_AGE, VR::AS, false),
    (tags::PATIENT_SIZE, VR::DS, false),
    (tags::PATIENT_WEIGHT, VR::DS, false),
    (tags::STUDY_DATE, VR::DA, true),
    (tags::STUDY_TIME, VR::TM, true),
    (tags::ACCESSION_NUMBER, VR::SH, true),
    (tags::REFERRING_PHYSICIAN_NAME, VR::PN, true),
    (tags::STUDY_ID, VR::SH, true),
    (tags::STUDY_DESCRIPTION, VR::LO, false),
    (tags::TIMEZONE_OFFSET_FROM_UTC, VR::SH, false),
];

/// How a film is referred to (PS3.3 table 10-11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) class: String,
    pub(super) instance: String,
    /// The frame that was read, where there are several.
    pub(super) frame: Option<u32>,
}

/// Classes of images with several frames (PS3.4 annex B.5), under the storage classes' root.
const MULTI_FRAME: [&str; 21] = [
    "2.1", "2.2", "3.1", "4.1", "4.3", "4.4", "6.2", "7.1", "7.2", "7.3", "7.4", "12.1", "12.1.1", "12.2",
    "12.2.1", "13.1.1", "13.1.3", "20", "30", "66.4", "130",
];

fn is_multi_frame(class: &str) -> bool {
    class.strip_prefix("1.2.840.10008.5.1.4.1.1.").is_some_and(|number| MULTI_FRAME.contains(&number))
}

impl Reference {
    /// The item that refers.
    pub(super) fn item(&self) -> Elements {
        let mut item = Elements::default();
        item.text(tags::REFERENCED_SOP_CLASS_UID, VR::UI, &self.class);
        item.text(tags::REFERENCED_SOP_INSTANCE_UID, VR::UI, &self.instance);
        if let Some(frame) = self.frame {
            item.text(tags::REFERENCED_FRAME_NUMBER, VR::IS, &frame.to_string());
        }
        item
    }
}

impl SourceFilm {
    /// Reads what is needed of a film's file: DICOM, or a picture, which knows of no patient. A file without a valid Study
    /// Instance UID (0020,000D) is given a study of its own.
    ///
    /// # Errors
    /// Where the file is not read as a film either.
    pub fn parse(bytes: &[u8], limits: &Limits, uids: &mut Uids) -> Result<Self, ExportError> {
        let attributes = film::read_attributes(bytes, limits)?;
        let is_picture = attributes.is_none();
        let attributes = attributes.unwrap_or_else(InMemDicomObject::new_empty);
        let study = text(&attributes, tags::STUDY_INSTANCE_UID).filter(|uid| is_uid(uid));
        let study = study.unwrap_or_else(|| uids.next());
        Ok(Self { attributes, is_picture, study })
    }

    /// Whether it is a PNG or JPEG picture.
    pub fn is_picture(&self) -> bool {
        self.is_picture
    }

    pub(super) fn study(&self) -> &str {
        &self.study
    }

    /// Text of an attribute, as `vr` allows it.
    pub(super) fn value(&self, tag: Tag, vr: VR) -> Option<String> {
        clean(vr, &text(&self.attributes, tag)?)
    }

    /// All values of an attribute of codes.
    pub(super) fn codes(&self, tag: Tag) -> Option<Vec<String>> {
        text(&self.attributes, tag)?.split('\\').map(|code| clean(VR::CS, code)).collect()
    }

    pub(super) fn uid(&self, tag: Tag) -> Option<String> {
        self.value(tag, VR::UI)
    }

    /// Rows or Columns.
    pub(super) fn number(&self, tag: Tag) -> Option<i64> {
        film::data_set::attributes::integer(&self.attributes, tag).ok()?
    }

    /// By what others refer to the film; `what` refers.
    pub(super) fn reference(&self, what: &'static str) -> Result<Reference, ExportError> {
        if self.is_picture {
            return Err(ExportError::Picture { what });
        }
        let uid = |tag| self.uid(tag).ok_or_else(|| ExportError::no_identity(tag, what));
        let frames = self.number(tags::NUMBER_OF_FRAMES).unwrap_or(1);
        let class = uid(tags::SOP_CLASS_UID)?;
        Ok(Reference {
            instance: uid(tags::SOP_INSTANCE_UID)?,
            // The first is the film. A class that has one frame refers to none, however many a file has.
            frame: (frames > 1 && is_multi_frame(&class)).then_some(1),
            class,
        })
    }

    /// The clock of the study, minutes ahead of UTC, where the file tells it: Timezone Offset From UTC (0008,0201).
    pub(super) fn offset_minutes(&self) -> Option<i32> {
        let offset = text(&self.attributes, tags::TIMEZONE_OFFSET_FROM_UTC)?;
        let (sign, digits) = offset.split_at_checked(1)?;
        let sign = if sign == "-" { -1 } else { 1 };
        let (hours, minutes) =
            (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..4)?.parse::<i32>().ok()?);
        (digits.len() == 4 && hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }

    /// The elements of patient and study.
    pub(super) fn patient_and_study(&self) -> Elements {
        let mut elements = Elements::default();
        for (tag, vr, must_be_there) in PATIENT_AND_STUDY {
            let is_allowed = |value: &String| match tag {
                tags::PATIENT_SEX => matches!(value.as_str(), "M" | "F" | "O"),
                tags::TIMEZONE_OFFSET_FROM_UTC => self.offset_minutes().is_some(),
                _ => true,
            };
            match self.value(tag, vr).filter(is_allowed) {
                Some(value) => elements.text(tag, vr, &value),
                None if must_be_there => elements.empty(tag, vr),
                None => {}
            }
        }
        elements.text(tags::STUDY_INSTANCE_UID, VR::UI, &self.study);
        // What is made of a film whose patient was taken out says so too.
        if self.value(tags::PATIENT_IDENTITY_REMOVED, VR::CS).as_deref() == Some("YES") {
            let method = self.value(tags::DEIDENTIFICATION_METHOD, VR::LO);
            elements.text(tags::PATIENT_IDENTITY_REMOVED, VR::CS, "YES");
            let method = method.unwrap_or_else(|| "That of the source image".to_owned());
            elements.text(tags::DEIDENTIFICATION_METHOD, VR::LO, &method);
        }
        elements
    }
}
