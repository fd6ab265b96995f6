//! JPEG by the discrete cosine transform, sequential and progressive, Huffman-coded (ITU-T T.81 annexes F and G).
//!
//! Written here because decoders at hand know samples of 8 bits only, take damaged data for a picture, and misread
//! sequential colour streams of several scans, in silence.

mod band;
mod coder;
mod component;
mod error;
mod idct;
mod scan;

use super::huffman::{self, HuffmanTable};
use super::jpeg_stream::{Segment, segments};
use crate::film::error::FilmError;
use crate::film::samples::Cells;
use band::Band;
use coder::{Coder, ZIGZAG};
use component::{Component, sampling};
use error::{broken, cut_off};
use idct::Range;
use scan::{Part, Scan};

/// Progressive encoders write 6 to 10 scans as a rule. Each costs time even where it adds nothing: of the largest film,
/// a few bytes can ask for a whole pass.
const MAX_SCANS: usize = 100;

/// Decodes a stream whose markers [`super::jpeg_stream::JpegStream`] has found complete. Samples stop at `most`.
pub(crate) fn decode(bytes: &[u8], most: u16) -> Result<Cells, FilmError> {
    let mut decoder = Decoder { range: Range { precision: 0, most }, ..Decoder::default() };
    for Segment { marker, body, data } in segments(bytes) {
        match marker {
            0xc0..=0xc2 => decoder.start_frame(body, marker == 0xc2, bytes.len())?,
            0xc4 => decoder.read_huffman_tables(body)?,
            0xdb => decoder.read_quantisation_tables(body)?,
            0xdd => {
                decoder.restart_interval =
                    body.first_chunk().map_or(0, |&units| u16::from_be_bytes(units).into())
            }
            0xda => decoder.decode_scan(body, data)?,
            _ => {}
        }
    }
    decoder.finish()
}

/// What the markers have said so far. Pairs are rows and columns.
#[derive(Default)]
struct Decoder {
    range: Range,
    is_progressive: bool,
    size: [usize; 2],
    /// The largest sampling factors of all components.
    largest: [usize; 2],
    /// Minimum coded units, where a scan interleaves components (A.2.3).
    units: [usize; 2],
    components: Vec<Component>,
    quantisation: [Option<[u16; 64]>; 4],
    /// For the first coefficients of blocks, and for the others.
    huffman: [[Option<HuffmanTable>; 4]; 2],
    /// In minimum coded units; 0 for none.
    restart_interval: usize,
    scans: usize,
}

impl Decoder {
    /// Reads the frame header (B.2.2) of a stream of `length` bytes.
    fn start_frame(&mut self, body: &[u8], is_progressive: bool, length: usize) -> Result<(), FilmError> {
        let Some((&[precision @ (8 | 12), r1, r0, c1, c0, count], kinds)) = body.split_first_chunk::<6>()
        else {
            return Err(broken("its frame header is cut off, or its samples have neither 8 nor 12 bits"));
        };
        let kinds = kinds.as_chunks::<3>().0;
        self.size = [[r1, r0], [c1, c0]].map(|side| u16::from_be_bytes(side).into());
        if kinds.len() != usize::from(count) || kinds.is_empty() || self.size.contains(&0) {
            return Err(broken("its frame is empty or its frame header is cut off"));
        }
        if !self.components.is_empty() {
            return Err(broken("its frame header is repeated"));
        }
        for factors in kinds.iter().map(|kind| sampling(kind[1])) {
            if factors.iter().any(|factor| !(1..=4).contains(factor)) {
                return Err(broken("a sampling factor is not from 1 to 4"));
            }
            self.largest = [0, 1].map(|side| self.largest[side].max(factors[side]));
        }
        self.is_progressive = is_progressive;
        self.range.precision = precision;
        self.components = kinds.iter().map(|kind| Component::new(kind, self.size, self.largest)).collect();
        // A block takes a bit at least: a header that claims more is not believed.
        let blocks: usize =
            self.components.iter().map(|component| component.blocks().iter().product::<usize>()).sum();
        if blocks > length.saturating_mul(8) {
            return Err(cut_off());
        }
        self.units = [0, 1].map(|side| self.size[side].div_ceil(8 * self.largest[side]));
        for component in &mut self.components {
            if is_progressive {
                component.store_coefficients(self.units);
            } else {
                component.store_samples();
            }
        }
        Ok(())
    }

    fn read_huffman_tables(&mut self, body: &[u8]) -> Result<(), FilmError> {
        for (id, table) in huffman::read_tables(body).map_err(broken)? {
            let class = self.huffman.get_mut(usize::from(id >> 4));
            let slot = class.and_then(|class| class.get_mut(usize::from(id & 0x0f)));
            *slot.ok_or_else(|| broken("a fifth Huffman table"))? = Some(table);
        }
        Ok(())
    }

    /// Tables stand one behind the other in a segment (B.2.4.1): width and number in one byte, then steps of 8 or 16
    /// bits in zigzag order.
    fn read_quantisation_tables(&mut self, mut body: &[u8]) -> Result<(), FilmError> {
        while let Some((&id, rest)) = body.split_first() {
            let width = usize::from(id >> 4) + 1;
            let steps = rest.split_at_checked(64 * width).filter(|_| width <= 2);
            let (steps, rest) = steps.ok_or_else(|| broken("a quantisation table is cut off"))?;
            let slot = self.quantisation.get_mut(usize::from(id & 0x0f));
            let table = slot.ok_or_else(|| broken("a fifth quantisation table"))?.insert([0; 64]);
            for (step, &place) in steps.chunks_exact(width).zip(&ZIGZAG) {
                table[usize::from(place)] = step.iter().fold(0, |step, &byte| step << 8 | u16::from(byte));
            }
            body = rest;
        }
        Ok(())
    }

    fn decode_scan(&mut self, header: &[u8], data: &[u8]) -> Result<(), FilmError> {
        self.scans += 1;
        if self.scans > MAX_SCANS {
            return Err(broken("too many scans"));
        }
        let count = usize::from(*header.first().unwrap_or(&0));
        let parameters = header.get(1..).and_then(|rest| rest.split_at_checked(2 * count));
        let Some((selectors, &[first, last, bits, ..])) = parameters else {
            return Err(broken("a scan header is cut off"));
        };
        // Sequential scans code all there is, whatever the header says: some encoders fill it with zeros.
        let (band, high) = match self.is_progressive {
            true => {
                Band::parse(first, last, bits, count).ok_or_else(|| broken("a scan has no valid band"))?
            }
            false => (Band::WHOLE, None),
        };
        let mut parts = Vec::with_capacity(count);
        let mut components = self.components.iter_mut(); // scans name them in the order of the frame (B.2.3)
        for &[id, tables] in selectors.as_chunks::<2>().0 {
            let component = components.find(|component| component.id == id);
            let component = component.ok_or_else(|| broken("a scan references an unknown component"))?;
            component.start_scan((band, high), &self.quantisation, self.range)?;
            let [dc, ac] = [tables >> 4, tables & 0x0f].map(usize::from);
            let [dc, ac] = [(0, dc), (1, ac)].map(|(class, table)| self.huffman[class].get(table)?.as_ref());
            if band.needs_dc() && dc.is_none() || band.needs_ac() && ac.is_none() {
                return Err(broken("a scan uses an undefined Huffman table"));
            }
            let blocks = if count == 1 { [1, 1] } else { component.sampling };
            parts.push(Part { component, blocks, coder: Coder::new(dc, ac) });
        }
        if parts.is_empty() || parts.iter().map(|part| part.blocks[0] * part.blocks[1]).sum::<usize>() > 10 {
            return Err(broken("a minimum coded unit has no block, or more than 10"));
        }
        let units = match parts.as_slice() {
            [alone] => alone.component.blocks(), // none of which only fill up (A.2.2)
            _ => self.units,
        };
        Scan { band, parts, restart_interval: self.restart_interval, units }.decode(data)
    }

    fn finish(mut self) -> Result<Cells, FilmError> {
        for component in &mut self.components {
            component.finish()?;
        }
        let samples = match self.components.as_mut_slice() {
            [] => return Err(broken("it has no frame")),
            [component] => std::mem::take(&mut component.samples),
            components => pixel_by_pixel(components, self.size, self.largest),
        };
        if self.range.precision <= 8 {
            Ok(Cells::Bits8(samples.into_iter().map(|sample| sample as u8).collect()))
        } else {
            Ok(Cells::Bits16(samples))
        }
    }
}

/// The samples of all components, pixel by pixel. Those of a coarser one are repeated: colour is not looked at.
fn pixel_by_pixel(components: &[Component], [rows, columns]: [usize; 2], largest: [usize; 2]) -> Vec<u16> {
    let step = components.len();
    let mut samples = vec![0; rows * columns * step];
    for (place, component) in components.iter().enumerate() {
        let [down, across] = component.sampling;
        for (row, line) in samples.chunks_exact_mut(columns * step).enumerate() {
            let source = &component.samples[row * down / largest[0] * component.size[1]..];
            for (column, pixel) in line.chunks_exact_mut(step).enumerate() {
                pixel[place] = source[column * across / largest[1]];
            }
        }
    }
    samples
}
