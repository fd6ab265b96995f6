//! The shell around the rooms: the top bar, sheets, settings, traffic, and offline use.

pub(crate) mod help;
pub(crate) mod icons;
pub(crate) mod offline;
pub(crate) mod offline_state;
pub(crate) mod settings;
pub(crate) mod state;
pub(crate) mod tag_sheet;
pub(crate) mod top_bar;
pub(crate) mod traffic;
pub(crate) mod traffic_counter;
