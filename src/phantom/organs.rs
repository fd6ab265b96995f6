//! Soft organs: the body's outline, the mediastinum with heart, aorta and airways, breasts, and gas.

use super::canvas::{Canvas, EVERYWHERE, displace};
use super::person::Person;
use super::random::Random;
use super::shape::{Ellipse, Point, Profile, root, smoothstep, turned};

/// The body before anything is taken out of it.
pub(crate) fn draw_body(canvas: &mut Canvas, person: &Person) {
    let lift = person.shoulders;
    let trunk = Profile::new(&[
        (-24.0, 5.4),
        (-19.5 - lift, 5.5),
        (-17.4 - lift, 6.3),
        (-15.9 - lift, 9.0),
        (-14.6 - lift, 13.0),
        (-12.5, 15.6),
        (-9.0, 16.1),
        (-4.0, 15.4),
        (2.0, 15.5),
        (8.0, 15.8),
        (14.0, 15.6),
        (24.0, 15.0),
    ]);
    let depth = Profile::new(&[
        (-24.0, 11.0),
        (-17.0, 11.5),
        (-13.5, 14.5),
        (-9.0, 18.5),
        (-4.0, 21.5),
        (2.0, 22.8),
        (12.0, 22.5),
        (24.0, 21.5),
    ]);
    let arm = |at: Point, from: Point, to: Point, radius: f32| {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let t = (((at.0 - from.0) * dx + (at.1 - from.1) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        let (ex, ey) = (at.0 - from.0 - t * dx, at.1 - from.1 - t * dy);
        (radius * radius - ex * ex - ey * ey).max(0.0)
    };
    canvas.paint(EVERYWHERE, |(x, y), soft, _| {
        let u = x.abs();
        let q = u / (trunk.at(y) + person.fat);
        let trunk = depth.at(y) * root(1.0 - q * q * q * q);
        let radius = 3.9 + 0.5 * person.fat;
        let shoulder = arm((u, y), (12.0, -9.6 - lift), (18.2, -8.9 - 0.7 * lift), radius);
        let upper_arm = arm((u, y), (18.2, -8.9 - 0.7 * lift), (22.5, 3.0), radius);
        let limb = 6.4 * shoulder.max(upper_arm); // squared chord, wider than high
        *soft = person.depth * (trunk * trunk + limb).sqrt();
    });
}

/// The heart's outline, also asked for where lesions may lie.
pub(crate) fn heart(person: &Person) -> Ellipse {
    Ellipse {
        centre: (1.55 + person.turned_by, 5.0 + 0.6 * person.breath),
        half: (7.1 * person.heart, 5.35 * person.heart),
        axis: turned((0.82, 0.572), person.heart_turn),
    }
}

/// Heart, great vessels, and all that lies between the lungs.
pub(crate) fn draw_mediastinum(canvas: &mut Canvas, person: &Person) {
    let width = person.mediastinum;
    let right =
        Profile::new(&[(-15.0, 1.9), (-11.5, 2.5), (-7.0, 2.7), (-2.0, 3.0), (3.0, 3.2), (14.0, 2.4)]);
    let left = Profile::new(&[(-15.0, 1.9), (-11.5, 2.5), (-7.0, 2.5), (-3.0, 2.3), (3.0, 2.3), (14.0, 2.2)]);
    let heart = heart(person);
    let upright = (1.0, 0.0);
    let shift = person.turned_by;
    // Balls and eggs: outline, and thickness from front to back at the middle.
    let parts = [
        (Ellipse { centre: (-0.9 + shift, -2.6), half: (2.5 * width, 4.6), axis: upright }, 6.0), // ascending aorta
        (Ellipse { centre: (-2.0 + shift, 5.2), half: (3.1 * person.heart, 4.0), axis: upright }, 7.0), // right atrium
        (Ellipse { centre: (2.2 + shift, -5.3), half: (1.75 * width, 1.6), axis: upright }, 9.0), // aortic arch
        (Ellipse { centre: (2.0 + shift, -1.6), half: (2.35, 2.5), axis: (0.9, 0.436) }, 6.0), // pulmonary trunk
        (Ellipse { centre: (3.0 + shift, 1.2), half: (3.0 * person.heart, 3.2), axis: (0.6, 0.8) }, 6.0), // left atrium
    ];
    canvas.paint([-10.0, -16.0, 12.0, 16.0], |(x, y), _, air| {
        let side = if x < 0.0 { right.at(y) } else { left.at(y) };
        let q = x / (1.12 * side * width);
        let mut squared = 90.0 * (1.0 - q * q).max(0.0);
        squared += 132.0 * person.heart * (1.0 - heart.distance2((x, y))).max(0.0);
        for (part, thickness) in &parts {
            squared += thickness * thickness * (1.0 - part.distance2((x, y))).max(0.0);
        }
        // Root of the sum of squares: organs that touch melt into one, without an edge between them.
        displace(air, squared.sqrt());
    });
    let aorta = [[2.2, -5.5, 1.3], [2.5, -2.0, 1.3], [2.4, 2.0, 1.25], [1.9, 6.0, 1.2], [1.2, 11.0, 1.15]];
    canvas.tube(&aorta, |chord, _, _, air| displace(air, chord));
}

/// Trachea and main bronchi: air within the mediastinum.
pub(crate) fn draw_airways(canvas: &mut Canvas, person: &Person) {
    let shift = 0.6 * person.turned_by;
    let right = [
        [shift, -24.0, 0.85],
        [shift, -16.0, 0.85],
        [0.15 + shift, -10.0, 0.85],
        [-0.25 + shift, -5.0, 0.82],
        [-1.5, -2.8, 0.62],
        [-2.8, -0.7, 0.5],
        [-3.5, 1.2, 0.3],
    ];
    let left = [[0.75 + shift, -4.1, 0.3], [1.7, -2.8, 0.5], [3.6, -1.0, 0.42], [4.4, 0.3, 0.25]];
    for tube in [&right[..], &left[..]] {
        canvas.tube(tube, |chord, _, soft, _| *soft -= (1.5 * chord).min(0.25 * *soft));
    }
}

/// Breasts over the lower lungs, gas in stomach and bowel.
pub(crate) fn draw_folds(canvas: &mut Canvas, person: &Person, seed: u64) {
    let mut random = Random::new(seed, 2);
    if person.breast > 0.0 {
        for side in [-1.0, 1.0] {
            let centre = (side * random.around(8.3, 0.6), random.around(5.6, 1.2));
            let half = (random.around(6.3, 0.6), 4.2 + 0.25 * person.breast);
            canvas.paint([-17.0, -8.0, 17.0, 16.0], |(x, y), soft, _| {
                let (dx, dy) = ((x - centre.0) / half.0, (y - centre.1) / half.1);
                // The fold below is sharp, the slope above is gentle.
                let dy = if dy < 0.0 { 0.55 * dy } else { dy };
                let q = 1.0 - dx * dx - dy * dy;
                let gentle = q.max(0.0) * (1.0 - smoothstep(0.0, 1.0, -dy));
                *soft += person.breast * (0.55 * root(q) * smoothstep(-1.0, 0.8, dy) + 0.45 * gentle);
            });
        }
    }
    // The stomach's bubble hangs under the left dome, flat side down when the person stands.
    let dome = 9.0 + person.breath + person.left_lower;
    let bubble = (random.around(5.8, 1.0), dome + 0.5 + 0.8 * person.gas);
    let gas = person.gas;
    canvas.paint([0.0, 6.0, 14.0, 20.0], |(x, y), soft, _| {
        let (dx, dy) = ((x - bubble.0) / (1.5 * gas + 0.01), (y - bubble.1) / (0.8 * gas + 0.01));
        let level = smoothstep(0.45, 0.3, dy);
        *soft -= 1.8 * gas * root(1.0 - dx * dx - dy * dy) * level;
    });
    for _ in 0..7 {
        let centre = (random.between(-11.0, 12.0), random.between(15.0, 20.0));
        let half = (random.between(0.6, 2.0), random.between(0.5, 1.1));
        let axis = turned((1.0, 0.0), random.between(-0.4, 0.4));
        let loop_of_bowel = Ellipse { centre, half, axis };
        let reach = 2.1;
        let area = [centre.0 - reach, centre.1 - reach, centre.0 + reach, centre.1 + reach];
        canvas.paint(area, |at, soft, _| *soft -= 1.8 * half.1 * root(1.0 - loop_of_bowel.distance2(at)));
    }
}
