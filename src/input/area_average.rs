//! Area averaging: each new pixel is the mean of the pixels that it covers.

use std::ops::Range;

/// A part of a film reduced to fewer pixels.
pub(super) struct Means {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) values: Vec<f64>,
}

/// The means of a film's `rows` and `columns` (of `width` in all) over `size` new pixels. A pixel on an edge counts whole
/// for the side on which its centre lies, as in Pillow's `Image.BOX`, which made the reference; weighting it by the
/// covered part instead moves single values of the plane by up to 0.03. `copy_row` writes a row of the source.
pub(super) fn reduce(
    rows: Range<usize>,
    columns: Range<usize>,
    width: usize,
    size: (usize, usize),
    mut copy_row: impl FnMut(usize, &mut [f32]),
) -> Means {
    let (new_rows, new_columns) = size;
    let across = covered(columns.len(), new_columns);
    let mut values = vec![0.0; new_rows * new_columns];
    let mut source = vec![0.0; width];
    for (down, target) in covered(rows.len(), new_rows).into_iter().zip(values.chunks_exact_mut(new_columns))
    {
        let height = down.len() as f64;
        for row in down {
            copy_row(rows.start + row, &mut source);
            let part = &source[columns.clone()];
            for (value, pixels) in target.iter_mut().zip(&across) {
                let sum: f64 = part[pixels.clone()].iter().map(|&value| f64::from(value)).sum();
                *value += sum / (pixels.len() as f64 * height);
            }
        }
    }
    Means { rows: new_rows, columns: new_columns, values }
}

/// For each of `new` pixels, which of the `old` ones have their centre in it. Where there are fewer old ones than new
/// (a film of less than 100 pixels), each new pixel takes the old one that it lies in. The terms are rounded as Pillow
/// rounds them, so that a centre on an edge falls on the same side.
fn covered(old: usize, new: usize) -> Vec<Range<usize>> {
    let scale = old as f64 / new as f64;
    let width = scale.max(1.0);
    let ranges = (0..new).map(|pixel| {
        let centre = (pixel as f64 + 0.5) * scale;
        let is_covered = |pixel: &usize| {
            let distance = (*pixel as f64 - centre + 0.5) * (1.0 / width);
            -0.5 < distance && distance <= 0.5
        };
        let first = (centre - 0.5 * width + 0.5).max(0.0) as usize;
        let end = ((centre + 0.5 * width + 0.5) as usize).min(old);
        let first = (first..end).find(is_covered).unwrap_or(first);
        let end = (first..end).rfind(is_covered).map_or(end, |last| last + 1);
        first..end
    });
    ranges.collect()
}
