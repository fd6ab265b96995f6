//! Film: from the bytes of a file to one decoded projection with what it says of itself.
//!
//! The steps from stored sample to screen stand in one file each: `samples`, `modality`, `padding`, `voi`, `display`.
//! Nothing here knows a browser, a file system or a model.

mod codec;
mod colour;
pub(crate) mod data_set;
mod decoded;
mod display;
mod error;
mod fragments;
mod header;
mod indexed_pixels;
mod layout;
mod limits;
mod lut;
mod modality_lut;
mod no_pixels;
mod overlay;
mod padding;
mod picture;
mod picture_file;
mod pixel_summary;
mod redact;
mod samples;
mod sniff;
pub(crate) mod terms;
mod voi_lut;
mod warning;

use std::borrow::Cow;

use dicom_dictionary_std::tags;

pub(crate) use data_set::character_set::CharacterSet;
pub use data_set::header_dump::{Dictionary, Element, HeaderDump, list};
pub use data_set::tokens::{ElementReader, Encoding, Token, TokenError};
pub use decoded::Film;
pub use error::FilmError;
pub use header::{Header, SpacingAt};
pub use limits::Limits;
#[cfg(feature = "page")] // the 2D canvas inverts a picture part by part
pub(crate) use picture::invert;
pub use picture::{DisplayRequest, IndexedPixels, Mask, Picture, Window, WindowFunction};
pub use pixel_summary::PixelSummary;
pub use redact::Rectangle;
pub(crate) use redact::{AttributeValue, RedactedPixels, redact};
pub use warning::FilmWarning;

use codec::{Decoded, EncodedFrame};
pub(crate) use data_set::dictionary::attribute_name;
pub(crate) use data_set::encoded::{EncodedDataSet, find_data_set, read_attributes};
use data_set::read::DataSet;
pub(crate) use data_set::transfer_syntax::EXPLICIT_VR_BIG_ENDIAN;
use data_set::transfer_syntax::TransferSyntax;
use layout::{Layout, Photometric};
use modality_lut::ModalityLut;
use no_pixels::no_pixels;
use padding::Padding;
use samples::Samples;
use sniff::FileFormat;
use voi_lut::VoiLut;

/// Reads a film from the bytes of a file: DICOM (PS3.10, with or without preamble and file meta information), PNG or
/// JPEG, told by the bytes alone. Of a file with several frames, the first. The bytes are freed with the call; the film
/// keeps its samples only.
///
/// # Errors
/// See [`FilmError`]: every file ends in a film or in one of those.
pub fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Film, FilmError> {
    open_frame(bytes, 0, limits)
}

/// Reads a frame of a file, counted from 0, as [`open`] reads the first.
///
/// # Errors
/// See [`FilmError`]; a frame that the file has not is one of them.
pub fn open_frame(bytes: Vec<u8>, frame: u32, limits: &Limits) -> Result<Film, FilmError> {
    limits.check_file(bytes.len() as u64)?;
    match sniff::format_of(&bytes)? {
        FileFormat::DicomFile { meta } => {
            let (uid, start) = data_set::read::read_meta(&bytes, meta)?;
            open_dicom(bytes, start, uid.as_deref(), frame, limits)
        }
        FileFormat::BareDataSet => open_dicom(bytes, 0, None, frame, limits),
        FileFormat::Png | FileFormat::Jpeg if frame > 0 => Err(FilmError::NoFrame { frame, frames: 1 }),
        FileFormat::Png => picture_file::read_png(&bytes, limits).map(from_picture_file),
        FileFormat::Jpeg => picture_file::read_jpeg(&bytes, limits).map(from_picture_file),
    }
}

/// Offers the JPEG XL decoder to the engine that has loaded this module into its worker.
#[cfg(all(target_arch = "wasm32", feature = "web", feature = "jpegxl"))]
pub fn offer_jpeg_xl() {
    codec::jpeg_xl::offer();
}

/// Whether a file that begins with these bytes can be a film: DICOM, PNG or JPEG. Of a few hundred bytes, that is.
pub fn may_be_film(head: &[u8]) -> bool {
    // A data set without preamble is told by its first element, which may be longer than what is here.
    let is_bare = matches!(head, [0x08, 0x00, _, 0x00, ..] | [0x00, 0x08, 0x00, _, ..]);
    is_bare || sniff::format_of(head).is_ok()
}

fn open_dicom(
    bytes: Vec<u8>,
    start: usize,
    uid: Option<&str>,
    frame: u32,
    limits: &Limits,
) -> Result<Film, FilmError> {
    let syntax = TransferSyntax::from_file(uid, &bytes[start..])?;
    let deflated = syntax.deflated;
    read_dicom(bytes, start, syntax, frame, limits).map_err(|error| match error {
        // Offsets are into the file, as whoever looks there will count.
        FilmError::Damaged { at, detail } if !deflated => {
            FilmError::Damaged { at: at + start as u64, detail }
        }
        error => error,
    })
}

fn read_dicom(
    bytes: Vec<u8>,
    start: usize,
    syntax: TransferSyntax,
    frame: u32,
    limits: &Limits,
) -> Result<Film, FilmError> {
    let bytes = if syntax.deflated {
        let inflated = data_set::inflate::inflate(&bytes[start..], "data set", limits.max_file_bytes)?;
        drop(bytes);
        Cow::Owned(inflated)
    } else {
        Cow::Borrowed(&bytes[start..])
    };
    let DataSet { mut attributes, pixels, has_doubtful_text } =
        data_set::read::read_data_set(&bytes, &syntax, frame)?;
    let Some(pixels) = pixels else {
        return Err(no_pixels(&attributes));
    };
    data_set::functional_groups::flatten(&mut attributes);
    let object = &attributes;
    let mut warnings = Vec::new();
    if has_doubtful_text {
        warnings.push(FilmWarning::Text);
    }
    let is_float = pixels.tag != tags::PIXEL_DATA;
    let layout = Layout::from_data_set(object, is_float, limits, &mut warnings)?;
    if frame >= layout.frames {
        return Err(FilmError::NoFrame { frame, frames: layout.frames });
    }
    let modality = ModalityLut::from_data_set(object, layout.signed)?;
    let is_monochrome1 = layout.photometric == Photometric::Monochrome1;
    let is_monochrome = is_monochrome1 || layout.photometric == Photometric::Monochrome2;
    let source = EncodedFrame { bytes: &bytes, pixels, object, layout: &layout, syntax: &syntax, frame };
    let Decoded { samples, overlay } = source.decode(&mut warnings)?;
    let can_be_negative = layout.signed || modality.value(0.0) < 0.0;
    // INVERSE is how MONOCHROME1 films say the same once more (PS3.3 C.11.6), not a second inversion.
    let shape = data_set::attributes::text(object, tags::PRESENTATION_LUT_SHAPE);
    let presets = if is_monochrome { VoiLut::presets(object, can_be_negative) } else { Vec::new() };
    let (windows, presets) = presets.into_iter().unzip();
    let mut film = Film {
        header: Header { windows, ..Header::from_data_set(object, &layout, &syntax) },
        padding: match (is_monochrome, is_float) {
            (true, true) => Some(Padding::from_float_data_set(object)?),
            (true, false) => Padding::from_data_set(object, &layout)?,
            (false, _) => None,
        },
        presets,
        overlay,
        is_monochrome1,
        is_shown_inverted: is_monochrome && (is_monochrome1 || shape.as_deref() == Some("INVERSE")),
        aspect: header::aspect(object),
        samples,
        modality,
    };
    let range = film.range();
    // Inputs are made of 32-bit floats: what they cannot hold is infinite there, and its mean no number.
    if range.0 < f32::MIN.into() || range.1 > f32::MAX.into() {
        let slope = data_set::attributes::text(object, tags::RESCALE_SLOPE).unwrap_or_default();
        return Err(FilmError::bad(
            tags::RESCALE_SLOPE,
            slope,
            "a slope that keeps the grey levels within 32-bit floats",
        ));
    }
    if film.asks_for_nothing_visible(range) {
        warnings.push(FilmWarning::Window);
    }
    film.header.warnings = warnings;
    Ok(film)
}

fn from_picture_file((header, samples): (Header, Samples)) -> Film {
    Film {
        header,
        samples,
        modality: ModalityLut::Identity,
        padding: None,
        presets: Vec::new(),
        overlay: None,
        is_monochrome1: false,
        is_shown_inverted: false,
        aspect: 1.0,
    }
}
