//! The files of a folder of films, found by path or by name.

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use super::row::Row;
use crate::native::load::paths::files;

/// Extensions of files that lie among films but are not films.
const NOT_FILMS: [&str; 9] = ["csv", "txt", "md", "json", "pdf", "html", "xlsx", "yml", "zip"];

/// The films of a folder, found by path or by name.
pub(super) struct FolderIndex {
    folder: PathBuf,
    /// Relative to the folder, in order.
    films: Vec<PathBuf>,
    known: HashSet<PathBuf>,
    /// By name and by name without ending; none where two files share it.
    by_name: HashMap<String, Option<usize>>,
}

impl FolderIndex {
    pub(super) fn new(folder: &Path) -> Self {
        let relative = |path: PathBuf| path.strip_prefix(folder).map(Path::to_owned).ok();
        let mut films = files(&[folder.to_owned()]).into_iter().filter_map(relative).collect::<Vec<_>>();
        films.retain(|file| !extension(file).is_some_and(|end| NOT_FILMS.contains(&end.as_str())));
        let mut by_name: HashMap<String, Option<usize>> = HashMap::new();
        for (i, film) in films.iter().enumerate() {
            let names: HashSet<_> = [film.file_name(), film.file_stem()].into_iter().flatten().collect();
            for name in names {
                let name = name.to_string_lossy().into_owned();
                by_name.entry(name).and_modify(|first| *first = None).or_insert(Some(i));
            }
        }
        Self { folder: folder.to_owned(), known: films.iter().cloned().collect(), films, by_name }
    }

    /// Path of the film that a table names by path or by file name; the table's name where there is no such film.
    pub(super) fn find(&self, name: &str) -> PathBuf {
        // `./a.dcm` and `a.dcm` are the same film.
        let path = Path::new(name).strip_prefix(&self.folder).unwrap_or(Path::new(name));
        let path = &path.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
        let by_name = || self.by_name.get(name).copied().flatten().and_then(|i| self.films.get(i)).cloned();
        if self.known.contains(path) { path.to_owned() } else { by_name().unwrap_or_else(|| path.to_owned()) }
    }

    pub(super) fn contains(&self, file: &Path) -> bool {
        // A table may name a film outside the folder, or one that the index skips.
        self.known.contains(file) || self.folder.join(file).is_file()
    }

    pub(super) fn films(&self) -> &[PathBuf] {
        &self.films
    }

    /// Names of the films without a row.
    pub(super) fn names_without_row(&self, rows: &[Row]) -> Vec<String> {
        let named: HashSet<&Path> = rows.iter().map(|row| row.file.as_path()).collect();
        let films = self.films.iter().filter(|film| !named.contains(film.as_path()));
        films.map(|film| film.display().to_string()).collect()
    }

    /// The tables in the folder itself and in its `annotations/`, where PhysioNet keeps them.
    pub(super) fn tables(&self) -> Vec<PathBuf> {
        let folders = [self.folder.clone(), self.folder.join("annotations")];
        let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| extension(path).as_deref() == Some("csv")).collect()
    }

    /// Name of a table, relative to the folder.
    pub(super) fn table_name(&self, table: &Path) -> String {
        table.strip_prefix(&self.folder).unwrap_or(table).display().to_string()
    }

    /// Lines of a text file of the folder; none where there is no such file.
    pub(super) fn lines(&self, name: &str) -> HashSet<String> {
        let text = std::fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }
}

fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_string_lossy().to_lowercase())
}
