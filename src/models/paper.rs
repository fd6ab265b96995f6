//! The paper's three models together: an input goes in, its scores come out.

use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::{Cnn, CnnConfig, Vae, VaeConfig, WeightsError, load_weights, standard_normal};
use crate::card::PaperCard;
use crate::error_kind::ErrorKind;
use crate::explanation::Reconstruction;
use crate::input::PaperInput;
use crate::phantom;
use crate::scores::{PaperScores, ReleaseOutput};

/// The noise every film is scored with.
const NOISE_SEED: u64 = 2017;

/// The models, ready on a device.
#[derive(Debug)]
pub struct PaperModels {
    vae: Vae,
    modality: Cnn,
    diagnosis: Cnn,
    noise: Tensor<2>,
    device: Device,
}

/// Why a film has no scores.
#[derive(Debug, thiserror::Error)]
pub enum ModelsError {
    /// Weights damaged or of another model.
    #[error("{model}: {source}")]
    Weights {
        /// Which model.
        model: &'static str,
        /// What is wrong.
        source: WeightsError,
    },
    /// The device computed nonsense or nothing: it must not be asked again.
    #[error("the device returned invalid values ({0}); it may have been lost")]
    Device(String),
    /// The self-test film scored otherwise than it must.
    #[error("self-test failed: computed {computed:?}, expected {expected:?}")]
    PaperSelfTest {
        /// By this device.
        computed: Box<PaperScores>,
        /// By the model card.
        expected: Box<PaperScores>,
    },
    /// The release models read the self-test film otherwise than they must.
    #[error("self-test failed: computed {computed:?}, expected {expected:?}")]
    ReleaseSelfTest {
        /// By this device.
        computed: Box<ReleaseOutput>,
        /// By the model card.
        expected: Box<ReleaseOutput>,
    },
}

impl ModelsError {
    /// The kind that reports give.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Weights { .. } => ErrorKind::Weights,
            Self::Device(_) => ErrorKind::Device,
            Self::PaperSelfTest { .. } | Self::ReleaseSelfTest { .. } => ErrorKind::SelfTest,
        }
    }
}

impl PaperModels {
    /// The models on `device`, from the bytes of their three files.
    ///
    /// # Errors
    /// When a file is damaged or belongs to another model.
    pub fn load(vae: &[u8], modality: &[u8], diagnosis: &[u8], device: &Device) -> Result<Self, ModelsError> {
        let of = |model| move |source| ModelsError::Weights { model, source };
        let config = VaeConfig::from_weights(vae).map_err(of("vae"))?;
        let cnn = || CnnConfig::new().init(device);
        Ok(Self {
            vae: load_weights(config.init(device), vae).map_err(of("vae"))?,
            modality: load_weights(cnn(), modality).map_err(of("modality"))?,
            diagnosis: load_weights(cnn(), diagnosis).map_err(of("diagnosis"))?,
            noise: scoring_noise(config.latent, device),
            device: device.clone(),
        })
    }

    /// Scores of one input. One readback for all of them: in the browser each costs a round trip.
    ///
    /// # Errors
    /// [`ModelsError::Device`] when the device fails or a number is not finite; never a wrong score.
    pub async fn score(&self, input: &PaperInput) -> Result<PaperScores, ModelsError> {
        let side = PaperInput::SIDE;
        let plane = TensorData::new(input.plane().to_vec(), [1, side, side]);
        let film = Tensor::<3>::from_data(plane, &self.device);
        let bound = self.vae.bound(film.clone().reshape([1, side * side]), self.noise.clone());
        let read = Transaction::default()
            .register(bound.log_likelihood)
            .register(bound.kl)
            .register(self.modality.p_normal(film.clone()))
            .register(self.diagnosis.p_normal(film))
            .execute_async()
            .await
            .map_err(|error| ModelsError::Device(error.to_string()))?;
        let numbers = read.iter().flat_map(|data| data.iter::<f32>().map(f64::from)).collect::<Vec<_>>();
        let [log_likelihood, kl, p_cr, p_normal] = numbers[..] else {
            return Err(ModelsError::Device(format!("{} values instead of 4", numbers.len())));
        };
        let scores =
            PaperScores { vlb: log_likelihood - kl, log_likelihood, kl, p_cr, p_abnormal: 1.0 - p_normal };
        if scores.is_valid() { Ok(scores) } else { Err(ModelsError::Device(format!("{scores:?}"))) }
    }

    /// The film as the model of normal films would draw it: the mean of its pixels' distribution given the mean of its latent
    /// variables, row by row, 0 to 1.
    ///
    /// # Errors
    /// As [`PaperModels::score`].
    pub async fn reconstruct(&self, input: &PaperInput) -> Result<Reconstruction, ModelsError> {
        let pixels = PaperInput::SIDE * PaperInput::SIDE;
        let film = Tensor::<2>::from_data(TensorData::new(input.plane().to_vec(), [1, pixels]), &self.device);
        let (mean, _) = self.vae.encode(film);
        let drawn = sigmoid(self.vae.decode(mean));
        let read = drawn.into_data_async().await.map_err(|error| ModelsError::Device(error.to_string()))?;
        let drawn = Reconstruction::new(read.iter::<f32>().collect());
        drawn.ok_or_else(|| ModelsError::Device("a reconstruction outside 0 to 1".to_owned()))
    }

    /// Scores the film that every engine knows and compares with what the model card says of it.
    ///
    /// # Errors
    /// [`ModelsError::PaperSelfTest`] when they disagree.
    pub async fn self_test(&self, card: &PaperCard) -> Result<PaperScores, ModelsError> {
        let computed = self.score(&self_test_paper_input()).await?;
        if computed.agrees_with(&card.self_test) {
            Ok(computed)
        } else {
            Err(ModelsError::PaperSelfTest {
                computed: Box::new(computed),
                expected: Box::new(card.self_test),
            })
        }
    }
}

/// The noise of every scored bound, `[1, latent]`.
pub fn scoring_noise(latent: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(standard_normal(NOISE_SEED, latent), [1, latent]), device)
}

/// The input of the self-test film.
pub fn self_test_paper_input() -> PaperInput {
    let film = phantom::self_test_film();
    let gray = film.samples.iter().map(|&sample| (sample >> 4) as u8).collect::<Vec<_>>(); // 12 bits to 8
    PaperInput::from_gray8(film.rows as usize, film.columns as usize, &gray)
        .expect("the phantom has rows x columns samples")
}
