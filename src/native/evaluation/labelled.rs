//! Labelled films read from a folder, preprocessed as every film is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::{ParallelProgressIterator, ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::film;
use crate::film::{Film, Header, Limits};
use crate::input;
use crate::input::PaperInput;
use crate::models::Label;
use crate::native::tables::{Exclusions, Row};

/// A preprocessed film with its row and label.
#[derive(Debug, Clone)]
pub(crate) struct Labelled {
    /// Shared: a film may take part in several trainings.
    pub(crate) input: Arc<PaperInput>,
    pub(crate) label: Label,
    pub(crate) row: Row,
    pub(crate) header: Header,
}

/// No film of a folder could be read.
#[derive(Debug, thiserror::Error)]
#[error("{folder}: none of the {films} films can be read; the first error is: {first}")]
pub(crate) struct NoneReadable {
    folder: PathBuf,
    films: usize,
    first: String,
}

/// Reads and preprocesses films in parallel, in the rows' order. What cannot be read is left out and counted.
pub(crate) fn load(
    folder: &Path,
    rows: Vec<(Row, Label)>,
    what: &str,
) -> Result<(Vec<Labelled>, Option<Exclusions>), NoneReadable> {
    let rows = rows.into_iter().map(|(row, label)| (row.file.clone(), (row, label))).collect();
    read(folder, rows, what, |film, (row, label)| {
        let input = Arc::new(input::prepare_paper(&film));
        Labelled { input, label, row, header: film.header }
    })
}

/// The same with whatever `make` makes of a film and what is known of it.
pub(crate) fn read<K: Send, T: Send>(
    folder: &Path,
    files: Vec<(PathBuf, K)>,
    what: &str,
    make: impl Fn(Film, K) -> T + Sync,
) -> Result<(Vec<T>, Option<Exclusions>), NoneReadable> {
    let style = ProgressStyle::with_template("{msg:28} {bar:30} {pos}/{len} films, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(files.len() as u64).with_style(style).with_message(what.to_owned());
    let read = files
        .into_par_iter()
        .progress_with(bar)
        .map(|(file, known)| {
            let of = |message: String| format!("{}: {message}", file.display());
            let bytes = fs::read(folder.join(&file)).map_err(|error| of(error.to_string()))?;
            let film = film::open(bytes, &Limits::default()).map_err(|error| of(error.to_string()))?;
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
            Err(NoneReadable { folder, films: unreadable.len(), first })
        }
        _ => Ok((films, Exclusions::of("films that cannot be read", unreadable))),
    }
}
