//! NIH ChestX-ray14: `Data_Entry_2017.csv`, and its published split where the two lists lie beside it.

use super::columns::Columns;
use super::error::TableError;
use super::folder_index::FolderIndex;
use super::row::{Reading, Row, Split};
use crate::labels;

const FINDINGS: &[&str] = &["finding labels"];

/// The columns that decide.
pub(super) const DECIDING: &[&[&str]] = &[FINDINGS];

pub(super) fn matches(table: &Columns) -> bool {
    table.has(&["image index"]) && table.has(FINDINGS)
}

pub(super) fn rows(table: &Columns, index: &FolderIndex) -> Result<Vec<Row>, TableError> {
    let (train, test) = (index.lines("train_val_list.txt"), index.lines("test_list.txt"));
    let rows = table.records().map(|record| {
        let image = record.get(&["image index"]);
        let findings = record.get(FINDINGS);
        let reading = match findings {
            "" => Reading::Unread,
            _ if labels::finds_nothing(findings) => Reading::Normal,
            _ => Reading::Abnormal,
        };
        let published = if test.contains(image) {
            Some(Split::Test)
        } else {
            train.contains(image).then_some(Split::Train)
        };
        Row {
            file: index.find(image),
            patient_id: record.get(labels::PATIENT).to_owned(),
            source: "NIH ChestX-ray14".to_owned(),
            view: record.get(labels::VIEW).to_owned(),
            reading,
            published,
            ..Row::default()
        }
    });
    Ok(rows.collect())
}
