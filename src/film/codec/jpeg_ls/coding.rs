//! Coding parameters of a JPEG-LS scan, and what follows from them (ITU-T T.87 A.2.1 and C.2.4.1.1).

/// Preset coding parameters as a stream gives them; 0 for those that keep their default.
#[derive(Clone, Copy, Default)]
pub(super) struct Preset {
    pub(super) max: i32,
    pub(super) thresholds: [i32; 3],
    pub(super) reset: i32,
}

/// Everything that the samples of a scan are decoded by.
#[derive(Clone, Copy)]
pub(super) struct Coding {
    /// MAXVAL: the largest sample.
    pub(super) max: i32,
    /// NEAR: how far a sample may be off; 0 for lossless.
    pub(super) near: i32,
    /// T1 to T3: where gradients are told apart.
    pub(super) thresholds: [i32; 3],
    /// RESET: after how many samples a context is halved.
    pub(super) reset: u32,
    /// RANGE: how many different errors there are.
    pub(super) range: i32,
    /// qbpp: bits of an error.
    pub(super) error_bits: u32,
    /// LIMIT - qbpp - 1: most zeros of a Golomb code.
    pub(super) longest: u32,
}

impl Coding {
    /// The parameters for samples of `precision` bits; none where they contradict each other (table C.1).
    pub(super) fn new(precision: u32, near: i32, preset: Preset) -> Option<Self> {
        let of_precision = (1 << precision) - 1;
        let max = if preset.max == 0 { of_precision } else { preset.max };
        if max > of_precision || near > max / 2 {
            return None;
        }
        let mut thresholds = preset.thresholds;
        let mut least = near + 1;
        for (threshold, default) in thresholds.iter_mut().zip(defaults(max, near)) {
            if *threshold == 0 {
                *threshold = if (least..=max).contains(&default) { default } else { least };
            }
            if !(least..=max).contains(threshold) {
                return None;
            }
            least = *threshold;
        }
        let reset = if preset.reset == 0 { 64 } else { preset.reset };
        if !(3..=max.max(255)).contains(&reset) {
            return None;
        }
        let range = (max + 2 * near) / (2 * near + 1) + 1;
        let [bits, error_bits] = [max + 1, range].map(|values| (values as u32).next_power_of_two().ilog2());
        let bits = bits.max(2);
        let limit = 2 * (bits + bits.max(8));
        let longest = limit - error_bits - 1;
        Some(Self { max, near, thresholds, reset: reset as u32, range, error_bits, longest })
    }
}

/// Thresholds before they are held between their neighbours (C.2.4.1.1.1).
fn defaults(max: i32, near: i32) -> [i32; 3] {
    let basic = [(3, 2, 3), (7, 3, 5), (21, 4, 7)];
    if max >= 128 {
        let factor = (max.min(4095) + 128) / 256;
        basic.map(|(basic, least, step)| factor * (basic - least) + least + step * near)
    } else {
        let factor = 256 / (max + 1);
        basic.map(|(basic, least, step)| (basic / factor + step * near).max(least))
    }
}
