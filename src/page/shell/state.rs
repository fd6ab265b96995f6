//! The signals of the shell: panels, sheets, the header that is listed, and announcements to screen readers.

use std::sync::Arc;

use leptos::prelude::*;

use crate::film::HeaderDump;
use crate::page::text::language::LocalizedText;
use crate::protocol::FilmId;

/// A film's whole header, and whether its attributes have names; or why it cannot be listed.
pub(crate) type HeaderListing = Result<(Arc<HeaderDump>, bool), LocalizedText>;

/// A sheet over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheet {
    Help,
    ModelCard,
    Deidentify,
    /// The chosen film's whole header.
    Tags,
    /// How large the screen is.
    Ruler,
    Gallery,
}

/// Panels, sheets and announcements; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ShellStore {
    pub(crate) list_open: RwSignal<bool>,
    pub(crate) report_open: RwSignal<bool>,
    pub(crate) sheet: RwSignal<Option<Sheet>>,
    /// A film's whole header, or why it cannot be listed.
    pub(crate) header_dump: RwSignal<Option<(FilmId, HeaderListing)>>,
    /// The text of the live region, for screen readers.
    pub(crate) announcement: RwSignal<String>,
}

impl ShellStore {
    /// Panels as they were left, no sheet open.
    pub(crate) fn new(list_open: bool, report_open: bool) -> Self {
        Self {
            list_open: RwSignal::new(list_open),
            report_open: RwSignal::new(report_open),
            sheet: RwSignal::new(None),
            header_dump: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
        }
    }
}
