//! No patient on both sides of a split.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use dicom_dictionary_std::tags;
use rayon::prelude::*;

use super::{Exclusions, Row, Split};
use crate::film::data_set::attributes::text;
use crate::film::{Limits, read_attributes};

/// Bytes within which a header names its patient, unless something long stands before.
const HEAD: u64 = 1 << 16;

/// The rows without the films whose patient also stands in a split that goes before: test before train before
/// validation. Where the table names no patient, the film's DICOM header does.
///
/// Published test splits are kept as they are, and a name may stand on both sides of one (in Kermany's set it does,
/// perhaps because numbering began anew): then the patient's other films are left out, and counted aloud.
pub(crate) fn apart(folder: &Path, mut rows: Vec<Row>) -> (Vec<Row>, Option<Exclusions>) {
    name_by_header(folder, &mut rows);
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
    let (kept, left): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_first);
    let names = left.iter().map(Row::name);
    let left = Exclusions::of("films excluded: their patient is also in another split", names);
    (kept, left)
}

fn name_by_header(folder: &Path, rows: &mut [Row]) {
    let is_any_named = rows.iter().any(|row| !row.patient_id.is_empty());
    let mut unnamed: Vec<_> = rows.iter_mut().filter(|row| row.patient_id.is_empty()).collect();
    let patients: Vec<_> = unnamed.par_iter().map(|row| in_header(&folder.join(&row.file))).collect();
    let different: HashSet<_> = patients.iter().flatten().collect();
    if let (1, false, Some(name)) = (different.len(), is_any_named, different.iter().next()) {
        // One name on all films is what de-identification puts in the place of names.
        eprintln!("patients are unknown: every header with a patient has the same one, {name}");
        return;
    }
    for (row, patient) in unnamed.iter_mut().zip(patients) {
        row.patient_id = patient.unwrap_or_default();
    }
}

/// What a DICOM file's header calls its patient. What cannot be read is told where the film is read.
fn in_header(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut bytes).ok()?;
    let attributes = match read_attributes(&bytes, &Limits::default()) {
        Ok(attributes) => attributes,
        Err(_) => {
            file.read_to_end(&mut bytes).ok()?;
            read_attributes(&bytes, &Limits::default()).ok()?
        }
    };
    text(&attributes?, tags::PATIENT_ID)
}
