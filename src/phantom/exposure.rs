//! From path lengths to stored samples: texture, grain, the detector's blur, and the grey scale.

use super::canvas::{Canvas, EVERYWHERE};
use super::person::Person;
use super::random::{Random, grain, hills};

/// Largest sample of 12 bits.
pub(crate) const LARGEST: f32 = 4095.0;

/// Tissue that gives the largest sample at gain 1, cm.
const FULL: f32 = 35.0;

/// Unevenness of tissue and of the lungs' fine structure, in the person's own coordinates.
pub(crate) fn draw_texture(canvas: &mut Canvas, seed: u64) {
    let mut random = Random::new(seed, 6);
    let keys = [random.bits(), random.bits(), random.bits(), random.bits()];
    canvas.paint(EVERYWHERE, |(x, y), soft, air| {
        if *soft > 0.0 {
            let broad = 0.7 * hills(keys[0], 0.22 * x, 0.22 * y) + 0.3 * hills(keys[1], 0.8 * x, 0.8 * y);
            *soft += broad * (0.06 * *soft).min(0.8);
        }
        if *air > 0.0 {
            let fine = 0.35 * hills(keys[2], 2.1 * x, 2.1 * y) + 0.3 * hills(keys[3], 4.7 * x, 4.7 * y);
            *air -= fine * (0.08 * *air).min(1.0);
        }
    });
}

/// The samples, row by row, 12 bits, larger = brighter.
pub(crate) fn expose(canvas: &Canvas, person: &Person, seed: u64) -> Vec<u16> {
    let mut random = Random::new(seed, 7);
    let key = random.bits();
    // Fewer quanta fall on a smaller pixel, and fewer pass where there is more tissue.
    let strength = person.grain * (0.0011 / canvas.pitch).min(0.06);
    let columns = canvas.columns as usize;
    let mut density = Vec::with_capacity(canvas.soft.len());
    for (index, (soft, air)) in canvas.soft.iter().zip(&canvas.air).enumerate() {
        let tissue = (soft - air).max(0.0) / FULL;
        let noise = strength * (0.15 + tissue + 1.6 * tissue * tissue);
        let (row, column) = ((index / columns) as u32, (index % columns) as u32);
        density.push(tissue + noise * grain(key, row, column));
    }
    blur(&mut density, canvas.rows as usize, columns);
    let range = person.gain * LARGEST;
    density
        .iter()
        .map(|&d| {
            let d = d.min(1.12);
            let bent = d * (1.0 + person.bend * (1.0 - d));
            (person.floor + range * bent + 0.5).clamp(0.0, LARGEST) as u16
        })
        .collect()
}

/// Quarter, half, quarter, across and then down: a detector sees a little of the next pixel.
fn blur(plane: &mut [f32], rows: usize, columns: usize) {
    for line in plane.chunks_exact_mut(columns) {
        let mut before = line[0];
        for i in 0..columns {
            let (here, after) = (line[i], line[(i + 1).min(columns - 1)]);
            line[i] = 0.25 * before + 0.5 * here + 0.25 * after;
            before = here;
        }
    }
    let mut above = plane[..columns].to_vec();
    for row in 0..rows {
        let below = (row + 1).min(rows - 1) * columns;
        for column in 0..columns {
            let (here, after) = (plane[row * columns + column], plane[below + column]);
            plane[row * columns + column] = 0.25 * above[column] + 0.5 * here + 0.25 * after;
            above[column] = here;
        }
    }
}
