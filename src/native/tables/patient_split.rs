//! Keeps each patient in one split.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use dicom_dictionary_std::tags;
use rayon::prelude::*;

use super::exclusions::{ExclusionReason, Exclusions};
use super::row::{Row, Split};
use crate::film::data_set::attributes::text;
use crate::film::{Limits, read_attributes};

/// Bytes of a file that usually contain the patient ID; the whole file is read where they do not.
const HEADER_BYTES: u64 = 1 << 16;

/// Excludes the films whose patient is also in a split of higher rank: test, then train, then validation. Where the table
/// names no patient, the film's DICOM header does.
///
/// Published test splits are kept unchanged. A patient may be on both sides of one (in Kermany's set this happens, perhaps
/// because numbering restarted); then the patient's other films are excluded and reported.
pub(crate) fn split_by_patient(folder: &Path, mut rows: Vec<Row>) -> (Vec<Row>, Option<Exclusions>) {
    fill_patients_from_headers(folder, &mut rows);
    let rank = |split: Split| match split {
        Split::Test => 0,
        Split::Train => 1,
        Split::Validation => 2,
    };
    let mut first: HashMap<(String, String), usize> = HashMap::new();
    let patient = |row: &Row| (row.source.clone(), row.patient_id.clone());
    for row in rows.iter().filter(|row| !row.patient_id.is_empty()) {
        let rank = rank(row.split());
        first.entry(patient(row)).and_modify(|first| *first = rank.min(*first)).or_insert(rank);
    }
    let is_first = |row: &Row| first.get(&patient(row)).is_none_or(|&first| first == rank(row.split()));
    let (kept, excluded): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_first);
    let excluded = Exclusions::new(ExclusionReason::PatientInOtherSplit, excluded.iter().map(Row::name));
    (kept, excluded)
}

fn fill_patients_from_headers(folder: &Path, rows: &mut [Row]) {
    let is_any_named = rows.iter().any(|row| !row.patient_id.is_empty());
    let mut unnamed: Vec<_> = rows.iter_mut().filter(|row| row.patient_id.is_empty()).collect();
    let patients: Vec<_> = unnamed.par_iter().map(|row| patient_in_header(&folder.join(&row.file))).collect();
    let different: HashSet<_> = patients.iter().flatten().collect();
    if let (1, false, Some(name)) = (different.len(), is_any_named, different.iter().next()) {
        // De-identification may have given all films the same ID.
        eprintln!("patients are unknown: every header with a patient has the same one, {name}");
        return;
    }
    for (row, patient) in unnamed.iter_mut().zip(patients) {
        row.patient_id = patient.unwrap_or_default();
    }
}

/// Patient ID of a DICOM file; none where it cannot be read: reading the film reports the error.
fn patient_in_header(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let mut bytes = Vec::new();
    file.by_ref().take(HEADER_BYTES).read_to_end(&mut bytes).ok()?;
    let attributes = match read_attributes(&bytes, &Limits::default()) {
        Ok(attributes) => attributes,
        Err(_) => {
            file.read_to_end(&mut bytes).ok()?;
            read_attributes(&bytes, &Limits::default()).ok()?
        }
    };
    text(&attributes?, tags::PATIENT_ID)
}
