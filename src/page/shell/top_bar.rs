//! The top bar: name, engines, network traffic, and buttons that open the sheets.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, Node};

use super::icons;
use super::icons::icon;
use super::offline;
use super::traffic::TrafficChip;
use crate::page::controller::ControllerHandle;
use crate::page::engine::state::EngineState;
use crate::page::engine::state::EngineStore;
use crate::page::shell::state::Sheet;
use crate::page::shell::state::ShellStore;
use crate::page::text::language;
use crate::page::text::language::Language;
use crate::page::text::{format, messages};
use crate::page::viewer::keys;
use crate::scores::Backend;

/// The bar, and below it notes on engines and new versions.
#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let shell = expect_context::<ShellStore>();
    let _ = window_event_listener(ev::pointerdown, |event| close_chips(event.target()));
    let _ = window_event_listener(ev::keydown, |event| {
        if event.key() == "Escape" {
            focus_summary();
            close_chips(None);
        }
    });
    view! {
        <header class="bar">
            <button type="button" class="bare only-full" title=messages::films aria-label=messages::films
                aria-pressed=move || shell.list_open.get().to_string()
                on:click=move |_| keys::fold("list", shell.list_open)>
                {icon(icons::LIST)}
            </button>
            <h1>{icon(icons::SAMPLE)} {messages::NAME}</h1>
            <EngineChip />
            <TrafficChip />
            <button type="button" class="bare bar-text" data-testid="model-card"
                on:click=move |_| shell.sheet.set(Some(Sheet::ModelCard))>
                {icon(icons::CARD)}
                <span>{messages::model_card}</span>
            </button>
            <Languages />
            <button type="button" class="bare" title=messages::help aria-label=messages::help
                data-testid="help"
                on:click=move |_| shell.sheet.set(Some(Sheet::Help))>
                {icon(icons::HELP)}
            </button>
            <div class="notes">
                <Trouble />
                <offline::NewVersion />
            </div>
        </header>
    }
}

/// Closes the open chips of the bar, except the one that was pressed.
fn close_chips(pressed: Option<EventTarget>) {
    let pressed: Option<Node> = pressed.and_then(|target| target.dyn_into().ok());
    let Ok(open) = document().query_selector_all(".chip[open]") else { return };
    for chip in (0..open.length()).filter_map(|i| open.get(i)) {
        if !chip.contains(pressed.as_ref())
            && let Ok(chip) = chip.dyn_into::<Element>()
        {
            // Refused only for a name that is no attribute.
            let _ = chip.remove_attribute("open");
        }
    }
}

/// Moves the focus out of a chip before it closes.
fn focus_summary() {
    let focused = document().active_element().and_then(|focused| focused.closest(".chip[open]").ok()?);
    let summary = focused.and_then(|chip| chip.query_selector("summary").ok()?);
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        // Refused only for what cannot be focused.
        let _ = summary.focus();
    }
}

/// The backend that computes, with the state of both engines in its details.
#[component]
fn EngineChip() -> impl IntoView {
    let engines = expect_context::<EngineStore>();
    let name = move || engines.active.get().map(Backend::name);
    let progress = move || match (engines.active.get(), engines.cpu.get(), engines.gpu.get()) {
        (None, EngineState::Weights(loaded, total), _) | (None, _, EngineState::Weights(loaded, total)) => {
            Some(loaded as f64 / total.max(1) as f64)
        }
        _ => None,
    };
    view! {
        <details class="chip engine">
            <summary data-testid="backend" data-backend=name data-helpers=move || engines.workers.get().to_string()>
                <span class="state" class:is-ready=move || engines.active.get().is_some()>
                    {move || engine_icon(engines)}
                </span>
                <span>{move || engine_text(engines)}</span>
                <progress
                    class:is-hidden=move || progress().is_none()
                    max="1"
                    value=move || progress().unwrap_or(0.0).to_string()
                    aria-label=messages::weights
                ></progress>
            </summary>
            <dl>
                <dt>{messages::cpu}</dt>
                <dd>{move || state_text(&engines.cpu.get())}</dd>
                {move || (engines.workers.get() > 0).then(|| view! {
                    <dt>{messages::more_workers}</dt>
                    <dd>{messages::workers_running(engines.workers.get())}</dd>
                })}
                <dt>{messages::webgpu}</dt>
                <dd>{move || state_text(&engines.gpu.get())}</dd>
            </dl>
        </details>
    }
}

fn engine_icon(engines: EngineStore) -> impl IntoView {
    let gone = matches!(engines.cpu.get(), EngineState::Unavailable(_));
    match (engines.active.get(), gone) {
        (Some(_), _) => icon(icons::DOT).into_any(),
        (None, true) => view! { <span class="state failed">{icon(icons::WARNING)}</span> }.into_any(),
        (None, false) => view! { <span class="state busy">{icon(icons::SPINNER)}</span> }.into_any(),
    }
}

/// The chip's text: the backend that computes, or what is loading.
fn engine_text(engines: EngineStore) -> String {
    match (engines.active.get(), engines.cpu.get(), engines.gpu.get()) {
        (Some(Backend::Webgpu), ..) => messages::webgpu(),
        (Some(Backend::Cpu), ..) => messages::cpu_workers(engines.workers.get() + 1),
        (None, EngineState::Weights(loaded, total), _) | (None, _, EngineState::Weights(loaded, total)) => {
            if loaded < total {
                messages::weights_progress(&format::bytes(loaded as f64), &format::bytes(total as f64))
            } else {
                messages::engine_testing()
            }
        }
        (None, EngineState::Unavailable(_), _) => messages::engine_stopped(),
        _ => messages::engine_loading(),
    }
}

fn state_text(state: &EngineState) -> String {
    match state {
        EngineState::Off => messages::not_started(),
        EngineState::Loading => messages::engine_loading(),
        EngineState::Reading => messages::engine_reading_only(),
        EngineState::Weights(loaded, total) => {
            messages::weights_progress(&format::bytes(*loaded as f64), &format::bytes(*total as f64))
        }
        EngineState::Running(device, ms) => messages::engine_running(device, &format::milliseconds(*ms)),
        EngineState::Unavailable(reason) => messages::sentence(&reason.text()),
    }
}

/// The choice of the language; every language by its own name.
#[component]
fn Languages() -> impl IntoView {
    let choose = |event| {
        if let Some(language) = Language::from_tag(&event_target_value(&event)) {
            language::choose(language);
        }
    };
    let options = Language::ALL.map(|language| {
        view! { <option value=language.tag() lang=language.tag()>{language.name()}</option> }
    });
    view! {
        <select class="language" data-testid="language" title=messages::language_label
            aria-label=messages::language_label prop:value=|| language::chosen().tag() on:change=choose>
            {options}
        </select>
    }
}

/// A failure of an engine, until it is dismissed.
#[component]
fn Trouble() -> impl IntoView {
    let (engines, controller) = (expect_context::<EngineStore>(), expect_context::<ControllerHandle>());
    // Without the CPU engine no film can be decoded, whichever backend scores.
    let is_unavailable = move || matches!(engines.cpu.get(), EngineState::Unavailable(_));
    view! {
        <div class="note trouble" role="alert" class:is-absent=move || engines.trouble.with(Option::is_none)>
            <span class="state failed">{icon(icons::WARNING)}</span>
            <p>{move || engines.trouble.get().map(|text| text.text())}</p>
            <button type="button" class="small" class:is-absent=move || !is_unavailable()
                on:click=move |_| controller.with_value(|controller| controller.engines.try_again())>
                {messages::try_again}
            </button>
            <button type="button" class="bare" title=messages::dismiss aria-label=messages::dismiss
                class:is-absent=is_unavailable
                on:click=move |_| engines.trouble.set(None)>
                {icon(icons::CROSS)}
            </button>
        </div>
    }
}
