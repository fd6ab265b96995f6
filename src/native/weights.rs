//! Where the program's weights come from: its own binary, or a folder.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use crate::calibration::{Calibration, CalibrationError};
use crate::card::{Card, CardError, PaperCard, ReleaseCard};

/// A model card and the bytes of its three models, in its order, checked against their hashes.
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

/// Where weights come from.
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
    pub(crate) fn release(&self) -> Result<Weights<ReleaseCard>, WeightsFolderError> {
        Weights::find(self.weights.as_deref())
    }

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
    /// The site's, where one is given, else the card's own.
    pub(crate) fn find(&self, card: &ReleaseCard) -> Result<Calibration, WeightsFolderError> {
        let Some(path) = &self.calibration else { return Ok(card.calibration.clone()) };
        let bytes =
            fs::read(path).map_err(|source| WeightsFolderError::Read { path: path.clone(), source })?;
        Calibration::from_json(&bytes, &card.weights())
            .map_err(|source| WeightsFolderError::Calibration { path: path.clone(), source })
    }
}

/// The weights that ship are part of the program, so that it works from any folder and once installed.
pub(crate) trait Ships: Card {
    const CARD: &[u8];
    const MODELS: [&'static [u8]; 3];
}

impl Ships for ReleaseCard {
    const CARD: &[u8] = include_bytes!("../../www/weights/model-card.json");
    const MODELS: [&'static [u8]; 3] = [
        include_bytes!("../../www/weights/kind.safetensors"),
        include_bytes!("../../www/weights/novelty.safetensors"),
        include_bytes!("../../www/weights/disease.safetensors"),
    ];
}

impl Ships for PaperCard {
    const CARD: &[u8] = include_bytes!("../../www/weights/paper/model-card.json");
    const MODELS: [&'static [u8]; 3] = [
        include_bytes!("../../www/weights/paper/vae.safetensors"),
        include_bytes!("../../www/weights/paper/modality.safetensors"),
        include_bytes!("../../www/weights/paper/diagnosis.safetensors"),
    ];
}

impl<C: Ships> Weights<C> {
    /// From `folder` where one is given, else those that ship.
    fn find(folder: Option<&Path>) -> Result<Self, WeightsFolderError> {
        folder.map_or_else(Self::shipped, Self::read)
    }

    fn shipped() -> Result<Self, WeightsFolderError> {
        let of = |source| WeightsFolderError::Card { path: "the program's own weights".into(), source };
        let card = C::from_json(C::CARD).map_err(of)?;
        Self { card, models: C::MODELS.map(Cow::from) }.checked().map_err(of)
    }

    fn read(folder: &Path) -> Result<Self, WeightsFolderError> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| WeightsFolderError::Read { path, source })
        };
        let of = |source| WeightsFolderError::Card { path: folder.to_owned(), source };
        let card = C::from_json(&read(C::FILE)?).map_err(of)?;
        let [a, b, c] = card.models().map(|model| read(&model.file).map(Cow::Owned));
        let models = [a?, b?, c?];
        Self { card, models }.checked().map_err(of)
    }

    fn checked(self) -> Result<Self, CardError> {
        for (model, bytes) in self.card.models().into_iter().zip(&self.models) {
            model.verify(bytes)?;
        }
        Ok(self)
    }
}
