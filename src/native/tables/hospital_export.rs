//! A hospital's export, as the paper's was: file, findings (所見) and final decision (最終判断).

use super::columns::Columns;
use super::folder_index::Walk;
use super::{Reading, Row, TableError, labels, words};

/// The columns that decide.
pub(super) const DECIDE: &[&[&str]] = &[words::FINDINGS, words::DECISION];

pub(super) fn is_it(table: &Columns) -> bool {
    [words::FILE, words::FINDINGS, words::DECISION].into_iter().all(|names| table.has(names))
}

pub(super) fn rows(table: &Columns, walk: &Walk) -> Result<Vec<Row>, TableError> {
    let rows = table.records().map(|record| {
        let row = labels::common(table, walk, record)?;
        let reading = Reading::by_rule(record.get(words::FINDINGS), &row.final_decision);
        Ok(Row { reading, ..row })
    });
    rows.collect()
}
