//! Augmentation by another exposure: shifts, small rotations and scales, gamma, noise.
//!
//! The paper does not augment, because position carries meaning (section 2.3). Nothing here mirrors a film, or rotates it
//! by more than a patient's stance does.

use rand::{Rng, RngExt};

use super::plane::{Plane, normal};

/// A film's plane as another exposure of the same patient could look.
pub(crate) fn another_exposure(plane: &Plane, rng: &mut impl Rng) -> Plane {
    let mut between = |lo: f32, hi: f32| rng.random_range(lo..hi);
    let (sin, cos) = between(-7.0, 7.0).to_radians().sin_cos();
    let (scale, stretch) = (between(-0.13, 0.13), between(-0.08, 0.08));
    let (across, down) = ((scale + stretch).exp(), (scale - stretch).exp());
    let (shift_x, shift_y) = (between(-0.04, 0.04), between(-0.04, 0.04));
    let gamma = between(-0.4, 0.4).exp();
    let moved = plane.warped(|x, y| {
        let (x, y) = (x - 0.5, y - 0.5);
        ((cos * x - sin * y) * across + 0.5 + shift_x, (sin * x + cos * y) * down + 0.5 + shift_y)
    });
    moved.map(|value| value.clamp(0.0, 1.0).powf(gamma))
}

/// Adds noise to standardised values.
pub(crate) fn add_noise(values: &mut [f32], rng: &mut impl Rng) {
    let deviation = 0.05 * rng.random::<f32>();
    values.iter_mut().for_each(|value| *value += deviation * normal(rng));
}
