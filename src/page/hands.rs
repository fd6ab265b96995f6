//! Hands on the film, as viewing stations have it: left drag windows, wheel and two fingers zoom, middle drag (or left with
//! the shift key) moves, a double click fits.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::{MouseEvent, PointerEvent, WheelEvent};

use super::desk::DeskHandle;
use super::state::Store;
use crate::protocol::Level;

/// Dragged so many CSS pixels, a window is twice as wide, or moved by its width.
const DRAG: f64 = 300.0;
/// A window is never narrower than this share of the one that the drag began with.
const NARROWEST: f64 = 0.002;
/// The scale's growth for a pixel of the wheel.
const WHEEL: f64 = 0.0015;

/// What the pointers on the film are doing.
#[derive(Default)]
pub(crate) struct Hands {
    /// Pointers that are down, where each is, from the middle of the view.
    down: Vec<(i32, [f64; 2])>,
    /// Where a drag that windows began, and the window then.
    windowing: Option<([f64; 2], Level)>,
}

/// Handlers for the stage: what it does with each event.
#[derive(Clone)]
pub(crate) struct Grip {
    hands: Rc<RefCell<Hands>>,
    stage: NodeRef<Div>,
    store: Store,
    desk: DeskHandle,
}

impl Grip {
    pub(crate) fn new(stage: NodeRef<Div>, store: Store, desk: DeskHandle) -> Self {
        Self { hands: Rc::default(), stage, store, desk }
    }

    /// Width and height of the view.
    fn size(&self) -> [f64; 2] {
        let stage = self.stage.get_untracked();
        stage.map_or([1.0; 2], |stage| [f64::from(stage.client_width()), f64::from(stage.client_height())])
    }

    /// Where an event is, from the middle of the view, CSS pixels.
    fn place(&self, event: &MouseEvent) -> [f64; 2] {
        let Some(stage) = self.stage.get_untracked() else { return [0.0; 2] };
        let frame = stage.get_bounding_client_rect();
        [
            f64::from(event.client_x()) - frame.left() - frame.width() / 2.0,
            f64::from(event.client_y()) - frame.top() - frame.height() / 2.0,
        ]
    }

    pub(crate) fn down(&self, event: &PointerEvent) {
        if self.store.on_canvas.with_untracked(Option::is_none) || event.button() == 2 {
            return;
        }
        event.prevent_default(); // neither text is marked nor the page scrolled
        if let Some(stage) = self.stage.get_untracked() {
            let _ = stage.set_pointer_capture(event.pointer_id()); // without it the drag ends at the film's edge
        }
        let at = self.place(event);
        let mut hands = self.hands.borrow_mut();
        hands.down.push((event.pointer_id(), at));
        let windows = event.button() == 0 && !event.shift_key() && hands.down.len() == 1;
        hands.windowing =
            if windows { self.store.level.get_untracked().map(|level| (at, level)) } else { None };
    }

    pub(crate) fn moved(&self, event: &PointerEvent) {
        let at = self.place(event);
        let mut hands = self.hands.borrow_mut();
        let before = hands.down.clone();
        let Some(pointer) = hands.down.iter_mut().find(|(id, _)| *id == event.pointer_id()) else { return };
        let was = std::mem::replace(&mut pointer.1, at);
        if let Some((began, level)) = hands.windowing {
            let share = |axis: usize| (at[axis] - began[axis]) / DRAG;
            let width = level.width * share(0).exp2().max(NARROWEST);
            let level = Level { center: level.center + level.width * share(1), width };
            drop(hands);
            return self.desk.with_value(|desk| desk.look(|view| view.level = Some(level)));
        }
        let size = self.size();
        let now = hands.down.clone();
        drop(hands);
        match (&before[..], &now[..]) {
            // Two fingers: what lies between them stays between them.
            ([(_, a), (_, b)], [(_, c), (_, d)]) => {
                let apart = |a: &[f64; 2], b: &[f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]).max(1.0);
                let middle = |a: &[f64; 2], b: &[f64; 2], axis: usize| (a[axis] + b[axis]) / 2.0;
                let (x, y) = (middle(c, d, 0), middle(c, d, 1));
                let (dx, dy) = (x - middle(a, b, 0), y - middle(a, b, 1));
                let factor = apart(c, d) / apart(a, b);
                self.store.zoom.update(|zoom| *zoom = zoom.by(factor, x, y).moved(dx, dy, size));
            }
            _ => self.store.zoom.update(|zoom| *zoom = zoom.moved(at[0] - was[0], at[1] - was[1], size)),
        }
    }

    pub(crate) fn up(&self, event: &PointerEvent) {
        let mut hands = self.hands.borrow_mut();
        hands.down.retain(|(id, _)| *id != event.pointer_id());
        hands.windowing = None;
        drop(hands);
        self.desk.with_value(|desk| desk.zoomed());
    }

    pub(crate) fn wheel(&self, event: &WheelEvent) {
        if self.store.on_canvas.with_untracked(Option::is_none) {
            return;
        }
        event.prevent_default();
        let lines = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { 30.0 };
        let [x, y] = self.place(event);
        let factor = (-event.delta_y() * lines * WHEEL).exp();
        let size = self.size();
        self.store.zoom.update(|zoom| *zoom = zoom.by(factor, x, y).moved(0.0, 0.0, size));
        self.desk.with_value(|desk| desk.zoomed());
    }

    pub(crate) fn fit(&self) {
        self.store.zoom.update(|zoom| *zoom = zoom.fitted());
    }
}
