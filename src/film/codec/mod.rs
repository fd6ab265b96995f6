//! From the bytes of Pixel Data to the stored samples of a frame.

pub(crate) mod frame;
mod huffman;
pub(crate) mod jpeg;
mod jpeg2000;
mod jpeg2000_blocks;
mod jpeg_dct;
mod jpeg_lossless;
mod jpeg_ls;
mod jpeg_stream;
pub(crate) mod jpeg_xl;
pub(crate) mod native;
mod rle;

use std::borrow::Cow;

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::colour;
use super::data_set::dictionary::attribute_name;
use super::data_set::inflate::inflate;
use super::data_set::read::PixelElement;
use super::data_set::transfer_syntax::{Codec, TransferSyntax};
use super::error::FilmError;
use super::fragments::{self, FramePosition};
use super::layout::{Layout, Photometric};
use super::overlay::{self, Overlay};
use super::samples::Samples;
use super::warning::FilmWarning;
use frame::Frame;
use native::Order;

/// What is to be decoded.
pub(crate) struct EncodedFrame<'a> {
    /// The data set.
    pub(crate) bytes: &'a [u8],
    pub(crate) pixels: PixelElement,
    pub(crate) object: &'a InMemDicomObject,
    pub(crate) layout: &'a Layout,
    pub(crate) syntax: &'a TransferSyntax,
    /// Which frame, counted from 0.
    pub(crate) frame: u32,
}

/// A frame's stored samples, and what is drawn over it.
pub(crate) struct Decoded {
    pub(crate) samples: Samples,
    pub(crate) overlay: Option<Overlay>,
}

impl EncodedFrame<'_> {
    /// Decodes the frame.
    pub(crate) fn decode(&self, warnings: &mut Vec<FilmWarning>) -> Result<Decoded, FilmError> {
        let layout = self.layout;
        if self.pixels.tag != tags::PIXEL_DATA {
            let samples = native::decode_float(self.native(warnings)?, self.frame, layout, self.order())?;
            return Ok(Decoded { samples: Samples::F32(samples), overlay: None });
        }
        let frame = self.decode_cells(warnings)?;
        let embedded = overlay::embedded_bits(self.object, layout);
        let overlay = Overlay::from_data_set(self.object, layout, self.frame, &frame.cells, &embedded);
        let layout = Layout { high_bit: frame.high_bit(layout), ..*layout };
        if !layout.signed && frame.cells.use_bits_beyond(&layout, &embedded) {
            warnings.push(FilmWarning::ExcessBits);
        }
        let samples = Samples::from_cells(frame.cells, &layout);
        let samples = match layout.photometric {
            Photometric::Monochrome1 | Photometric::Monochrome2 => samples,
            Photometric::Palette => colour::from_palette(&samples, self.object)?,
            _ => colour::luminance(&samples, frame.colours, frame.planar, layout.pixels()),
        };
        Ok(Decoded { samples, overlay })
    }

    /// The frame's cells as they are stored.
    pub(crate) fn decode_cells(&self, warnings: &mut Vec<FilmWarning>) -> Result<Frame, FilmError> {
        let (layout, syntax) = (self.layout, self.syntax);
        let mut codec = syntax.codec;
        if self.pixels.length.is_some() {
            if codec == Codec::Unsupported {
                return Err(syntax.unsupported(""));
            }
            return native::decode(self.native(warnings)?, self.frame, layout, self.order());
        }
        let stream = self.fragments()?;
        // The stream itself knows better than the transfer syntax what it is.
        if let Some(found) = Codec::from_stream(&stream).filter(|&found| found != codec) {
            warnings.push(FilmWarning::TransferSyntax {
                claimed: syntax.name.clone(),
                found: found.name().to_owned(),
            });
            codec = found;
        }
        let fragment_order = Order { vr: self.pixels.vr, big_endian: false };
        match codec {
            Codec::NativeInFragments => native::decode(&stream, 0, layout, fragment_order),
            Codec::DeflatedFrame => {
                let limit = layout.native_bits().div_ceil(8).next_multiple_of(2) as usize;
                let inflated = inflate(&stream, "pixels", limit)?;
                native::decode(&inflated, 0, layout, fragment_order)
            }
            Codec::Rle => rle::decode(&stream, layout),
            Codec::Jpeg => jpeg::decode(&stream, layout, syntax),
            Codec::Jpeg2000 => jpeg2000::decode(&stream, layout, syntax),
            Codec::JpegLs => jpeg_ls::decode(&stream, layout, syntax),
            Codec::JpegXl => jpeg_xl::decode(&stream, layout, syntax),
            Codec::Native => {
                let detail = format!(
                    "its pixels are encapsulated, but {} ({}) is not an encapsulated encoding",
                    syntax.name, syntax.uid
                );
                Err(FilmError::damaged(self.pixels.at, detail))
            }
            Codec::Unsupported => Err(syntax.unsupported("")),
        }
    }

    pub(crate) fn order(&self) -> Order {
        Order { vr: self.pixels.vr, big_endian: self.syntax.big_endian }
    }

    /// The value of Pixel Data where it is not in fragments, and so not compressed, whatever the transfer syntax says:
    /// then its length must be that of uncompressed pixels.
    pub(crate) fn native(&self, warnings: &mut Vec<FilmWarning>) -> Result<&[u8], FilmError> {
        let there = &self.bytes[self.pixels.at..];
        let length = self.pixels.length.unwrap_or(0);
        if length == 0 {
            return Err(FilmError::NoPixels {
                detail: format!("{} is empty", attribute_name(self.pixels.tag)),
            });
        }
        let value =
            there.get(..length).ok_or_else(|| FilmError::truncated("its pixels", length - there.len()))?;
        let expected = (self.layout.native_bits() * u64::from(self.layout.frames)).div_ceil(8);
        let is_expected = length as u64 == expected || length as u64 == expected.next_multiple_of(2);
        if self.syntax.codec != Codec::Native {
            let claimed = self.syntax.name.clone();
            if !is_expected {
                let detail = format!(
                    "its pixels are not encapsulated, but {claimed} ({}) requires it",
                    self.syntax.uid
                );
                return Err(FilmError::damaged(self.pixels.at, detail));
            }
            let found = Codec::Native.name().to_owned();
            warnings.push(FilmWarning::TransferSyntax { claimed, found });
        } else if !is_expected && length as u64 > expected {
            warnings.push(FilmWarning::ExcessPixels { found: length as u64, expected });
        }
        Ok(value)
    }

    fn fragments(&self) -> Result<Cow<'_, [u8]>, FilmError> {
        let offsets = self
            .object
            .get(tags::EXTENDED_OFFSET_TABLE)
            .and_then(|element| element.value().primitive()?.uint64_slice().ok());
        let place =
            FramePosition { frame: self.frame as usize, frames: self.layout.frames as usize, offsets };
        fragments::frame(self.bytes, self.pixels.at, place, self.syntax.codec)
    }
}
