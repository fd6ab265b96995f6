//! What the page and its engines send: counted, not claimed. The counting is done by `www/traffic.js`, before anything
//! else runs in the page and in each worker.

use js_sys::{Function, Reflect};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

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

/// Adds what an engine has sent. Where the page's counter is missing, there is nothing to add to, and nothing is claimed.
pub(crate) fn add(sent: Traffic) {
    let add =
        counter().and_then(|counter| Reflect::get(&counter, &"add".into()).ok()?.dyn_into::<Function>().ok());
    if let Some(add) = add {
        let numbers = [sent.bytes, sent.requests, sent.elsewhere].map(JsValue::from_f64);
        // The counter does not throw.
        let _ = add.call3(&JsValue::UNDEFINED, &numbers[0], &numbers[1], &numbers[2]);
    }
}

fn counter() -> Option<JsValue> {
    Reflect::get(&window(), &"negatoscopeTraffic".into()).ok().filter(|counter| counter.is_object())
}

fn read() -> Option<Traffic> {
    let counter = counter()?;
    let number = |name: &str| Reflect::get(&counter, &name.into()).ok()?.as_f64();
    Some(Traffic { bytes: number("bytes")?, requests: number("requests")?, elsewhere: number("elsewhere")? })
}
