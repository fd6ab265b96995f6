//! The pointer on the film, as on PACS workstations: a left drag, or one finger, does what the chosen tool says (window by
//! default); the wheel and two fingers zoom; a middle drag (or a left drag with Shift or the space bar) pans; a double click
//! fits the film to the screen.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent, WheelEvent};

use super::measure::{Kind, Measure, Tool};
use crate::film::Window;
use crate::page::controller::ControllerHandle;
use crate::page::state::Store;
use crate::protocol::FilmId;

/// A drag of so many CSS pixels doubles the window width, or moves its centre by one width.
const DRAG: f64 = 300.0;
/// The smallest window width, as a share of the width at the start of the drag.
const NARROWEST: f64 = 0.002;
/// Growth of the scale (natural logarithm) for each pixel of the wheel.
const WHEEL: f64 = 0.0015;

/// A mouse grabs the end of a measurement within this distance, CSS pixels.
const NEAR: f64 = 9.0;
/// A finger grabs it within this distance.
const NEAR_FINGER: f64 = 22.0;
/// A press that moves at most this far is a click, CSS pixels.
const CLICK: f64 = 4.0;

/// The pointers that are down on the film, and the drag in progress.
#[derive(Default)]
pub(crate) struct PointerState {
    /// Pointers that are down, with their positions from the middle of the view.
    down: Vec<(i32, [f64; 2])>,
    /// What the first pointer drags.
    drag_state: DragState,
}

/// What a drag does.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum DragState {
    #[default]
    Nothing,
    Moving,
    /// Where the drag began, and the window at that time.
    Windowing([f64; 2], Window),
    /// A point of a measurement follows the pointer: film, measurement, point.
    Holding(FilmId, usize, usize),
    /// The last point of the unfinished measurement follows the pointer; where the press began.
    Drawing([f64; 2]),
}

/// The event handlers of the stage.
#[derive(Clone)]
pub(crate) struct PointerHandlers {
    state: Rc<RefCell<PointerState>>,
    stage: NodeRef<Div>,
    store: Store,
    controller: ControllerHandle,
}

impl PointerHandlers {
    pub(crate) fn new(stage: NodeRef<Div>, store: Store, controller: ControllerHandle) -> Self {
        Self { state: Rc::default(), stage, store, controller }
    }

    /// Width and height of the view.
    fn size(&self) -> [f64; 2] {
        let stage = self.stage.get_untracked();
        stage.map_or([1.0; 2], |stage| [f64::from(stage.client_width()), f64::from(stage.client_height())])
    }

    /// The position of an event from the middle of the view, CSS pixels.
    fn place(&self, event: &MouseEvent) -> [f64; 2] {
        let Some(stage) = self.stage.get_untracked() else { return [0.0; 2] };
        let frame = stage.get_bounding_client_rect();
        [
            f64::from(event.client_x()) - frame.left() - frame.width() / 2.0,
            f64::from(event.client_y()) - frame.top() - frame.height() / 2.0,
        ]
    }

    /// The same position from the upper left corner of the stage.
    fn on_stage(&self, at: [f64; 2]) -> [f64; 2] {
        let size = self.size();
        [0, 1].map(|axis| at[axis] + size[axis] / 2.0)
    }

    pub(crate) fn down(&self, event: &PointerEvent) {
        if self.store.viewer.on_canvas.with_untracked(Option::is_none) || event.button() == 2 {
            return;
        }
        event.prevent_default(); // no text selection, no scrolling
        if let Some(stage) = self.stage.get_untracked() {
            let _ = stage.set_pointer_capture(event.pointer_id()); // without it the drag ends at the film's edge
        }
        let at = self.place(event);
        let mut state = self.state.borrow_mut();
        state.down.push((event.pointer_id(), at));
        if state.down.len() > 1 {
            // With a second finger the two zoom; what the first one began is dropped.
            if let DragState::Drawing(_) = state.drag_state {
                self.store.viewer.measures.update(|measures| measures.draft = None);
            }
            state.drag_state = DragState::Nothing;
            return;
        }
        state.drag_state = self.begin(event, at);
    }

    /// What a drag that begins here does.
    fn begin(&self, event: &PointerEvent, at: [f64; 2]) -> DragState {
        let moves = event.button() == 1 || event.shift_key() || self.store.viewer.space_held.get_untracked();
        if moves {
            return DragState::Moving;
        }
        let is_finger = event.pointer_type() == "touch";
        if let Some(held) = self.near(at, if is_finger { NEAR_FINGER } else { NEAR }) {
            return held;
        }
        // The line of an unfinished measurement ends under the pointer, but is not what the press is for.
        let is_drawing = self.store.viewer.measures.with_untracked(|measures| measures.draft.is_some());
        if !is_drawing && is_on_measure(event) {
            return DragState::Nothing; // a press on its line selects it
        }
        if self.store.viewer.measures.with_untracked(|measures| measures.marked.is_some()) {
            self.store.viewer.measures.update(|measures| measures.marked = None);
        }
        match self.store.viewer.tool.get_untracked() {
            Tool::Pan => DragState::Moving,
            Tool::Window => self
                .store
                .viewer
                .window
                .get_untracked()
                .map_or(DragState::Nothing, |level| DragState::Windowing(at, level)),
            Tool::Measure(kind) => self.begin_measure(kind, at),
        }
    }

    /// The end of a measurement under the pointer; the measurement is selected.
    fn near(&self, at: [f64; 2], reach: f64) -> Option<DragState> {
        let store = self.store;
        let (place, film) = (untrack(|| store.placement())?, store.worklist.chosen.get_untracked()?);
        let frame = store.viewer.request.get_untracked().frame;
        let at = self.on_stage(at);
        let found = store.viewer.measures.with_untracked(|measures| {
            if measures.draft.is_some() {
                return None;
            }
            let ends = measures.on_film(film).iter().enumerate().filter(|(_, measure)| measure.is_on(frame));
            let ends = ends.flat_map(|(number, measure)| {
                let ends = measure.points.iter().enumerate();
                ends.map(move |(point, &end)| (number, point, distance(place.to_stage(end), at)))
            });
            let nearest = ends.min_by(|a, b| a.2.total_cmp(&b.2))?;
            (nearest.2 <= reach).then_some((nearest.0, nearest.1))
        });
        match found {
            Some((measure, point)) => {
                store.viewer.measures.update(|measures| measures.marked = Some((film, measure)));
                Some(DragState::Holding(film, measure, point))
            }
            None => None,
        }
    }

    /// Begins a measurement, or sets the next point of the unfinished one.
    fn begin_measure(&self, kind: Kind, at: [f64; 2]) -> DragState {
        let store = self.store;
        let Some((place, film)) = untrack(|| store.placement()).zip(store.worklist.chosen.get_untracked())
        else {
            return DragState::Nothing;
        };
        let point = place.to_film(self.on_stage(at));
        let frame = store.viewer.request.get_untracked().frame;
        store.viewer.measures.update(|measures| match &mut measures.draft {
            Some((of, draft)) if *of == film && draft.frame == frame => {
                if let Some(last) = draft.points.last_mut() {
                    *last = point;
                }
            }
            draft => *draft = Some((film, Measure { kind, points: vec![point; 2], frame })),
        });
        DragState::Drawing(at)
    }

    pub(crate) fn moved(&self, event: &PointerEvent) {
        let at = self.place(event);
        self.store.viewer.pointer.set(Some(self.on_stage(at)));
        let mut state = self.state.borrow_mut();
        let before = state.down.clone();
        let Some(pointer) = state.down.iter_mut().find(|(id, _)| *id == event.pointer_id()) else {
            drop(state);
            return self.draw_to(at); // between two clicks
        };
        let was = std::mem::replace(&mut pointer.1, at);
        let (size, now, drag_state) = (self.size(), state.down.clone(), state.drag_state);
        drop(state);
        match (&before[..], &now[..]) {
            // Two fingers: the film under them follows.
            ([(_, a), (_, b)], [(_, c), (_, d)]) => {
                let middle = |a: &[f64; 2], b: &[f64; 2], axis: usize| (a[axis] + b[axis]) / 2.0;
                let (x, y) = (middle(c, d, 0), middle(c, d, 1));
                let (dx, dy) = (x - middle(a, b, 0), y - middle(a, b, 1));
                let factor = distance(*c, *d).max(1.0) / distance(*a, *b).max(1.0);
                self.store.viewer.zoom.update(|zoom| *zoom = zoom.by(factor, x, y).moved(dx, dy, size));
            }
            _ => self.drag(drag_state, was, at, size),
        }
    }

    fn drag(&self, drag_state: DragState, was: [f64; 2], at: [f64; 2], size: [f64; 2]) {
        match drag_state {
            DragState::Nothing => {}
            DragState::Moving => {
                self.store
                    .viewer
                    .zoom
                    .update(|zoom| *zoom = zoom.moved(at[0] - was[0], at[1] - was[1], size));
            }
            DragState::Windowing(began, level) => {
                let share = |axis: usize| (at[axis] - began[axis]) / DRAG;
                let width = level.width * share(0).exp2().max(NARROWEST);
                let level = Window { center: level.center + level.width * share(1), width };
                self.controller.with_value(|controller| {
                    controller.display.change_request(|view| view.level = Some(level))
                });
            }
            DragState::Holding(film, measure, point) => {
                if let Some(place) = untrack(|| self.store.placement()) {
                    let to = place.to_film(self.on_stage(at));
                    self.store
                        .viewer
                        .measures
                        .update(|measures| measures.move_point(film, measure, point, to));
                }
            }
            DragState::Drawing(_) => self.draw_to(at),
        }
    }

    /// Moves the last point of the unfinished measurement to the pointer.
    fn draw_to(&self, at: [f64; 2]) {
        let store = self.store;
        if store.viewer.measures.with_untracked(|measures| measures.draft.is_none()) {
            return;
        }
        let Some((place, film)) = untrack(|| store.placement()).zip(store.worklist.chosen.get_untracked())
        else {
            return;
        };
        let point = place.to_film(self.on_stage(at));
        store.viewer.measures.update(|measures| {
            if let Some((of, draft)) = &mut measures.draft
                && *of == film
                && let Some(last) = draft.points.last_mut()
            {
                *last = point;
            }
        });
    }

    pub(crate) fn up(&self, event: &PointerEvent) {
        let at = self.place(event);
        let mut state = self.state.borrow_mut();
        state.down.retain(|(id, _)| *id != event.pointer_id());
        let drag_state = std::mem::take(&mut state.drag_state);
        drop(state);
        if let DragState::Drawing(began) = drag_state {
            self.point_made(distance(began, at) <= CLICK);
        }
        self.controller.with_value(|controller| controller.display.zoomed());
    }

    /// Sets the last point of the unfinished measurement: the measurement is finished, or its next point follows the pointer.
    /// A click that began it has set only its first point.
    fn point_made(&self, was_click: bool) {
        self.store.viewer.measures.update(|measures| {
            let Some((_, draft)) = &mut measures.draft else { return };
            let is_begun_by_click =
                was_click && matches!(draft.points.as_slice(), [first, last] if first == last);
            if is_begun_by_click {
                return;
            }
            if draft.points.len() == draft.kind.points() {
                measures.finish();
            } else if let Some(&last) = draft.points.last() {
                draft.points.push(last);
            }
        });
    }

    /// The pointer has left the stage.
    pub(crate) fn left(&self, _event: &PointerEvent) {
        self.store.viewer.pointer.set(None);
    }

    pub(crate) fn wheel(&self, event: &WheelEvent) {
        if self.store.viewer.on_canvas.with_untracked(Option::is_none) {
            return;
        }
        event.prevent_default();
        let [x, y] = self.place(event);
        let factor = wheel_factor(event);
        let size = self.size();
        self.store.viewer.zoom.update(|zoom| *zoom = zoom.by(factor, x, y).moved(0.0, 0.0, size));
        self.controller.with_value(|controller| controller.display.zoomed());
    }

    pub(crate) fn fit(&self) {
        self.store.viewer.zoom.update(|zoom| *zoom = zoom.fitted());
    }
}

/// The zoom factor for a turn of the wheel.
pub(crate) fn wheel_factor(event: &WheelEvent) -> f64 {
    let lines = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { 30.0 };
    (-event.delta_y() * lines * WHEEL).exp()
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn is_on_measure(event: &PointerEvent) -> bool {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    target.is_some_and(|target| target.closest(".measure").is_ok_and(|measure| measure.is_some()))
}
