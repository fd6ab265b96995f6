//! The coefficients of a block, as a scan codes them (ITU-T T.81 F.2.2 and G.1.2).

use super::band::Band;
use crate::film::codec::huffman::{BitReader, HuffmanTable};

/// Place of each coefficient in its block, row by row, in the order of the stream (figure 5).
#[rustfmt::skip]
pub(super) const ZIGZAG: [u8; 64] = [
     0,  1,  8, 16,  9,  2,  3, 10, 17, 24, 32, 25, 18, 11,  4,  5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,  6,  7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Decodes the blocks of one component in one scan.
pub(super) struct Coder<'a> {
    dc: Option<&'a HuffmanTable>,
    ac: Option<&'a HuffmanTable>,
    /// The first coefficient of the block before.
    prediction: i16,
    /// Blocks yet to come that have no more coefficients in this band (end-of-band run, G.1.2.2).
    ended_blocks: u16,
}

impl<'a> Coder<'a> {
    pub(super) fn new(dc: Option<&'a HuffmanTable>, ac: Option<&'a HuffmanTable>) -> Self {
        Self { dc, ac, prediction: 0, ended_blocks: 0 }
    }

    /// Predicts as at the beginning (F.2.1.3.1).
    pub(super) fn restart(&mut self) {
        self.prediction = 0;
    }

    /// Whether no run of ended blocks is under way.
    pub(super) fn is_at_rest(&self) -> bool {
        self.ended_blocks == 0
    }

    /// Adds what the scan codes to a block; none where no code fits, or where it leads out of the band.
    pub(super) fn decode(&mut self, bits: &mut BitReader, band: Band, block: &mut [i16; 64]) -> Option<()> {
        match (band.first, band.refines) {
            (0, false) => block[0] = self.dc(bits)? << band.low,
            (0, true) => block[0] |= (bits.take(1) << band.low) as i16,
            _ => {}
        }
        match (band.last, band.refines) {
            (0, _) => Some(()),
            (_, false) => self.ac(bits, band, block),
            (_, true) => self.refine_ac(bits, band, block),
        }
    }

    /// F.2.2.1.
    fn dc(&mut self, bits: &mut BitReader) -> Option<i16> {
        let size = bits.symbol(self.dc?)?;
        if size > 15 {
            return None;
        }
        self.prediction = self.prediction.wrapping_add(bits.signed(size.into()));
        Some(self.prediction)
    }

    /// F.2.2.2 and G.1.2.2: runs of zeros, each with the coefficient behind it.
    fn ac(&mut self, bits: &mut BitReader, band: Band, block: &mut [i16; 64]) -> Option<()> {
        if self.ended_blocks > 0 {
            self.ended_blocks -= 1;
            return Some(());
        }
        let table = self.ac?;
        let mut at = band.first.max(1);
        while at <= band.last {
            let symbol = bits.symbol(table)?;
            let (run, size) = (symbol >> 4, symbol & 0x0f);
            match (run, size) {
                (15, 0) => at += 16,
                (_, 0) => {
                    self.ended_blocks = end_of_band(bits, run);
                    return Some(());
                }
                _ => {
                    at += usize::from(run);
                    let value = bits.signed(size.into()) << band.low;
                    *within(block, at, band)? = value;
                    at += 1;
                }
            }
        }
        (at == band.last + 1).then_some(())
    }

    /// G.1.2.3: one more bit for each coefficient that is not zero, and between them coefficients that become so.
    fn refine_ac(&mut self, bits: &mut BitReader, band: Band, block: &mut [i16; 64]) -> Option<()> {
        let bit = 1 << band.low;
        let mut at = band.first;
        while at <= band.last && self.ended_blocks == 0 {
            let symbol = bits.symbol(self.ac?)?;
            let (zeros, fresh) = match (symbol >> 4, symbol & 0x0f) {
                (15, 0) => (15, 0),
                (run, 0) => {
                    self.ended_blocks = end_of_band(bits, run) + 1; // with this one, whose rest is refined below
                    break;
                }
                (run, 1) => (run, if bits.take(1) == 1 { bit } else { -bit }),
                _ => return None,
            };
            at = refine(bits, Band { first: at, ..band }, block, Some(zeros));
            let coefficient = within(block, at, band)?;
            if fresh != 0 {
                *coefficient = fresh;
            }
            at += 1;
        }
        if self.ended_blocks > 0 {
            self.ended_blocks -= 1;
            refine(bits, Band { first: at, ..band }, block, None);
        }
        Some(())
    }
}

/// Reads a bit for each coefficient that is not zero, up to the zero behind `zeros` others, or to the end of the band.
/// Returns where that is.
fn refine(bits: &mut BitReader, band: Band, block: &mut [i16; 64], zeros: Option<u8>) -> usize {
    let bit = 1 << band.low;
    let mut left = zeros;
    for (at, &place) in ZIGZAG.iter().enumerate().take(band.last + 1).skip(band.first) {
        let coefficient = &mut block[usize::from(place)];
        if *coefficient != 0 {
            let towards = if *coefficient < 0 { -bit } else { bit };
            if bits.take(1) == 1 {
                *coefficient = coefficient.wrapping_add(towards);
            }
        } else if left == Some(0) {
            return at;
        } else {
            left = left.map(|zeros| zeros - 1);
        }
    }
    band.last + 1
}

/// How many blocks behind this one have ended, too.
fn end_of_band(bits: &mut BitReader, run: u8) -> u16 {
    (1 << run) - 1 + bits.take(run.into())
}

/// The coefficient at a place of the stream's order, if that lies in the band.
fn within(block: &mut [i16; 64], at: usize, band: Band) -> Option<&mut i16> {
    ZIGZAG[..=band.last].get(at).map(|&place| &mut block[usize::from(place)])
}
