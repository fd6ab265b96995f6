//! One pass over the picture: the minimum coded units of a scan and the restarts between them (ITU-T T.81 A.2 and E.2).

use super::band::Band;
use super::coder::Coder;
use super::component::Component;
use super::error::{broken, cut_off};
use crate::film::codec::huffman::BitReader;
use crate::film::error::FilmError;

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
