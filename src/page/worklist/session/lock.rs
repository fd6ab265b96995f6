//! The right to keep the list, which one window of the browser has at a time (Web Locks).

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::page::shell::settings;

/// Whether this window may keep its list.
pub(super) enum Claim {
    /// It may.
    Granted(Lock),
    /// Another window has the right.
    Refused,
}

/// The right, until it is released. The browser takes it back when the window is closed.
#[derive(Default)]
pub(super) struct Lock(Option<Function>);

impl Lock {
    /// Lets another window keep its list.
    pub(super) fn release(self) {
        if let Some(release) = self.0 {
            // A promise's own function does not throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Requests the right to keep the list.
pub(super) async fn claim() -> Claim {
    let release = Rc::new(RefCell::new(None));
    let granted = release.clone();
    let answer = Promise::new(&mut |resolve, reject| {
        let granted = granted.clone();
        let answered = move |lock: JsValue| -> JsValue {
            let is_granted = lock.is_object();
            // A promise's own functions do not throw.
            let _ = resolve.call1(&JsValue::UNDEFINED, &is_granted.into());
            if !is_granted {
                return JsValue::UNDEFINED;
            }
            // The lock is held until this promise is resolved.
            Promise::new(&mut |done, _| drop(granted.replace(Some(done)))).into()
        };
        if request(Closure::once_into_js(answered)).is_err() {
            let _ = reject.call0(&JsValue::UNDEFINED);
        }
    });
    match JsFuture::from(answer).await {
        Ok(is_granted) if is_granted.is_falsy() => Claim::Refused,
        // An older browser has no locks: then the list of the window that writes last is kept.
        _ => Claim::Granted(Lock(release.take())),
    }
}

/// `navigator.locks.request(name, {ifAvailable: true}, answered)`, by name: its bindings in web-sys are not stable yet.
fn request(answered: JsValue) -> Result<(), JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &true.into())?;
    request.call3(&locks, &settings::place().into(), &options, &answered).map(|_| ())
}
