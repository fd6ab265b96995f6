//! The page's few pictograms, drawn in strokes of one weight on a 20 x 20 field.

use leptos::prelude::*;

use crate::verdict::Verdict;

pub(crate) const ADD: &str = "M10 4v12M4 10h12";
pub(crate) const FOLDER: &str = "M2.5 15.5v-11h5l2 2.5h8v8.5z";
pub(crate) const SAMPLE: &str = "M4 2.5h12v15H4zM10 5v9M10 6.5c-2 .5-3.5 3-3.5 7M10 6.5c2 .5 3.5 3 3.5 7";
pub(crate) const EXPORT: &str = "M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13";
pub(crate) const CLEAR: &str = "M3.5 5.5h13M8 5.5V3h4v2.5M5 5.5l1 12h8l1-12M8.5 9v5M11.5 9v5";
pub(crate) const CROSS: &str = "M5 5l10 10M15 5L5 15";
pub(crate) const INVERT: &str = "M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14";
pub(crate) const UP: &str = "M5 12.5l5-5 5 5";
pub(crate) const DOWN: &str = "M5 7.5l5 5 5-5";
pub(crate) const LIST: &str = "M2.5 3.5h15v13h-15zM7.5 3.5v13";
pub(crate) const REPORT: &str = "M2.5 3.5h15v13h-15zM12.5 3.5v13";
pub(crate) const HELP: &str = "M7.2 7.4a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2.9-1.2 1.8M10 14.6v.2";
pub(crate) const LEFT: &str = "M12.5 4.5L7 10l5.5 5.5";
pub(crate) const RIGHT: &str = "M7.5 4.5L13 10l-5.5 5.5";
pub(crate) const OVERLAY: &str = "M3.5 3.5h13v13h-13zM6 14L14 6M10.5 6H14v3.5";
pub(crate) const FIT: &str = "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4M7.5 7.5h5v5h-5z";
pub(crate) const CONTRAST: &str =
    "M10 3v14M10 3a7 7 0 0 0 0 14M3.5 7.5h6.5M3 10h7M3.5 12.5h6.5M10 3a7 7 0 0 1 0 14";
pub(crate) const MOVE: &str = "M10 2.5v15M2.5 10h15M7.8 4.7L10 2.5l2.2 2.2M7.8 15.3l2.2 2.2 2.2-2.2M4.7 7.8L2.5 10l2.2 2.2M15.3 7.8l2.2 2.2-2.2 2.2";
pub(crate) const RULER: &str = "M2.5 13.5l11-11 4 4-11 11zM6 10l1.8 1.8M8.8 7.2l1.8 1.8M11.6 4.4l1.8 1.8";
pub(crate) const ANGLE: &str = "M16.5 16.5h-13L14 3.5M9.5 9a9 9 0 0 1 2.8 7.5";
pub(crate) const REDACT: &str = "M2.5 6h15v8h-15zM4.5 13.5l7-7M8.5 13.5l7-7M3 11l4.5-4.5M12.5 13.5l4.5-4.5";
pub(crate) const MAGNIFIER: &str =
    "M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.5 12.5L17.5 17.5M6 8.5h5M8.5 6v5";
pub(crate) const TRUE_SIZE: &str = "M2.5 6.5h15v7h-15zM5.5 6.5v3M8.5 6.5v3M11.5 6.5v3M14.5 6.5v3";
pub(crate) const TAGS: &str = "M3.5 4.5h2M3.5 10h2M3.5 15.5h2M8.5 4.5h8M8.5 10h8M8.5 15.5h8";
pub(crate) const NO_TEXT: &str = "M5 4.5h10M10 4.5v11M3 17L17 3";
pub(crate) const PICTURE: &str = "M2.5 5.5h3.5l1.5-2h5l1.5 2h3.5v11h-15zM10 7.8a3 3 0 1 0 0 6 3 3 0 0 0 0-6z";
pub(crate) const COMPARE: &str = "M2.5 3.5h15v13h-15zM10 3.5v13";
pub(crate) const LINK: &str = "M8.5 11.5a3 3 0 0 0 4.2 0l2.6-2.6a3 3 0 0 0-4.2-4.2l-1 1M11.5 8.5a3 3 0 0 0-4.2 0l-2.6 2.6a3 3 0 0 0 4.2 4.2l1-1";
pub(crate) const SWAP: &str = "M3 7h13M12.5 3.5L16 7l-3.5 3.5M17 13H4M7.5 9.5L4 13l3.5 3.5";
pub(crate) const WARNING: &str = "M10 3L1.8 17h16.4zM10 8v4.2M10 14.6v.2";
pub(crate) const GALLERY: &str = "M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z";
pub(crate) const CARD: &str = "M3.5 2.5h13v15h-13zM6.5 6.5h7M6.5 10h7M6.5 13.5h4";
pub(crate) const DOT: &str = "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z";

pub(crate) const NEW: &str = "M16.5 10a6.5 6.5 0 1 1-2-4.7M14.8 2.5v3h-3";

/// Reading and scoring: an open ring, rotated by the style sheet.
pub(crate) const SPINNER: &str = "M10 3.5a6.5 6.5 0 1 1-6.5 6.5";

/// The icon of a verdict, drawn like a film on an axis: a mark on one side of a limit or between two.
pub(crate) fn for_verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotAChestFilm => "M3.5 2.5h13v15h-13zM4 17L16 3",
        Verdict::NeedsReview => "M6 3v14M9.5 10h7.5M13.5 6.5L17 10l-3.5 3.5",
        Verdict::Unsure => "M6 3v14M14 3v14M10 8.2a1.8 1.8 0 1 0 .01 0z",
        Verdict::LooksNormal => "M14 3v14M10.5 10H3M6.5 6.5L3 10l3.5 3.5",
    }
}

/// A pictogram; hidden from screen readers, which read the text next to it.
pub(crate) fn icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d=path />
        </svg>
    }
}
