//! Our own layout: a `labels.csv` with the columns file and label, and what else is known.

use super::columns::{Columns, Record};
use super::folder_index::Walk;
use super::words::{self, Class};
use super::{Reading, Row, Split, TableError};

/// The columns that decide.
pub(super) const DECIDE: &[&[&str]] = &[words::LABEL, words::DECISION];

pub(super) fn is_it(table: &Columns) -> bool {
    table.has(words::FILE) && table.has(words::LABEL)
}

pub(super) fn rows(table: &Columns, walk: &Walk) -> Result<Vec<Row>, TableError> {
    table.records().map(|record| row(table, walk, record)).collect()
}

fn row(table: &Columns, walk: &Walk, record: Record) -> Result<Row, TableError> {
    let row = common(table, walk, record)?;
    let reading = match record.get(words::LABEL) {
        "" => Reading::Unread,
        label => match Class::parse(label) {
            Some(class) => Reading::by_label(class, &row.final_decision),
            None => {
                return Err(unknown(table, record, "label", label, "normal, abnormal, not_chest_radiograph"));
            }
        },
    };
    Ok(Row { reading, ..row })
}

/// What every table with a column of files may say.
pub(super) fn common(table: &Columns, walk: &Walk, record: Record) -> Result<Row, TableError> {
    let text = |names| record.get(names).to_owned();
    let published = match record.get(words::SPLIT) {
        "" => None,
        "train" => Some(Split::Train),
        "val" => Some(Split::Validation),
        "test" => Some(Split::Test),
        other => return Err(unknown(table, record, "split", other, "train, val, test or an empty field")),
    };
    Ok(Row {
        file: walk.find(record.get(words::FILE)),
        patient_id: text(words::PATIENT),
        source: text(words::SOURCE),
        view: text(words::VIEW),
        modality: text(words::MODALITY),
        final_decision: text(words::DECISION),
        reading: Reading::Unread,
        published,
        held_back: record.get(words::RELEASE) == "no",
    })
}

fn unknown(
    table: &Columns,
    record: Record,
    column: &'static str,
    value: &str,
    known: &'static str,
) -> TableError {
    let (path, file) = (table.path.clone(), record.get(words::FILE).to_owned());
    TableError::Value { path, file, column, value: value.to_owned(), known }
}
