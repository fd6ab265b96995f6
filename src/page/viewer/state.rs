//! The signals of the viewer: what is shown of the chosen film, how it lies on the screen, tools and measurements.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::measure::{Measures, Tool};
use super::placement::Placement;
use super::zoom::Zoom;
use crate::film::{DisplayRequest, Rectangle, Window};
use crate::protocol::FilmId;

/// How much the magnifier enlarges.
pub(crate) const MAGNIFICATION: f64 = 2.5;
/// The magnifier's radius, CSS pixels.
pub(crate) const MAGNIFIER_RADIUS_PX: f64 = 110.0;

/// A pinned film.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PinnedFilm {
    pub(crate) film: FilmId,
    /// Frame and window as they were when it was pinned.
    pub(crate) view: DisplayRequest,
    pub(crate) is_inverted: bool,
    /// How it lies where it is not enlarged like the other.
    pub(crate) zoom: Zoom,
    /// Its width over its height, once it is on its canvas.
    pub(crate) shape: Option<f64>,
}

/// The film on the screen; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ViewerStore {
    /// The film whose pixels the canvas holds, and its width over its height.
    pub(crate) on_canvas: RwSignal<Option<(FilmId, f64)>>,
    pub(crate) canvas: NodeRef<Canvas>,
    /// The WebGL canvas, and whether it is the one that holds the film.
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
    /// The magnifier's key is held.
    pub(crate) magnifier_held: RwSignal<bool>,
    /// The magnifier is switched on.
    pub(crate) magnifier_on: RwSignal<bool>,
    /// Names and corner texts are hidden, for demonstrations.
    pub(crate) text_hidden: RwSignal<bool>,
    /// The film that is pinned beside the chosen one, and whether both are enlarged alike.
    pub(crate) comparison: RwSignal<Option<PinnedFilm>>,
    pub(crate) comparison_linked: RwSignal<bool>,
    pub(crate) comparison_canvas: NodeRef<Canvas>,
    /// CSS pixels to a millimetre of the screen, where the reader has measured it.
    pub(crate) screen: RwSignal<Option<f64>>,
    pub(crate) inverted: RwSignal<bool>,
    /// How the chosen film lies on the screen.
    pub(crate) zoom: RwSignal<Zoom>,
    /// The window that the film on the canvas is shown in.
    pub(crate) window: RwSignal<Option<Window>>,
    /// Frame and window that are requested of the chosen film.
    pub(crate) request: RwSignal<DisplayRequest>,
    /// Whether overlays are shown, and whether the film has any.
    pub(crate) overlay: RwSignal<bool>,
    pub(crate) has_overlay: RwSignal<bool>,
}

impl ViewerStore {
    /// No film on the screen; `screen` as [`ViewerStore::screen`].
    pub(crate) fn new(screen: Option<f64>) -> Self {
        Self {
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
            magnifier_held: RwSignal::new(false),
            magnifier_on: RwSignal::new(false),
            text_hidden: RwSignal::new(false),
            comparison: RwSignal::new(None),
            comparison_linked: RwSignal::new(true),
            comparison_canvas: NodeRef::new(),
            screen: RwSignal::new(screen),
            inverted: RwSignal::new(false),
            zoom: RwSignal::new(Zoom::default()),
            window: RwSignal::new(None),
            request: RwSignal::new(DisplayRequest::default()),
            overlay: RwSignal::new(true),
            has_overlay: RwSignal::new(false),
        }
    }

    /// Where the film on the canvas lies, where it is `chosen`; tracked.
    pub(crate) fn placement(self, chosen: Option<FilmId>) -> Option<Placement> {
        let (on_canvas, _) = self.on_canvas.get()?;
        if chosen != Some(on_canvas) {
            return None;
        }
        let (film, aspect) = self.film_size.get();
        Some(Placement { stage: self.stage_size.get(), film, aspect, zoom: self.zoom.get() })
    }

    /// Where the magnifier is, where it is wanted; tracked.
    pub(crate) fn magnifier(self) -> Option<[f64; 2]> {
        let is_wanted = self.magnifier_held.get() || self.magnifier_on.get();
        self.pointer.get().filter(|_| is_wanted)
    }

    /// The redacted rectangles of `film`; tracked.
    pub(crate) fn redacted(self, film: Option<FilmId>) -> Vec<Rectangle> {
        film.map(|film| self.measures.with(|measures| measures.redacted(film))).unwrap_or_default()
    }

    /// Removes the marked measurement of `film`; whether there was one.
    pub(crate) fn remove_marked_measure(self, film: FilmId) -> bool {
        let is_marked =
            self.measures.with_untracked(|measures| measures.marked.is_some_and(|(of, _)| of == film));
        let mut is_removed = false;
        if is_marked {
            self.measures.update(|measures| is_removed = measures.remove_marked(film));
        }
        is_removed
    }

    /// Chooses a tool; an unfinished measurement of the last one is dropped.
    pub(crate) fn choose_tool(self, tool: Tool) {
        self.tool.set(tool);
        self.measures.update(|measures| measures.draft = None);
    }
}
