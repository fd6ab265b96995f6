//! Which labels are certain. In a source where some films have a radiologist's read (a final decision), only the reads
//! are.

use std::collections::BTreeSet;

use super::row::Row;
use crate::models::Diagnosis;

/// The sources in which some films have a read.
#[derive(Debug)]
pub(crate) struct LabelTrust {
    read: BTreeSet<String>,
}

impl LabelTrust {
    /// From all rows of a table, whatever their split.
    pub(crate) fn from_rows(rows: &[Row]) -> Self {
        let read = rows.iter().filter(|row| row.decision().is_some());
        Self { read: read.map(|row| row.source.clone()).collect() }
    }

    /// The diagnosis of a film, where it is certain.
    pub(crate) fn certain_diagnosis(&self, row: &Row) -> Option<Diagnosis> {
        if self.read.contains(&row.source) { row.decision() } else { row.labelled_diagnosis() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::tables::row::Reading;

    #[test]
    fn a_label_in_a_source_with_reads_is_not_certain() {
        let row = |source: &str, reading, decision: &str| Row {
            source: source.to_owned(),
            reading,
            final_decision: decision.to_owned(),
            ..Row::default()
        };
        let rows = [
            row("read", Reading::Ambiguous, "normal"),
            row("read", Reading::Abnormal, ""),
            row("labelled", Reading::Abnormal, ""),
            row("labelled", Reading::Unread, ""),
        ];
        let trust = LabelTrust::from_rows(&rows);
        let labels = rows.each_ref().map(|row| trust.certain_diagnosis(row));
        assert_eq!(labels, [Some(Diagnosis::Normal), None, Some(Diagnosis::Abnormal), None]);
    }
}
