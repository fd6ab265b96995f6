//! The list kept from one visit to the next, where the reader wishes it: files, order, scores and errors, in this
//! browser's own database (IndexedDB), and nowhere else.
//!
//! A second after a change the list is compared with what is kept, and the difference is written, part by part; each part
//! is one transaction, so that what is kept is a list at any moment. A film is scored again where it was scored with other
//! weights than those at hand.

mod diff;
mod lock;
mod record;
mod store;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use idb::Error;
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::diff::Part;
use self::lock::{Claim, Lock};
use self::record::{KeptFilm, Weights};
use self::store::{NewRecord, SessionStore, StoredFilm};
use super::files::FilmFiles;
use super::film::{Film, Stage};
use super::state::{SessionKeeping, WorklistStore};
use crate::card::Card;
use crate::page::engine::jobs::Jobs;
use crate::page::engine::state::EngineStore;
use crate::page::report::cards;
use crate::page::report::state::ReportStore;
use crate::page::shell::settings;
use crate::page::text::language::LocalizedText;
use crate::page::text::messages;
use crate::protocol::FilmId;

/// From a change to its writing: many changes are written together.
const WRITE_DELAY: Duration = Duration::from_secs(1);

/// Keeps the list.
pub(crate) struct Session {
    worklist: WorklistStore,
    report: ReportStore,
    engines: EngineStore,
    jobs: Rc<Jobs>,
    files: Rc<FilmFiles>,
    database: RefCell<Option<Rc<SessionStore>>>,
    lock: RefCell<Lock>,
    /// Keys of the films that are kept.
    kept: RefCell<HashMap<FilmId, u32>>,
    last_key: Cell<u32>,
    /// Films that have changed since they were written.
    changed: RefCell<HashSet<FilmId>>,
    is_due: Cell<bool>,
    is_writing: Cell<bool>,
}

impl Session {
    /// Nothing is kept yet.
    pub(crate) fn new(
        worklist: WorklistStore,
        report: ReportStore,
        engines: EngineStore,
        jobs: Rc<Jobs>,
        files: Rc<FilmFiles>,
    ) -> Self {
        Self {
            worklist,
            report,
            engines,
            jobs,
            files,
            database: RefCell::default(),
            lock: RefCell::default(),
            kept: RefCell::default(),
            last_key: Cell::new(0),
            changed: RefCell::default(),
            is_due: Cell::new(false),
            is_writing: Cell::new(false),
        }
    }

    /// Writes a film soon, for it has changed.
    pub(crate) fn film_changed(self: &Rc<Self>, film: FilmId) {
        if self.database.borrow().is_some() {
            self.changed.borrow_mut().insert(film);
            self.write_soon();
        }
    }

    /// Writes the list soon, for films were added or removed.
    pub(crate) fn list_changed(self: &Rc<Self>) {
        if self.database.borrow().is_some() {
            self.write_soon();
        }
    }

    fn write_soon(self: &Rc<Self>) {
        if self.is_due.replace(true) {
            return;
        }
        let session = self.clone();
        set_timeout(move || spawn_local(async move { session.write_changes().await }), WRITE_DELAY);
    }

    /// Keeps the list from now on.
    pub(crate) async fn begin(self: &Rc<Self>) {
        if self.open().await && self.start_empty().await.is_err() {
            self.stop();
        }
        self.list_changed();
    }

    async fn start_empty(&self) -> Result<(), Error> {
        let database = self.database.borrow().clone();
        let Some(database) = database else { return Ok(()) };
        self.kept.take();
        database.clear().await
    }

    /// Puts the list of the last visit before the films that were added since the page was opened, where it was kept; gives
    /// its films.
    pub(crate) async fn recall(&self) -> Option<Vec<FilmId>> {
        if !settings::wants_session() || !self.open().await {
            return None;
        }
        if self.engines.wants_paper.get_untracked() && self.report.paper_card.with_untracked(Option::is_none)
        {
            self.report.paper_card.set(Some(cards::fetch("weights/paper/").await));
        }
        let database = self.database.borrow().clone()?;
        match database.read().await {
            Ok(stored) => Some(self.restore(stored)),
            Err(error) => {
                web_sys::console::warn_1(&error.to_string().into());
                self.stop();
                None
            }
        }
    }

    /// Opens the database, where no other window has it; gives whether it did.
    async fn open(&self) -> bool {
        if self.database.borrow().is_some() {
            return true;
        }
        match lock::claim().await {
            Claim::Refused => {
                self.worklist.keeping.set(SessionKeeping::Elsewhere);
                return false;
            }
            Claim::Granted(lock) => drop(self.lock.replace(lock)),
        }
        match SessionStore::open().await {
            Ok(database) => {
                self.database.replace(Some(Rc::new(database)));
                self.worklist.keeping.set(SessionKeeping::On(0));
                true
            }
            Err(error) => {
                web_sys::console::warn_1(&error.to_string().into());
                self.stop();
                false
            }
        }
    }

    /// Erases what is kept, and keeps no more.
    pub(crate) async fn erase(&self) {
        if let Some(database) = self.database.take() {
            database.close();
        }
        self.kept.take();
        self.changed.take();
        if let Err(error) = SessionStore::delete().await {
            web_sys::console::warn_1(&error.to_string().into());
        }
        self.lock.take().release();
        self.worklist.keeping.set(SessionKeeping::Off);
    }

    /// Keeps no more, for the browser stores no more: nothing else is lost by it.
    fn stop(&self) {
        self.database.take();
        self.worklist.keeping.set(SessionKeeping::Full(self.kept.borrow().len()));
        self.engines.trouble.set(Some(LocalizedText::of(messages::session_full)));
    }

    /// Writes what has changed, part by part.
    async fn write_changes(self: &Rc<Self>) {
        self.is_due.set(false);
        if self.is_writing.replace(true) {
            return self.write_soon();
        }
        loop {
            let database = self.database.borrow().clone();
            let Some(database) = database else { break };
            let part = self.next_part();
            if part.is_empty() {
                break;
            }
            let written = self.write(&database, &part).await;
            if self.database.borrow().is_none() {
                self.kept.take(); // switched off meanwhile
                break;
            }
            if let Err(error) = written {
                web_sys::console::warn_1(&error.to_string().into());
                self.stop();
                break;
            }
            self.worklist.keeping.set(SessionKeeping::On(self.kept.borrow().len()));
        }
        self.is_writing.set(false);
    }

    fn next_part(&self) -> Part {
        let listed = self.worklist.films.with_untracked(|films| {
            let is_archive = |film: &Film| film.state.with_untracked(|state| state.unpacked.is_some());
            films.iter().map(|film| (film.id, is_archive(film))).collect::<Vec<_>>()
        });
        let ids: HashSet<FilmId> = listed.iter().map(|&(film, _)| film).collect();
        let mut changed = self.changed.borrow_mut();
        changed.retain(|film| ids.contains(film));
        Part::next(&listed, self.kept.borrow().keys().copied(), &changed)
    }

    async fn write(&self, database: &SessionStore, part: &Part) -> Result<(), Error> {
        let mut kept = self.kept.borrow().clone();
        let removed = part.removed.iter().filter_map(|film| kept.remove(film)).collect();
        let mut records = Vec::with_capacity(part.films.len());
        for &id in &part.films {
            let Some(film) = self.worklist.film(id) else { continue };
            self.changed.borrow_mut().remove(&id);
            let is_new = !kept.contains_key(&id);
            let key = *kept.entry(id).or_insert_with(|| self.next_key());
            let file = if is_new { self.files.get(id) } else { None };
            let record = film.state.with_untracked(|state| KeptFilm::new(&film.name, state, self.weights()));
            records.push(NewRecord { key, file, film: record });
        }
        let order = self.worklist.films.with_untracked(|films| {
            films.iter().filter_map(|film| kept.get(&film.id).copied()).collect::<Vec<_>>()
        });
        database.write(records, removed, order).await?;
        self.kept.replace(kept);
        Ok(())
    }

    fn next_key(&self) -> u32 {
        self.last_key.set(self.last_key.get() + 1);
        self.last_key.get()
    }

    /// Puts the kept films before the others; those without scores are queued.
    fn restore(&self, stored: Vec<StoredFilm>) -> Vec<FilmId> {
        let at_hand = self.weights();
        let mut films = Vec::with_capacity(stored.len());
        for (key, file, record) in stored {
            self.last_key.update(|last| last.max(key));
            // A record of another version of the page that this one does not understand stays in the database.
            let Ok(record) = serde_wasm_bindgen::from_value::<KeptFilm>(record) else { continue };
            let id = self.files.next_id();
            self.kept.borrow_mut().insert(id, key);
            let name = Arc::<str>::from(record.name.as_str());
            let (bytes, has_file) = (file.as_ref().map_or(0.0, |file| file.size()), file.is_some());
            if let Some(file) = file {
                self.files.insert(id, file);
            }
            let state = record.restore(&at_hand);
            if has_file && state.stage == Stage::Waiting {
                match state.unpacked {
                    Some((done, entries)) => self.jobs.queue().unpack(id, done, entries),
                    None => self.jobs.queue().add(id),
                }
            }
            films.push(Film { id, name, bytes, state: ArcRwSignal::new(state) });
        }
        let ids = films.iter().map(|film| film.id).collect();
        self.worklist.films.update(|list| drop(list.splice(0..0, films)));
        self.worklist.request_refresh();
        self.worklist.keeping.set(SessionKeeping::On(self.kept.borrow().len()));
        ids
    }

    /// The hashes of the weights at hand.
    fn weights(&self) -> Weights {
        Weights {
            release: self.report.card.with_untracked(|card| Some(hashes(card.as_ref()?.as_ref().ok()?))),
            paper: self.report.paper_card.with_untracked(|card| Some(hashes(card.as_ref()?.as_ref().ok()?))),
        }
    }
}

fn hashes(card: &impl Card) -> String {
    card.models().map(|model| model.sha256.clone()).join(" ")
}
