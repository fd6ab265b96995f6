//! Class folders: a film's class is the name of a folder above it (`normal/`, `train/PNEUMONIA/`), the nearest first.

use std::collections::HashSet;
use std::path::{Component, Path};

use super::folder_index::FolderIndex;
use super::row::{Reading, Row, Split};
use crate::labels::Class;

pub(super) fn rows(index: &FolderIndex) -> Vec<Row> {
    index.films().iter().filter_map(|film| row(film)).collect()
}

/// Pictures of a folder `other/` that a table of chest films does not name.
pub(super) fn unnamed_others(index: &FolderIndex, named: &[Row]) -> Vec<Row> {
    let named: HashSet<&Path> = named.iter().map(|row| row.file.as_path()).collect();
    let is_unnamed_other = |row: &Row| row.reading == Reading::Other && !named.contains(row.file.as_path());
    rows(index).into_iter().filter(is_unnamed_other).collect()
}

fn row(film: &Path) -> Option<Row> {
    let names = film.parent()?.components().rev().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let names = names.collect::<Vec<_>>();
    let class = names.iter().find_map(|name| Class::parse(name))?;
    let published = names.iter().find_map(|name| match name.to_lowercase().as_str() {
        "train" => Some(Split::Train),
        "val" | "validation" => Some(Split::Validation),
        "test" => Some(Split::Test),
        _ => None,
    });
    Some(Row { file: film.to_owned(), reading: Reading::from_label(class, ""), published, ..Row::default() })
}
