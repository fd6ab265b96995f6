//! Uncompressed pixels (PS3.5 section 8.1.1 and annex A.1 to A.3).

use dicom_core::VR;

use super::Frame;
use crate::film::colour::Colours;
use crate::film::error::FilmError;
use crate::film::layout::{Layout, Photometric};
use crate::film::samples::Cells;

/// Takes the first frame from the beginning of `bytes`.
pub(crate) fn decode(bytes: &[u8], vr: VR, layout: &Layout, big_endian: bool) -> Result<Frame, FilmError> {
    let needed = layout.native_bytes();
    let Some(bytes) = bytes.get(..needed.next_multiple_of(2)).or(bytes.get(..needed)) else {
        return Err(FilmError::truncated("its pixels", needed - bytes.len()));
    };
    let cells = match (layout.bits_allocated, big_endian) {
        (1, _) => Cells::Bits8((0..layout.cells()).map(|cell| (bytes[cell / 8] >> (cell % 8)) & 1).collect()),
        // Words of two samples each, the first in the lower byte.
        (8, true) if vr == VR::OW => Cells::Bits8(swap_pairs(bytes, needed)),
        (8, _) => Cells::Bits8(bytes[..needed].to_vec()),
        (16, false) => Cells::Bits16(cells(bytes, u16::from_le_bytes)),
        (16, true) => Cells::Bits16(cells(bytes, u16::from_be_bytes)),
        (_, false) => Cells::Bits32(cells(bytes, u32::from_le_bytes)),
        (_, true) => Cells::Bits32(cells(bytes, u32::from_be_bytes)),
    };
    let colours = match layout.photometric {
        Photometric::YbrFull422 if layout.bits_allocated == 8 => Colours::YbrPairs,
        photometric => Colours::of(photometric),
    };
    // Native cells always carry the bits outside Bits Stored.
    Ok(Frame { cells, planar: layout.planar, colours, precision: u16::MAX })
}

fn cells<const N: usize, T>(bytes: &[u8], read: fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks::<N>().0.iter().map(|&cell| read(cell)).collect()
}

fn swap_pairs(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut swapped: Vec<u8> = bytes.chunks(2).flat_map(|pair| pair.iter().rev().copied()).collect();
    swapped.truncate(length);
    swapped
}
