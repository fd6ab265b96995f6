//! The film on the screen: how it is requested, windowed and zoomed, and which canvas draws it. The pinned film is in
//! [`comparison_control`](super::comparison_control).

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use super::canvas2d;
use super::state::MAGNIFICATION;
use super::webgl::GpuCanvas;
use super::zoom::Zoom;
use crate::film::{DisplayRequest, Header, Picture};
use crate::page::engine::client::Pixels;
use crate::page::engine::jobs::Jobs;
use crate::page::shell::state::Sheet;
use crate::page::state::Store;
use crate::page::text::language::LocalizedText;
use crate::page::text::messages;
use crate::protocol::FilmId;

/// What draws the chosen film.
pub(crate) struct FilmDisplay {
    pub(super) store: Store,
    pub(super) jobs: Rc<Jobs>,
    /// The canvas that WebGL draws on.
    gpu_canvas: Rc<GpuCanvas>,
    /// The film on the 2D canvas, without its pixels, and by which factor it was reduced.
    drawn: RefCell<Option<(Picture, u32)>>,
}

impl FilmDisplay {
    /// No film on the screen.
    pub(crate) fn new(store: Store, jobs: Rc<Jobs>) -> Self {
        Self { store, jobs, gpu_canvas: Rc::new(GpuCanvas::new(store.viewer)), drawn: RefCell::default() }
    }

    /// Draws what the WebGL canvas holds in the next frame of the screen.
    pub(crate) fn redraw(&self) {
        self.gpu_canvas.ask();
    }

    /// Draws what the WebGL canvas holds, at once.
    pub(crate) fn draw_now(&self) {
        self.gpu_canvas.draw();
    }

    /// Whether a canvas holds this film.
    pub(crate) fn is_on_canvas(&self, film: FilmId) -> bool {
        self.store.viewer.on_canvas.get_untracked().is_some_and(|(on_canvas, _)| on_canvas == film)
    }

    /// Whether the WebGL canvas holds the film, and shows it.
    fn is_on_gpu(&self, film: FilmId) -> bool {
        self.is_on_canvas(film) && self.store.viewer.on_gpu.get_untracked() && self.gpu_canvas.holds(film)
    }

    /// The zoom, times the magnifier's where it is on.
    fn largest_zoom(&self) -> f64 {
        let magnification = untrack(|| self.store.viewer.magnifier()).map_or(1.0, |_| MAGNIFICATION);
        self.store.viewer.zoom.get_untracked().scale * magnification
    }

    /// Whether more of the film's pixels could be seen than the canvas holds.
    pub(crate) fn is_coarse(&self) -> bool {
        let zoom = self.largest_zoom();
        self.drawn.borrow().as_ref().is_some_and(|(picture, step)| canvas2d::step(picture, zoom) < *step)
    }

    /// Draws the film anew where it was enlarged so far that more of its pixels are seen.
    pub(crate) fn zoomed(&self) {
        if self.is_coarse()
            && let Some(chosen) = self.store.worklist.chosen.get_untracked()
        {
            self.request_again(chosen);
        }
    }

    /// Shows the film in its true size; where it is that already, opens the sheet in which the screen is measured.
    pub(crate) fn true_size(&self) {
        let Some(scale) = untrack(|| self.store.true_scale()) else { return };
        if (self.store.viewer.zoom.get_untracked().scale / scale - 1.0).abs() < 1e-3 {
            return self.store.shell.sheet.set(Some(Sheet::Ruler));
        }
        self.store.viewer.zoom.update(|zoom| *zoom = zoom.at_scale(scale));
        self.zoomed();
    }

    /// Shows the film as it was shown first: in its own window, as large as fits, the right way up.
    pub(crate) fn reset(&self) {
        if self.store.viewer.inverted.get_untracked() {
            self.invert(false);
        }
        self.store.viewer.zoom.set(Zoom::default());
        self.change_request(|request| {
            *request = DisplayRequest { frame: request.frame, ..DisplayRequest::default() };
        });
    }

    /// Shows another frame or window of the chosen film; the scores stay those of its first frame.
    pub(crate) fn change_request(&self, change: impl FnOnce(&mut DisplayRequest)) {
        let Some(film) = self.store.worklist.chosen_untracked() else { return };
        let count = |header: &Header| (header.frames, header.windows.len() as u32);
        let Some((frames, windows)) = film.state.with_untracked(|state| state.header.as_ref().map(count))
        else {
            return;
        };
        let before = self.store.viewer.request.get_untracked();
        let mut request = before;
        change(&mut request);
        request.frame = request.frame.min(frames.saturating_sub(1));
        request.window = request.window.min(windows);
        if request == before {
            return;
        }
        self.store.viewer.request.set(request);
        let is_only_window = DisplayRequest { level: before.level, ..request } == before;
        match request.level {
            // The WebGL canvas windows the pixels that it holds, in the screen's next frame.
            Some(window) if is_only_window && self.is_on_gpu(film.id) => {
                self.store.viewer.window.set(Some(window));
            }
            _ => self.request_again(film.id),
        }
    }

    /// Exchanges black and white of the film, or shows them as they were.
    pub(crate) fn invert(&self, inverted: bool) {
        self.store.viewer.inverted.set(inverted);
        let film = self.store.worklist.chosen_untracked();
        let film = film.filter(|film| film.state.with_untracked(|state| state.header.is_some()));
        if let Some(film) = film.filter(|film| !self.is_on_gpu(film.id)) {
            self.request_again(film.id);
        }
    }

    /// Shows or hides the overlays of films.
    pub(crate) fn toggle_overlay(&self) {
        self.store.viewer.overlay.update(|shown| *shown = !*shown);
        let film =
            self.store.worklist.chosen_untracked().filter(|_| self.store.viewer.has_overlay.get_untracked());
        if let Some(film) = film.filter(|film| !self.is_on_gpu(film.id)) {
            self.request_again(film.id);
        }
    }

    /// The WebGL canvas lost its context, or has it again: the film is drawn by the canvas that can, and until then its
    /// thumbnail is shown.
    pub(crate) fn gpu_canvas_changed(&self, is_lost: bool) {
        if is_lost {
            self.gpu_canvas.lost();
        } else {
            self.gpu_canvas.restored();
        }
        if is_lost && !self.store.viewer.on_gpu.get_untracked() {
            return;
        }
        self.store.viewer.on_canvas.set(None);
        if let Some(chosen) = self.store.worklist.chosen_untracked()
            && chosen.state.with_untracked(|state| state.header.is_some())
        {
            self.request_again(chosen.id);
        }
    }

    fn request_again(&self, film: FilmId) {
        self.jobs.queue().prioritize(film, true);
        self.jobs.dispatch();
    }

    /// How a film is to be shown, and the longest side with which its pixels are wanted for the WebGL canvas.
    pub(crate) fn request(&self, film: FilmId) -> (DisplayRequest, u32) {
        if self.store.worklist.chosen.get_untracked() == Some(film) {
            (self.store.viewer.request.get_untracked(), self.gpu_canvas.longest())
        } else {
            (DisplayRequest::default(), 0)
        }
    }

    /// Draws a film where it is the chosen one: on the WebGL canvas where that takes it, else on the 2D canvas.
    pub(crate) fn show(&self, film: FilmId, picture: &Picture, pixels: &Pixels) {
        if self.store.worklist.chosen.get_untracked() != Some(film) {
            return;
        }
        let Some(canvas) = self.store.viewer.canvas.get_untracked() else { return };
        let began = now_ms();
        self.store.viewer.on_canvas.set(None); // a drawing that fails may have cleared the canvas
        self.store.viewer.has_overlay.set(pixels.overlay.is_some());
        let is_on_gpu = self.gpu_canvas.take(film, picture, pixels);
        let drawn = if is_on_gpu {
            canvas2d::clear(&canvas);
            self.drawn.take();
            Ok(())
        } else {
            self.gpu_canvas.clear();
            let overlay = pixels.overlay.as_ref().filter(|_| self.store.viewer.overlay.get_untracked());
            let is_inverted = self.store.viewer.inverted.get_untracked();
            let zoom = self.largest_zoom();
            canvas2d::film(&canvas, picture, pixels, overlay, is_inverted, zoom).map(|step| {
                self.drawn.replace(Some((picture.clone(), step)));
            })
        };
        if drawn.is_ok() {
            let shape = f64::from(picture.columns) / (f64::from(picture.rows) * picture.aspect);
            // A drag may have gone on while the picture was made.
            let own = self.store.viewer.request.get_untracked().level.filter(|_| is_on_gpu);
            self.store.viewer.window.set(Some(own.unwrap_or(picture.level)));
            self.store.viewer.on_gpu.set(is_on_gpu);
            self.store
                .viewer
                .film_size
                .set(([f64::from(picture.columns), f64::from(picture.rows)], picture.aspect));
            self.store.viewer.on_canvas.set(Some((film, shape)));
            self.gpu_canvas.ask();
        }
        let drawn_ms = now_ms() - began;
        self.store.worklist.change(film, |state| {
            state.drawn_ms = drawn_ms;
            state.not_shown = drawn.err().map(|_| LocalizedText::of(messages::not_drawn));
        });
    }

    /// Clears the canvases: no film is chosen.
    pub(crate) fn clear(&self) {
        self.store.viewer.on_canvas.set(None);
        if let Some(canvas) = self.store.viewer.canvas.get_untracked() {
            canvas2d::clear(&canvas);
        }
        self.gpu_canvas.clear();
    }
}

/// Milliseconds on the page's clock.
fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
