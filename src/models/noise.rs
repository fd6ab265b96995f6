//! Fixed standard normal noise, so that a scored bound is the same each time and on every backend.

/// `count` draws from the standard normal distribution, fixed by `seed`.
///
/// SplitMix64 (Steele, Lea and Flood 2014) feeds the sum of twelve uniforms less six (Irwin-Hall): additions of
/// integers only, so the draws are equal to the last bit wherever they are computed.
pub fn standard_normal(seed: u64, count: usize) -> Vec<f32> {
    let mut state = seed;
    let mut uniform = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) >> 40 // 24 bits: a sum of twelve is exact
    };
    let unit = f64::from(1u32 << 24);
    (0..count)
        .map(|_| {
            let sum: u64 = (0..12).map(|_| uniform()).sum();
            (sum as f64 / unit - 6.0) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_standard_normal_and_fixed() {
        let draws = standard_normal(1, 100_000);
        let mean = draws.iter().sum::<f32>() / draws.len() as f32;
        let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f32>() / draws.len() as f32;
        assert!(mean.abs() < 0.02, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.02, "variance {variance}");
        assert_eq!(draws[..16], standard_normal(1, 16));
        assert_ne!(draws[..16], standard_normal(2, 16));
    }
}
