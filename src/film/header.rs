//! What a film says of itself: the attributes that page, program and reports show.

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;
use serde::{Deserialize, Serialize};

use super::data_set::attributes::{decimals, text};
use super::data_set::transfer_syntax::TransferSyntax;
use super::layout::Layout;
use super::warning::FilmWarning;

/// What a film says of itself. Text is decoded with the file's character set; nothing is verified.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// SOP Instance UID (0008,0018).
    pub sop_instance_uid: Option<String>,
    /// Study Instance UID (0020,000D).
    pub study_instance_uid: Option<String>,
    /// Series Instance UID (0020,000E).
    pub series_instance_uid: Option<String>,
    /// Modality (0008,0060).
    pub modality: Option<String>,
    /// View Position (0018,5101).
    pub view_position: Option<String>,
    /// Body Part Examined (0018,0015).
    pub body_part: Option<String>,
    /// Patient's Name (0010,0010), as stored.
    pub patient_name: Option<String>,
    /// Patient ID (0010,0020).
    pub patient_id: Option<String>,
    /// Patient's Sex (0010,0040).
    pub patient_sex: Option<String>,
    /// Patient's Age (0010,1010).
    pub patient_age: Option<String>,
    /// Study Date (0008,0020), as stored: `YYYYMMDD`.
    pub study_date: Option<String>,
    /// Manufacturer (0008,0070).
    pub manufacturer: Option<String>,
    /// Rows (0028,0010): height in pixels.
    pub rows: u32,
    /// Columns (0028,0011): width in pixels.
    pub columns: u32,
    /// Bits Stored (0028,0101).
    pub bits_stored: u16,
    /// Bits Allocated (0028,0100).
    pub bits_allocated: u16,
    /// Pixel Representation (0028,0103) is 1.
    pub signed: bool,
    /// Photometric Interpretation (0028,0004) as claimed; `MONOCHROME2` or `RGB` for pictures.
    pub photometric: String,
    /// Transfer Syntax UID (0002,0010); `image/png` or `image/jpeg` for pictures.
    pub transfer_syntax: String,
    /// Its name.
    pub transfer_syntax_name: String,
    /// Number of Frames (0028,0008); the first is the film.
    pub frames: u32,
    /// Whether compression has cost something: Lossy Image Compression (0028,2110), or the transfer syntax.
    pub lossy: bool,
    /// Height and width of a pixel, millimetres: Pixel Spacing (0028,0030), else Imager Pixel Spacing (0018,1164).
    pub pixel_spacing_mm: Option<[f64; 2]>,
    /// Where those millimetres are measured.
    #[serde(default)]
    pub pixel_spacing_at: Option<SpacingAt>,
    /// Image Laterality (0020,0062), else Laterality (0020,0060): `R`, `L`, `B` (both) or `U` (unpaired).
    #[serde(default)]
    pub laterality: Option<String>,
    /// Patient Orientation (0020,0020): where the patient's body goes to along the rows and along the columns.
    #[serde(default)]
    pub patient_orientation: Option<[String; 2]>,
    /// Names of the VOI LUTs and windows that the file asks to be shown with, its first choice first.
    pub windows: Vec<String>,
    /// Where the file contradicts itself, or says too little.
    #[serde(rename = "doubts")] // the name in reports and kept lists since the first version
    pub warnings: Vec<FilmWarning>,
}

/// Where the millimetres of a projection are measured (PS3.3 10.7.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpacingAt {
    /// Imager Pixel Spacing (0018,1164), or a Pixel Spacing (0028,0030) equal to it: at the detector, where the patient's
    /// body is drawn larger than it is.
    Detector,
    /// Pixel Spacing (0028,0030) of its own: in the patient, so far as whoever wrote it corrected for the magnification.
    PixelSpacing,
}

impl Header {
    pub(crate) fn from_data_set(object: &InMemDicomObject, layout: &Layout, syntax: &TransferSyntax) -> Self {
        Self {
            sop_instance_uid: text(object, tags::SOP_INSTANCE_UID),
            study_instance_uid: text(object, tags::STUDY_INSTANCE_UID),
            series_instance_uid: text(object, tags::SERIES_INSTANCE_UID),
            modality: text(object, tags::MODALITY),
            view_position: text(object, tags::VIEW_POSITION),
            body_part: text(object, tags::BODY_PART_EXAMINED),
            patient_name: text(object, tags::PATIENT_NAME),
            patient_id: text(object, tags::PATIENT_ID),
            patient_sex: text(object, tags::PATIENT_SEX),
            patient_age: text(object, tags::PATIENT_AGE),
            study_date: text(object, tags::STUDY_DATE),
            manufacturer: text(object, tags::MANUFACTURER),
            rows: layout.rows as u32,
            columns: layout.columns as u32,
            bits_stored: layout.bits_stored,
            bits_allocated: layout.bits_allocated,
            signed: layout.signed,
            photometric: layout.photometric.name().to_owned(),
            transfer_syntax: syntax.uid.clone(),
            transfer_syntax_name: syntax.name.clone(),
            frames: layout.frames,
            lossy: syntax.is_lossy() || text(object, tags::LOSSY_IMAGE_COMPRESSION).as_deref() == Some("01"),
            pixel_spacing_mm: spacing(object),
            pixel_spacing_at: spacing_at(object),
            laterality: text(object, tags::IMAGE_LATERALITY).or_else(|| text(object, tags::LATERALITY)),
            patient_orientation: orientation(object),
            windows: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// A PNG or JPEG picture says nothing of a patient.
    pub(crate) fn from_picture(rows: u32, columns: u32, bits: u16, colour: bool, jpeg: bool) -> Self {
        let (mime, name) = if jpeg { ("image/jpeg", "JPEG picture") } else { ("image/png", "PNG picture") };
        Self {
            sop_instance_uid: None,
            study_instance_uid: None,
            series_instance_uid: None,
            modality: None,
            view_position: None,
            body_part: None,
            patient_name: None,
            patient_id: None,
            patient_sex: None,
            patient_age: None,
            study_date: None,
            manufacturer: None,
            rows,
            columns,
            bits_stored: bits,
            bits_allocated: bits,
            signed: false,
            photometric: if colour { "RGB" } else { "MONOCHROME2" }.to_owned(),
            transfer_syntax: mime.to_owned(),
            transfer_syntax_name: name.to_owned(),
            frames: 1,
            lossy: jpeg,
            pixel_spacing_mm: None,
            pixel_spacing_at: None,
            laterality: None,
            patient_orientation: None,
            windows: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

/// A spacing that is not two positive numbers is as good as none: it only scales the film on the screen.
fn spacing(object: &InMemDicomObject) -> Option<[f64; 2]> {
    [tags::PIXEL_SPACING, tags::IMAGER_PIXEL_SPACING].into_iter().find_map(|tag| spacing_in(object, tag))
}

fn spacing_in(object: &InMemDicomObject, tag: Tag) -> Option<[f64; 2]> {
    let values: [f64; 2] = decimals(object, tag).ok()??.try_into().ok()?;
    values.iter().all(|&mm| mm > 0.0).then_some(values)
}

fn spacing_at(object: &InMemDicomObject) -> Option<SpacingAt> {
    let [own, imager] = [tags::PIXEL_SPACING, tags::IMAGER_PIXEL_SPACING].map(|tag| spacing_in(object, tag));
    match (own, imager) {
        (None, None) => None,
        (Some(own), imager) if imager != Some(own) => Some(SpacingAt::PixelSpacing),
        _ => Some(SpacingAt::Detector),
    }
}

/// Two directions of letters that stand for one (PS3.3 C.7.6.1.1.1); anything else is as good as none.
fn orientation(object: &InMemDicomObject) -> Option<[String; 2]> {
    let value = text(object, tags::PATIENT_ORIENTATION)?;
    let (row, column) = value.split_once('\\')?;
    let direction = |text: &str| {
        let text = text.trim();
        let is_one =
            !text.is_empty() && text.len() <= 3 && text.chars().all(|letter| "LRAPHF".contains(letter));
        is_one.then(|| text.to_owned())
    };
    Some([direction(row)?, direction(column)?])
}

/// The longest shape of a pixel that is believed: a film stretched beyond it is a line on the screen.
const MAX_ASPECT: f64 = 100.0;

/// Height of a pixel over its width: from the spacing, else Pixel Aspect Ratio (0028,0034), else 1.
pub(crate) fn aspect(object: &InMemDicomObject) -> f64 {
    let ratio = || -> Option<[f64; 2]> {
        let values: [f64; 2] = decimals(object, tags::PIXEL_ASPECT_RATIO).ok()??.try_into().ok()?;
        values.iter().all(|&part| part > 0.0).then_some(values)
    };
    let aspect = spacing(object).or_else(ratio).map_or(1.0, |[height, width]| height / width);
    if (1.0 / MAX_ASPECT..=MAX_ASPECT).contains(&aspect) { aspect } else { 1.0 }
}
