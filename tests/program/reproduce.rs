//! The paper's experiment on phantoms: gone on with, recounted, and refused.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{files, run, succeed, text};

/// Phantoms, pictures that are no films of a chest, and a row or a file of each kind that is of no use.
fn experiment(folder: &Path) {
    let size = ["--rows", "128", "--columns", "112", "--seed", "5"];
    succeed(&[&["phantom", text(folder), "--count", "40"], &size[..]].concat());
    let mut table = std::fs::read_to_string(folder.join("labels.csv")).expect("a table");
    for i in 0..24u8 {
        let name = format!("other-{i}.png");
        let picture = image::GrayImage::from_fn(80, 60 + u32::from(i), |x, y| {
            image::Luma([if (x / 8 + y / (4 + u32::from(i) / 4)) % 2 == 0 { 20 + i } else { 230 - i }])
        });
        picture.save(folder.join(&name)).expect("written");
        table += &format!("{name},pictures,,,,,,not_chest_radiograph,,yes,none\n");
    }
    std::fs::write(folder.join("broken.dcm"), "Dear colleague").expect("written");
    std::fs::copy(&files(folder)[0], folder.join("without-label.dcm")).expect("copied");
    table += "broken.dcm,pictures,,,,,,normal,,yes,none\ngone.dcm,pictures,,,,,,normal,,yes,none\n";
    std::fs::write(folder.join("labels.csv"), table).expect("written");
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("written")).expect("JSON")
}

/// The columns of a table by name.
fn columns(path: &Path) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().collect::<Result<_, _>>().expect("rows")
}

#[test]
fn the_papers_experiment_goes_on_after_a_kill_and_its_figures_can_be_recounted() {
    let folder = tempfile::tempdir().expect("a folder");
    let (films, out) = (folder.path().join("films"), folder.path().join("out"));
    experiment(&films);
    let small = ["--batch", "4", "--hidden", "8", "--runs", "2", "--epochs-vae", "2", "--epochs-cnn"];
    let films = ["reproduce", "--films", text(&films)];
    let all = [&films[..], &small, &["1", "--out", text(&out)]].concat();

    // Killed once the second VAE has an epoch, then gone on with.
    let mut killed = Command::new(env!("CARGO_BIN_EXE_negatoscope"))
        .args(&all)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program runs");
    let is_on_its_way =
        || ["vae-2/epoch-0001", "vae-2/epoch-0002"].iter().any(|epoch| out.join(epoch).exists());
    while !is_on_its_way() && killed.try_wait().expect("its state").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    killed.kill().expect("killed");
    killed.wait().expect("ended");
    succeed(&all);
    let report = json(&out.join("report.json"));
    let rows = columns(&out.join("report.csv"));

    // As if never stopped: the bounds of an experiment that was not, to the last digit.
    let whole = folder.path().join("whole");
    succeed(&[&films[..], &small, &["0", "--out", text(&whole), "--task", "modality"]].concat());
    let bounds = |rows: &[std::collections::HashMap<String, String>]| {
        rows.iter().map(|row| row["vlb_runs"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(bounds(&rows), bounds(&columns(&whole.join("report.csv"))));

    // Every figure again, by counting pairs and films.
    let recount = |method: &str, task: &str, column: &str, sign: f64, positive: &str| {
        let figures = report["figures"].as_array().expect("figures");
        let is_it = |figure: &&Value| {
            figure["method"] == method && figure["task"] == task && figure["is_the_papers"] == true
        };
        let figure = figures.iter().find(is_it).expect("the figure");
        let values = |group: &str, test_alone: bool| {
            let rows = rows.iter().filter(|row| row["group"] == group);
            let rows = rows.filter(|row| !test_alone || row["set"] == "test");
            rows.map(|row| sign * row[column].parse::<f64>().expect("a score")).collect::<Vec<_>>()
        };
        let (positives, negatives) = (values(positive, method == "CNN"), values("normal", true));
        let pairs = positives.iter().flat_map(|p| negatives.iter().map(move |n| (p, n)));
        let wins: f64 =
            pairs.map(|(p, n)| f64::from(u8::from(p > n)) + f64::from(u8::from(p == n)) / 2.0).sum();
        let close = |name: &str, ours: f64| {
            let theirs = figure[name].as_f64().expect("a number");
            assert!((ours - theirs).abs() < 1e-9, "{method} {task} {name}: {ours} and {theirs}");
        };
        close("auroc", wins / (positives.len() * negatives.len()) as f64);
        let threshold = figure["threshold"].as_f64().expect("a number");
        let hits = positives.iter().filter(|&&p| p >= threshold).count() as f64;
        let passes = negatives.iter().filter(|&&n| n < threshold).count() as f64;
        let all = (positives.len() + negatives.len()) as f64;
        close("sensitivity", hits / positives.len() as f64);
        close("specificity", passes / negatives.len() as f64);
        close("accuracy", (hits + passes) / all);
        close("majority_rate", positives.len().max(negatives.len()) as f64 / all);
    };
    recount("VAE", "modality", "vlb_mean", -1.0, "other");
    recount("VAE", "diagnosis", "vlb_mean", -1.0, "abnormal");
    recount("CNN", "modality", "not_cr_logit", 1.0, "other");
    recount("CNN", "diagnosis", "abnormal_logit", 1.0, "abnormal");
    let errors = &report["table_4"][1];
    let (films_tested, accuracy) = (errors["films"].as_f64(), errors["accuracy"].as_f64());
    let wrong = films_tested.zip(accuracy).map(|(films, accuracy)| ((1.0 - accuracy) * films).round());
    assert_eq!(errors["errors"].as_f64(), wrong);
    assert_eq!(report["galleries"].as_array().map(Vec::len), Some(10), "figures 1 to 10");
    assert!(report["entropy"][0]["by_vlb_and_entropy"]["auroc"].is_f64(), "{}", report["entropy"]);

    // What was of no use is counted.
    let left_out = report["left_out"].as_array().expect("a list");
    for why in ["labels without a film", "films without a label", "films that cannot be read"] {
        let counted = left_out.iter().find(|left| left["why"] == why).map(|left| &left["films"]);
        assert_eq!(counted, Some(&Value::from(1)), "{why}: {left_out:?}");
    }

    // A page of its own: nothing is fetched from anywhere.
    let page = std::fs::read_to_string(out.join("report.html")).expect("written");
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("url("));
    for reference in page.split("src=\"").skip(1).chain(page.split("href=\"").skip(1)) {
        assert!(reference.starts_with("data:image/png;base64,"), "{}", &reference[..40]);
    }
    assert!(page.matches("<svg").count() >= 10 && page.matches("<img").count() >= 60);
    assert!(page.contains(negatoscope::NOTICE));

    // A finished experiment trains nothing: its report is made again, the same.
    std::fs::remove_file(out.join("report.html")).expect("removed");
    succeed(&all);
    assert_eq!(json(&out.join("report.json")), report);
    assert_eq!(std::fs::read_to_string(out.join("report.html")).expect("written"), page);
}

#[test]
fn an_experiment_says_what_it_lacks() {
    let folder = tempfile::tempdir().expect("a folder");
    let films = folder.path().join("films");
    experiment(&films);
    let fails = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let output = run(&[&["reproduce", "--films", text(&films), "--out", text(&out)], more].concat());
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let error = fails("batch", &["--batch", "1000"]);
    assert!(
        error.contains("at least one batch of 1000") && error.contains("nothing could be trained"),
        "{error}"
    );
    assert!(folder.path().join("batch/report.html").exists(), "the report says so too");
    let error = fails("source", &["--source", "Atlantis"]);
    assert!(error.contains("Atlantis") && error.contains("synthetic phantom"), "{error}");
    let blank = ["--task", "diagnosis", "--epochs-vae", "0", "--runs", "1", "--batch", "1"];
    let only_normal = folder.path().join("only");
    std::fs::create_dir_all(only_normal.join("normal")).expect("a folder");
    for (i, film) in files(&films).iter().enumerate().filter(|(i, _)| i % 2 == 0) {
        let _ = std::fs::copy(film, only_normal.join(format!("normal/{i}.dcm")));
    }
    let out = folder.path().join("one-class");
    let output =
        run(&[&["reproduce", "--films", text(&only_normal), "--out", text(&out)], &blank[..]].concat());
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("none of the class \"CR, abnormality\""), "{error}");
    let page = std::fs::read_to_string(out.join("report.html")).expect("written");
    let cause = "CNN, diagnosis: the training films include none of the class &quot;CR, abnormality&quot;";
    assert!(page.contains("Without figures:") && page.contains(cause), "the cause, not a count of epochs");
    assert!(page.contains("No patient is in both sets of a CNN. The VAE"), "their headers name patients");

    // Films of another modality, and how to have them counted.
    let table =
        "file,label,modality\nother-0.png,normal,DX\nother-1.png,abnormal,DX\nother-2.png,normal,CT\n";
    let digital = folder.path().join("digital.csv");
    std::fs::write(&digital, table).expect("written");
    let error = fails("digital", &["--table", text(&digital)]);
    assert!(error.contains("CT (1), DX (2)") && error.contains("--cr CR,DX"), "{error}");
    let nowhere =
        run(&["reproduce", "--films", text(folder.path()), "--out", text(&out), "--table", "/no.csv"]);
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("/no.csv"));
}
