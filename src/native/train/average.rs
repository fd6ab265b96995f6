//! The average of a training's weights: under a step size that stays, it does better than any one step's weights.

use std::collections::VecDeque;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData};

/// `average`, moved towards `model` by what the share `kept` leaves; running means are averaged like weights.
pub(super) fn towards<M: Module>(average: M, model: &M, kept: f64) -> M {
    let mut values = Values::default();
    model.visit(&mut values);
    average.map(&mut Blend { values: values.0, kept })
}

/// The share that step `step` (from 0) keeps of the average where `most` is kept in the long run: the first steps, far
/// from where the training goes, are soon forgotten.
pub(super) fn kept_at(step: usize, most: f64) -> f64 {
    most.min((step as f64 + 1.0) / (step as f64 + 10.0))
}

/// Whether every weight is a number.
pub(super) fn is_finite<M: Module>(model: &M) -> bool {
    let mut values = Values::default();
    model.visit(&mut values);
    values.0.iter().all(|(value, _)| value.iter::<f64>().all(f64::is_finite))
}

/// A module's weights in the order of its layers.
#[derive(Default)]
struct Values(VecDeque<(TensorData, Device)>);

impl ModuleVisitor for Values {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let value = param.val();
        self.0.push_back((value.to_data(), value.device()));
    }
}

struct Blend {
    values: VecDeque<(TensorData, Device)>,
    kept: f64,
}

impl ModuleMapper for Blend {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, average, mapper) = param.consume();
        let blended = match self.values.pop_front() {
            Some((value, device)) => {
                let value = Tensor::<D>::from_data(value, &device);
                average * self.kept + value * (1.0 - self.kept)
            }
            None => average,
        };
        Param::from_mapped_value(id, blended, mapper)
    }
}

#[cfg(test)]
mod tests {
    use burn::nn::{Linear, LinearConfig};

    use super::*;

    #[test]
    fn an_average_of_weights_is_their_average() {
        let device = Device::flex();
        let first: Linear = LinearConfig::new(3, 2).init(&device);
        // The same module after a step.
        let second = Linear { weight: first.weight.clone().map(|w| w * 2.0 + 1.0), bias: first.bias.clone() };
        let average = towards(first.clone(), &second, 0.75);
        let weights = |linear: &Linear| linear.weight.val().into_data().iter::<f64>().collect::<Vec<_>>();
        for ((a, b), got) in weights(&first).into_iter().zip(weights(&second)).zip(weights(&average)) {
            assert!((got - (0.75 * a + 0.25 * b)).abs() < 1e-6);
        }
        assert!(is_finite(&average));
        assert!(!is_finite(&Linear { weight: first.weight.map(|w| w / 0.0), bias: first.bias }));
        assert!(kept_at(0, 0.995) < 0.2 && kept_at(100_000, 0.995) == 0.995);
    }
}
