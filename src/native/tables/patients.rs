//! No patient on both sides of a split.

use std::collections::HashMap;

use super::{LeftOut, Row, Split};

/// The rows without the films whose patient also stands in a split that goes before: test before train before
/// validation.
///
/// Published test splits are kept as they are, and a name may stand on both sides of one (in Kermany's set it does,
/// perhaps because numbering began anew): then the patient's other films are left out, and counted aloud.
pub(crate) fn resolve<T>(films: Vec<T>, row: impl Fn(&T) -> &Row) -> (Vec<T>, Option<LeftOut>) {
    let rank = |split: Split| match split {
        Split::Test => 0,
        Split::Train => 1,
        Split::Validation => 2,
    };
    let mut first: HashMap<(String, String), usize> = HashMap::new();
    let patient = |row: &Row| (row.source.clone(), row.patient_id.clone());
    for row in films.iter().map(&row).filter(|row| !row.patient_id.is_empty()) {
        let rank = rank(row.split());
        first.entry(patient(row)).and_modify(|first| *first = rank.min(*first)).or_insert(rank);
    }
    let (kept, left): (Vec<_>, Vec<_>) = films.into_iter().partition(|film| {
        let row = row(film);
        first.get(&patient(row)).is_none_or(|&first| first == rank(row.split()))
    });
    let names = left.iter().map(|film| row(film).name());
    let left = LeftOut::of("films left out: their patient is also in another split", names);
    (kept, left)
}
