//! The controller: it owns what is not plain data, in parts, and routes jobs and results between them.
//!
//! Views call the part that they need. What concerns several parts is done here: jobs to the engines in
//! [`dispatch`](super::engine::dispatch), their messages in [`events`](super::engine::events), results in
//! [`results`](super::engine::results), failures in [`recovery`](super::engine::recovery).

use std::rc::{Rc, Weak};

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::engine::engines::Engines;
use super::engine::explain::Explanation;
use super::engine::jobs::Jobs;
use super::report::export_job::DicomExport;
use super::shell::settings;
use super::shell::state::Sheet;
use super::state::Store;
use super::viewer::display::FilmDisplay;
use super::worklist::files::FilmFiles;
use super::worklist::films::Films;
use super::worklist::session::Session;
use crate::protocol::FilmId;

/// A handle for components: cheap to copy, and only used on the page's one thread.
pub(crate) type ControllerHandle = StoredValue<Rc<Controller>, LocalStorage>;

/// The parts of the page that are not plain data.
pub(crate) struct Controller {
    pub(super) store: Store,
    /// The queue, which all parts share.
    pub(super) jobs: Rc<Jobs>,
    pub(crate) files: Rc<FilmFiles>,
    pub(crate) films: Rc<Films>,
    pub(crate) session: Rc<Session>,
    pub(crate) display: Rc<FilmDisplay>,
    pub(crate) explanation: Rc<Explanation>,
    pub(crate) export: DicomExport,
    pub(crate) engines: Rc<Engines>,
}

impl Controller {
    /// An empty list; the engines start with [`Engines::open`].
    pub(crate) fn new(store: Store) -> Rc<Self> {
        Rc::new_cyclic(|controller: &Weak<Self>| {
            let dispatcher = controller.clone();
            let jobs = Rc::new(Jobs::new(move || {
                if let Some(controller) = dispatcher.upgrade() {
                    controller.dispatch();
                }
            }));
            let Store { worklist, engines, report, .. } = store;
            let files = Rc::<FilmFiles>::default();
            let session = Rc::new(Session::new(worklist, report, engines, jobs.clone(), files.clone()));
            let display = Rc::new(FilmDisplay::new(store, jobs.clone()));
            let explanation = Rc::new(Explanation::new(worklist, report.explanation, jobs.clone()));
            let films = Rc::new(Films::new(
                store,
                jobs.clone(),
                files.clone(),
                session.clone(),
                display.clone(),
                explanation.clone(),
            ));
            let handler = controller.clone();
            let on_event = move |slot, event| {
                if let Some(controller) = handler.upgrade() {
                    controller.on_engine_event(slot, event);
                }
            };
            let engines =
                Rc::new(Engines::new(engines, worklist, report, jobs.clone(), files.clone(), on_event));
            let export = DicomExport::new(store, jobs.clone());
            Self { store, jobs, files, films, session, display, explanation, export, engines }
        })
    }

    /// Removes all films; folders that are still being read are cancelled.
    pub(crate) fn clear(&self) {
        self.engines.clear();
        self.films.clear();
        self.engines.forget_film();
    }

    /// Removes the films that wait to be read.
    pub(crate) fn remove_waiting(&self) {
        self.films.remove_waiting(|| self.engines.unpacking());
    }

    /// Removes all films, and erases all that is kept of them.
    pub(crate) fn erase_all(&self) {
        settings::remember_session(false);
        self.clear();
        let session = self.session.clone();
        spawn_local(async move { session.erase().await });
    }

    /// Lists the chosen film's whole header in its sheet.
    pub(crate) fn list_header(&self) {
        let Some(film) = self.store.worklist.chosen_untracked() else { return };
        self.store.shell.sheet.set(Some(Sheet::Tags));
        let is_at_hand =
            |listing: &Option<(FilmId, _)>| matches!(listing, Some((of, Ok(_))) if *of == film.id);
        if !self.store.shell.header_dump.with_untracked(is_at_hand) {
            self.store.shell.header_dump.set(None);
            self.jobs.queue().list(film.id);
            self.jobs.dispatch();
        }
    }
}
