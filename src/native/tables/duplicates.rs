//! A film once, however often its table names it.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::{Exclusions, Row};

/// The rows, each film once: rows that say the same of a film again are counted, and a film of which they say something
/// else, which would be on both sides of a split or under both labels, is left out.
pub(super) fn once(rows: Vec<Row>) -> (Vec<Row>, Vec<Exclusions>) {
    let mut first: HashMap<PathBuf, usize> = HashMap::new();
    let (mut again, mut contradicted) = (Vec::new(), HashSet::new());
    for (i, row) in rows.iter().enumerate() {
        let before = *first.entry(row.file.clone()).or_insert(i);
        if !says_the_same(&rows[before], row) {
            contradicted.insert(before);
        } else if before != i {
            again.push((before, row.name()));
        }
    }
    let again = again.into_iter().filter(|(before, _)| !contradicted.contains(before));
    let again = Exclusions::of("duplicate rows of a film", again.map(|(_, name)| name));
    let firsts = rows.into_iter().enumerate().filter(|(i, row)| first.get(&row.file) == Some(i));
    let (left, kept): (Vec<_>, Vec<_>) = firsts.partition(|(i, _)| contradicted.contains(i));
    let why = "films excluded: duplicate rows with another label, split or patient";
    let left = Exclusions::of(why, left.iter().map(|(_, row)| row.name()));
    (kept.into_iter().map(|(_, row)| row).collect(), again.into_iter().chain(left).collect())
}

fn says_the_same(a: &Row, b: &Row) -> bool {
    let said = |row: &Row| (row.reading, row.decision(), row.split(), row.patient_id.clone(), row.held_back);
    said(a) == said(b)
}
