//! PNG and JPEG pictures of films: gray samples without attributes.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader};

use super::codec::jpeg_stream::JpegStream;
use super::colour::luminance_of;
use super::error::FilmError;
use super::header::Header;
use super::layout::check_size;
use super::limits::Limits;
use super::samples::Samples;

/// Reads a picture; transparency is ignored, colour becomes luminance.
pub(super) fn read(
    bytes: &[u8],
    format: ImageFormat,
    limits: &Limits,
) -> Result<(Header, Samples), FilmError> {
    let is_jpeg = format == ImageFormat::Jpeg;
    let codec = if is_jpeg { "JPEG" } else { "PNG" };
    // Decoders forgive a JPEG that ends early and paint the rest grey: a wrong film.
    if is_jpeg && JpegStream::of(bytes).is_some_and(|stream| !stream.is_complete) {
        return Err(FilmError::Truncated { place: "its JPEG pixels".to_owned(), missing: None });
    }
    let fail = |error: image::ImageError| match error {
        image::ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            FilmError::Truncated { place: format!("its {codec} pixels"), missing: None }
        }
        error => FilmError::decode(codec, error),
    };
    let (columns, rows) = reader(bytes, format, limits).into_dimensions().map_err(fail)?;
    check_size(rows as usize, columns as usize, limits)?;
    let picture = reader(bytes, format, limits).decode().map_err(fail)?;
    let (bits, colour) = match picture.color() {
        color if color.bytes_per_pixel() > color.channel_count() => (16, color.has_color()),
        color => (8, color.has_color()),
    };
    let header = Header::of_picture(picture.height(), picture.width(), bits, colour, is_jpeg);
    Ok((header, samples(picture)))
}

fn reader<'a>(bytes: &'a [u8], format: ImageFormat, limits: &Limits) -> ImageReader<Cursor<&'a [u8]>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(limits.max_pixels as u64 * 8);
    reader.limits(bounds);
    reader
}

fn samples(picture: DynamicImage) -> Samples {
    match picture {
        DynamicImage::ImageLuma8(gray) => Samples::U8(gray.into_raw()),
        DynamicImage::ImageLuma16(gray) => Samples::U16(gray.into_raw()),
        DynamicImage::ImageLumaA8(gray) => Samples::U8(gray.pixels().map(|pixel| pixel.0[0]).collect()),
        DynamicImage::ImageLumaA16(gray) => Samples::U16(gray.pixels().map(|pixel| pixel.0[0]).collect()),
        DynamicImage::ImageRgb8(colour) => {
            Samples::F32(colour.pixels().map(|pixel| luminance_of(pixel.0.map(f64::from))).collect())
        }
        DynamicImage::ImageRgba8(colour) => {
            let opaque = |[red, green, blue, _]: [u8; 4]| [red, green, blue].map(f64::from);
            Samples::F32(colour.pixels().map(|pixel| luminance_of(opaque(pixel.0))).collect())
        }
        deep => {
            let colour = deep.into_rgb16();
            Samples::F32(colour.pixels().map(|pixel| luminance_of(pixel.0.map(f64::from))).collect())
        }
    }
}
