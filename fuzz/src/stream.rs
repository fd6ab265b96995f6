//! A sound film round a compressed stream: its header says what the stream's own says, so that the decoder is reached.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::file::File;

/// What a film must say of its stream. A new one is 16 x 16 with one sample of 8 bits.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Height.
    pub rows: u16,
    /// Width.
    pub columns: u16,
    /// Samples per Pixel.
    pub samples: u16,
    /// Bits of a sample.
    pub bits: u16,
}

impl Shape {
    /// Reads the first frame header of JPEG or JPEG-LS (ITU-T T.81 B.2.2); none where there is none.
    pub fn of_jpeg(stream: &[u8]) -> Option<Self> {
        let is_frame = |pair: &[u8]| {
            matches!(pair, [0xff, 0xc0..=0xcf | 0xf7]) && !matches!(pair, [_, 0xc4 | 0xc8 | 0xcc])
        };
        let at = stream.windows(2).position(is_frame)?;
        let &[bits, r1, r0, c1, c0, samples] = stream.get(at + 4..)?.first_chunk()?;
        let [rows, columns] = [[r1, r0], [c1, c0]].map(u16::from_be_bytes);
        Some(Self { rows, columns, samples: samples.into(), bits: bits.into() })
    }

    /// Reads the size segment of JPEG 2000 (ISO/IEC 15444-1 A.5.1).
    pub fn of_jpeg2000(stream: &[u8]) -> Option<Self> {
        let at = stream.windows(4).position(|markers| markers == [0xff, 0x4f, 0xff, 0x51])?;
        let segment = stream.get(at + 8..)?;
        let number = |at: usize| Some(u32::from_be_bytes(*segment.get(at..)?.first_chunk()?));
        let side = |at: usize| u16::try_from(number(at)?.checked_sub(number(at + 8)?)?).ok();
        let &[s1, s0, depth] = segment.get(32..)?.first_chunk()?;
        let (samples, bits) = (u16::from_be_bytes([s1, s0]), u16::from(depth & 0x7f) + 1);
        Some(Self { rows: side(4)?, columns: side(0)?, samples, bits })
    }

    /// RLE streams say nothing of their size: three bytes before them do.
    pub fn of_rle([rows, columns, kind]: [u8; 3]) -> Self {
        let [rows, columns] = [rows, columns].map(u16::from);
        let bits = [8, 16, 32, 1][usize::from(kind % 4)];
        Self { rows, columns, samples: if kind & 4 == 0 { 1 } else { 3 }, bits }
    }

    /// The size in JPEG XL streams is a puzzle of bits: three bytes before them say it once more.
    pub fn of_jpeg_xl([rows, columns, kind]: [u8; 3]) -> Self {
        let [rows, columns] = [rows, columns].map(u16::from);
        let bits = u16::from(kind & 0x0f) + 1;
        Self { rows, columns, samples: if kind & 0x10 == 0 { 1 } else { 3 }, bits }
    }
}

/// The film. The bits of `choice` say how its header differs from the plainest one: the low four shorten Bits Stored,
/// the others are sign, photometric interpretation (two of them) and where in its cell a sample lies.
pub fn film(transfer_syntax: &str, shape: Shape, choice: u8, stream: &[u8]) -> Vec<u8> {
    let allocated = [1, 8, 16].into_iter().find(|&bits| shape.bits <= bits).unwrap_or(32);
    let stored = shape.bits.min(allocated).saturating_sub(u16::from(choice & 0x0f)).max(1);
    let is_high = choice & 0x80 != 0;
    let colours = if shape.samples == 3 {
        ["RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT"]
    } else {
        ["MONOCHROME2", "MONOCHROME1", "MONOCHROME2", "MONOCHROME1"]
    };
    let mut file = File::new(transfer_syntax);
    file.number(tags::SAMPLES_PER_PIXEL, shape.samples);
    file.text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, colours[usize::from(choice >> 5 & 3)]);
    file.number(tags::ROWS, shape.rows);
    file.number(tags::COLUMNS, shape.columns);
    file.number(tags::BITS_ALLOCATED, allocated);
    file.number(tags::BITS_STORED, stored);
    file.number(tags::HIGH_BIT, if is_high { allocated } else { stored } - 1);
    file.number(tags::PIXEL_REPRESENTATION, u16::from(choice >> 4 & 1));
    file.end_compressed(stream)
}

/// Reads a film of a JPEG or JPEG-LS stream, which stands behind a byte of choice.
pub fn read_jpeg(transfer_syntax: &str, bytes: &[u8]) {
    if let Some((&choice, stream)) = bytes.split_first()
        && let Some(shape) = Shape::of_jpeg(stream)
    {
        crate::read(&film(transfer_syntax, shape, choice, stream));
    }
}
