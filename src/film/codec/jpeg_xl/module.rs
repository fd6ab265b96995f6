//! The decoder as a module of its own in the browser: a function in the worker's global scope.

use js_sys::{Object, Reflect, Uint8Array, Uint16Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::decoder::decode_stream;
use super::stream::{Problem, Size};

/// Puts the decoder where [`absent`](super) looks for it. It takes a stream and the size that its film claims, and gives
/// the samples and their precision, or the problem.
pub(crate) fn offer() {
    let decode = Closure::<dyn Fn(Uint8Array, JsValue) -> JsValue>::new(answer);
    let place = super::stream::MODULE.into();
    // A worker's global scope can be written to; where it could not, the film would say that the module is missing.
    let _ = Reflect::set(&js_sys::global(), &place, &decode.into_js_value());
}

fn answer(bytes: Uint8Array, size: JsValue) -> JsValue {
    let told = |problem: &Problem| serde_wasm_bindgen::to_value(problem).unwrap_or(JsValue::NULL);
    let Ok(size) = serde_wasm_bindgen::from_value::<Size>(size) else {
        return told(&Problem::Broken(
            "the decoder module and the engine are of different versions".to_owned(),
        ));
    };
    match decode_stream(&bytes.to_vec(), size) {
        Ok(stream) => {
            let answer = Object::new();
            let samples = Uint16Array::from(stream.samples.as_slice());
            let fields =
                [("samples", samples.into()), ("precision", JsValue::from(f64::from(stream.precision)))];
            for (name, value) in fields {
                // A plain object takes any field.
                let _ = Reflect::set(&answer, &name.into(), &value);
            }
            answer.into()
        }
        Err(problem) => told(&problem),
    }
}
