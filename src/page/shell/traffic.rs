//! Requests and sent bytes of the page and its engines, counted and listed. The counting is done by
//! `www/traffic.js`, before anything else runs in the page and in each worker.

use leptos::ev;
use leptos::prelude::*;
use serde::Deserialize;

use super::icons;
use super::icons::icon;
use super::offline;
use super::traffic_counter::counter;
use crate::page::text::{format, messages};
use crate::protocol::Asked;

/// The traffic since the page was opened.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Traffic {
    /// Bytes in the bodies of all requests.
    pub(crate) bytes: f64,
    /// Requests to any address but the page's own.
    pub(crate) elsewhere: f64,
    /// The requests, the last five hundred.
    pub(crate) asked: Vec<Listed>,
}

/// A request, and who made it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Listed {
    /// `page`, the name of an engine's backend, or `store`.
    who: String,
    #[serde(flatten)]
    asked: Asked,
}

/// Follows the counter; `None` if it is missing.
pub(crate) fn follow() -> RwSignal<Option<Traffic>> {
    let traffic = RwSignal::new(read());
    let _ = window_event_listener(ev::Custom::<web_sys::Event>::new("negatoscope-traffic"), move |_| {
        traffic.set(read());
    });
    traffic
}

fn read() -> Option<Traffic> {
    serde_wasm_bindgen::from_value(counter()?).ok()
}

/// Bytes sent; in the details the list of requests, what is counted, and the offline storage.
#[component]
pub(crate) fn TrafficChip() -> impl IntoView {
    let traffic = follow();
    let sent = move || traffic.with(|t| t.as_ref().is_none_or(|t| t.bytes > 0.0 || t.elsewhere > 0.0));
    let bytes = move || traffic.with(|t| t.as_ref().map(|t| format::bytes(t.bytes)));
    let counts = move || traffic.with(|t| t.as_ref().map(|t| messages::requests(t.asked.len(), t.elsewhere)));
    view! {
        <details class="chip traffic" data-testid="traffic">
            <summary>
                <span class="state" class:failed=sent>{icon(icons::UP)}</span>
                <span>{move || messages::sent(bytes())}</span>
            </summary>
            <div>
                <p>{messages::privacy}</p>
                <p data-testid="traffic-counts">{counts}</p>
                <div class="requests" tabindex="0" role="group" aria-label=messages::requests_label>
                    <table>
                        <thead>
                            <tr>{move || messages::request_columns().map(|name| view! { <th scope="col">{name}</th> })}</tr>
                        </thead>
                        <tbody>
                            {move || traffic.with(|t| {
                                let listed = t.iter().flat_map(|t| t.asked.iter().rev());
                                listed.map(row).collect_view()
                            })}
                        </tbody>
                    </table>
                </div>
                <p class="quiet">{messages::traffic_hint}</p>
                <offline::OfflineStatus />
            </div>
        </details>
    }
}

fn row(Listed { who, asked }: &Listed) -> impl IntoView + use<> {
    let folder = super::settings::url_of("./");
    let path = asked.url.strip_prefix(&folder).unwrap_or(&asked.url);
    let path = if path.is_empty() { messages::page_itself() } else { path.to_owned() };
    view! {
        <tr data-testid="request" data-who=who.clone() data-source=format!("{:?}", asked.source).to_lowercase()>
            <th scope="row">{path}</th>
            <td>{messages::requested_by(who)}</td>
            <td>{messages::request_source(asked.source)}</td>
            <td>{format::bytes(asked.received)}</td>
        </tr>
    }
}
