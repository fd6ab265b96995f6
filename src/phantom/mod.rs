//! A synthetic chest film that the project draws itself: anyone can try, train and self-test without patients' data.
//!
//! Rays are followed through a body of simple shapes: each organ adds centimetres of tissue or takes them away, and
//! the sum becomes a grey value. Only integers, `+ - * /`, square root and floor are used, which IEEE 754 fixes to
//! the last bit, so the same seed gives the same samples natively and in wasm.

mod bones;
mod canvas;
mod dicom;
mod exposure;
mod lesions;
mod lungs;
mod marker;
mod organs;
mod person;
mod random;
mod shape;
#[cfg(test)]
mod tests;
mod vessels;

pub use dicom::{Encoding, PhantomError};
pub use lesions::{Lesion, LesionKind};

use canvas::Canvas;
use lungs::Lungs;
use person::Person;

/// A synthetic PA chest film.
#[derive(Debug, Clone, PartialEq)]
pub struct Phantom {
    /// What it was drawn from.
    pub seed: u64,
    /// Height in pixels.
    pub rows: u32,
    /// Width in pixels.
    pub columns: u32,
    /// Side of a pixel in millimetres.
    pub spacing_mm: f64,
    /// 12-bit samples, row by row, larger = brighter (MONOCHROME2). The patient's left is on the right.
    pub samples: Vec<u16>,
    /// What was added to a normal chest; empty in a normal film.
    pub lesions: Vec<Lesion>,
}

/// Draws the film of `seed`, `rows` x `columns` pixels (at least 1 x 1; the body fills a film of 7:8 best).
///
/// The same seed is the same person and exposure at every size. With `abnormal`, one to three lesions are added and
/// nothing else changes.
pub fn draw(seed: u64, rows: u32, columns: u32, abnormal: bool) -> Phantom {
    let (rows, columns) = (rows.max(1), columns.max(1));
    let person = Person::new(seed);
    let lungs = Lungs::new(&person);
    let mut canvas = Canvas::new(rows, columns, person.place());
    organs::draw_body(&mut canvas, &person);
    lungs.draw(&mut canvas, &person);
    organs::draw_mediastinum(&mut canvas, &person);
    organs::draw_airways(&mut canvas, &person);
    vessels::draw(&mut canvas, &person, seed);
    let lesions = if abnormal { lesions::draw(&mut canvas, &person, &lungs, seed) } else { Vec::new() };
    organs::draw_folds(&mut canvas, &person, seed);
    bones::draw(&mut canvas, &person, &lungs, seed);
    exposure::draw_texture(&mut canvas, seed);
    marker::draw(&mut canvas);
    let samples = exposure::expose(&canvas, &person, seed);
    Phantom { seed, rows, columns, spacing_mm: f64::from(canvas.pitch) * 10.0, samples, lesions }
}

/// The film on which an engine tests itself: seed 0, 256 x 224, normal. Its scores stand in the model card, so a
/// change of this film makes every model card wrong; a unit test holds its hash.
pub fn self_test_film() -> Phantom {
    draw(0, 256, 224, false)
}
