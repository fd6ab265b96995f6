//! The page: films are added, displayed and reported on. It handles no tensors; the engines in their workers compute.

// The component macro makes items of its own `pub`, whatever the component's visibility.
#![allow(unreachable_pub)]

mod controller;
mod engine;
#[cfg(test)]
mod handles;
mod report;
mod shell;
mod state;
mod text;
mod viewer;
mod worklist;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use controller::{Controller, ControllerHandle};
use state::Store;

/// Mounts the page into the document. It accepts films at once; the engines start in the background.
pub fn mount() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    text::language::begin();
    let store = Store::new();
    let controller: ControllerHandle = StoredValue::new_local(Controller::new(store));
    // A view takes the stores that it needs; `Store` answers what needs several.
    provide_context(store);
    provide_context(store.worklist);
    provide_context(store.viewer);
    provide_context(store.engines);
    provide_context(store.report);
    provide_context(store.shell);
    provide_context(controller);
    let hovering = worklist::drop::take_drops(controller);
    let picker = NodeRef::<leptos::html::Input>::new();
    viewer::keys::take_keys(controller, store, move || worklist::add::open(picker));
    let _ = window_event_listener(ev::resize, move |_| {
        controller.with_value(|controller| controller.films.window_resized())
    });
    controller.with_value(|controller| controller.engines.open());
    spawn_local(async move {
        store.report.card.set(Some(report::cards::fetch("weights/").await));
        report::calibrate::restore(store.report);
        let controller = controller.with_value(Clone::clone);
        controller.films.recall_session().await;
    });
    view! {
        <div
            class="page"
            class:is-empty=move || store.worklist.films.with(Vec::is_empty)
            class:is-unnamed=move || store.viewer.text_hidden.get()
            class:has-list=move || store.shell.list_open.get()
            class:has-report=move || store.shell.report_open.get()
        >
            <shell::top_bar::TopBar />
            <worklist::add::AddFilms picker />
            <worklist::list::FilmList />
            <viewer::film_view::FilmView />
            <report::panel::ReportPanel />
            <footer class="notice">
                <p>{text::messages::notice}</p>
                <p>{text::messages::privacy}</p>
            </footer>
            <div class="veil" class:is-over=move || hovering.get() aria-hidden="true">
                <p>{text::messages::drop_veil}</p>
            </div>
            <shell::help::Help />
            <report::card_sheet::CardSheet />
            <report::deidentify_sheet::DeidentifySheet />
            <worklist::gallery::GallerySheet />
            <shell::tag_sheet::TagSheet />
            <viewer::ruler::RulerSheet />
            <p class="aloud" role="status">
                {move || store.shell.announcement.get()}
            </p>
        </div>
    }
}
