//! One component of the frame: its sampling, its coefficients, its samples (ITU-T T.81 A.1.1 and A.2).

use std::mem;

use super::band::Band;
use super::error::broken;
use super::idct::{Idct, Range};
use crate::film::error::FilmError;

/// A component of the frame. Pairs are rows and columns.
pub(super) struct Component {
    pub(super) id: u8,
    /// Sampling factors: blocks in an interleaved minimum coded unit.
    pub(super) sampling: [usize; 2],
    /// Number of the quantisation table.
    table: usize,
    /// In samples.
    pub(super) size: [usize; 2],
    /// Row by row.
    pub(super) samples: Vec<u16>,
    /// Of progressive streams, block by block; sequential blocks become samples at once.
    coefficients: Vec<[i16; 64]>,
    /// Blocks in a row of `coefficients`, with those that fill up the last minimum coded unit.
    stride: usize,
    /// By coefficient, in the order of the stream: the lowest bit that has come.
    lowest: [Option<u32>; 64],
    /// Made at the first scan, with the quantisation table as it stands then.
    idct: Option<Idct>,
}

impl Component {
    /// Reads a component of the frame header (B.2.2). `frame` is the size of the frame, `largest` its largest sampling
    /// factors.
    pub(super) fn new(&[id, factors, table]: &[u8; 3], frame: [usize; 2], largest: [usize; 2]) -> Self {
        let sampling = sampling(factors);
        Self {
            id,
            sampling,
            table: table.into(),
            size: [0, 1].map(|side| (frame[side] * sampling[side]).div_ceil(largest[side])),
            samples: Vec::new(),
            coefficients: Vec::new(),
            stride: 0,
            lowest: [None; 64],
            idct: None,
        }
    }

    /// Rows and columns of blocks that hold samples.
    pub(super) fn blocks(&self) -> [usize; 2] {
        self.size.map(|side| side.div_ceil(8))
    }

    /// Takes memory for the coefficients of a progressive stream, in a frame of that many minimum coded units.
    pub(super) fn store_coefficients(&mut self, units: [usize; 2]) {
        let [rows, columns] = [0, 1].map(|side| units[side] * self.sampling[side]);
        self.stride = columns;
        self.coefficients = vec![[0; 64]; rows * columns];
    }

    /// Takes memory for the samples.
    pub(super) fn store_samples(&mut self) {
        self.samples = vec![0; self.size.iter().product()];
    }

    /// Gets ready for a scan, `high` being the bit that scans before it have come down to. Bits come in order and once
    /// (G.1.1.1), which bounds the time that scans can take.
    pub(super) fn start_scan(
        &mut self,
        (band, high): (Band, Option<u32>),
        quantisation: &[Option<[u16; 64]>; 4],
        range: Range,
    ) -> Result<(), FilmError> {
        for lowest in &mut self.lowest[band.first..=band.last] {
            if *lowest != high {
                return Err(broken("its scans overlap, or one is missing"));
            }
            *lowest = Some(band.low);
        }
        if self.idct.is_none() {
            let table = quantisation.get(self.table).copied().flatten();
            let table = table.ok_or_else(|| broken("a scan uses an undefined quantisation table"))?;
            self.idct = Some(Idct::new(table, range));
        }
        Ok(())
    }

    /// The stored coefficients of a block; none in a sequential stream.
    pub(super) fn block(&mut self, row: usize, column: usize) -> Option<&mut [i16; 64]> {
        self.coefficients.get_mut(row * self.stride + column)
    }

    /// Writes the samples of a block. Those beyond the component only fill up a minimum coded unit.
    pub(super) fn put(&mut self, row: usize, column: usize, coefficients: &[i16; 64]) {
        let [rows, columns] = self.size;
        let (top, left) = (row * 8, column * 8);
        let Some(idct) = self.idct.as_ref().filter(|_| top < rows && left < columns) else {
            return;
        };
        let width = (columns - left).min(8);
        let samples = idct.samples(coefficients);
        for (line, samples) in
            self.samples[top * columns..].chunks_mut(columns).zip(samples.as_chunks::<8>().0)
        {
            line[left..left + width].copy_from_slice(&samples[..width]);
        }
    }

    /// Turns stored coefficients to samples. A stream without all bits of all coefficients would be legal (its encoder
    /// may leave out what it holds unimportant), but could as well be one that has lost scans.
    pub(super) fn finish(&mut self) -> Result<(), FilmError> {
        if self.lowest.iter().any(|&lowest| lowest != Some(0)) {
            return Err(broken("a scan is missing"));
        }
        let coefficients = mem::take(&mut self.coefficients);
        if !coefficients.is_empty() {
            self.store_samples();
        }
        for (at, block) in coefficients.iter().enumerate() {
            self.put(at / self.stride, at % self.stride, block);
        }
        Ok(())
    }
}

/// The sampling factors in a byte, vertical and horizontal.
pub(super) fn sampling(factors: u8) -> [usize; 2] {
    [factors & 0x0f, factors >> 4].map(usize::from)
}
