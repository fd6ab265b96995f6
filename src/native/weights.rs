//! Where the program's weights come from: its own binary, or a folder.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use crate::card::{CardError, Model, ModelCard};

/// A model card and the bytes of its three models, checked against their hashes.
pub(crate) struct Weights {
    pub(crate) card: ModelCard,
    pub(crate) vae: Cow<'static, [u8]>,
    pub(crate) modality: Cow<'static, [u8]>,
    pub(crate) diagnosis: Cow<'static, [u8]>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum WeightsFolderError {
    #[error("{path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}")]
    Card { path: PathBuf, source: CardError },
}

/// The weights that ship are part of the program, so that it works from any folder and once installed.
const CARD: &[u8] = include_bytes!("../../www/weights/model-card.json");
const VAE: &[u8] = include_bytes!("../../www/weights/vae.safetensors");
const MODALITY: &[u8] = include_bytes!("../../www/weights/modality.safetensors");
const DIAGNOSIS: &[u8] = include_bytes!("../../www/weights/diagnosis.safetensors");

impl Weights {
    /// From `folder` where one is given, else those that ship.
    pub(crate) fn find(folder: Option<&Path>) -> Result<Self, WeightsFolderError> {
        folder.map_or_else(Self::shipped, Self::read)
    }

    fn shipped() -> Result<Self, WeightsFolderError> {
        let of = |source| WeightsFolderError::Card { path: "the program's own weights".into(), source };
        let card = ModelCard::from_json(CARD).map_err(of)?;
        Self { card, vae: VAE.into(), modality: MODALITY.into(), diagnosis: DIAGNOSIS.into() }
            .checked()
            .map_err(of)
    }

    fn read(folder: &Path) -> Result<Self, WeightsFolderError> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| WeightsFolderError::Read { path, source })
        };
        let of = |source| WeightsFolderError::Card { path: folder.to_owned(), source };
        let card = ModelCard::from_json(&read(ModelCard::FILE)?).map_err(of)?;
        let bytes = |model: &Model| read(&model.file).map(Cow::Owned);
        let (vae, modality, diagnosis) = (bytes(&card.vae)?, bytes(&card.modality)?, bytes(&card.diagnosis)?);
        Self { card, vae, modality, diagnosis }.checked().map_err(of)
    }

    fn checked(self) -> Result<Self, CardError> {
        self.card.vae.verify(&self.vae)?;
        self.card.modality.verify(&self.modality)?;
        self.card.diagnosis.verify(&self.diagnosis)?;
        Ok(self)
    }
}
