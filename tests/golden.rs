//! Films made by another implementation, one encoding each, and real DICOM files of all kinds.
//!
//! Both lie outside the project, beside it; where they are absent the tests say so and pass.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use negatoscope::film::{self, Film, FilmError, Limits};
use negatoscope::input::Input;

type Row = HashMap<String, String>;

fn shared(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    if !path.is_dir() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

/// Reads a table with quoted fields; one row a line.
fn read_csv(path: &PathBuf) -> Vec<Row> {
    let text = fs::read_to_string(path).expect("table");
    let mut lines = text.lines().map(|line| {
        let (mut fields, mut quoted) = (vec![String::new()], false);
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                letter => fields.last_mut().expect("field").push(letter),
            }
        }
        fields
    });
    let names = lines.next().expect("header line");
    lines.map(|fields| names.iter().cloned().zip(fields).collect()).collect()
}

/// Reads a little-endian float32 array in NumPy's format, version 1.
fn read_npy(path: &PathBuf) -> Vec<f32> {
    let bytes = fs::read(path).expect("array");
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00", "{}", path.display());
    let data = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = String::from_utf8_lossy(&bytes[10..data]).into_owned();
    assert!(
        header.contains("'<f4'") && header.contains("False") && header.contains("(100, 100)"),
        "{header}"
    );
    bytes[data..].as_chunks::<4>().0.iter().map(|&value| f32::from_le_bytes(value)).collect()
}

fn number(row: &Row, name: &str) -> f64 {
    row[name].parse().unwrap_or_else(|_| panic!("{name} of {} is {:?}", row["file"], row[name]))
}

/// Transfer syntaxes that get a clear error instead.
fn is_unsupported(row: &Row) -> bool {
    let uid = row["transfer_syntax"].as_str();
    matches!(uid, "1.2.840.10008.1.2.4.80" | "1.2.840.10008.1.2.4.81" | "1.2.840.10008.1.2.4.110")
}

#[test]
fn golden_cases_agree() {
    let Some(folder) = shared("golden") else {
        return;
    };
    let rows = read_csv(&folder.join("cases.csv"));
    assert_eq!(rows.len(), 36);
    println!("{:<28} {:<30} {:<12} largest difference (tolerance)", "case", "encoding", "outcome");
    for row in &rows {
        let bytes = fs::read(folder.join(&row["file"])).expect("case");
        let outcome = film::open(bytes, &Limits::default());
        let (outcome, difference) = if is_unsupported(row) {
            check_unsupported(row, outcome.expect_err("an encoding that is not read"));
            ("clear error", String::new())
        } else {
            let film = outcome.unwrap_or_else(|error| panic!("{}: {error}", row["file"]));
            check_facts(row, &film);
            let expected = read_npy(&folder.join(&row["input"]));
            let found = Input::from_film(&film);
            let tolerance = number(row, "input_tolerance");
            let mut difference = largest_difference(found.plane(), &expected);
            let mut note = String::new();
            if row["lossy"] == "True" {
                note = format!(", by its own range {difference:.2e}");
                assert!(difference <= LOSSY_BY_OWN_RANGE, "{}: {difference}", row["file"]);
                difference =
                    largest_difference(&on_range_before_coding(row, &film, found.plane()), &expected);
            }
            assert!(difference <= tolerance, "{}: {difference} is beyond {tolerance}", row["file"]);
            ("scored", format!("{difference:.2e} ({tolerance}{note})"))
        };
        println!("{:<28} {:<30} {outcome:<12} {difference}", row["file"], row["transfer_syntax"]);
    }
}

/// The planes of lossy cases were made before coding. Coding moves the film's darkest and brightest pixel, and with them
/// the whole plane: OpenJPEG's own decoding of case 12 lies 0.0224 off, libjpeg's of case 14 0.0275, beyond the 0.02 of
/// the table. So the samples are held to the tolerance on the range before coding, and the planes to this bound.
const LOSSY_BY_OWN_RANGE: f64 = 0.03;

fn on_range_before_coding(row: &Row, film: &Film, plane: &[f32]) -> Vec<f32> {
    let facts = film.facts();
    let (lo, hi) = (number(row, "modality_min"), number(row, "modality_max"));
    let value =
        |pixel: f32| f64::from(pixel) * (facts.modality_max - facts.modality_min) + facts.modality_min;
    plane.iter().map(|&pixel| ((value(pixel) - lo) / (hi - lo)) as f32).collect()
}

fn largest_difference(plane: &[f32], expected: &[f32]) -> f64 {
    assert_eq!(plane.len(), expected.len());
    plane.iter().zip(expected).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max)
}

fn check_unsupported(row: &Row, error: FilmError) {
    let FilmError::UnsupportedTransferSyntax { uid, name } = &error else {
        panic!("{}: {error}", row["file"]);
    };
    assert_eq!(uid, &row["transfer_syntax"]);
    assert!(error.to_string().contains(uid.as_str()) && error.to_string().contains(name.as_str()));
    assert!(name.contains("JPEG"), "{name}");
}

fn check_facts(row: &Row, film: &Film) {
    let (name, facts) = (&row["file"], film.facts());
    let header = &facts.header;
    assert_eq!(header.transfer_syntax, row["transfer_syntax"], "{name}");
    assert_eq!(header.sop_instance_uid.as_ref(), Some(&row["sop_instance_uid"]), "{name}");
    assert_eq!(header.photometric, row["photometric"], "{name}");
    assert_eq!(header.signed, row["signed"] == "True", "{name}");
    assert_eq!(header.lossy, row["lossy"] == "True", "{name}");
    let sizes = [header.rows, header.columns, header.bits_stored.into(), header.frames].map(f64::from);
    assert_eq!(sizes, ["rows", "columns", "bits_stored", "frames"].map(|fact| number(row, fact)), "{name}");
    // The table gives what was encoded. A lossy encoding may miss an extreme value by some percent of the range.
    let range = number(row, "stored_max") - number(row, "stored_min");
    let slack = if row["lossy"] == "True" { 0.05 * range } else { 0.0 };
    let stored = [facts.stored_min, facts.stored_max, facts.modality_min, facts.modality_max];
    for (fact, found) in ["stored_min", "stored_max", "modality_min", "modality_max"].into_iter().zip(stored)
    {
        assert!(
            (found - number(row, fact)).abs() <= slack + 1e-9,
            "{name}: {fact} is {found}, not {}",
            row[fact]
        );
    }
    assert!((facts.stored_mean - number(row, "stored_mean")).abs() <= slack / 100.0 + 1e-6, "{name}");
    if !row["stored_sha256"].is_empty() {
        assert_eq!(facts.stored_sha256.as_ref(), Some(&row["stored_sha256"]), "{name}");
    }
}

#[test]
fn every_real_file_ends_in_a_film_or_a_clear_error() {
    let Some(folder) = shared("dicom") else {
        return;
    };
    let rows = read_csv(&folder.join("index.csv"));
    let (mut films, mut compared) = (0, 0);
    let mut errors: HashMap<&str, usize> = HashMap::new();
    let (mut disagreements, mut refused) = (Vec::new(), Vec::new());
    for row in &rows {
        let bytes = fs::read(folder.join(&row["file"])).expect("file");
        let is_read_elsewhere = row["decode_pydicom"] == "yes";
        match film::open(bytes, &Limits::default()) {
            Ok(film) => {
                films += 1;
                let picture = film.picture();
                assert_eq!(picture.gray.len(), (picture.rows * picture.columns) as usize, "{}", row["file"]);
                assert!(
                    Input::from_le_bytes(&Input::from_film(&film).to_le_bytes()).is_some(),
                    "{}",
                    row["file"]
                );
                if is_read_elsewhere && row["samples"] == "1" && row["photometric"] != "PALETTE COLOR" {
                    compared += 1;
                    disagreements.extend(disagreement(row, &film));
                }
            }
            Err(error) => {
                *errors.entry(error.kind()).or_default() += 1;
                println!("{}: {error}", row["file"]);
                if is_read_elsewhere && !is_unsupported(row) {
                    refused.push(row["file"].as_str());
                }
            }
        }
    }
    println!("{} files: {films} films ({compared} compared), errors {errors:?}", rows.len());
    assert!(compared >= 60 && disagreements.is_empty(), "{compared} compared: {disagreements:#?}");
    // Floating point pixels are a computed map, not a film.
    assert_eq!(refused, ["pydicom-data__parametric_map_float.dcm"]);
}

/// What another implementation read of the same file, and we otherwise. It looked at all frames, we at the first.
fn disagreement(row: &Row, film: &Film) -> Option<String> {
    let facts = film.facts();
    let shape = row["shape"].trim_matches(['(', ')']);
    let sizes: Vec<u32> = shape.split(", ").filter_map(|size| size.parse().ok()).collect();
    let same_shape = sizes.ends_with(&[facts.header.rows, facts.header.columns]);
    let (lo, hi) = (number(row, "px_min"), number(row, "px_max"));
    // The standard leaves the arithmetic of the cosine transform open, and pydicom's decoder of deep samples has its own.
    let is_deep_dct = row["transfer_syntax"] == "1.2.840.10008.1.2.4.51" && facts.header.bits_stored > 8;
    let slack = if is_deep_dct { 1.0 } else { 0.0 };
    let same_range = match row["frames"].as_str() {
        "1" => (facts.stored_min - lo).abs() <= slack && (facts.stored_max - hi).abs() <= slack,
        _ => lo <= facts.stored_min && facts.stored_max <= hi,
    };
    let found = format!(
        "{} to {}, {} x {}",
        facts.stored_min, facts.stored_max, facts.header.rows, facts.header.columns
    );
    let there = format!("{lo} to {hi}, {shape}");
    (!same_shape || !same_range).then(|| format!("{}: {found}; pydicom {there}", row["file"]))
}
