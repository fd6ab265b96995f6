//! VinDr-CXR: a row a finding and reader (Kaggle's train.csv, PhysioNet's annotations_*.csv), or a row a film and reader
//! with a column a finding (PhysioNet's image_labels_*.csv). A film is abnormal where more than half of its readers found
//! something, normal where fewer did, and ambiguous at a tie.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::columns::{Columns, Record};
use super::folder_index::Walk;
use super::{Reading, Row, Split, TableError, words};

const FILM: &[&str] = &["image_id"];
const FINDING: &[&str] = &["class_name"];
const NOTHING: &[&str] = &["no finding"];

pub(super) const DECIDE: &[&[&str]] = &[FINDING, NOTHING];

pub(super) fn is_it(table: &Columns) -> bool {
    table.has(FILM) && (table.has(FINDING) || table.has(NOTHING))
}

/// Of the tables of a folder those to read: one of training films and one of test films, or one alone. One of whole films
/// goes before one of boxes, which has not the findings without a place (pneumonia, say).
pub(super) fn chosen(mut tables: Vec<Columns>) -> Vec<Columns> {
    tables.sort_by_key(|table| !table.has(NOTHING));
    let at = |wanted| tables.iter().position(|table| split(table) == Some(wanted));
    let chosen = match (at(Split::Train), at(Split::Test)) {
        (Some(train), Some(test)) => [train, test],
        _ => [0, 0],
    };
    let tables = tables.into_iter().enumerate().filter(|(i, _)| chosen.contains(i));
    tables.map(|(_, table)| table).collect()
}

/// A table's films in the split of its name.
pub(super) fn split_rows(table: &Columns, walk: &Walk) -> Result<Vec<Row>, TableError> {
    Ok(rows(table, walk)?.into_iter().map(|row| Row { published: split(table), ..row }).collect())
}

/// A table alone, as Kaggle's, has no split: its name says only that another one is kept back.
pub(super) fn rows(table: &Columns, walk: &Walk) -> Result<Vec<Row>, TableError> {
    let finds_something = |record: Record| match table.has(FINDING) {
        true => !words::finds_nothing(record.get(FINDING)),
        false => record.get(NOTHING).parse::<f64>() != Ok(1.0),
    };
    let mut films: BTreeMap<&str, BTreeMap<&str, bool>> = BTreeMap::new();
    for record in table.records() {
        let readers = films.entry(record.get(FILM)).or_default();
        // The test films' readers agreed on one reading, and are not named.
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
        Row { file: walk.find(name), source, reading, ..Row::default() }
    });
    Ok(rows.collect())
}

/// By the table's name.
fn split(table: &Columns) -> Option<Split> {
    let name = table.path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    match (name.contains("train"), name.contains("test")) {
        (true, false) => Some(Split::Train),
        (false, true) => Some(Split::Test),
        _ => None,
    }
}
