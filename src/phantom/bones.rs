//! Bones: ribs, spine, clavicles, shoulder blades and upper arms, each a tube or plate with a dense rim.

use super::canvas::Canvas;
use super::lungs::Lungs;
use super::person::Person;
use super::random::Random;
use super::shape::{Profile, root, smoothstep};

/// Draws every bone.
pub(crate) fn draw(canvas: &mut Canvas, person: &Person, lungs: &Lungs, seed: u64) {
    let mut random = Random::new(seed, 3);
    draw_spine(canvas, person);
    for side in [-1.0, 1.0] {
        for number in 1..=11 {
            draw_rib(canvas, person, lungs, side, number, random.around(0.0, 0.25));
        }
        draw_shoulder(canvas, person, side, &mut random);
    }
}

/// One rib: from the spine it runs outwards and a little down, turns at the wall, and comes forward and down as
/// far as its cartilage, which casts no shadow. Seen from the front that is one ellipse, cut open.
fn draw_rib(canvas: &mut Canvas, person: &Person, lungs: &Lungs, side: f32, number: u8, shift: f32) {
    let n = f32::from(number);
    let start = -13.4 + 2.13 * (n - 1.0) + shift;
    let half_drop =
        person.rib_drop * [1.5, 2.7, 3.4, 3.9, 4.2, 4.4, 4.5, 4.5, 4.3, 4.0, 3.4][usize::from(number) - 1];
    let middle = start + half_drop;
    let narrow = [0.86, 0.95, 0.99][usize::from(number.min(3)) - 1];
    let wall = narrow * lungs.wall(middle) + 0.3;
    let cartilage = 2.6 + 0.85 * n;
    let slope = 0.07;
    let edge = wall + 1.0;
    let area = [
        if side < 0.0 { -edge } else { 0.0 },
        start - 1.5,
        if side < 0.0 { 0.0 } else { edge },
        middle + half_drop + 2.5,
    ];
    canvas.paint(area, |(x, y), soft, _| {
        let (u, v) = (x * side, y - slope * x * side - middle);
        let (dx, dy) = (u / wall, v / half_drop);
        let q = dx * dx + dy * dy;
        if !(0.6..1.5).contains(&q) {
            return;
        }
        let gradient = 2.0 * ((dx / wall) * (dx / wall) + (dy / half_drop) * (dy / half_drop)).sqrt();
        let off = (q - 1.0) / gradient;
        let front = smoothstep(-0.15, 0.15, dy);
        let radius = (0.56 + 0.16 * front) * (0.85 + 0.15 * smoothstep(1.0, 4.0, n));
        let reach =
            front * smoothstep(cartilage - 0.6, cartilage + 0.5, u) + (1.0 - front) * smoothstep(1.2, 1.9, u);
        // At the wall the ray runs along the rib.
        let along = 1.0 + 0.9 * smoothstep(0.86, 1.0, dx);
        *soft += person.bone * (1.0 - 0.25 * front) * along * reach * shell(off, radius, 0.62);
    });
}

/// Weakening by a tube with a dense wall, `off` from its axis, in cm of tissue.
fn shell(off: f32, radius: f32, hollow: f32) -> f32 {
    let inner = 0.76 * radius;
    3.6 * (root(radius * radius - off * off) - hollow * root(inner * inner - off * off))
}

/// Vertebrae from the neck to the loins.
fn draw_spine(canvas: &mut Canvas, person: &Person) {
    let half_width = Profile::new(&[(-24.0, 1.15), (-14.0, 1.35), (-4.0, 1.5), (8.0, 1.85), (22.0, 2.2)]);
    let mut top = -24.0;
    while top < 22.0 {
        let height = 1.95 + 0.016 * (top + 14.0_f32).max(-6.0);
        let (middle, half) = (top + 0.5 * height, 0.5 * height);
        canvas.paint([-4.0, top - 1.0, 4.0, top + height + 2.0], |(x, y), soft, _| {
            let (u, v) = (x.abs() / half_width.at(y), (y - middle) / half);
            // The body: waisted, with dense plates above and below.
            let inside = smoothstep(1.06, 0.9, u + 0.09 * (1.0 - v * v)) * smoothstep(0.98, 0.74, v.abs());
            let rim = 0.5 * smoothstep(0.62, 0.86, v.abs()) + 0.35 * smoothstep(0.75, 0.95, u);
            let (px, py) = ((x.abs() / half_width.at(y) - 0.62) / 0.2, (v + 0.2) / 0.34);
            let pedicle = root(1.0 - px * px - py * py);
            let (sx, sy) = (x / 0.3, (v - 0.75) / 0.42);
            let spinous = root(1.0 - sx * sx - sy * sy);
            *soft += person.bone * (inside * (0.9 + 0.7 * rim) + 0.55 * pedicle + 0.7 * spinous);
        });
        for side in [-1.0, 1.0] {
            let width = half_width.at(middle);
            let process = [
                [side * width, middle - 0.2 * half, 0.42],
                [side * (width + 1.35), middle - 0.45 * half, 0.36],
            ];
            if middle > -15.0 {
                canvas.tube(&process, |chord, _, soft, _| *soft += 0.8 * person.bone * chord);
            }
        }
        top += height;
    }
}

/// Clavicle, shoulder blade and the head of the upper arm.
fn draw_shoulder(canvas: &mut Canvas, person: &Person, side: f32, random: &mut Random) {
    let lift = person.shoulders + random.around(0.0, 0.3);
    let bone = person.bone;
    let clavicle: Vec<[f32; 3]> =
        Profile::new(&[(1.5, 0.0), (4.0, -0.2), (7.5, -1.3), (11.0, -2.3), (14.5, -2.3), (16.5, -1.8)])
            .points(1.5, 16.5, 40)
            .map(|(u, y)| {
                let radius = 0.52 + 0.3 * smoothstep(4.5, 1.5, u) + 0.14 * smoothstep(12.0, 16.0, u);
                [side * u, y - 10.0 - lift * smoothstep(1.5, 14.0, u), radius]
            })
            .collect();
    canvas.tube(&clavicle, |chord, share, soft, _| *soft += bone * 2.6 * chord * (1.0 - 0.5 * share));
    let plate = |u: f32, y: f32, radius: f32| [side * u, y - 0.6 * lift, radius];
    let out = random.around(0.4, 0.9);
    let inner_edge = [
        plate(12.0 + out, -10.6, 0.3),
        plate(12.7 + out, -7.0, 0.3),
        plate(13.6 + out, -2.5, 0.32),
        plate(14.5 + out, 0.2, 0.4),
    ];
    let outer_edge = [plate(14.5 + out, 0.2, 0.45), plate(15.4 + out, -3.5, 0.45), plate(16.2, -8.2, 0.5)];
    let spine_of_blade = [plate(12.3 + out, -9.3, 0.3), plate(15.0, -11.3, 0.45), plate(17.6, -12.4, 0.6)];
    for edge in [&inner_edge[..], &outer_edge[..], &spine_of_blade[..]] {
        canvas.tube(edge, |chord, _, soft, _| *soft += 1.6 * bone * chord);
    }
    let glenoid = [plate(16.2, -10.6, 0.5), plate(16.4, -8.4, 0.5)];
    canvas.tube(&glenoid, |chord, _, soft, _| *soft += 1.6 * bone * chord);
    let arm =
        [plate(18.0, -9.6, 1.9), plate(18.6, -8.3, 1.7), plate(19.4, -5.6, 1.15), plate(22.5, 3.0, 1.1)];
    canvas.tube(&arm, |chord, share, soft, _| *soft += 1.9 * bone * chord * (1.0 - 0.6 * share));
}
