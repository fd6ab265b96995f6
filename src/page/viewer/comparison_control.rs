//! Side by side: a film is pinned as it is shown, and stays next to whichever is chosen after it.
//!
//! The pinned film is a picture on a canvas of its own. To window it, the two are exchanged.

use leptos::prelude::*;

use super::canvas2d;
use super::display::FilmDisplay;
use super::state::PinnedFilm;
use crate::film::{DisplayRequest, Picture};
use crate::page::engine::client::Pixels;
use crate::protocol::FilmId;

/// A zoom at which every pixel of a film is drawn, so far as a canvas can hold them.
const FULL_ZOOM: f64 = 1e6;

impl FilmDisplay {
    /// Pins the chosen film, or unpins the pinned one.
    pub(crate) fn toggle_comparison(&self) {
        if self.store.viewer.comparison.with_untracked(Option::is_some) {
            return self.unpin(None);
        }
        if let Some(film) = self.store.worklist.chosen.get_untracked() {
            self.pin(film);
        }
    }

    /// Pins a film as it is shown, where it is.
    pub(crate) fn pin(&self, film: FilmId) {
        if !self.is_on_canvas(film) {
            return;
        }
        let viewer = self.store.viewer;
        viewer.comparison.set(Some(PinnedFilm {
            film,
            view: viewer.request.get_untracked(),
            is_inverted: viewer.inverted.get_untracked(),
            zoom: viewer.zoom.get_untracked(),
            shape: None,
        }));
        self.jobs.queue().pin(film);
        self.jobs.dispatch();
    }

    /// Unpins the pinned film, where it is this one; `None` stands for any.
    pub(crate) fn unpin(&self, film: Option<FilmId>) {
        let is_meant = |pinned: &PinnedFilm| film.is_none_or(|film| pinned.film == film);
        if !self.store.viewer.comparison.with_untracked(|pinned| pinned.as_ref().is_some_and(is_meant)) {
            return;
        }
        self.store.viewer.comparison.set(None);
        if let Some(canvas) = self.store.viewer.comparison_canvas.get_untracked() {
            canvas2d::clear(&canvas);
        }
    }

    /// How the pinned film is to be shown.
    pub(crate) fn pinned_request(&self, film: FilmId) -> DisplayRequest {
        let pinned = self.store.viewer.comparison.get_untracked().filter(|pinned| pinned.film == film);
        pinned.map(|pinned| pinned.view).unwrap_or_default()
    }

    /// Draws the pinned film, where it still is pinned.
    pub(crate) fn show_pinned(&self, film: FilmId, picture: &Picture, pixels: &Pixels) {
        let Some(canvas) = self.store.viewer.comparison_canvas.get_untracked() else { return };
        let Some(pinned) = self.store.viewer.comparison.get_untracked().filter(|pinned| pinned.film == film)
        else {
            return;
        };
        let overlay = pixels.overlay.as_ref().filter(|_| self.store.viewer.overlay.get_untracked());
        match canvas2d::film(&canvas, picture, pixels, overlay, pinned.is_inverted, FULL_ZOOM) {
            Ok(_) => self.store.viewer.comparison.update(|pinned| {
                if let Some(pinned) = pinned {
                    let height = f64::from(picture.rows) * picture.aspect;
                    pinned.shape = Some(f64::from(picture.columns) / height);
                }
            }),
            Err(error) => {
                web_sys::console::error_1(&error);
                self.unpin(Some(film));
            }
        }
    }
}
