//! This project's own layout: a `labels.csv` with the columns file and label, and what else is known.

use super::columns::{Columns, Record};
use super::error::TableError;
use super::folder_index::FolderIndex;
use super::row::{Reading, Row, Split};
use crate::labels::{self, Class};

/// The columns that decide.
pub(super) const DECIDING: &[&[&str]] = &[labels::LABEL, labels::DECISION];

pub(super) fn matches(table: &Columns) -> bool {
    table.has(labels::FILE) && table.has(labels::LABEL)
}

pub(super) fn rows(table: &Columns, index: &FolderIndex) -> Result<Vec<Row>, TableError> {
    table.records().map(|record| row(table, index, record)).collect()
}

fn row(table: &Columns, index: &FolderIndex, record: Record) -> Result<Row, TableError> {
    let row = common_fields(table, index, record)?;
    let reading = match record.get(labels::LABEL) {
        "" => Reading::Unread,
        label => match Class::parse(label) {
            Some(class) => Reading::from_label(class, &row.final_decision),
            None => {
                return Err(unknown_value(
                    table,
                    record,
                    "label",
                    label,
                    "normal, abnormal, not_chest_radiograph",
                ));
            }
        },
    };
    Ok(Row { reading, ..row })
}

/// The optional fields of every table with a column of files.
pub(super) fn common_fields(table: &Columns, index: &FolderIndex, record: Record) -> Result<Row, TableError> {
    let text = |names| record.get(names).to_owned();
    let published = match record.get(labels::SPLIT) {
        "" => None,
        "train" => Some(Split::Train),
        "val" => Some(Split::Validation),
        "test" => Some(Split::Test),
        other => {
            return Err(unknown_value(table, record, "split", other, "train, val, test or an empty field"));
        }
    };
    Ok(Row {
        file: index.find(record.get(labels::FILE)),
        patient_id: text(labels::PATIENT),
        source: text(labels::SOURCE),
        view: text(labels::VIEW),
        modality: text(labels::MODALITY),
        final_decision: text(labels::DECISION),
        reading: Reading::Unread,
        published,
        held_back: record.get(labels::RELEASE) == "no",
    })
}

fn unknown_value(
    table: &Columns,
    record: Record,
    column: &'static str,
    value: &str,
    known: &'static str,
) -> TableError {
    let (path, file) = (table.path.clone(), record.get(labels::FILE).to_owned());
    TableError::Value { path, file, column, value: value.to_owned(), known }
}
