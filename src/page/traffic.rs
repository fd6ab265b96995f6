//! What the page sends: counted, not claimed. The counting is done by `www/traffic.js`, before anything else runs.

use js_sys::Reflect;
use leptos::ev;
use leptos::prelude::*;

/// What has gone out since the page was opened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Traffic {
    /// Bytes in the bodies of all requests.
    pub(crate) bytes: f64,
    /// Requests, all of them.
    pub(crate) requests: f64,
    /// Requests to any address but the page's own.
    pub(crate) elsewhere: f64,
}

/// Follows the counter; none where it is missing, for then nothing is known.
pub(crate) fn follow() -> RwSignal<Option<Traffic>> {
    let traffic = RwSignal::new(read());
    let _ = window_event_listener(ev::Custom::<web_sys::Event>::new("negatoscope-traffic"), move |_| {
        traffic.set(read());
    });
    traffic
}

fn read() -> Option<Traffic> {
    let counter =
        Reflect::get(&window(), &"negatoscopeTraffic".into()).ok().filter(|counter| counter.is_object())?;
    let number = |name: &str| Reflect::get(&counter, &name.into()).ok()?.as_f64();
    Some(Traffic { bytes: number("bytes")?, requests: number("requests")?, elsewhere: number("elsewhere")? })
}
