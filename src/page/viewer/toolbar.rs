//! The toolbar of the film: what a left drag does, and display options.

use leptos::prelude::*;

use super::measure::{Kind, Tool};
use super::snapshot;
use crate::page::controller::ControllerHandle;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::state::Store;
use crate::page::text::messages;
use crate::page::text::messages::MessageFn;

/// The toolbar at the film's edge.
#[component]
pub(crate) fn Toolbar() -> impl IntoView {
    let (store, controller) = (expect_context::<Store>(), expect_context::<ControllerHandle>());
    let tool = |tool: Tool, name: &'static str, word: MessageFn, path: &'static str| {
        view! {
            <button type="button" class="bare" title=word aria-label=word data-testid=format!("tool-{name}")
                aria-pressed=move || (store.viewer.tool.get() == tool).to_string()
                on:click=move |_| store.viewer.choose_tool(tool)>
                {icon(path)}
            </button>
        }
    };
    view! {
        <div class="film-tools" role="toolbar" aria-label=messages::tools data-testid="tools">
            {tool(Tool::Window, "window", messages::tool_window, icons::CONTRAST)}
            {tool(Tool::Pan, "pan", messages::tool_pan, icons::MOVE)}
            {tool(Tool::Measure(Kind::Length), "length", messages::tool_length, icons::RULER)}
            {tool(Tool::Measure(Kind::Angle), "angle", messages::tool_angle, icons::ANGLE)}
            {tool(Tool::Measure(Kind::Redaction), "cover", messages::tool_redact, icons::REDACT)}
            <button type="button" class="bare" title=messages::tool_magnifier aria-label=messages::tool_magnifier
                data-testid="tool-magnifier" aria-pressed=move || store.viewer.magnifier_on.get().to_string()
                on:click=move |_| store.viewer.magnifier_on.update(|kept| *kept = !*kept)>
                {icon(icons::MAGNIFIER)}
            </button>
            <button type="button" class="bare" title=messages::true_size aria-label=messages::true_size
                data-testid="true-size" disabled=move || store.true_scale().is_none()
                on:click=move |_| controller.with_value(|controller| controller.display.true_size())>
                {icon(icons::TRUE_SIZE)}
            </button>
            <button type="button" class="bare" title=messages::compare aria-label=messages::compare
                data-testid="beside-pin" aria-pressed=move || store.viewer.comparison.with(Option::is_some).to_string()
                on:click=move |_| controller.with_value(|controller| controller.display.toggle_comparison())>
                {icon(icons::COMPARE)}
            </button>
            <button type="button" class="bare" title=messages::header_button aria-label=messages::header_button
                data-testid="header" on:click=move |_| controller.with_value(|controller| controller.list_header())>
                {icon(icons::TAGS)}
            </button>
            <button type="button" class="bare" title=messages::hide_text aria-label=messages::hide_text
                data-testid="hide-text" aria-pressed=move || store.viewer.text_hidden.get().to_string()
                on:click=move |_| store.viewer.text_hidden.update(|hidden| *hidden = !*hidden)>
                {icon(icons::NO_TEXT)}
            </button>
            <button type="button" class="bare" title=messages::save_picture aria-label=messages::save_picture
                data-testid="save-picture" on:click=move |_| snapshot::save(store, controller)>
                {icon(icons::PICTURE)}
            </button>
        </div>
    }
}
