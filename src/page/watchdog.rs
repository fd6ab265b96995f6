//! Silence: an engine that owes an answer and shows no sign of life is given up, so that no film waits for ever.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::bridge::Engine;
use super::desk::{Desk, Seat};
use super::engines::End;
use crate::scores::Backend;

/// Silence after which an engine at work is given up.
const PATIENCE: Duration = Duration::from_secs(120);

impl Desk {
    /// Gives an engine up that owes an answer and stays silent.
    pub(super) fn watch(self: &Rc<Self>, backend: Backend) {
        if !self.seat(backend).owes_an_answer() {
            return;
        }
        let (desk, signs) = (self.clone(), self.seat(backend).signs.get());
        set_timeout(
            move || {
                if desk.seat(backend).signs.get() == signs && desk.seat(backend).owes_an_answer() {
                    let loaded = desk.seat(backend).engine.borrow().as_ref().is_some_and(Engine::is_ready);
                    desk.died(backend, if loaded { End::Silent } else { End::NotLoaded });
                }
            },
            PATIENCE,
        );
    }
}

impl Seat {
    /// Whether it has something to do, so that its silence means something.
    pub(super) fn owes_an_answer(&self) -> bool {
        let unready = self.engine.borrow().as_ref().is_some_and(|engine| !engine.is_ready());
        unready || self.starting.get() || self.is_loading_paper() || self.job.borrow().is_some()
    }

    /// Notes a sign of life.
    pub(super) fn live(&self) {
        self.signs.set(self.signs.get().wrapping_add(1));
    }
}
