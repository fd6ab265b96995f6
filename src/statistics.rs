//! Quantiles and percentiles of samples, and the rank of a value among them.

/// The value at percentile `p`, 0 to 100, of ascending values, between the two that enclose it; 0 where there are none.
pub fn quantile(ascending: &[f64], p: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return 0.0 };
    let position = (p / 100.0).clamp(0.0, 1.0) * last as f64;
    let (lo, hi) = (ascending[position.floor() as usize], ascending[position.ceil() as usize]);
    lo + (hi - lo) * position.fract()
}

/// The 0th, 1st, ... 100th percentile, linearly interpolated.
pub fn percentiles(values: &[f64]) -> Vec<f64> {
    let mut ascending = values.to_vec();
    ascending.sort_by(f64::total_cmp);
    (0..=100).map(|percent| quantile(&ascending, f64::from(percent))).collect()
}

/// Share of normal films, 0 to 100, that lie below `value`; `percentiles` ascend from the 0th to the 100th.
pub fn percentile_of(percentiles: &[f64], value: f64) -> f64 {
    let above = percentiles.partition_point(|&p| p < value);
    match above {
        0 => 0.0,
        n if n == percentiles.len() => 100.0,
        n => {
            let (lo, hi) = (percentiles[n - 1], percentiles[n]);
            let step = 100.0 / (percentiles.len() - 1) as f64;
            (n as f64 - 1.0 + if hi > lo { (value - lo) / (hi - lo) } else { 0.0 }) * step
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_run_from_least_to_largest() {
        let all = percentiles(&(0..=200).rev().map(f64::from).collect::<Vec<_>>());
        assert_eq!((all[0], all[50], all[100], all.len()), (0.0, 100.0, 200.0, 101));
    }
}
