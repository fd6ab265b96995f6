//! JPEG: which decoder reads a stream, and what its samples are.

use super::frame::{Frame, check_stream};
pub(crate) use super::jpeg_stream::JpegStream;
use super::{jpeg_dct, jpeg_lossless};
use crate::film::colour::Colours;
use crate::film::data_set::transfer_syntax::TransferSyntax;
use crate::film::error::FilmError;
use crate::film::layout::{Layout, Photometric};

const CODEC: &str = "JPEG";

/// Decodes one frame.
pub(crate) fn decode(bytes: &[u8], layout: &Layout, syntax: &TransferSyntax) -> Result<Frame, FilmError> {
    let Some(stream) = bytes.starts_with(&[0xff, 0xd8]).then(|| JpegStream::parse(bytes)).flatten() else {
        return Err(FilmError::decode(CODEC, "the fragments contain no JPEG stream"));
    };
    check_stream(layout, stream.rows, stream.columns, stream.components)?;
    if !stream.is_complete {
        return Err(FilmError::Truncated { place: "its JPEG pixels".to_owned(), missing: None });
    }
    let cells = match (stream.process, stream.precision) {
        (3, 2..=16) => jpeg_lossless::decode(bytes)?,
        (0..=2, bits @ (8 | 12)) => {
            jpeg_dct::decode(bytes, (1 << layout.bits_of_lossy(bits.into(), false)) - 1)?
        }
        (0..=2, bits) => return Err(syntax.unsupported(&format!(" with {bits}-bit samples"))),
        _ => return Err(syntax.unsupported(" with arithmetic or hierarchical coding")),
    };
    if cells.len() != layout.cells() {
        return Err(FilmError::decode(CODEC, format!("{} of {} samples", cells.len(), layout.cells())));
    }
    Ok(Frame { cells, planar: false, colours: colours(&stream, layout), precision: stream.precision.into() })
}

/// The stream's own word on its colours, where it has one, is truer than the header's: Adobe's segment first, then that
/// JFIF knows no other colours than YCbCr.
fn colours(stream: &JpegStream, layout: &Layout) -> Colours {
    match (stream.adobe, stream.jfif, layout.photometric) {
        (Some(0), ..) | (None, false, Photometric::Rgb) => Colours::Rgb,
        _ => Colours::Ybr,
    }
}
