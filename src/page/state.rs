//! What the page shows: the films and their states, the engines, and which panels are open.
//!
//! Only plain values and signals stand here; files, workers and pixels belong to the [`controller`](super::controller).

use std::sync::Arc;
use std::time::Duration;

use leptos::html::Canvas;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::engine::explain::ExplanationSignals;
use super::report::dicom_export::ExportSignals;
use super::shell::settings;
use super::text::language::{Said, in_english};
use super::text::messages;
use super::viewer::comparison::Beside;
use super::viewer::measure::{Measures, Scale, Tool};
use super::viewer::placement::Placement;
use super::viewer::zoom::Zoom;
use super::worklist::labels::Labels;
use super::worklist::order::{Only, Order};
use super::worklist::session::Keeping;
use super::worklist::time_left::Pace;
use super::worklist::visible_films::Seen;
use crate::calibration::Calibration;
use crate::card::{Card, PaperCard, ReleaseCard};
use crate::film::{DisplayRequest, Window};
use crate::film::{Header, HeaderDump, Rectangle};
use crate::protocol::FilmId;
use crate::report::{ErrorReport, Report};
use crate::scores::{Backend, PaperScores, ReleaseOutput};
use crate::verdict::Judgement;

/// How long what becomes known of films is gathered before the list looks at it.
const PULSE: Duration = Duration::from_millis(150);

/// A film of the list.
#[derive(Clone)]
pub(crate) struct Film {
    pub(crate) id: FilmId,
    /// Path or name as the person gave it.
    pub(crate) name: Arc<str>,
    /// Length of the file in bytes.
    pub(crate) bytes: f64,
    /// What is known of it so far.
    pub(crate) state: ArcRwSignal<FilmState>,
}

/// What is known of a film so far.
#[derive(Clone, Default)]
pub(crate) struct FilmState {
    pub(crate) stage: Stage,
    /// A small picture as a data URL.
    pub(crate) thumbnail: Option<String>,
    pub(crate) header: Option<Header>,
    pub(crate) scored: Option<FilmScores>,
    pub(crate) error: Option<ErrorReport>,
    /// Of an archive: entries taken out so far, and in all.
    pub(crate) unpacked: Option<(u32, u32)>,
    /// How many archives it lies in.
    pub(crate) depth: u32,
    /// Of an archive: something came out of it that has a row.
    pub(crate) gave_films: bool,
    /// Reading and decoding, milliseconds.
    pub(crate) read_ms: f64,
    /// Drawing at full size, milliseconds.
    pub(crate) drawn_ms: f64,
    /// Why the picture could not be read again when the film was chosen.
    pub(crate) not_shown: Option<Said>,
}

/// What the models say, and what made them say it.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct FilmScores {
    pub(crate) readout: ReleaseOutput,
    /// What the paper's models say, where they were there.
    pub(crate) paper: Option<PaperScores>,
    pub(crate) backend: Backend,
    pub(crate) elapsed_ms: f64,
}

/// How far a film has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Stage {
    #[default]
    Waiting,
    Reading,
    Scoring,
    Done,
    Failed,
}

impl Stage {
    /// The name in `data-state`; a film that waits is on its way to being read.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting | Self::Reading => "reading",
            Self::Scoring => "scoring",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing more is to come.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// How an engine is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EngineState {
    /// Not asked for (yet).
    Off,
    /// Its code is on the way.
    Loading,
    /// It reads films and has not been asked to score.
    Reading,
    /// Its weights are on the way: bytes at hand, bytes in all.
    Weights(u64, u64),
    /// It computes: the device's name, and milliseconds from start to the end of the self-test.
    Running(String, f64),
    /// It cannot be used, and why.
    Unavailable(Said),
}

/// How the paper's models are on an engine.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum PaperState {
    /// Not asked for.
    #[default]
    Off,
    /// On their way: bytes at hand, bytes in all.
    Loading(u64, u64),
    /// They score.
    Running,
    /// They cannot be used, and why.
    Unavailable(String),
}

/// A film's whole header, and whether its attributes have names; or why it cannot be listed.
pub(crate) type HeaderListing = Result<(Arc<HeaderDump>, bool), Said>;

/// A sheet over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheet {
    Help,
    ModelCard,
    Deidentify,
    /// The chosen film's whole header.
    Tags,
    /// How large the screen is.
    Ruler,
    Gallery,
}

/// All signals of the page; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    pub(crate) films: RwSignal<Vec<Film>>,
    pub(crate) chosen: RwSignal<Option<FilmId>>,
    /// The film whose pixels the canvas holds, and its width over its height.
    pub(crate) on_canvas: RwSignal<Option<(FilmId, f64)>>,
    pub(crate) canvas: NodeRef<Canvas>,
    /// The canvas of the graphics processor, and whether it is the one that holds the film.
    pub(crate) gpu_canvas: NodeRef<Canvas>,
    pub(crate) on_gpu: RwSignal<bool>,
    /// Width and height of the stage, CSS pixels.
    pub(crate) stage_size: RwSignal<[f64; 2]>,
    /// Columns and rows of the film on the canvas, and the height of a pixel over its width.
    pub(crate) film_size: RwSignal<([f64; 2], f64)>,
    /// What a left drag does.
    pub(crate) tool: RwSignal<Tool>,
    /// The space bar is held: a drag moves the film.
    pub(crate) space_held: RwSignal<bool>,
    pub(crate) measures: RwSignal<Measures>,
    /// Where the pointer is over the stage, CSS pixels from its upper left corner.
    pub(crate) pointer: RwSignal<Option<[f64; 2]>>,
    /// The magnifier follows the pointer: while its key is held, and where it was switched on.
    pub(crate) lens_held: RwSignal<bool>,
    pub(crate) lens_kept: RwSignal<bool>,
    /// Names and corner texts are hidden, for demonstrations.
    pub(crate) text_hidden: RwSignal<bool>,
    /// The film that is pinned beside the chosen one, and whether both are enlarged alike.
    pub(crate) beside: RwSignal<Option<Beside>>,
    pub(crate) beside_linked: RwSignal<bool>,
    pub(crate) beside_canvas: NodeRef<Canvas>,
    /// CSS pixels for a millimetre of the screen, where the person has measured it.
    pub(crate) screen: RwSignal<Option<f64>>,
    pub(crate) inverted: RwSignal<bool>,
    /// How the chosen film lies on the screen.
    pub(crate) zoom: RwSignal<Zoom>,
    /// The window that the film on the canvas is shown in.
    pub(crate) level: RwSignal<Option<Window>>,
    /// Frame and window of the chosen film.
    pub(crate) view: RwSignal<DisplayRequest>,
    /// Whether what is drawn over the film is shown, and whether the film has any of it.
    pub(crate) overlay: RwSignal<bool>,
    pub(crate) has_overlay: RwSignal<bool>,
    pub(crate) cpu: RwSignal<EngineState>,
    pub(crate) gpu: RwSignal<EngineState>,
    /// How many CPU engines help the first.
    pub(crate) helpers: RwSignal<usize>,
    /// What computes scores now.
    pub(crate) active: RwSignal<Option<Backend>>,
    /// Something a person must know about the engines.
    pub(crate) trouble: RwSignal<Option<Said>>,
    /// The model card: none yet, not to be had, or at hand.
    pub(crate) card: RwSignal<Option<Result<ReleaseCard, ()>>>,
    /// A calibration in place of the model card's.
    pub(crate) own_calibration: RwSignal<Option<Calibration>>,
    /// Why a calibration could not be made, read or kept.
    pub(crate) calibration_trouble: RwSignal<Option<Said>>,
    /// Whether the person wants the paper's models beside the others.
    pub(crate) wants_paper: RwSignal<bool>,
    /// How they are on the engine that scores.
    pub(crate) paper: RwSignal<PaperState>,
    /// Their model card, fetched with them.
    pub(crate) paper_card: RwSignal<Option<Result<PaperCard, ()>>>,
    /// Whether the list is kept for the next visit.
    pub(crate) keeping: RwSignal<Keeping>,
    /// What of the list is seen: its order, which verdicts, and what their names hold.
    pub(crate) order: RwSignal<Order>,
    pub(crate) only: RwSignal<Only>,
    pub(crate) search: RwSignal<String>,
    /// What the chosen film's numbers depend on.
    pub(crate) explanation: ExplanationSignals,
    /// The films that are seen, in their order.
    pub(crate) seen: Memo<Seen>,
    /// Told a few times a second that something has become known of some film: for what looks at all of them.
    pub(crate) pulse: RwSignal<()>,
    beating: StoredValue<bool>,
    /// The person has said stop: films wait until they say go on.
    pub(crate) paused: RwSignal<bool>,
    /// How far the list has come, and how fast.
    pub(crate) pace: RwSignal<Pace>,
    /// What the person says of the films, for the gallery.
    pub(crate) labels: RwSignal<Labels>,
    pub(crate) list_open: RwSignal<bool>,
    pub(crate) report_open: RwSignal<bool>,
    /// A film's whole header, or why it cannot be listed.
    pub(crate) listing: RwSignal<Option<(FilmId, HeaderListing)>>,
    pub(crate) sheet: RwSignal<Option<Sheet>>,
    /// What is handed on as DICOM, and how that goes.
    pub(crate) handing_on: ExportSignals,
    /// Said to people who listen instead of look.
    pub(crate) aloud: RwSignal<String>,
}

impl Store {
    /// Nothing dropped, nothing running; panels as they were left.
    pub(crate) fn new() -> Self {
        let films = RwSignal::new(Vec::<Film>::new());
        let (order, only) = (RwSignal::new(Order::default()), RwSignal::new(Only::default()));
        let (search, pulse) = (RwSignal::new(String::new()), RwSignal::new(()));
        let (card, own_calibration) = (RwSignal::new(None), RwSignal::new(None));
        let seen = Memo::new(move |_| {
            pulse.track();
            let judge = |readout: &ReleaseOutput| judge(own_calibration, card, readout);
            films.with(|films| Seen::of(films, order.get(), only.get(), &search.get(), judge))
        });
        Self {
            films,
            chosen: RwSignal::new(None),
            on_canvas: RwSignal::new(None),
            canvas: NodeRef::new(),
            gpu_canvas: NodeRef::new(),
            on_gpu: RwSignal::new(false),
            stage_size: RwSignal::new([1.0; 2]),
            film_size: RwSignal::new(([1.0; 2], 1.0)),
            tool: RwSignal::new(Tool::default()),
            space_held: RwSignal::new(false),
            measures: RwSignal::new(Measures::default()),
            pointer: RwSignal::new(None),
            lens_held: RwSignal::new(false),
            lens_kept: RwSignal::new(false),
            text_hidden: RwSignal::new(false),
            beside: RwSignal::new(None),
            beside_linked: RwSignal::new(true),
            beside_canvas: NodeRef::new(),
            screen: RwSignal::new(settings::screen()),
            inverted: RwSignal::new(false),
            zoom: RwSignal::new(Zoom::default()),
            level: RwSignal::new(None),
            view: RwSignal::new(DisplayRequest::default()),
            overlay: RwSignal::new(true),
            has_overlay: RwSignal::new(false),
            cpu: RwSignal::new(EngineState::Off),
            gpu: RwSignal::new(EngineState::Off),
            helpers: RwSignal::new(0),
            active: RwSignal::new(None),
            trouble: RwSignal::new(None),
            card,
            own_calibration,
            calibration_trouble: RwSignal::new(None),
            wants_paper: RwSignal::new(settings::wants_paper()),
            paper: RwSignal::new(PaperState::Off),
            paper_card: RwSignal::new(None),
            explanation: ExplanationSignals::new(),
            keeping: RwSignal::new(Keeping::Off),
            order,
            only,
            search,
            seen,
            pulse,
            beating: StoredValue::new(false),
            paused: RwSignal::new(false),
            pace: RwSignal::new(Pace::default()),
            labels: RwSignal::new(Labels::default()),
            list_open: RwSignal::new(settings::panel("list").unwrap_or_else(settings::list_has_room)),
            report_open: RwSignal::new(settings::panel("report").unwrap_or(true)),
            listing: RwSignal::new(None),
            sheet: RwSignal::new(None),
            handing_on: ExportSignals::new(),
            aloud: RwSignal::new(String::new()),
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

    /// Where the film on the canvas lies, where it is the chosen one; tracked.
    pub(crate) fn place(self) -> Option<Placement> {
        let (on_canvas, _) = self.on_canvas.get()?;
        if self.chosen.get() != Some(on_canvas) {
            return None;
        }
        let (film, aspect) = self.film_size.get();
        Some(Placement { stage: self.stage_size.get(), film, aspect, zoom: self.zoom.get() })
    }

    /// What a pixel of the chosen film is in the world; tracked.
    pub(crate) fn scale(self) -> Option<Scale> {
        let (_, aspect) = self.film_size.get();
        let film = self.chosen_film()?;
        film.state.with(|state| {
            let header = state.header.as_ref()?;
            // The header gives the height first; points are told along the columns first.
            let spacing_mm = header.pixel_spacing_mm.map(|[height, width]| [width, height]);
            Some(Scale { spacing_mm, at: header.pixel_spacing_at, aspect })
        })
    }

    /// The zoom at which a millimetre of the film is one of the screen; none where the file gives no spacing; tracked.
    pub(crate) fn true_scale(self) -> Option<f64> {
        let place = self.place()?;
        let [width, _] = self.scale()?.spacing_mm?;
        let screen = self.screen.get().unwrap_or(settings::ASSUMED_SCREEN);
        let fitted = place.scale()[0] / place.zoom.scale;
        let scale = screen * width / fitted;
        (scale.is_finite() && scale > 0.0).then_some(scale)
    }

    /// Where the magnifier is, where it is wanted; tracked.
    pub(crate) fn lens(self) -> Option<[f64; 2]> {
        let is_wanted = self.lens_held.get() || self.lens_kept.get();
        self.pointer.get().filter(|_| is_wanted)
    }

    /// The pixels of the chosen film that are covered; tracked.
    pub(crate) fn covered(self) -> Vec<Rectangle> {
        let film = self.chosen.get();
        film.map(|film| self.measures.with(|measures| measures.covered(film))).unwrap_or_default()
    }

    /// Removes the marked measure of the chosen film; whether there was one.
    pub(crate) fn remove_marked_measure(self) -> bool {
        let Some(film) = self.chosen.get_untracked() else { return false };
        let is_marked =
            self.measures.with_untracked(|measures| measures.marked.is_some_and(|(of, _)| of == film));
        let mut is_removed = false;
        if is_marked {
            self.measures.update(|measures| is_removed = measures.remove_marked(film));
        }
        is_removed
    }

    /// Another tool in hand; what the last one had begun is let go.
    pub(crate) fn choose_tool(self, tool: Tool) {
        self.tool.set(tool);
        self.measures.update(|measures| measures.draft = None);
    }

    /// Changes what is known of a film; nothing where it was taken off the list meanwhile.
    pub(crate) fn change(self, id: FilmId, change: impl FnOnce(&mut FilmState)) {
        if let Some(film) = self.film(id) {
            film.state.update(change);
            self.beat();
        }
    }

    /// Has the pulse beat soon, once for all that becomes known until then.
    pub(crate) fn beat(self) {
        if self.beating.get_value() {
            return;
        }
        self.beating.set_value(true);
        let beat = move || {
            self.beating.set_value(false);
            self.pulse.notify();
            let stages = self.films.with_untracked(|films| {
                let stage = |film: &Film| film.state.with_untracked(|state| state.stage);
                films.iter().map(stage).collect::<Vec<_>>()
            });
            let is_paused = self.paused.get_untracked();
            self.pace.update(|pace| pace.note(&stages, is_paused, js_sys::Date::now()));
        };
        set_timeout(beat, PULSE);
    }

    /// How readouts are understood: by the person's own calibration, or else by the model card's; tracked.
    pub(crate) fn calibration(self) -> Option<Calibration> {
        let shipped = || self.card.with(|card| Some(card.as_ref()?.as_ref().ok()?.calibration.clone()));
        self.own_calibration.get().or_else(shipped)
    }

    /// What a readout means, where a calibration is at hand; tracked.
    pub(crate) fn judge(self, readout: &ReleaseOutput) -> Option<Judgement> {
        judge(self.own_calibration, self.card, readout)
    }

    /// Readouts of all films that are scored.
    pub(crate) fn readouts(self) -> Vec<ReleaseOutput> {
        let readout = |film: &Film| film.state.with_untracked(|state| Some(state.scored?.readout));
        self.films.with_untracked(|films| films.iter().filter_map(readout).collect())
    }

    /// Reports of all films that are finished, in the order of the list.
    pub(crate) fn reports(self) -> Vec<Report> {
        let (calibration, paper) = (untrack(|| self.calibration()), self.paper_weights());
        let report = |film: &Film| film.report(calibration.as_ref(), paper.as_deref());
        self.films.with_untracked(|films| films.iter().filter_map(report).collect())
    }

    /// The report on one film, once it is finished.
    pub(crate) fn report_of(self, film: FilmId) -> Option<Report> {
        self.film(film)?.report(untrack(|| self.calibration()).as_ref(), self.paper_weights().as_deref())
    }

    /// The name of the paper's weights, where they are wanted.
    fn paper_weights(self) -> Option<String> {
        self.wants_paper.get_untracked().then(|| {
            self.paper_card.with_untracked(|card| match card {
                Some(Ok(card)) => card.weights(),
                _ => in_english(messages::not_given),
            })
        })
    }
}

fn judge(
    own: RwSignal<Option<Calibration>>,
    card: RwSignal<Option<Result<ReleaseCard, ()>>>,
    readout: &ReleaseOutput,
) -> Option<Judgement> {
    // Borrowed: the list asks this for each of its films.
    own.with(|own| match own {
        Some(own) => Some(own.judge(readout)),
        None => card.with(|card| Some(card.as_ref()?.as_ref().ok()?.calibration.judge(readout))),
    })
}

impl Film {
    /// As [`Store::reports`] has it; `paper` is the name of the paper's weights, where they are wanted.
    fn report(&self, calibration: Option<&Calibration>, paper: Option<&str>) -> Option<Report> {
        self.state.with_untracked(|state| match (&state.header, &state.scored, &state.error) {
            (_, _, Some(error)) => Some(Report::failed(&self.name, error.clone())),
            (Some(header), Some(scored), None) => Some(Report::scored(
                &self.name,
                header,
                &scored.readout,
                calibration?,
                scored.paper.zip(paper),
                scored.backend,
                state.read_ms + scored.elapsed_ms,
            )),
            _ => None,
        })
    }
}
