//! The film drawn by the GPU (WebGL 2): its pixels are uploaded once, and a change of window, zoom or rotation only redraws
//! them in the next frame of the screen. Without WebGL, or after its context is lost, the film is drawn on the
//! [2D canvas](super::canvas2d).

mod area;
mod program;
mod renderer;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;

use self::renderer::WebGlRenderer;
use super::placement::Placement;
use super::state::ViewerStore;
use crate::film::Picture;
use crate::page::engine::client::Pixels;
use crate::page::shell::settings;
use crate::page::shell::settings::CanvasWish;
use crate::protocol::FilmId;

/// The canvas and what draws on it.
pub(crate) struct GpuCanvas {
    viewer: ViewerStore,
    state: RefCell<State>,
    is_asked: Cell<bool>,
}

enum State {
    /// Not tried yet.
    Untried,
    /// WebGL is not available, or its context is lost.
    Off,
    On(Box<WebGlRenderer>),
}

impl GpuCanvas {
    pub(crate) fn new(viewer: ViewerStore) -> Self {
        Self { viewer, state: RefCell::new(State::Untried), is_asked: Cell::new(false) }
    }

    /// The longest side of a film that can be drawn here; 0 where none can.
    pub(crate) fn longest(&self) -> u32 {
        let mut state = self.state.borrow_mut();
        if let State::Untried = *state
            && let Some(canvas) = self.viewer.gpu_canvas.get_untracked()
        {
            let backend_request = settings::canvas_wish();
            *state = match (backend_request != CanvasWish::Plain)
                .then(|| WebGlRenderer::new(&canvas, backend_request == CanvasWish::Gpu))
            {
                Some(Ok(renderer)) => State::On(Box::new(renderer)),
                _ => State::Off,
            };
        }
        match &*state {
            State::On(renderer) => renderer.longest,
            State::Untried | State::Off => 0,
        }
    }

    /// Uploads a film; returns whether it succeeded.
    pub(crate) fn take(&self, film: FilmId, picture: &Picture, pixels: &Pixels) -> bool {
        let mut state = self.state.borrow_mut();
        let State::On(renderer) = &mut *state else { return false };
        let is_taken = renderer.take(film, picture, pixels).is_ok();
        if !is_taken {
            renderer.loaded = None;
        }
        is_taken
    }

    /// Whether the pixels of this film are on the GPU.
    pub(crate) fn holds(&self, film: FilmId) -> bool {
        match &*self.state.borrow() {
            State::On(renderer) => renderer.loaded.as_ref().is_some_and(|loaded| loaded.film == film),
            State::Untried | State::Off => false,
        }
    }

    /// Removes the film and frees its memory.
    pub(crate) fn clear(&self) {
        if let State::On(renderer) = &mut *self.state.borrow_mut() {
            renderer.clear();
        }
    }

    /// The context is lost: nothing can be drawn until [`GpuCanvas::restored`].
    pub(crate) fn lost(&self) {
        self.state.replace(State::Off);
    }

    /// The browser gives the context back.
    pub(crate) fn restored(&self) {
        self.state.replace(State::Untried);
    }

    /// Draws in the next frame of the screen; several requests draw once.
    pub(crate) fn ask(self: &Rc<Self>) {
        if self.is_asked.replace(true) {
            return;
        }
        let canvas = self.clone();
        request_animation_frame(move || {
            canvas.is_asked.set(false);
            canvas.draw();
        });
    }

    /// Draws the film at once.
    pub(crate) fn draw(&self) {
        let State::On(renderer) = &mut *self.state.borrow_mut() else { return };
        let viewer = self.viewer;
        let (stage, zoom) = (viewer.stage_size.get_untracked(), viewer.zoom.get_untracked());
        let on_canvas = viewer.on_canvas.get_untracked().map(|(film, _)| film);
        let Some(loaded) = renderer.loaded.as_ref().filter(|loaded| on_canvas == Some(loaded.film)) else {
            return;
        };
        let film = [f64::from(loaded.columns), f64::from(loaded.rows)];
        let place = Placement { stage, film, aspect: loaded.aspect, zoom };
        let own = viewer.request.get_untracked().level;
        let (is_inverted, overlay) = (viewer.inverted.get_untracked(), viewer.overlay.get_untracked());
        let magnifier_at = untrack(|| viewer.magnifier());
        renderer.draw(&place, own, is_inverted, overlay, magnifier_at);
    }
}
