//! Weights and names, fetched: weights with progress, and checked against their hash each time. The service worker keeps
//! them between visits.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

use super::post::scope;
use crate::card::{Card, CardError, Model};
use crate::film::Dictionary;

/// Bytes between two messages of progress.
const PROGRESS_BYTES: u64 = 256 * 1024;
/// The service worker's answers where the server's file is not the one of this page (`www/service-worker.js`).
const OTHER_VERSION: u16 = 409;
const DAMAGED: u16 = 502;

/// Why there are no weights.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error(
        "{url} could not be fetched ({detail}); check that the page's server is running, then reload the page"
    )]
    Network { url: String, detail: String },
    #[error("{url} is available only in a newer version than this page; reload the page")]
    Newer { url: String },
    #[error("{url} arrived damaged; try again, and if it happens again, copy the file to the server again")]
    Damaged { url: String },
    #[error(transparent)]
    Card(#[from] CardError),
}

/// A model card and the bytes of its three models.
pub(super) struct FetchedWeights<C> {
    pub(super) card: C,
    pub(super) models: [Vec<u8>; 3],
}

/// The card and the models in `folder` (a URL that ends in `/`); `progress` is called with the bytes loaded so far and the
/// bytes in all.
///
/// # Errors
/// Where a file cannot be fetched, or is not the one that the card describes.
pub(super) async fn weights<C: Card>(
    folder: &str,
    progress: impl Fn(u64, u64),
) -> Result<FetchedWeights<C>, FetchError> {
    let card = fetch(&format!("{folder}{}", C::FILE), 0, |_| ()).await?;
    let card = C::from_json(&card)?;
    let total = card.models().iter().map(|model| model.bytes).sum();
    let mut models = [const { Vec::new() }; 3];
    let mut loaded_before = 0;
    for (model, bytes) in card.models().into_iter().zip(&mut models) {
        *bytes = fetch_model(folder, model, |loaded| progress(loaded_before + loaded, total)).await?;
        loaded_before += model.bytes;
        progress(loaded_before, total);
    }
    Ok(FetchedWeights { card, models })
}

async fn fetch_model(folder: &str, model: &Model, progress: impl Fn(u64)) -> Result<Vec<u8>, FetchError> {
    let url = format!("{folder}{}", model.file);
    let bytes = fetch(&url, model.bytes, progress).await?;
    model.verify(&bytes)?;
    Ok(bytes)
}

/// Fetches `url`; `expected` is its length where it is known. A longer answer is refused.
async fn fetch(url: &str, expected: u64, progress: impl Fn(u64)) -> Result<Vec<u8>, FetchError> {
    let network = |detail: String| FetchError::Network { url: url.to_owned(), detail };
    let js = |error: JsValue| network(describe(&error));
    let init = RequestInit::new();
    // Asked for each time: a new version is never mistaken for the old one, whatever caches lie between.
    init.set_cache(RequestCache::NoCache);
    let response = JsFuture::from(scope().fetch_with_str_and_init(url, &init)).await.map_err(js)?;
    let response: Response = response.dyn_into().map_err(js)?;
    match response.status() {
        _ if response.ok() => {}
        OTHER_VERSION => return Err(FetchError::Newer { url: url.to_owned() }),
        DAMAGED => return Err(FetchError::Damaged { url: url.to_owned() }),
        status => return Err(network(format!("HTTP status {status}"))),
    }
    let body = response.body().ok_or_else(|| network("an empty response".to_owned()))?;
    let reader: ReadableStreamDefaultReader =
        body.get_reader().dyn_into().map_err(|e| network(describe(&e)))?;
    let mut bytes = Vec::with_capacity(expected as usize);
    let mut reported = 0;
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(js)?;
        if Reflect::get(&chunk, &"done".into()).map_err(js)?.is_truthy() {
            return Ok(bytes);
        }
        let chunk: Uint8Array = Reflect::get(&chunk, &"value".into()).map_err(js)?.dyn_into().map_err(js)?;
        let start = bytes.len();
        bytes.resize(start + chunk.length() as usize, 0);
        chunk.copy_to(&mut bytes[start..]);
        if expected > 0 && bytes.len() as u64 > expected {
            return Err(network(format!("longer than the {expected} bytes in the model card")));
        }
        if bytes.len() as u64 >= reported + PROGRESS_BYTES {
            reported = bytes.len() as u64;
            progress(reported);
        }
    }
}

/// The names of attributes; none where they could not be fetched.
pub(super) async fn dictionary(url: &str) -> Option<Dictionary> {
    let bytes = fetch(url, 0, |_| ()).await.ok()?;
    String::from_utf8(bytes).ok().map(Dictionary::new)
}

fn describe(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
}
