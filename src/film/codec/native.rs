//! Uncompressed pixels (PS3.5 section 8.1.1 and annex A.1 to A.3), whole and floating point numbers.

use dicom_core::VR;

use super::frame::Frame;
use crate::film::colour::Colours;
use crate::film::error::FilmError;
use crate::film::layout::{Layout, Photometric};
use crate::film::samples::Cells;

/// How the bytes of a value stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    /// Value representation: OB, OW, OF or OD.
    pub(crate) vr: VR,
    pub(crate) big_endian: bool,
}

impl Order {
    /// Bytes and bits stand in words of two bytes, the first of them in the lower byte, which comes second.
    fn swaps_bytes(self) -> bool {
        self.big_endian && self.vr == VR::OW
    }
}

/// Takes a frame, counted from 0, from its place in `bytes`, which begin with the first.
pub(crate) fn decode(bytes: &[u8], frame: u32, layout: &Layout, order: Order) -> Result<Frame, FilmError> {
    let (first_bit, bytes) = frame_bytes(bytes, frame, layout)?;
    let byte = |at: usize| {
        let swapped = if order.swaps_bytes() { bytes.get(at ^ 1) } else { None };
        *swapped.unwrap_or(&bytes[at])
    };
    let whole = first_bit / 8;
    let end = whole + layout.native_bits().div_ceil(8) as usize;
    let cells = match (layout.bits_allocated, order.big_endian) {
        (1, _) => {
            let bit = |cell: usize| byte((first_bit + cell) / 8) >> ((first_bit + cell) % 8) & 1;
            Cells::Bits8((0..layout.cells()).map(bit).collect())
        }
        // Two cells in three bytes, without a gap: a form of the standard's forerunner.
        (12, _) => Cells::Bits16(
            (0..layout.cells())
                .map(|cell| {
                    let bit = first_bit + cell * 12;
                    let [low, high] = [bit / 8, (bit + 8) / 8].map(|at| u16::from(byte(at)));
                    (low | high << 8) >> (bit % 8) & 0xfff
                })
                .collect(),
        ),
        (8, _) if order.swaps_bytes() => Cells::Bits8((whole..end).map(byte).collect()),
        (8, _) => Cells::Bits8(bytes[whole..end].to_vec()),
        (16, false) => Cells::Bits16(cells(&bytes[whole..], u16::from_le_bytes)),
        (16, true) => Cells::Bits16(cells(&bytes[whole..], u16::from_be_bytes)),
        (_, false) => Cells::Bits32(cells(&bytes[whole..], u32::from_le_bytes)),
        (_, true) => Cells::Bits32(cells(&bytes[whole..], u32::from_be_bytes)),
    };
    let colours = match layout.photometric {
        Photometric::YbrFull422 if layout.bits_allocated == 8 => Colours::YbrPairs,
        photometric => Colours::from_photometric(photometric),
    };
    // Native cells always carry the bits outside Bits Stored.
    Ok(Frame { cells, planar: layout.planar, colours, precision: u16::MAX })
}

/// Takes a frame of floating point numbers (PS3.3 C.7.6.24): 32 bits are enough for grey levels, so numbers of 64 bits
/// are rounded to them.
pub(crate) fn decode_float(
    bytes: &[u8],
    frame: u32,
    layout: &Layout,
    order: Order,
) -> Result<Vec<f32>, FilmError> {
    let (first_bit, bytes) = frame_bytes(bytes, frame, layout)?;
    let bytes = &bytes[first_bit / 8..];
    Ok(match (layout.bits_allocated, order.big_endian) {
        (32, false) => cells(bytes, f32::from_le_bytes),
        (32, true) => cells(bytes, f32::from_be_bytes),
        (_, false) => cells(bytes, |number| f64::from_le_bytes(number) as f32),
        (_, true) => cells(bytes, |number| f64::from_be_bytes(number) as f32),
    })
}

/// The bytes up to the end of the frame, or of the word that it ends in, and the bit that it begins with.
fn frame_bytes<'a>(bytes: &'a [u8], frame: u32, layout: &Layout) -> Result<(usize, &'a [u8]), FilmError> {
    let first_bit = u64::from(frame) * layout.native_bits();
    let needed = (first_bit + layout.native_bits()).div_ceil(8);
    // Checked in 64 bits; whole bytes before the frame are left off, so that bits can be counted in what is left.
    let before = (first_bit / 8) & !1;
    match (usize::try_from(before), usize::try_from(needed)) {
        (Ok(before), Ok(needed)) if needed <= bytes.len() => {
            let end = needed.next_multiple_of(2).min(bytes.len());
            Ok(((first_bit - before as u64 * 8) as usize, &bytes[before..end]))
        }
        _ => Err(FilmError::Truncated {
            place: "its pixels".to_owned(),
            missing: Some(needed - bytes.len() as u64),
        }),
    }
}

/// Writes a number of so many bits at a place counted in bits, which both are what an uncompressed cell can have.
pub(crate) fn put(bytes: &mut [u8], bit: usize, bits: usize, number: u64, order: Order) {
    let swap = usize::from(order.swaps_bytes());
    let little = number.to_le_bytes();
    match bits {
        16 | 32 | 64 => {
            let cell = &mut bytes[bit / 8..][..bits / 8];
            cell.copy_from_slice(&little[..bits / 8]);
            if order.big_endian {
                cell.reverse();
            }
        }
        8 => bytes[(bit / 8) ^ swap] = little[0],
        // Cells that share bytes with others: 1 and 12 bits.
        _ => {
            for at in 0..bits {
                let place = &mut bytes[((bit + at) / 8) ^ swap];
                let mask = 1 << ((bit + at) % 8);
                *place = if number >> at & 1 == 1 { *place | mask } else { *place & !mask };
            }
        }
    }
}

fn cells<const N: usize, T>(bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks::<N>().0.iter().map(|&cell| read(cell)).collect()
}
