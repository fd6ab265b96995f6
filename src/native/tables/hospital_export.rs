//! A hospital's export, as the paper's was: file, findings (所見) and final decision (最終判断).

use super::columns::Columns;
use super::error::TableError;
use super::folder_index::FolderIndex;
use super::labels_csv::common_fields;
use super::row::{Reading, Row};
use crate::labels;

/// The columns that decide.
pub(super) const DECIDING: &[&[&str]] = &[labels::FINDINGS, labels::DECISION];

pub(super) fn matches(table: &Columns) -> bool {
    [labels::FILE, labels::FINDINGS, labels::DECISION].into_iter().all(|names| table.has(names))
}

pub(super) fn rows(table: &Columns, index: &FolderIndex) -> Result<Vec<Row>, TableError> {
    let rows = table.records().map(|record| {
        let row = common_fields(table, index, record)?;
        let reading = Reading::from_paper_rule(record.get(labels::FINDINGS), &row.final_decision);
        Ok(Row { reading, ..row })
    });
    rows.collect()
}
