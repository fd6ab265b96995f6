//! The shown picture as a Secondary Capture image (PS3.3 A.8.1): eight bits, with what lies over the film and the notice
//! burned in.

use dicom_core::VR;
use dicom_dictionary_std::tags;
use dicom_dictionary_std::uids as classes;

use super::caption::Caption;
use super::dicom_file::{DicomFile, VERSION, common_elements, write_file};
use super::element_writer::Value;
use super::error::ExportError;
use super::source::SourceFilm;
use super::structured_report::SOURCE_OF_PROCESSING;
use super::timestamp::Timestamp;
use super::uids::Uids;
use crate::film::Picture;
use crate::film::Rectangle;
use crate::report::Scored;

/// A picture as it is on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct CapturedImage {
    /// Height in pixels.
    pub rows: u32,
    /// Width in pixels.
    pub columns: u32,
    /// Height of a pixel over its width.
    pub aspect: f64,
    /// The pixels, row by row.
    pub pixels: Pixels,
}

/// Values of pixels: larger = brighter.
#[derive(Debug, Clone, PartialEq)]
pub enum Pixels {
    /// One byte a pixel.
    Gray(Vec<u8>),
    /// Red, green and blue.
    Rgb(Vec<u8>),
}

/// The colour of overlays, as the page draws them.
const OVERLAY: [u8; 3] = [255, 196, 64];

/// Rows (0028,0010) and Columns (0028,0011) are 16-bit numbers.
const MAX_SIDE: u64 = 65_535;

impl CapturedImage {
    /// A picture of a film with what is drawn over it, as the page draws both; grey where nothing is.
    pub fn from_picture(picture: Picture) -> Self {
        let Picture { rows, columns, aspect, gray, overlay, .. } = picture;
        let gray = gray.into_vec();
        let pixels = match overlay {
            None => Pixels::Gray(gray),
            Some(overlay) => {
                let colour =
                    |(pixel, &gray): (usize, &u8)| if overlay.get(pixel) { OVERLAY } else { [gray; 3] };
                Pixels::Rgb(gray.iter().enumerate().flat_map(colour).collect())
            }
        };
        Self { rows, columns, aspect, pixels }
    }

    /// The image with rectangles of its pixels black.
    #[must_use]
    pub fn redacted(mut self, rectangles: &[Rectangle]) -> Self {
        let columns = self.columns as usize;
        let inside = rectangles.iter().filter_map(|rectangle| rectangle.within(self.columns, self.rows));
        for Rectangle { column, row, columns: width, rows } in inside {
            for row in row..row + rows {
                let start = row as usize * columns + column as usize;
                let pixels = start..start + width as usize;
                match &mut self.pixels {
                    Pixels::Gray(gray) => gray[pixels].fill(0),
                    Pixels::Rgb(colours) => colours[pixels.start * 3..pixels.end * 3].fill(0),
                }
            }
        }
        self
    }
}

/// Makes the image. It belongs to the film's study and refers to the film where that has UIDs to refer to; a picture, or a
/// film without a study, gets a study of its own with no patient in it. Nothing that identifies a patient is drawn.
///
/// # Errors
/// Where the picture is larger than a DICOM image can be, or has another number of values than its size asks for.
pub fn secondary_capture(
    source: &SourceFilm,
    shown: CapturedImage,
    film: &Scored,
    made: &Timestamp,
    uids: &mut Uids,
) -> Result<DicomFile, ExportError> {
    let class = classes::SECONDARY_CAPTURE_IMAGE_STORAGE;
    let instance = uids.next();
    let mut image = common_elements(source, class, &instance, &uids.next(), made);
    let caption = Caption::new(&words(film), shown.columns as usize);
    let rows = u64::from(shown.rows) + caption.rows as u64;
    for (tag, side) in [(tags::ROWS, rows), (tags::COLUMNS, shown.columns.into())] {
        let word = u16::try_from(side).map_err(|_| ExportError::too_large(tag, side, MAX_SIDE))?;
        image.word(tag, word);
    }
    let (channels, mut pixels) = match shown.pixels {
        Pixels::Gray(pixels) => (1, pixels),
        Pixels::Rgb(pixels) => (3, pixels),
    };
    let wanted = shown.rows as usize * shown.columns as usize * channels;
    if pixels.len() != wanted {
        return Err(ExportError::BadPicture { found: pixels.len(), wanted });
    }
    for &lit in caption.lit() {
        let value = if lit { 255 } else { 0 };
        pixels.extend([value; 3].iter().take(channels));
    }
    image.text(tags::MODALITY, VR::CS, "OT"); // a picture of a film is none: viewers hang it beside, not as the film
    image.text(tags::SERIES_NUMBER, VR::IS, "9002");
    image.text(tags::SERIES_DESCRIPTION, VR::LO, "Negatoscope picture - research, not for diagnosis");
    image.text(tags::CONVERSION_TYPE, VR::CS, "WSD");
    image.text(tags::IMAGE_TYPE, VR::CS, "DERIVED\\SECONDARY");
    image.text(tags::IMAGE_COMMENTS, VR::LT, &film.notice);
    image.text(tags::BURNED_IN_ANNOTATION, VR::CS, "YES");
    let derivation = format!(
        "Shown in a window, 8 bits, with overlays and a caption burned in by Negatoscope {VERSION}. {}",
        film.notice
    );
    image.text(tags::DERIVATION_DESCRIPTION, VR::ST, &derivation);
    if let Ok(reference) = source.reference("a Secondary Capture") {
        let mut item = reference.item();
        item.items(tags::PURPOSE_OF_REFERENCE_CODE_SEQUENCE, vec![SOURCE_OF_PROCESSING.item()]);
        image.items(tags::SOURCE_IMAGE_SEQUENCE, vec![item]);
    }
    // A type 2C attribute: empty where the film does not say which way it lies.
    let orientation = source.codes(tags::PATIENT_ORIENTATION).filter(|codes| codes.len() == 2);
    image.text(
        tags::PATIENT_ORIENTATION,
        VR::CS,
        &orientation.map(|codes| codes.join("\\")).unwrap_or_default(),
    );
    // Type 2C likewise: absent where the part of the body is no paired one, as a chest.
    match source.value(tags::BODY_PART_EXAMINED, VR::CS) {
        Some(part) if part == "CHEST" => image.text(tags::BODY_PART_EXAMINED, VR::CS, &part),
        _ => image.empty(tags::LATERALITY, VR::CS),
    }
    if (shown.aspect - 1.0).abs() > 1e-3 {
        let ratio = format!("{}\\1000", (shown.aspect * 1000.0).round() as i64);
        image.text(tags::PIXEL_ASPECT_RATIO, VR::IS, &ratio);
    }
    lossy(source, &mut image);
    image.word(tags::SAMPLES_PER_PIXEL, channels as u16);
    image.text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, if channels == 3 { "RGB" } else { "MONOCHROME2" });
    if channels == 3 {
        image.word(tags::PLANAR_CONFIGURATION, 0);
    }
    image.word(tags::BITS_ALLOCATED, 8);
    image.word(tags::BITS_STORED, 8);
    image.word(tags::HIGH_BIT, 7);
    image.word(tags::PIXEL_REPRESENTATION, 0);
    image.put(tags::PIXEL_DATA, VR::OB, Value::Bytes(pixels));
    write_file(&image, class, instance)
}

/// What compression has cost the film, it has cost its picture too (PS3.3 C.7.6.1.1.5).
fn lossy(source: &SourceFilm, image: &mut super::element_writer::Elements) {
    let ratio = source.value(tags::LOSSY_IMAGE_COMPRESSION_RATIO, VR::DS);
    if source.value(tags::LOSSY_IMAGE_COMPRESSION, VR::CS).as_deref() != Some("01") {
        return;
    }
    image.text(tags::LOSSY_IMAGE_COMPRESSION, VR::CS, "01");
    if let Some(ratio) = ratio {
        image.text(tags::LOSSY_IMAGE_COMPRESSION_RATIO, VR::DS, &ratio);
    }
    if let Some(method) = source.value(tags::LOSSY_IMAGE_COMPRESSION_METHOD, VR::CS) {
        image.text(tags::LOSSY_IMAGE_COMPRESSION_METHOD, VR::CS, &method);
    }
}

/// The caption: the verdict, what it rests on, which models, and the notice.
fn words(film: &Scored) -> Vec<String> {
    let judged = &film.judgement;
    let mut words = vec![
        format!("Negatoscope {VERSION}: {}", judged.verdict.words()),
        format!(
            "P(abnormal) {:.2}; more anomalous than {:.0} % of normal films; P(chest film) {:.2}",
            judged.p_abnormal_calibrated, judged.anomaly_percentile, judged.p_chest
        ),
    ];
    words.extend(judged.reason.words().map(str::to_owned));
    words.push(format!("Models: {}; calibrated on {}", film.weights, film.calibration));
    words.push(film.notice.clone());
    words
}
