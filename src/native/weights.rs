//! The program's weights: those in its own binary, or those of a folder.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use crate::calibration::{Calibration, CalibrationError};
use crate::card::{Card, CardError, PaperCard, ReleaseCard};

/// A model card and the bytes of its three models, in the card's order, checked against their hashes.
pub(crate) struct Weights<C> {
    pub(crate) card: C,
    pub(crate) models: [Cow<'static, [u8]>; 3],
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum WeightsFolderError {
    #[error("{path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}")]
    Card { path: PathBuf, source: CardError },
    #[error("{path}: {source}")]
    Calibration { path: PathBuf, source: CalibrationError },
}

/// Options for other weights than those that ship.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct WeightsArgs {
    /// Folder with other weights: a model-card.json and the files it references.
    #[arg(long, value_name = "DIR")]
    weights: Option<PathBuf>,
    /// Folder with other weights of the paper's models.
    #[arg(long, value_name = "DIR")]
    paper_weights: Option<PathBuf>,
}

impl WeightsArgs {
    /// Weights of the release models.
    ///
    /// # Errors
    /// [`WeightsFolderError`] where the folder of `--weights` cannot be used.
    pub(crate) fn release(&self) -> Result<Weights<ReleaseCard>, WeightsFolderError> {
        Weights::find(self.weights.as_deref())
    }

    /// Weights of the paper's models.
    ///
    /// # Errors
    /// [`WeightsFolderError`] where the folder of `--paper-weights` cannot be used.
    pub(crate) fn paper(&self) -> Result<Weights<PaperCard>, WeightsFolderError> {
        Weights::find(self.paper_weights.as_deref())
    }
}

/// A site's own calibration.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct CalibrationArgs {
    /// Calibration file of your site, from `negatoscope calibrate` or the page.
    #[arg(long, value_name = "FILE")]
    calibration: Option<PathBuf>,
}

impl CalibrationArgs {
    /// The site's calibration where one is given, otherwise that of the card.
    ///
    /// # Errors
    /// [`WeightsFolderError`] where the file cannot be read or is for other weights.
    pub(crate) fn find(&self, card: &ReleaseCard) -> Result<Calibration, WeightsFolderError> {
        let Some(path) = &self.calibration else { return Ok(card.calibration.clone()) };
        let bytes =
            fs::read(path).map_err(|source| WeightsFolderError::Read { path: path.clone(), source })?;
        Calibration::from_json(&bytes, &card.weights())
            .map_err(|source| WeightsFolderError::Calibration { path: path.clone(), source })
    }
}

/// Weights in the program's binary, so that it needs no other files once installed.
pub(crate) trait ShippedWeights: Card {
    const CARD: &[u8];
    const MODELS: [&'static [u8]; 3];
}

impl ShippedWeights for ReleaseCard {
    const CARD: &[u8] = include_bytes!("../../www/weights/model-card.json");
    const MODELS: [&'static [u8]; 3] = [
        include_bytes!("../../www/weights/kind.safetensors"),
        include_bytes!("../../www/weights/novelty.safetensors"),
        include_bytes!("../../www/weights/disease.safetensors"),
    ];
}

impl ShippedWeights for PaperCard {
    const CARD: &[u8] = include_bytes!("../../www/weights/paper/model-card.json");
    const MODELS: [&'static [u8]; 3] = [
        include_bytes!("../../www/weights/paper/vae.safetensors"),
        include_bytes!("../../www/weights/paper/modality.safetensors"),
        include_bytes!("../../www/weights/paper/diagnosis.safetensors"),
    ];
}

impl<C: ShippedWeights> Weights<C> {
    /// Those of `folder` where one is given, otherwise those that ship.
    fn find(folder: Option<&Path>) -> Result<Self, WeightsFolderError> {
        folder.map_or_else(Self::shipped, Self::read)
    }

    fn shipped() -> Result<Self, WeightsFolderError> {
        let card_error =
            |source| WeightsFolderError::Card { path: "the program's own weights".into(), source };
        let card = C::from_json(C::CARD).map_err(card_error)?;
        Self { card, models: C::MODELS.map(Cow::from) }.checked().map_err(card_error)
    }

    fn read(folder: &Path) -> Result<Self, WeightsFolderError> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| WeightsFolderError::Read { path, source })
        };
        let card_error = |source| WeightsFolderError::Card { path: folder.to_owned(), source };
        let card = C::from_json(&read(C::FILE)?).map_err(card_error)?;
        let [a, b, c] = card.models().map(|model| read(&model.file).map(Cow::Owned));
        let models = [a?, b?, c?];
        Self { card, models }.checked().map_err(card_error)
    }

    fn checked(self) -> Result<Self, CardError> {
        for (model, bytes) in self.card.models().into_iter().zip(&self.models) {
            model.verify(bytes)?;
        }
        Ok(self)
    }
}
