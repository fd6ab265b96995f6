//! Weights: fetched with progress, kept in the browser's cache, checked against their hash each time.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Cache, CacheStorage, ReadableStreamDefaultReader, Request, RequestCache, RequestInit, Response,
};

use super::post::scope;
use crate::card::{Card, CardError, Model};
use crate::film::Dictionary;

/// Bytes between two reports of progress.
const REPORT_EVERY: u64 = 256 * 1024;
const CACHE: &str = "negatoscope-weights";

/// Why there are no weights.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("{url} could not be fetched ({detail}): check that the page's server runs, then reload")]
    Network { url: String, detail: String },
    #[error(transparent)]
    Card(#[from] CardError),
}

/// A model card and the bytes of its three models.
pub(super) struct Weights<C> {
    pub(super) card: C,
    pub(super) models: [Vec<u8>; 3],
}

/// Everything in `folder` (a URL that ends in `/`); `progress` hears of bytes at hand and bytes in all.
pub(super) async fn weights<C: Card>(
    folder: &str,
    progress: impl Fn(u64, u64),
) -> Result<Weights<C>, FetchError> {
    let card = fetch(&format!("{folder}{}", C::FILE), RequestCache::NoCache, 0, |_| ()).await?;
    let card = C::from_json(&card)?;
    let total = card.models().iter().map(|model| model.bytes).sum();
    let cache = open_cache().await;
    let mut models = [const { Vec::new() }; 3];
    let mut before = 0;
    for (model, bytes) in card.models().into_iter().zip(&mut models) {
        *bytes = one(folder, model, cache.as_ref(), |loaded| progress(before + loaded, total)).await?;
        before += model.bytes;
        progress(before, total);
    }
    Ok(Weights { card, models })
}

/// One model, from the cache where it is whole there.
async fn one(
    folder: &str,
    model: &Model,
    cache: Option<&Cache>,
    progress: impl Fn(u64),
) -> Result<Vec<u8>, FetchError> {
    // The hash in the address: a new version is never mistaken for the old one, whatever caches lie between.
    let url = format!("{folder}{}?v={}", model.file, &model.sha256[..model.sha256.len().min(16)]);
    if let Some(cache) = cache
        && let Some(bytes) = cached(cache, &url).await.filter(|bytes| model.verify(bytes).is_ok())
    {
        return Ok(bytes);
    }
    let bytes = fetch(&url, RequestCache::Default, model.bytes, progress).await?;
    model.verify(&bytes)?;
    if let Some(cache) = cache {
        // A full disk only costs the next visit a download.
        let _ = keep(cache, &format!("{folder}{}", model.file), &url, &bytes).await;
    }
    Ok(bytes)
}

/// None outside secure contexts and where storage is forbidden.
async fn open_cache() -> Option<Cache> {
    let caches = Reflect::get(&scope(), &"caches".into()).ok()?.dyn_into::<CacheStorage>().ok()?;
    JsFuture::from(caches.open(CACHE)).await.ok()?.dyn_into().ok()
}

async fn cached(cache: &Cache, url: &str) -> Option<Vec<u8>> {
    let response = JsFuture::from(cache.match_with_str(url)).await.ok()?.dyn_into::<Response>().ok()?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Keeps a file's bytes and drops its earlier versions.
async fn keep(cache: &Cache, file: &str, url: &str, bytes: &[u8]) -> Result<(), JsValue> {
    for request in js_sys::Array::from(&JsFuture::from(cache.keys()).await?) {
        let request: Request = request.dyn_into()?;
        if request.url().split('?').next() == Some(file) {
            JsFuture::from(cache.delete_with_request(&request)).await?;
        }
    }
    let body = Uint8Array::from(bytes);
    let response = Response::new_with_opt_buffer_source(Some(&body))?;
    JsFuture::from(cache.put_with_str(url, &response)).await?;
    Ok(())
}

/// Fetches `url`; `expected` is its length where it is known. More than that is not taken.
async fn fetch(
    url: &str,
    cache: RequestCache,
    expected: u64,
    progress: impl Fn(u64),
) -> Result<Vec<u8>, FetchError> {
    let network = |detail: String| FetchError::Network { url: url.to_owned(), detail };
    let js = |error: JsValue| network(describe(&error));
    let init = RequestInit::new();
    init.set_cache(cache);
    let response = JsFuture::from(scope().fetch_with_str_and_init(url, &init)).await.map_err(js)?;
    let response: Response = response.dyn_into().map_err(js)?;
    if !response.ok() {
        return Err(network(format!("answer {}", response.status())));
    }
    let body = response.body().ok_or_else(|| network("no body".to_owned()))?;
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
            return Err(network(format!("longer than the {expected} bytes of the model card")));
        }
        if bytes.len() as u64 >= reported + REPORT_EVERY {
            reported = bytes.len() as u64;
            progress(reported);
        }
    }
}

/// The names of attributes.
pub(super) async fn names(url: &str) -> Option<Dictionary> {
    let bytes = fetch(url, RequestCache::Default, 0, |_| ()).await.ok()?;
    String::from_utf8(bytes).ok().map(Dictionary::new)
}

fn describe(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
}

/// Loads the module that decodes JPEG XL, as `www/codecs.js` says how.
pub(super) async fn jpeg_xl() -> Result<(), JsValue> {
    let load: Function = Reflect::get(&scope(), &"loadJpegXl".into())?.dyn_into()?;
    let loaded: Promise = load.call0(&JsValue::UNDEFINED)?.dyn_into()?;
    JsFuture::from(loaded).await.map(|_| ())
}
