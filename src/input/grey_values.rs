//! What both inputs make of grey values: the share of a film's range, rows of 8-bit pictures, bytes and back.

/// Where a value lies between the darkest and the brightest of a film, 0 to 1; the other way round where `inverted`.
/// What is no number fails the comparison, and is black.
pub(super) fn share_of_range(value: f64, lo: f64, hi: f64, inverted: bool) -> f32 {
    let share = if inverted { hi - value } else { value - lo } / (hi - lo);
    if hi > lo && share > 0.0 { share.min(1.0) as f32 } else { 0.0 }
}

/// Writes a row of an 8-bit grey picture. None where `gray` is not `rows` x `columns` long, or either is 0.
pub(super) fn gray8_rows(
    rows: usize,
    columns: usize,
    gray: &[u8],
) -> Option<impl FnMut(usize, &mut [f32]) + '_> {
    let is_whole = !gray.is_empty() && Some(gray.len()) == rows.checked_mul(columns);
    is_whole.then_some(move |row: usize, values: &mut [f32]| {
        let stored = &gray[row * columns..][..columns];
        values.iter_mut().zip(stored).for_each(|(value, &sample)| *value = f32::from(sample));
    })
}

/// Values as little-endian 32-bit floats.
pub(super) fn to_le_bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// The inverse; none where there are not `count` values, or one lies outside 0 to 1.
pub(super) fn from_le_bytes(bytes: &[u8], count: usize) -> Option<Vec<f32>> {
    let (words, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() || words.len() != count {
        return None;
    }
    let values: Vec<f32> = words.iter().map(|&word| f32::from_le_bytes(word)).collect();
    values.iter().all(|value| (0.0..=1.0).contains(value)).then_some(values)
}
