//! Settings from the address, from the device, and from earlier visits.

use leptos::prelude::window;
use web_sys::UrlSearchParams;

/// Widths in CSS pixels between which the list of films is a drawer over the film: see `www/styles/layout.css`.
const DRAWER: std::ops::Range<f64> = 600.0..1100.0;

/// Which backend the address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BackendRequest {
    /// The CPU first, WebGPU if there is a GPU.
    Auto,
    /// `?backend=cpu`: the CPU only.
    Cpu,
    /// `?backend=webgpu`: WebGPU, on a software adapter too.
    Webgpu,
}

impl BackendRequest {
    /// From the page's address; an unknown value is ignored.
    pub(crate) fn from_address() -> Self {
        match in_address("backend").as_deref() {
            Some("cpu") => Self::Cpu,
            Some("webgpu") => Self::Webgpu,
            _ => Self::Auto,
        }
    }
}

/// Which canvas the address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CanvasWish {
    /// WebGL if there is a GPU.
    Auto,
    /// `?canvas=2d`: the 2D canvas.
    Plain,
    /// `?canvas=webgl`: WebGL, with a software renderer too.
    Gpu,
}

/// From the page's address; an unknown value is ignored.
pub(crate) fn canvas_wish() -> CanvasWish {
    match in_address("canvas").as_deref() {
        Some("2d") => CanvasWish::Plain,
        Some("webgl") => CanvasWish::Gpu,
        _ => CanvasWish::Auto,
    }
}

/// A parameter of the page's address.
fn in_address(name: &str) -> Option<String> {
    let search = window().location().search().unwrap_or_default();
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// The number of additional workers in the address (`?workers=2`).
pub(crate) fn workers() -> Option<usize> {
    in_address("workers")?.parse().ok()
}

/// Logical processors of the device, as the browser reports them.
pub(crate) fn processors() -> usize {
    window().navigator().hardware_concurrency() as usize
}

/// Memory of the device in GiB, if the browser reports it: Chromium does, rounded and at most 8 (32 in recent versions).
pub(crate) fn memory_gib() -> Option<f64> {
    js_sys::Reflect::get(&window().navigator(), &"deviceMemory".into()).ok()?.as_f64()
}

/// Whether the paper's models are wanted: by the address (`?paper=on`), or else as the person left it.
pub(crate) fn wants_paper() -> bool {
    in_address("paper").as_deref() == Some("on") || kept(PAPER).as_deref() == Some("on")
}

/// Remembers whether the paper's models are wanted.
pub(crate) fn remember_paper(wanted: bool) {
    keep(PAPER, wanted.then_some("on"));
}

/// Whether the list is kept from visit to visit: only where the person has switched it on.
pub(crate) fn wants_session() -> bool {
    kept(SESSION).as_deref() == Some("on")
}

/// Remembers whether the list is kept.
pub(crate) fn remember_session(wanted: bool) {
    keep(SESSION, wanted.then_some("on"));
}

/// Language tags (BCP 47), the most wanted first: of the address or else of the last choice, then the browser's.
pub(crate) fn language_tags() -> Vec<String> {
    let chosen = in_address("lang").or_else(|| kept(LANGUAGE));
    let languages = window().navigator().languages();
    chosen.into_iter().chain(languages.iter().filter_map(|tag| tag.as_string())).collect()
}

/// Names of stored settings.
pub(crate) const LANGUAGE: &str = "language";
const PAPER: &str = "paper";
const SESSION: &str = "session";
pub(crate) const CALIBRATION: &str = "calibration";

/// CSS pixels for a millimetre, where nobody has measured the screen: 96 pixels an inch, as browsers count.
pub(crate) const ASSUMED_SCREEN: f64 = 96.0 / 25.4;
const SCREEN: &str = "screen.px-per-mm";

/// CSS pixels for a millimetre of this screen, as the person has measured it.
pub(crate) fn screen() -> Option<f64> {
    kept(SCREEN)?.parse().ok().filter(|px: &f64| (0.5..=50.0).contains(px))
}

/// Remembers how large the screen is, or that it is not known.
pub(crate) fn remember_screen(px_per_mm: Option<f64>) {
    keep(SCREEN, px_per_mm.map(|px| px.to_string()).as_deref());
}

/// The absolute URL of something beside the page.
pub(crate) fn url_of(relative: &str) -> String {
    let base = window().document().and_then(|d| d.base_uri().ok().flatten()).unwrap_or_default();
    web_sys::Url::new_with_base(relative, &base).map_or_else(|_| relative.to_owned(), |url| url.href())
}

/// Whether the list has a place of its own in a window of this width.
pub(crate) fn list_has_room() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_none_or(|width| !DRAWER.contains(&width))
}

/// Whether a panel was left open; none where the person never folded it, or the browser keeps nothing.
pub(crate) fn panel(name: &str) -> Option<bool> {
    kept(&format!("panel.{name}")).map(|value| value == "open")
}

/// Remembers whether a panel is open, where the browser allows.
pub(crate) fn remember_panel(name: &str, open: bool) {
    // If the storage is full or forbidden, only this setting is lost.
    keep(&format!("panel.{name}"), Some(if open { "open" } else { "folded" }));
}

/// The stored text of a name.
pub(crate) fn kept(name: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(&key(name)).ok().flatten()
}

/// Stores a text under a name, or removes it; returns whether the browser did.
pub(crate) fn keep(name: &str, text: Option<&str>) -> bool {
    let Ok(Some(storage)) = window().local_storage() else { return false };
    let done = match text {
        Some(text) => storage.set_item(&key(name), text),
        None => storage.remove_item(&key(name)),
    };
    done.is_ok()
}

fn key(name: &str) -> String {
    format!("{} {name}", place())
}

/// The prefix of all keys of this page in the browser's storage: another folder of this server may hold another Negatoscope. `www/boot.js` and `www/service-worker.js` know it too.
pub(crate) fn place() -> String {
    format!("negatoscope {}", url_of("./"))
}
