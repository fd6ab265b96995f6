//! Keyboard shortcuts, as on PACS workstations.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::measure::{Kind, Tool};
use super::snapshot;
use crate::page::controller::ControllerHandle;
use crate::page::shell::settings;
use crate::page::shell::state::Sheet;
use crate::page::state::Store;
use crate::page::viewer::state::ViewerStore;
use crate::page::worklist::download;

/// Listens to the whole window.
pub(crate) fn take_keys(controller: ControllerHandle, store: Store, open_picker: impl Fn() + 'static) {
    take_releases(store.viewer);
    let _ = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let held = event.ctrl_key() || event.meta_key() || event.alt_key();
        if held || is_typing(&event) || event.default_prevented() || is_sheet_open() {
            return; // in an open sheet the browser handles keys: Escape closes it, Tab stays in it
        }
        if press(controller, store, &open_picker, &event) {
            event.prevent_default();
        }
    });
}

/// Ends what lasts while a key is held, when the key is released or the window loses the focus.
fn take_releases(viewer: ViewerStore) {
    let let_go = move || {
        if viewer.magnifier_held.get_untracked() {
            viewer.magnifier_held.set(false);
        }
        if viewer.space_held.get_untracked() {
            viewer.space_held.set(false);
        }
    };
    let _ = window_event_listener(ev::keyup, move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "z" | "Z" | " ") {
            let_go();
        }
    });
    let _ = window_event_listener(ev::blur, move |_| let_go());
}

/// Whether the key did something.
fn press(controller: ControllerHandle, store: Store, open_picker: &impl Fn(), event: &KeyboardEvent) -> bool {
    let none = store.worklist.films.with_untracked(Vec::is_empty);
    match event.key().as_str() {
        "?" => store.shell.sheet.set(Some(Sheet::Help)),
        "o" | "O" => open_picker(),
        _ if none => return false,
        "ArrowDown" | "ArrowUp" if scrolls(event) => return false,
        "ArrowDown" => controller.with_value(|controller| controller.films.step(1)),
        "ArrowUp" => controller.with_value(|controller| controller.films.step(-1)),
        "PageDown" => {
            controller.with_value(|controller| controller.display.change_request(|view| view.frame += 1))
        }
        "PageUp" => controller.with_value(|controller| {
            controller.display.change_request(|view| view.frame = view.frame.saturating_sub(1))
        }),
        // The windows of the header in their order; 0 selects the automatic window.
        "0" => controller.with_value(|controller| {
            controller.display.change_request(|view| (view.window, view.level) = (u32::MAX, None))
        }),
        digit @ ("1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
            let window = u32::from(digit.as_bytes()[0] - b'1');
            controller.with_value(|controller| {
                controller.display.change_request(|view| (view.window, view.level) = (window, None))
            });
        }
        "d" | "D" => controller.with_value(|controller| controller.list_header()),
        "w" | "W" => store.viewer.choose_tool(Tool::Window),
        "v" | "V" => store.viewer.choose_tool(Tool::Pan),
        "m" | "M" => store.viewer.choose_tool(Tool::Measure(Kind::Length)),
        "a" | "A" => store.viewer.choose_tool(Tool::Measure(Kind::Angle)),
        "b" | "B" => store.viewer.choose_tool(Tool::Measure(Kind::Redaction)),
        "z" | "Z" if !event.repeat() => {
            store.viewer.magnifier_held.set(true);
            controller.with_value(|controller| controller.display.zoomed());
        }
        " " if !is_pressable(event) => store.viewer.space_held.set(true),
        "s" | "S" => controller.with_value(|controller| controller.display.toggle_comparison()),
        "u" | "U" => controller.with_value(|controller| controller.display.true_size()),
        "t" | "T" => store.viewer.text_hidden.update(|hidden| *hidden = !*hidden),
        "c" | "C" => snapshot::save(store, controller),
        "Escape" if store.viewer.measures.with_untracked(|measures| measures.draft.is_some()) => {
            store.viewer.measures.update(|measures| measures.draft = None);
        }
        "g" | "G" => controller.with_value(|controller| controller.display.toggle_overlay()),
        "i" | "I" => controller
            .with_value(|controller| controller.display.invert(!store.viewer.inverted.get_untracked())),
        "l" | "L" => fold("list", store.shell.list_open),
        "p" | "P" => fold("report", store.shell.report_open),
        "x" | "X" => store.report.explanation.is_shown.update(|is_shown| *is_shown = !*is_shown),
        "r" | "R" => controller.with_value(|controller| controller.display.reset()),
        "h" | "H" => store.viewer.zoom.update(|zoom| zoom.mirrored = !zoom.mirrored),
        "," => store.viewer.zoom.update(|zoom| *zoom = zoom.turned(-1)),
        "." => store.viewer.zoom.update(|zoom| *zoom = zoom.turned(1)),
        sign @ ("+" | "=" | "-") => {
            let factor = if sign == "-" { 0.8 } else { 1.25 };
            store.viewer.zoom.update(|zoom| *zoom = zoom.by(factor, 0.0, 0.0));
            controller.with_value(|controller| controller.display.zoomed());
        }
        "e" | "E" => download::download(store),
        "Delete" | "Backspace" if remove_marked_measure(store) => {}
        "Delete" => {
            if let Some(chosen) = store.worklist.chosen.get_untracked() {
                controller.with_value(|controller| controller.films.remove(chosen));
            }
        }
        _ => return false,
    }
    true
}

/// Whether a sheet is open. The store learns of a closed one a moment later, when the next key may be down already.
fn is_sheet_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|sheet| sheet.is_some())
}

/// Whether the key is typed into a field, or moves a slider.
fn is_typing(event: &KeyboardEvent) -> bool {
    const WRITTEN: &str = "textarea, select, input:not([type=range], [type=checkbox], [type=radio])";
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let lies_in = |selector: &str| {
        target.as_ref().is_some_and(|target| target.closest(selector).is_ok_and(|field| field.is_some()))
    };
    lies_in(WRITTEN) || (event.key().chars().count() > 1 && lies_in("input[type=range]"))
}

/// Whether the space bar presses what has the focus.
fn is_pressable(event: &KeyboardEvent) -> bool {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    target.is_some_and(|target| {
        target.closest("button, select, summary, a, [tabindex]").is_ok_and(|pressable| pressable.is_some())
    })
}

/// Whether the key scrolls the report panel.
fn scrolls(event: &KeyboardEvent) -> bool {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    target.is_some_and(|target| target.closest(".report").is_ok_and(|panel| panel.is_some()))
}

/// Shows or hides a panel, and remembers it.
pub(crate) fn fold(name: &str, open: RwSignal<bool>) {
    open.update(|open| *open = !*open);
    settings::remember_panel(name, open.get_untracked());
}

/// Removes the marked measurement of the chosen film; whether there was one.
fn remove_marked_measure(store: Store) -> bool {
    let chosen = store.worklist.chosen.get_untracked();
    chosen.is_some_and(|film| store.viewer.remove_marked_measure(film))
}
