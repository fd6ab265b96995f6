//! VinDr-CXR: a row a finding and reader (Kaggle's train.csv, PhysioNet's annotations_*.csv), or a row a film and reader
//! with a column a finding (PhysioNet's image_labels_*.csv). A film is abnormal where more than half of its readers found
//! something, normal where fewer did, and ambiguous at a tie.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::columns::{Columns, Record};
use super::error::TableError;
use super::folder_index::FolderIndex;
use super::row::{Reading, Row, Split};
use crate::labels;

const FILM: &[&str] = &["image_id"];
const FINDING: &[&str] = &["class_name"];
const NOTHING: &[&str] = &["no finding"];

pub(super) const DECIDING: &[&[&str]] = &[FINDING, NOTHING];

pub(super) fn matches(table: &Columns) -> bool {
    table.has(FILM) && (table.has(FINDING) || table.has(NOTHING))
}

/// The tables of a folder to read: one of training films and one of test films, or a single one. A table of whole films is
/// preferred to one of boxes, which lacks the findings without a location, such as pneumonia.
pub(super) fn select_tables(mut tables: Vec<Columns>) -> Vec<Columns> {
    tables.sort_by_key(|table| !table.has(NOTHING));
    let at = |wanted| tables.iter().position(|table| split(table) == Some(wanted));
    let chosen = match (at(Split::Train), at(Split::Test)) {
        (Some(train), Some(test)) => [train, test],
        _ => [0, 0],
    };
    let tables = tables.into_iter().enumerate().filter(|(i, _)| chosen.contains(i));
    tables.map(|(_, table)| table).collect()
}

/// Rows of a table, in the split that its name states.
pub(super) fn split_rows(table: &Columns, index: &FolderIndex) -> Result<Vec<Row>, TableError> {
    Ok(rows(table, index)?.into_iter().map(|row| Row { published: split(table), ..row }).collect())
}

/// Rows of a single table, such as Kaggle's. They have no split: the name only says that the test films are not published.
pub(super) fn rows(table: &Columns, index: &FolderIndex) -> Result<Vec<Row>, TableError> {
    let finds_something = |record: Record| match table.has(FINDING) {
        true => !labels::finds_nothing(record.get(FINDING)),
        false => record.get(NOTHING).parse::<f64>() != Ok(1.0),
    };
    let mut films: BTreeMap<&str, BTreeMap<&str, bool>> = BTreeMap::new();
    for record in table.records() {
        let readers = films.entry(record.get(FILM)).or_default();
        // Readers of test films agreed on one reading and have no ID.
        *readers.entry(record.get(&["rad_id"])).or_default() |= finds_something(record);
    }
    let rows = films.into_iter().map(|(name, readers)| {
        let found = readers.values().filter(|&&found| found).count();
        let reading = match (2 * found).cmp(&readers.len()) {
            Ordering::Greater => Reading::Abnormal,
            Ordering::Less => Reading::Normal,
            Ordering::Equal => Reading::Ambiguous,
        };
        let source = "VinDr-CXR".to_owned();
        Row { file: index.find(name), source, reading, ..Row::default() }
    });
    Ok(rows.collect())
}

/// The split that the table's name states.
fn split(table: &Columns) -> Option<Split> {
    let name = table.path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    match (name.contains("train"), name.contains("test")) {
        (true, false) => Some(Split::Train),
        (false, true) => Some(Split::Test),
        _ => None,
    }
}
