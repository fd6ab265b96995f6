//! Weights as files: safetensors, the matrices in 8 bits with one scale an output unit, the biases in 32.
//!
//! A matrix `name` is stored as integers -127 to 127 under `name` and the scales under `name.scale`;
//! value = integer * scale. An output unit is the last axis of a fully connected layer `[in, out]` and the first of a
//! convolution `[out, in, height, width]`.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Tensor, TensorData};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

const SCALE: &str = ".scale";

/// How matrices are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 8 bits a weight: what ships.
    Bits8,
    /// 32 bits a weight: exact.
    Bits32,
}

/// Why weights could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The container itself is damaged.
    #[error("the weights are not a safetensors file ({0}); fetch or train them again")]
    Container(#[from] safetensors::SafeTensorError),
    /// A tensor of the model is not in the file.
    #[error("the weights lack tensor {0}; they belong to another model")]
    Missing(String),
    /// A tensor does not fit the model.
    #[error(
        "tensor {name} has shape {found:?}, but the model expects {wanted:?}; the weights belong to another model"
    )]
    Shape {
        /// Which tensor.
        name: String,
        /// In the file.
        found: Vec<usize>,
        /// In the model.
        wanted: Vec<usize>,
    },
    /// A tensor is stored in a way this version does not read.
    #[error("tensor {name} is stored as {found:?}, which this version does not support")]
    Dtype {
        /// Which tensor.
        name: String,
        /// In the file.
        found: Dtype,
    },
}

/// A model with every weight taken from `bytes`.
///
/// # Errors
/// When the file is damaged or belongs to another model; the model is then gone, never half-loaded.
pub fn load_weights<M: Module>(model: M, bytes: &[u8]) -> Result<M, WeightsError> {
    let mut loader = Loader { file: SafeTensors::deserialize(bytes)?, path: Path::default(), error: None };
    let model = model.map(&mut loader);
    match loader.error {
        None => Ok(model),
        Some(error) => Err(error),
    }
}

/// The shape of a tensor in a file of weights.
///
/// # Errors
/// When the file is damaged or has no such tensor.
pub(super) fn stored_shape(bytes: &[u8], name: &str) -> Result<Vec<usize>, WeightsError> {
    let file = SafeTensors::deserialize(bytes)?;
    let tensor = file.tensor(name).map_err(|_| WeightsError::Missing(name.to_owned()))?;
    Ok(tensor.shape().to_vec())
}

/// A model's weights as the bytes of a file.
///
/// # Errors
/// When the container refuses them.
pub fn save_weights<M: Module>(model: &M, precision: Precision) -> Result<Vec<u8>, WeightsError> {
    let mut saver = Saver { precision, path: Path::default(), tensors: Vec::new() };
    model.visit(&mut saver);
    let views = saver
        .tensors
        .iter()
        .map(|t| Ok((t.name.clone(), TensorView::new(t.dtype, t.shape.clone(), &t.bytes)?)))
        .collect::<Result<Vec<_>, WeightsError>>()?;
    Ok(safetensors::serialize(views, None)?)
}

/// Where in the module tree a walk stands.
#[derive(Default)]
struct Path(Vec<String>);

impl Path {
    fn name(&self) -> String {
        self.0.join(".")
    }
}

/// Which output unit the value at a flat index belongs to.
fn unit_of(shape: &[usize], index: usize) -> usize {
    if shape.len() == 2 { index % shape[1] } else { index / shape[1..].iter().product::<usize>() }
}

/// Number of output units.
fn units(shape: &[usize]) -> usize {
    if shape.len() == 2 { shape[1] } else { shape[0] }
}

struct Stored {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

struct Saver {
    precision: Precision,
    path: Path,
    tensors: Vec<Stored>,
}

impl Saver {
    fn push_f32(&mut self, name: String, shape: Vec<usize>, values: &[f32]) {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.tensors.push(Stored { name, dtype: Dtype::F32, shape, bytes });
    }
}

impl ModuleVisitor for Saver {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.0.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.0.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val();
        let shape = tensor.dims().to_vec();
        let values = tensor.into_data().convert::<f32>().iter::<f32>().collect::<Vec<f32>>();
        let name = self.path.name();
        if D == 1 || self.precision == Precision::Bits32 {
            return self.push_f32(name, shape, &values);
        }
        let mut scales = vec![f32::MIN_POSITIVE; units(&shape)];
        for (i, v) in values.iter().enumerate() {
            let scale = &mut scales[unit_of(&shape, i)];
            *scale = scale.max(v.abs() / 127.0);
        }
        let bytes = values
            .iter()
            .enumerate()
            .map(|(i, v)| (v / scales[unit_of(&shape, i)]).round().clamp(-127.0, 127.0) as i8 as u8)
            .collect();
        self.push_f32(name.clone() + SCALE, vec![scales.len()], &scales);
        self.tensors.push(Stored { name, dtype: Dtype::I8, shape, bytes });
    }
}

struct Loader<'a> {
    file: SafeTensors<'a>,
    path: Path,
    error: Option<WeightsError>,
}

impl Loader<'_> {
    fn tensor(&self, name: &str) -> Result<TensorView<'_>, WeightsError> {
        self.file.tensor(name).map_err(|_| WeightsError::Missing(name.to_owned()))
    }

    fn values(&self, name: &str, wanted: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let stored = self.tensor(name)?;
        if stored.shape() != wanted {
            return Err(WeightsError::Shape {
                name: name.to_owned(),
                found: stored.shape().to_vec(),
                wanted: wanted.to_vec(),
            });
        }
        match stored.dtype() {
            Dtype::F32 => {
                let words = stored.data().as_chunks::<4>().0;
                Ok(words.iter().map(|b| f32::from_le_bytes(*b)).collect())
            }
            Dtype::I8 => {
                let scales = self.values(&(name.to_owned() + SCALE), &[units(wanted)])?;
                let integers = stored.data().iter().map(|&b| f32::from(b as i8));
                Ok(integers.enumerate().map(|(i, v)| v * scales[unit_of(wanted, i)]).collect())
            }
            found => Err(WeightsError::Dtype { name: name.to_owned(), found }),
        }
    }
}

impl ModuleMapper for Loader<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.0.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.0.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        // The lazy questions leave fresh weights undrawn: ten million random numbers nobody needs.
        let (shape, device) = (param.lazy_shape().to_vec(), param.lazy_device());
        match self.values(&self.path.name(), &shape) {
            Ok(values) => {
                let tensor = Tensor::from_data(TensorData::new(values, shape), &device);
                Param::initialized(param.id, tensor)
            }
            Err(error) => {
                self.error.get_or_insert(error);
                param
            }
        }
    }
}

#[cfg(all(test, feature = "cpu"))]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::models::{Vae, VaeConfig};

    fn small(device: &Device) -> Vae {
        VaeConfig::new().with_pixels(20).with_hidden(8).with_latent(3).init(device)
    }

    fn values(model: &Vae) -> Vec<f32> {
        let noise = Tensor::<2>::ones([1, 3], &Device::flex());
        let films = Tensor::<2>::ones([1, 20], &Device::flex()) * 0.3;
        model.bound(films, noise).vlb().into_data().iter::<f32>().collect()
    }

    #[test]
    fn weights_in_32_bits_come_back_exactly() {
        let model = small(&Device::flex());
        let bytes = save_weights(&model, Precision::Bits32).expect("saved");
        let loaded = load_weights(small(&Device::flex()), &bytes).expect("loaded");
        assert_eq!(values(&model), values(&loaded));
    }

    #[test]
    fn weights_in_8_bits_come_back_nearly_and_a_second_rounding_changes_nothing() {
        let model = small(&Device::flex());
        let bytes = save_weights(&model, Precision::Bits8).expect("saved");
        let loaded = load_weights(small(&Device::flex()), &bytes).expect("loaded");
        assert!((values(&model)[0] - values(&loaded)[0]).abs() < 0.05);
        let again = save_weights(&loaded, Precision::Bits8).expect("saved");
        let twice = load_weights(small(&Device::flex()), &again).expect("loaded");
        assert!((values(&loaded)[0] - values(&twice)[0]).abs() < 1e-4);
    }

    #[test]
    fn weights_of_another_model_or_damaged_ones_are_refused() {
        let device = Device::flex();
        let bytes = save_weights(&small(&device), Precision::Bits8).expect("saved");
        let other = VaeConfig::new().with_pixels(20).with_hidden(9).with_latent(3).init(&device);
        assert!(matches!(load_weights(other, &bytes), Err(WeightsError::Shape { .. })));
        for length in [0, 7, bytes.len() / 2, bytes.len() - 1] {
            assert!(load_weights(small(&device), &bytes[..length]).is_err(), "cut at {length}");
        }
    }
}
