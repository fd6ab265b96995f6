//! Chance from a seed, in integers, so that a phantom is the same on every machine.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub(crate) struct Random(u64);

impl Random {
    /// The `stream`-th sequence of a seed. What is drawn from one stream never moves another, so that a phantom
    /// with lesions has the same anatomy as the one without.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        Self(mix(seed ^ mix(stream)))
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// Even between `low` and `high`.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * unit(self.bits())
    }

    /// Around `mean`, mostly within half of `reach` and never beyond it (two dice).
    pub(crate) fn around(&mut self, mean: f32, reach: f32) -> f32 {
        mean + reach * (unit(self.bits()) + unit(self.bits()) - 1.0)
    }

    /// True in `share` of all cases.
    pub(crate) fn bool(&mut self, share: f32) -> bool {
        unit(self.bits()) < share
    }
}

/// Noise at a place, about -1 to 1 with standard deviation 0.3: no state, so pixels may be drawn in any order.
pub(crate) fn grain(seed: u64, row: u32, column: u32) -> f32 {
    let bits = mix(seed ^ (u64::from(row) << 32 | u64::from(column)));
    // The sum of four even numbers is near enough to a normal one.
    let sum: u64 = (0..4).map(|k| bits >> (16 * k) & 0xFFFF).sum();
    sum as f32 / 131_070.0 - 1.0
}

/// Smooth noise, -1 to 1, whose hills are about one unit wide.
pub(crate) fn hills(seed: u64, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = (x - left, y - top);
    let (fx, fy) = (fx * fx * (3.0 - 2.0 * fx), fy * fy * (3.0 - 2.0 * fy));
    let (column, row) = (left as i32, top as i32);
    let corner = |dx: i32, dy: i32| {
        let key = u64::from((row + dy) as u32) << 32 | u64::from((column + dx) as u32);
        2.0 * unit(mix(seed ^ key)) - 1.0
    };
    let upper = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * fx;
    let lower = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * fx;
    upper + (lower - upper) * fy
}

/// SplitMix64's finaliser: every bit of the answer hangs on every bit of `z`.
fn mix(z: u64) -> u64 {
    let z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The upper 24 bits as a number from 0 to below 1, exact in 32-bit floats.
fn unit(bits: u64) -> f32 {
    (bits >> 40) as f32 / 16_777_216.0
}
