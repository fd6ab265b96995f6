//! The tools on the film: what a left drag does, and what is seen of the film.

use leptos::prelude::*;

use super::desk::DeskHandle;
use super::icons::{self, icon};
use super::measure::{Kind, Tool};
use super::snapshot;
use super::state::Store;
use super::words::{self, Word};

/// A small bar at the film's edge.
#[component]
pub(crate) fn Toolbar() -> impl IntoView {
    let (store, desk) = (expect_context::<Store>(), expect_context::<DeskHandle>());
    let tool = |tool: Tool, name: &'static str, word: Word, path: &'static str| {
        view! {
            <button type="button" class="bare" title=word aria-label=word data-testid=format!("tool-{name}")
                aria-pressed=move || (store.tool.get() == tool).to_string()
                on:click=move |_| store.choose_tool(tool)>
                {icon(path)}
            </button>
        }
    };
    view! {
        <div class="film-tools" role="toolbar" aria-label=words::tools data-testid="tools">
            {tool(Tool::Window, "window", words::tool_window, icons::CONTRAST)}
            {tool(Tool::Pan, "pan", words::tool_pan, icons::MOVE)}
            {tool(Tool::Measure(Kind::Length), "length", words::tool_length, icons::RULER)}
            {tool(Tool::Measure(Kind::Angle), "angle", words::tool_angle, icons::ANGLE)}
            {tool(Tool::Measure(Kind::Cover), "cover", words::tool_cover, icons::COVER)}
            <button type="button" class="bare" title=words::tool_magnifier aria-label=words::tool_magnifier
                data-testid="tool-magnifier" aria-pressed=move || store.lens_kept.get().to_string()
                on:click=move |_| store.lens_kept.update(|kept| *kept = !*kept)>
                {icon(icons::LENS)}
            </button>
            <button type="button" class="bare" title=words::true_size aria-label=words::true_size
                data-testid="true-size" disabled=move || store.true_scale().is_none()
                on:click=move |_| desk.with_value(|desk| desk.true_size())>
                {icon(icons::TRUE_SIZE)}
            </button>
            <button type="button" class="bare" title=words::beside aria-label=words::beside
                data-testid="beside-pin" aria-pressed=move || store.beside.with(Option::is_some).to_string()
                on:click=move |_| desk.with_value(|desk| desk.toggle_beside())>
                {icon(icons::BESIDE)}
            </button>
            <button type="button" class="bare" title=words::tags_hint aria-label=words::tags_hint
                data-testid="header" on:click=move |_| desk.with_value(|desk| desk.list_header())>
                {icon(icons::TAGS)}
            </button>
            <button type="button" class="bare" title=words::hide_text aria-label=words::hide_text
                data-testid="hide-text" aria-pressed=move || store.text_hidden.get().to_string()
                on:click=move |_| store.text_hidden.update(|hidden| *hidden = !*hidden)>
                {icon(icons::NO_TEXT)}
            </button>
            <button type="button" class="bare" title=words::save_picture aria-label=words::save_picture
                data-testid="save-picture" on:click=move |_| snapshot::save(store, desk)>
                {icon(icons::PICTURE)}
            </button>
        </div>
    }
}
