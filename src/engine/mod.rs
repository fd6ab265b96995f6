//! The engine: a dedicated Web Worker that reads films and scores them, so that the page never blocks.

mod blob;
mod codecs;
mod dicom_export;
mod dispatch;
mod fault;
mod fetch;
mod files;
mod models;
mod post;

use burn::tensor::Device;
use futures_channel::mpsc;
use futures_util::StreamExt;
use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, MessageEvent};

use self::dispatch::Dispatcher;
use self::post::{post, scope};
use crate::protocol::{FromEngine, ToEngine};
use crate::scores::Backend;

/// Runs an engine in the worker this is called in. `device` is made when the page says start, and may fail.
///
/// Messages are worked on one after the other, in the order they came; only starting goes on beside.
pub fn run(backend: Backend, device: impl AsyncFnOnce() -> Result<Device, String> + 'static) {
    console_error_panic_hook::set_once();
    let (sender, mut messages) = mpsc::unbounded();
    let onmessage = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // The receiver lives as long as the worker: sending cannot fail.
        let _ = sender.unbounded_send(read(&event.data()));
    });
    scope().set_onmessage(Some(onmessage.as_ref().unchecked_ref()));
    onmessage.forget();
    spawn_local(async move {
        let dispatcher = Dispatcher::new(backend, device);
        while let Some(message) = messages.next().await {
            match message {
                Ok((message, file)) => dispatcher.handle(message, file).await,
                Err(error) => post(&fault::other_version(&error)),
            }
        }
    });
    post(&FromEngine::Ready);
}

/// Types a message, and finds the file beside it.
fn read(data: &JsValue) -> Result<(ToEngine, Option<Blob>), serde_wasm_bindgen::Error> {
    let file = Reflect::get(data, &"file".into()).ok().and_then(|file| file.dyn_into().ok());
    serde_wasm_bindgen::from_value(data.clone()).map(|message| (message, file))
}
