//! One pass over the picture: the minimum coded units of a scan and the restarts between them (ITU-T T.81 A.2 and E.2).

use super::coder::Coder;
use super::component::Component;
use super::{broken, cut_off};
use crate::film::codec::huffman::BitReader;
use crate::film::error::FilmError;

/// What a scan codes of each block (G.1.1): a band of coefficients, down to a bit.
#[derive(Clone, Copy)]
pub(super) struct Band {
    /// The first coefficient, in the order of the stream.
    pub(super) first: usize,
    pub(super) last: usize,
    /// The lowest bit of the coefficients that is coded.
    pub(super) low: u32,
    /// Whether the bits above it have come in scans before, and only this one is coded.
    pub(super) refines: bool,
}

impl Band {
    /// All of every coefficient, as sequential scans have them.
    pub(super) const WHOLE: Self = Self { first: 0, last: 63, low: 0, refines: false };

    /// Reads the parameters of a progressive scan (B.2.3, G.1.1.1), with the bit that scans before it came down to.
    pub(super) fn of(first: u8, last: u8, bits: u8, components: usize) -> Option<(Self, Option<u32>)> {
        let (high, low) = (u32::from(bits >> 4), u32::from(bits & 0x0f));
        let refines = high > 0;
        let is_band = match (first, last) {
            (0, 0) => true,
            (1..=63, ..=63) => first <= last && components == 1,
            _ => false,
        };
        let is_valid = is_band && low <= 13 && (!refines || high == low + 1);
        let band = Self { first: first.into(), last: last.into(), low, refines };
        is_valid.then_some((band, refines.then_some(high)))
    }

    pub(super) fn needs_dc(self) -> bool {
        self.first == 0 && !self.refines
    }

    pub(super) fn needs_ac(self) -> bool {
        self.last > 0
    }
}

/// A scan with all it needs.
pub(super) struct Scan<'a> {
    pub(super) band: Band,
    pub(super) parts: Vec<Part<'a>>,
    /// In minimum coded units; 0 for none.
    pub(super) restart_interval: usize,
    /// Rows and columns of minimum coded units.
    pub(super) units: [usize; 2],
}

/// A component's part in a scan.
pub(super) struct Part<'a> {
    pub(super) component: &'a mut Component,
    /// Rows and columns of blocks in a minimum coded unit.
    pub(super) blocks: [usize; 2],
    pub(super) coder: Coder<'a>,
}

impl Scan<'_> {
    /// Decodes the scan. Data that end early, or hold more than the blocks, are refused.
    pub(super) fn decode(mut self, data: &[u8]) -> Result<(), FilmError> {
        let mut bits = BitReader::new(data);
        let [rows, columns] = self.units;
        let mut since_restart = 0;
        let mut restarts = 0;
        for row in 0..rows {
            for column in 0..columns {
                if self.restart_interval > 0 && since_restart == self.restart_interval {
                    self.end_interval(&mut bits)?;
                    if bits.restart() != Some(restarts) {
                        return Err(broken("a restart marker is missing"));
                    }
                    restarts = (restarts + 1) % 8;
                    since_restart = 0;
                }
                since_restart += 1;
                let is_decoded = self.decode_unit(&mut bits, row, column).is_some();
                if bits.is_overrun() {
                    return Err(cut_off());
                }
                if !is_decoded {
                    return Err(broken("an unknown code, or one that runs past its block"));
                }
            }
        }
        self.end_interval(&mut bits)?;
        bits.restart().map_or(Ok(()), |_| Err(misread()))
    }

    /// Decodes a minimum coded unit (A.2); none where the codes are none of the stream's.
    fn decode_unit(&mut self, bits: &mut BitReader, row: usize, column: usize) -> Option<()> {
        for Part { component, blocks: [down, across], coder } in &mut self.parts {
            for place in 0..*down * *across {
                let (row, column) = (row * *down + place / *across, column * *across + place % *across);
                if let Some(block) = component.block(row, column) {
                    coder.decode(bits, self.band, block)?;
                    continue;
                }
                let mut block = [0; 64];
                coder.decode(bits, self.band, &mut block)?;
                component.put(row, column, &block);
                if !coder.is_at_rest() {
                    return None; // only progressive scans have runs of ended blocks
                }
            }
        }
        Some(())
    }

    /// Checks that the data end where the blocks do, before a restart and at the end.
    fn end_interval(&mut self, bits: &mut BitReader) -> Result<(), FilmError> {
        let is_at_rest = self.parts.iter().all(|part| part.coder.is_at_rest());
        if !bits.is_spent() || !is_at_rest {
            return Err(misread());
        }
        self.parts.iter_mut().for_each(|part| part.coder.restart());
        Ok(())
    }
}

fn misread() -> FilmError {
    broken("the data of a scan continue after its last block")
}
