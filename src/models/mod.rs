//! Models: an input goes in, scores come out. The same modules are trained natively and run in the browser.

mod cnn;
pub(crate) mod film_net;
mod noise;
mod paper;
mod release;
mod vae;
mod weights;

pub use cnn::{Cnn, CnnConfig, Diagnosis, Modality, TaskClass};
pub use film_net::{FilmNet, FilmNetConfig};
pub use noise::standard_normal;
pub use paper::{ModelsError, PaperModels, scoring_noise, self_test_paper_input};
pub use release::{ReleaseModels, self_test_release_input};
pub use vae::{Bound, Vae, VaeConfig};
pub use weights::{Precision, WeightsError, load_weights, save_weights};
