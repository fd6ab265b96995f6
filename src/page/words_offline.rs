//! Words on what is asked for and sent, and on use without a network.

use super::offline::{More, State};

pub(crate) const REQUESTS: &str = "Requests";
pub(crate) const COLUMNS: [&str; 4] = ["Part", "Asked for by", "From", "Size"];
pub(crate) const THE_PAGE: &str = "the page itself";
pub(crate) const FROM_NETWORK: &str = "network";
pub(crate) const FROM_STORE: &str = "kept here";
pub(crate) const FROM_CACHE: &str = "browser\u{2019}s cache";
pub(crate) const TRAFFIC_HINT: &str = "Sent are the bodies of requests: films would be in them. The browser also looks for a \
     new version of this page by itself. To be sure, pull the network cable once the engine is ready: everything still works.";
pub(crate) const RELOAD: &str = "Reload";

/// What was sent so far; none where nobody counted.
pub(crate) fn sent(bytes: Option<String>) -> String {
    bytes.map_or_else(|| "Sent: not counted".to_owned(), |bytes| format!("{bytes} sent"))
}

/// The requests so far.
pub(crate) fn requests(requests: usize, elsewhere: f64) -> String {
    format!("{requests} requests for parts of this page, {elsewhere} of them to another address.")
}

/// Who asked.
pub(crate) fn who(who: &str) -> String {
    match who {
        "page" => "page".to_owned(),
        "store" => "offline store".to_owned(),
        "cpu" => "engine".to_owned(),
        "webgpu" => "WebGPU engine".to_owned(),
        other => other.to_owned(),
    }
}

/// Whether the page opens without a network.
pub(crate) fn kept(state: State) -> &'static str {
    match state {
        State::Unable => {
            "This page is not kept for use without a network: this browser does not offer it here."
        }
        State::Keeping => "This page is being kept for use without a network.",
        State::Kept => "This page is kept on this device and opens without a network.",
        State::Room => {
            "This page is not kept for use without a network: there is no room left for it on this device. \
             It works as long as it is open."
        }
        State::Network => {
            "This page is not kept for use without a network yet: a part did not come. The next visit tries again."
        }
        State::Damaged => {
            "This page is not kept for use without a network: a part came damaged. The next visit tries again."
        }
        State::Newer => {
            "This page is not kept for use without a network: the server has a newer version. Reload the page."
        }
    }
}

/// How it goes with what only some need.
pub(crate) fn more(more: More) -> Option<&'static str> {
    match more {
        More::None => None,
        More::Asking => Some("The rest is on its way."),
        More::Room => Some("There was no room for the rest on this device."),
        More::Network => Some("The rest did not come: check the connection and try again."),
        More::Damaged => Some("A part of the rest came damaged: try again."),
    }
}

/// What is kept only when it is used.
pub(crate) fn keep_all(bytes: &str) -> String {
    format!("Keep the rest too ({bytes}: WebGPU, JPEG XL, the paper\u{2019}s models)")
}

/// A new version is there; what reloading loses.
pub(crate) fn newer(films: usize) -> String {
    match films {
        0 => "A new version is ready: reload.".to_owned(),
        1 => "A new version is ready. Reloading takes the film off the list: export its report first."
            .to_owned(),
        films => {
            format!(
                "A new version is ready. Reloading empties the list of {films} films: export their reports first."
            )
        }
    }
}

/// The new version cannot be taken while the page is open elsewhere.
pub(crate) fn other_windows(others: u32) -> String {
    let windows = if others == 1 { "another window".to_owned() } else { format!("{others} other windows") };
    format!(
        "This page is open in {windows}, which would get parts of two versions. Close what is open there, then reload."
    )
}
