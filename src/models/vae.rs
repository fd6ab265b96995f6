//! The paper's variational autoencoder (section 2.1): 10,000 pixels - 512 hidden - 256 latent variables.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{Initializer, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::weights::{WeightsError, stored_shape};

/// Sizes of the VAE.
#[derive(Config, Debug)]
pub struct VaeConfig {
    /// Pixels of an input.
    #[config(default = 10000)]
    pub pixels: usize,
    /// Width of the hidden layer of encoder and decoder. The paper gives none.
    #[config(default = 512)]
    pub hidden: usize,
    /// Latent variables.
    #[config(default = 256)]
    pub latent: usize,
    /// Standard deviation of the noise in the reparameterisation.
    #[config(default = 1.0)]
    pub epsilon: f64,
}

/// The VAE, with a Bernoulli likelihood over pixels in 0..1 and a standard normal prior.
#[derive(Module, Debug)]
pub struct Vae {
    encoder: Linear,
    mean: Linear,
    log_variance: Linear,
    decoder: Linear,
    output: Linear,
    epsilon: f64,
}

/// The variational lower bound of each film of a batch, in its two parts, each `[batch]`, in nats.
#[derive(Debug, Clone)]
pub struct Bound {
    /// log p(x|z) for the drawn z.
    pub log_likelihood: Tensor<1>,
    /// KL(q(z|x) || p(z)).
    pub kl: Tensor<1>,
}

impl Bound {
    /// The bound itself, `[batch]`: `log_likelihood - kl`. The paper calls it VLB; today it is mostly called ELBO.
    pub fn vlb(&self) -> Tensor<1> {
        self.log_likelihood.clone() - self.kl.clone()
    }
}

impl VaeConfig {
    /// The sizes of the model whose weights `bytes` hold: the width of the hidden layer is theirs.
    ///
    /// # Errors
    /// When they are no weights of such a model.
    pub fn from_weights(bytes: &[u8]) -> Result<Self, WeightsError> {
        let shape = stored_shape(bytes, "encoder.weight")?;
        match shape[..] {
            [_, hidden] => Ok(Self::new().with_hidden(hidden)),
            _ => Err(WeightsError::Missing("encoder.weight of two axes".to_owned())),
        }
    }

    /// Fresh weights on `device`.
    pub fn init(&self, device: &Device) -> Vae {
        let glorot = Initializer::XavierUniform { gain: 1.0 };
        let linear = |from, to, initializer: &Initializer| {
            LinearConfig::new(from, to).with_initializer(initializer.clone()).init(device)
        };
        Vae {
            encoder: linear(self.pixels, self.hidden, &glorot),
            mean: linear(self.hidden, self.latent, &glorot),
            // A posterior that begins at the prior's variance: with plain initialisation exp(log variance) runs
            // away in the first steps, to losses of 1e8 nats and more.
            log_variance: linear(self.hidden, self.latent, &Initializer::Zeros),
            decoder: linear(self.latent, self.hidden, &glorot),
            output: linear(self.hidden, self.pixels, &glorot),
            epsilon: self.epsilon,
        }
    }
}

impl Vae {
    /// The bound for inputs given standard normal noise, one draw a film.
    ///
    /// # Shapes
    /// - films: `[batch, pixels]`, values in 0..=1
    /// - noise: `[batch or 1, latent]`
    pub fn bound(&self, films: Tensor<2>, noise: Tensor<2>) -> Bound {
        let (mean, log_variance) = self.encode(films.clone());
        let z = mean.clone() + (log_variance.clone() * 0.5).exp() * noise * self.epsilon;
        Bound { log_likelihood: log_likelihood(films, self.decode(z)), kl: kl(mean, log_variance) }
    }

    /// Mean and log variance of q(z|x), each `[batch, latent]`.
    pub fn encode(&self, films: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let hidden = relu(self.encoder.forward(films)); // [batch, hidden]
        (self.mean.forward(hidden.clone()), self.log_variance.forward(hidden))
    }

    /// Logits of the pixels' Bernoulli probabilities, `[batch, pixels]`, from latent variables `[batch, latent]`.
    pub fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        self.output.forward(relu(self.decoder.forward(z)))
    }
}

/// Bernoulli log-likelihood `sum_i x_i log p_i + (1 - x_i) log(1 - p_i)` with `p = sigmoid(logit)`, in the form
/// `x l - max(l, 0) - log(1 + exp(-|l|))` that neither overflows nor takes the logarithm of zero.
fn log_likelihood(films: Tensor<2>, logits: Tensor<2>) -> Tensor<1> {
    let softplus = logits.clone().clamp_min(0.0) + (-logits.clone().abs()).exp().log1p();
    (films * logits - softplus).sum_dim(1).squeeze_dim(1)
}

/// `KL(N(mean, exp(log_variance)) || N(0, 1)) = sum_j (mean_j^2 + exp(v_j) - 1 - v_j) / 2`
/// (Kingma and Welling 2014, appendix B).
fn kl(mean: Tensor<2>, log_variance: Tensor<2>) -> Tensor<1> {
    let terms = mean.square() + log_variance.clone().exp() - 1.0 - log_variance;
    (terms * 0.5).sum_dim(1).squeeze_dim(1)
}

#[cfg(all(test, feature = "cpu"))]
mod tests {
    use super::*;

    fn host(t: Tensor<1>) -> Vec<f32> {
        t.into_data().try_to_vec::<f32>().expect("floats")
    }

    #[test]
    fn log_likelihood_is_the_cross_entropy_of_the_logits() {
        let device = Device::flex();
        let films = Tensor::<2>::from_floats([[0.0, 1.0, 0.25]], &device);
        let logits = Tensor::<2>::from_floats([[-2.0, 3.0, 0.5]], &device);
        let expected: f64 = [(0.0, -2.0), (1.0, 3.0), (0.25, 0.5)]
            .iter()
            .map(|&(x, l): &(f64, f64)| {
                let p = 1.0 / (1.0 + (-l).exp());
                x * p.ln() + (1.0 - x) * (1.0 - p).ln()
            })
            .sum();
        assert!((f64::from(host(log_likelihood(films, logits))[0]) - expected).abs() < 1e-5);
    }

    #[test]
    fn log_likelihood_stays_finite_for_any_logit() {
        let device = Device::flex();
        let films = Tensor::<2>::from_floats([[0.0, 1.0]], &device);
        let logits = Tensor::<2>::from_floats([[1e4, -1e4]], &device);
        assert_eq!(host(log_likelihood(films, logits))[0], -2e4);
    }

    #[test]
    fn kl_is_nought_at_the_prior_and_positive_elsewhere() {
        let device = Device::flex();
        let zeros = Tensor::<2>::zeros([1, 4], &device);
        assert_eq!(host(kl(zeros.clone(), zeros.clone()))[0], 0.0);
        assert!(host(kl(zeros.clone() + 0.3, zeros.clone()))[0] > 0.0);
        assert!(host(kl(zeros.clone(), zeros - 0.3))[0] > 0.0);
    }
}
