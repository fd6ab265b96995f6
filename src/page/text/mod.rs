//! The words of the page: languages, messages by name, and numbers as a person reads them.

pub(crate) mod format;
pub(crate) mod language;
pub(crate) mod messages;
