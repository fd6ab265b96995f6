//! Fetching of the model cards.

use leptos::prelude::window;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

use crate::card::Card;
use crate::page::shell::settings::url_of;

/// The model card in a folder beside the page. The page shows that it is missing; the console shows why.
pub(crate) async fn fetch<C: Card>(folder: &str) -> Result<C, ()> {
    let reason = |reason: JsValue| web_sys::console::warn_2(&"model card:".into(), &reason);
    json(&url_of(&format!("{folder}{}", C::FILE))).await.map_err(reason)
}

async fn json<T: DeserializeOwned>(url: &str) -> Result<T, JsValue> {
    // As the engines fetch their weights: card and scores must belong to the same weights.
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoCache);
    let response = JsFuture::from(window().fetch_with_str_and_init(url, &init)).await?;
    let response: Response = response.dyn_into()?;
    // Parsed by the browser, which is fast and needs no download.
    let value = JsFuture::from(response.json()?).await?;
    serde_wasm_bindgen::from_value(value).map_err(JsValue::from)
}
