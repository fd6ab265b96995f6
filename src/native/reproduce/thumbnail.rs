//! A film's input as a picture within the page.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::error::ReproduceError;
use crate::input::PaperInput;

/// The input as a PNG in a `data:` address.
pub(super) fn data_uri(input: &PaperInput) -> Result<String, ReproduceError> {
    let gray = input.plane().iter().map(|&x| (x * 255.0).round() as u8).collect::<Vec<_>>();
    let side = PaperInput::SIDE as u32;
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&gray, side, side, ExtendedColorType::L8)
        .map_err(|error| ReproduceError::Plot(error.to_string()))?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(png)))
}
