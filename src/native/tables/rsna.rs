//! RSNA's pneumonia challenge: a row for each box, so a film may have several rows. The column `class` decides where
//! there is one, otherwise `Target`.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::error::TableError;
use super::folder_index::FolderIndex;
use super::row::{Reading, Row};
use crate::labels;

const FILM: &[&str] = &["patientid"];

const CLASS: &[&str] = &["class"];
const TARGET: &[&str] = &["target"];

/// The columns that decide.
pub(super) const DECIDING: &[&[&str]] = &[CLASS, TARGET];

pub(super) fn matches(table: &Columns) -> bool {
    table.has(FILM) && (table.has(CLASS) || table.has(TARGET))
}

pub(super) fn rows(table: &Columns, index: &FolderIndex) -> Result<Vec<Row>, TableError> {
    let mut films: BTreeMap<&str, (Reading, &str)> = BTreeMap::new();
    for record in table.records() {
        let class = record.get(CLASS);
        let reading = match (class, record.get(TARGET)) {
            // Target 0 means "no opacity": the closest to normal that this table states.
            ("", "0") => Reading::Normal,
            ("", "1") => Reading::Abnormal,
            ("", _) => Reading::Unread,
            (class, _) if labels::decides_normal(class) => Reading::Normal,
            _ => Reading::Abnormal,
        };
        let film = films.entry(record.get(FILM)).or_insert((reading, class));
        if reading == Reading::Abnormal {
            *film = (reading, class);
        }
    }
    // In the challenge, each film is a patient of its own.
    let rows = films.into_iter().map(|(name, (reading, class))| Row {
        file: index.find(name),
        patient_id: name.to_owned(),
        source: "RSNA 2018".to_owned(),
        final_decision: class.to_owned(),
        reading,
        ..Row::default()
    });
    Ok(rows.collect())
}
