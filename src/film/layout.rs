//! How the samples of a frame lie in memory: the image pixel attributes (PS3.3 C.7.6.3), checked.

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::data_set::attributes::{integer, required, text};
use super::error::FilmError;
use super::limits::Limits;
use super::warning::FilmWarning;

/// Photometric interpretations that are read (PS3.3 C.7.6.3.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Photometric {
    /// Smallest value white.
    Monochrome1,
    /// Smallest value black.
    Monochrome2,
    Palette,
    Rgb,
    /// Luminance and two colour differences, full range.
    YbrFull,
    /// The same with the colour differences at half the width; natively four bytes for two pixels.
    YbrFull422,
    /// JPEG 2000's transforms: decoders give back RGB.
    YbrIct,
    YbrRct,
    /// JPEG XL's: likewise.
    Xyb,
}

impl Photometric {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Monochrome1, "MONOCHROME1"),
        (Self::Monochrome2, "MONOCHROME2"),
        (Self::Palette, "PALETTE COLOR"),
        (Self::Rgb, "RGB"),
        (Self::YbrFull, "YBR_FULL"),
        (Self::YbrFull422, "YBR_FULL_422"),
        (Self::YbrIct, "YBR_ICT"),
        (Self::YbrRct, "YBR_RCT"),
        (Self::Xyb, "XYB"),
    ];

    /// The defined term.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    fn samples(self) -> usize {
        if matches!(self, Self::Monochrome1 | Self::Monochrome2 | Self::Palette) { 1 } else { 3 }
    }
}

/// How the samples of a frame lie in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) frames: u32,
    pub(crate) photometric: Photometric,
    /// Samples per Pixel (0028,0002): 1 or 3.
    pub(crate) samples: usize,
    /// Planar Configuration (0028,0006) is 1: one colour after the other.
    pub(crate) planar: bool,
    /// 1, 8, 12 (two in three bytes), 16 or 32; 32 or 64 for floating point numbers.
    pub(crate) bits_allocated: u16,
    pub(crate) bits_stored: u16,
    pub(crate) high_bit: u16,
    pub(crate) signed: bool,
}

impl Layout {
    /// Reads and checks the attributes. Nothing is allocated for the pixels before this has passed. `float` says that the
    /// pixels are floating point numbers, of which fewer attributes speak (PS3.3 C.7.6.24).
    pub(crate) fn from_data_set(
        object: &InMemDicomObject,
        float: bool,
        limits: &Limits,
        warnings: &mut Vec<FilmWarning>,
    ) -> Result<Self, FilmError> {
        let rows = required(object, tags::ROWS, 1..=65535)? as usize;
        let columns = required(object, tags::COLUMNS, 1..=65535)? as usize;
        check_size(rows, columns, limits)?;
        let frames = frames(object, limits, warnings)?;
        let photometric = photometric(object, warnings)?;
        if float && !matches!(photometric, Photometric::Monochrome1 | Photometric::Monochrome2) {
            let tag = tags::PHOTOMETRIC_INTERPRETATION;
            return Err(FilmError::bad(
                tag,
                photometric.name(),
                "MONOCHROME1 or MONOCHROME2 for floating point pixels",
            ));
        }
        let samples = integer(object, tags::SAMPLES_PER_PIXEL)?.unwrap_or(1);
        if samples != photometric.samples() as i64 {
            let expected = format!("{} for {}", photometric.samples(), photometric.name());
            return Err(FilmError::bad(tags::SAMPLES_PER_PIXEL, samples, expected));
        }
        let bits_allocated = required(object, tags::BITS_ALLOCATED, 1..=64)?;
        let (read, named): (&[u32], _) =
            if float { (&[32, 64], "32 and 64") } else { (&[1, 8, 12, 16, 32], "1, 8, 12, 16 and 32") };
        if !read.contains(&bits_allocated) {
            let expected = format!("one of {named}");
            return Err(FilmError::bad(tags::BITS_ALLOCATED, bits_allocated, expected));
        }
        let allocated = i64::from(bits_allocated);
        let bits_stored = match integer(object, tags::BITS_STORED)? {
            None => bits_allocated,
            Some(_) => required(object, tags::BITS_STORED, 1..=allocated)?,
        };
        let high_bit = match integer(object, tags::HIGH_BIT)? {
            None => bits_stored - 1,
            Some(_) => required(object, tags::HIGH_BIT, i64::from(bits_stored) - 1..=allocated - 1)?,
        };
        Ok(Self {
            rows,
            columns,
            frames,
            photometric,
            samples: photometric.samples(),
            planar: integer(object, tags::PLANAR_CONFIGURATION)? == Some(1),
            bits_allocated: bits_allocated as u16,
            bits_stored: bits_stored as u16,
            high_bit: high_bit as u16,
            signed: float || required(object, tags::PIXEL_REPRESENTATION, 0..=1)? == 1,
        })
    }

    /// Pixels in a frame.
    pub(crate) fn pixels(&self) -> usize {
        self.rows * self.columns
    }

    /// Cells in a frame: pixels times samples.
    pub(crate) fn cells(&self) -> usize {
        self.pixels() * self.samples
    }

    /// Bits that the samples of a lossy stream may use, whose own have `precision` bits and are `signed`. Lossy coding
    /// oversteps the stored range at sharp edges, and a bright pixel masked to its lower bits would be black; so
    /// samples stop at Bits Stored.
    pub(crate) fn bits_of_lossy(&self, precision: u16, signed: bool) -> u16 {
        let is_aligned = self.high_bit + 1 == self.bits_stored && self.signed == signed;
        if is_aligned { self.bits_stored.min(precision) } else { precision }
    }

    /// Bits of a native frame (PS3.5 section 8.1.1). Frames follow each other without a gap, even within a byte.
    pub(crate) fn native_bits(&self) -> u64 {
        match (self.photometric, self.bits_allocated) {
            (Photometric::YbrFull422, 8) => self.pixels() as u64 * 16,
            (_, bits) => self.cells() as u64 * u64::from(bits),
        }
    }
}

/// Whether a frame is small enough to be decoded.
pub(crate) fn check_size(rows: usize, columns: usize, limits: &Limits) -> Result<(), FilmError> {
    if rows.saturating_mul(columns) <= limits.max_pixels {
        return Ok(());
    }
    let found = rows as u64 * columns as u64;
    Err(FilmError::TooLarge { what: "The number of pixels", found, limit: limits.max_pixels as u64 })
}

fn frames(
    object: &InMemDicomObject,
    limits: &Limits,
    warnings: &mut Vec<FilmWarning>,
) -> Result<u32, FilmError> {
    let frames = match integer(object, tags::NUMBER_OF_FRAMES) {
        Ok(Some(frames)) => frames,
        Ok(None) => return Ok(1),
        // The pixels follow, and their length tells whether there are more.
        Err(_) => {
            let claimed = text(object, tags::NUMBER_OF_FRAMES).unwrap_or_default();
            warnings.push(FilmWarning::corrected(tags::NUMBER_OF_FRAMES, claimed, 1));
            return Ok(1);
        }
    };
    let limit = limits.max_frames;
    match u32::try_from(frames) {
        Ok(0) => Ok(1), // some writers count further frames
        Err(_) => Err(FilmError::bad(tags::NUMBER_OF_FRAMES, frames, "at least 1")),
        Ok(found) if found > limit => Err(FilmError::TooLarge {
            what: "The number of frames",
            found: found.into(),
            limit: limit.into(),
        }),
        Ok(found) => Ok(found),
    }
}

fn photometric(object: &InMemDicomObject, warnings: &mut Vec<FilmWarning>) -> Result<Photometric, FilmError> {
    let tag = tags::PHOTOMETRIC_INTERPRETATION;
    let Some(claimed) = text(object, tag) else {
        // The standard's forerunners, ACR-NEMA 1 and 2, had gray films alone and no need to name them.
        if integer(object, tags::SAMPLES_PER_PIXEL)?.unwrap_or(1) != 1 {
            return Err(FilmError::missing(tag));
        }
        warnings.push(FilmWarning::assumed(tag, Photometric::Monochrome2.name()));
        return Ok(Photometric::Monochrome2);
    };
    match Photometric::ALL.iter().find(|(_, name)| *name == claimed) {
        Some((kind, _)) => Ok(*kind),
        None => Err(FilmError::bad(tag, claimed, "MONOCHROME1, MONOCHROME2, RGB, YBR or PALETTE COLOR")),
    }
}
