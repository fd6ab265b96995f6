//! A CSV file by the names of its columns, in UTF-8 or as Japanese spreadsheets write it.

use std::fs;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::error::TableError;
use crate::labels::is_one_of;

/// A table in memory.
pub(super) struct Columns {
    pub(super) path: PathBuf,
    headers: Vec<String>,
    records: Vec<StringRecord>,
}

/// One record of a table.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    table: &'a Columns,
    record: &'a StringRecord,
}

impl Columns {
    pub(super) fn read(path: &Path) -> Result<Self, TableError> {
        let bytes = fs::read(path).map_err(|source| TableError::File { path: path.to_owned(), source })?;
        let csv_error = |source| TableError::Csv { path: path.to_owned(), source };
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').into(),
            Err(_) => encoding_rs::SHIFT_JIS.decode(&bytes).0,
        };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let headers =
            reader.headers().map_err(csv_error)?.iter().map(|name| name.trim().to_owned()).collect();
        let records = reader.records().collect::<Result<_, _>>().map_err(csv_error)?;
        Ok(Self { path: path.to_owned(), headers, records })
    }

    /// Headers of the columns with these names that the table has.
    pub(super) fn headers_of(&self, columns: &[&[&str]]) -> Vec<&str> {
        let positions = columns.iter().filter_map(|names| self.position(names));
        positions.map(|at| self.headers[at].as_str()).collect()
    }

    /// Whether there is a column of one of these names.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.position(names).is_some()
    }

    pub(super) fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.records.iter().map(|record| Record { table: self, record })
    }

    pub(super) fn unknown(&self) -> TableError {
        TableError::Columns { path: self.path.clone(), found: self.headers.join(", ") }
    }

    fn position(&self, names: &[&str]) -> Option<usize> {
        // In the order of the names: the most common comes first.
        names.iter().find_map(|&name| self.headers.iter().position(|header| is_one_of(header, &[name])))
    }
}

impl<'a> Record<'a> {
    /// The value in the column of one of these names; empty where there is none.
    pub(super) fn get(self, names: &[&str]) -> &'a str {
        let position = self.table.position(names);
        position.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }
}
