//! Reads the films of a folder with their rows, preprocessed like every film.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::{ParallelProgressIterator, ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::film;
use crate::film::{Film, Header, Limits};
use crate::input;
use crate::input::{PaperInput, ReleaseInput};
use crate::models::Diagnosis;
use crate::native::tables;
use crate::native::tables::{ExclusionReason, Exclusions, LabelTrust, Row, Split, TableError};

/// Why the films of a folder cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("{folder}: none of the {films} films can be read; the first error is: {first}")]
    NoneReadable { folder: PathBuf, films: usize, first: String },
}

/// A film as the paper's models take it, with its row.
#[derive(Debug, Clone)]
pub(crate) struct PaperFilm {
    /// Shared: a film may take part in several trainings.
    pub(crate) input: Arc<PaperInput>,
    pub(crate) row: Row,
    pub(crate) header: Header,
}

/// A film as the release models take it, with its row.
pub(crate) struct ReleaseFilm {
    pub(crate) row: Row,
    pub(crate) input: ReleaseInput,
    /// Where it is certain ([`LabelTrust`]).
    pub(crate) diagnosis: Option<Diagnosis>,
}

/// Loads the films of a split for the paper's models.
///
/// # Errors
/// [`LoadError`] where the table cannot be used or no film can be read.
pub(crate) fn load_paper_films(folder: &Path, split: Split) -> Result<Vec<PaperFilm>, LoadError> {
    let table = tables::read(folder, None)?;
    table.report();
    let rows = table.rows.into_iter().filter(|row| row.split() == split).collect();
    Ok(Exclusions::reported(read_paper_films(folder, rows, "reading films")?))
}

/// Loads the films of a split for the release models, chest films and others.
///
/// # Errors
/// [`LoadError`] where the table cannot be used or no film can be read.
pub(crate) fn load_release_films(folder: &Path, split: Split) -> Result<Vec<ReleaseFilm>, LoadError> {
    let table = tables::read(folder, None)?;
    table.report();
    let trust = LabelTrust::from_rows(&table.rows);
    let rows = table.rows.into_iter().filter(|row| row.split() == split);
    let rows = rows.map(|row| (row.file.clone(), row)).collect();
    let films = read_films(folder, rows, "reading films", |film, row| {
        let diagnosis = trust.certain_diagnosis(&row).filter(|_| row.is_chest_radiograph());
        ReleaseFilm { input: input::prepare_release(&film), diagnosis, row }
    })?;
    Ok(Exclusions::reported(films))
}

/// Reads the films of these rows in parallel, in the rows' order. Films that cannot be read are excluded and counted.
///
/// # Errors
/// [`LoadError::NoneReadable`].
pub(crate) fn read_paper_films(
    folder: &Path,
    rows: Vec<Row>,
    message: &str,
) -> Result<(Vec<PaperFilm>, Option<Exclusions>), LoadError> {
    let rows = rows.into_iter().map(|row| (row.file.clone(), row)).collect();
    read_films(folder, rows, message, |film, row| {
        let input = Arc::new(input::prepare_paper(&film));
        PaperFilm { input, row, header: film.header }
    })
}

/// The same, with what `make` makes of a film and of the data that stand beside its file.
///
/// # Errors
/// [`LoadError::NoneReadable`].
pub(crate) fn read_films<K: Send, T: Send>(
    folder: &Path,
    files: Vec<(PathBuf, K)>,
    message: &str,
    make: impl Fn(Film, K) -> T + Sync,
) -> Result<(Vec<T>, Option<Exclusions>), LoadError> {
    let style = ProgressStyle::with_template("{msg:28} {bar:30} {pos}/{len} films, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(files.len() as u64).with_style(style).with_message(message.to_owned());
    let read = files
        .into_par_iter()
        .progress_with(bar)
        .map(|(file, known)| {
            let with_name = |message: String| format!("{}: {message}", file.display());
            let bytes = fs::read(folder.join(&file)).map_err(|error| with_name(error.to_string()))?;
            let film = film::open(bytes, &Limits::default()).map_err(|error| with_name(error.to_string()))?;
            Ok(make(film, known))
        })
        .collect::<Vec<Result<_, String>>>();
    let mut films = Vec::with_capacity(read.len());
    let mut unreadable = Vec::new();
    for film in read {
        match film {
            Ok(film) => films.push(film),
            Err(message) => unreadable.push(message),
        }
    }
    match unreadable.first() {
        Some(first) if films.is_empty() => {
            let (folder, first) = (folder.to_owned(), first.clone());
            Err(LoadError::NoneReadable { folder, films: unreadable.len(), first })
        }
        _ => Ok((films, Exclusions::new(ExclusionReason::Unreadable, unreadable))),
    }
}
