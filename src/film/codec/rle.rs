//! RLE Lossless (PS3.5 annex G): one PackBits segment for each byte of each sample, most significant byte first.

use super::frame::Frame;
use crate::film::colour::Colours;
use crate::film::error::FilmError;
use crate::film::layout::Layout;
use crate::film::samples::Cells;

const CODEC: &str = "RLE";

/// Decodes one frame.
pub(crate) fn decode(bytes: &[u8], layout: &Layout) -> Result<Frame, FilmError> {
    let cells = match layout.bits_allocated {
        1 => Cells::Bits8(bits(bytes, layout)?),
        8 => Cells::Bits8(planes(bytes, layout, 1, |cell: &mut u8, byte| *cell = byte)?),
        16 => Cells::Bits16(planes(bytes, layout, 2, |cell: &mut u16, byte| {
            *cell = *cell << 8 | u16::from(byte)
        })?),
        _ => Cells::Bits32(planes(bytes, layout, 4, |cell: &mut u32, byte| {
            *cell = *cell << 8 | u32::from(byte)
        })?),
    };
    let colours = Colours::from_photometric(layout.photometric);
    Ok(Frame { cells, planar: false, colours, precision: u16::MAX })
}

/// Unpacks the one segment of single bits, eight in a byte, the first of them the lowest.
fn bits(bytes: &[u8], layout: &Layout) -> Result<Vec<u8>, FilmError> {
    let segments = segments(bytes)?;
    let &[segment] = segments.as_slice() else {
        return Err(wrong_count(segments.len(), 1));
    };
    let length = layout.cells().div_ceil(8);
    check_claim(segment, length)?;
    let mut cells = Vec::with_capacity(length * 8);
    let missing = unpack(segment, length, |byte| cells.extend((0..8).map(|bit| byte >> bit & 1)));
    if missing > 0 {
        return Err(FilmError::truncated("its RLE pixels", missing));
    }
    cells.truncate(layout.cells());
    Ok(cells)
}

fn wrong_count(found: usize, needed: usize) -> FilmError {
    FilmError::decode(CODEC, format!("{found} segments, but the header needs {needed}"))
}

/// Two bytes unpack to 128 at most: a header that claims more is not believed.
fn check_claim(segment: &[u8], length: usize) -> Result<(), FilmError> {
    match length.checked_sub(segment.len().saturating_mul(64)) {
        None | Some(0) => Ok(()),
        Some(missing) => Err(FilmError::truncated("its RLE pixels", missing)),
    }
}

/// Unpacks all segments; `push` shifts the next lower byte into a cell.
fn planes<T: Default + Clone>(
    bytes: &[u8],
    layout: &Layout,
    bytes_a_sample: usize,
    push: impl Fn(&mut T, u8),
) -> Result<Vec<T>, FilmError> {
    let segments = segments(bytes)?;
    let needed = layout.samples * bytes_a_sample;
    if segments.len() != needed {
        return Err(wrong_count(segments.len(), needed));
    }
    segments.iter().try_for_each(|segment| check_claim(segment, layout.pixels()))?;
    let mut cells = vec![T::default(); layout.cells()];
    for (number, segment) in segments.into_iter().enumerate() {
        let mut targets = cells.iter_mut().skip(number / bytes_a_sample).step_by(layout.samples);
        let missing = unpack(segment, layout.pixels(), |byte| {
            if let Some(cell) = targets.next() {
                push(cell, byte);
            }
        });
        if missing > 0 {
            return Err(FilmError::truncated("its RLE pixels", missing));
        }
    }
    Ok(cells)
}

/// Splits a frame by its header of 16 numbers: how many segments, and where each begins.
fn segments(bytes: &[u8]) -> Result<Vec<&[u8]>, FilmError> {
    let Some(header) = bytes.first_chunk::<64>() else {
        return Err(FilmError::truncated("its RLE header", 64 - bytes.len()));
    };
    let numbers: Vec<usize> =
        header.as_chunks::<4>().0.iter().map(|&number| u32::from_le_bytes(number) as usize).collect();
    let count = numbers[0];
    if count > 15 {
        return Err(FilmError::decode(CODEC, format!("{count} segments; the maximum is 15")));
    }
    (1..=count)
        .map(|segment| {
            let end = if segment == count { bytes.len() } else { numbers[segment + 1] };
            bytes
                .get(numbers[segment]..end)
                .ok_or_else(|| FilmError::decode(CODEC, format!("segment {segment} lies outside the frame")))
        })
        .collect()
}

/// Unpacks PackBits into `length` bytes, and returns how many of them are missing.
fn unpack(segment: &[u8], length: usize, mut put: impl FnMut(u8)) -> usize {
    let mut left = length;
    let mut rest = segment;
    while left > 0 {
        let Some((&head, tail)) = rest.split_first() else {
            break;
        };
        rest = tail;
        match head {
            0..=127 => {
                let count = (usize::from(head) + 1).min(left).min(rest.len());
                rest[..count].iter().for_each(|&byte| put(byte));
                left -= count;
                rest = &rest[count..];
            }
            128 => {}
            129..=255 => {
                let Some((&byte, tail)) = rest.split_first() else {
                    break;
                };
                let count = (257 - usize::from(head)).min(left);
                (0..count).for_each(|_| put(byte));
                left -= count;
                rest = tail;
            }
        }
    }
    left
}
