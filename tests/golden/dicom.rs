//! Real DICOM files of all kinds, each held to the one outcome that is right for it: dicom.csv says which, and truth.py
//! made it with two reference readers.

use std::fs;
use std::path::Path;

use negatoscope::film::{self, Film, Limits};
use negatoscope::input;
use negatoscope::input::PaperInput;
use negatoscope_test_support::golden::{shared, table};

/// Luminance is kept with 24 bits, the table's numbers with 53.
const PRECISION: f64 = 1e-6;

/// How much less than the extreme samples the mean may lie off.
const MEAN: f64 = 50.0;

/// A row of dicom.csv.
#[derive(Debug, serde::Deserialize)]
struct Row {
    file: String,
    /// `read`, or the kind of the error.
    outcome: String,
    rows: Option<u32>,
    columns: Option<u32>,
    /// Of the stored samples; empty for colour, floating point numbers and lossy JPEG 2000.
    sha256: String,
    min: Option<f64>,
    max: Option<f64>,
    mean: Option<f64>,
    slack: Option<f64>,
    /// Who read the film so.
    by: String,
    /// What is odd about the file.
    note: String,
}

#[test]
fn every_real_file_ends_as_it_should() {
    let Some(folder) = shared("dicom") else {
        return;
    };
    let rows: Vec<Row> = table(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/dicom.csv"));
    let files = fs::read_dir(&folder).expect("folder");
    let is_film = |name: &str| name.ends_with(".dcm");
    let there = files.filter(|file| is_film(&file.as_ref().expect("file").file_name().to_string_lossy()));
    assert_eq!(there.count(), rows.len(), "files of the folder and rows of the table");
    let mut wrong = Vec::new();
    println!("{:<60} {:<18} {:<20} note", "file", "outcome", "as read by");
    for row in &rows {
        let bytes = fs::read(folder.join(&row.file)).expect("file");
        let (outcome, difference) = match film::open(bytes, &Limits::default()) {
            Ok(film) => ("read", row.difference(&film)),
            Err(error) => {
                let difference = (error.kind().as_str() != row.outcome).then(|| error.to_string());
                (error.kind().as_str(), difference)
            }
        };
        let name: String = row.file.chars().take(60).collect();
        println!("{name:<60} {outcome:<18} {:<20} {}", row.by, row.note);
        wrong.extend(difference.map(|difference| {
            format!("{} should end as {}: {difference} ({})", row.file, row.outcome, row.note)
        }));
    }
    let read = rows.iter().filter(|row| row.outcome == "read").count();
    println!("{} files: {read} films, {} errors", rows.len(), rows.len() - read);
    assert!(wrong.is_empty(), "{} files do not end as they should: {wrong:#?}", wrong.len());
}

impl Row {
    /// How a film differs from this row; none where it agrees.
    fn difference(&self, film: &Film) -> Option<String> {
        let facts = film.summary();
        let picture = film.picture(0);
        assert_eq!(picture.gray.len(), (picture.rows * picture.columns) as usize, "{}", self.file);
        let input = PaperInput::from_le_bytes(&input::prepare_paper(film).to_le_bytes());
        assert!(input.is_some(), "{}: input within 0 to 1", self.file);
        if self.outcome != "read" {
            return Some("it is read".to_owned());
        }
        let size = (Some(facts.header.rows), Some(facts.header.columns));
        if size != (self.rows, self.columns) {
            return Some(format!("{size:?} pixels, not {:?} x {:?}", self.rows, self.columns));
        }
        if !self.sha256.is_empty() && facts.stored_sha256.as_ref() != Some(&self.sha256) {
            return Some(format!("other samples: {facts:?}"));
        }
        let slack = self.slack? + PRECISION * facts.stored_max.abs();
        let numbers = [
            ("smallest", facts.stored_min, self.min?, slack),
            ("largest", facts.stored_max, self.max?, slack),
            ("mean", facts.stored_mean, self.mean?, self.slack? / MEAN + PRECISION * facts.stored_max.abs()),
        ];
        let mut off = numbers.iter().filter(|(_, found, expected, slack)| (found - expected).abs() > *slack);
        off.next().map(|(name, found, expected, _)| format!("the {name} sample is {found}, not {expected}"))
    }
}
