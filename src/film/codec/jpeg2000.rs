//! JPEG 2000 and High-Throughput JPEG 2000 (ISO/IEC 15444-1 and -15).
//!
//! Two decoders: hayro-jpeg2000 agrees with the reference implementation to one grey level in lossy streams, but does not
//! know High-Throughput block coding; dicom-toolkit-jpeg2000 does.

use std::borrow::Cow;

use dicom_dictionary_std::uids;
use dicom_toolkit_jpeg2000 as high_throughput;
use hayro_jpeg2000 as classic;

use super::frame::{Frame, check_stream};
use super::jpeg2000_blocks;
use crate::film::colour::Colours;
use crate::film::data_set::transfer_syntax::TransferSyntax;
use crate::film::error::FilmError;
use crate::film::layout::Layout;
use crate::film::samples::Cells;

const CODEC: &str = "JPEG 2000";

/// Start of codestream, and the size segment that must follow it.
const START: [u8; 4] = [0xff, 0x4f, 0xff, 0x51];
const START_OF_TILE_PART: u8 = 0x90;
const END: [u8; 2] = [0xff, 0xd9];
const MAX_TILES: usize = 65535;

/// Decodes one frame.
pub(crate) fn decode(bytes: &[u8], layout: &Layout, syntax: &TransferSyntax) -> Result<Frame, FilmError> {
    // DICOM wants the bare stream. Some writers leave it in the boxes of a JP2 file, which say nothing new.
    let start = bytes.windows(4).position(|markers| markers == START);
    let stream = &bytes[start.unwrap_or(bytes.len())..];
    let Some(size) = Size::parse(stream) else {
        return Err(FilmError::decode(CODEC, "the fragments contain no JPEG 2000 image"));
    };
    check_stream(layout, size.rows, size.columns, size.components)?;
    if size.precision > 16 {
        return Err(syntax.unsupported(&format!(" with {}-bit samples", size.precision)));
    }
    if jpeg2000_blocks::are_too_many(stream, size.tile, size.tiles) {
        return Err(FilmError::decode(CODEC, "it has more code-blocks than its size allows"));
    }
    let stream = complete(stream, size.tiles)?;
    let bounds = size.bounds(layout, syntax);
    let cells = if size.high_throughput {
        decode_high_throughput(&stream, &size, bounds)?
    } else {
        decode_classic(&stream, &size, bounds)?
    };
    if cells.len() != layout.cells() {
        return Err(FilmError::decode(CODEC, format!("{} of {} samples", cells.len(), layout.cells())));
    }
    // The decoders undo the colour transforms of JPEG 2000 themselves; plain YBR they do not know of.
    let colours = Colours::from_photometric(layout.photometric);
    Ok(Frame { cells, planar: false, colours, precision: size.precision.into() })
}

fn decode_classic(bytes: &[u8], size: &Size, [least, most]: [u16; 2]) -> Result<Cells, FilmError> {
    let fail = |error| FilmError::decode(CODEC, error);
    let settings = classic::DecodeSettings { strict: true, ..Default::default() };
    let image = classic::Image::new(bytes, &settings).map_err(fail)?;
    let mut context = classic::DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(fail)?;
    let planes: Vec<&[f32]> = decoded.components().iter().map(|component| component.samples()).collect();
    let pixels = size.rows * size.columns;
    if planes.iter().any(|plane| plane.len() != pixels) {
        return Err(FilmError::decode(CODEC, "its components differ in size"));
    }
    let rounded = |sample: f32| ((sample + 0.5) as u16).clamp(least, most); // `as` stops at 0 and 65,535
    Ok(match planes.as_slice() {
        [gray] => size.cells(gray.iter().map(|&sample| rounded(sample))),
        planes => {
            size.cells((0..pixels).flat_map(|pixel| planes.iter().map(move |plane| rounded(plane[pixel]))))
        }
    })
}

fn decode_high_throughput(bytes: &[u8], size: &Size, [least, most]: [u16; 2]) -> Result<Cells, FilmError> {
    let fail = |error| FilmError::decode(CODEC, error);
    let settings = high_throughput::DecodeSettings { strict: true, ..Default::default() };
    let image = high_throughput::Image::new(bytes, &settings).map_err(fail)?;
    let bitmap = image.decode_native().map_err(fail)?;
    Ok(match bitmap.bytes_per_sample {
        1 => size.cells(bitmap.data.iter().map(|&sample| u16::from(sample).clamp(least, most))),
        _ => {
            let words = bitmap.data.as_chunks::<2>().0.iter().map(|&word| u16::from_le_bytes(word));
            size.cells(words.map(|sample| sample.clamp(least, most)))
        }
    })
}

/// The stream, with the length of its last part filled in where it says "to the end". Decoders ask strictly for the
/// end-of-codestream marker, which tells a whole stream from one cut off, but not for every one of `tiles`: those that lack
/// they paint grey.
fn complete(stream: &[u8], tiles: usize) -> Result<Cow<'_, [u8]>, FilmError> {
    let cut_off = || FilmError::Truncated { place: "its JPEG 2000 pixels".to_owned(), missing: None };
    let mut is_there = vec![false; tiles];
    let mut at = 2; // behind the start-of-codestream marker
    loop {
        let rest = stream.get(at..).ok_or_else(cut_off)?;
        if rest.starts_with(&END) {
            return if is_there.contains(&false) { Err(cut_off()) } else { Ok(Cow::Borrowed(stream)) };
        }
        let Some(&[first, marker, l1, l0, t1, t0, p3, p2, p1, p0]) = rest.first_chunk::<10>() else {
            return Err(cut_off());
        };
        if first != 0xff {
            return Ok(Cow::Borrowed(stream)); // some writers miscount a segment, which decoders forgive
        }
        let part = u32::from_be_bytes([p3, p2, p1, p0]) as usize;
        if marker == START_OF_TILE_PART
            && let Some(is_there) = is_there.get_mut(usize::from(u16::from_be_bytes([t1, t0])))
        {
            *is_there = true;
        }
        let step = match (marker, part) {
            (START_OF_TILE_PART, 0) if is_there.contains(&false) => return Err(cut_off()),
            (START_OF_TILE_PART, 0) => {
                let end = rest.windows(2).rposition(|marker| marker == END).ok_or_else(cut_off)?;
                let mut stream = stream.to_vec();
                stream[at + 6..at + 10].copy_from_slice(&(end as u32).to_be_bytes());
                return Ok(Cow::Owned(stream));
            }
            (START_OF_TILE_PART, part) => part,
            _ => usize::from(u16::from_be_bytes([l1, l0])) + 2,
        };
        at = at.saturating_add(step);
    }
}

/// The image and sample size of a stream (its SIZ marker segment, ISO/IEC 15444-1 A.5.1).
struct Size {
    rows: usize,
    columns: usize,
    /// Width and height of a tile, as far as the frame fills it.
    tile: [usize; 2],
    tiles: usize,
    components: usize,
    precision: u8,
    signed: bool,
    /// Part 15 of the standard is needed (bit 14 of the capabilities).
    high_throughput: bool,
}

impl Size {
    /// Reads the size. Streams whose components differ in kind, or are subsampled, are no films.
    fn parse(stream: &[u8]) -> Option<Self> {
        let capabilities = *stream.get(6)?;
        let segment = stream.get(8..)?;
        let number = |at: usize| -> Option<usize> {
            Some(u32::from_be_bytes(*segment.get(at..)?.first_chunk()?) as usize)
        };
        let components = usize::from(u16::from_be_bytes(*segment.get(32..)?.first_chunk()?));
        let kinds = segment.get(34..34 + components * 3)?.as_chunks::<3>().0;
        let &[depth, 1, 1] = kinds.first()? else {
            return None;
        };
        let (tile_width, tile_height) = (number(16)?, number(20)?);
        if kinds.iter().any(|kind| *kind != [depth, 1, 1]) || tile_width == 0 || tile_height == 0 {
            return None;
        }
        // Decoders set up every tile before they read one, and a tile's number has 16 bits (A.4.2).
        let tiles = |side: usize, offset: usize, tile: usize| -> Option<usize> {
            Some(number(side)?.checked_sub(number(offset)?)?.div_ceil(tile))
        };
        let tiles = tiles(0, 24, tile_width)?.saturating_mul(tiles(4, 28, tile_height)?);
        if tiles > MAX_TILES {
            return None;
        }
        let (columns, rows) = (number(0)?.checked_sub(number(8)?)?, number(4)?.checked_sub(number(12)?)?);
        Some(Self {
            columns,
            rows,
            tile: [tile_width.min(columns), tile_height.min(rows)],
            tiles,
            components,
            precision: (depth & 0x7f) + 1,
            signed: depth & 0x80 != 0,
            high_throughput: capabilities & 0x40 != 0,
        })
    }

    /// What a decoded sample can be: all that its bits hold, but where the transfer syntax may be lossy, not more than
    /// the film stores.
    fn bounds(&self, layout: &Layout, syntax: &TransferSyntax) -> [u16; 2] {
        let may_be_lossy = syntax.uid == uids::JPEG2000 || syntax.uid == uids::HTJ2K;
        let bits = u16::from(self.precision);
        let stored = if may_be_lossy { layout.bits_of_lossy(bits, self.signed) } else { bits };
        let least = if self.signed { (1u32 << (bits - 1)) - (1 << (stored - 1)) } else { 0 };
        [least, least + ((1 << stored) - 1)].map(|bound| bound as u16)
    }

    /// Decoders add half the range to every sample, as the standard asks for unsigned ones; from signed ones it is
    /// taken off again. Two's complement stays in the cell, as native pixels have it.
    fn cells(&self, samples: impl Iterator<Item = u16>) -> Cells {
        match (self.signed, self.precision) {
            (true, bits) => {
                Cells::Bits16(samples.map(|sample| sample.wrapping_sub(1 << (bits - 1))).collect())
            }
            (false, 0..=8) => Cells::Bits8(samples.map(|sample| sample as u8).collect()),
            (false, _) => Cells::Bits16(samples.collect()),
        }
    }
}
