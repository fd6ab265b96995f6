//! The signals of the worklist: the films, which of them is chosen, and which are visible in which order.

use std::time::Duration;

use leptos::prelude::*;

use super::film::{Film, FilmState};
use super::labels::Labels;
use super::order::{Order, VerdictFilter};
use super::time_left::Progress;
use super::visible_films::VisibleFilms;
use crate::protocol::FilmId;
use crate::scores::ReleaseOutput;
use crate::verdict::Judgement;

/// How long changes of films are gathered before the list is refreshed.
const REFRESH_INTERVAL: Duration = Duration::from_millis(150);

/// How the list is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionKeeping {
    /// It is not: nothing is left behind.
    Off,
    /// So many films are.
    On(usize),
    /// Another window of this browser keeps its own list.
    Elsewhere,
    /// The browser took no more: so many films are kept, and no more will be.
    Full(usize),
}

/// The films and how they are listed; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct WorklistStore {
    pub(crate) films: RwSignal<Vec<Film>>,
    pub(crate) chosen: RwSignal<Option<FilmId>>,
    pub(crate) order: RwSignal<Order>,
    /// Which verdicts are listed.
    pub(crate) filter: RwSignal<VerdictFilter>,
    /// What the names of listed films contain.
    pub(crate) search: RwSignal<String>,
    /// The films that are listed, in their order.
    pub(crate) visible: Memo<VisibleFilms>,
    /// Notified a few times a second while films change: for what looks at all of them.
    pub(crate) refresh: RwSignal<()>,
    is_refresh_due: StoredValue<bool>,
    /// The reader has pressed Stop: films wait until Go on.
    pub(crate) paused: RwSignal<bool>,
    /// How far the list has come, and how fast.
    pub(crate) progress: RwSignal<Progress>,
    /// Whether the list is kept for the next visit.
    pub(crate) keeping: RwSignal<SessionKeeping>,
    /// Labels that the reader has loaded, for the gallery.
    pub(crate) labels: RwSignal<Labels>,
}

impl WorklistStore {
    /// An empty list; `judge` gives the verdict on a film's output, where a calibration is at hand.
    pub(crate) fn new(judge: impl Fn(&ReleaseOutput) -> Option<Judgement> + Send + Sync + 'static) -> Self {
        let films = RwSignal::new(Vec::<Film>::new());
        let (order, filter) = (RwSignal::new(Order::default()), RwSignal::new(VerdictFilter::default()));
        let (search, refresh) = (RwSignal::new(String::new()), RwSignal::new(()));
        let visible = Memo::new(move |_| {
            refresh.track();
            films.with(|films| VisibleFilms::new(films, order.get(), filter.get(), &search.get(), &judge))
        });
        Self {
            films,
            chosen: RwSignal::new(None),
            order,
            filter,
            search,
            visible,
            refresh,
            is_refresh_due: StoredValue::new(false),
            paused: RwSignal::new(false),
            progress: RwSignal::new(Progress::default()),
            keeping: RwSignal::new(SessionKeeping::Off),
            labels: RwSignal::new(Labels::default()),
        }
    }

    /// The film with this number, untracked.
    pub(crate) fn film(self, id: FilmId) -> Option<Film> {
        self.films.with_untracked(|films| films.iter().find(|f| f.id == id).cloned())
    }

    /// The chosen film, tracked.
    pub(crate) fn chosen_film(self) -> Option<Film> {
        let id = self.chosen.get()?;
        self.films.with(|films| films.iter().find(|f| f.id == id).cloned())
    }

    /// The chosen film, untracked.
    pub(crate) fn chosen_untracked(self) -> Option<Film> {
        self.film(self.chosen.get_untracked()?)
    }

    /// Changes what is known of a film; nothing where it was removed from the list.
    pub(crate) fn change(self, id: FilmId, change: impl FnOnce(&mut FilmState)) {
        if let Some(film) = self.film(id) {
            film.state.update(change);
            self.request_refresh();
        }
    }

    /// Refreshes the list soon, once for all changes until then.
    pub(crate) fn request_refresh(self) {
        if self.is_refresh_due.get_value() {
            return;
        }
        self.is_refresh_due.set_value(true);
        let refresh = move || {
            self.is_refresh_due.set_value(false);
            self.refresh.notify();
            let stages = self.films.with_untracked(|films| {
                let stage = |film: &Film| film.state.with_untracked(|state| state.stage);
                films.iter().map(stage).collect::<Vec<_>>()
            });
            let is_paused = self.paused.get_untracked();
            self.progress.update(|progress| progress.note(&stages, is_paused, js_sys::Date::now()));
        };
        set_timeout(refresh, REFRESH_INTERVAL);
    }

    /// The release models' outputs on all films that are scored.
    pub(crate) fn release_outputs(self) -> Vec<ReleaseOutput> {
        let output = |film: &Film| film.state.with_untracked(|state| Some(state.scored?.readout));
        self.films.with_untracked(|films| films.iter().filter_map(output).collect())
    }
}
