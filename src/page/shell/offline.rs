//! Whether the page is stored for use without a network, and whether the server has a new build. `www/offline.js` and
//! `www/service-worker.js` do the storing.

use js_sys::{Function, Reflect};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::icons;
use super::icons::icon;
use super::offline_state::{MissingParts, Offline, OfflineState};
use crate::page::text::{format, messages};
use crate::page::worklist::state::SessionKeeping;
use crate::page::worklist::state::WorklistStore;

fn follow() -> RwSignal<Offline> {
    let offline = RwSignal::new(read());
    let _ = window_event_listener(ev::Custom::<web_sys::Event>::new("negatoscope-offline"), move |_| {
        offline.set(read());
    });
    offline
}

fn script() -> Option<JsValue> {
    Reflect::get(&window(), &"negatoscopeOffline".into()).ok().filter(|script| script.is_object())
}

fn read() -> Offline {
    script().and_then(|script| serde_wasm_bindgen::from_value(script).ok()).unwrap_or_default()
}

/// Calls a function of the script.
fn call(name: &str) {
    let function =
        script().and_then(|script| Reflect::get(&script, &name.into()).ok()?.dyn_into::<Function>().ok());
    if let Some(function) = function
        && let Err(error) = function.call0(&JsValue::UNDEFINED)
    {
        web_sys::console::error_1(&error);
    }
}

/// Whether the page works without a network, and a button that stores the remaining parts.
#[component]
pub(crate) fn OfflineStatus() -> impl IntoView {
    let offline = follow();
    let text = move || offline.with(|offline| messages::offline(offline.state));
    let lacking = Memo::new(move |_| {
        offline.with(|offline| {
            (offline.state == OfflineState::Stored && offline.lacking > 0.0).then_some(offline.lacking)
        })
    });
    let more = Memo::new(move |_| offline.with(|offline| offline.more));
    view! {
        <p data-testid="offline" data-state=move || offline.with(|o| o.state.name())>
            {text}
        </p>
        <p class:is-absent=move || more.get() == MissingParts::NotAsked>{move || messages::offline_rest(more.get())}</p>
        {move || lacking.get().map(|bytes| view! {
            <button type="button" class="small" data-testid="keep-all"
                prop:disabled=move || more.get() == MissingParts::Loading
                on:click=move |_| call("keepAll")>
                {move || messages::offline_store_rest(&format::bytes(bytes))}
            </button>
        })}
    }
}

/// How many films of the list are not kept for the next visit; tracked.
fn films_lost_by_reload(worklist: WorklistStore) -> usize {
    let kept = match worklist.keeping.get() {
        SessionKeeping::On(films) | SessionKeeping::Full(films) => films,
        SessionKeeping::Off | SessionKeeping::Elsewhere => 0,
    };
    worklist.films.with(Vec::len).saturating_sub(kept)
}

/// That a new version is there, what reloading costs, and the way to it. Nothing reloads by itself.
#[component]
pub(crate) fn NewVersion() -> impl IntoView {
    let worklist = expect_context::<WorklistStore>();
    let offline = follow();
    let is_newer = Memo::new(move |_| offline.with(|offline| offline.newer));
    let later = RwSignal::new(false);
    let text = move || {
        let others = offline.with(|offline| offline.others);
        if others > 0 {
            messages::other_windows(others)
        } else {
            messages::newer_version(films_lost_by_reload(worklist))
        }
    };
    let is_shown = move || is_newer.get() && !later.get();
    view! {
        <div class="note" role="status" data-testid="news" class:is-absent=move || !is_shown()>
            {move || is_shown().then(|| view! {
                <span class="state">{icon(icons::NEW)}</span>
                <p>{text}</p>
                <button type="button" class="small" data-testid="reload" on:click=move |_| call("reload")>
                    {messages::reload}
                </button>
                <button type="button" class="bare" title=messages::dismiss aria-label=messages::dismiss
                    on:click=move |_| later.set(true)>
                    {icon(icons::CROSS)}
                </button>
            })}
        </div>
    }
}
