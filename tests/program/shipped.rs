//! The weights that ship say the same in another framework: `tests/models/shipped.py` read the same files with PyTorch.

use std::fs;
use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use negatoscope::models::{CnnConfig, FilmNetConfig, VaeConfig, load_weights};
use serde_json::Value;

/// The picture of `shipped.py`: values of about deviation 1.
fn wave(count: usize) -> Vec<f32> {
    let place = (0..count).map(|i| i as f64);
    place.map(|i| ((i * 0.37).sin() + (i * 0.011).cos()) as f32).collect()
}

fn weights(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/weights").join(format!("{name}.safetensors"));
    fs::read(path).expect("the weights that ship")
}

fn host<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter::<f64>().collect()
}

#[test]
fn another_framework_reads_the_same_numbers_from_the_weights_that_ship() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/shipped.json");
    let expected: Value = serde_json::from_slice(&fs::read(path).expect("values")).expect("JSON");
    let agree = |name: &str, ours: Vec<f64>, within: f64| {
        let theirs =
            expected[name].as_array().expect("numbers").iter().map(|v| v.as_f64().expect("a number"));
        let theirs = theirs.collect::<Vec<_>>();
        assert_eq!(ours.len(), theirs.len(), "{name}");
        for (a, b) in ours.iter().zip(&theirs) {
            assert!((a - b).abs() <= within, "{name}: {ours:?} here, {theirs:?} there");
        }
    };
    let device = Device::flex();
    for (name, side, is_pooled) in [("kind", 112, false), ("novelty", 112, false), ("disease", 224, true)] {
        let bytes = weights(name);
        let net = FilmNetConfig::from_weights(&bytes, is_pooled).expect("sizes").init(&device);
        let net = load_weights(net, &bytes).expect("weights");
        let square = Tensor::from_data(TensorData::new(wave(side * side), [1, side, side]), &device);
        agree(name, host(net.forward(square)), 1e-4);
    }

    let input = wave(10_000).into_iter().map(|v| v / 4.0 + 0.5).collect::<Vec<_>>();
    let bytes = weights("paper/vae");
    let vae = VaeConfig::from_weights(&bytes).expect("sizes").init(&device);
    let vae = load_weights(vae, &bytes).expect("weights");
    let film = Tensor::<2>::from_data(TensorData::new(input.clone(), [1, 10_000]), &device);
    let bound = vae.bound(film, Tensor::zeros([1, 256], &device));
    let [likelihood, kl] = [bound.log_likelihood, bound.kl].map(host);
    agree("vae_log_likelihood", likelihood, 7544.0 * 1e-4);
    agree("vae_kl", kl, 32.0 * 1e-4);
    for name in ["modality", "diagnosis"] {
        let cnn = load_weights(CnnConfig::new().init(&device), &weights(&format!("paper/{name}")));
        let film = Tensor::from_data(TensorData::new(input.clone(), [1, 100, 100]), &device);
        agree(name, host(cnn.expect("weights").forward(film)), 1e-4);
    }
}
