//! Film: from the bytes of a file to one decoded projection with what it says of itself.
//!
//! The steps from stored sample to screen stand in one file each: `samples`, `modality`, `padding`, `voi`, `display`.
//! Nothing here knows a browser, a file system or a model.

mod attributes;
mod codec;
mod colour;
mod dataset;
mod display;
mod error;
mod facts;
mod fragments;
mod header;
mod inflate;
mod layout;
mod limits;
mod lut;
mod modality;
mod padding;
mod picture_file;
mod samples;
mod sniff;
mod syntax;
mod voi;
mod wanted;

use std::borrow::Cow;

use dicom_dictionary_std::tags;
use image::ImageFormat;

pub use error::FilmError;
pub use facts::Facts;
pub use header::Header;
pub use limits::Limits;

use crate::protocol::Picture;
use dataset::DataSet;
use layout::{Layout, Photometric};
use modality::Modality;
use padding::Padding;
use samples::{Samples, each_type};
use sniff::Kind;
use syntax::Syntax;
use voi::Voi;
use wanted::attribute_name;

/// One decoded projection. Of a file with several frames, the first.
#[derive(Debug)]
pub struct Film {
    /// What the film says of itself.
    pub header: Header,
    samples: Samples,
    modality: Modality,
    padding: Option<Padding>,
    voi: Option<Voi>,
    is_monochrome1: bool,
    is_shown_inverted: bool,
    aspect: f64,
}

/// Reads a film from the bytes of a file: DICOM (PS3.10, with or without preamble and file meta information), PNG or
/// JPEG, told by the bytes alone. The bytes are freed with the call; the film keeps its samples only.
///
/// # Errors
/// See [`FilmError`]: every file ends in a film or in one of those.
pub fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Film, FilmError> {
    if bytes.len() > limits.max_file_bytes {
        let (found, limit) = (bytes.len() as u64, limits.max_file_bytes as u64);
        return Err(FilmError::TooLarge { what: "The size of the file in bytes", found, limit });
    }
    match sniff::kind_of(&bytes)? {
        Kind::DicomFile { meta } => {
            let (uid, start) = dataset::read_meta(&bytes, meta)?;
            open_dicom(bytes, start, uid.as_deref(), limits)
        }
        Kind::BareDataSet => open_dicom(bytes, 0, None, limits),
        Kind::Png => open_picture(&bytes, ImageFormat::Png, limits),
        Kind::Jpeg => open_picture(&bytes, ImageFormat::Jpeg, limits),
    }
}

fn open_dicom(bytes: Vec<u8>, start: usize, uid: Option<&str>, limits: &Limits) -> Result<Film, FilmError> {
    let syntax = match uid {
        Some(uid) => Syntax::of(uid)?,
        None => Syntax::guess(&bytes[start..])?,
    };
    let bytes = if syntax.deflated {
        let inflated = inflate::inflate(&bytes[start..], &syntax, limits)?;
        drop(bytes);
        Cow::Owned(inflated)
    } else {
        Cow::Borrowed(&bytes[start..])
    };
    let data_set = dataset::read_data_set(&bytes, &syntax)?;
    let object = &data_set.attributes;
    let Some(pixels) = &data_set.pixels else {
        return Err(no_pixels(&data_set));
    };
    let layout = Layout::of(object, limits)?;
    let modality = Modality::of(object, layout.signed)?;
    let is_monochrome1 = layout.photometric == Photometric::Monochrome1;
    let is_monochrome = is_monochrome1 || layout.photometric == Photometric::Monochrome2;
    let samples = codec::decode(&bytes, pixels, object, &layout, &syntax)?;
    let can_be_negative = layout.signed || modality.value(0.0) < 0.0;
    // INVERSE is how MONOCHROME1 films say the same once more (PS3.3 C.11.6), not a second inversion.
    let shape = attributes::text(object, tags::PRESENTATION_LUT_SHAPE);
    Ok(Film {
        header: Header::of_data_set(object, &layout, &syntax),
        padding: if is_monochrome { Padding::of(object, &layout)? } else { None },
        voi: if is_monochrome { Voi::of(object, can_be_negative) } else { None },
        is_monochrome1,
        is_shown_inverted: is_monochrome && (is_monochrome1 || shape.as_deref() == Some("INVERSE")),
        aspect: header::aspect(object),
        samples,
        modality,
    })
}

fn no_pixels(data_set: &DataSet) -> FilmError {
    let detail = if data_set.float_pixels {
        "its pixels are floating point numbers, a computed map".to_owned()
    } else {
        format!("{} is missing, or the file is cut off before it", attribute_name(tags::PIXEL_DATA))
    };
    FilmError::NoPixels { detail }
}

fn open_picture(bytes: &[u8], format: ImageFormat, limits: &Limits) -> Result<Film, FilmError> {
    let (header, samples) = picture_file::read(bytes, format, limits)?;
    Ok(Film {
        header,
        samples,
        modality: Modality::Identity,
        padding: None,
        voi: None,
        is_monochrome1: false,
        is_shown_inverted: false,
        aspect: 1.0,
    })
}

impl Film {
    /// The facts that `negatoscope inspect` prints.
    pub fn facts(&self) -> Facts {
        facts::facts(self)
    }

    /// The film as a viewing station shows it, at full resolution: modality LUT, VOI LUT or window (PS3.3 C.11.1,
    /// C.11.2) or a window of its own grey levels, larger = brighter, padding black.
    pub fn picture(&self) -> Picture {
        display::picture(self)
    }

    /// Smallest and largest modality value, padding left out; both 0 where all is padding.
    pub(crate) fn range(&self) -> (f64, f64) {
        self.modality.range(&self.samples, self.padding).unwrap_or_default()
    }

    /// Whether the smallest value is white.
    pub(crate) fn is_monochrome1(&self) -> bool {
        self.is_monochrome1
    }

    /// Writes the modality values of a row to `values`, with `ground` for padding.
    pub(crate) fn copy_row(&self, row: usize, ground: f32, values: &mut [f32]) {
        let columns = self.header.columns as usize;
        each_type!(&self.samples, samples => {
            let stored = &samples[row * columns..][..columns];
            self.modality.fill(stored, values);
            if let Some(padding) = self.padding {
                for (value, &stored) in values.iter_mut().zip(stored) {
                    *value = if padding.holds(f64::from(stored)) { ground } else { *value };
                }
            }
        });
    }
}
