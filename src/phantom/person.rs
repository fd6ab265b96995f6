//! Who stands before the film: the few numbers in which one phantom differs from another.

use super::canvas::Placement;
use super::random::Random;
use super::shape::{Point, turned};

/// One person and one exposure. Lengths are in centimetres, factors are about 1.
pub(crate) struct Person {
    /// Size across and along the body.
    scale: Point,
    /// Tilt, half its angle in radians.
    tilt: f32,
    /// Off the film's centre.
    shift: Point,
    /// Thickness from front to back.
    pub(crate) depth: f32,
    /// Wall outside the ribs.
    pub(crate) fat: f32,
    /// Thickness of the breasts.
    pub(crate) breast: f32,
    /// How low the diaphragm stands: larger = deeper breath.
    pub(crate) breath: f32,
    /// How much lower the left dome is.
    pub(crate) left_lower: f32,
    /// Size of the heart.
    pub(crate) heart: f32,
    /// How upright the heart is, as half an angle.
    pub(crate) heart_turn: f32,
    /// Heart and trachea off the middle.
    pub(crate) turned_by: f32,
    /// Width of the upper mediastinum.
    pub(crate) mediastinum: f32,
    /// Density of bone.
    pub(crate) bone: f32,
    /// Slope of the ribs.
    pub(crate) rib_drop: f32,
    /// Height of the shoulders.
    pub(crate) shoulders: f32,
    /// Calibre of the vessels.
    pub(crate) vessels: f32,
    /// Gas in the stomach, radius.
    pub(crate) gas: f32,
    /// Sample of full density over the largest sample.
    pub(crate) gain: f32,
    /// Sample of air.
    pub(crate) floor: f32,
    /// Bend of the grey scale.
    pub(crate) bend: f32,
    /// Strength of the grain.
    pub(crate) grain: f32,
}

impl Person {
    /// The person of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        let mut r = Random::new(seed, 1);
        let size = r.around(0.98, 0.07);
        Self {
            scale: (size * r.around(1.0, 0.07), size),
            tilt: r.around(0.0, 0.025),
            shift: (r.around(0.0, 0.9), r.around(0.3, 1.0)),
            depth: r.around(1.0, 0.12),
            fat: r.around(0.5, 0.9).max(0.0),
            breast: if r.bool(0.5) { r.between(1.5, 5.0) } else { 0.0 },
            breath: r.around(0.0, 1.1),
            left_lower: r.between(0.6, 1.7),
            heart: r.around(0.98, 0.13),
            heart_turn: r.around(0.0, 0.07),
            turned_by: r.around(0.0, 0.45),
            mediastinum: r.around(1.0, 0.15),
            bone: r.around(1.0, 0.25),
            rib_drop: r.around(1.0, 0.18),
            shoulders: r.around(0.0, 0.8),
            vessels: r.around(1.0, 0.2),
            gas: r.between(0.0, 2.6),
            gain: r.around(0.98, 0.08),
            floor: r.between(0.0, 90.0),
            bend: r.around(0.5, 0.3),
            grain: r.between(0.7, 1.4),
        }
    }

    /// Where this person's points lie.
    pub(crate) fn place(&self) -> Placement {
        Placement { scale: self.scale, turn: turned((1.0, 0.0), self.tilt), shift: self.shift }
    }
}
