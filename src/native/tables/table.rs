//! Finds the table of a folder of films, and reads it in whatever layout it has.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::columns::Columns;
use super::error::TableError;
use super::exclusions::{ExclusionReason, Exclusions};
use super::folder_index::FolderIndex;
use super::patient_split::split_by_patient;
use super::row::Row;
use super::{class_folders, duplicates, hospital_export, labels_csv, nih, rsna, vindr};
use crate::labels;

/// Rows of a folder of films, and the films excluded.
#[derive(Debug)]
pub(crate) struct LabelTable {
    pub(crate) layout: TableLayout,
    /// The tables that were read and the columns that decide, as text.
    pub(crate) origin: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) exclusions: Vec<Exclusions>,
}

impl LabelTable {
    /// Prints where labels come from and which films are excluded to the standard error.
    pub(crate) fn report(&self) {
        eprintln!("labels: {}", self.origin);
        self.exclusions.iter().for_each(Exclusions::report);
    }
}

/// How a folder keeps its labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TableLayout {
    /// Columns file and label.
    Labels,
    /// Columns file, findings and final decision.
    Decisions,
    /// A folder for each class.
    ClassFolders,
    /// Data_Entry_2017.csv.
    Nih,
    /// stage_2_detailed_class_info.csv or stage_2_train_labels.csv.
    Rsna,
    /// VinDr-CXR's tables: train.csv, or those in annotations/.
    Vindr,
}

/// Reads the table of a folder: each film once, and no patient in two splits. `table` overrides the one in the folder.
///
/// # Errors
/// [`TableError`] where there is no table, or one with unknown columns or values, or where none of its films is in the
/// folder.
pub(crate) fn read(folder: &Path, table: Option<&Path>) -> Result<LabelTable, TableError> {
    let LabelTable { layout, origin, rows, mut exclusions } = read_all(folder, table)?;
    let (rows, in_other_split) = split_by_patient(folder, rows);
    exclusions.extend(in_other_split);
    Ok(LabelTable { layout, origin, rows, exclusions })
}

/// The same, but a patient may be in two splits.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_all(folder: &Path, table: Option<&Path>) -> Result<LabelTable, TableError> {
    let index = FolderIndex::new(folder);
    let LabelRows { layout, origin, rows } = match table {
        Some(path) => table_rows(&Columns::read(path)?, &index)?,
        None => find(folder, &index)?,
    };
    let first = rows.first().map(Row::name).unwrap_or_default();
    let path = table.unwrap_or(folder).to_owned();
    let (mut rows, missing): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| index.contains(&row.file));
    if rows.is_empty() {
        return Err(TableError::NoFilms { path, first });
    }
    if matches!(layout, TableLayout::Nih | TableLayout::Rsna | TableLayout::Vindr) {
        rows.extend(class_folders::unnamed_others(&index, &rows));
    }
    let mut exclusions = Vec::new();
    exclusions.extend(Exclusions::new(ExclusionReason::NoFilm, missing.iter().map(Row::name)));
    exclusions.extend(Exclusions::new(ExclusionReason::NoLabel, index.names_without_row(&rows)));
    let (rows, repeated) = duplicates::merge_duplicates(rows);
    exclusions.extend(repeated);
    Ok(LabelTable { layout, origin, rows, exclusions })
}

/// The rows of a table or of class folders, and where they come from.
struct LabelRows {
    layout: TableLayout,
    origin: String,
    rows: Vec<Row>,
}

/// The first table of the folder whose columns are known, `labels.csv` first; for VinDr-CXR all of its tables.
fn find(folder: &Path, index: &FolderIndex) -> Result<LabelRows, TableError> {
    let mut paths = index.tables();
    // labels.csv first, then tables of the folder before those of annotations/, RSNA's classes before its boxes.
    paths.sort_by_key(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        (name != "labels.csv", path.components().count(), !name.contains("detailed_class_info"), name)
    });
    let mut unknown = None;
    for path in &paths {
        let table = Columns::read(path)?;
        match recognise(&table) {
            Err(error) => {
                unknown.get_or_insert(error);
            }
            Ok(format) if format.layout == TableLayout::Vindr => return vindr_rows(&paths, index),
            Ok(_) => return table_rows(&table, index),
        }
    }
    match class_folders::rows(index) {
        rows if !rows.is_empty() => Ok(LabelRows {
            layout: TableLayout::ClassFolders,
            origin: "the names of folders".to_owned(),
            rows,
        }),
        _ => Err(unknown.unwrap_or_else(|| TableError::Nothing { path: folder.to_owned() })),
    }
}

/// VinDr-CXR has one table of training films and one of test films.
fn vindr_rows(paths: &[PathBuf], index: &FolderIndex) -> Result<LabelRows, TableError> {
    let tables = paths.iter().map(|path| Columns::read(path)).collect::<Result<Vec<_>, _>>()?;
    let tables = vindr::select_tables(tables.into_iter().filter(vindr::matches).collect());
    if let [table] = tables.as_slice() {
        return table_rows(table, index);
    }
    let origins: Vec<_> = tables.iter().map(|table| origin(table, &VINDR, index)).collect();
    let rows = tables.iter().map(|table| vindr::split_rows(table, index)).collect::<Result<Vec<_>, _>>()?;
    Ok(LabelRows { layout: TableLayout::Vindr, origin: origins.join("; "), rows: rows.concat() })
}

fn table_rows(table: &Columns, index: &FolderIndex) -> Result<LabelRows, TableError> {
    let format = recognise(table)?;
    Ok(LabelRows {
        layout: format.layout,
        origin: origin(table, format, index),
        rows: (format.rows)(table, index)?,
    })
}

/// Name of a table and the columns that decide its labels; a column of findings that does not decide is named too.
fn origin(table: &Columns, format: &TableFormat, index: &FolderIndex) -> String {
    let decide = table.headers_of(format.deciding).join(" and ");
    let findings = table.headers_of(&[labels::FINDINGS]).concat();
    let unused = match format.layout {
        TableLayout::Labels if !findings.is_empty() => format!("; {findings} is not used"),
        _ => String::new(),
    };
    format!("{}, by {decide}{unused}", index.table_name(&table.path))
}

/// The columns determine the layout, never the file's name.
fn recognise(table: &Columns) -> Result<&'static TableFormat, TableError> {
    FORMATS.iter().find(|format| (format.matches)(table)).ok_or_else(|| table.unknown())
}

/// A layout of one table: how to recognise it, which columns decide, and how to read its rows.
struct TableFormat {
    layout: TableLayout,
    matches: fn(&Columns) -> bool,
    deciding: &'static [&'static [&'static str]],
    rows: fn(&Columns, &FolderIndex) -> Result<Vec<Row>, TableError>,
}

static FORMATS: [TableFormat; 5] = [
    TableFormat { layout: TableLayout::Nih, matches: nih::matches, deciding: nih::DECIDING, rows: nih::rows },
    TableFormat {
        layout: TableLayout::Rsna,
        matches: rsna::matches,
        deciding: rsna::DECIDING,
        rows: rsna::rows,
    },
    VINDR,
    TableFormat {
        layout: TableLayout::Labels,
        matches: labels_csv::matches,
        deciding: labels_csv::DECIDING,
        rows: labels_csv::rows,
    },
    TableFormat {
        layout: TableLayout::Decisions,
        matches: hospital_export::matches,
        deciding: hospital_export::DECIDING,
        rows: hospital_export::rows,
    },
];
const VINDR: TableFormat = TableFormat {
    layout: TableLayout::Vindr,
    matches: vindr::matches,
    deciding: vindr::DECIDING,
    rows: vindr::rows,
};
