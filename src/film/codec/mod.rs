//! From the bytes of Pixel Data to the stored samples of the first frame.

mod huffman;
mod jpeg;
mod jpeg2000;
mod jpeg_dct;
mod jpeg_lossless;
mod jpeg_ls;
pub(crate) mod jpeg_stream;
mod native;
mod rle;

use std::borrow::Cow;

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::colour::{self, Colours};
use super::dataset::PixelElement;
use super::error::FilmError;
use super::fragments;
use super::layout::{Layout, Photometric};
use super::samples::{Cells, Samples};
use super::syntax::{Codec, Syntax};

/// A decoded frame.
pub(crate) struct Frame {
    pub(crate) cells: Cells,
    /// One colour after the other rather than pixel by pixel.
    pub(crate) planar: bool,
    /// What the samples of a colour pixel are.
    pub(crate) colours: Colours,
    /// Bits of a sample by the compressed stream's own account.
    pub(crate) precision: u16,
}

/// Decodes the first frame of the data set in `bytes`, whose attributes are `object`.
pub(crate) fn decode(
    bytes: &[u8],
    pixels: &PixelElement,
    object: &InMemDicomObject,
    layout: &Layout,
    syntax: &Syntax,
) -> Result<Samples, FilmError> {
    let frame = match syntax.codec {
        Codec::Native => {
            native::decode(native_bytes(bytes, pixels, syntax)?, pixels.vr, layout, syntax.big_endian)?
        }
        Codec::NativeInFragments => {
            native::decode(&compressed(bytes, pixels, layout, syntax)?, pixels.vr, layout, false)?
        }
        Codec::Rle => rle::decode(&compressed(bytes, pixels, layout, syntax)?, layout)?,
        Codec::Jpeg => jpeg::decode(&compressed(bytes, pixels, layout, syntax)?, layout, syntax)?,
        Codec::Jpeg2000 => jpeg2000::decode(&compressed(bytes, pixels, layout, syntax)?, layout, syntax)?,
        Codec::JpegLs => jpeg_ls::decode(&compressed(bytes, pixels, layout, syntax)?, layout, syntax)?,
        Codec::Unsupported => return Err(syntax.unsupported("")),
    };
    // A stream that is no deeper than Bits Stored holds its samples without bits below them.
    let aligned = frame.precision <= layout.bits_stored;
    let high_bit = if aligned { layout.bits_stored - 1 } else { layout.high_bit };
    let samples = Samples::from_cells(frame.cells, &Layout { high_bit, ..*layout });
    match layout.photometric {
        Photometric::Monochrome1 | Photometric::Monochrome2 => Ok(samples),
        Photometric::Palette => colour::from_palette(&samples, object),
        _ => Ok(colour::luminance(&samples, frame.colours, frame.planar, layout.pixels())),
    }
}

fn native_bytes<'a>(bytes: &'a [u8], pixels: &PixelElement, syntax: &Syntax) -> Result<&'a [u8], FilmError> {
    let Some(length) = pixels.length else {
        let detail = format!("its pixels are in fragments, which {} ({}) has not", syntax.name, syntax.uid);
        return Err(FilmError::damaged(pixels.at, detail));
    };
    let there = &bytes[pixels.at..];
    there.get(..length).ok_or_else(|| FilmError::truncated("its pixels", length - there.len()))
}

fn compressed<'a>(
    bytes: &'a [u8],
    pixels: &PixelElement,
    layout: &Layout,
    syntax: &Syntax,
) -> Result<Cow<'a, [u8]>, FilmError> {
    if pixels.length.is_some() {
        let detail = format!("its pixels are not in fragments, as {} ({}) has them", syntax.name, syntax.uid);
        return Err(FilmError::damaged(pixels.at, detail));
    }
    fragments::first_frame(bytes, pixels.at, layout.frames, syntax.codec)
}

/// A compressed stream must have the size that the header claims.
fn check_stream(layout: &Layout, rows: usize, columns: usize, samples: usize) -> Result<(), FilmError> {
    let pairs = [
        (tags::ROWS, layout.rows, rows),
        (tags::COLUMNS, layout.columns, columns),
        (tags::SAMPLES_PER_PIXEL, layout.samples, samples),
    ];
    match pairs.into_iter().find(|(_, claimed, held)| claimed != held) {
        None => Ok(()),
        Some((tag, claimed, held)) => {
            Err(FilmError::bad(tag, claimed, format!("the compressed pixels have {held}")))
        }
    }
}
