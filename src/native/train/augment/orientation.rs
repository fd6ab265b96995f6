//! Augmentation by image kind: upright, rotated, inverted and cropped chest films, and other pictures.

use rand::{Rng, RngExt};

use super::exposure::another_exposure;
use super::plane::Plane;
use crate::models::Modality;
use crate::native::train::training_film::TrainingFilm;
use crate::scores::ImageKind;

/// The film as a randomly drawn image kind.
pub(crate) fn with_image_kind(film: &TrainingFilm, rng: &mut impl Rng) -> (Plane, ImageKind) {
    let plane = another_exposure(&film.plane(), rng);
    let plane = if rng.random_bool(0.3) { coarsened(&plane, rng) } else { plane };
    let draw = rng.random_range(0..10);
    if film.class.is(Modality::Other) {
        // Another picture stays one in any orientation.
        let plane = match draw {
            0..6 => plane,
            6 => rotated(&plane, rng.random_bool(0.5)),
            7 => plane.warped(|x, y| (1.0 - x, 1.0 - y)),
            _ => plane.map(|value| 1.0 - value),
        };
        return (plane, ImageKind::Other);
    }
    match draw {
        0..4 => (plane, ImageKind::Chest),
        4 => (plane.warped(|x, y| (1.0 - x, 1.0 - y)), ImageKind::UpsideDown),
        5 => (plane.warped(|x, y| (x, 1.0 - y)), ImageKind::UpsideDown),
        6 => (rotated(&plane, rng.random_bool(0.5)), ImageKind::Rotated),
        7 => (plane.map(|value| 1.0 - value), ImageKind::Inverted),
        8 => (cropped(&plane, rng), ImageKind::Cropped),
        _ => (without_content(plane.side, &plane, rng), ImageKind::Other),
    }
}

/// The film at a lower resolution, enlarged again.
fn coarsened(plane: &Plane, rng: &mut impl Rng) -> Plane {
    let cells = rng.random_range(30..plane.side) as f32;
    plane.warped(|x, y| (((x * cells).floor() + 0.5) / cells, ((y * cells).floor() + 0.5) / cells)).blurred(1)
}

fn rotated(plane: &Plane, left: bool) -> Plane {
    plane.warped(|x, y| if left { (1.0 - y, x) } else { (y, 1.0 - x) })
}

/// A crop of less than two thirds of the film's height or width.
fn cropped(plane: &Plane, rng: &mut impl Rng) -> Plane {
    let (wide, high) = if rng.random_bool(0.5) {
        (rng.random_range(0.25..0.62), rng.random_range(0.3..1.0))
    } else {
        (rng.random_range(0.4..1.0), rng.random_range(0.25..0.6))
    };
    let (left, top) = (rng.random_range(0.0..1.0f32 - wide), rng.random_range(0.0..1.0f32 - high));
    plane.warped(|x, y| (left + x * wide, top + y * high))
}

/// Pictures without content: fields, ramps, noise, films with shuffled tiles.
fn without_content(side: usize, film: &Plane, rng: &mut impl Rng) -> Plane {
    let cells = rng.random_range(2..side);
    let field = Plane::field(side, cells, rng);
    match rng.random_range(0..3) {
        0 => field.map(|value| (0.5 + 0.25 * value).clamp(0.0, 1.0)),
        1 => {
            let (a, b) = (rng.random_range(-1.0..1.0f32), rng.random_range(-1.0..1.0f32));
            let ramp = Plane::from_fn(side, |x, y| a * (x - 0.5) + b * (y - 0.5));
            ramp.with(&field, |ramp, field| (0.5 + ramp + 0.05 * field).clamp(0.0, 1.0))
        }
        _ => {
            // The film's tiles, in another order.
            let tiles = rng.random_range(3..7usize);
            let mut order = (0..tiles * tiles).collect::<Vec<_>>();
            rand::seq::SliceRandom::shuffle(&mut order[..], rng);
            let count = tiles as f32;
            film.warped(|x, y| {
                let (column, row) = ((x * count) as usize, (y * count) as usize);
                let from = order[row.min(tiles - 1) * tiles + column.min(tiles - 1)];
                let (dx, dy) = (x * count - column as f32, y * count - row as f32);
                (((from % tiles) as f32 + dx) / count, ((from / tiles) as f32 + dy) / count)
            })
        }
    }
}
