//! Exponential moving average of the weights: with a constant learning rate it scores better than the weights of any single
//! step.

use std::collections::VecDeque;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData};

/// `average * kept + model * (1 - kept)`; running means are averaged like weights.
pub(super) fn blend<M: Module>(average: M, model: &M, kept: f64) -> M {
    let mut values = ModuleValues::default();
    model.visit(&mut values);
    average.map(&mut Blend { values: values.0, kept })
}

/// Share of the average that step `step` (from 0) keeps, `max` in the long run: the first steps, far from the result, are
/// soon forgotten.
pub(super) fn kept_share(step: usize, max: f64) -> f64 {
    max.min((step as f64 + 1.0) / (step as f64 + 10.0))
}

/// Whether every weight is finite.
pub(super) fn is_finite<M: Module>(model: &M) -> bool {
    let mut values = ModuleValues::default();
    model.visit(&mut values);
    values.0.iter().all(|(value, _)| value.iter::<f64>().all(f64::is_finite))
}

/// A module's weights in the order of its layers.
#[derive(Default)]
struct ModuleValues(VecDeque<(TensorData, Device)>);

impl ModuleVisitor for ModuleValues {
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
    use crate::native::device::cpu;

    #[test]
    fn an_average_of_weights_is_their_average() {
        let device = cpu();
        let first: Linear = LinearConfig::new(3, 2).init(&device);
        // The module after a step.
        let second = Linear { weight: first.weight.clone().map(|w| w * 2.0 + 1.0), bias: first.bias.clone() };
        let average = blend(first.clone(), &second, 0.75);
        let weights = |linear: &Linear| linear.weight.val().into_data().iter::<f64>().collect::<Vec<_>>();
        for ((a, b), got) in weights(&first).into_iter().zip(weights(&second)).zip(weights(&average)) {
            assert!((got - (0.75 * a + 0.25 * b)).abs() < 1e-6);
        }
        assert!(is_finite(&average));
        assert!(!is_finite(&Linear { weight: first.weight.map(|w| w / 0.0), bias: first.bias }));
        assert!(kept_share(0, 0.995) < 0.2 && kept_share(100_000, 0.995) == 0.995);
    }
}
