//! The program as a person runs it: exit codes, what it prints, and a training from films to scores.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use negatoscope::film::{self, Limits};
use negatoscope::input::Input;
use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    // From another folder than the project's: the weights are found all the same.
    let program = Command::new(env!("CARGO_BIN_EXE_negatoscope")).current_dir("/").args(arguments).output();
    program.expect("the program runs")
}

fn succeed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect()
}

fn phantoms(folder: &Path, count: usize) {
    let count = count.to_string();
    succeed(&["phantom", text(folder), "--count", &count, "--seed", "5"]);
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of letters")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder can be listed");
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "dcm"));
    files.sort();
    files
}

#[test]
fn scores_are_told_one_object_a_line_and_by_the_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    phantoms(folder.path(), 2);
    let films = text(folder.path());
    let reports = lines(&succeed(&["score", "--json", films]));
    assert_eq!(reports.len(), 2);
    for report in &reports {
        let keys: Vec<_> = report.as_object().expect("an object").keys().map(String::as_str).collect();
        for key in [
            "file",
            "sop_instance_uid",
            "modality",
            "rows",
            "columns",
            "bits_stored",
            "photometric",
            "transfer_syntax",
            "scores",
            "backend",
            "elapsed_ms",
            "weights",
            "notice",
        ] {
            assert!(keys.contains(&key), "{key} in {keys:?}");
        }
        for score in ["vlb", "log_likelihood", "kl", "p_cr", "p_abnormal"] {
            assert!(report["scores"][score].is_f64(), "{score} in {report}");
        }
    }
    assert_eq!(
        reports,
        without_time(lines(&succeed(&["score", "--json", films])), &reports),
        "the same again"
    );

    std::fs::write(folder.path().join("letter.dcm"), "Dear colleague").expect("written");
    let output = run(&["score", "--json", films]);
    assert_eq!(output.status.code(), Some(1), "some were not scored");
    let reports = lines(&String::from_utf8_lossy(&output.stdout));
    let failed: Vec<_> = reports.iter().filter(|report| report["error"]["kind"] == "not_a_film").collect();
    assert!(reports.len() == 3 && failed.len() == 1, "{reports:?}");
    assert!(failed[0]["error"]["message"].as_str().is_some_and(|message| message.contains("text file")));
    for wrong in
        [&["score"][..], &["score", "--no-such-flag", films], &["score", "--backend", "abacus", films]]
    {
        assert_eq!(run(wrong).status.code(), Some(2), "{wrong:?} is wrong usage");
    }
}

/// Reports with the times of others, which differ from run to run.
fn without_time(mut reports: Vec<Value>, others: &[Value]) -> Vec<Value> {
    for (report, other) in reports.iter_mut().zip(others) {
        report["elapsed_ms"] = other["elapsed_ms"].clone();
    }
    reports
}

#[test]
fn facts_and_input_of_a_film_are_written_out() {
    let folder = tempfile::tempdir().expect("a folder");
    phantoms(folder.path(), 1);
    let film = files(folder.path()).remove(0);
    let decoded = film::open(std::fs::read(&film).expect("read"), &Limits::default()).expect("a film");
    let printed = succeed(&["inspect", "--json", text(&film)]);
    assert_eq!(printed.trim_end(), serde_json::to_value(decoded.facts()).expect("JSON").to_string());
    let facts = lines(&printed).remove(0);
    assert!(facts["stored_sha256"].as_str().is_some_and(|hash| hash.len() == 64));
    let array = folder.path().join("plane.npy");
    succeed(&["input", text(&film), "--out", text(&array)]);
    let array = std::fs::read(array).expect("written");
    assert!(array.starts_with(b"\x93NUMPY\x01\x00") && array.len() == 128 + Input::BYTES);
    assert_eq!(array[128..], Input::from_film(&decoded).to_le_bytes());
    assert_eq!(run(&["inspect", "--json", "/no/such/film"]).status.code(), Some(1));
}

#[test]
fn a_training_goes_on_as_if_never_stopped_and_its_weights_score() {
    let folder = tempfile::tempdir().expect("a folder");
    let films = folder.path().join("films");
    phantoms(&films, 64);
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
    let release = ["release", "--films", films, "--runs", text(&runs), "--out", text(&weights)];
    succeed(&[&release[..], &["--name", "own", "--weights-version", "1"]].concat());
    let reports = lines(&succeed(&["score", "--json", "--weights", text(&weights), films]));
    assert!(reports.len() == 64 && reports.iter().all(|report| report["weights"] == "own 1"), "{reports:?}");
    let figures =
        lines(&succeed(&["evaluate", "--json", "--weights", text(&weights), "--films", films])).remove(0);
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
