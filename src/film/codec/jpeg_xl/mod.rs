//! JPEG XL (ISO/IEC 18181-1), lossless and lossy, bare or in the boxes of a file (ISO/IEC 18181-2).
//!
//! The decoder is larger than all other codecs together, and few films need it. With the feature `jpegxl` it is part of the
//! program; in the browser it is a module of its own, which is loaded when the first such film comes.

#[cfg(not(feature = "jpegxl"))]
mod absent;
#[cfg(feature = "jpegxl")]
mod decoder;
#[cfg(all(target_arch = "wasm32", feature = "web", feature = "jpegxl"))]
mod module;
mod stream;

use dicom_dictionary_std::uids;

use super::frame::{Frame, check_stream};
use crate::film::colour::Colours;
use crate::film::data_set::transfer_syntax::TransferSyntax;
use crate::film::error::FilmError;
use crate::film::layout::{Layout, Photometric};
use crate::film::samples::Cells;
#[cfg(not(feature = "jpegxl"))]
use absent::decode_stream;
#[cfg(feature = "jpegxl")]
use decoder::decode_stream;
#[cfg(all(target_arch = "wasm32", feature = "web", feature = "jpegxl"))]
pub(crate) use module::offer;
use stream::{Problem, Size, Stream};

const CODEC: &str = "JPEG XL";

/// Decodes one frame: the first that is shown, where the stream is an animation.
pub(crate) fn decode(bytes: &[u8], layout: &Layout, syntax: &TransferSyntax) -> Result<Frame, FilmError> {
    let size = Size { rows: layout.rows, columns: layout.columns, samples: layout.samples };
    let Stream { precision, mut samples } = decode_stream(bytes, size).or_else(|problem| {
        Err(match problem {
            Problem::Absent => FilmError::NeedsJpegXl { uid: syntax.uid.clone(), name: syntax.name.clone() },
            Problem::Truncated => {
                FilmError::Truncated { place: "its JPEG XL pixels".to_owned(), missing: None }
            }
            Problem::Size(found) => {
                check_stream(layout, found.rows, found.columns, found.samples)?;
                FilmError::decode(CODEC, "its size cannot be determined")
            }
            Problem::Unsupported(detail) => syntax.unsupported(&detail),
            Problem::Broken(detail) => FilmError::decode(CODEC, detail),
        })
    })?;
    if samples.len() != layout.cells() {
        return Err(FilmError::decode(CODEC, format!("{} of {} samples", samples.len(), layout.cells())));
    }
    let most = most(precision, layout, syntax);
    let cells = if precision <= 8 {
        Cells::Bits8(samples.into_iter().map(|sample| sample.min(most) as u8).collect())
    } else {
        samples.iter_mut().for_each(|sample| *sample = (*sample).min(most));
        Cells::Bits16(samples)
    };
    Ok(Frame { cells, planar: false, colours: colours(layout, syntax), precision })
}

/// What a decoded sample can be: all that its bits hold, but where the transfer syntax may be lossy, not more than the
/// film stores.
fn most(precision: u16, layout: &Layout, syntax: &TransferSyntax) -> u16 {
    let is_lossless = syntax.uid == uids::JPEGXL_LOSSLESS;
    let bits = if is_lossless { precision } else { layout.bits_of_lossy(precision, false) };
    u16::MAX >> (16 - bits)
}

/// The decoder undoes XYB and the luminance and colour differences of a JPEG stream itself; plain YBR that an encoder was
/// given as if it were RGB it does not know of.
fn colours(layout: &Layout, syntax: &TransferSyntax) -> Colours {
    match layout.photometric {
        // Colour differences at half the width are in a JPEG XL stream only where it once was a JPEG stream.
        Photometric::YbrFull422 => Colours::Rgb,
        _ if syntax.uid == uids::JPEGXLJPEG_RECOMPRESSION => Colours::Rgb,
        photometric => Colours::from_photometric(photometric),
    }
}
