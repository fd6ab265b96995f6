//! What the page is told from outside: the backend asked for in the address, and panels as they were left.

use leptos::prelude::window;
use web_sys::UrlSearchParams;

/// Widths in CSS pixels between which the list of films is a drawer over the film: see `www/styles/layout.css`.
const DRAWER: std::ops::Range<f64> = 600.0..1100.0;

/// Which backend the address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// The processor first, WebGPU where there is a graphics processor.
    Auto,
    /// `?backend=cpu`: the processor only.
    Cpu,
    /// `?backend=webgpu`: WebGPU, on a software adapter too.
    Webgpu,
}

impl Wish {
    /// From the page's address; an unknown name is no wish.
    pub(crate) fn from_address() -> Self {
        let search = window().location().search().unwrap_or_default();
        let backend = UrlSearchParams::new_with_str(&search).ok().and_then(|query| query.get("backend"));
        match backend.as_deref() {
            Some("cpu") => Self::Cpu,
            Some("webgpu") => Self::Webgpu,
            _ => Self::Auto,
        }
    }
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
    let storage = window().local_storage().ok().flatten()?;
    storage.get_item(&key(name)).ok().flatten().map(|value| value == "open")
}

/// Remembers whether a panel is open, where the browser allows.
pub(crate) fn remember_panel(name: &str, open: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden store costs only the memory of a fold.
        let _ = storage.set_item(&key(name), if open { "open" } else { "folded" });
    }
}

fn key(panel: &str) -> String {
    format!("negatoscope.panel.{panel}")
}
