//! Films made by another implementation, one encoding each, and real DICOM files of all kinds.
//!
//! Both lie outside the project, beside it; where they are absent the tests say so and pass.

mod cases;

use std::collections::HashMap;
use std::fs;

use cases::{cases, shared, table};
use negatoscope::film::{self, Film, FilmError, Limits};
use negatoscope::input::Input;

type Row = HashMap<String, String>;

#[test]
fn golden_cases_agree() {
    let Some((folder, cases)) = shared("golden").zip(cases()) else {
        return;
    };
    println!("{:<28} {:<30} {:<12} largest difference of the input", "case", "encoding", "outcome");
    for case in &cases {
        let bytes = fs::read(folder.join(case.file())).expect("case");
        let outcome = film::open(bytes, &Limits::default());
        let (outcome, difference) = if case.is_read() {
            let film = outcome.unwrap_or_else(|error| panic!("{}: {error}", case.file()));
            let facts = serde_json::to_value(film.facts()).expect("facts are JSON");
            ("scored", case.check(&facts, Input::from_film(&film).plane()))
        } else {
            let error = outcome.expect_err("an encoding that is not read");
            assert!(
                matches!(&error, FilmError::UnsupportedTransferSyntax { .. }),
                "{}: {error}",
                case.file()
            );
            assert!(case.is_refused_by(&error.to_string()), "{}: {error}", case.file());
            ("clear error", String::new())
        };
        println!("{:<28} {:<30} {outcome:<12} {difference}", case.file(), case.transfer_syntax());
    }
}

fn number(row: &Row, name: &str) -> f64 {
    row[name].parse().unwrap_or_else(|_| panic!("{name} of {} is {:?}", row["file"], row[name]))
}

#[test]
fn every_real_file_ends_in_a_film_or_a_clear_error() {
    let Some(folder) = shared("dicom") else {
        return;
    };
    let rows: Vec<Row> = table(&folder.join("index.csv"));
    let (mut films, mut compared) = (0, 0);
    let mut errors: HashMap<&str, usize> = HashMap::new();
    let (mut disagreements, mut refused) = (Vec::new(), Vec::new());
    for row in &rows {
        let bytes = fs::read(folder.join(&row["file"])).expect("file");
        let is_read_elsewhere = row["decode_pydicom"] == "yes";
        match film::open(bytes, &Limits::default()) {
            Ok(film) => {
                films += 1;
                let picture = film.picture(0);
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
                if is_read_elsewhere {
                    refused.push(row["file"].as_str());
                }
            }
        }
    }
    println!("{} files: {films} films ({compared} compared), errors {errors:?}", rows.len());
    assert!(compared >= 60 && disagreements.is_empty(), "{compared} compared: {disagreements:#?}");
    assert!(refused.is_empty(), "{refused:?}");
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
    let slack = if is_deep_dct { 1.0 } else { 1e-6 };
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
