//! A phantom as a DICOM file: Computed Radiography Image Storage (PS3.3 A.2), so that it goes any film's way.

use dicom_core::value::PrimitiveValue;
use dicom_core::{DataElement, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject, WithMetaError, WriteError};
use thiserror::Error;

use super::Phantom;
use super::random::Random;

/// How the file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Explicit VR Little Endian: read by everything.
    Explicit,
    /// Deflated Explicit VR Little Endian: about a quarter smaller; the grain does not deflate.
    Deflated,
}

impl Encoding {
    /// The transfer syntax UID.
    pub fn transfer_syntax(self) -> &'static str {
        match self {
            Self::Explicit => uids::EXPLICIT_VR_LITTLE_ENDIAN,
            Self::Deflated => uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
        }
    }
}

/// Why a phantom could not be written.
#[derive(Debug, Error)]
pub enum PhantomError {
    /// Rows (0028,0010) and Columns (0028,0011) are 16-bit numbers.
    #[error("a DICOM film has at most 65535 rows and columns, not {rows} x {columns}: draw a smaller one")]
    TooLarge {
        /// Height asked for.
        rows: u32,
        /// Width asked for.
        columns: u32,
    },
    /// The file meta group could not be made.
    #[error("the file meta group (0002,xxxx) could not be made")]
    Meta(#[from] Box<WithMetaError>),
    /// The data set could not be written.
    #[error("the data set could not be written")]
    Write(#[from] Box<WriteError>),
}

impl Phantom {
    /// The film as the bytes of a DICOM file. Phantoms of one seed share patient and study; UIDs come from the
    /// seed, the size and the lesions, so the same film has the same UIDs at any time and in either encoding.
    ///
    /// # Errors
    /// Where a side is longer than 65535 pixels, or the writer refuses.
    pub fn to_dicom(&self, encoding: Encoding) -> Result<Vec<u8>, PhantomError> {
        let too_large = || PhantomError::TooLarge { rows: self.rows, columns: self.columns };
        let rows = u16::try_from(self.rows).map_err(|_| too_large())?;
        let columns = u16::try_from(self.columns).map_err(|_| too_large())?;
        let meta = FileMetaTableBuilder::new().transfer_syntax(encoding.transfer_syntax());
        let object = self.object(rows, columns).with_meta(meta).map_err(Box::new)?;
        let mut bytes = Vec::new();
        object.write_all(&mut bytes).map_err(Box::new)?;
        Ok(bytes)
    }

    /// The data set.
    fn object(&self, rows: u16, columns: u16) -> InMemDicomObject {
        let (centre, width) = self.window();
        let spacing = format!("{:.6}", self.spacing_mm);
        let spacing = format!("{spacing}\\{spacing}");
        let study = uid([self.seed, 0]);
        // An image of its own for each size and each set of lesions.
        let image =
            [self.seed, u64::from(self.rows) << 32 | u64::from(self.columns), self.lesions.len() as u64];
        let text = |tag: Tag, vr: VR, value: &str| DataElement::new(tag, vr, value);
        let number = |tag: Tag, value: u16| DataElement::new(tag, VR::US, PrimitiveValue::from(value));
        let empty = |tag: Tag, vr: VR| DataElement::new(tag, vr, PrimitiveValue::Empty);
        InMemDicomObject::from_element_iter([
            text(tags::IMAGE_TYPE, VR::CS, "DERIVED\\PRIMARY"),
            text(tags::SOP_CLASS_UID, VR::UI, uids::COMPUTED_RADIOGRAPHY_IMAGE_STORAGE),
            text(tags::SOP_INSTANCE_UID, VR::UI, &uid(image)),
            empty(tags::STUDY_DATE, VR::DA),
            empty(tags::STUDY_TIME, VR::TM),
            empty(tags::ACCESSION_NUMBER, VR::SH),
            text(tags::MODALITY, VR::CS, "CR"),
            text(tags::MANUFACTURER, VR::LO, "negatoscope"),
            empty(tags::REFERRING_PHYSICIAN_NAME, VR::PN),
            text(tags::STUDY_DESCRIPTION, VR::LO, "Synthetic chest film"),
            text(tags::MANUFACTURER_MODEL_NAME, VR::LO, "phantom"),
            text(tags::PATIENT_NAME, VR::PN, "Phantom^Synthetic"),
            text(tags::PATIENT_ID, VR::LO, &format!("PHANTOM-{}", self.seed)),
            empty(tags::PATIENT_BIRTH_DATE, VR::DA),
            empty(tags::PATIENT_SEX, VR::CS),
            text(tags::BODY_PART_EXAMINED, VR::CS, "CHEST"),
            text(tags::SOFTWARE_VERSIONS, VR::LO, env!("CARGO_PKG_VERSION")),
            text(tags::IMAGER_PIXEL_SPACING, VR::DS, &spacing),
            text(tags::VIEW_POSITION, VR::CS, "PA"),
            text(tags::STUDY_INSTANCE_UID, VR::UI, &study),
            text(tags::SERIES_INSTANCE_UID, VR::UI, &uid([self.seed, 1])),
            text(tags::STUDY_ID, VR::SH, "1"),
            text(tags::SERIES_NUMBER, VR::IS, "1"),
            text(tags::INSTANCE_NUMBER, VR::IS, "1"),
            text(tags::PATIENT_ORIENTATION, VR::CS, "L\\F"),
            text(tags::IMAGE_COMMENTS, VR::LT, "Synthetic, drawn by negatoscope; not a patient"),
            number(tags::SAMPLES_PER_PIXEL, 1),
            text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2"),
            number(tags::ROWS, rows),
            number(tags::COLUMNS, columns),
            text(tags::PIXEL_SPACING, VR::DS, &spacing),
            number(tags::BITS_ALLOCATED, 16),
            number(tags::BITS_STORED, 12),
            number(tags::HIGH_BIT, 11),
            number(tags::PIXEL_REPRESENTATION, 0),
            text(tags::QUALITY_CONTROL_IMAGE, VR::CS, "YES"), // "a quality control or phantom image", PS3.3 C.7.6.1
            text(tags::BURNED_IN_ANNOTATION, VR::CS, "NO"),   // the lead letters name nobody
            text(tags::WINDOW_CENTER, VR::DS, &centre.to_string()),
            text(tags::WINDOW_WIDTH, VR::DS, &width.to_string()),
            text(tags::LOSSY_IMAGE_COMPRESSION, VR::CS, "00"),
            DataElement::new(
                tags::PIXEL_DATA,
                VR::OW,
                PrimitiveValue::U16(self.samples.iter().copied().collect()),
            ),
        ])
    }

    /// Centre and width of the window that shows all but the extreme samples: the air beside the body and what is
    /// whiter than the abdomen.
    fn window(&self) -> (u32, u32) {
        let mut sorted: Vec<u16> = self.samples.clone();
        let mut at = |share: usize| {
            let index = (sorted.len() - 1) * share / 1000;
            u32::from(*sorted.select_nth_unstable(index).1)
        };
        let (low, high) = (at(20), at(995));
        let width = (high - low).max(1);
        (low + width / 2, width)
    }
}

/// A UID under 2.25: the decimal form of a UUID (PS3.5 B.2), here one of version 8 made of the key.
fn uid<const N: usize>(key: [u64; N]) -> String {
    let seed = key.iter().fold(0, |seed, &part| Random::new(seed, part).bits());
    let mut random = Random::new(seed, N as u64);
    let bits = u128::from(random.bits()) << 64 | u128::from(random.bits());
    let version = bits & !(0xF << 76) | 8 << 76;
    let variant = version & !(0b11 << 62) | 0b10 << 62;
    format!("2.25.{variant}")
}
