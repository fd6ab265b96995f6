//! RSNA's pneumonia challenge: a row a box, so a film may have several; `class` where there is one, else `Target`.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::folder_index::Walk;
use super::{Reading, Row, TableError, words};

const FILM: &[&str] = &["patientid"];

const CLASS: &[&str] = &["class"];
const TARGET: &[&str] = &["target"];

/// The columns that decide.
pub(super) const DECIDE: &[&[&str]] = &[CLASS, TARGET];

pub(super) fn is_it(table: &Columns) -> bool {
    table.has(FILM) && (table.has(CLASS) || table.has(TARGET))
}

pub(super) fn rows(table: &Columns, walk: &Walk) -> Result<Vec<Row>, TableError> {
    let mut films: BTreeMap<&str, (Reading, &str)> = BTreeMap::new();
    for record in table.records() {
        let class = record.get(CLASS);
        let reading = match (class, record.get(TARGET)) {
            // Target 0 alone is "no opacity", which is the nearest to normal that this table has.
            ("", "0") => Reading::Normal,
            ("", "1") => Reading::Abnormal,
            ("", _) => Reading::Unread,
            (class, _) if words::decides_normal(class) => Reading::Normal,
            _ => Reading::Abnormal,
        };
        let film = films.entry(record.get(FILM)).or_insert((reading, class));
        if reading == Reading::Abnormal {
            *film = (reading, class);
        }
    }
    // The challenge names each film a patient of its own.
    let rows = films.into_iter().map(|(name, (reading, class))| Row {
        file: walk.find(name),
        patient_id: name.to_owned(),
        source: "RSNA 2018".to_owned(),
        final_decision: class.to_owned(),
        reading,
        ..Row::default()
    });
    Ok(rows.collect())
}
