//! Pulmonary vessels: two trees that grow from the hila, thinner and finer towards the walls.

use super::canvas::{AERATION, Canvas};
use super::person::Person;
use super::random::Random;
use super::shape::{Ellipse, Point, root, turned};

/// Where the hila lie: the patient's right and left; the left one is higher.
const HILA: [Point; 2] = [(-3.7, -0.3), (4.1, -1.2)];

/// Draws both trees and the hila.
pub(crate) fn draw(canvas: &mut Canvas, person: &Person, seed: u64) {
    for (index, hilum) in HILA.into_iter().enumerate() {
        let mut random = Random::new(seed, 4 + index as u64);
        let side = if hilum.0 < 0.0 { -1.0 } else { 1.0 };
        draw_hilum(canvas, person, hilum, side);
        // Direction outwards and down, and radius: upper, middle and lower lobes; arteries and veins.
        let stems = [
            (0.35, -0.94, 0.36),
            (0.62, -0.78, 0.32),
            (0.92, -0.40, 0.26),
            (0.99, 0.12, 0.28),
            (0.86, 0.51, 0.34),
            (0.64, 0.77, 0.42),
            (0.37, 0.93, 0.46),
            (0.10, 1.00, 0.34),
        ];
        for (x, y, radius) in stems {
            let direction = turned((side * x, y), random.around(0.0, 0.12));
            let from = (hilum.0 + 0.6 * side * x, hilum.1 + 1.1 * y);
            let stem =
                Branch { from, direction, radius: radius * person.vessels, length: random.around(2.7, 0.6) };
            grow(canvas, &mut random, stem, 6);
        }
    }
}

struct Branch {
    from: Point,
    direction: Point,
    radius: f32,
    length: f32,
}

/// Draws a branch and what springs from it, `forks` more times.
fn grow(canvas: &mut Canvas, random: &mut Random, branch: Branch, forks: u32) {
    const PIECES: usize = 4;
    let Branch { from, mut direction, radius, length } = branch;
    let end_radius = 0.8 * radius;
    let mut points = [[from.0, from.1, radius]; PIECES + 1];
    let bend = random.around(0.0, 0.07);
    for i in 0..PIECES {
        direction = turned(direction, bend + random.around(0.0, 0.06));
        let [x, y, _] = points[i];
        let step = length / PIECES as f32;
        let share = (i + 1) as f32 / PIECES as f32;
        points[i + 1] =
            [x + direction.0 * step, y + direction.1 * step, radius + (end_radius - radius) * share];
    }
    canvas.tube(&points, |chord, _, _, air| *air -= (AERATION * 2.1 * chord).min(0.6 * *air));
    if forks == 0 {
        return;
    }
    let [x, y, _] = points[PIECES];
    let (thick, thin) = (random.between(0.78, 0.95), random.between(0.5, 0.8));
    let turn = if random.bool(0.5) { 1.0 } else { -1.0 };
    for (share, angle) in
        [(thick, turn * random.between(0.04, 0.16)), (thin, -turn * random.between(0.16, 0.34))]
    {
        let next = Branch {
            from: (x, y),
            direction: turned(direction, angle),
            radius: share * end_radius,
            length: length * random.between(0.72, 0.98),
        };
        grow(canvas, random, next, forks - 1);
    }
}

/// The knot of vessels and nodes at a lung's root.
fn draw_hilum(canvas: &mut Canvas, person: &Person, (x, y): Point, side: f32) {
    let knots = [(0.0, 0.0, 1.0, 1.5, 2.2), (0.5, 1.4, 0.75, 1.5, 1.8), (0.2, -1.3, 0.7, 1.0, 1.4)];
    for (out, down, across, along, thickness) in knots {
        let centre = (x + side * out, y + down);
        let knot = Ellipse { centre, half: (across, along), axis: turned((1.0, 0.0), -0.12 * side) };
        let area = [centre.0 - 2.0, centre.1 - 2.0, centre.0 + 2.0, centre.1 + 2.0];
        canvas.paint(area, |at, _, air| {
            *air -= (AERATION * thickness * person.vessels * root(1.0 - knot.distance2(at))).min(0.7 * *air);
        });
    }
}
