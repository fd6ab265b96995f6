//! Whether a chest film is the right way round: lungs dark, spine and diaphragm bright, the air beside the body black.
//!
//! What a header says of polarity is believed, for the score and on the screen; this only raises a [`FilmWarning`]. A film is
//! compared with the mean of normal and abnormal chest films, as a whole and coarsely, upright and upside down. On the
//! validation films of two hospitals it flagged one of 758, which is stored inverted, and would flag 98% of them if they
//! were inverted. Of other pictures it knows nothing, and flags what their header says they are in none.

use super::paper::{PaperInput, reduced_size};
use crate::film::terms::{is_chest, is_radiograph};
use crate::film::{FilmWarning, Header};

/// Cells across and down.
const SIDE: usize = 10;

/// Mean of 5,204 chest films, each standardised by its own mean and deviation, times 50; row by row, larger = brighter.
#[rustfmt::skip]
const CHEST: [i8; SIDE * SIDE] = [
    -58, -39, -27,   2, 31, 31,  2, -27, -40, -60,
    -45, -13,   6,   9, 28, 28,  9,   6, -14, -46,
    -46,  -2,  10,  -7, 27, 30, -6,  10,  -5, -46,
    -55,   0,  -2, -14, 31, 39, -6,   1,  -3, -55,
    -63,   0, -14,  -9, 41, 50, 12,  -6,  -3, -64,
    -68,  -3, -19,   0, 49, 57, 30,  -4,  -6, -69,
    -72, -10, -17,   3, 52, 61, 40,   3, -11, -73,
    -74, -11,   2,  22, 56, 62, 42,   9, -15, -76,
    -73,   5,  39,  54, 66, 67, 52,  31,  -5, -77,
    -70,  20,  56,  66, 71, 70, 59,  46,  12, -74,
];

/// Correlation with the mean chest film below which a film looks inverted.
const INVERTED: f64 = -0.3;

/// Adds a warning to the header of a film whose input looks like that of an inverted chest film.
pub(super) fn check(input: &PaperInput, header: &mut Header) {
    let [upright, upside_down] = [false, true]
        .map(|flipped| correlation(input, header.rows as usize, header.columns as usize, flipped));
    let closest = if upright.abs() > upside_down.abs() { upright } else { upside_down };
    let warning = FilmWarning::Polarity { claimed: header.photometric.clone() };
    // A film that is prepared twice is warned about once.
    if may_be_chest(header) && closest < INVERTED && !header.warnings.contains(&warning) {
        header.warnings.push(warning);
    }
}

/// Whether the header leaves open that this is a radiograph of a chest.
fn may_be_chest(header: &Header) -> bool {
    header.modality.as_deref().is_none_or(is_radiograph) && header.body_part.as_deref().is_none_or(is_chest)
}

/// Pearson's correlation of the film's cells with those of the mean chest film, upside down where `flipped`: from -1 to 1;
/// 0 for a film of one value. Cells that are for the most part beside the film do not count.
fn correlation(input: &PaperInput, rows: usize, columns: usize, flipped: bool) -> f64 {
    const CELL: usize = PaperInput::SIDE / SIDE;
    let (height, width) = reduced_size(rows, columns);
    let (top, left) = ((PaperInput::SIDE - height) / 2, (PaperInput::SIDE - width) / 2);
    // How many rows or columns of a cell lie on the film.
    let covered = |cell: usize, start: usize, length: usize| {
        ((cell + 1) * CELL).min(start + length).saturating_sub((cell * CELL).max(start))
    };
    let mut pairs = Vec::with_capacity(CHEST.len());
    for (cell, &chest) in CHEST.iter().enumerate() {
        let (row, column) = (cell / SIDE, cell % SIDE);
        let row = if flipped { SIDE - 1 - row } else { row };
        let area = covered(row, top, height) * covered(column, left, width);
        if area * 2 < CELL * CELL {
            continue;
        }
        // Beside the film the plane is 0 and adds nothing.
        let lines = input.plane().chunks_exact(PaperInput::SIDE).skip(row * CELL).take(CELL);
        let sum: f32 = lines.flat_map(|line| &line[column * CELL..][..CELL]).sum();
        pairs.push((f64::from(sum) / area as f64, f64::from(chest)));
    }
    let count = pairs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let (mean_film, mean_chest) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let (mut both, mut film, mut chest) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (x, y) = (x - mean_film, y - mean_chest);
        both += x * y;
        film += x * x;
        chest += y * y;
    }
    let scale = (film * chest).sqrt();
    if scale > 0.0 { both / scale } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: usize, columns: usize, gray: impl Fn(usize, usize) -> u8) -> f64 {
        let pixels: Vec<u8> =
            (0..rows * columns).map(|pixel| gray(pixel / columns, pixel % columns)).collect();
        correlation(&PaperInput::from_gray8(rows, columns, &pixels).expect("input"), rows, columns, false)
    }

    #[test]
    fn the_mean_film_agrees_with_itself_and_its_negative_does_not() {
        let chest = |row: usize, column: usize| (i16::from(CHEST[row / 20 * SIDE + column / 20]) + 78) as u8;
        assert!(of(200, 200, chest) > 0.999);
        assert!(of(200, 200, |row, column| 156 - chest(row, column)) < -0.999);
    }

    #[test]
    fn ground_beside_a_film_does_not_count() {
        let bright_spine =
            |columns: usize| move |_: usize, column: usize| if column * 3 / columns == 1 { 200 } else { 50 };
        for (rows, columns) in [(300, 120), (120, 300), (7, 500), (500, 7)] {
            let upright = of(rows, columns, bright_spine(columns));
            let inverted = of(rows, columns, |row, column| 250 - bright_spine(columns)(row, column));
            assert!((upright + inverted).abs() < 0.05, "{rows} x {columns}: {upright} {inverted}");
        }
        assert_eq!(of(50, 50, |_, _| 7), 0.0);
    }

    #[test]
    fn an_inverted_film_is_flagged_and_no_other() {
        use crate::film::{Limits, open};
        use crate::phantom::{Encoding, draw};
        let file = draw(3, 200, 175, false).to_dicom(Encoding::Explicit).expect("file");
        let mut film = open(file, &Limits::default()).expect("film");
        let input = PaperInput::from_film(&film);
        check(&input, &mut film.header);
        assert_eq!(film.header.warnings, []);
        let plane: Vec<u8> = input.plane().iter().map(|value| 255 - (value * 255.0) as u8).collect();
        let inverted = PaperInput::from_gray8(PaperInput::SIDE, PaperInput::SIDE, &plane).expect("input");
        (film.header.rows, film.header.columns) = (100, 100);
        check(&inverted, &mut film.header);
        assert_eq!(film.header.warnings, [FilmWarning::Polarity { claimed: "MONOCHROME2".to_owned() }]);
    }
}
