//! Whether the browser has a WebGPU adapter, found out before the large engine is fetched.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What `navigator.gpu.requestAdapter()` gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adapter {
    /// A graphics processor.
    Hardware,
    /// A program in its place: right, and slower than the CPU engine.
    Software,
    /// Nothing.
    None,
}

/// Asks the browser. WebGPU is reached by name, for its bindings in web-sys are not stable yet.
pub(crate) async fn find() -> Adapter {
    match request().await {
        Ok(adapter) if adapter.is_object() => {
            let software = [&field(&adapter, "info"), &adapter]
                .iter()
                .any(|place| field(place, "isFallbackAdapter").is_truthy());
            if software { Adapter::Software } else { Adapter::Hardware }
        }
        _ => Adapter::None,
    }
}

async fn request() -> Result<JsValue, JsValue> {
    let gpu = field(&window().navigator(), "gpu");
    let request: Function = field(&gpu, "requestAdapter").dyn_into()?;
    JsFuture::from(request.call0(&gpu)?.dyn_into::<Promise>()?).await
}

/// A property, or undefined where `value` has none.
fn field(value: &JsValue, name: &str) -> JsValue {
    if value.is_object() { Reflect::get(value, &name.into()).unwrap_or_default() } else { JsValue::UNDEFINED }
}
