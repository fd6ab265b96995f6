//! From the engine to the page: large buffers are handed over, not copied.

use js_sys::{Array, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, File};

use crate::protocol::FromEngine;

/// The worker's global scope.
pub(super) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds on the worker's clock.
pub(super) fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |clock| clock.now())
}

/// Sends a message to the page.
pub(super) fn post(message: &FromEngine) {
    post_with(message, None);
}

/// Sends a message, and a file beside it.
pub(super) fn post_with(message: &FromEngine, file: Option<File>) {
    let sent =
        message.serialize(&serde_wasm_bindgen::Serializer::new()).map_err(JsValue::from).and_then(|value| {
            if let Some(file) = file {
                Reflect::set(&value, &"file".into(), &file)?;
            }
            scope().post_message_with_transfer(&value, &buffers(&value))
        });
    if let Err(error) = sent {
        // Without this message the page would wait for ever: end the worker, which the page notices.
        wasm_bindgen::throw_val(error);
    }
}

/// The buffers of a message: of the picture and of what the models take.
fn buffers(message: &JsValue) -> Array {
    let buffer = |path: &[&str]| {
        let value = path.iter().try_fold(message.clone(), |of, name| Reflect::get(&of, &(*name).into()));
        value.ok()?.dyn_into::<Uint8Array>().ok().map(|array| array.buffer())
    };
    let paths: [&[&str]; 5] = [
        &["picture", "gray"],
        &["picture", "values", "codes"],
        &["inputs", "square"],
        &["inputs", "paper"],
        &["input"],
    ];
    paths.into_iter().filter_map(buffer).collect()
}
