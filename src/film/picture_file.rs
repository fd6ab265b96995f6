//! PNG and JPEG pictures of films: gray samples without attributes.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader};

use super::codec::jpeg::{self, JpegStream};
use super::colour::{luminance, luminance_of};
use super::data_set::transfer_syntax::TransferSyntax;
use super::error::FilmError;
use super::header::Header;
use super::layout::{Layout, Photometric, check_size};
use super::limits::Limits;
use super::samples::Samples;

/// Reads a PNG picture; transparency is ignored, colour becomes luminance.
pub(super) fn read_png(bytes: &[u8], limits: &Limits) -> Result<(Header, Samples), FilmError> {
    let fail = |error: image::ImageError| match error {
        image::ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            FilmError::Truncated { place: "its PNG pixels".to_owned(), missing: None }
        }
        error => FilmError::decode("PNG", error),
    };
    let (columns, rows) = reader(bytes, limits).into_dimensions().map_err(fail)?;
    check_size(rows as usize, columns as usize, limits)?;
    let picture = reader(bytes, limits).decode().map_err(fail)?;
    let (bits, colour) = match picture.color() {
        color if color.bytes_per_pixel() > color.channel_count() => (16, color.has_color()),
        color => (8, color.has_color()),
    };
    let header = Header::from_picture(picture.height(), picture.width(), bits, colour, false);
    Ok((header, samples(picture)))
}

fn reader<'a>(bytes: &'a [u8], limits: &Limits) -> ImageReader<Cursor<&'a [u8]>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Png);
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(limits.max_pixels as u64 * 8);
    reader.limits(bounds);
    reader
}

/// Reads a JPEG picture with the decoders of DICOM's JPEG; colour becomes luminance.
pub(super) fn read_jpeg(bytes: &[u8], limits: &Limits) -> Result<(Header, Samples), FilmError> {
    let cut_off = || FilmError::Truncated { place: "its JPEG pixels".to_owned(), missing: None };
    let stream = JpegStream::parse(bytes).ok_or_else(cut_off)?;
    check_size(stream.rows, stream.columns, limits)?;
    let bits = u16::from(stream.precision);
    let layout = Layout {
        rows: stream.rows,
        columns: stream.columns,
        frames: 1,
        // Colours are YCbCr unless the stream itself says otherwise (ITU-T T.871).
        photometric: if stream.components == 1 { Photometric::Monochrome2 } else { Photometric::YbrFull },
        samples: if stream.components == 1 { 1 } else { 3 },
        planar: false,
        bits_allocated: if bits > 8 { 16 } else { 8 },
        bits_stored: bits,
        high_bit: bits.saturating_sub(1),
        signed: false,
    };
    let frame = jpeg::decode(bytes, &layout, &TransferSyntax::jpeg_picture())?;
    let is_colour = layout.samples == 3;
    let samples = Samples::from_cells(frame.cells, &layout);
    let samples = match is_colour {
        true => luminance(&samples, frame.colours, frame.planar, layout.pixels()),
        false => samples,
    };
    let header = Header::from_picture(stream.rows as u32, stream.columns as u32, bits, is_colour, true);
    Ok((header, samples))
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
