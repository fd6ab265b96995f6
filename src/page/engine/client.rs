//! One engine as the page sees it: a dedicated web worker, which exchanges the messages of [`crate::protocol`].
//!
//! The worker starts from a blob of two lines rather than from a file: so it inherits the page's
//! Content-Security-Policy, whatever headers the server sends, and can reach no more than the page can.
//!
//! Pixels never enter the page's own wasm memory, which cannot shrink: files go out, and a film's grey values come in, as
//! JavaScript objects next to the typed message.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, File, MessageEvent, Url, Worker};

use super::failure::EngineFailure;
use crate::page::shell::settings::url_of;
use crate::protocol::{FromEngine, ToEngine};
use crate::web::free;

/// What happens to an engine.
pub(crate) enum EngineEvent {
    /// A message, and what came with its typed part.
    Message(Box<FromEngine>, Attachment),
    /// A message that this page does not know.
    Garbled(String),
    /// The worker failed: its code did not load, or it crashed.
    Died(String),
    /// The page noticed a failure that the worker does not report.
    Failed(EngineFailure),
}

/// What comes with a typed message: the pixels of a [`FromEngine::Film`], which the message itself leaves empty, or the
/// file of a [`FromEngine::Entry`].
#[derive(Default)]
pub(crate) struct Attachment {
    pub(crate) pixels: Pixels,
    pub(crate) file: Option<File>,
}

/// The pixels of a film: its grey levels or the codes in their place, which of them are padding, and its overlay, as [`crate::film::Picture`] has them.
#[derive(Default)]
pub(crate) struct Pixels {
    pub(crate) gray: Uint8Array,
    pub(crate) codes: Option<Uint8Array>,
    pub(crate) padding: Option<Uint8Array>,
    pub(crate) overlay: Option<Uint8Array>,
}

impl Pixels {
    /// Frees their memory.
    pub(crate) fn free(&self) {
        free(&self.gray);
        if let Some(codes) = &self.codes {
            free(codes);
        }
    }
}

/// A running worker; dropping it ends the worker.
pub(crate) struct Engine {
    worker: Worker,
    outbox: Rc<Outbox>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

/// Messages that wait until the worker is ready.
#[derive(Default)]
struct Outbox {
    ready: Cell<bool>,
    waiting: RefCell<Vec<JsValue>>,
}

impl Engine {
    /// Starts the worker of a binary by its name; `on_event` gets all its messages and errors.
    pub(crate) fn start(binary: &str, on_event: impl Fn(EngineEvent) + 'static) -> Result<Self, JsValue> {
        let starter = starter(binary)?;
        let worker = Worker::new(&starter)?;
        let (on_event, outbox) = (Rc::new(on_event), Rc::new(Outbox::default()));
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let (worker, outbox, on_event) = (worker.clone(), outbox.clone(), on_event.clone());
            move |event: MessageEvent| {
                let event = read(&event.data());
                if let EngineEvent::Message(message, _) = &event
                    && matches!(**message, FromEngine::Ready)
                {
                    outbox.ready.set(true);
                    let _ = Url::revoke_object_url(&starter);
                    for message in outbox.waiting.take() {
                        post(&worker, &message);
                    }
                }
                on_event(event);
            }
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            on_event(EngineEvent::Died(event.message()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, outbox, _on_message: on_message, _on_error: on_error })
    }

    /// Whether the worker has reported that it is ready.
    pub(crate) fn is_ready(&self) -> bool {
        self.outbox.ready.get()
    }

    /// Sends a message, once the worker is ready, and a file with it.
    pub(crate) fn send(&self, message: &ToEngine, file: Option<&File>) -> Result<(), JsValue> {
        let value = serde_wasm_bindgen::to_value(message).map_err(JsValue::from)?;
        if let Some(file) = file {
            Reflect::set(&value, &"file".into(), file)?;
        }
        if self.is_ready() {
            post(&self.worker, &value);
        } else {
            self.outbox.waiting.borrow_mut().push(value);
        }
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// The address of the worker's first script. Where the wasm does not load, the script throws: the page gets
/// [`EngineEvent::Died`].
fn starter(binary: &str) -> Result<String, JsValue> {
    let (script, wasm) = (url_of(&format!("{binary}.js")), url_of(&format!("{binary}_bg.wasm")));
    let (traffic, codecs) = (url_of("traffic.js"), url_of("codecs.js"));
    let text = format!(
        "importScripts({traffic:?}, {codecs:?}, {script:?});\nwasm_bindgen({{ module_or_path: {wasm:?} }}).catch((e) => setTimeout(() => {{ throw e; }}));"
    );
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    Url::create_object_url_with_blob(&Blob::new_with_str_sequence_and_options(
        &Array::of1(&text.into()),
        &kind,
    )?)
}

fn post(worker: &Worker, message: &JsValue) {
    // Refused only for values that cannot be cloned, and these are plain objects and files.
    if let Err(error) = worker.post_message(message) {
        web_sys::console::error_1(&error);
    }
}

/// Types a message; its pixels stay JavaScript objects.
fn read(data: &JsValue) -> EngineEvent {
    let field = |value: &JsValue, name: &str| Reflect::get(value, &name.into()).ok();
    let pixels = field(data, "picture").filter(JsValue::is_object).and_then(|picture| {
        let [padding, overlay] = ["padding", "overlay"].map(|name| {
            let bits = field(&picture, name)?.dyn_into::<Uint8Array>().ok()?;
            Reflect::set(&picture, &name.into(), &JsValue::UNDEFINED).ok()?;
            Some(bits)
        });
        let gray = field(&picture, "gray")?.dyn_into::<Uint8Array>().ok()?;
        let none = Uint8Array::new_with_length(0);
        let codes = match field(&picture, "values").filter(JsValue::is_object) {
            Some(values) => {
                let codes = field(&values, "codes")?.dyn_into::<Uint8Array>().ok()?;
                Reflect::set(&values, &"codes".into(), &none).ok()?;
                Some(codes)
            }
            None => None,
        };
        Reflect::set(&picture, &"gray".into(), &none).ok()?;
        Some(Pixels { gray, codes, padding, overlay })
    });
    let file = field(data, "file").and_then(|file| file.dyn_into().ok());
    match serde_wasm_bindgen::from_value(data.clone()) {
        Ok(message) => {
            EngineEvent::Message(Box::new(message), Attachment { pixels: pixels.unwrap_or_default(), file })
        }
        Err(error) => EngineEvent::Garbled(error.to_string()),
    }
}
