//! Silence: an engine that owes an answer and shows no sign of life is given up, so that no film waits for ever.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::lifecycle::EngineFailure;
use super::slot::{EngineSlot, SlotId};
use crate::page::controller::Controller;

/// Silence after which an engine at work is given up.
const PATIENCE: Duration = Duration::from_secs(120);

impl Controller {
    /// Gives an engine up that owes an answer and stays silent.
    pub(crate) fn watch(self: &Rc<Self>, place: SlotId) {
        if !self.slots.at(place).owes_an_answer() {
            return;
        }
        let (controller, signs) = (self.clone(), self.slots.at(place).signs.get());
        set_timeout(
            move || {
                let slot = controller.slots.at(place);
                if slot.signs.get() == signs && slot.owes_an_answer() {
                    controller.died(
                        place,
                        if slot.is_ready() { EngineFailure::Silent } else { EngineFailure::NotLoaded },
                    );
                }
            },
            PATIENCE,
        );
    }
}

impl EngineSlot {
    /// Whether it has something to do, so that its silence means something.
    pub(crate) fn owes_an_answer(&self) -> bool {
        let is_on_its_way = self.is_taken() && !self.is_ready();
        is_on_its_way || self.starting.get() || self.is_loading_paper() || self.job.borrow().is_some()
    }

    /// Notes a sign of life.
    pub(crate) fn live(&self) {
        self.signs.set(self.signs.get().wrapping_add(1));
    }
}
