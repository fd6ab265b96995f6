//! The release models' network: a small residual network over [`ReleaseInput`](crate::input::ReleaseInput)s, whole or halved, with as many logits as
//! its question has answers. What the paper names as the future (section 5): higher resolution, layer skips,
//! normalisation, which is folded into the convolutions once training is done.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{AvgPool2d, AvgPool2dConfig, MaxPool2d, MaxPool2dConfig};
use burn::nn::{Linear, LinearConfig, PaddingConfig2d};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::WeightsError;
use super::weights::stored_shape;

/// Sizes of the network.
#[derive(Config, Debug, PartialEq, Eq)]
pub struct FilmNetConfig {
    /// Channels of the stem and of each block.
    pub widths: Vec<usize>,
    /// Whether the stem's plane is halved once more: right for 224 x 224, too much for 112 x 112.
    #[config(default = false)]
    pub pooled: bool,
    /// Answers of the question.
    #[config(default = 1)]
    pub logits: usize,
}

/// The network as it scores: convolutions with biases, no normalisation of its own.
#[derive(Module, Debug)]
pub struct FilmNet {
    pub(crate) stem: Conv2d,
    pub(crate) pool: Option<MaxPool2d>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) head: Linear,
}

/// Two convolutions beside a skip.
#[derive(Module, Debug)]
pub(crate) struct Block {
    pub(crate) first: Conv2d,
    pub(crate) second: Conv2d,
    pub(crate) halve: Option<AvgPool2d>,
    pub(crate) skip: Option<Conv2d>,
}

/// A convolution that keeps its plane's size, or halves it at `stride` 2.
pub(crate) fn same(side: usize, from: usize, to: usize, stride: usize) -> Conv2dConfig {
    let pad = side / 2;
    Conv2dConfig::new([from, to], [side, side])
        .with_stride([stride, stride])
        .with_padding(PaddingConfig2d::Explicit(pad, pad, pad, pad))
}

/// Means of 2 x 2.
pub(crate) fn halving() -> AvgPool2d {
    AvgPool2dConfig::new([2, 2]).with_strides([2, 2]).init()
}

/// The maximum of 3 x 3, every second one: after the stem, where the whole square is seen.
pub(crate) fn pooling() -> MaxPool2d {
    MaxPool2dConfig::new([3, 3])
        .with_strides([2, 2])
        .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
        .init()
}

impl FilmNetConfig {
    /// Fresh weights on `device`.
    pub fn init(&self, device: &Device) -> FilmNet {
        let blocks = self.widths.windows(2).enumerate().map(|(i, pair)| {
            let (from, to, stride) = (pair[0], pair[1], if i == 0 { 1 } else { 2 });
            Block {
                first: same(3, from, to, stride).init(device),
                second: same(3, to, to, 1).init(device),
                halve: (stride == 2).then(halving),
                skip: (from != to).then(|| same(1, from, to, 1).init(device)),
            }
        });
        FilmNet {
            stem: same(5, 1, self.widths[0], 2).init(device),
            pool: (self.pooled).then(pooling),
            blocks: blocks.collect(),
            head: LinearConfig::new(self.widths.last().copied().unwrap_or(1), self.logits).init(device),
        }
    }

    /// The sizes that a file of weights was trained with; `pooled` is not among the weights.
    ///
    /// # Errors
    /// When the file is damaged or is of another model.
    pub fn from_weights(bytes: &[u8], pooled: bool) -> Result<Self, WeightsError> {
        let mut widths = vec![first(&stored_shape(bytes, "stem.weight")?)];
        while let Ok(shape) = stored_shape(bytes, &format!("blocks.{}.second.weight", widths.len() - 1)) {
            widths.push(first(&shape));
        }
        let logits = stored_shape(bytes, "head.bias")?;
        Ok(Self { widths, pooled, logits: first(&logits) })
    }
}

fn first(shape: &[usize]) -> usize {
    shape.first().copied().unwrap_or(0)
}

impl FilmNet {
    /// Logits of the answers.
    ///
    /// # Shapes
    /// - squares: `[batch, side, side]`, side 224 or 112, each with mean 0 and deviation 1
    /// - output: `[batch, logits]`
    pub fn forward(&self, squares: Tensor<3>) -> Tensor<2> {
        self.head.forward(pooled(self.features(squares)))
    }

    /// Logits of the answers place by place; the film's own are their mean.
    ///
    /// # Shapes
    /// - squares: as in [`FilmNet::forward`]
    /// - output: `[batch, logits, side / 16, side / 16]`, twice as coarse where the stem is pooled
    pub fn maps(&self, squares: Tensor<3>) -> Tensor<4> {
        by_place(&self.head, self.features(squares))
    }

    fn features(&self, squares: Tensor<3>) -> Tensor<4> {
        let x: Tensor<4> = squares.unsqueeze_dim(1); // [batch, 1, 224, 224]
        let x = relu(self.stem.forward(x)); // [batch, w0, 112, 112]
        let x = self.pool.iter().fold(x, |x, pool| pool.forward(x)); // [batch, w0, 56, 56]
        self.blocks.iter().fold(x, |x, block| block.forward(x)) // [batch, wn, 7, 7]
    }
}

/// The mean of each channel, `[batch, channels]`.
pub(crate) fn pooled(features: Tensor<4>) -> Tensor<2> {
    features.mean_dim(3).mean_dim(2).flatten(1, 3)
}

/// A fully connected layer at every place, `[batch, outputs, height, width]`.
pub(crate) fn by_place(layer: &Linear, features: Tensor<4>) -> Tensor<4> {
    let places: Tensor<4> = features.permute([0, 2, 3, 1]);
    layer.forward(places).permute([0, 3, 1, 2])
}

/// The output `y` of two convolutions of `x`, plus `x` itself, halved and widened where they did so.
///
/// # Shapes
/// - x: `[batch, in, side, side]`
/// - y and output: `[batch, out, side or side / 2, side or side / 2]`
pub(crate) fn with_skip(
    x: Tensor<4>,
    y: Tensor<4>,
    halve: Option<&AvgPool2d>,
    skip: Option<&Conv2d>,
) -> Tensor<4> {
    let x = halve.into_iter().fold(x, |x, halve| halve.forward(x));
    let x = skip.into_iter().fold(x, |x, skip| skip.forward(x));
    relu(x + y)
}

impl Block {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.second.forward(relu(self.first.forward(x.clone())));
        with_skip(x, y, self.halve.as_ref(), self.skip.as_ref())
    }
}

#[cfg(all(test, feature = "cpu"))]
mod tests {
    use std::collections::BTreeMap;

    use burn::tensor::TensorData;

    use super::*;
    use crate::models::load_weights;

    /// Made by PyTorch: tests/models/film_net.py.
    #[test]
    fn logits_are_those_of_another_framework() {
        let weights = include_bytes!("../../tests/models/film_net.safetensors");
        let reference: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(include_bytes!("../../tests/models/film_net.json")).expect("JSON");
        let device = Device::flex();
        let square = (0..64 * 64).map(f64::from).map(|p| ((p * 0.37).sin() + (p * 0.011).cos()) as f32);
        let square = TensorData::new(square.collect::<Vec<f32>>(), [1, 64, 64]);
        for (name, pooled) in [("whole", false), ("pooled", true)] {
            let config = FilmNetConfig::from_weights(weights, pooled).expect("sizes");
            assert_eq!((config.widths.as_slice(), config.logits), (&[4, 4, 6, 8][..], 2));
            let net = load_weights(config.init(&device), weights).expect("weights");
            let maps = net.maps(Tensor::from_data(square.clone(), &device));
            let wanted = reference[name].as_array().expect("numbers");
            assert_eq!(wanted.len(), maps.dims().iter().product::<usize>());
            for (ours, theirs) in maps.clone().into_data().iter::<f64>().zip(wanted) {
                let theirs = theirs.as_f64().expect("a number");
                assert!((ours - theirs).abs() < 1e-4, "{name}: {ours} instead of {theirs}");
            }
            let film = net.forward(Tensor::from_data(square.clone(), &device)).into_data();
            for (film, mean) in film.iter::<f64>().zip(super::pooled(maps).into_data().iter::<f64>()) {
                assert!((film - mean).abs() < 1e-4, "{name}: a film's logits are the mean of its places'");
            }
        }
    }
}
