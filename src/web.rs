//! What the page and its engines both ask of the browser.

use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::JsCast;

/// Gives an array's memory back at once where the browser can (`ArrayBuffer.transfer`), else when it sees fit: a film's
/// bytes and grey values are large, and garbage may lie for long.
pub(crate) fn free(array: &Uint8Array) {
    let buffer = array.buffer();
    let transfer = Reflect::get(&buffer, &"transfer".into()).ok();
    if let Some(transfer) = transfer.and_then(|transfer| transfer.dyn_into::<Function>().ok()) {
        // Refused only where the buffer has gone elsewhere already.
        let _ = transfer.call1(&buffer, &0.into());
    }
}
