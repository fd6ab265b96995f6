//! Stored samples: one number a pixel, in the smallest type that holds them.

use super::layout::Layout;
use super::padding::Padding;

/// Cells as a decoder gives them: Bits Allocated wide, not yet masked.
pub(crate) enum Cells {
    Bits8(Vec<u8>),
    Bits16(Vec<u16>),
    Bits32(Vec<u32>),
}

impl Cells {
    /// Whether any cell has a bit set that is neither stored nor, as those of `known` are, an overlay's.
    pub(crate) fn use_bits_beyond(&self, layout: &Layout, known: &[u32]) -> bool {
        let stored =
            (u32::MAX >> (32 - u32::from(layout.bits_stored))) << (layout.high_bit + 1 - layout.bits_stored);
        let expected = known.iter().fold(stored, |bits, bit| bits | 1 << bit);
        let used = match self {
            Self::Bits8(cells) => cells.iter().fold(0, |bits, &cell| bits | cell).into(),
            Self::Bits16(cells) => cells.iter().fold(0, |bits, &cell| bits | cell).into(),
            Self::Bits32(cells) => cells.iter().fold(0, |bits, &cell| bits | cell),
        };
        used & !expected != 0
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Bits8(cells) => cells.len(),
            Self::Bits16(cells) => cells.len(),
            Self::Bits32(cells) => cells.len(),
        }
    }
}

/// Stored samples of a monochrome film, or the luminance of a colour one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Samples {
    U8(Vec<u8>),
    U16(Vec<u16>),
    I16(Vec<i16>),
    U32(Vec<u32>),
    I32(Vec<i32>),
    /// Luminance, or pixels that are stored as floating point numbers.
    F32(Vec<f32>),
}

/// Runs the same code over whatever type the samples have.
macro_rules! each_type {
    ($samples:expr, $values:ident => $code:expr) => {
        match $samples {
            Samples::U8($values) => $code,
            Samples::U16($values) => $code,
            Samples::I16($values) => $code,
            Samples::U32($values) => $code,
            Samples::I32($values) => $code,
            Samples::F32($values) => $code,
        }
    };
}
pub(crate) use each_type;

impl Samples {
    /// Keeps Bits Stored bits below High Bit and extends the sign where Pixel Representation is 1
    /// (PS3.5 section 8.1.1). Works in place where the type allows it.
    pub(crate) fn from_cells(cells: Cells, layout: &Layout) -> Self {
        let bits = u32::from(layout.bits_stored);
        let mask = u32::MAX >> (32 - bits);
        let shift = u32::from(layout.high_bit) + 1 - bits;
        let sign = 32 - bits;
        match (cells, layout.signed) {
            (Cells::Bits8(mut cells), false) => {
                if bits < 8 || shift > 0 {
                    cells.iter_mut().for_each(|cell| *cell = ((u32::from(*cell) >> shift) & mask) as u8);
                }
                Self::U8(cells)
            }
            (Cells::Bits16(mut cells), false) => {
                if bits < 16 || shift > 0 {
                    let mask = mask as u16;
                    cells.iter_mut().for_each(|cell| *cell = (*cell >> shift.min(15)) & mask);
                }
                Self::U16(cells)
            }
            (Cells::Bits32(mut cells), false) => {
                cells.iter_mut().for_each(|cell| *cell = (*cell >> shift) & mask);
                Self::U32(cells)
            }
            (Cells::Bits8(cells), true) => {
                let extend = |cell: u8| (((u32::from(cell) >> shift) << sign) as i32 >> sign) as i16;
                Self::I16(cells.into_iter().map(extend).collect())
            }
            (Cells::Bits16(cells), true) => {
                let extend = |cell: u16| (((u32::from(cell) >> shift) << sign) as i32 >> sign) as i16;
                Self::I16(cells.into_iter().map(extend).collect())
            }
            (Cells::Bits32(cells), true) => {
                let extend = |cell: u32| ((cell >> shift) << sign) as i32 >> sign;
                Self::I32(cells.into_iter().map(extend).collect())
            }
        }
    }

    /// Smallest and largest sample that is not padding; none where all is.
    pub(crate) fn range(&self, padding: Option<Padding>) -> Option<(f64, f64)> {
        each_type!(self, values => range_of(values, padding))
    }

    /// Runs `each` over all samples in order.
    pub(crate) fn for_each(&self, mut each: impl FnMut(f64)) {
        each_type!(self, values => values.iter().for_each(|&value| each(f64::from(value))));
    }
}

fn range_of<T: Copy + PartialOrd + Into<f64>>(values: &[T], padding: Option<Padding>) -> Option<(f64, f64)> {
    let is_kept = |value: T| padding.is_none_or(|padding| !padding.holds(value.into()));
    let first = values.iter().copied().find(|&value| is_kept(value))?;
    let (mut lo, mut hi) = (first, first);
    if padding.is_none() {
        // Two plain passes: the compiler turns each into vector instructions.
        lo = values.iter().fold(lo, |lo, &value| if value < lo { value } else { lo });
        hi = values.iter().fold(hi, |hi, &value| if value > hi { value } else { hi });
    } else {
        for &value in values.iter().filter(|&&value| is_kept(value)) {
            lo = if value < lo { value } else { lo };
            hi = if value > hi { value } else { hi };
        }
    }
    Some((lo.into(), hi.into()))
}
