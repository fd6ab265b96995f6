//! Why a table of films cannot be used.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub(crate) enum TableError {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}")]
    Csv { path: PathBuf, source: csv::Error },
    #[error(
        "{path}: unknown columns {found}. A table of films needs the columns file and label; or file, findings (所見) and \
         final decision (最終判断); or the format of NIH, RSNA or VinDr"
    )]
    Columns { path: PathBuf, found: String },
    #[error("{path}, {file}: unknown {column} `{value}`; expected {known}")]
    Value { path: PathBuf, file: String, column: &'static str, value: String, known: &'static str },
    #[error(
        "{path}: found no table of labels (a labels.csv with the columns file and label, or the table of NIH, RSNA or VinDr) and no \
         class folders (normal, abnormal, other)"
    )]
    Nothing { path: PathBuf },
    #[error("{path}: none of the films in the table is in the folder, for example {first}")]
    NoFilms { path: PathBuf, first: String },
}
