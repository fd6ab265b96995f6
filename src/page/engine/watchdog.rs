//! The watchdog: an engine that does not answer in time is given up, so that no film waits for ever.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::client::EngineEvent;
use super::engines::Engines;
use super::failure::EngineFailure;
use super::slot::SlotId;

/// Silence after which an engine with a job is given up.
const TIMEOUT: Duration = Duration::from_secs(120);

impl Engines {
    /// Reports an engine as failed that owes an answer and stays silent.
    pub(crate) fn watch(self: &Rc<Self>, slot: SlotId) {
        if !self.slot(slot).awaits_answer() {
            return;
        }
        let (engines, activity) = (self.clone(), self.slot(slot).activity());
        set_timeout(
            move || {
                let watched = engines.slot(slot);
                if watched.activity() == activity && watched.awaits_answer() {
                    let is_ready = watched.is_ready();
                    let failure = if is_ready { EngineFailure::Silent } else { EngineFailure::NotLoaded };
                    engines.emit(slot, EngineEvent::Failed(failure));
                }
            },
            TIMEOUT,
        );
    }
}
