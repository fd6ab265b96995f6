//! From the coefficients of a block to its samples (ITU-T T.81 A.3.3 and A.3.4).
//!
//! The standard leaves the arithmetic of the inverse transform open. This is the accurate integer one of the Independent
//! JPEG Group's library (Loeffler, Ligtenberg and Moschytz, ICASSP 1989, in the form with 12 multiplications), step for
//! step, so that films come out to the last bit as other readers of DICOM have them.

use std::num::Wrapping;

/// Bits behind the point of the constants.
const CONSTANT_BITS: usize = 13;

/// Multiplies by a constant of the paper, given with 13 bits behind the point.
macro_rules! times {
    ($value:expr, $constant:literal) => {
        $value * const { Wrapping(($constant * 8192.0 + 0.5) as i32) }
    };
}

/// Coefficients of legal streams stay far from 32 bits; those of hostile ones wrap.
type Number = Wrapping<i32>;

/// What samples can be.
#[derive(Clone, Copy, Default)]
pub(super) struct Range {
    /// Bits of a sample: 8 or 12.
    pub(super) precision: u8,
    /// The largest sample that is wanted.
    pub(super) most: u16,
}

/// How the blocks of a component become samples.
pub(super) struct Idct {
    /// Steps of the coefficients, row by row.
    quantisation: [u16; 64],
    range: Range,
}

impl Idct {
    pub(super) fn new(quantisation: [u16; 64], range: Range) -> Self {
        Self { quantisation, range }
    }

    /// The samples of a block, row by row.
    pub(super) fn samples(&self, coefficients: &[i16; 64]) -> [u16; 64] {
        let Range { precision, most } = self.range;
        let middle = 1 << (precision - 1);
        let sample = |value: i32| value.saturating_add(middle).clamp(0, most.into()) as u16;
        let mut block = [Wrapping(0); 64];
        for ((number, &coefficient), &step) in block.iter_mut().zip(coefficients).zip(&self.quantisation) {
            *number = Wrapping(i32::from(coefficient) * i32::from(step)); // 15 and 16 bits with the sign: no overflow
        }
        if coefficients[1..].iter().all(|&coefficient| coefficient == 0) {
            return [sample(descale(block[0], 3).0); 64];
        }
        // Bits behind the point between the passes. Deep samples leave room for one only.
        let bits = if precision > 8 { 1 } else { 2 };
        // Each pass turns the block on its diagonal: after two it stands as before.
        let between = pass(&block, CONSTANT_BITS - bits);
        pass(&between, CONSTANT_BITS + bits + 3).map(|number| sample(number.0))
    }
}

/// Transforms the eight columns; each becomes a row. `bits` are shifted out, rounding.
fn pass(block: &[Number; 64], bits: usize) -> [Number; 64] {
    let mut turned = [Wrapping(0); 64];
    for (column, row) in turned.as_chunks_mut::<8>().0.iter_mut().enumerate() {
        let number = |row: usize| block[row * 8 + column];

        // Even part: coefficients 0, 2, 4 and 6.
        let shared = times!(number(2) + number(6), 0.541196100);
        let (low, high) = (shared - times!(number(6), 1.847759065), shared + times!(number(2), 0.765366865));
        let (sum, difference) =
            ((number(0) + number(4)) << CONSTANT_BITS, (number(0) - number(4)) << CONSTANT_BITS);
        let even = [sum + high, difference + low, difference - low, sum - high];

        // Odd part: coefficients 7, 5, 3 and 1.
        let [a, b, c, d] = [number(7), number(5), number(3), number(1)];
        let shared = times!(a + c + b + d, 1.175875602);
        let outer = -times!(a + d, 0.899976223);
        let inner = -times!(b + c, 2.562915447);
        let left = shared - times!(a + c, 1.961570560);
        let right = shared - times!(b + d, 0.390180644);
        let odd = [
            times!(d, 1.501321110) + outer + right,
            times!(c, 3.072711026) + inner + left,
            times!(b, 2.053119869) + inner + right,
            times!(a, 0.298631336) + outer + left,
        ];

        for place in 0..4 {
            row[place] = descale(even[place] + odd[place], bits);
            row[7 - place] = descale(even[place] - odd[place], bits);
        }
    }
    turned
}

/// Shifts out bits, rounding to the nearest.
fn descale(number: Number, bits: usize) -> Number {
    (number + Wrapping(1 << (bits - 1))) >> bits
}
