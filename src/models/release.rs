//! The three release models together: a film's square goes in, what they say of it comes out.

use std::ops::Range;

use burn::tensor::activation::{sigmoid, softmax};
use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::film_net::pooled;
use super::{FilmNet, FilmNetConfig, ModelsError, load_weights};
use crate::card::ReleaseCard;
use crate::explanation::{Map, OcclusionPatches};
use crate::input::ReleaseInput;
use crate::phantom;
use crate::scores::{ImageKind, ReleaseOutput};

/// The release models, ready on a device.
#[derive(Debug)]
pub struct ReleaseModels {
    image_kind: FilmNet,
    anomaly: FilmNet,
    abnormality: FilmNet,
    device: Device,
}

impl ReleaseModels {
    /// Patches hidden in one step of an explanation: few enough that a device without much memory holds them, and that
    /// whoever waits for something else waits no longer than a quarter of a second on one core.
    pub const MAX_PATCHES: usize = 8;

    /// The models on `device`, from the bytes of their three files.
    ///
    /// # Errors
    /// When a file is damaged or belongs to another model.
    pub fn load(
        image_kind: &[u8],
        anomaly: &[u8],
        abnormality: &[u8],
        device: &Device,
    ) -> Result<Self, ModelsError> {
        let net = |model: &'static str, bytes: &[u8], is_pooled: bool| {
            let of = |source| ModelsError::Weights { model, source };
            let config = FilmNetConfig::from_weights(bytes, is_pooled).map_err(of)?;
            load_weights(config.init(device), bytes).map_err(of)
        };
        Ok(Self {
            image_kind: net("kind", image_kind, false)?,
            anomaly: net("novelty", anomaly, false)?,
            abnormality: net("disease", abnormality, true)?,
            device: device.clone(),
        })
    }

    /// What the models say of one film. One readback for all of it.
    ///
    /// # Errors
    /// [`ModelsError::Device`] when the device fails or a number is not finite; never a wrong readout.
    pub async fn read(&self, square: &ReleaseInput) -> Result<ReleaseOutput, ModelsError> {
        let half = self.plane(square.standardised_half(), 1, ReleaseInput::SIDE / 2);
        let anomaly = pooled(sigmoid(self.anomaly.maps(half.clone()).narrow(1, 1, 1)));
        let read = Transaction::default()
            .register(softmax(self.image_kind.forward(half), 1))
            .register(anomaly)
            .register(self.abnormality.forward(self.plane(square.standardised(), 1, ReleaseInput::SIDE)))
            .execute_async()
            .await
            .map_err(|error| ModelsError::Device(error.to_string()))?;
        let numbers = read.iter().flat_map(|data| data.iter::<f32>().map(f64::from)).collect::<Vec<_>>();
        const SHOWN: usize = ImageKind::COUNT;
        let readout = match numbers[..] {
            [.., anomaly, abnormal_log_odds] if numbers.len() == SHOWN + 2 => ReleaseOutput {
                shown: std::array::from_fn(|i| numbers[i]),
                anomaly,
                abnormal_log_odds,
                is_blank: square.is_blank(),
            },
            _ => {
                let message = format!("{} values instead of {}", numbers.len(), SHOWN + 2);
                return Err(ModelsError::Device(message));
            }
        };
        if readout.is_valid() { Ok(readout) } else { Err(ModelsError::Device(format!("{readout:?}"))) }
    }

    /// How probable it is, place by place, that something is there which normal films do not have, 0 to 1; the film's
    /// anomaly is the mean.
    ///
    /// # Errors
    /// As [`ReleaseModels::read`].
    pub async fn anomaly_map(&self, square: &ReleaseInput) -> Result<Map, ModelsError> {
        let half = self.plane(square.standardised_half(), 1, ReleaseInput::SIDE / 2);
        let places = sigmoid(self.anomaly.maps(half).narrow(1, 1, 1)); // [1, 1, 7, 7]
        let [_, _, side, _] = places.dims();
        let read = places.into_data_async().await.map_err(|error| ModelsError::Device(error.to_string()))?;
        let map = Map::new(side, read.iter::<f32>().collect());
        map.ok_or_else(|| ModelsError::Device("an anomaly that is NaN or infinite".to_owned()))
    }

    /// Log odds that the film is abnormal without each of some patches, by their numbers, at most [`ReleaseModels::MAX_PATCHES`].
    ///
    /// # Errors
    /// As [`ReleaseModels::read`].
    pub async fn log_odds_without(
        &self,
        film: &OcclusionPatches,
        patches: Range<usize>,
    ) -> Result<Vec<f64>, ModelsError> {
        let count = patches.len().min(Self::MAX_PATCHES);
        let values = patches.take(count).flat_map(|patch| film.without(patch)).collect::<Vec<_>>();
        let logits = self.abnormality.forward(self.plane(values, count, ReleaseInput::SIDE));
        let read = logits.into_data_async().await.map_err(|error| ModelsError::Device(error.to_string()))?;
        let log_odds = read.iter::<f32>().map(f64::from).collect::<Vec<_>>();
        if log_odds.len() == count && log_odds.iter().all(|value| value.is_finite()) {
            Ok(log_odds)
        } else {
            Err(ModelsError::Device(format!("{log_odds:?}")))
        }
    }

    fn plane(&self, values: Vec<f32>, count: usize, side: usize) -> Tensor<3> {
        Tensor::from_data(TensorData::new(values, [count, side, side]), &self.device)
    }

    /// Reads the film that every engine knows and compares with what the model card says of it.
    ///
    /// # Errors
    /// [`ModelsError::ReleaseSelfTest`] when they disagree.
    pub async fn self_test(&self, card: &ReleaseCard) -> Result<ReleaseOutput, ModelsError> {
        let computed = self.read(&self_test_release_input()).await?;
        if computed.agrees_with(&card.self_test) {
            Ok(computed)
        } else {
            let (computed, expected) = (Box::new(computed), Box::new(card.self_test));
            Err(ModelsError::ReleaseSelfTest { computed, expected })
        }
    }
}

/// The square of the self-test film.
pub fn self_test_release_input() -> ReleaseInput {
    let film = phantom::self_test_film();
    let gray = film.samples.iter().map(|&sample| (sample >> 4) as u8).collect::<Vec<_>>(); // 12 bits to 8
    ReleaseInput::from_gray8(film.rows as usize, film.columns as usize, &gray)
        .expect("the phantom has rows x columns samples")
}
