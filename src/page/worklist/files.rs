//! The files of the list: each film's file, and what each DICOMDIR names.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use web_sys::File;

use crate::protocol::FilmId;

/// Files by their film. A file stays on the disk until an engine reads it.
#[derive(Default)]
pub(crate) struct FilmFiles {
    files: RefCell<HashMap<FilmId, File>>,
    /// The paths that each DICOMDIR of the list names.
    directories: RefCell<HashMap<FilmId, Vec<String>>>,
    last_id: Cell<FilmId>,
    /// How often the reader has cancelled: files that were dropped before are not added any more.
    cancellations: Cell<u32>,
}

impl FilmFiles {
    /// A number that no film of this visit has had.
    pub(crate) fn next_id(&self) -> FilmId {
        self.last_id.set(self.last_id.get() + 1);
        self.last_id.get()
    }

    /// Adds a film's file.
    pub(crate) fn insert(&self, film: FilmId, file: File) {
        self.files.borrow_mut().insert(film, file);
    }

    /// A film's file, while the film is in the list.
    pub(crate) fn get(&self, film: FilmId) -> Option<File> {
        self.files.borrow().get(&film).cloned()
    }

    /// Whether the film is in the list and has a file.
    pub(crate) fn contains(&self, film: FilmId) -> bool {
        self.files.borrow().contains_key(&film)
    }

    /// Removes a film's file, and what it names where it is a DICOMDIR.
    pub(crate) fn remove(&self, film: FilmId) {
        self.files.borrow_mut().remove(&film);
        self.directories.borrow_mut().remove(&film);
    }

    /// Removes the files of these films.
    pub(crate) fn remove_all(&self, films: &HashSet<FilmId>) {
        self.files.borrow_mut().retain(|film, _| !films.contains(film));
    }

    /// Removes everything.
    pub(crate) fn clear(&self) {
        self.files.borrow_mut().clear();
        self.directories.take();
    }

    /// Adds the paths that a DICOMDIR names.
    pub(crate) fn insert_directory(&self, directory: FilmId, paths: Vec<String>) {
        self.directories.borrow_mut().insert(directory, paths);
    }

    /// The DICOMDIRs with the paths that they name.
    pub(crate) fn directories(&self) -> HashMap<FilmId, Vec<String>> {
        self.directories.borrow().clone()
    }

    /// Ends the reading of folders that were dropped before now.
    pub(crate) fn cancel(&self) {
        self.cancellations.set(self.cancellations.get() + 1);
    }

    /// How often the reader has cancelled.
    pub(crate) fn cancellations(&self) -> u32 {
        self.cancellations.get()
    }
}
