//! The list of films: a row for each film, with its progress, its verdict or its error.

use leptos::ev;
use leptos::html::Ul;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::order::{Order, VerdictFilter};
use super::visible_films::{Head, VisibleFilms};
use super::{download, session_switch};
use crate::page::controller::ControllerHandle;
use crate::page::report::state::ReportStore;
use crate::page::report::verdict::style;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::shell::state::Sheet;
use crate::page::state::Store;
use crate::page::text::{format, messages};
use crate::page::viewer::state::ViewerStore;
use crate::page::worklist::film::{Film, FilmState, Stage};
use crate::page::worklist::state::WorklistStore;
use crate::protocol::FilmId;

/// The list with its head.
#[component]
pub(crate) fn FilmList() -> impl IntoView {
    let worklist = expect_context::<WorklistStore>();
    let is_plural = Memo::new(move |_| worklist.films.with(|films| films.len() > 1));
    view! {
        <nav class="list" aria-label=messages::films>
            <ListHead />
            {move || is_plural.get().then(|| filter_controls(worklist))}
            <p class="quiet none-seen"
                class:is-absent=move || !(is_plural.get() && worklist.visible.with(VisibleFilms::is_empty))>
                {messages::no_films_match}
            </p>
            <Rows />
            <session_switch::SessionSwitch />
        </nav>
    }
}

/// The progress of the list, and actions on all films.
#[component]
fn ListHead() -> impl IntoView {
    let (store, controller) = (expect_context::<Store>(), expect_context::<ControllerHandle>());
    let finished = Memo::new(move |_| store.worklist.progress.with(|progress| progress.finished));
    let is_waiting = Memo::new(move |_| store.worklist.progress.with(|progress| progress.waiting > 0));
    let all = move || store.worklist.films.with(Vec::len);
    let is_over = move || finished.get() >= all();
    let left = move || {
        if store.worklist.paused.get() && is_waiting.get() {
            return Some(messages::paused());
        }
        store.worklist.progress.with(|progress| progress.seconds_left()).map(messages::time_left)
    };
    view! {
        <header class="list-head">
            <h2>{messages::films}</h2>
            <span class="count" data-testid="progress">
                {move || messages::progress(finished.get().min(all()), all())}
            </span>
            <button
                type="button"
                class="small"
                data-testid="export-json"
                title=messages::export_hint
                prop:disabled=move || finished.get() == 0
                on:click=move |_| download::download(store)
            >
                {icon(icons::EXPORT)}
                {messages::export}
            </button>
            <button
                type="button"
                class="small"
                data-testid="export-csv"
                title=messages::export_csv_hint
                prop:disabled=move || finished.get() == 0
                on:click=move |_| download::download_table(store)
            >
                {messages::export_csv}
            </button>
            <button
                type="button"
                class="bare"
                data-testid="gallery"
                title=messages::gallery
                aria-label=messages::gallery
                on:click=move |_| store.shell.sheet.set(Some(Sheet::Gallery))
            >
                {icon(icons::GALLERY)}
            </button>
            <button
                type="button"
                class="bare"
                data-testid="clear"
                title=messages::remove_all
                aria-label=messages::remove_all
                on:click=move |_| controller.with_value(|controller| controller.clear())
            >
                {icon(icons::CLEAR)}
            </button>
            <progress
                class:is-hidden=is_over
                max=move || all().max(1).to_string()
                value=move || finished.get().to_string()
                aria-label=messages::films
            ></progress>
        </header>
        // This line is shown only while films wait.
        <div class="list-work" class:is-absent=move || !is_waiting.get()>
            <span class="count" data-testid="time-left">{left}</span>
            <button type="button" class="small" data-testid="drop-waiting" title=messages::remove_waiting_hint
                class:is-absent=move || !store.worklist.paused.get()
                on:click=move |_| controller.with_value(|controller| controller.remove_waiting())>
                {messages::remove_waiting}
            </button>
            <button
                type="button"
                class="small"
                data-testid="pause"
                title=move || if store.worklist.paused.get() { messages::resume_hint() } else { messages::stop_hint() }
                on:click=move |_| controller.with_value(|controller| controller.films.pause(!store.worklist.paused.get_untracked()))
            >
                {move || if store.worklist.paused.get() { messages::resume() } else { messages::stop() }}
            </button>
        </div>
    }
}

/// The visible rows, and spacers for the others.
#[component]
fn Rows() -> impl IntoView {
    let (worklist, viewer) = (expect_context::<WorklistStore>(), expect_context::<ViewerStore>());
    let list = NodeRef::<Ul>::new();
    // The visible part of the list: its top and its height.
    let sight = RwSignal::new((0.0, 1000.0));
    let look = move || {
        if let Some(list) = list.get_untracked() {
            sight.set((f64::from(list.scroll_top()), f64::from(list.client_height())));
        }
    };
    let part = Memo::new(move |_| {
        let (top, height) = sight.get();
        worklist.visible.with(|visible| visible.part(top, height))
    });
    let _ = window_event_listener(ev::resize, move |_| look());
    // The height of the list is not known before the first scroll.
    Effect::new(move |_| {
        worklist.visible.track();
        request_animation_frame(look);
    });
    Effect::new(move |_| {
        if let Some(chosen) = worklist.chosen.get() {
            request_animation_frame(move || show_row(worklist, list, chosen));
        }
    });
    view! {
        <ul
            node_ref=list
            on:scroll=move |_| look()
        >
            <li aria-hidden="true" style:height=move || format!("{}px", part.with(|part| part.above))></li>
            <For
                each=move || part.with(|part| part.entries.clone())
                key=|entry| (entry.film.id, entry.head.clone())
                let:entry
            >
                {entry.head.map(|head| study_head(head, viewer))}
                <Row film=entry.film />
            </For>
            <li aria-hidden="true" style:height=move || format!("{}px", part.with(|part| part.below))></li>
        </ul>
    }
}

/// The heading of a study: patient, date, number of films.
fn study_head(head: Head, viewer: ViewerStore) -> impl IntoView {
    let Head { patient, date, films } = head;
    // For demonstrations, names are hidden here too.
    let patient = move || match (viewer.text_hidden.get(), patient.as_deref()) {
        (true, Some(_)) => "\u{2013}".to_owned(),
        (false, Some(patient)) => format::person(patient),
        (_, None) => messages::no_patient(),
    };
    view! {
        <li class="study" data-testid="study">
            <span class="study-who">{patient}</span>
            <span class="quiet">{move || date.as_deref().map(format::date)}</span>
            <span class="quiet">{move || messages::films_of_study(films)}</span>
        </li>
    }
}

/// Search, filter and order.
fn filter_controls(worklist: WorklistStore) -> impl IntoView {
    let filter = move |event| {
        let chosen = event_target_value(&event);
        let filter = VerdictFilter::ALL.into_iter().find(|(name, _)| *name == chosen);
        worklist.filter.set(filter.map(|(_, filter)| filter).unwrap_or_default());
    };
    let order = move |event| {
        let chosen = event_target_value(&event);
        let order = Order::ALL.into_iter().find(|(name, _)| *name == chosen);
        worklist.order.set(order.map(|(_, order)| order).unwrap_or_default());
    };
    let filter_name = move || {
        VerdictFilter::ALL
            .into_iter()
            .find(|(_, filter)| *filter == worklist.filter.get())
            .map(|(name, _)| name)
    };
    let order_name = move || {
        Order::ALL.into_iter().find(|(_, order)| *order == worklist.order.get()).map(|(name, _)| name)
    };
    view! {
        <div class="sieve">
            <input type="search" data-testid="search" placeholder=messages::search aria-label=messages::search
                prop:value=move || worklist.search.get()
                on:input=move |event| worklist.search.set(event_target_value(&event)) />
            <select data-testid="only" aria-label=messages::filter_label prop:value=filter_name on:change=filter>
                {VerdictFilter::ALL.map(|(name, filter)| view! { <option value=name>{messages::filter(filter)}</option> })}
            </select>
            <select data-testid="order" aria-label=messages::order_label prop:value=order_name on:change=order>
                {Order::ALL.map(|(name, order)| view! { <option value=name>{messages::order(order)}</option> })}
            </select>
        </div>
    }
}

/// Scrolls the list by as little as makes a film's row visible.
fn show_row(worklist: WorklistStore, list: NodeRef<Ul>, film: FilmId) {
    if let Ok(Some(row)) = document().query_selector(".row[aria-current=true]") {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&options);
    } else if let Some(list) = list.get_untracked() {
        // Rows far from the visible part are not rendered.
        let top = worklist
            .visible
            .with_untracked(|visible| visible.place(Some(film)).map(|place| visible.top(place)));
        if let Some(top) = top {
            list.set_scroll_top((top - f64::from(list.client_height()) / 2.0) as i32);
        }
    }
}

/// Moves the focus to the chosen row: a button that was pressed and removed would lose it.
fn focus_on_chosen() {
    let place = ".row[aria-current=true] .row-name, .page.is-empty .drop-zone";
    if let Ok(Some(place)) = document().query_selector(place)
        && let Some(place) = place.dyn_ref::<HtmlElement>()
    {
        // Refused only for what cannot be focused.
        let _ = place.focus();
    }
}

/// A film of the list. The row has a fixed height; a chosen row with an error expands.
#[component]
fn Row(film: Film) -> impl IntoView {
    let (worklist, report) = (expect_context::<WorklistStore>(), expect_context::<ReportStore>());
    let controller = expect_context::<ControllerHandle>();
    let Film { id, name, bytes, state } = film;
    let chosen = Memo::new(move |_| worklist.chosen.get() == Some(id));
    let (folder, file) = format::path(&name);
    let (folder, file) = (folder.to_owned(), file.to_owned());
    let stage = {
        let state = state.clone();
        move || state.with(|s| s.stage)
    };
    let thumbnail = {
        let state = state.clone();
        move || state.with(|s| s.thumbnail.clone())
    };
    let size = {
        let state = state.clone();
        move || state.with(|s| file_facts(s, bytes))
    };
    let error = {
        let state = state.clone();
        move || state.with(|s| s.error.clone())
    };
    let detail = format!("{name}, {bytes} bytes");
    view! {
        <li
            class="row"
            data-testid="film-row"
            data-file=name.to_string()
            data-state={ let stage = stage.clone(); move || stage().name() }
            aria-current=move || chosen.get().to_string()
            on:click=move |_| controller.with_value(|controller| controller.films.choose(id))
        >
            <span class="thumbnail">
                {move || thumbnail().map(|url| view! { <img src=url alt="" /> })}
            </span>
            <button type="button" class="row-name" title=name.to_string()>
                <span class="folder">{folder}</span>
                <span class="file">{file}</span>
            </button>
            <span class="row-state">{move || row_state(&state, report)}</span>
            <span class="row-facts">{size}</span>
            {move || error().map(|error| view! {
                <div class="row-error">
                    <p data-testid="error">{messages::error(&error)}</p>
                    <details on:click=|event| event.stop_propagation()>
                        <summary>{messages::technical_details}</summary>
                        <code>{error.kind.as_str()}</code>
                        <code>{detail.clone()}</code>
                        {(messages::error(&error) != error.message).then(|| view! { <code>{error.message.clone()}</code> })}
                    </details>
                </div>
            })}
            <button
                type="button"
                class="bare row-remove"
                title=messages::remove
                aria-label=messages::remove
                on:click=move |event| {
                    event.stop_propagation();
                    controller.with_value(|controller| controller.films.remove(id));
                    request_animation_frame(focus_on_chosen);
                }
            >
                {icon(icons::CROSS)}
            </button>
        </li>
    }
}

/// The state with its icon; the verdict once there is one.
fn row_state(state: &ArcRwSignal<FilmState>, report: ReportStore) -> impl IntoView + use<> {
    let (stage, scored, unpacked) = state.with(|s| (s.stage, s.scored, s.unpacked));
    let verdict = scored.and_then(|scored| report.judge(&scored.readout)).map(|judgement| judgement.verdict);
    let (name, path, word) = match (stage, verdict) {
        // Also while the film is read again for the paper's models.
        (_, Some(verdict)) => (style(verdict), icons::for_verdict(verdict), messages::verdict(verdict)),
        (Stage::Waiting, _) if unpacked.is_some() => ("busy", icons::SPINNER, messages::archive()),
        (Stage::Waiting, _) => ("waiting", icons::DOT, messages::waiting()),
        (Stage::Reading, _) => ("busy", icons::SPINNER, messages::reading()),
        (Stage::Scoring, _) => ("busy", icons::SPINNER, messages::scoring()),
        (Stage::Failed, _) => ("failed", icons::WARNING, messages::failed()),
        (Stage::Done, None) => ("waiting", icons::DOT, messages::scored()),
    };
    view! {
        <span class=format!("state {name}")>
            {icon(path)}
            {word}
        </span>
    }
}

/// Facts on the file: modality, view and size once it is read, its length before.
fn file_facts(state: &FilmState, file_bytes: f64) -> String {
    if let Some((done, entries)) = state.unpacked {
        return messages::unpacking(done, entries);
    }
    let Some(header) = &state.header else { return format::bytes(file_bytes) };
    let size = format::size(header);
    [header.modality.as_deref(), header.view_position.as_deref(), Some(size.as_str())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}
