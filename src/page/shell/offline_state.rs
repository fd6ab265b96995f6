//! Whether the page is stored for use without a network: plain data, as `www/offline.js` reports it.

use serde::Deserialize;

/// The state of the offline storage.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub(crate) struct Offline {
    /// Whether the parts that every visit needs are stored.
    pub(crate) state: OfflineState,
    /// Bytes of the parts that are stored only when they are used, or asked for.
    pub(crate) lacking: f64,
    /// How far the download of those parts has come.
    pub(crate) more: MissingParts,
    /// The server has another build.
    pub(crate) newer: bool,
    /// Number of other windows that show this build; the reader must close them before the new build is loaded.
    pub(crate) others: u32,
}

/// Whether the parts that every visit needs are stored, or why not. The tests read the names from `data-state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OfflineState {
    /// This browser has no such storage, or not at this address.
    #[default]
    #[serde(rename = "unable")]
    Unsupported,
    /// The parts are being stored.
    #[serde(rename = "keeping")]
    Storing,
    /// The page opens without a network.
    #[serde(rename = "kept")]
    Stored,
    /// The device has no room left.
    #[serde(rename = "room")]
    NoRoom,
    /// A part could not be downloaded.
    Network,
    /// A part arrived damaged.
    Damaged,
    /// The server has the parts of another build.
    Newer,
}

impl OfflineState {
    /// The name in `data-state`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unsupported => "unable",
            Self::Storing => "coming",
            Self::Stored => "kept",
            Self::NoRoom => "room",
            Self::Network => "network",
            Self::Damaged => "damaged",
            Self::Newer => "newer",
        }
    }
}

/// The download of the parts that only some visits need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MissingParts {
    /// Not asked for.
    #[default]
    #[serde(rename = "")]
    NotAsked,
    /// The parts are being downloaded.
    #[serde(rename = "asking")]
    Loading,
    /// The device has no room left.
    #[serde(rename = "room")]
    NoRoom,
    /// A part could not be downloaded.
    Network,
    /// A part arrived damaged.
    Damaged,
}
