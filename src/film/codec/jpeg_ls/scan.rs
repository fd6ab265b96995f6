//! The samples of a JPEG-LS scan: predicted from their neighbours, or as a run (ITU-T T.87 annexes A, B and F).

use std::array;

use super::bits::BitReader;
use super::coding::Coding;
use super::error::{broken, cut_off};
use crate::film::error::FilmError;

/// J: by run index, how many bits the length of a run's rest has.
const RUN_BITS: [u8; 32] =
    [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// One pass over the picture, for one component or for several interleaved.
pub(super) struct Scan {
    pub(super) coding: Coding,
    /// Place of each component within a pixel.
    pub(super) places: Vec<usize>,
    /// Interleaved sample by sample, else line by line.
    pub(super) by_sample: bool,
    /// Samples a pixel.
    pub(super) step: usize,
    pub(super) columns: usize,
    /// Rows between restarts; 0 for none.
    pub(super) rows_to_restart: usize,
}

impl Scan {
    /// Decodes the scan whose data begin at `at` of the stream into samples that lie pixel by pixel, and returns where
    /// the marker behind the data stands.
    pub(super) fn decode(&self, bytes: &[u8], at: usize, samples: &mut [u16]) -> Result<usize, FilmError> {
        let mut lines: Vec<Line> = self.places.iter().map(|_| Line::new(self.columns)).collect();
        let mut state = State::new(self.coding, BitReader::new(bytes, at));
        for (number, row) in samples.chunks_exact_mut(self.columns * self.step).enumerate() {
            if self.rows_to_restart > 0 && number > 0 && number % self.rows_to_restart == 0 {
                let at = restart(bytes, state.end()?, number / self.rows_to_restart - 1)?;
                lines.fill_with(|| Line::new(self.columns));
                state = State::new(self.coding, BitReader::new(bytes, at));
            }
            lines.iter_mut().for_each(Line::begin);
            let decoded = match <&mut [Line; 3]>::try_from(lines.as_mut_slice()) {
                Ok(lines) if self.by_sample => state.decode_row(lines),
                _ => lines.iter_mut().try_for_each(|line| state.decode_row(array::from_mut(line))),
            };
            if state.bits.is_overrun() {
                return Err(cut_off());
            }
            decoded.ok_or_else(|| broken("an unknown code"))?;
            for (line, &place) in lines.iter().zip(&self.places) {
                let cells = row.iter_mut().skip(place).step_by(self.step);
                cells.zip(&line.row[1..]).for_each(|(cell, &sample)| *cell = sample as u16);
            }
        }
        state.end()
    }
}

/// Steps over the restart marker at `at`, which must have its number (ITU-T T.81 B.2.1).
fn restart(bytes: &[u8], at: usize, number: usize) -> Result<usize, FilmError> {
    let fill = bytes[at..].iter().take_while(|&&byte| byte == 0xff).count();
    let marker = bytes.get(at + fill).ok_or_else(cut_off)?;
    if usize::from(*marker) != 0xd0 + number % 8 {
        return Err(broken("a restart marker is missing"));
    }
    Ok(at + fill + 1)
}

/// Two lines of one component, with one more sample at either end.
struct Line {
    above: Vec<i32>,
    row: Vec<i32>,
    run_index: usize,
}

impl Line {
    fn new(columns: usize) -> Self {
        Self { above: vec![0; columns + 2], row: vec![0; columns + 2], run_index: 0 }
    }

    /// Makes the row decoded last the one above, and sets the samples beyond its ends (A.2).
    fn begin(&mut self) {
        std::mem::swap(&mut self.above, &mut self.row);
        let end = self.above.len() - 1;
        self.above[end] = self.above[end - 1];
        self.row[0] = self.above[1];
    }

    /// The samples to the left, above, above left and above right (Ra, Rb, Rc and Rd of A.3).
    fn neighbours(&self, column: usize) -> [i32; 4] {
        [self.row[column - 1], self.above[column], self.above[column - 1], self.above[column + 1]]
    }
}

/// A context of the regular mode: A, B, C and N of the standard. A holds 65,535 errors of 65,536 and a little more.
#[derive(Clone, Copy)]
struct Context {
    errors: u32,
    bias: i32,
    correction: i32,
    count: u32,
}

/// A context of the sample that ends a run: A, N and Nn of the standard.
#[derive(Clone, Copy)]
struct RunContext {
    errors: u32,
    count: u32,
    negative: u32,
}

/// What the decoder has learnt since the scan began or was restarted.
struct State<'a> {
    coding: Coding,
    contexts: [Context; 365],
    /// For ends of runs where the sample above differs, and where it does not.
    runs: [RunContext; 2],
    bits: BitReader<'a>,
}

impl<'a> State<'a> {
    fn new(coding: Coding, bits: BitReader<'a>) -> Self {
        let errors = ((coding.range as u32 + 32) / 64).max(2);
        Self {
            coding,
            contexts: [Context { errors, bias: 0, correction: 0, count: 1 }; 365],
            runs: [RunContext { errors, count: 1, negative: 0 }; 2],
            bits,
        }
    }

    /// Where the marker behind the data stands, which must be used up.
    fn end(&mut self) -> Result<usize, FilmError> {
        let at = self.bits.end();
        if self.bits.is_overrun() {
            return Err(cut_off());
        }
        at.ok_or_else(|| broken("data are left over after the last sample"))
    }

    /// Decodes a row of one component, or of three sample by sample; none where no code fits.
    fn decode_row<const N: usize>(&mut self, lines: &mut [Line; N]) -> Option<()> {
        let end = lines[0].row.len() - 1;
        let mut column = 1;
        while column < end {
            let around = lines.each_ref().map(|line| line.neighbours(column));
            let contexts = around.map(|around| self.context(around));
            if contexts == [0; N] {
                column = self.run(lines, column, end)?;
            } else {
                for ((line, around), context) in lines.iter_mut().zip(around).zip(contexts) {
                    line.row[column] = self.regular(context, around)?;
                }
                column += 1;
            }
        }
        Some(())
    }

    /// The number of the context, negative where gradients and error change their sign (A.3).
    #[inline]
    fn context(&self, [a, b, c, d]: [i32; 4]) -> i32 {
        (self.quantise(d - b) * 9 + self.quantise(b - c)) * 9 + self.quantise(c - a)
    }

    #[inline]
    fn quantise(&self, gradient: i32) -> i32 {
        let size = gradient.abs();
        let [t1, t2, t3] = self.coding.thresholds.map(|threshold| i32::from(size >= threshold));
        (i32::from(size > self.coding.near) + t1 + t2 + t3) * gradient.signum()
    }

    /// A sample in the regular mode (A.4 to A.6).
    #[inline]
    fn regular(&mut self, context: i32, [a, b, c, _]: [i32; 4]) -> Option<i32> {
        let sign = if context < 0 { -1 } else { 1 };
        let coding = self.coding;
        let context = &mut self.contexts[context.unsigned_abs() as usize];
        let median = (a + b - c).clamp(a.min(b), a.max(b));
        let prediction = (median + sign * context.correction).clamp(0, coding.max);
        let k = golomb_parameter(context.errors, context.count);
        let mapped = error(&mut self.bits, k, coding.longest, &coding)?;
        let is_inverted = k == 0 && coding.near == 0 && 2 * context.bias <= -(context.count as i32);
        // Odd ones are negative; the other way round where errors lean that way.
        let error = (mapped >> 1) as i32 ^ -i32::from((mapped & 1 == 1) != is_inverted);
        context.update(error, &coding);
        Some(coding.sample(prediction, sign * error))
    }

    /// A run of samples like the one to the left, and the sample that ends it; returns the next column (A.7).
    fn run<const N: usize>(&mut self, lines: &mut [Line; N], column: usize, end: usize) -> Option<usize> {
        let mut at = column;
        let mut index = lines[0].run_index;
        let is_interrupted = loop {
            let bits = RUN_BITS[index].into();
            if self.bits.read(1) == 0 {
                at += self.bits.read(bits) as usize;
                break true;
            }
            at += 1 << bits;
            if at <= end {
                index = (index + 1).min(31);
            }
            if at >= end {
                at = end;
                break false;
            }
        };
        if is_interrupted && at >= end {
            return None;
        }
        for line in lines.iter_mut() {
            let sample = line.row[column - 1];
            line.row[column..at].fill(sample);
            if is_interrupted {
                line.row[at] = self.run_end(sample, line.above[at], N == 1, RUN_BITS[index].into())?;
            }
        }
        lines[0].run_index = if is_interrupted { index.saturating_sub(1) } else { index };
        Some(at + usize::from(is_interrupted))
    }

    /// The sample that ends a run (A.7.2); of interleaved ones, none counts as like the sample above (B.3).
    fn run_end(&mut self, a: i32, b: i32, is_alone: bool, run_bits: u32) -> Option<i32> {
        let is_like = is_alone && (a - b).abs() <= self.coding.near;
        let like = u32::from(is_like);
        let context = &mut self.runs[like as usize];
        let k = golomb_parameter(context.errors + like * (context.count >> 1), context.count);
        let mapped = error(&mut self.bits, k, self.coding.longest - run_bits - 1, &self.coding)?;
        let shifted = mapped + like;
        let leans_negative = k != 0 || 2 * context.negative >= context.count;
        let size = shifted.div_ceil(2) as i32;
        let error = if (shifted & 1 == 1) == leans_negative { -size } else { size };
        context.negative += u32::from(error < 0);
        context.errors += (mapped + 1 - like) >> 1;
        if context.count == self.coding.reset {
            context.errors >>= 1;
            context.count >>= 1;
            context.negative >>= 1;
        }
        context.count += 1;
        let (prediction, sign) = if is_like { (a, 1) } else { (b, if b < a { -1 } else { 1 }) };
        Some(self.coding.sample(prediction, sign * error))
    }
}

impl Context {
    /// Code segments A.12 and A.13.
    #[inline]
    fn update(&mut self, error: i32, coding: &Coding) {
        self.errors += error.unsigned_abs();
        self.bias += error * (2 * coding.near + 1);
        if self.count == coding.reset {
            self.errors >>= 1;
            self.bias >>= 1;
            self.count >>= 1;
        }
        self.count += 1;
        let count = self.count as i32;
        if self.bias <= -count {
            self.correction = (self.correction - 1).max(-128);
            self.bias = (self.bias + count).max(1 - count);
        } else if self.bias > 0 {
            self.correction = (self.correction + 1).min(127);
            self.bias = (self.bias - count).min(0);
        }
    }
}

impl Coding {
    /// The sample from its prediction and its error, which is coded modulo the range (A.4.4, A.4.5).
    #[inline]
    fn sample(&self, prediction: i32, error: i32) -> i32 {
        let step = 2 * self.near + 1;
        let sample = prediction + error * step;
        let turn = if sample < -self.near {
            self.range * step
        } else if sample > self.max + self.near {
            -self.range * step
        } else {
            0
        };
        (sample + turn).clamp(0, self.max)
    }
}

/// The smallest `k` with `count << k >= errors` (code segment A.10).
#[inline]
fn golomb_parameter(errors: u32, count: u32) -> u32 {
    let k = count.leading_zeros().saturating_sub(errors.leading_zeros());
    k + u32::from(count << k < errors)
}

/// A mapped error; none where it is beyond what any sample can be off, so that sums of errors stay in bounds.
#[inline]
fn error(bits: &mut BitReader, k: u32, longest: u32, coding: &Coding) -> Option<u32> {
    bits.golomb(k, longest, coding.error_bits).filter(|&mapped| mapped <= 2 * coding.range as u32)
}
