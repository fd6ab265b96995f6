//! An encoder of DCT JPEG for the test (ITU-T T.81 annexes F and G): it is in no hurry, and knows what it lost.

use std::f64::consts::{PI, SQRT_2};
use std::ops::Range;

use crate::lossless_encoder::Bits;

/// How a picture is to be coded.
pub struct Jpeg {
    /// The start-of-frame marker: 0xc1 sequential, 0xc2 progressive.
    pub marker: u8,
    /// Bits of a sample: 8 or 12.
    pub precision: u8,
    /// Height in pixels.
    pub rows: usize,
    /// Width in pixels.
    pub columns: usize,
    /// Of each component: vertical and horizontal sampling factors.
    pub sampling: Vec<[usize; 2]>,
    /// Quantisation step of all coefficients; below 256 for samples of 8 bits.
    pub step: u16,
    /// Minimum coded units between restarts; 0 for none.
    pub restart: usize,
    /// In their order in the stream.
    pub scans: Vec<Scan>,
}

/// Which components, which coefficients of them, and which bits: down to `low`, and only that where it is below `high`.
#[derive(Clone)]
pub struct Scan {
    /// Which components, from 0.
    pub components: Range<usize>,
    /// First and last coefficient, in zigzag order.
    pub band: [usize; 2],
    /// Ah: the lowest bit that is known already; 0 for the first scan of a band.
    pub high: u32,
    /// Al: the lowest bit that this scan codes.
    pub low: u32,
}

/// A scan of these components, coefficients and bits.
pub fn scan(components: Range<usize>, band: [usize; 2], high: u32, low: u32) -> Scan {
    Scan { components, band, high, low }
}

/// The stream, and the samples of the first component that a perfect decoder has of it (exact, so not yet rounded).
pub struct Encoded {
    /// The JPEG.
    pub stream: Vec<u8>,
    /// Row by row.
    pub samples: Vec<f64>,
}

type Block = [i32; 64];

struct Plane {
    /// Rows and columns of blocks, as a scan of this component alone has them.
    size: [usize; 2],
    stride: usize,
    /// Quantised coefficients in zigzag order, with the blocks that fill up the last minimum coded unit.
    blocks: Vec<Block>,
}

/// Encodes a picture, given by component, row and column at full resolution.
pub fn encode(jpeg: &Jpeg, sample: impl Fn(usize, usize, usize) -> u16) -> Encoded {
    let mut stream = vec![0xff, 0xd8];
    if jpeg.precision == 8 {
        stream.extend([0xff, 0xdb, 0, 2 + 1 + 64, 0].into_iter().chain([jpeg.step as u8; 64]));
    } else {
        stream.extend([0xff, 0xdb, 0, 2 + 1 + 128, 0x10]);
        stream.extend(jpeg.step.to_be_bytes().repeat(64));
    }
    stream.extend([0xff, jpeg.marker, 0, 8 + 3 * jpeg.sampling.len() as u8, jpeg.precision]);
    stream.extend([jpeg.rows >> 8, jpeg.rows, jpeg.columns >> 8, jpeg.columns].map(|byte| byte as u8));
    stream.push(jpeg.sampling.len() as u8);
    for (number, [down, across]) in jpeg.sampling.iter().enumerate() {
        stream.extend([number as u8 + 1, (across << 4 | down) as u8, 0]);
    }
    // For sizes of first coefficients 16 codes of 8 bits; for the rest, 64 of 8 bits and 192 of 12.
    stream.extend([0xff, 0xc4, 0, 35, 0x00, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0]);
    stream.extend(0..16);
    stream.extend([0xff, 0xc4, 1, 19, 0x10, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 192, 0, 0, 0, 0]);
    stream.extend(0..=255);
    stream.extend([0xff, 0xdd, 0, 4, (jpeg.restart >> 8) as u8, jpeg.restart as u8]);
    let planes: Vec<Plane> = (0..jpeg.sampling.len())
        .map(|number| plane(jpeg, number, |row, column| sample(number, row, column)))
        .collect();
    for scan in &jpeg.scans {
        let count = scan.components.len() as u8;
        stream.extend([0xff, 0xda, 0, 6 + 2 * count, count]);
        stream.extend(scan.components.clone().flat_map(|number| [number as u8 + 1, 0]));
        stream.extend([scan.band[0] as u8, scan.band[1] as u8, (scan.high << 4 | scan.low) as u8]);
        stream.extend(encode_scan(jpeg, scan, &planes));
    }
    stream.extend([0xff, 0xd9]);
    Encoded { stream, samples: decoded(jpeg, &planes[0]) }
}

fn most(jpeg: &Jpeg) -> [usize; 2] {
    [0, 1].map(|side| jpeg.sampling.iter().map(|factors| factors[side]).max().expect("component"))
}

/// Rows and columns of minimum coded units.
fn units(jpeg: &Jpeg) -> [usize; 2] {
    [jpeg.rows.div_ceil(8 * most(jpeg)[0]), jpeg.columns.div_ceil(8 * most(jpeg)[1])]
}

fn plane(jpeg: &Jpeg, number: usize, sample: impl Fn(usize, usize) -> u16) -> Plane {
    let (factors, most) = (jpeg.sampling[number], most(jpeg));
    let full = [jpeg.rows, jpeg.columns];
    let size = [0, 1].map(|side| (full[side] * factors[side]).div_ceil(most[side]).div_ceil(8));
    let [rows, stride] = [0, 1].map(|side| units(jpeg)[side] * factors[side]);
    let middle = f64::from(1u32 << (jpeg.precision - 1));
    let blocks = (0..rows * stride).map(|at| {
        let samples: [f64; 64] = std::array::from_fn(|place| {
            let [row, column] = [at / stride * 8 + place / 8, at % stride * 8 + place % 8];
            let row = (row * most[0] / factors[0]).min(jpeg.rows - 1);
            f64::from(sample(row, (column * most[1] / factors[1]).min(jpeg.columns - 1))) - middle
        });
        let coefficients = transform(&samples, cosine);
        ZIGZAG.map(|place| (coefficients[place] / f64::from(jpeg.step)).round() as i32)
    });
    Plane { size, stride, blocks: blocks.collect() }
}

/// The samples of a component whose factors are the largest.
fn decoded(jpeg: &Jpeg, plane: &Plane) -> Vec<f64> {
    let middle = f64::from(1u32 << (jpeg.precision - 1));
    let mut samples = vec![0.0; jpeg.rows * jpeg.columns];
    for (at, block) in plane.blocks.iter().enumerate() {
        let mut coefficients = [0.0; 64];
        for (&place, &coefficient) in ZIGZAG.iter().zip(block) {
            coefficients[place] = f64::from(coefficient) * f64::from(jpeg.step);
        }
        let block = transform(&coefficients, |place, frequency| cosine(frequency, place));
        for (place, value) in block.into_iter().enumerate() {
            let [row, column] = [at / plane.stride * 8 + place / 8, at % plane.stride * 8 + place % 8];
            if row < jpeg.rows && column < jpeg.columns {
                samples[row * jpeg.columns + column] = (value + middle).clamp(0.0, 2.0 * middle - 1.0);
            }
        }
    }
    samples
}

/// A.3.3.
fn cosine(frequency: usize, place: usize) -> f64 {
    let scale = if frequency == 0 { 1.0 / SQRT_2 } else { 1.0 };
    scale / 2.0 * ((2 * place + 1) as f64 * frequency as f64 * PI / 16.0).cos()
}

fn transform(block: &[f64; 64], factor: impl Fn(usize, usize) -> f64) -> [f64; 64] {
    let factors: [f64; 64] = std::array::from_fn(|at| factor(at / 8, at % 8));
    let rows: [f64; 64] =
        std::array::from_fn(|at| (0..8).map(|k| block[at / 8 * 8 + k] * factors[at % 8 * 8 + k]).sum());
    std::array::from_fn(|at| (0..8).map(|k| rows[k * 8 + at % 8] * factors[at / 8 * 8 + k]).sum())
}

/// Place of each coefficient, row by row, along the diagonals.
const ZIGZAG: [usize; 64] = {
    let (mut order, mut at, mut diagonal) = ([0; 64], 0, 0);
    while diagonal < 15 {
        let mut step = 0;
        while step <= diagonal {
            let [row, column] =
                if diagonal % 2 == 0 { [diagonal - step, step] } else { [step, diagonal - step] };
            if row < 8 && column < 8 {
                order[at] = row * 8 + column;
                at += 1;
            }
            step += 1;
        }
        diagonal += 1;
    }
    order
};

fn encode_scan(jpeg: &Jpeg, scan: &Scan, planes: &[Plane]) -> Vec<u8> {
    let is_alone = scan.components.len() == 1;
    let [rows, columns] = if is_alone { planes[scan.components.start].size } else { units(jpeg) };
    let mut coder = Coder::default();
    for unit in 0..rows * columns {
        if jpeg.restart > 0 && unit > 0 && unit % jpeg.restart == 0 {
            coder.flush();
            coder.bits.bytes.extend([0xff, 0xd0 + ((unit / jpeg.restart - 1) % 8) as u8]);
            coder.predictions = [0; 4];
        }
        for number in scan.components.clone() {
            let [down, across] = if is_alone { [1, 1] } else { jpeg.sampling[number] };
            for place in 0..down * across {
                let row = unit / columns * down + place / across;
                let column = unit % columns * across + place % across;
                coder.block(scan, number, &planes[number].blocks[row * planes[number].stride + column]);
            }
        }
    }
    coder.flush();
    coder.bits.bytes
}

#[derive(Default)]
struct Coder {
    bits: Bits,
    predictions: [i32; 4],
    /// Blocks that have ended, and the bits that refine them.
    ended: u32,
    refinements: Vec<u32>,
}

impl Coder {
    fn symbol(&mut self, high: u32, low: u32) {
        let value = high << 4 | low;
        let (code, length) = if value < 64 { (value, 8) } else { ((64 << 4) + value - 64, 12) };
        self.bits.push(code, length);
    }

    fn block(&mut self, scan: &Scan, number: usize, block: &Block) {
        let [first, last] = scan.band;
        match (first, scan.high) {
            (0, 0) => {
                let value = block[0] >> scan.low;
                let difference = value - std::mem::replace(&mut self.predictions[number], value);
                let size = 32 - difference.unsigned_abs().leading_zeros();
                self.symbol(0, size);
                self.bits.push_signed(difference, size);
            }
            (0, _) => self.bits.push((block[0] >> scan.low) as u32 & 1, 1),
            _ => {}
        }
        if last > 0 {
            self.band(scan, &block[first.max(1)..=last]);
        }
        if scan.band == [0, 63] {
            self.end_blocks(); // sequential scans have no runs of them
        }
    }

    /// G.1.2.2 and, where only one bit is coded, G.1.2.3.
    fn band(&mut self, scan: &Scan, band: &[i32]) {
        let is_new = |value: i32| {
            let magnitude = value.abs() >> scan.low;
            magnitude == 1 || scan.high == 0 && magnitude > 0
        };
        let last_new = band.iter().rposition(|&value| is_new(value));
        let (mut run, mut refinements) = (0, Vec::new());
        for (at, &value) in band.iter().enumerate() {
            let magnitude = value.abs() >> scan.low;
            if magnitude == 0 {
                run += 1;
                continue;
            }
            while run > 15 && Some(at) <= last_new {
                self.end_blocks();
                self.symbol(15, 0);
                run -= 16;
                refinements.drain(..).for_each(|bit| self.bits.push(bit, 1));
            }
            if !is_new(value) {
                refinements.push(magnitude as u32 & 1);
                continue;
            }
            self.end_blocks();
            let size = 32 - magnitude.leading_zeros();
            self.symbol(run, size);
            self.bits.push_signed(value.signum() * magnitude, size);
            refinements.drain(..).for_each(|bit| self.bits.push(bit, 1));
            run = 0;
        }
        if run > 0 || !refinements.is_empty() {
            self.ended += 1;
            self.refinements.extend(refinements);
        }
    }

    fn end_blocks(&mut self) {
        if self.ended > 0 {
            let size = self.ended.ilog2();
            self.symbol(size, 0);
            self.bits.push(self.ended & ((1 << size) - 1), size);
        }
        self.ended = 0;
        self.refinements.drain(..).for_each(|bit| self.bits.push(bit, 1));
    }

    fn flush(&mut self) {
        self.end_blocks();
        self.bits.flush();
    }
}

/// Full progression, as encoders have it by default.
pub fn full_progression() -> Vec<Scan> {
    vec![
        scan(0..1, [0, 0], 0, 1),
        scan(0..1, [1, 5], 0, 2),
        scan(0..1, [6, 63], 0, 2),
        scan(0..1, [1, 63], 2, 1),
        scan(0..1, [0, 0], 1, 0),
        scan(0..1, [1, 63], 1, 0),
    ]
}
