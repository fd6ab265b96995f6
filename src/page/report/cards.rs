//! Model cards, as the page fetches them.

use leptos::prelude::window;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

use crate::card::Card;
use crate::page::shell::settings::url_of;

/// The model card in a folder beside the page. That it is missing the person reads; why, only the console tells.
pub(crate) async fn fetch<C: Card>(folder: &str) -> Result<C, ()> {
    let reason = |reason: JsValue| web_sys::console::warn_2(&"model card:".into(), &reason);
    json(&url_of(&format!("{folder}{}", C::FILE))).await.map_err(reason)
}

async fn json<T: DeserializeOwned>(url: &str) -> Result<T, JsValue> {
    // As the engines ask for it: a card and scores of different weights must not meet.
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoCache);
    let response = JsFuture::from(window().fetch_with_str_and_init(url, &init)).await?;
    let response: Response = response.dyn_into()?;
    // Parsed by the browser, whose reader is quick and already there.
    let value = JsFuture::from(response.json()?).await?;
    serde_wasm_bindgen::from_value(value).map_err(JsValue::from)
}
