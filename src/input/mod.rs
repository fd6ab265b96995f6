//! Input: the normalised planes that the models see. The one place where a film becomes numbers for a model; training,
//! page and program all come here.

mod area_average;
mod grey_values;
mod paper;
pub mod polarity;
mod release;

pub use paper::PaperInput;
pub(crate) use paper::reduced_size;
pub use release::{CropBox, ReleaseInput};
#[cfg(feature = "cli")] // training makes inputs of its own
pub(crate) use release::{halved, standardised};
