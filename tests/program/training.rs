//! Trainings: the paper's models and the release models from films to scores.

use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use negatoscope::film::{self, Limits};
use negatoscope::input;
use negatoscope::input::ReleaseInput;
use negatoscope::models::{FilmNetConfig, load_weights};
use serde_json::Value;

use super::{files, lines, phantoms, phantoms_and_others, run, succeed, text};

#[test]
fn a_training_goes_on_as_if_never_stopped_and_its_weights_score() {
    let folder = tempfile::tempdir().expect("a folder");
    let films = folder.path().join("films");
    phantoms_and_others(&films, 64, 24);
    let films = text(&films);
    let train = |kind: &[&str], out: &str, epochs: &str| {
        let out = folder.path().join(out);
        let common = ["--films", films, "--out", text(&out), "--batch", "8", "--epochs", epochs];
        succeed(&[&["train"], kind, &common[..]].concat());
        std::fs::read(out.join("best.safetensors")).expect("weights")
    };
    let vae = ["vae", "--hidden", "16"];
    let at_once = train(&vae, "runs/vae", "3");
    train(&vae, "stopped/vae", "1");
    assert_eq!(at_once, train(&vae, "stopped/vae", "3"), "the same weights to the last bit");
    let history = |run: &str| {
        let text = std::fs::read(folder.path().join(run).join("history.json")).expect("a history");
        let history: Value = serde_json::from_slice(&text).expect("JSON");
        let epochs = history["epochs"].as_array().expect("epochs").clone();
        epochs.iter().map(|epoch| epoch["validation_loss"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(history("runs/vae").len(), 3);
    assert_eq!(history("runs/vae"), history("stopped/vae"));
    let other = run(&["train", "vae", "--films", films, "--out", text(&folder.path().join("runs/vae"))]);
    assert!(
        String::from_utf8_lossy(&other.stderr).contains("other settings"),
        "another training is not mixed in"
    );

    train(&["cnn", "--task", "modality"], "runs/modality", "1");
    train(&["cnn", "--task", "diagnosis"], "runs/diagnosis", "1");
    let (runs, weights) = (folder.path().join("runs"), folder.path().join("weights"));
    let release = ["release", "--paper", "--films", films, "--runs", text(&runs), "--out", text(&weights)];
    succeed(&[&release[..], &["--name", "own", "--weights-version", "1"]].concat());
    let own = ["--paper-weights", text(&weights)];
    let reports = lines(&succeed(&[&["score", "--json", films][..], &own].concat()));
    let of_own = |report: &Value| report["paper_weights"] == "own 1";
    assert!(reports.len() == 88 && reports.iter().all(of_own), "{reports:?}");
    let figures = lines(&succeed(&[&["evaluate", "--json", "--paper", "--films", films][..], &own].concat()));
    let figures = &figures[0];
    let card: Value =
        serde_json::from_slice(&std::fs::read(weights.join("model-card.json")).expect("a card"))
            .expect("JSON");
    for model in ["vae", "modality", "diagnosis"] {
        assert_eq!(
            figures[model], card[model]["metrics"],
            "{model}: the card's figures are those measured again"
        );
    }
    assert!(figures["diagnosis"]["all sources"]["auroc"].is_f64(), "{figures}");
}

/// The release models' networks: trained on films of any size, saved without their normalisation, read again; released
/// with their calibration, they score.
#[test]
fn release_models_are_trained_released_and_score() {
    let folder = tempfile::tempdir().expect("a folder");
    let films = folder.path().join("films");
    phantoms_and_others(&films, 64, 24);
    let square = |file: &Path| {
        let film = film::open(std::fs::read(file).expect("a file"), &Limits::default()).expect("a film");
        input::prepare_release(&film)
    };
    let device = Device::flex();
    for (model, logits) in [("kind", 6), ("disease", 1), ("novelty", 2)] {
        let out = folder.path().join(model);
        let train =
            ["train", model, "--films", text(&films), "--out", text(&out), "--batch", "4", "--epochs", "1"];
        succeed(&train);
        let bytes = std::fs::read(out.join("best.safetensors")).expect("weights");
        let pooled = model == "disease";
        let config = FilmNetConfig::from_weights(&bytes, pooled).expect("sizes");
        assert_eq!(config.logits, logits, "{model}");
        let net = load_weights(config.init(&device), &bytes).expect("weights of this network");
        let squares = files(&films).iter().take(2).map(|file| square(file)).collect::<Vec<_>>();
        let values = squares.iter().map(|s| if pooled { s.standardised() } else { s.standardised_half() });
        let side = if pooled { ReleaseInput::SIDE } else { ReleaseInput::SIDE / 2 };
        let planes = values.flatten().collect::<Vec<f32>>();
        let logits_of = net.forward(Tensor::from_data(TensorData::new(planes, [2, side, side]), &device));
        let values = logits_of.into_data().iter::<f32>().collect::<Vec<f32>>();
        assert!(values.len() == 2 * logits && values.iter().all(|v| v.is_finite()), "{model}: {values:?}");
        assert_ne!(values[..logits], values[logits..], "{model}: two films, two answers");
        // With a step size that falls over the epochs, more of them are another training.
        let more = run(&[&train[..train.len() - 1], &["2"]].concat());
        let refused = String::from_utf8_lossy(&more.stderr).contains("other settings");
        assert_eq!(refused, model != "novelty", "{model}: its step size stays");
    }
    let weights = folder.path().join("weights");
    let release =
        ["release", "--films", text(&films), "--runs", text(folder.path()), "--out", text(&weights)];
    let more = ["--name", "own", "--weights-version", "1", "--limit", "Of drawn films."];
    succeed(&[&release[..], &more].concat());
    let own = ["--weights", text(&weights)];
    let reports = lines(&succeed(&[&["score", "--json", text(&films)][..], &own].concat()));
    assert!(reports.len() == 88 && reports.iter().all(|report| report["weights"] == "own 1"), "{reports:?}");
    let figures = lines(&succeed(&[&["evaluate", "--json", "--films", text(&films)][..], &own].concat()));
    let card: Value =
        serde_json::from_slice(&std::fs::read(weights.join("model-card.json")).expect("a card"))
            .expect("JSON");
    for model in ["kind", "novelty", "disease"] {
        assert_eq!(figures[0][model], card[model]["metrics"], "{model}: the card's figures measured again");
    }
    assert_eq!(figures[0]["verdicts"], card["verdicts"]);
    assert_eq!(card["limits"].as_array().and_then(|limits| limits.last()), Some(&"Of drawn films.".into()));
    assert!(figures[0]["disease"]["synthetic phantom"]["auroc"].is_f64(), "{figures:?}");
    assert_eq!(card["flags"]["blank"]["flagged"], card["flags"]["blank"]["films"]);
}

/// What would end in weights that say nothing is refused, and leaves nothing that could be taken for weights.
#[test]
fn what_cannot_be_trained_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let films = folder.path().join("films");
    phantoms(&films, 48);
    let labels = films.join("labels.csv");
    let drawn = folder.path().join("drawn.csv");
    std::fs::rename(&labels, &drawn).expect("moved");
    // Four of five to train on; `keep` sees a film's number and label.
    let table = |keep: &dyn Fn(usize, &str) -> bool| {
        let drawn = std::fs::read_to_string(&drawn).expect("the table as drawn");
        let rows = drawn.lines().skip(1).enumerate().filter_map(|(i, line)| {
            let (file, label) = (line.split(',').next()?, line.split(',').nth(7)?);
            let split = if i % 5 == 4 { "val" } else { "train" };
            keep(i, label).then(|| format!("{file},{label},{split}\n"))
        });
        std::fs::write(&labels, format!("file,label,split\n{}", rows.collect::<String>())).expect("a table");
    };
    table(&|_, _| true);
    let refused = |arguments: &[&str], out: &Path| {
        let output = run(&[&["train"], arguments, &["--films", text(&films), "--out", text(out)]].concat());
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    let is_empty = |out: &Path| {
        let names = std::fs::read_dir(out).expect("a folder").flatten();
        !names.into_iter().any(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("epoch-") || name == "best.safetensors"
        })
    };

    // One step an epoch: the loss before it is a number, the weights after it are none.
    let out = folder.path().join("diverged");
    let wild = ["--learning-rate", "1e30", "--warmup", "0", "--clip-norm", "0"];
    let vae = ["vae", "--hidden", "8", "--batch", "10", "--epochs", "1"];
    let error = refused(&[&vae[..], &wild].concat(), &out);
    assert!(error.contains("NaN or infinite") && is_empty(&out), "{error}");

    let out = folder.path().join("vae");
    succeed(&[&["train"], &vae[..], &["--films", text(&films), "--out", text(&out)]].concat());
    table(&|_, label| label == "normal");
    for model in [&["cnn"][..], &["disease"], &["kind"]] {
        let out = folder.path().join(model[0]);
        let error = refused(&[model, &["--batch", "4", "--epochs", "1"]].concat(), &out);
        assert!(error.contains("both classes are needed") && is_empty(&out), "{model:?}: {error}");
    }

    // Fewer normal films than the training began with.
    table(&|i, _| i != 0);
    let error = refused(&["vae", "--hidden", "8", "--batch", "10", "--epochs", "2"], &out);
    assert!(error.contains("other films"), "{error}");
    // Where no epoch was saved there is nothing to mix them with.
    let error = refused(&[&vae[..], &wild].concat(), &folder.path().join("diverged"));
    assert!(error.contains("NaN or infinite"), "{error}");
}

/// The device and the models by either of their names.
#[test]
fn devices_and_models_have_a_second_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let films = folder.path().join("films");
    phantoms(&films, 2);
    for flag in ["--device", "--backend"] {
        let reports = lines(&succeed(&["score", "--json", flag, "cpu", text(&films)]));
        assert!(reports.iter().all(|report| report["backend"] == "cpu"), "{flag}: {reports:?}");
    }
    let train = |model: &str, more: &[&str]| {
        let out = folder.path().join(model);
        let common = ["train", model, "--films", text(&films), "--out", text(&out)];
        let output = run(&[&common[..], more].concat());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    // Two films are too few for each of them, under whatever name.
    for model in ["kind", "image-kind", "disease", "abnormality", "novelty", "anomaly"] {
        let (code, error) = train(model, &["--device", "cpu"]);
        assert!(code == Some(1) && error.contains("films"), "{model}: {error}");
    }
    if cfg!(not(feature = "gpu")) {
        let (code, error) = train("vae", &["--device", "gpu"]);
        assert!(code == Some(1) && error.contains("--device cpu"), "{error}");
    }
}
