//! Which labels are sure: of a source in which some films have been read (a final decision), only the reads are.

use std::collections::BTreeSet;

use super::Row;
use crate::models::Label;

/// The sources in which some films have been read.
#[derive(Debug)]
pub(crate) struct Sure {
    read: BTreeSet<String>,
}

impl Sure {
    /// By all rows of a table, whatever their split.
    pub(crate) fn of(rows: &[Row]) -> Self {
        let read = rows.iter().filter(|row| row.decision().is_some());
        Self { read: read.map(|row| row.source.clone()).collect() }
    }

    /// Normal or abnormal, where that is sure.
    pub(crate) fn label(&self, row: &Row) -> Option<Label> {
        if self.read.contains(&row.source) { row.decision() } else { row.labelled() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::tables::Reading;

    #[test]
    fn a_label_beside_reads_is_not_sure() {
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
        let sure = Sure::of(&rows);
        let labels = rows.each_ref().map(|row| sure.label(row));
        assert_eq!(labels, [Some(Label::Normal), None, Some(Label::Abnormal), None]);
    }
}
