//! The program as a person runs it: exit codes, what it prints, trainings and the paper's experiment.

mod explaining;
mod export;
mod reproduce;
mod shipped;
mod training;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use negatoscope::film::{self, Limits};
use negatoscope::input;
use negatoscope::input::PaperInput;
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
    phantoms_and_others(folder, count, 0);
}

fn phantoms_and_others(folder: &Path, count: usize, others: usize) {
    let [count, others] = [count, others].map(|count| count.to_string());
    succeed(&["phantom", text(folder), "--count", &count, "--others", &others, "--seed", "5"]);
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
            (name.expect("in the folder").display().to_string(), report["readout"]["anomaly"].as_f64())
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
    assert!(reports.len() == 1 && reports[0]["readout"]["anomaly"].as_f64() == alone[0], "{reports:?}");
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
            "verdict",
            "reason",
            "p_chest",
            "p_abnormal_calibrated",
            "anomaly_percentile",
            "readout",
            "calibration",
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
        follows_the_schema(report);
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

/// The keys are those of the published schema, the words among its words, the numbers within its bounds.
fn follows_the_schema(report: &Value) {
    let schema: Value = serde_json::from_str(include_str!("../../docs/report.schema.json")).expect("JSON");
    let scored = &schema["$defs"]["scored"];
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(report), keys(&scored["properties"]), "every key of the schema and no other");
    for required in scored["required"].as_array().expect("names") {
        assert!(!report[required.as_str().expect("a name")].is_null() || required == "sop_instance_uid");
    }
    for word in ["verdict", "reason", "backend"] {
        let words = scored["properties"][word]["enum"].as_array().expect("words");
        assert!(words.contains(&report[word]), "{word}: {}", report[word]);
    }
    for nested in ["readout", "scores"] {
        assert_eq!(keys(&report[nested]), keys(&scored["properties"][nested]["properties"]), "{nested}");
    }
    for p in ["p_chest", "p_abnormal_calibrated"] {
        assert!(report[p].as_f64().is_some_and(|p| (0.0..=1.0).contains(&p)), "{p}: {report}");
    }
    assert!(report["anomaly_percentile"].as_f64().is_some_and(|p| (0.0..=100.0).contains(&p)), "{report}");
}

/// A site's own films move the limits, and only those of the same weights are taken.
#[test]
fn a_site_calibrates_on_its_own_films() {
    let folder = tempfile::tempdir().expect("a folder");
    let films = folder.path().join("films");
    phantoms(&films, 60);
    let file = folder.path().join("calibration.json");
    let calibrate =
        |from: &Path| run(&["calibrate", text(from), "--site", "the phantom's", "--out", text(&file)]);
    let few = folder.path().join("few");
    phantoms(&few, 5);
    let refused = calibrate(&few);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("too few"));
    let output = calibrate(&films);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Drawn films, half of them abnormal: the models know none like them, and none is called normal any more.
    assert!(String::from_utf8_lossy(&output.stdout).contains("no film is called normal"), "{output:?}");
    let calibration: Value = serde_json::from_slice(&std::fs::read(&file).expect("written")).expect("JSON");
    assert!(calibration["normal_films"].as_u64().is_some_and(|films| films >= 20), "{calibration}");
    let score = |more: &[&str]| lines(&succeed(&[&["score", "--json", text(&films)], more].concat()));
    let (shipped, site) = (score(&[]), score(&["--calibration", text(&file)]));
    for (shipped, site) in shipped.iter().zip(&site) {
        assert_eq!(shipped["readout"], site["readout"], "the models are the same");
        assert_eq!(site["calibration"], "the phantom's");
        assert_ne!(site["verdict"], "looks_normal");
    }
    let places = site.iter().map(|report| report["anomaly_percentile"].as_f64().expect("a number"));
    let middle = places.clone().filter(|place| (20.0..80.0).contains(place)).count();
    assert!(
        middle * 2 > site.len(),
        "the site's films lie among themselves: {:?}",
        places.collect::<Vec<_>>()
    );
    let other = calibration.to_string().replace(calibration["weights"].as_str().expect("a name"), "others 1");
    std::fs::write(&file, other).expect("written");
    let refused = run(&["score", "--calibration", text(&file), text(&films)]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("calibrate again"), "{refused:?}");
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
    assert_eq!(printed.trim_end(), serde_json::to_value(decoded.summary()).expect("JSON").to_string());
    let facts = lines(&printed).remove(0);
    assert!(facts["stored_sha256"].as_str().is_some_and(|hash| hash.len() == 64));
    let array = folder.path().join("plane.npy");
    succeed(&["input", text(&film), "--out", text(&array)]);
    let array = std::fs::read(array).expect("written");
    assert!(array.starts_with(b"\x93NUMPY\x01\x00") && array.len() == 128 + PaperInput::BYTES);
    assert_eq!(array[128..], input::prepare_paper(&decoded).to_le_bytes());
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
