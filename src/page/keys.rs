//! Keys, where a radiologist's hand expects them.

use leptos::ev;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::desk::DeskHandle;
use super::state::{Sheet, Store};
use super::{export, settings};

/// Listens to the whole window.
pub(crate) fn take_keys(desk: DeskHandle, store: Store, open_picker: impl Fn() + 'static) {
    let _ = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let held = event.ctrl_key() || event.meta_key() || event.alt_key();
        if held || event.default_prevented() || store.sheet.get_untracked().is_some() {
            return; // an open sheet is the browser's: Escape closes it, Tab stays in it
        }
        if press(desk, store, &open_picker, &event) {
            event.prevent_default();
        }
    });
}

/// Whether the key did something.
fn press(desk: DeskHandle, store: Store, open_picker: &impl Fn(), event: &KeyboardEvent) -> bool {
    let none = store.films.with_untracked(Vec::is_empty);
    match event.key().as_str() {
        "?" => store.sheet.set(Some(Sheet::Help)),
        "o" | "O" => open_picker(),
        _ if none => return false,
        "ArrowDown" => desk.with_value(|desk| desk.step(1)),
        "ArrowUp" => desk.with_value(|desk| desk.step(-1)),
        "i" | "I" => store.inverted.update(|inverted| *inverted = !*inverted),
        "l" | "L" => fold("list", store.list_open),
        "r" | "R" => fold("report", store.report_open),
        "e" | "E" => export::download(store),
        "Delete" => {
            if let Some(chosen) = store.chosen.get_untracked() {
                desk.with_value(|desk| desk.remove(chosen));
            }
        }
        _ => return false,
    }
    true
}

/// Opens or folds a panel, and remembers it.
pub(crate) fn fold(name: &str, open: RwSignal<bool>) {
    open.update(|open| *open = !*open);
    settings::remember_panel(name, open.get_untracked());
}
