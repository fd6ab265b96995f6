//! The paper's convolutional network (section 2.2), used twice: for the modality and for the diagnosis task.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Dropout, DropoutConfig, Initializer, Linear, LinearConfig};
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, Tensor};

/// Answer of the modality task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modality {
    /// Not a chest radiograph: "not CR" in the paper.
    Other,
    /// A chest radiograph: "CR" in the paper.
    ChestRadiograph,
}

/// Answer of the diagnosis task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Diagnosis {
    /// Something abnormal.
    Abnormal,
    /// Nothing abnormal.
    Normal,
}

/// The answer of either task as a class of two: a column of the CNN's output. The numbers are the paper's (figures 7 to
/// 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskClass {
    /// What the task looks for: [`Diagnosis::Abnormal`], or [`Modality::Other`].
    Positive = 0,
    /// [`Diagnosis::Normal`], or [`Modality::ChestRadiograph`].
    Negative = 1,
}

impl TaskClass {
    /// Both classes, in the order of the columns.
    pub const ALL: [Self; 2] = [Self::Positive, Self::Negative];

    /// Whether the class is this answer's.
    pub fn is(self, answer: impl Into<Self>) -> bool {
        self == answer.into()
    }

    /// The class as saved trainings name it, whichever the task: model cards and `films.sha256` of earlier versions hold
    /// these words.
    pub fn saved_name(self) -> &'static str {
        match self {
            Self::Positive => "Abnormal",
            Self::Negative => "Normal",
        }
    }
}

impl From<Modality> for TaskClass {
    fn from(modality: Modality) -> Self {
        match modality {
            Modality::Other => Self::Positive,
            Modality::ChestRadiograph => Self::Negative,
        }
    }
}

impl From<Diagnosis> for TaskClass {
    fn from(diagnosis: Diagnosis) -> Self {
        match diagnosis {
            Diagnosis::Abnormal => Self::Positive,
            Diagnosis::Normal => Self::Negative,
        }
    }
}

/// Sizes of the network: input - Conv32 - Conv32 - MP - Dropout 0.25 - FC128 - Dropout 0.5 - Softmax.
#[derive(Config, Debug)]
pub struct CnnConfig {
    /// Side of the square input.
    #[config(default = 100)]
    pub side: usize,
    /// Filters of each convolution.
    #[config(default = 32)]
    pub filters: usize,
    /// Width of the fully connected layer.
    #[config(default = 128)]
    pub hidden: usize,
    /// Share of values dropped after pooling, in training.
    #[config(default = 0.25)]
    pub dropout_pooled: f64,
    /// Share of values dropped after the fully connected layer, in training.
    #[config(default = 0.5)]
    pub dropout_hidden: f64,
}

/// The network.
#[derive(Module, Debug)]
pub struct Cnn {
    first: Conv2d,
    second: Conv2d,
    pool: MaxPool2d,
    dropout_pooled: Dropout,
    hidden: Linear,
    dropout_hidden: Dropout,
    output: Linear,
}

impl CnnConfig {
    /// Fresh weights on `device`.
    pub fn init(&self, device: &Device) -> Cnn {
        let glorot = Initializer::XavierUniform { gain: 1.0 };
        let conv = |from| {
            Conv2dConfig::new([from, self.filters], [3, 3]).with_initializer(glorot.clone()).init(device)
        };
        let linear = |from, to| LinearConfig::new(from, to).with_initializer(glorot.clone()).init(device);
        let pooled = (self.side - 4) / 2; // two convolutions without padding, then halved
        Cnn {
            first: conv(1),
            second: conv(self.filters),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            dropout_pooled: DropoutConfig::new(self.dropout_pooled).init(),
            hidden: linear(pooled * pooled * self.filters, self.hidden),
            dropout_hidden: DropoutConfig::new(self.dropout_hidden).init(),
            output: linear(self.hidden, 2),
        }
    }
}

impl Cnn {
    /// Logits of the two classes.
    ///
    /// # Shapes
    /// - films: `[batch, side, side]`, values in 0..=1
    /// - output: `[batch, 2]`, columns as in [`TaskClass`]
    pub fn forward(&self, films: Tensor<3>) -> Tensor<2> {
        let x = films.unsqueeze_dim(1); // [batch, 1, 100, 100]
        let x = relu(self.first.forward(x)); // [batch, 32, 98, 98]
        let x = relu(self.second.forward(x)); // [batch, 32, 96, 96]
        let x = self.dropout_pooled.forward(self.pool.forward(x)); // [batch, 32, 48, 48]
        let x = relu(self.hidden.forward(x.flatten(1, 3))); // [batch, 128]
        self.output.forward(self.dropout_hidden.forward(x))
    }

    /// Probability of [`TaskClass::Negative`] (normal, or a chest radiograph) for each film.
    ///
    /// # Shapes
    /// - films: `[batch, side, side]`, values in 0..=1
    /// - output: `[batch]`
    pub fn p_normal(&self, films: Tensor<3>) -> Tensor<1> {
        softmax(self.forward(films), 1).narrow(1, TaskClass::Negative as usize, 1).squeeze_dim(1)
    }
}
