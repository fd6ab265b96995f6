//! Rectangles of the stored pixels painted over, for copies whose text is burned in (Clean Pixel Data, PS3.15 section E.3.1).
//!
//! Uncompressed pixels stay as they are everywhere else, bit by bit. Compressed ones are written uncompressed: compressing
//! them again could lose what was not to be touched.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use super::codec::EncodedFrame;
use super::codec::frame::Frame;
use super::codec::native;
use super::codec::native::Order;
use super::colour::Colours;
use super::data_set::encoded::EncodedDataSet;
use super::data_set::read;
use super::data_set::transfer_syntax::Codec;
use super::error::FilmError;
use super::layout::{Layout, Photometric};
use super::limits::Limits;
use super::no_pixels::no_pixels;
use super::samples::{Cells, Samples};

/// A rectangle of pixels as they are stored, counted from the upper left corner of a frame. It holds for every frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectangle {
    /// The first column, counted from 0.
    pub column: u32,
    /// The first row, counted from 0.
    pub row: u32,
    /// Width in pixels.
    pub columns: u32,
    /// Height in pixels.
    pub rows: u32,
}

impl Rectangle {
    /// The part of it that lies in a frame; none where nothing does.
    pub fn within(self, columns: u32, rows: u32) -> Option<Self> {
        let width = self.columns.min(columns.saturating_sub(self.column));
        let height = self.rows.min(rows.saturating_sub(self.row));
        (width > 0 && height > 0).then_some(Self { columns: width, rows: height, ..self })
    }
}

impl std::fmt::Display for Rectangle {
    /// As the command line takes it: column, row, width and height.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{},{},{}", self.column, self.row, self.columns, self.rows)
    }
}

/// The pixels of all frames, painted over and uncompressed.
pub(crate) struct RedactedPixels {
    /// Pixel Data (7FE0,0010), or its floating point forms.
    pub(crate) tag: Tag,
    pub(crate) vr: VR,
    pub(crate) value: Vec<u8>,
    /// What the pixels are said to be, where it is no longer what the file says.
    pub(crate) described: Vec<(Tag, AttributeValue)>,
    /// The file's transfer syntax is none of uncompressed pixels.
    pub(crate) was_compressed: bool,
}

/// A value of an attribute of the pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttributeValue {
    Number(u16),
    Term(&'static str),
}

/// Paints `rectangles` over in every frame: as dark as the darkest of the frame's pixels, so that neither the window that
/// is made of its grey levels nor its padding is another than before.
pub(crate) fn redact(
    found: &EncodedDataSet<'_>,
    rectangles: &[Rectangle],
    limits: &Limits,
) -> Result<RedactedPixels, FilmError> {
    let read = read::read_data_set(&found.bytes, &found.syntax, 0)?;
    let object = &read.attributes;
    let pixels = read.pixels.ok_or_else(|| no_pixels(object))?;
    let mut warnings = Vec::new(); // said when the film was opened
    let is_float = pixels.tag != tags::PIXEL_DATA;
    let layout = Layout::from_data_set(object, is_float, limits, &mut warnings)?;
    let (columns, rows) = (layout.columns as u32, layout.rows as u32);
    let inside: Vec<_> = rectangles.iter().filter_map(|rectangle| rectangle.within(columns, rows)).collect();
    let source = |frame| EncodedFrame {
        bytes: &found.bytes,
        pixels,
        object,
        layout: &layout,
        syntax: &found.syntax,
        frame,
    };
    let bits = layout.native_bits() * u64::from(layout.frames);
    limits.check_file(bits.div_ceil(8))?;
    if pixels.length.is_some() {
        let source = source(0);
        let bytes = source.native(&mut warnings)?;
        // What lies behind the frames is seen by nobody, and so covered by nobody.
        let length = (bits.div_ceil(8).next_multiple_of(2)).min(bytes.len() as u64) as usize;
        let mut value = bytes[..length].to_vec();
        for frame in 0..layout.frames {
            let seen = if is_float {
                let samples = native::decode_float(bytes, frame, &layout, source.order())?;
                Fill::Float(Samples::F32(samples).range(None).map_or(0.0, |(lo, _)| lo))
            } else {
                fill(native::decode(bytes, frame, &layout, source.order())?, &layout)
            };
            paint(&mut value, frame, &inside, &seen, &layout, source.order());
        }
        pad(&mut value);
        let was_compressed = found.syntax.codec != Codec::Native;
        return Ok(RedactedPixels {
            tag: pixels.tag,
            vr: pixels.vr,
            value,
            described: Vec::new(),
            was_compressed,
        });
    }
    let order = Order { vr: VR::OW, big_endian: false };
    let mut value = Vec::new();
    let mut written: Option<Layout> = None;
    for frame in 0..layout.frames {
        let decoded = source(frame).decode_cells(&mut warnings)?;
        let layout = uncompressed(&layout, &decoded);
        if *written.get_or_insert(layout) != layout {
            let detail = format!("frame {} is stored differently from the frames before it", frame + 1);
            return Err(FilmError::damaged(pixels.at, detail));
        }
        match &decoded.cells {
            Cells::Bits8(cells) => value.extend_from_slice(cells),
            Cells::Bits16(cells) => value.extend(cells.iter().flat_map(|cell| cell.to_le_bytes())),
            Cells::Bits32(cells) => value.extend(cells.iter().flat_map(|cell| cell.to_le_bytes())),
        }
        limits.check_file(value.len() as u64)?;
        paint(&mut value, frame, &inside, &fill(decoded, &layout), &layout, order);
    }
    let written = written.unwrap_or(layout);
    pad(&mut value);
    let vr = if written.bits_allocated > 8 { VR::OW } else { VR::OB };
    Ok(RedactedPixels {
        tag: pixels.tag,
        vr,
        value,
        described: described(&layout, &written),
        was_compressed: true,
    })
}

/// Values have an even length.
fn pad(value: &mut Vec<u8>) {
    if value.len() % 2 == 1 {
        value.push(0);
    }
}

/// How a decoded frame lies in memory.
fn uncompressed(layout: &Layout, frame: &Frame) -> Layout {
    let bits_allocated = match frame.cells {
        Cells::Bits8(_) => 8,
        Cells::Bits16(_) => 16,
        Cells::Bits32(_) => 32,
    };
    let photometric = match (layout.samples, frame.colours) {
        (1, _) => layout.photometric,
        (_, Colours::Rgb) => Photometric::Rgb,
        (_, Colours::Ybr) => Photometric::YbrFull,
        (_, Colours::YbrPairs) => Photometric::YbrFull422,
    };
    let high_bit = frame.high_bit(layout);
    Layout { bits_allocated, photometric, high_bit, planar: layout.samples > 1 && frame.planar, ..*layout }
}

/// What no longer is as the file says.
fn described(before: &Layout, after: &Layout) -> Vec<(Tag, AttributeValue)> {
    let numbers = [
        (tags::PLANAR_CONFIGURATION, u16::from(before.planar), u16::from(after.planar)),
        (tags::BITS_ALLOCATED, before.bits_allocated, after.bits_allocated),
        (tags::HIGH_BIT, before.high_bit, after.high_bit),
    ];
    let mut described = Vec::new();
    if before.photometric != after.photometric {
        let term = AttributeValue::Term(after.photometric.name());
        described.push((tags::PHOTOMETRIC_INTERPRETATION, term));
    }
    let changed = numbers.into_iter().filter(|(_, before, after)| before != after);
    described.extend(changed.map(|(tag, _, after)| (tag, AttributeValue::Number(after))));
    described
}

/// What a pixel is painted with.
enum Fill {
    /// The cell of a pixel's only sample.
    Cell(u64),
    Float(f64),
    /// Black in the cells of three samples; for pairs of pixels, of the four they share.
    Colour([u64; 3]),
    Pairs,
}

/// Black: the darkest pixel of the frame. Of a palette the first number that is used, whatever its colour.
fn fill(frame: Frame, layout: &Layout) -> Fill {
    let layout = Layout { high_bit: frame.high_bit(layout), ..*layout };
    let shift = layout.high_bit + 1 - layout.bits_stored;
    match (layout.samples, frame.colours) {
        (1, _) => {
            let range = Samples::from_cells(frame.cells, &layout).range(None);
            let is_reversed = layout.photometric == Photometric::Monochrome1;
            let darkest = range.map_or(0.0, |(lo, hi)| if is_reversed { hi } else { lo });
            let mask = u64::MAX >> (64 - layout.bits_stored);
            Fill::Cell(((darkest as i64 as u64) & mask) << shift)
        }
        (_, Colours::Rgb) => Fill::Colour([0; 3]),
        (_, Colours::Ybr) => {
            let no_colour = 1 << (layout.bits_stored - 1 + shift);
            Fill::Colour([0, no_colour, no_colour])
        }
        (_, Colours::YbrPairs) => Fill::Pairs,
    }
}

/// Paints the rectangles of a frame, which lies in `value` behind those before it.
fn paint(value: &mut [u8], frame: u32, rectangles: &[Rectangle], fill: &Fill, layout: &Layout, order: Order) {
    let first_bit = frame as usize * layout.native_bits() as usize;
    let width = usize::from(layout.bits_allocated);
    let mut put =
        |cell: usize, number: u64| native::put(value, first_bit + cell * width, width, number, order);
    for rectangle in rectangles {
        let rows = rectangle.row as usize..(rectangle.row + rectangle.rows) as usize;
        for row in rows {
            let start = row * layout.columns + rectangle.column as usize;
            for pixel in start..start + rectangle.columns as usize {
                match *fill {
                    Fill::Cell(number) => put(pixel, number),
                    Fill::Float(number) if width == 64 => put(pixel, number.to_bits()),
                    Fill::Float(number) => put(pixel, (number as f32).to_bits().into()),
                    Fill::Colour(numbers) => {
                        let (step, plane) = if layout.planar { (1, layout.pixels()) } else { (3, 1) };
                        for (colour, number) in numbers.into_iter().enumerate() {
                            put(pixel * step + colour * plane, number);
                        }
                    }
                    Fill::Pairs => {
                        for (byte, number) in [0, 0, 128, 128].into_iter().enumerate() {
                            put(pixel / 2 * 4 + byte, number);
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
