//! JPEG: which decoder reads a stream, and what its samples are.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::jpeg_stream::JpegStream;
use super::{Frame, check_stream, jpeg_dct, jpeg_lossless};
use crate::film::colour::Colours;
use crate::film::error::FilmError;
use crate::film::layout::{Layout, Photometric};
use crate::film::samples::Cells;
use crate::film::syntax::Syntax;

const CODEC: &str = "JPEG";

/// Decodes one frame.
pub(crate) fn decode(bytes: &[u8], layout: &Layout, syntax: &Syntax) -> Result<Frame, FilmError> {
    let Some(stream) = bytes.starts_with(&[0xff, 0xd8]).then(|| JpegStream::of(bytes)).flatten() else {
        return Err(FilmError::decode(CODEC, "the fragments hold no JPEG stream"));
    };
    check_stream(layout, stream.rows, stream.columns, stream.components)?;
    if !stream.is_complete {
        return Err(FilmError::Truncated { place: "its JPEG pixels".to_owned(), missing: None });
    }
    let decode_dct = |bits| jpeg_dct::decode(bytes, (1 << layout.bits_of_lossy(bits, false)) - 1);
    let cells = match (stream.process, stream.precision) {
        (3, 2..=16) => jpeg_lossless::decode(bytes)?,
        // zune-jpeg is fast, but refuses some legal sampling factors.
        (0..=2, 8) => decode_8_bits(bytes, stream.components).map(Cells::Bits8).or_else(|_| decode_dct(8))?,
        (0..=2, 12) => decode_dct(12)?,
        (0..=2, bits) => return Err(syntax.unsupported(&format!(" with {bits}-bit samples"))),
        _ => return Err(syntax.unsupported(" with arithmetic or hierarchical coding")),
    };
    if cells.len() != layout.cells() {
        return Err(FilmError::decode(CODEC, format!("{} samples of {}", cells.len(), layout.cells())));
    }
    Ok(Frame { cells, planar: false, colours: colours(&stream, layout), precision: stream.precision.into() })
}

/// The stream's own word on its colours, where it has one, is truer than the header's.
fn colours(stream: &JpegStream, layout: &Layout) -> Colours {
    match (stream.adobe, layout.photometric) {
        (Some(0), _) | (None, Photometric::Rgb) => Colours::Rgb,
        _ => Colours::Ybr,
    }
}

/// Samples as stored in the stream, pixel by pixel, with no change of colours.
fn decode_8_bits(bytes: &[u8], components: usize) -> Result<Vec<u8>, FilmError> {
    let fail = |error| FilmError::decode(CODEC, error);
    let options = DecoderOptions::default().set_strict_mode(true).set_max_width(65535).set_max_height(65535);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(fail)?;
    // Asking for what the decoder believes to be there keeps the samples as they are.
    let stored = match (components, decoder.input_colorspace()) {
        (1, _) => ColorSpace::Luma,
        (_, Some(ColorSpace::YCbCr | ColorSpace::YCCK)) => ColorSpace::YCbCr,
        _ => ColorSpace::RGB,
    };
    decoder.set_options(options.jpeg_set_out_colorspace(stored));
    decoder.decode().map_err(fail)
}
