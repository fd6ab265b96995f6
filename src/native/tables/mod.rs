//! Label tables: every layout that people keep films in becomes the same rows. Training, evaluation and reproduction
//! all read here.

mod columns;
mod decisions;
mod folders;
mod labels;
mod nih;
mod patients;
mod row;
mod rsna;
mod sure;
mod vindr;
mod walk;

use crate::labels as words;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::columns::Columns;
pub(crate) use self::patients::resolve;
pub(crate) use self::row::{Question, Reading, Row, Split};
pub(crate) use self::sure::Sure;
use self::walk::Walk;

/// Rows of a folder of films, and what was left out of them.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) layout: Layout,
    pub(crate) rows: Vec<Row>,
    pub(crate) left_out: Vec<LeftOut>,
}

/// How films and labels lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layout {
    /// Columns file and label.
    Labels,
    /// Columns file, findings and final decision.
    Decisions,
    /// A folder a class.
    ClassFolders,
    /// Data_Entry_2017.csv.
    Nih,
    /// stage_2_detailed_class_info.csv or stage_2_train_labels.csv.
    Rsna,
    /// train.csv of VinDr-CXR.
    Vindr,
}

/// Films that take no part, and why: nothing is left out in silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LeftOut {
    pub(crate) why: String,
    pub(crate) films: usize,
    /// The first few.
    pub(crate) examples: Vec<String>,
}

impl LeftOut {
    /// None where there is nothing to say.
    pub(crate) fn of(why: &str, names: impl IntoIterator<Item = String>) -> Option<Self> {
        let mut names = names.into_iter().peekable();
        names.peek()?;
        let (mut films, mut examples) = (0, Vec::new());
        for name in names {
            films += 1;
            if examples.len() < 5 {
                examples.push(name);
            }
        }
        Some(Self { why: why.to_owned(), films, examples })
    }

    /// What was kept; what was not is told.
    pub(crate) fn told<T>((kept, left_out): (T, Option<Self>)) -> T {
        left_out.iter().for_each(Self::say);
        kept
    }

    /// One line for people.
    pub(crate) fn say(&self) {
        eprintln!("{:>6} {} ({}{})", self.films, self.why, self.examples.join(", "), self.dots());
    }

    /// Whether the examples are not all.
    pub(crate) fn dots(&self) -> &'static str {
        if self.films > self.examples.len() { ", ..." } else { "" }
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum TableError {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}")]
    Csv { path: PathBuf, source: csv::Error },
    #[error(
        "{path}: its columns are {found}. A table of films has the columns file and label; or file, findings (所見) and \
         final decision (最終判断); or it is NIH's, RSNA's or VinDr's own"
    )]
    Columns { path: PathBuf, found: String },
    #[error("{path}, {file}: unknown {column} `{value}`; known are {known}")]
    Value { path: PathBuf, file: String, column: &'static str, value: String, known: &'static str },
    #[error(
        "{path}: no table of labels (a labels.csv with the columns file and label; NIH's, RSNA's or VinDr's own) and no \
         class folders (normal, abnormal, other)"
    )]
    Nothing { path: PathBuf },
    #[error("{path}: none of the films that the table names is in the folder, {first} for one")]
    NoFilms { path: PathBuf, first: String },
}

/// Reads the table of a folder, no patient in two splits.
pub(crate) fn read(folder: &Path, table: Option<&Path>) -> Result<Table, TableError> {
    let Table { layout, rows, mut left_out } = read_all(folder, table)?;
    let (rows, twice) = resolve(rows, |row| row);
    left_out.extend(twice);
    Ok(Table { layout, rows, left_out })
}

/// Reads the table of a folder as it stands: the one named, or the one found there, or its class folders.
pub(crate) fn read_all(folder: &Path, table: Option<&Path>) -> Result<Table, TableError> {
    let walk = Walk::of(folder);
    let (layout, rows) = match table {
        Some(path) => of_file(path, &walk)?,
        None => found(folder, &walk)?,
    };
    let first = rows.first().map(Row::name).unwrap_or_default();
    let path = table.unwrap_or(folder).to_owned();
    let (rows, missing): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| walk.has(&row.file));
    if rows.is_empty() {
        return Err(TableError::NoFilms { path, first });
    }
    let mut left_out = Vec::new();
    left_out.extend(LeftOut::of("labels without a film", missing.iter().map(Row::name)));
    left_out.extend(LeftOut::of("films without a label", walk.not_in(&rows)));
    Ok(Table { layout, rows, left_out })
}

/// The first table of the folder whose columns are known, `labels.csv` before others.
fn found(folder: &Path, walk: &Walk) -> Result<(Layout, Vec<Row>), TableError> {
    let mut tables = walk.tables();
    // RSNA's finer classes go before its boxes; our own table before any.
    tables.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        (name != "labels.csv", !name.contains("detailed_class_info"), name)
    });
    let mut unknown = None;
    for path in tables {
        match of_file(&path, walk) {
            Err(error @ TableError::Columns { .. }) => {
                unknown.get_or_insert(error);
            }
            read => return read,
        }
    }
    match folders::rows(walk) {
        rows if !rows.is_empty() => Ok((Layout::ClassFolders, rows)),
        _ => Err(unknown.unwrap_or_else(|| TableError::Nothing { path: folder.to_owned() })),
    }
}

/// The layout is told by the columns, never by the file's name.
fn of_file(path: &Path, walk: &Walk) -> Result<(Layout, Vec<Row>), TableError> {
    let columns = Columns::read(path)?;
    let layouts: [Known; 5] = [
        (Layout::Nih, nih::is_it, nih::rows),
        (Layout::Rsna, rsna::is_it, rsna::rows),
        (Layout::Vindr, vindr::is_it, vindr::rows),
        (Layout::Labels, labels::is_it, labels::rows),
        (Layout::Decisions, decisions::is_it, decisions::rows),
    ];
    let known = layouts.into_iter().find(|(_, is_it, _)| is_it(&columns));
    let (layout, _, rows) = known.ok_or_else(|| columns.unknown())?;
    Ok((layout, rows(&columns, walk)?))
}

/// A layout, how its columns are known, and how they are read.
type Known = (Layout, fn(&Columns) -> bool, Reader);

type Reader = fn(&Columns, &Walk) -> Result<Vec<Row>, TableError>;

#[cfg(test)]
mod tests;
