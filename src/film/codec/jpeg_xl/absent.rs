//! Without the decoder: in the browser, whoever has loaded its module has left it in the worker's global scope.

use super::stream::{Problem, Size, Stream};

/// Asks the module.
#[cfg(all(target_arch = "wasm32", feature = "web"))]
pub(super) fn decode_stream(bytes: &[u8], claimed: Size) -> Result<Stream, Problem> {
    use js_sys::{Function, Reflect, Uint8Array, Uint16Array};
    use wasm_bindgen::{JsCast, JsValue};

    let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let Ok(decode) = field(&js_sys::global(), super::stream::MODULE).dyn_into::<Function>() else {
        return Err(Problem::Absent);
    };
    let broken = || Problem::Broken("the decoder module did not respond".to_owned());
    let size = serde_wasm_bindgen::to_value(&claimed).map_err(|_| broken())?;
    let answer = decode.call2(&JsValue::UNDEFINED, &Uint8Array::from(bytes), &size).map_err(|_| broken())?;
    let Ok(samples) = field(&answer, "samples").dyn_into::<Uint16Array>() else {
        return Err(serde_wasm_bindgen::from_value(answer).unwrap_or_else(|_| broken()));
    };
    let precision = field(&answer, "precision").as_f64().unwrap_or_default() as u16;
    match precision {
        1..=16 => Ok(Stream { precision, samples: samples.to_vec() }),
        _ => Err(broken()),
    }
}

/// There is nobody to ask.
#[cfg(not(all(target_arch = "wasm32", feature = "web")))]
pub(super) fn decode_stream(_bytes: &[u8], _claimed: Size) -> Result<Stream, Problem> {
    Err(Problem::Absent)
}
