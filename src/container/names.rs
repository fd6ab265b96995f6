//! Names of files in archives: shown to a person, never used to write anywhere.

use crate::film::data_set::text_encoding;

/// The name of an entry as a person reads it: folders and name with `/` between them, and nothing that leads outside.
/// Archives say in a flag that names are UTF-8, and many leave it out; the others' code page is the maker's (in Japan
/// Shift JIS, else mostly that of DOS, which `fallback` decodes).
pub(super) fn shown(raw: &[u8], fallback: impl FnOnce() -> Option<String>) -> String {
    let shift_jis = || Some(text_encoding::decode("shift_jis", raw)).filter(|name| is_japanese(name));
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => shift_jis().or_else(fallback).unwrap_or_else(|| text_encoding::decode("windows-1252", raw)),
    };
    let parts = name.split(['/', '\\']).map(str::trim);
    let leads_on = |part: &&str| !matches!(*part, "" | "." | "..") && !part.ends_with(':');
    let parts: Vec<String> = parts.filter(leads_on).map(without_controls).collect();
    parts.join("/")
}

/// Whether text makes sense as Shift JIS. An umlaut of DOS and the letter behind it happen to be one sign there; Japanese
/// words have several in a row.
fn is_japanese(text: &str) -> bool {
    let mut neighbours = text.chars().zip(text.chars().skip(1));
    !text.contains('\u{fffd}') && neighbours.any(|(a, b)| !a.is_ascii() && !b.is_ascii())
}

fn without_controls(part: &str) -> String {
    part.chars().filter(|letter| !letter.is_control()).collect()
}

/// Whether a path is one of an operating system's own files.
pub fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX" || part == "Thumbs.db")
}
