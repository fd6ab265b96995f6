//! The JPEG XL decoder: a module of its own, which is loaded when the first film needs it.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::fault::codec_unreachable;
use super::post::scope;
use crate::report::{ErrorKind, ErrorReport};

/// Reads a film; where it needs a codec that is not loaded yet, loads that and reads the film again.
///
/// # Errors
/// Those of `read`, or that the codec could not be loaded.
pub(super) async fn with_codecs<T>(read: impl Fn() -> Result<T, ErrorReport>) -> Result<T, ErrorReport> {
    match read() {
        Err(error) if error.kind == ErrorKind::NeedsJpegXl => match load_jpeg_xl().await {
            Ok(()) => read(),
            Err(_) => Err(codec_unreachable()),
        },
        answer => answer,
    }
}

/// Loads the module as `www/codecs.js` says how.
async fn load_jpeg_xl() -> Result<(), JsValue> {
    let load: Function = Reflect::get(&scope(), &"loadJpegXl".into())?.dyn_into()?;
    let loaded: Promise = load.call0(&JsValue::UNDEFINED)?.dyn_into()?;
    JsFuture::from(loaded).await.map(|_| ())
}
