//! JPEG lossless, process 14: Huffman-coded differences from a neighbour (ITU-T T.81 annex H).
//!
//! Written here because decoders at hand take restart intervals and the point transform wrongly, in silence, and need
//! several times the film's memory.

use super::huffman::{self, BitReader, HuffmanTable};
use super::jpeg_stream::{Segment, segments};
use crate::film::error::FilmError;
use crate::film::samples::Cells;

const CODEC: &str = "JPEG lossless";

/// Decodes a stream whose markers [`super::jpeg_stream::JpegStream`] has found complete.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cells, FilmError> {
    let mut decoder = Decoder::default();
    for Segment { marker, body, data } in segments(bytes) {
        match marker {
            0xc3 => decoder.start_frame(body)?,
            0xc4 => decoder.read_tables(body)?,
            0xdd => {
                decoder.restart_interval =
                    body.first_chunk().map_or(0, |&lines| u16::from_be_bytes(lines).into())
            }
            0xda => decoder.decode_scan(body, data)?,
            _ => {}
        }
    }
    decoder.finish()
}

fn broken(detail: &str) -> FilmError {
    FilmError::decode(CODEC, detail)
}

#[derive(Default)]
struct Decoder {
    precision: u8,
    columns: usize,
    /// Identifiers of the components, in the order of the frame header.
    components: Vec<u8>,
    tables: [Option<HuffmanTable>; 4],
    /// In minimum coded units, which are pixels here; 0 for none.
    restart_interval: usize,
    /// Samples of all components, pixel by pixel.
    samples: Vec<u16>,
    decoded: Vec<bool>,
}

impl Decoder {
    fn start_frame(&mut self, body: &[u8]) -> Result<(), FilmError> {
        let Some((&[precision, r1, r0, c1, c0, count], components)) = body.split_first_chunk::<6>() else {
            return Err(broken("its frame header is cut off"));
        };
        let kinds = components.as_chunks::<3>().0;
        if kinds.len() != usize::from(count)
            || kinds.iter().any(|kind| kind[1] != 0x11)
            || !self.samples.is_empty()
        {
            return Err(broken("its components are subsampled or its frame header is repeated"));
        }
        let rows = usize::from(u16::from_be_bytes([r1, r0]));
        self.columns = usize::from(u16::from_be_bytes([c1, c0]));
        self.precision = precision;
        self.components = kinds.iter().map(|kind| kind[0]).collect();
        self.samples = vec![0; rows * self.columns * kinds.len()];
        self.decoded = vec![false; kinds.len()];
        Ok(())
    }

    fn read_tables(&mut self, body: &[u8]) -> Result<(), FilmError> {
        for (id, table) in huffman::read_tables(body).map_err(broken)? {
            let slot = self.tables.get_mut(usize::from(id & 0x0f));
            *slot.ok_or_else(|| broken("a fifth Huffman table"))? = Some(table);
        }
        Ok(())
    }

    fn decode_scan(&mut self, header: &[u8], data: &[u8]) -> Result<(), FilmError> {
        let count = usize::from(*header.first().unwrap_or(&0));
        let selectors = header.get(1..1 + 2 * count).ok_or_else(|| broken("a scan header is cut off"))?;
        let Some(&[predictor, _, transform]) = header[1 + 2 * count..].first_chunk::<3>() else {
            return Err(broken("a scan header is cut off"));
        };
        // A scan of nothing would cost a pass over the film for each eight bytes.
        if count == 0 {
            return Err(broken("a scan has no component"));
        }
        let shift = transform & 0x0f;
        if !(1..=7).contains(&predictor) || shift >= self.precision {
            return Err(broken("a scan has no valid predictor or point transform"));
        }
        if !self.restart_interval.is_multiple_of(self.columns.max(1)) {
            return Err(broken("its restart interval is not a whole number of rows"));
        }
        let mut planes = Vec::with_capacity(count);
        for &[id, table] in selectors.as_chunks::<2>().0 {
            let place = self.components.iter().position(|&known| known == id);
            let place = place.ok_or_else(|| broken("a scan references an unknown component"))?;
            let table = self.tables.get(usize::from(table >> 4)).and_then(Option::as_ref);
            planes.push((place, table.ok_or_else(|| broken("a scan uses an undefined Huffman table"))?));
            self.decoded[place] = true;
        }
        let scan = Scan {
            planes,
            step: self.components.len(),
            columns: self.columns,
            rows_to_restart: self.restart_interval / self.columns.max(1),
            first: 1 << (self.precision - shift - 1),
            predictor,
            shift,
        };
        scan.decode(BitReader::new(data), &mut self.samples)
    }

    fn finish(self) -> Result<Cells, FilmError> {
        if self.decoded.is_empty() || self.decoded.contains(&false) {
            return Err(broken("a component has no scan"));
        }
        if self.precision <= 8 {
            Ok(Cells::Bits8(self.samples.into_iter().map(|sample| sample as u8).collect()))
        } else {
            Ok(Cells::Bits16(self.samples))
        }
    }
}

/// One pass over the picture, for one component or for several side by side.
struct Scan<'a> {
    /// Place of each component within a pixel, and its Huffman table.
    planes: Vec<(usize, &'a HuffmanTable)>,
    /// Samples a pixel.
    step: usize,
    columns: usize,
    /// Rows between restarts; 0 for none.
    rows_to_restart: usize,
    /// The prediction where there is no neighbour: half the range.
    first: u16,
    predictor: u8,
    /// Point transform: bits cut off before coding.
    shift: u8,
}

impl Scan<'_> {
    fn decode(&self, mut bits: BitReader, samples: &mut [u16]) -> Result<(), FilmError> {
        let width = self.columns * self.step;
        let mut above: &[u16] = &[];
        for (number, row) in samples.chunks_exact_mut(width).enumerate() {
            let restarts = self.rows_to_restart > 0 && number > 0 && number % self.rows_to_restart == 0;
            if restarts && bits.restart().is_none() {
                return Err(broken("a restart marker is missing"));
            }
            let is_first = number == 0 || restarts;
            for column in 0..self.columns {
                for &(place, table) in &self.planes {
                    let at = column * self.step + place;
                    let prediction = match (is_first, column) {
                        (true, 0) => self.first,
                        (true, _) => row[at - self.step],
                        (false, 0) => above[at],
                        (false, _) => self.predict(row[at - self.step], above[at], above[at - self.step]),
                    };
                    row[at] = prediction
                        .wrapping_add(bits.difference(table).ok_or_else(|| broken("an unknown code"))?);
                }
            }
            if bits.is_overrun() {
                return Err(FilmError::Truncated {
                    place: "its JPEG lossless pixels".to_owned(),
                    missing: None,
                });
            }
            above = row;
        }
        if self.shift > 0 {
            for &(place, _) in &self.planes {
                samples.iter_mut().skip(place).step_by(self.step).for_each(|sample| *sample <<= self.shift);
            }
        }
        Ok(())
    }

    /// Table H.1: from the samples to the left, above, and above left.
    fn predict(&self, left: u16, above: u16, corner: u16) -> u16 {
        let (a, b, c) = (i32::from(left), i32::from(above), i32::from(corner));
        let prediction = match self.predictor {
            1 => a,
            2 => b,
            3 => c,
            4 => a + b - c,
            5 => a + ((b - c) >> 1),
            6 => b + ((a - c) >> 1),
            _ => (a + b) >> 1,
        };
        prediction as u16 // modulo 65,536, as H.1.2.1 has it
    }
}
