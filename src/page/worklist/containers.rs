//! Files that contain or name others: archives, whose entries take their place in the list, and DICOMDIRs.

use leptos::prelude::*;
use web_sys::File;

use super::film::{Film, FilmState, Stage};
use super::films::Films;
use crate::container::ContainerError;
use crate::film::Limits;
use crate::page::text::language::in_english;
use crate::page::text::messages;
use crate::protocol::FilmId;
use crate::report::{ErrorKind, ErrorReport};

/// What became of an entry of an archive.
pub(crate) enum Unpacked {
    /// It may be a film.
    File(File),
    /// It cannot be a film.
    Skipped,
    /// It could not be unpacked.
    Failed(ErrorReport),
}

impl Films {
    /// A file was an archive: its entries are unpacked one by one, and take its place in the list.
    pub(crate) fn add_archive(&self, archive: FilmId, entries: u32) {
        if self.depth(archive) >= Limits::MAX_DEPTH {
            let error = ContainerError::TooDeep { limit: Limits::MAX_DEPTH };
            return self.fail(archive, error.kind(), &error.to_string());
        }
        self.store.worklist.change(archive, |state| {
            state.stage = Stage::Waiting;
            state.unpacked = Some((0, entries));
        });
        self.unpack_next(archive, 0, entries);
        self.session.film_changed(archive);
    }

    /// Puts what became of an entry into the list, and queues the next entry.
    pub(crate) fn add_entry(&self, archive: FilmId, entry: u32, name: &str, unpacked: Unpacked) {
        let Some(film) = self.store.worklist.film(archive) else { return };
        let entries = film.state.with_untracked(|state| state.unpacked).map_or(0, |(_, entries)| entries);
        self.store.worklist.change(archive, |state| state.unpacked = Some((entry + 1, entries)));
        let name = format!("{}/{name}", film.name);
        match unpacked {
            Unpacked::File(file) => self.insert_before(archive, name, Some(file), None),
            Unpacked::Failed(error) => self.insert_before(archive, name, None, Some(error)),
            Unpacked::Skipped => {}
        }
        self.unpack_next(archive, entry + 1, entries);
        self.session.film_changed(archive);
    }

    /// Queues an entry. After the last, the archive's own row is removed, unless nothing came out of it.
    fn unpack_next(&self, archive: FilmId, entry: u32, entries: u32) {
        let gave_films = |film: Film| film.state.with_untracked(|state| state.gave_films);
        if entry < entries {
            self.jobs.queue().unpack(archive, entry, entries);
        } else if self.store.worklist.film(archive).is_some_and(gave_films) {
            self.remove(archive);
        } else {
            self.fail(archive, ErrorKind::NoFilms, &in_english(messages::no_films));
        }
    }

    /// A file was a DICOMDIR. Where all files that it names are in the list, its row is removed.
    pub(crate) fn add_directory(&self, directory: FilmId, paths: Vec<String>) {
        self.files.insert_directory(directory, paths);
        self.check_directories();
    }

    /// Inserts an entry of an archive before the archive's own row: a file, or why it could not be unpacked.
    fn insert_before(&self, archive: FilmId, name: String, file: Option<File>, error: Option<ErrorReport>) {
        let id = self.files.next_id();
        let stage = if error.is_some() { Stage::Failed } else { Stage::Waiting };
        let depth = self.depth(archive) + 1;
        let state = ArcRwSignal::new(FilmState { stage, error, depth, ..FilmState::default() });
        let bytes = file.as_ref().map_or(0.0, |file| file.size());
        let film = Film { id, name: name.into(), bytes, state };
        if let Some(file) = file {
            self.files.insert(id, file);
            self.jobs.queue().add(id);
        }
        self.store.worklist.change(archive, |state| state.gave_films = true);
        self.store.worklist.films.update(|films| {
            let at = films.iter().position(|film| film.id == archive).unwrap_or(films.len());
            films.insert(at, film);
        });
        if self.store.worklist.chosen.get_untracked() == Some(archive) {
            self.choose(id);
        }
    }

    /// How many archives contain a file.
    fn depth(&self, id: FilmId) -> u32 {
        self.store.worklist.film(id).map_or(0, |film| film.state.with_untracked(|state| state.depth))
    }

    /// Removes the rows of DICOMDIRs whose files are all in the list, and shows in the others' rows how many are missing.
    pub(super) fn check_directories(&self) {
        let directories = self.files.directories();
        if directories.is_empty() {
            return;
        }
        let names: Vec<String> = self
            .store
            .worklist
            .films
            .with_untracked(|films| films.iter().map(|film| film.name.to_ascii_lowercase()).collect());
        let mut complete = Vec::new();
        for (directory, paths) in directories {
            let Some(film) = self.store.worklist.film(directory) else { continue };
            match missing(&film.name, &paths, &names) {
                0 => complete.push(directory),
                missing => {
                    let message = in_english(|| messages::incomplete(missing, paths.len()));
                    self.fail(directory, ErrorKind::IncompleteDirectory, &message);
                }
            }
        }
        for directory in complete {
            self.remove(directory);
        }
    }
}

/// How many of the paths that the DICOMDIR `directory` names are not among the lower-case `names`.
fn missing(directory: &str, paths: &[String], names: &[String]) -> usize {
    let folder = directory.rfind('/').map_or("", |end| &directory[..=end]).to_ascii_lowercase();
    let is_there = |path: &&String| {
        let path = format!("{folder}{}", path.to_ascii_lowercase());
        // Media made for PCs have files with an extension that the DICOMDIR does not name.
        names.iter().any(|name| *name == path || name.strip_prefix(&path).is_some_and(|rest| rest == ".dcm"))
    };
    paths.len() - paths.iter().filter(is_there).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_dicomdir_are_found_beside_it_in_any_case_and_with_an_extension() {
        let names = ["cd/dicomdir", "cd/dicom/im1", "cd/dicom/im2.dcm", "dicom/im3"].map(str::to_owned);
        let paths = ["DICOM/IM1", "DICOM/IM2", "DICOM/IM3"].map(str::to_owned);
        assert_eq!(missing("CD/DICOMDIR", &paths, &names), 1, "the third lies in another folder");
        assert_eq!(missing("DICOMDIR", &paths, &names), 2);
    }
}
