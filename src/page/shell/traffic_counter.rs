//! The page's counter of requests, `www/traffic.js`: what engines report is added to it.

use js_sys::{Function, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

use crate::protocol::Asked;
use crate::scores::Backend;

/// Adds what an engine has asked for and sent. Where the page's counter is missing, there is nothing to add to, and nothing
/// is claimed.
pub(crate) fn add(engine: Backend, bytes: f64, asked: &[Asked]) {
    let add =
        counter().and_then(|counter| Reflect::get(&counter, &"add".into()).ok()?.dyn_into::<Function>().ok());
    if let (Some(add), Ok(asked)) = (add, serde_wasm_bindgen::to_value(asked)) {
        // The counter does not throw.
        let _ = add.call3(&JsValue::UNDEFINED, &engine.name().into(), &bytes.into(), &asked);
    }
}

/// The page's counter; none where its script is missing.
pub(crate) fn counter() -> Option<JsValue> {
    Reflect::get(&window(), &"negatoscopeTraffic".into()).ok().filter(|counter| counter.is_object())
}
