//! Input: the normalised planes that the models see. The one place where a film becomes numbers for a model; training,
//! page and program all come here.

mod area;
mod paper;
mod square;
mod values;

pub use paper::Input;
pub(crate) use paper::reduced_size;
pub use square::{Area, Square};
#[cfg(feature = "cli")] // training makes inputs of its own
pub(crate) use square::{halved, standardised};
