//! NIH ChestX-ray14: `Data_Entry_2017.csv`, and its published split where the two lists lie beside it.

use super::columns::Columns;
use super::folder_index::Walk;
use super::{Reading, Row, Split, TableError, words};

const FINDINGS: &[&str] = &["finding labels"];

/// The columns that decide.
pub(super) const DECIDE: &[&[&str]] = &[FINDINGS];

pub(super) fn is_it(table: &Columns) -> bool {
    table.has(&["image index"]) && table.has(FINDINGS)
}

pub(super) fn rows(table: &Columns, walk: &Walk) -> Result<Vec<Row>, TableError> {
    let (train, test) = (walk.list("train_val_list.txt"), walk.list("test_list.txt"));
    let rows = table.records().map(|record| {
        let image = record.get(&["image index"]);
        let findings = record.get(FINDINGS);
        let reading = match findings {
            "" => Reading::Unread,
            _ if words::finds_nothing(findings) => Reading::Normal,
            _ => Reading::Abnormal,
        };
        let published = if test.contains(image) {
            Some(Split::Test)
        } else {
            train.contains(image).then_some(Split::Train)
        };
        Row {
            file: walk.find(image),
            patient_id: record.get(words::PATIENT).to_owned(),
            source: "NIH ChestX-ray14".to_owned(),
            view: record.get(words::VIEW).to_owned(),
            reading,
            published,
            ..Row::default()
        }
    });
    Ok(rows.collect())
}
