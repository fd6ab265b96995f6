//! The program as a person runs it: exit codes, what it prints, and a training from films to scores.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use burn::tensor::{Device, Tensor, TensorData};
use negatoscope::film::{self, Limits};
use negatoscope::input::{Input, Square};
use negatoscope::models::{FilmNetConfig, load_weights};
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

/// Films in an archive, in gzip, and named by a DICOMDIR: each is scored as if it lay in a folder.
#[test]
fn archives_and_tables_of_contents_are_opened() {
    use std::io::Write;
    let folder = tempfile::tempdir().expect("a folder");
    phantoms(folder.path(), 2);
    let films = files(folder.path());
    let contents: Vec<_> = films.iter().map(|film| std::fs::read(film).expect("film")).collect();
    let score = |path: &Path| {
        let reports = lines(&String::from_utf8(run(&["score", "--json", text(path)]).stdout).expect("text"));
        let of_file = |report: &Value| {
            let name = Path::new(report["file"].as_str().expect("a name")).strip_prefix(folder.path());
            (name.expect("in the folder").display().to_string(), report["scores"]["vlb"].as_f64())
        };
        reports.iter().map(of_file).collect::<Vec<_>>()
    };
    let alone: Vec<_> = films.iter().map(|film| score(film)[0].1).collect();
    assert!(alone.iter().all(Option::is_some));

    let archive = folder.path().join("study.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&archive).expect("archive"));
    let deflated = zip::write::SimpleFileOptions::default();
    for (name, content) in [
        ("A/IM1", &contents[0][..]),
        ("A/viewer.exe", b"MZ"),
        ("B/IM2", &contents[1][..1000]),
        ("B/IM3", &contents[1]),
    ] {
        zip.start_file(name, deflated).expect("entry");
        zip.write_all(content).expect("written");
    }
    zip.finish().expect("archive");
    assert_eq!(
        score(&archive),
        [
            ("study.zip/A/IM1".to_owned(), alone[0]),
            ("study.zip/B/IM2".to_owned(), None),
            ("study.zip/B/IM3".to_owned(), alone[1])
        ]
    );
    let inspected = succeed(&["inspect", "--json", text(&films[0])]);
    assert!(run(&["inspect", "--json", text(&archive)]).stdout.starts_with(inspected.as_bytes()));

    let packed = folder.path().join("film.dcm.gz");
    let file = std::fs::File::create(&packed).expect("file");
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    gzip.write_all(&contents[1]).expect("written");
    gzip.finish().expect("file");
    assert_eq!(score(&packed), [("film.dcm.gz".to_owned(), alone[1])]);

    // An archive in an archive beside a document, whose logo is no film; the whole in gzip.
    let packed_in = |files: &[(&str, &[u8])]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, deflated).expect("entry");
            zip.write_all(content).expect("written");
        }
        zip.finish().expect("archive").into_inner()
    };
    let inner = packed_in(&[("IM1", &contents[0])]);
    let deepest = packed_in(&[("inner.zip", &packed_in(&[("deep.zip", &inner)]))]);
    let document =
        packed_in(&[("[Content_Types].xml", b"<Types/>"), ("media/logo.png", b"\x89PNG\r\n\x1a\n")]);
    let outer = packed_in(&[("report.docx", &document), ("inner.zip", &inner)]);
    let nested = folder.path().join("nested.zip");
    std::fs::write(&nested, &outer).expect("written");
    assert_eq!(score(&nested), [("nested.zip/inner.zip/IM1".to_owned(), alone[0])]);
    std::fs::write(&nested, deepest).expect("written");
    assert_eq!(score(&nested), [("nested.zip/inner.zip/deep.zip".to_owned(), None)]);
    std::fs::write(&nested, document).expect("written");
    assert_eq!(score(&nested), [("nested.zip".to_owned(), None)]);
    std::fs::write(&nested, packed_in(&[("report.docx", &packed_in(&[("mimetype", b"")]))]))
        .expect("written");
    assert_eq!(score(&nested), [("nested.zip".to_owned(), None)]);
    let file = std::fs::File::create(&packed).expect("file");
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    gzip.write_all(&inner).expect("written");
    gzip.finish().expect("file");
    assert_eq!(score(&packed), [("film.dcm.gz/IM1".to_owned(), alone[0])]);

    let medium = folder.path().join("medium");
    std::fs::create_dir_all(medium.join("dicom")).expect("a folder");
    std::fs::write(medium.join("dicom/im1"), &contents[0]).expect("written");
    std::fs::write(medium.join("DICOMDIR"), dicomdir(&["DICOM\\IM1", "DICOM\\IM2"])).expect("written");
    let named = [("medium/dicom/im1".to_owned(), alone[0]), ("medium/DICOM/IM2".to_owned(), None)];
    assert_eq!(score(&medium.join("DICOMDIR")), named);
    // In a folder the table adds what is missing, and nothing twice.
    let mut walked = score(&medium);
    walked.sort_by_key(|(name, _)| name.to_lowercase());
    assert_eq!(walked, named);
    // Named from within its folder, twice the same file, and as ISO 9660 writes names.
    std::fs::rename(medium.join("dicom/im1"), medium.join("dicom/IM1.;1")).expect("renamed");
    std::fs::write(medium.join("DICOMDIR"), dicomdir(&["DICOM\\IM1", "DICOM\\IM1"])).expect("written");
    let program = Command::new(env!("CARGO_BIN_EXE_negatoscope"))
        .current_dir(&medium)
        .args(["score", "--json", "DICOMDIR"])
        .output();
    let reports = lines(&String::from_utf8(program.expect("the program runs").stdout).expect("text"));
    assert!(reports.len() == 1 && reports[0]["scores"]["vlb"].as_f64() == alone[0], "{reports:?}");
    assert_eq!(reports[0]["file"], "dicom/IM1.;1");
}

fn dicomdir(files: &[&str]) -> Vec<u8> {
    use dicom_core::value::DataSetSequence;
    use dicom_core::{DataElement, DicomValue, Length, PrimitiveValue, VR};
    use dicom_dictionary_std::{tags, uids};
    use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
    let code = |tag, value: &str| DataElement::new(tag, VR::CS, PrimitiveValue::from(value));
    let record = |file: &&str| {
        InMemDicomObject::from_element_iter([
            code(tags::DIRECTORY_RECORD_TYPE, "IMAGE"),
            code(tags::REFERENCED_FILE_ID, file),
        ])
    };
    let items = DataSetSequence::new(files.iter().map(record).collect::<Vec<_>>(), Length::UNDEFINED);
    let records = DataElement::new(tags::DIRECTORY_RECORD_SEQUENCE, VR::SQ, DicomValue::Sequence(items));
    let meta = FileMetaTableBuilder::new()
        .transfer_syntax(uids::EXPLICIT_VR_LITTLE_ENDIAN)
        .media_storage_sop_class_uid("1.2.840.10008.1.3.10")
        .media_storage_sop_instance_uid("2.25.2");
    let mut bytes = Vec::new();
    let object = InMemDicomObject::from_element_iter([records]);
    object.with_meta(meta).expect("meta").write_all(&mut bytes).expect("written");
    bytes
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
fn decoding_is_measured_film_by_film() {
    let folder = tempfile::tempdir().expect("a folder");
    phantoms(folder.path(), 2);
    let films = lines(&succeed(&["bench", "--json", "--runs", "3", "--decode", text(folder.path())]));
    assert_eq!(films.len(), 2);
    for film in &films {
        assert_eq!(film["times_ms"].as_array().map(Vec::len), Some(3), "{film}");
        assert!(film["median_ms"].as_f64().is_some_and(|ms| ms > 0.0), "{film}");
        assert!(film["stored_sha256"].is_string() && film["transfer_syntax"].is_string(), "{film}");
    }
    std::fs::write(folder.path().join("letter.dcm"), "Dear colleague").expect("written");
    assert_eq!(run(&["bench", "--decode", text(folder.path())]).status.code(), Some(1), "one has no pixels");
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

/// The release models' networks: trained on films of any size, saved without their normalisation, read again.
#[test]
fn release_models_are_trained_and_their_weights_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let films = folder.path().join("films");
    phantoms(&films, 24);
    let square = |file: &Path| {
        let film = film::open(std::fs::read(file).expect("a file"), &Limits::default()).expect("a film");
        Square::from_film(&film)
    };
    let device = Device::flex();
    for (model, logits) in [("kind", 6), ("disease", 1), ("novelty", 2)] {
        let out = folder.path().join(model);
        let train =
            ["train", model, "--films", text(&films), "--out", text(&out), "--batch", "4", "--epochs", "1"];
        succeed(&train);
        let bytes = std::fs::read(out.join("best.safetensors")).expect("weights");
        let pooled = model == "disease";
        let config = FilmNetConfig::of_weights(&bytes, pooled).expect("sizes");
        assert_eq!(config.logits, logits, "{model}");
        let net = load_weights(config.init(&device), &bytes).expect("weights of this network");
        let squares = files(&films).iter().take(2).map(|file| square(file)).collect::<Vec<_>>();
        let values = squares.iter().map(|s| if pooled { s.standardised() } else { s.standardised_half() });
        let side = if pooled { Square::SIDE } else { Square::SIDE / 2 };
        let planes = values.flatten().collect::<Vec<f32>>();
        let logits_of = net.forward(Tensor::from_data(TensorData::new(planes, [2, side, side]), &device));
        let values = logits_of.into_data().iter::<f32>().collect::<Vec<f32>>();
        assert!(values.len() == 2 * logits && values.iter().all(|v| v.is_finite()), "{model}: {values:?}");
        assert_ne!(values[..logits], values[logits..], "{model}: two films, two answers");
        // With a step size that falls over the epochs, more of them are another training.
        let more = run(&[&train[..train.len() - 1], &["2"]].concat());
        assert!(String::from_utf8_lossy(&more.stderr).contains("other settings"));
    }
}

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
    assert!(error.contains("none that is \"CR, abnormality\""), "{error}");
    let nowhere =
        run(&["reproduce", "--films", text(folder.path()), "--out", text(&out), "--table", "/no.csv"]);
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("/no.csv"));
}
