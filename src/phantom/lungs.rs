//! The lungs: where they lie, how deep they are, and the diaphragm beneath.

use super::canvas::{AERATION, Canvas, EVERYWHERE};
use super::person::Person;
use super::shape::{Point, Profile, root, smoothstep};

/// Outlines of both lungs. `u` is the distance from the middle, outwards on either side.
pub(crate) struct Lungs {
    outer: Profile,
    depth: Profile,
    /// The patient's right dome and left dome: height by `u`.
    domes: [Profile; 2],
}

/// Lungs meet behind the breastbone this far from the middle; what lies there is drawn over them.
const INNER: f32 = 1.5;
/// Top of the lungs.
const APEX: f32 = -12.9;

impl Lungs {
    /// The lungs of a person.
    pub(crate) fn new(person: &Person) -> Self {
        let dome = |down: f32, flat: f32| {
            let knots: Vec<Point> = [
                (0.0, 9.9),
                (2.5, 9.2),
                (5.2, 8.8),
                (7.8, 9.0),
                (10.2, 9.8),
                (12.2, 11.3),
                (13.4, 12.9),
                (15.0, 15.5),
            ]
            .iter()
            .map(|&(u, y)| (u, y + (down + person.breath) * (1.0 - u * flat)))
            .collect();
            Profile::new(&knots)
        };
        Self {
            outer: Profile::new(&[
                (-12.9, 4.6),
                (-12.6, 6.0),
                (-11.9, 7.3),
                (-10.6, 8.8),
                (-8.5, 10.4),
                (-6.0, 11.7),
                (-2.0, 13.0),
                (3.0, 13.8),
                (8.0, 14.1),
                (12.0, 14.0),
                (16.0, 13.7),
            ]),
            depth: Profile::new(&[
                (-12.9, 0.0),
                (-12.6, 3.4),
                (-11.5, 7.2),
                (-9.0, 11.5),
                (-5.0, 15.5),
                (0.0, 17.8),
                (6.0, 18.4),
                (12.0, 17.0),
            ]),
            domes: [dome(0.0, 0.055), dome(person.left_lower, 0.045)],
        }
    }

    /// Distance of the outer wall from the middle at a height.
    pub(crate) fn wall(&self, y: f32) -> f32 {
        self.outer.at(y)
    }

    /// Height of the diaphragm at `x`.
    pub(crate) fn dome(&self, x: f32) -> f32 {
        self.domes[usize::from(x > 0.0)].at(x.abs())
    }

    /// Whether a disc lies within a lung, clear of wall, apex, diaphragm and middle.
    pub(crate) fn hold(&self, (x, y): Point, radius: f32) -> bool {
        let u = x.abs();
        u - radius > 3.0 && u + radius < self.wall(y) && y - radius > APEX + 2.5 && y + radius < self.dome(x)
    }

    /// Air from front to back, cm.
    fn thickness(&self, (x, y): Point) -> f32 {
        let (u, wall) = (x.abs(), self.wall(y));
        if y < APEX || u >= wall || u <= INNER {
            return 0.0;
        }
        // Flat in the middle and steep at the walls: a rounded box rather than a ball. The inner side of the
        // apex is round, lower down the mediastinum makes the inner edge.
        let below = ((y - APEX) / 3.2).min(1.0);
        let inner = INNER + 2.9 * (1.0 - root(below * (2.0 - below)));
        let across = (2.0 * u - wall - inner) / (wall - inner);
        let above = smoothstep(0.12, -0.12, y - self.dome(x));
        // Behind the dome the lung reaches lower than what the ray sees as its edge.
        let behind = 0.1 * smoothstep(3.5, 0.0, y - self.dome(x));
        self.depth.at(y) * root(1.0 - across * across * across * across) * above.max(behind)
    }

    /// Draws both lungs' air.
    pub(crate) fn draw(&self, canvas: &mut Canvas, person: &Person) {
        canvas.paint(EVERYWHERE, |at, _, air| *air = AERATION * person.depth * self.thickness(at));
    }
}
