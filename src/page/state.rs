//! What the page shows: one small store for each room, and the few questions that need two of them.
//!
//! Only plain values and signals stand here; files, workers and pixels belong to the [`controller`](super::controller).

use leptos::prelude::*;

use super::engine::state::EngineStore;
use super::report::state::ReportStore;
use super::shell::settings;
use super::shell::state::ShellStore;
use super::text::language::in_english;
use super::text::messages;
use super::viewer::measure::Scale;
use super::viewer::placement::Placement;
use super::viewer::state::ViewerStore;
use super::worklist::film::Film;
use super::worklist::state::WorklistStore;
use crate::card::Card;
use crate::film::Rectangle;
use crate::protocol::FilmId;
use crate::report::Report;

/// The stores of all rooms; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    pub(crate) worklist: WorklistStore,
    pub(crate) viewer: ViewerStore,
    pub(crate) engines: EngineStore,
    pub(crate) report: ReportStore,
    pub(crate) shell: ShellStore,
}

impl Store {
    /// Nothing dropped, nothing running; panels as they were left.
    pub(crate) fn new() -> Self {
        let report = ReportStore::new();
        Self {
            worklist: WorklistStore::new(move |output| report.judge(output)),
            viewer: ViewerStore::new(settings::screen()),
            engines: EngineStore::new(settings::wants_paper()),
            report,
            shell: ShellStore::new(
                settings::panel("list").unwrap_or_else(settings::list_has_room),
                settings::panel("report").unwrap_or(true),
            ),
        }
    }

    /// Where the film on the canvas lies, where it is the chosen one; tracked.
    pub(crate) fn placement(self) -> Option<Placement> {
        self.viewer.placement(self.worklist.chosen.get())
    }

    /// The size of a pixel of the chosen film; tracked.
    pub(crate) fn scale(self) -> Option<Scale> {
        let (_, aspect) = self.viewer.film_size.get();
        let film = self.worklist.chosen_film()?;
        film.state.with(|state| {
            let header = state.header.as_ref()?;
            // The header gives the height first; points are given along the columns first.
            let spacing_mm = header.pixel_spacing_mm.map(|[height, width]| [width, height]);
            Some(Scale { spacing_mm, at: header.pixel_spacing_at, aspect })
        })
    }

    /// The zoom at which a millimetre of the film is one of the screen; none where the file gives no spacing; tracked.
    pub(crate) fn true_scale(self) -> Option<f64> {
        let placement = self.placement()?;
        let [width, _] = self.scale()?.spacing_mm?;
        let screen = self.viewer.screen.get().unwrap_or(settings::ASSUMED_SCREEN);
        let fitted = placement.scale()[0] / placement.zoom.scale;
        let scale = screen * width / fitted;
        (scale.is_finite() && scale > 0.0).then_some(scale)
    }

    /// The redacted rectangles of the chosen film; tracked.
    pub(crate) fn redacted(self) -> Vec<Rectangle> {
        self.viewer.redacted(self.worklist.chosen.get())
    }

    /// Reports of all films that are finished, in the order of the list.
    pub(crate) fn reports(self) -> Vec<Report> {
        let (calibration, paper) = (untrack(|| self.report.calibration()), self.paper_weights());
        let report = |film: &Film| film.report(calibration.as_ref(), paper.as_deref());
        self.worklist.films.with_untracked(|films| films.iter().filter_map(report).collect())
    }

    /// The report on one film, once it is finished.
    pub(crate) fn report_on(self, film: FilmId) -> Option<Report> {
        let calibration = untrack(|| self.report.calibration());
        self.worklist.film(film)?.report(calibration.as_ref(), self.paper_weights().as_deref())
    }

    /// The name of the paper's weights, where they are wanted.
    fn paper_weights(self) -> Option<String> {
        self.engines.wants_paper.get_untracked().then(|| {
            self.report.paper_card.with_untracked(|card| match card {
                Some(Ok(card)) => card.weights(),
                _ => in_english(messages::not_stated),
            })
        })
    }
}
