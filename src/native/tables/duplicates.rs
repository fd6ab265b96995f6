//! Rows of the same film become one.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::exclusions::{ExclusionReason, Exclusions};
use super::row::Row;

/// The rows, each film once. Equal rows of a film are merged and counted; a film whose rows differ is excluded, because it
/// would be on both sides of a split or have two labels.
pub(super) fn merge_duplicates(rows: Vec<Row>) -> (Vec<Row>, Vec<Exclusions>) {
    let mut first: HashMap<PathBuf, usize> = HashMap::new();
    let (mut repeated, mut contradicted) = (Vec::new(), HashSet::new());
    for (i, row) in rows.iter().enumerate() {
        let before = *first.entry(row.file.clone()).or_insert(i);
        if !agree(&rows[before], row) {
            contradicted.insert(before);
        } else if before != i {
            repeated.push((before, row.name()));
        }
    }
    let repeated = repeated.into_iter().filter(|(before, _)| !contradicted.contains(before));
    let repeated = Exclusions::new(ExclusionReason::DuplicateRow, repeated.map(|(_, name)| name));
    let firsts = rows.into_iter().enumerate().filter(|(i, row)| first.get(&row.file) == Some(i));
    let (excluded, kept): (Vec<_>, Vec<_>) = firsts.partition(|(i, _)| contradicted.contains(i));
    let names = excluded.iter().map(|(_, row)| row.name());
    let excluded = Exclusions::new(ExclusionReason::ContradictoryRows, names);
    (kept.into_iter().map(|(_, row)| row).collect(), repeated.into_iter().chain(excluded).collect())
}

fn agree(a: &Row, b: &Row) -> bool {
    let content =
        |row: &Row| (row.reading, row.decision(), row.split(), row.patient_id.clone(), row.held_back);
    content(a) == content(b)
}
