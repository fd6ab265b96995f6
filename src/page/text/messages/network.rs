//! Network traffic, offline storage and new versions.

use crate::page::shell::offline_state::{MissingParts, OfflineState};
use crate::protocol::ResponseSource;

plain! {
    traffic_hint, requests_label, page_itself, reload,
}

/// What was sent so far; `None` if the counter is missing.
pub(crate) fn sent(bytes: Option<String>) -> String {
    bytes.map_or_else(|| say!("sent_not_counted"), |bytes| say!("sent", bytes = bytes))
}

/// The number of requests so far, and of those to other addresses.
pub(crate) fn requests(requests: usize, elsewhere: f64) -> String {
    say!("requests", requests = requests, elsewhere = elsewhere)
}

/// The columns of the list of requests.
pub(crate) fn request_columns() -> [String; 4] {
    [say!("request_resource"), say!("request_by"), say!("request_from"), say!("request_size")]
}

/// What made a request, by the name that the counter has for it.
pub(crate) fn requested_by(name: &str) -> String {
    match name {
        "page" => say!("requested_by_page"),
        "store" => say!("requested_by_cache"),
        "webgpu" => say!("requested_by_webgpu"),
        _ => say!("requested_by_engine"),
    }
}

/// Where a response came from.
pub(crate) fn request_source(source: ResponseSource) -> String {
    match source {
        ResponseSource::Network => say!("source_network"),
        ResponseSource::Kept => say!("source_stored"),
        ResponseSource::Cache => say!("source_cache"),
    }
}

/// Whether the page opens without a network.
pub(crate) fn offline(state: OfflineState) -> String {
    match state {
        OfflineState::Unsupported => say!("offline_unsupported"),
        OfflineState::Storing => say!("offline_storing"),
        OfflineState::Stored => say!("offline_stored"),
        OfflineState::NoRoom => say!("offline_no_room"),
        OfflineState::Network => say!("offline_network"),
        OfflineState::Damaged => say!("offline_damaged"),
        OfflineState::Newer => say!("offline_newer"),
    }
}

/// How far the download of the remaining parts has come.
pub(crate) fn offline_rest(parts: MissingParts) -> Option<String> {
    match parts {
        MissingParts::NotAsked => None,
        MissingParts::Loading => Some(say!("offline_rest_loading")),
        MissingParts::NoRoom => Some(say!("offline_rest_no_room")),
        MissingParts::Network => Some(say!("offline_rest_network")),
        MissingParts::Damaged => Some(say!("offline_rest_damaged")),
    }
}

/// The button that stores the remaining parts.
pub(crate) fn offline_store_rest(bytes: &str) -> String {
    say!("offline_store_rest", bytes = bytes)
}

/// A new version is available; reloading removes so many films from the list.
pub(crate) fn newer_version(films: usize) -> String {
    say!("newer_version", films = films)
}

/// The new version cannot be loaded while the page is open in so many other windows.
pub(crate) fn other_windows(others: u32) -> String {
    say!("other_windows", others = others)
}
