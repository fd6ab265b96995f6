//! VinDr-CXR: a row a finding and reader. A film is abnormal where more than half of its readers found something,
//! normal where fewer did, and ambiguous at a tie.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::columns::Columns;
use super::walk::Walk;
use super::{Reading, Row, TableError, words};

pub(super) fn is_it(table: &Columns) -> bool {
    table.has(&["image_id"]) && table.has(&["class_name"])
}

pub(super) fn rows(table: &Columns, walk: &Walk) -> Result<Vec<Row>, TableError> {
    let mut films: BTreeMap<&str, BTreeMap<&str, bool>> = BTreeMap::new();
    for record in table.records() {
        let readers = films.entry(record.get(&["image_id"])).or_default();
        *readers.entry(record.get(&["rad_id"])).or_default() |=
            !words::finds_nothing(record.get(&["class_name"]));
    }
    let rows = films.into_iter().map(|(name, readers)| {
        let found = readers.values().filter(|&&found| found).count();
        let reading = match (2 * found).cmp(&readers.len()) {
            Ordering::Greater => Reading::Abnormal,
            Ordering::Less => Reading::Normal,
            Ordering::Equal => Reading::Ambiguous,
        };
        let source = "VinDr-CXR".to_owned();
        Row { file: walk.find(name), source, reading, ..Row::default() }
    });
    Ok(rows.collect())
}
