//! Files that hold or name others: archives, whose entries take their place in the list, and DICOMDIRs.

use std::rc::Rc;

use leptos::prelude::*;
use web_sys::File;

use crate::container::ContainerError;
use crate::film::Limits;
use crate::page::controller::Controller;
use crate::page::engine::slot::SlotId;
use crate::page::text::language::in_english;
use crate::page::text::messages;
use crate::page::worklist::film::{Film, FilmState, Stage};
use crate::protocol::FilmId;
use crate::report::{ErrorKind, ErrorReport};

/// What became of an entry of an archive.
pub(crate) enum Unpacked {
    /// It may be a film.
    Film(File),
    /// It can be none.
    PassedOver,
    /// It could not be taken out.
    Failed(ErrorReport),
}

impl Controller {
    /// A file was an archive: its entries come one by one, and take its place in the list.
    pub(crate) fn is_archive(self: &Rc<Self>, place: SlotId, archive: FilmId, entries: u32) {
        let Some(_job) = self.finish(place, archive) else { return };
        if self.depth(archive) >= Limits::MAX_DEPTH {
            let error = ContainerError::TooDeep { limit: Limits::MAX_DEPTH };
            self.fail(archive, error.kind(), &error.to_string());
            return self.work();
        }
        self.store.worklist.change(archive, |state| {
            state.stage = Stage::Waiting;
            state.unpacked = Some((0, entries));
        });
        self.unpack_next(archive, 0, entries);
        self.note(archive);
        self.work();
    }

    /// An entry of an archive was taken out, or passed over where it can be no film, or could not be.
    pub(crate) fn unpacked(self: &Rc<Self>, archive: FilmId, entry: u32, name: &str, found: Unpacked) {
        let Some(_job) = self.finish(SlotId::First, archive) else { return };
        self.entry_done(archive, entry, name, found);
        self.work();
    }

    /// Puts what became of an entry into the list, and the next entry in line.
    pub(crate) fn entry_done(self: &Rc<Self>, archive: FilmId, entry: u32, name: &str, found: Unpacked) {
        let Some(film) = self.store.worklist.film(archive) else { return };
        let entries = film.state.with_untracked(|state| state.unpacked).map_or(0, |(_, entries)| entries);
        self.store.worklist.change(archive, |state| state.unpacked = Some((entry + 1, entries)));
        let name = format!("{}/{name}", film.name);
        match found {
            Unpacked::Film(file) => self.add_from(archive, name, Some(file), None),
            Unpacked::Failed(error) => self.add_from(archive, name, None, Some(error)),
            Unpacked::PassedOver => {}
        }
        self.unpack_next(archive, entry + 1, entries);
        self.note(archive);
    }

    /// Puts an entry in line. Behind the last, the archive's own row is needed no more, unless nothing came out of it.
    fn unpack_next(self: &Rc<Self>, archive: FilmId, entry: u32, entries: u32) {
        if entry < entries {
            self.queue.borrow_mut().unpack(archive, entry, entries);
        } else if self
            .store
            .worklist
            .film(archive)
            .is_some_and(|film| film.state.with_untracked(|s| s.gave_films))
        {
            self.remove(archive);
        } else {
            self.fail(archive, ErrorKind::NoFilms, &in_english(messages::no_films));
        }
    }

    /// A file was a DICOMDIR. Where all that it names is in the list, its row is needed no more.
    pub(crate) fn is_directory(self: &Rc<Self>, place: SlotId, directory: FilmId, files: Vec<String>) {
        let Some(_job) = self.finish(place, directory) else { return };
        self.directories.borrow_mut().insert(directory, files);
        self.check_directories();
        self.work();
    }

    /// Puts what came out of an archive before the archive's own row: a file, or why it could not be taken out.
    fn add_from(
        self: &Rc<Self>,
        archive: FilmId,
        name: String,
        file: Option<File>,
        error: Option<ErrorReport>,
    ) {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        let stage = if error.is_some() { Stage::Failed } else { Stage::Waiting };
        let depth = self.depth(archive) + 1;
        let state = ArcRwSignal::new(FilmState { stage, error, depth, ..FilmState::default() });
        let film =
            Film { id, name: name.into(), bytes: file.as_ref().map_or(0.0, |file| file.size()), state };
        if let Some(file) = file {
            self.files.borrow_mut().insert(id, file);
            self.queue.borrow_mut().add(id);
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

    /// How many archives a file lies in.
    fn depth(&self, id: FilmId) -> u32 {
        self.store.worklist.film(id).map_or(0, |film| film.state.with_untracked(|state| state.depth))
    }

    /// Takes the rows of DICOMDIRs off the list whose files are all there, and says of the others what is missing.
    pub(crate) fn check_directories(self: &Rc<Self>) {
        if self.directories.borrow().is_empty() {
            return;
        }
        let names: Vec<String> = self
            .store
            .worklist
            .films
            .with_untracked(|films| films.iter().map(|film| film.name.to_ascii_lowercase()).collect());
        let mut complete = Vec::new();
        for (&directory, files) in self.directories.borrow().iter() {
            let Some(film) = self.store.worklist.film(directory) else { continue };
            let folder = film.name.rfind('/').map_or("", |end| &film.name[..=end]).to_ascii_lowercase();
            let is_there = |file: &&String| {
                let name = format!("{folder}{}", file.to_ascii_lowercase());
                names
                    .iter()
                    .any(|other| *other == name || other.strip_prefix(&name).is_some_and(|e| e == ".dcm"))
            };
            match files.len() - files.iter().filter(is_there).count() {
                0 => complete.push(directory),
                missing => {
                    let words = in_english(|| messages::incomplete(missing, files.len()));
                    self.fail(directory, ErrorKind::IncompleteDirectory, &words);
                }
            }
        }
        for directory in complete {
            self.remove(directory);
        }
    }
}
