//! The list of films: one row a film, with how far it has come, its verdict or its error.

use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::desk::DeskHandle;
use super::icons::{self, icon};
use super::order::{Only, Order};
use super::state::{Film, FilmState, Stage, Store};
use super::verdict::style;
use super::{export, format, words};

/// The list with its head.
#[component]
pub(crate) fn FilmList() -> impl IntoView {
    let (store, desk) = (expect_context::<Store>(), expect_context::<DeskHandle>());
    let finished = Memo::new(move |_| {
        store.films.with(|films| films.iter().filter(|film| film.state.with(|s| s.stage.is_final())).count())
    });
    let all = move || store.films.with(Vec::len);
    let waiting = Memo::new(move |_| {
        store
            .films
            .with(|films| films.iter().filter(|film| film.state.with(|s| s.stage == Stage::Waiting)).count())
    });
    let seen = Signal::derive(move || store.seen());
    let is_plural = Memo::new(move |_| store.films.with(|films| films.len() > 1));
    Effect::new(move |_| {
        if store.chosen.get().is_some() {
            request_animation_frame(show_chosen_row);
        }
    });
    view! {
        <nav class="list" aria-label=words::films>
            <header class="list-head">
                <h2>{words::films}</h2>
                <span class="count">{move || words::progress(finished.get(), all())}</span>
                <button
                    type="button"
                    class="small"
                    title=words::stop_hint
                    class:is-absent=move || waiting.get() == 0
                    on:click=move |_| desk.with_value(|desk| desk.stop())
                >
                    {words::stop}
                </button>
                <button
                    type="button"
                    class="small"
                    data-testid="export-json"
                    title=words::export_hint
                    prop:disabled=move || finished.get() == 0
                    on:click=move |_| export::download(store)
                >
                    {icon(icons::EXPORT)}
                    {words::export}
                </button>
                <button
                    type="button"
                    class="small"
                    data-testid="export-csv"
                    title=words::export_csv_hint
                    prop:disabled=move || finished.get() == 0
                    on:click=move |_| export::download_table(store)
                >
                    {words::export_csv}
                </button>
                <button
                    type="button"
                    class="bare"
                    title=words::clear
                    aria-label=words::clear
                    on:click=move |_| desk.with_value(|desk| desk.clear())
                >
                    {icon(icons::CLEAR)}
                </button>
                <progress
                    class:is-hidden=move || finished.get() == all()
                    max=move || all().max(1).to_string()
                    value=move || finished.get().to_string()
                    aria-label=words::films
                ></progress>
            </header>
            {move || is_plural.get().then(|| sieve(store))}
            <p class="quiet none-seen" class:is-absent=move || !(is_plural.get() && seen.with(Vec::is_empty))>
                {words::none_seen}
            </p>
            <ul>
                <For each=move || seen.get() key=|film| film.id let:film>
                    <Row film />
                </For>
            </ul>
        </nav>
    }
}

/// Search, which films, and their order.
fn sieve(store: Store) -> impl IntoView {
    let only = move |event| {
        let chosen = event_target_value(&event);
        let only = Only::ALL.into_iter().find(|(name, _)| *name == chosen);
        store.only.set(only.map(|(_, only)| only).unwrap_or_default());
    };
    let order = move |event| {
        let chosen = event_target_value(&event);
        let order = Order::ALL.into_iter().find(|(name, _)| *name == chosen);
        store.order.set(order.map(|(_, order)| order).unwrap_or_default());
    };
    let name_of_only =
        move || Only::ALL.into_iter().find(|(_, only)| *only == store.only.get()).map(|(name, _)| name);
    let name_of_order =
        move || Order::ALL.into_iter().find(|(_, order)| *order == store.order.get()).map(|(name, _)| name);
    view! {
        <div class="sieve">
            <input type="search" data-testid="search" placeholder=words::search aria-label=words::search
                prop:value=move || store.search.get()
                on:input=move |event| store.search.set(event_target_value(&event)) />
            <select data-testid="only" aria-label=words::only_label prop:value=name_of_only on:change=only>
                {Only::ALL.map(|(name, only)| view! { <option value=name>{words::only(only)}</option> })}
            </select>
            <select data-testid="order" aria-label=words::order_label prop:value=name_of_order on:change=order>
                {Order::ALL.map(|(name, order)| view! { <option value=name>{words::order(order)}</option> })}
            </select>
        </div>
    }
}

/// Scrolls the list as little as brings the chosen row into sight.
fn show_chosen_row() {
    if let Ok(Some(row)) = document().query_selector(".row[aria-current=true]") {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// One film of the list. The row keeps its height whatever it has to say; a chosen row with an error unfolds it.
#[component]
fn Row(film: Film) -> impl IntoView {
    let (store, desk) = (expect_context::<Store>(), expect_context::<DeskHandle>());
    let Film { id, name, bytes, state } = film;
    let chosen = Memo::new(move |_| store.chosen.get() == Some(id));
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
        move || state.with(|s| facts(s, bytes))
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
            data-file=name.clone()
            data-state={ let stage = stage.clone(); move || stage().name() }
            aria-current=move || chosen.get().to_string()
            on:click=move |_| desk.with_value(|desk| desk.choose(id))
        >
            <span class="thumbnail">
                {move || thumbnail().map(|url| view! { <img src=url alt="" /> })}
            </span>
            <button type="button" class="row-name" title=name.clone()>
                <span class="folder">{folder}</span>
                <span class="file">{file}</span>
            </button>
            <span class="row-state">{move || row_state(&state, store)}</span>
            <span class="row-facts">{size}</span>
            {move || error().map(|error| view! {
                <div class="row-error">
                    <p data-testid="error">{words::error(&error)}</p>
                    <details on:click=|event| event.stop_propagation()>
                        <summary>{words::detail}</summary>
                        <code>{error.kind.clone()}</code>
                        <code>{detail.clone()}</code>
                        {(words::error(&error) != error.message).then(|| view! { <code>{error.message.clone()}</code> })}
                    </details>
                </div>
            })}
            <button
                type="button"
                class="bare row-remove"
                title=words::remove
                aria-label=words::remove
                on:click=move |event| {
                    event.stop_propagation();
                    desk.with_value(|desk| desk.remove(id));
                }
            >
                {icon(icons::CROSS)}
            </button>
        </li>
    }
}

/// The state in a word with its icon; the verdict once there is one.
fn row_state(state: &ArcRwSignal<FilmState>, store: Store) -> impl IntoView + use<> {
    let (stage, scored, unpacked) = state.with(|s| (s.stage, s.scored, s.unpacked));
    let verdict = scored.and_then(|scored| store.judge(&scored.readout)).map(|judgement| judgement.verdict);
    let (name, path, word) = match (stage, verdict) {
        // Also while it is read again for the paper's models.
        (_, Some(verdict)) => (style(verdict), icons::of_verdict(verdict), words::verdict(verdict)),
        (Stage::Waiting, _) if unpacked.is_some() => ("busy", icons::TURNING, words::archive()),
        (Stage::Waiting, _) => ("waiting", icons::DOT, words::waiting()),
        (Stage::Reading, _) => ("busy", icons::TURNING, words::reading()),
        (Stage::Scoring, _) => ("busy", icons::TURNING, words::scoring()),
        (Stage::Failed, _) => ("failed", icons::WARNING, words::failed()),
        (Stage::Done, None) => ("waiting", icons::DOT, words::scored()),
    };
    view! {
        <span class=format!("state {name}")>
            {icon(path)}
            {word}
        </span>
    }
}

/// What the row says of the file: modality, view and size once read, the file's length before.
fn facts(state: &FilmState, file_bytes: f64) -> String {
    if let Some((done, entries)) = state.unpacked {
        return words::unpacking(done, entries);
    }
    let Some(header) = &state.header else { return format::bytes(file_bytes) };
    let size = format::size(header);
    [header.modality.as_deref(), header.view_position.as_deref(), Some(size.as_str())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}
