//! Colour becomes luminance (ITU-R BT.601): films have none, but screenshots and photographs of films do.

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::error::FilmError;
use super::layout::Photometric;
use super::lut::Lut;
use super::samples::{Samples, each_type};

/// What the samples of a colour pixel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    Rgb,
    /// Luminance first, then two colour differences.
    Ybr,
    /// Four bytes for two pixels: two luminances, then the colour differences they share.
    YbrPairs,
}

impl Colours {
    /// What a photometric interpretation says of samples that lie pixel by pixel.
    pub(crate) fn from_photometric(photometric: Photometric) -> Self {
        match photometric {
            Photometric::YbrFull | Photometric::YbrFull422 => Self::Ybr,
            _ => Self::Rgb,
        }
    }
}

/// ITU-R BT.601 luminance.
pub(crate) fn luminance_of([red, green, blue]: [f64; 3]) -> f32 {
    (0.299 * red + 0.587 * green + 0.114 * blue) as f32
}

/// The luminance of `pixels` colour pixels.
pub(crate) fn luminance(samples: &Samples, colours: Colours, planar: bool, pixels: usize) -> Samples {
    let luminance = each_type!(samples, values => {
        let value = |index: usize| values.get(index).map_or(0.0, |&value| f64::from(value));
        let (step, plane) = if planar { (1, pixels) } else { (3, 1) };
        let of_pixel = |pixel: usize| match colours {
            Colours::Rgb => luminance_of([0, 1, 2].map(|colour| value(pixel * step + colour * plane))),
            Colours::Ybr => value(pixel * step) as f32,
            Colours::YbrPairs => value(pixel / 2 * 4 + pixel % 2) as f32,
        };
        (0..pixels).map(of_pixel).collect()
    });
    Samples::F32(luminance)
}

/// The luminance of pixels that are numbers of colours (PS3.3 C.7.6.3.1.5).
pub(crate) fn from_palette(samples: &Samples, object: &InMemDicomObject) -> Result<Samples, FilmError> {
    let red = Lut::from_data_set(
        object,
        tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        false,
    )?;
    let green = Lut::from_data_set(
        object,
        tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        false,
    )?;
    let blue = Lut::from_data_set(
        object,
        tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
        tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
        false,
    )?;
    let mut luminance = Vec::new();
    samples.for_each(|index| {
        luminance.push(luminance_of([&red, &green, &blue].map(|table| f64::from(table.entry(index)))));
    });
    Ok(Samples::F32(luminance))
}
