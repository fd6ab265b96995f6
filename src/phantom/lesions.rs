//! Lesions: soft opacities, round nodules and fluid in an angle, where a reader would look for them.

use super::canvas::{Area, Canvas, EVERYWHERE, displace};
use super::lungs::Lungs;
use super::organs;
use super::person::Person;
use super::random::{Random, hills};
use super::shape::{Point, smoothstep};

/// Something a normal chest has not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lesion {
    /// What it looks like.
    pub kind: LesionKind,
    /// Row of its centre, pixels from the upper edge.
    pub row: f32,
    /// Column of its centre, pixels from the left edge.
    pub column: f32,
    /// Pixels.
    pub radius: f32,
}

/// Kinds of lesions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LesionKind {
    /// A patchy shadow without a sharp border, as of pneumonia.
    Opacity,
    /// A round shadow, 1.4 to 3.4 cm across.
    Nodule,
    /// Fluid that blunts the angle between ribs and diaphragm.
    Effusion,
}

impl LesionKind {
    /// The word for a table of labels.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opacity => "opacity",
            Self::Nodule => "nodule",
            Self::Effusion => "effusion",
        }
    }
}

/// Draws one to three lesions into the lungs and says where.
pub(crate) fn draw(canvas: &mut Canvas, person: &Person, lungs: &Lungs, seed: u64) -> Vec<Lesion> {
    let mut random = Random::new(seed, 8);
    let count = 1 + usize::from(random.bool(0.5)) + usize::from(random.bool(0.3));
    let mut drawn: Vec<(LesionKind, Point, f32)> = Vec::with_capacity(count);
    for _ in 0..count {
        let fluid_already = drawn.iter().any(|d| d.0 == LesionKind::Effusion);
        let kind = match random.between(0.0, 1.0) {
            k if k < 0.25 && !fluid_already => LesionKind::Effusion,
            k if k < 0.6 => LesionKind::Nodule,
            _ => LesionKind::Opacity,
        };
        let (centre, radius) = match kind {
            LesionKind::Effusion => draw_effusion(canvas, lungs, &mut random),
            LesionKind::Nodule => {
                let radius = random.between(0.7, 1.7);
                let centre = site(&mut random, person, lungs, &drawn, radius);
                draw_nodule(canvas, &mut random, centre, radius);
                (centre, radius)
            }
            LesionKind::Opacity => {
                let radius = random.between(2.2, 4.2);
                let centre = site(&mut random, person, lungs, &drawn, radius);
                draw_opacity(canvas, &mut random, centre, radius);
                (centre, radius)
            }
        };
        drawn.push((kind, centre, radius));
    }
    let on_film = |(kind, centre, radius): &(LesionKind, Point, f32)| {
        let (row, column) = canvas.pixel_of(*centre);
        Lesion { kind: *kind, row, column, radius: radius / canvas.pitch }
    };
    drawn.iter().map(on_film).collect()
}

/// A place within a lung, clear of the heart and of earlier lesions.
fn site(
    random: &mut Random,
    person: &Person,
    lungs: &Lungs,
    taken: &[(LesionKind, Point, f32)],
    radius: f32,
) -> Point {
    let heart = organs::heart(person);
    for _ in 0..200 {
        let side = if random.bool(0.5) { -1.0 } else { 1.0 };
        let at = (side * random.between(4.0, 13.0), random.between(-10.0, 9.0));
        let apart = |t: &(LesionKind, Point, f32)| {
            let (dx, dy, reach) = (t.1.0 - at.0, t.1.1 - at.1, t.2 + radius);
            dx * dx + dy * dy > reach * reach
        };
        if lungs.hold(at, 0.8 * radius) && heart.distance2(at) > 1.2 && taken.iter().all(apart) {
            return at;
        }
    }
    (-8.5, -3.0) // the middle of the right lung; a few earlier lesions never fill both lungs, so hardly ever
}

/// A ball of tissue, not quite round.
fn draw_nodule(canvas: &mut Canvas, random: &mut Random, centre: Point, radius: f32) {
    let noise = random.bits();
    let density = random.between(1.1, 1.6);
    canvas.paint(square(centre, 1.3 * radius), |(x, y), _, air| {
        let (dx, dy) = ((x - centre.0) / radius, (y - centre.1) / radius);
        let edge = 1.0 + 0.12 * hills(noise, 1.6 * dx, 1.6 * dy);
        let inside = edge * edge - dx * dx - dy * dy;
        if inside > 0.0 {
            displace(air, density * 2.0 * radius * inside.sqrt());
        }
    });
}

/// Patches of a lung filled with fluid or cells, without a sharp border.
fn draw_opacity(canvas: &mut Canvas, random: &mut Random, centre: Point, radius: f32) {
    let noise = random.bits();
    let strength = random.between(0.3, 0.6);
    let mut patches = [(0.0, 0.0, 0.0); 7];
    for patch in &mut patches {
        *patch = (
            centre.0 + random.around(0.0, 0.75) * radius,
            centre.1 + random.around(0.0, 0.6) * radius,
            radius * random.between(0.4, 0.8),
        );
    }
    canvas.paint(square(centre, 1.5 * radius), |(x, y), _, air| {
        let mut clear = 1.0;
        for (px, py, reach) in patches {
            let q = 1.0 - ((x - px) * (x - px) + (y - py) * (y - py)) / (reach * reach);
            clear *= 1.0 - 0.5 * q.max(0.0) * q.max(0.0);
        }
        let mottled = 1.0 + 0.25 * hills(noise, 0.7 * x, 0.7 * y) + 0.1 * hills(noise ^ 1, 2.2 * x, 2.2 * y);
        *air *= 1.0 - (strength * mottled * (1.0 - clear)).clamp(0.0, 0.85);
    });
}

/// Fluid that fills the angle between ribs and diaphragm, its surface rising towards the wall.
fn draw_effusion(canvas: &mut Canvas, lungs: &Lungs, random: &mut Random) -> (Point, f32) {
    let side = if random.bool(0.5) { -1.0 } else { 1.0 };
    let height = random.between(2.2, 6.0);
    let angle = lungs.dome(side * 13.2);
    canvas.paint(EVERYWHERE, |(x, y), _, air| {
        let u = side * x;
        if u > 0.0 {
            let share = u / 13.6;
            let surface = angle - height + 0.8 * height * (1.0 - share * share * share);
            *air *= 1.0 - 0.93 * smoothstep(surface - 0.5, surface + 0.7, y);
        }
    });
    let middle = angle - 0.5 * height;
    ((side * (lungs.wall(middle) - 0.35 * height), middle), 0.5 * height)
}

/// The square around a disc.
fn square((x, y): Point, reach: f32) -> Area {
    [x - reach, y - reach, x + reach, y + reach]
}
