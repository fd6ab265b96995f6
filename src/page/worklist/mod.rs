//! The worklist: films come in, are listed, sorted, filtered, kept for the next visit and downloaded.

pub(crate) mod add;
pub(crate) mod containers;
pub(crate) mod download;
pub(crate) mod drop;
pub(crate) mod files;
pub(crate) mod film;
pub(crate) mod films;
pub(crate) mod gallery;
pub(crate) mod labels;
pub(crate) mod list;
pub(crate) mod order;
pub(crate) mod session;
pub(crate) mod session_switch;
pub(crate) mod state;
pub(crate) mod time_left;
pub(crate) mod visible_films;
