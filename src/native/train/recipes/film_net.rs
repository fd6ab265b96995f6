//! The release models' network in training: with batch normalisation, which is folded into the convolutions afterwards,
//! and dropout.

use burn::module::{Module, Param};
use burn::nn::conv::Conv2d;
use burn::nn::pool::{AvgPool2d, MaxPool2d};
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use crate::models::film_net::{
    Block, FilmNet, FilmNetConfig, by_place, halving, pooled, pooling, same, with_skip,
};

/// Share of pooled values dropped in training.
const DROPOUT: f64 = 0.3;

/// The trainable form of a [`FilmNet`].
#[derive(Module, Debug)]
pub(crate) struct TrainableFilmNet {
    stem: NormalisedConv,
    pool: Option<MaxPool2d>,
    blocks: Vec<TrainableBlock>,
    dropout: Dropout,
    head: Linear,
}

#[derive(Module, Debug)]
struct TrainableBlock {
    first: NormalisedConv,
    second: NormalisedConv,
    halve: Option<AvgPool2d>,
    skip: Option<Conv2d>,
}

/// A convolution and its normalisation.
#[derive(Module, Debug)]
struct NormalisedConv {
    conv: Conv2d,
    norm: BatchNorm,
}

impl NormalisedConv {
    fn new(side: usize, from: usize, to: usize, stride: usize, device: &Device) -> Self {
        Self {
            conv: same(side, from, to, stride).with_bias(false).init(device),
            norm: BatchNormConfig::new(to).init(device),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.conv.forward(x))
    }

    /// The equivalent convolution with a bias.
    fn folded(&self) -> Conv2d {
        let norm = &self.norm;
        let scale = norm.gamma.val() / (norm.running_var.value_sync() + norm.epsilon).sqrt(); // [out]
        let bias = norm.beta.val() - norm.running_mean.value_sync() * scale.clone();
        let [out, ..] = self.conv.weight.dims();
        let weight = self.conv.weight.val() * scale.reshape([out, 1, 1, 1]);
        Conv2d {
            weight: Param::from_tensor(weight),
            bias: Some(Param::from_tensor(bias)),
            ..self.conv.clone()
        }
    }
}

impl TrainableFilmNet {
    /// A network with fresh weights on `device`.
    pub(crate) fn new(config: &FilmNetConfig, device: &Device) -> Self {
        let blocks = config.widths.windows(2).enumerate().map(|(i, pair)| {
            let (from, to, stride) = (pair[0], pair[1], if i == 0 { 1 } else { 2 });
            TrainableBlock {
                first: NormalisedConv::new(3, from, to, stride, device),
                second: NormalisedConv::new(3, to, to, 1, device),
                halve: (stride == 2).then(halving),
                skip: (from != to).then(|| same(1, from, to, 1).with_bias(false).init(device)),
            }
        });
        let last = config.widths.last().copied().unwrap_or(1);
        Self {
            stem: NormalisedConv::new(5, 1, config.widths[0], 2, device),
            pool: (config.pooled).then(pooling),
            blocks: blocks.collect(),
            dropout: DropoutConfig::new(DROPOUT).init(),
            head: LinearConfig::new(last, config.logits).init(device),
        }
    }

    /// Logits of the films.
    ///
    /// # Shapes
    /// - films: `[batch, side, side]`, standardised
    /// - output: `[batch, logits]`
    pub(crate) fn forward(&self, films: Tensor<3>) -> Tensor<2> {
        self.forward_with_maps(films).0
    }

    /// Logits of the films and of each location.
    ///
    /// # Shapes
    /// - films: `[batch, side, side]`, standardised
    /// - output: `[batch, logits]` and `[batch, logits, height, width]`
    pub(crate) fn forward_with_maps(&self, films: Tensor<3>) -> (Tensor<2>, Tensor<4>) {
        let x = self.features(films);
        let film = self.head.forward(self.dropout.forward(pooled(x.clone())));
        (film, by_place(&self.head, x))
    }

    fn features(&self, films: Tensor<3>) -> Tensor<4> {
        let x: Tensor<4> = films.unsqueeze_dim(1);
        let x = relu(self.stem.forward(x));
        let x = self.pool.iter().fold(x, |x, pool| pool.forward(x));
        self.blocks.iter().fold(x, |x, block| block.forward(x))
    }

    /// The network that scores, with the normalisation folded in. The model must be out of training ([`Module::valid`]).
    pub(crate) fn folded(&self) -> FilmNet {
        let blocks = self.blocks.iter().map(|block| {
            let skip = block.skip.as_ref().map(|skip| {
                let [out, ..] = skip.weight.dims();
                let none = Tensor::zeros([out], &skip.weight.device());
                Conv2d { bias: Some(Param::from_tensor(none)), ..skip.clone() }
            });
            let (first, second) = (block.first.folded(), block.second.folded());
            Block { first, second, halve: block.halve.clone(), skip }
        });
        FilmNet {
            stem: self.stem.folded(),
            pool: self.pool.clone(),
            blocks: blocks.collect(),
            head: self.head.clone(),
        }
    }
}

impl TrainableBlock {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.second.forward(relu(self.first.forward(x.clone())));
        with_skip(x, y, self.halve.as_ref(), self.skip.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Distribution;

    use super::*;
    use crate::native::device::cpu;

    #[test]
    fn folding_changes_no_logit() {
        let device = cpu();
        for pooled in [false, true] {
            let config = FilmNetConfig::new(vec![4, 4, 8]).with_pooled(pooled).with_logits(3);
            let net = TrainableFilmNet::new(&config, &device.clone().autodiff());
            let films = || Tensor::<3>::random([4, 64, 64], Distribution::Default, &device);
            // Running means that differ from those of fresh layers.
            for _ in 0..3 {
                let _ = net.forward(Tensor::from_data(films().into_data(), &device.clone().autodiff()));
            }
            let net = net.valid();
            let scored = films();
            let difference = net.forward(scored.clone()) - net.folded().forward(scored.clone());
            let largest = difference.abs().max().into_scalar::<f32>();
            assert!(largest < 1e-4, "pooled {pooled}: {largest}");
            let maps: Tensor<2> = net.folded().maps(scored.clone()).mean_dim(3).mean_dim(2).flatten(1, 3);
            let largest = (maps - net.forward(scored)).abs().max().into_scalar::<f32>();
            assert!(largest < 1e-4, "pooled {pooled}: a film's logits are the mean of its maps: {largest}");
        }
    }
}
