//! The page: films come in, are shown and reported on. It knows no tensor; the engines in their workers do the work.

// The component macro makes items of its own `pub`, whatever the component's visibility.
#![allow(unreachable_pub)]

mod adapter;
mod add;
mod beside;
mod bridge;
mod calibrate;
mod card_sheet;
mod cards;
mod containers;
mod deidentify_sheet;
mod desk;
mod drop;
mod engines;
mod explaining;
mod explanation;
mod export;
mod film_view;
mod format;
mod gallery;
mod gpu_canvas;
mod handing_on;
#[cfg(test)]
mod handles;
mod hands;
mod help;
mod helpers;
mod icons;
mod keys;
mod labels;
mod language;
mod lens;
mod list;
mod map_layer;
mod measure;
mod measure_view;
mod offline;
mod order;
mod orientation;
mod pace;
mod paint;
mod paper;
mod paper_section;
mod place;
mod placement;
mod queue;
mod reliability;
mod report_panel;
mod ruler;
mod scale;
mod seen;
mod session;
mod session_switch;
mod settings;
mod shaders;
mod snapshot;
mod state;
mod strip;
mod strips;
mod tag_sheet;
mod toolbar;
mod top_bar;
mod traffic;
mod verdict;
mod watchdog;
mod words;
mod work;
mod zoom;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use desk::{Desk, DeskHandle};
use state::Store;

/// Puts the page into the document. The page answers to drops from here on; engines follow in their own time.
pub fn mount() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    language::begin();
    let store = Store::new();
    let desk: DeskHandle = StoredValue::new_local(Desk::new(store));
    provide_context(store);
    provide_context(desk);
    let hovering = drop::take_drops(desk);
    let picker = NodeRef::<leptos::html::Input>::new();
    keys::take_keys(desk, store, move || add::open(picker));
    let _ = window_event_listener(ev::resize, move |_| desk.with_value(|desk| desk.window_resized()));
    desk.with_value(|desk| desk.open());
    spawn_local(async move {
        store.card.set(Some(cards::fetch("weights/").await));
        calibrate::recall(store);
        let desk = desk.with_value(Clone::clone);
        desk.recall_session().await;
    });
    view! {
        <div
            class="page"
            class:is-empty=move || store.films.with(Vec::is_empty)
            class:is-unnamed=move || store.text_hidden.get()
            class:has-list=move || store.list_open.get()
            class:has-report=move || store.report_open.get()
        >
            <top_bar::TopBar />
            <add::AddFilms picker />
            <list::FilmList />
            <film_view::FilmView />
            <report_panel::ReportPanel />
            <footer class="notice">
                <p>{words::notice}</p>
                <p>{words::privacy}</p>
            </footer>
            <div class="veil" class:is-over=move || hovering.get() aria-hidden="true">
                <p>{words::drop_veil}</p>
            </div>
            <help::Help />
            <card_sheet::CardSheet />
            <deidentify_sheet::DeidentifySheet />
            <gallery::GallerySheet />
            <tag_sheet::TagSheet />
            <ruler::RulerSheet />
            <p class="aloud" role="status">
                {move || store.aloud.get()}
            </p>
        </div>
    }
}
