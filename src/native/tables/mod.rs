//! Label tables: every layout that people keep films in becomes the same rows. Training, evaluation and reproduction
//! all read here.

mod columns;
mod duplicates;
mod folder_index;
mod folders;
mod hospital_export;
mod label_trust;
mod labels;
mod nih;
mod patient_split;
mod row;
mod rsna;
mod vindr;

use crate::labels as words;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::columns::Columns;
pub(crate) use self::row::{Question, Reading, Row, Split};
use folder_index::Walk;
pub(crate) use label_trust::Sure;
pub(crate) use patient_split::apart;

/// Rows of a folder of films, and what was left out of them.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) layout: Layout,
    /// The tables that were read and the columns that decide, for people.
    pub(crate) origin: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) left_out: Vec<Exclusions>,
}

impl Table {
    /// Where labels come from and what was left out, for people.
    pub(crate) fn say(&self) {
        eprintln!("labels: {}", self.origin);
        self.left_out.iter().for_each(Exclusions::say);
    }
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
    /// VinDr-CXR's tables: train.csv, or those in annotations/.
    Vindr,
}

/// Films that take no part, and why: nothing is left out in silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Exclusions {
    pub(crate) why: String,
    pub(crate) films: usize,
    /// The first few.
    pub(crate) examples: Vec<String>,
}

impl Exclusions {
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

/// Reads the table of a folder, each film once and no patient in two splits.
pub(crate) fn read(folder: &Path, table: Option<&Path>) -> Result<Table, TableError> {
    let Table { layout, origin, rows, mut left_out } = read_all(folder, table)?;
    let (rows, twice) = apart(folder, rows);
    left_out.extend(twice);
    Ok(Table { layout, origin, rows, left_out })
}

/// Reads the table of a folder, patients as they stand: the one named, or the one found there, or its class folders.
pub(crate) fn read_all(folder: &Path, table: Option<&Path>) -> Result<Table, TableError> {
    let walk = Walk::of(folder);
    let Labels { layout, origin, rows } = match table {
        Some(path) => of_table(&Columns::read(path)?, &walk)?,
        None => found(folder, &walk)?,
    };
    let first = rows.first().map(Row::name).unwrap_or_default();
    let path = table.unwrap_or(folder).to_owned();
    let (mut rows, missing): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| walk.has(&row.file));
    if rows.is_empty() {
        return Err(TableError::NoFilms { path, first });
    }
    if matches!(layout, Layout::Nih | Layout::Rsna | Layout::Vindr) {
        rows.extend(folders::others(&walk, &rows));
    }
    let mut left_out = Vec::new();
    left_out.extend(Exclusions::of("labels without a film", missing.iter().map(Row::name)));
    left_out.extend(Exclusions::of("films without a label", walk.not_in(&rows)));
    let (rows, repeated) = duplicates::once(rows);
    left_out.extend(repeated);
    Ok(Table { layout, origin, rows, left_out })
}

/// The rows of a table or of class folders, and where they come from.
struct Labels {
    layout: Layout,
    origin: String,
    rows: Vec<Row>,
}

/// The first table of the folder whose columns are known, `labels.csv` before others; of VinDr's all.
fn found(folder: &Path, walk: &Walk) -> Result<Labels, TableError> {
    let mut paths = walk.tables();
    // Our own table goes before any, the folder's before its annotations/, RSNA's finer classes before its boxes.
    paths.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        (name != "labels.csv", path.components().count(), !name.contains("detailed_class_info"), name)
    });
    let mut unknown = None;
    for path in &paths {
        let table = Columns::read(path)?;
        match format(&table) {
            Err(error) => {
                unknown.get_or_insert(error);
            }
            Ok(format) if format.layout == Layout::Vindr => return of_vindr(&paths, walk),
            Ok(_) => return of_table(&table, walk),
        }
    }
    match folders::rows(walk) {
        rows if !rows.is_empty() => {
            Ok(Labels { layout: Layout::ClassFolders, origin: "the names of folders".to_owned(), rows })
        }
        _ => Err(unknown.unwrap_or_else(|| TableError::Nothing { path: folder.to_owned() })),
    }
}

/// VinDr's training and test films have a table each.
fn of_vindr(paths: &[PathBuf], walk: &Walk) -> Result<Labels, TableError> {
    let tables = paths.iter().map(|path| Columns::read(path)).collect::<Result<Vec<_>, _>>()?;
    let tables = vindr::chosen(tables.into_iter().filter(vindr::is_it).collect());
    if let [table] = tables.as_slice() {
        return of_table(table, walk);
    }
    let origins: Vec<_> = tables.iter().map(|table| origin(table, &VINDR, walk)).collect();
    let rows = tables.iter().map(|table| vindr::split_rows(table, walk)).collect::<Result<Vec<_>, _>>()?;
    Ok(Labels { layout: Layout::Vindr, origin: origins.join("; "), rows: rows.concat() })
}

fn of_table(table: &Columns, walk: &Walk) -> Result<Labels, TableError> {
    let format = format(table)?;
    Ok(Labels {
        layout: format.layout,
        origin: origin(table, format, walk),
        rows: (format.rows)(table, walk)?,
    })
}

/// A table and the columns that decide there; a column of findings that does not is named too.
fn origin(table: &Columns, format: &Format, walk: &Walk) -> String {
    let decide = table.named(format.decide).join(" and ");
    let findings = table.named(&[words::FINDINGS]).concat();
    let unused = match format.layout {
        Layout::Labels if !findings.is_empty() => format!("; {findings} is not used"),
        _ => String::new(),
    };
    format!("{}, by {decide}{unused}", walk.name(&table.path))
}

/// The layout is told by the columns, never by the file's name.
fn format(table: &Columns) -> Result<&'static Format, TableError> {
    FORMATS.iter().find(|format| (format.is_it)(table)).ok_or_else(|| table.unknown())
}

/// A layout of one table: how its columns are known, which of them decide, and how they are read.
struct Format {
    layout: Layout,
    is_it: fn(&Columns) -> bool,
    decide: &'static [&'static [&'static str]],
    rows: fn(&Columns, &Walk) -> Result<Vec<Row>, TableError>,
}

static FORMATS: [Format; 5] = [
    Format { layout: Layout::Nih, is_it: nih::is_it, decide: nih::DECIDE, rows: nih::rows },
    Format { layout: Layout::Rsna, is_it: rsna::is_it, decide: rsna::DECIDE, rows: rsna::rows },
    VINDR,
    Format { layout: Layout::Labels, is_it: labels::is_it, decide: labels::DECIDE, rows: labels::rows },
    Format {
        layout: Layout::Decisions,
        is_it: hospital_export::is_it,
        decide: hospital_export::DECIDE,
        rows: hospital_export::rows,
    },
];
const VINDR: Format =
    Format { layout: Layout::Vindr, is_it: vindr::is_it, decide: vindr::DECIDE, rows: vindr::rows };

#[cfg(test)]
mod tests;
