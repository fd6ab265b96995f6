//! Export: the reports of all finished films as JSON lines, the same objects as `negatoscope score --json` prints, and as a
//! table.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::page::state::Store;
use crate::report;
use crate::report::Report;

const REPORTS: &str = "negatoscope-report.jsonl";
const TABLE: &str = "negatoscope-report.csv";

/// Downloads the reports; does nothing if no film is finished.
pub(crate) fn download(store: Store) {
    let lines: String = reports(store)
        .iter()
        .filter_map(|report| serde_json::to_string(report).ok())
        .map(|line| line + "\n")
        .collect();
    if lines.is_empty() {
        return;
    }
    save(&lines, REPORTS, "application/jsonl");
}

/// The reports; while names are hidden, without names and with the UIDs of the de-identified copies.
fn reports(store: Store) -> Vec<Report> {
    let mut reports = store.reports();
    if store.viewer.text_hidden.get_untracked() {
        let session = store.report.export.session();
        for (at, report) in reports.iter_mut().enumerate() {
            report.without_names(at + 1, |uid| session.as_ref().map(|session| session.uid(uid)));
        }
    }
    reports
}

/// The same as a table, a line a film.
pub(crate) fn download_table(store: Store) {
    let reports = reports(store);
    if !reports.is_empty() {
        save(&report::table(&reports), TABLE, "text/csv");
    }
}

/// Downloads a text.
pub(crate) fn save(text: &str, name: &str, kind: &str) {
    if let Err(error) = try_to_save(text, name, kind) {
        web_sys::console::error_1(&error);
    }
}

fn try_to_save(text: &str, name: &str, kind: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    save_blob(&Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?, name)
}

/// Downloads a file.
pub(crate) fn save_blob(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The URL must last until the browser has begun the download.
    set_timeout(move || drop(Url::revoke_object_url(&url)), std::time::Duration::from_secs(60));
    Ok(())
}
