//! The list kept from one visit to the next, where the person wishes it: files, order, scores and errors, in this
//! browser's own database (IndexedDB), and nowhere else.
//!
//! What the list shows is compared with what is kept, a second after something changed, and the difference is written,
//! part by part; each part is one transaction, so that what is kept is a list at any moment. A film is scored again
//! where it was scored with other weights than those at hand.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, TransactionMode, TransactionResult};
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::card::{Card, PaperCard};
use crate::film::Header;
use crate::page::controller::Controller;
use crate::page::report::cards;
use crate::page::shell::settings;
use crate::page::state::{Film, FilmScores, FilmState, Stage, Store};
use crate::page::text::language::Said;
use crate::page::text::messages;
use crate::protocol::FilmId;
use crate::report::{ErrorKind, ErrorReport};

/// What lies in the database: files and what is known of them under the same keys, and the order of the keys.
const VERSION: u32 = 1;
const FILES: &str = "files";
const FILMS: &str = "films";
const LIST: &str = "list";
const STORES: [&str; 3] = [FILES, FILMS, LIST];
const ORDER: &str = "order";
/// Films that are written at a time.
const PART: usize = 100;
/// From a change to its writing: many come together.
const PAUSE: Duration = Duration::from_secs(1);

/// How the list is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// It is not: nothing is left behind.
    Off,
    /// So many films are.
    On(usize),
    /// Another window of this browser keeps its own list.
    Elsewhere,
    /// The browser took no more: so many films are kept, and no more will be.
    Full(usize),
}

/// What the desk knows of what is kept.
#[derive(Default)]
pub(crate) struct Session {
    database: RefCell<Option<Rc<Database>>>,
    /// Keys of the films that are kept.
    kept: RefCell<HashMap<FilmId, u32>>,
    last_key: Cell<u32>,
    /// Films of which something else is known than what is kept.
    changed: RefCell<HashSet<FilmId>>,
    is_due: Cell<bool>,
    is_writing: Cell<bool>,
    /// Lets another window keep its list.
    release: RefCell<Option<Function>>,
}

/// What is kept of a film beside its file.
#[derive(Serialize, Deserialize)]
struct KeptFilm {
    name: String,
    thumbnail: Option<String>,
    header: Option<Header>,
    scored: Option<FilmScores>,
    /// Which weights scored it: their hashes.
    weights: Option<String>,
    paper_weights: Option<String>,
    error: Option<ErrorReport>,
    unpacked: Option<(u32, u32)>,
    depth: u32,
    gave_films: bool,
    read_ms: f64,
}

/// What is to be written at once.
#[derive(Default)]
struct Part {
    films: Vec<FilmId>,
    gone: Vec<FilmId>,
}

impl Controller {
    /// Notes that something new is known of a film, or of the list itself.
    pub(crate) fn note(self: &Rc<Self>, film: FilmId) {
        if self.session.database.borrow().is_some() {
            self.session.changed.borrow_mut().insert(film);
            self.keep_soon();
        }
    }

    /// Notes that films came to the list or went.
    pub(crate) fn note_list(self: &Rc<Self>) {
        if self.session.database.borrow().is_some() {
            self.keep_soon();
        }
    }

    fn keep_soon(self: &Rc<Self>) {
        if self.session.is_due.replace(true) {
            return;
        }
        let controller = self.clone();
        set_timeout(move || spawn_local(async move { controller.keep_now().await }), PAUSE);
    }

    /// Switches the keeping of the list on or off. Off leaves nothing behind.
    pub(crate) fn toggle_session(self: &Rc<Self>) {
        let (controller, before) = (self.clone(), self.store.keeping.get_untracked());
        settings::remember_session(matches!(before, Keeping::Off | Keeping::Elsewhere));
        spawn_local(async move {
            match before {
                Keeping::Off => {
                    if controller.open_session().await && controller.start_empty().await.is_err() {
                        controller.keeps_no_more();
                    }
                    controller.note_list();
                }
                // The other window may be gone by now: what it kept comes first, as on a new visit.
                Keeping::Elsewhere => controller.recall_session().await,
                Keeping::On(_) | Keeping::Full(_) => controller.erase_session().await,
            }
        });
    }

    /// Takes all films off the list, and erases all that is kept of them.
    pub(crate) fn erase_all(self: &Rc<Self>) {
        settings::remember_session(false);
        self.clear();
        let controller = self.clone();
        spawn_local(async move { controller.erase_session().await });
    }

    /// Brings back the list of the last visit, where it was kept. The model card must have been fetched: scores of other
    /// weights are not taken.
    pub(crate) async fn recall_session(self: &Rc<Self>) {
        if !settings::wants_session() || !self.open_session().await {
            return;
        }
        if self.store.wants_paper.get_untracked() && self.store.paper_card.with_untracked(Option::is_none) {
            self.store.paper_card.set(Some(cards::fetch("weights/paper/").await));
        }
        let database = self.session.database.borrow().clone();
        let Some(database) = database else { return };
        match read(&database).await {
            Ok(kept) => self.take_back(kept),
            Err(error) => {
                web_sys::console::warn_1(&error.to_string().into());
                self.keeps_no_more();
            }
        }
    }

    /// Opens the database, where no other window has it; gives whether it did.
    async fn open_session(self: &Rc<Self>) -> bool {
        if self.session.database.borrow().is_some() {
            return true;
        }
        match claim().await {
            Claim::Refused => {
                self.store.keeping.set(Keeping::Elsewhere);
                return false;
            }
            Claim::Granted(release) => drop(self.session.release.replace(release)),
        }
        match open().await {
            Ok(database) => {
                self.session.database.replace(Some(Rc::new(database)));
                self.store.keeping.set(Keeping::On(0));
                true
            }
            Err(error) => {
                web_sys::console::warn_1(&error.to_string().into());
                self.keeps_no_more();
                false
            }
        }
    }

    async fn start_empty(&self) -> Result<(), Error> {
        let database = self.session.database.borrow().clone();
        let Some(database) = database else { return Ok(()) };
        self.session.kept.take();
        let transaction = database.transaction(&STORES, TransactionMode::ReadWrite)?;
        for store in STORES {
            transaction.object_store(store)?.clear()?;
        }
        committed(transaction.await?)
    }

    async fn erase_session(&self) {
        if let Some(database) = self.session.database.take() {
            database.close();
        }
        self.session.kept.take();
        self.session.changed.take();
        if let Err(error) = delete().await {
            web_sys::console::warn_1(&error.to_string().into());
        }
        if let Some(release) = self.session.release.take() {
            // A promise's own function does not throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
        self.store.keeping.set(Keeping::Off);
    }

    /// The browser takes no more: nothing else is lost by it.
    fn keeps_no_more(&self) {
        self.session.database.take();
        self.store.keeping.set(Keeping::Full(self.session.kept.borrow().len()));
        self.store.trouble.set(Some(Said::of(messages::session_full)));
    }

    /// Writes what has changed, part by part.
    async fn keep_now(self: &Rc<Self>) {
        self.session.is_due.set(false);
        if self.session.is_writing.replace(true) {
            return self.keep_soon();
        }
        loop {
            let database = self.session.database.borrow().clone();
            let Some(database) = database else { break };
            let part = self.next_part();
            if part.films.is_empty() && part.gone.is_empty() {
                break;
            }
            let written = self.write(&database, &part).await;
            if self.session.database.borrow().is_none() {
                self.session.kept.take(); // switched off meanwhile
                break;
            }
            if let Err(error) = written {
                web_sys::console::warn_1(&error.to_string().into());
                self.keeps_no_more();
                break;
            }
            self.store.keeping.set(Keeping::On(self.session.kept.borrow().len()));
        }
        self.session.is_writing.set(false);
    }

    /// What is to be written next. What came out of an archive is kept before the archive is said to be without it.
    fn next_part(&self) -> Part {
        let (kept, mut changed) = (self.session.kept.borrow(), self.session.changed.borrow_mut());
        let films = self.store.films.get_untracked();
        let listed = films.iter().map(|film| film.id).collect::<HashSet<_>>();
        changed.retain(|film| listed.contains(film));
        let is_new = |film: &&Film| !kept.contains_key(&film.id) || changed.contains(&film.id);
        let (archives, mut new): (Vec<&Film>, Vec<&Film>) =
            films.iter().filter(is_new).partition(|film| film.state.with_untracked(|s| s.unpacked.is_some()));
        let mut part = Part::default();
        if new.len() > PART {
            new.truncate(PART);
        } else {
            new.extend(archives);
            part.gone = kept.keys().filter(|film| !listed.contains(film)).copied().collect();
        }
        part.films = new.into_iter().map(|film| film.id).collect();
        part
    }

    async fn write(&self, database: &Database, part: &Part) -> Result<(), Error> {
        let transaction = database.transaction(&STORES, TransactionMode::ReadWrite)?;
        let [files, films, list] = [
            transaction.object_store(FILES)?,
            transaction.object_store(FILMS)?,
            transaction.object_store(LIST)?,
        ];
        let mut kept = self.session.kept.borrow().clone();
        for film in &part.gone {
            if let Some(key) = kept.remove(film).map(JsValue::from) {
                files.delete(key.clone())?;
                films.delete(key)?;
            }
        }
        for &id in &part.films {
            let Some(film) = self.store.film(id) else { continue };
            self.session.changed.borrow_mut().remove(&id);
            let is_new = !kept.contains_key(&id);
            let key = *kept.entry(id).or_insert_with(|| self.next_key());
            if is_new && let Some(file) = self.files.borrow().get(&id) {
                files.put(file, Some(&key.into()))?;
            }
            films.put(&self.record(&film)?, Some(&key.into()))?;
        }
        let keys = self.store.films.with_untracked(|films| {
            films.iter().filter_map(|film| kept.get(&film.id).copied().map(JsValue::from)).collect::<Array>()
        });
        list.put(&keys, Some(&ORDER.into()))?;
        committed(transaction.commit()?.await?)?;
        self.session.kept.replace(kept);
        Ok(())
    }

    fn next_key(&self) -> u32 {
        self.session.last_key.set(self.session.last_key.get() + 1);
        self.session.last_key.get()
    }

    fn record(&self, film: &Film) -> Result<JsValue, Error> {
        let kept = film.state.with_untracked(|state| KeptFilm {
            name: film.name.to_string(),
            thumbnail: state.thumbnail.clone(),
            header: state.header.clone(),
            scored: state.scored,
            weights: weights(self.store),
            paper_weights: paper_weights(self.store),
            error: state.error.clone(),
            unpacked: state.unpacked,
            depth: state.depth,
            gave_films: state.gave_films,
            read_ms: state.read_ms,
        });
        serde_wasm_bindgen::to_value(&kept).map_err(|error| Error::AddFailed(error.into()))
    }

    /// Puts what was kept before what was added since the page was opened.
    fn take_back(self: &Rc<Self>, kept: Vec<(u32, Option<File>, JsValue)>) {
        let mut films = Vec::with_capacity(kept.len());
        for (key, file, record) in kept {
            self.session.last_key.update(|last| last.max(key));
            // What another version of the page has kept and this one does not understand is left where it lies.
            let Ok(record) = serde_wasm_bindgen::from_value::<KeptFilm>(record) else { continue };
            let id = self.last_id.get() + 1;
            self.last_id.set(id);
            self.session.kept.borrow_mut().insert(id, key);
            let (name, bytes) =
                (Arc::<str>::from(record.name.as_str()), file.as_ref().map_or(0.0, |file| file.size()));
            let has_file = file.is_some();
            if let Some(file) = file {
                self.files.borrow_mut().insert(id, file);
            }
            let state = self.state_of(record);
            if has_file && state.stage == Stage::Waiting {
                match state.unpacked {
                    Some((done, entries)) => self.queue.borrow_mut().unpack(id, done, entries),
                    None => self.queue.borrow_mut().add(id),
                }
            }
            films.push(Film { id, name, bytes, state: ArcRwSignal::new(state) });
        }
        let first = films.first().map(|film| film.id);
        self.store.films.update(|list| drop(list.splice(0..0, films)));
        self.store.beat();
        self.store.keeping.set(Keeping::On(self.session.kept.borrow().len()));
        if let Some(first) = first.filter(|_| self.store.chosen.with_untracked(Option::is_none)) {
            self.choose(first);
        }
        self.work();
    }

    /// What is known of a film that was kept: its scores only where they are of the weights at hand.
    fn state_of(&self, record: KeptFilm) -> FilmState {
        let is_of = |kept: &Option<String>, at_hand: Option<String>| kept.is_some() && *kept == at_hand;
        let scored = record
            .scored
            .filter(|scored| scored.readout.is_valid() && is_of(&record.weights, weights(self.store)));
        let is_paper_of = is_of(&record.paper_weights, paper_weights(self.store));
        let scored =
            scored.map(|scored| FilmScores { paper: scored.paper.filter(|_| is_paper_of), ..scored });
        // Such films are tried again: an engine may be there now, and what a DICOMDIR names.
        let again = [ErrorKind::EngineUnavailable, ErrorKind::IncompleteDirectory];
        let error = record.error.filter(|error| !again.contains(&error.kind));
        let stage = match (&scored, &error) {
            (Some(_), _) => Stage::Done,
            (None, Some(_)) => Stage::Failed,
            (None, None) => Stage::Waiting,
        };
        FilmState {
            stage,
            thumbnail: record.thumbnail,
            header: record.header,
            scored,
            error,
            unpacked: record.unpacked,
            depth: record.depth,
            gave_films: record.gave_films,
            read_ms: record.read_ms,
            ..FilmState::default()
        }
    }
}

/// The hashes of the weights at hand.
fn weights(store: Store) -> Option<String> {
    store.card.with_untracked(|card| Some(hashes(card.as_ref()?.as_ref().ok()?)))
}

fn paper_weights(store: Store) -> Option<String> {
    store
        .paper_card
        .with_untracked(|card: &Option<Result<PaperCard, ()>>| Some(hashes(card.as_ref()?.as_ref().ok()?)))
}

fn hashes(card: &impl Card) -> String {
    card.models().map(|model| model.sha256.clone()).join(" ")
}

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(&settings::place(), Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else { return };
        for store in STORES {
            // What is missing then is missed by the first transaction, which fails.
            let _ = database.create_object_store(store, ObjectStoreParams::new());
        }
    });
    request.await
}

async fn delete() -> Result<(), Error> {
    Factory::new()?.delete(&settings::place())?.await
}

/// Keys, files and what is known of them, in the order of the list.
async fn read(database: &Database) -> Result<Vec<(u32, Option<File>, JsValue)>, Error> {
    let transaction = database.transaction(&STORES, TransactionMode::ReadOnly)?;
    let all = async |name: &str| -> Result<HashMap<u32, JsValue>, Error> {
        let store = transaction.object_store(name)?;
        let (keys, values) = (store.get_all_keys(None, None)?, store.get_all(None, None)?);
        let (keys, values) = (keys.await?, values.await?);
        let keys = keys.iter().map(|key| key.as_f64().unwrap_or_default() as u32);
        Ok(keys.zip(values).collect())
    };
    let (mut files, mut films) = (all(FILES).await?, all(FILMS).await?);
    let order = transaction.object_store(LIST)?.get(JsValue::from(ORDER))?.await?;
    let order = order.and_then(|order| order.dyn_into::<Array>().ok()).unwrap_or_default();
    let film = |key: JsValue| {
        let key = key.as_f64()? as u32;
        let file = files.remove(&key).and_then(|file| file.dyn_into().ok());
        Some((key, file, films.remove(&key)?))
    };
    Ok(order.iter().filter_map(film).collect())
}

/// An error where the browser has taken a transaction back: its storage is full.
fn committed(result: TransactionResult) -> Result<(), Error> {
    if result.is_committed() { Ok(()) } else { Err(Error::TransactionCommitError(JsValue::UNDEFINED)) }
}

/// Whether this window may keep its list.
enum Claim {
    /// It may; with what gives the right back, where the browser knows of such rights.
    Granted(Option<Function>),
    /// Another window has the right.
    Refused,
}

/// Asks for the right to keep the list, which one window has at a time (Web Locks). The browser takes it back when the
/// window is closed.
async fn claim() -> Claim {
    let release = Rc::new(RefCell::new(None));
    let theirs = release.clone();
    let answer = Promise::new(&mut |resolve, reject| {
        let theirs = theirs.clone();
        let answered = move |lock: JsValue| -> JsValue {
            let is_granted = lock.is_object();
            // A promise's own functions do not throw.
            let _ = resolve.call1(&JsValue::UNDEFINED, &is_granted.into());
            if !is_granted {
                return JsValue::UNDEFINED;
            }
            Promise::new(&mut |done, _| drop(theirs.replace(Some(done)))).into()
        };
        if ask(Closure::once_into_js(answered)).is_err() {
            let _ = reject.call0(&JsValue::UNDEFINED);
        }
    });
    match JsFuture::from(answer).await {
        Ok(is_granted) if is_granted.is_falsy() => Claim::Refused,
        // An older browser has no locks: then the window that writes last is the one that is kept.
        _ => Claim::Granted(release.take()),
    }
}

/// `navigator.locks.request(name, {ifAvailable: true}, answered)`, by name: its bindings in web-sys are not stable yet.
fn ask(answered: JsValue) -> Result<(), JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &true.into())?;
    request.call3(&locks, &settings::place().into(), &options, &answered).map(|_| ())
}
