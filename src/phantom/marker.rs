//! Lead letters: the side marker, and the word that keeps a copy of this film from passing for a patient's.

use super::canvas::{Canvas, Placement};
use super::shape::Point;

/// Lead weakens a ray as much as this, cm of tissue.
const LEAD: f32 = 22.0;

/// "R" on the patient's right, and "PHANTOM" below it, in the film's upper left corner.
pub(crate) fn draw(canvas: &mut Canvas) {
    canvas.place = Placement { scale: (1.0, 1.0), turn: (1.0, 0.0), shift: (0.0, 0.0) }; // on the film, not on the person
    let corner = canvas.film_point(0.0, 0.0);
    write(canvas, "R", (corner.0 + 1.3, corner.1 + 1.2), 1.5);
    write(canvas, "PHANTOM", (corner.0 + 1.3, corner.1 + 3.3), 0.6);
}

/// Writes from `at`, the upper left corner of the first letter, with letters `height` cm high.
fn write(canvas: &mut Canvas, word: &str, at: Point, height: f32) {
    let unit = height / 6.0;
    for (index, letter) in word.chars().enumerate() {
        let left = at.0 + 6.0 * unit * index as f32;
        for stroke in strokes(letter) {
            let points: Vec<[f32; 3]> = stroke
                .iter()
                .map(|&(x, y)| [left + unit * f32::from(x), at.1 + unit * f32::from(y), 0.55 * unit])
                .collect();
            canvas.tube(&points, |_, share, soft, _| *soft = soft.max(LEAD * (2.5 * share).min(1.0)));
        }
    }
}

/// Lines of a letter on a grid 4 wide and 6 high.
fn strokes(letter: char) -> &'static [&'static [(u8, u8)]] {
    match letter {
        'A' => &[&[(0, 6), (2, 0), (4, 6)], &[(1, 4), (3, 4)]],
        'H' => &[&[(0, 0), (0, 6)], &[(4, 0), (4, 6)], &[(0, 3), (4, 3)]],
        'M' => &[&[(0, 6), (0, 0), (2, 3), (4, 0), (4, 6)]],
        'N' => &[&[(0, 6), (0, 0), (4, 6), (4, 0)]],
        'O' => &[&[(1, 0), (3, 0), (4, 1), (4, 5), (3, 6), (1, 6), (0, 5), (0, 1), (1, 0)]],
        'P' => &[&[(0, 6), (0, 0), (3, 0), (4, 1), (4, 2), (3, 3), (0, 3)]],
        'R' => &[&[(0, 6), (0, 0), (3, 0), (4, 1), (4, 2), (3, 3), (0, 3)], &[(2, 3), (4, 6)]],
        'T' => &[&[(0, 0), (4, 0)], &[(2, 0), (2, 6)]],
        _ => &[],
    }
}
