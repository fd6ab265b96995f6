//! Model inputs: the normalised planes that the models take.
//!
//! [`prepare`] is the only way from a film to model inputs: the page's engine, the program, training and evaluation all use
//! it, so that no two of them preprocess differently.

mod area_average;
mod grey_values;
mod paper;
mod polarity;
mod release;

pub use paper::PaperInput;
pub use release::{CropBox, ReleaseInput};
#[cfg(feature = "cli")] // training augments planes itself
pub(crate) use release::{halved, standardised};

use crate::film::Film;

/// What the models take of one film.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelInputs {
    /// The release models' input.
    pub release: ReleaseInput,
    /// The input of the paper's models.
    pub paper: PaperInput,
}

/// Makes both inputs of a film, and records in the film's header whether the film looks inverted.
pub fn prepare(film: &mut Film) -> ModelInputs {
    let inputs = ModelInputs { release: prepare_release(film), paper: prepare_paper(film) };
    polarity::check(&inputs.paper, &mut film.header);
    inputs
}

/// Makes the release models' input alone, for whoever trains or evaluates these models; records no warning.
pub fn prepare_release(film: &Film) -> ReleaseInput {
    ReleaseInput::from_film(film)
}

/// Makes the input of the paper's models alone, for whoever trains or evaluates these models; records no warning.
pub fn prepare_paper(film: &Film) -> PaperInput {
    PaperInput::from_film(film)
}
