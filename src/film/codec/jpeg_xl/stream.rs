//! What passes between the codec and the decoder, which in the browser is a module of its own.

use serde::{Deserialize, Serialize};

/// The name by which engines know the decoder in their worker's global scope.
#[cfg(all(target_arch = "wasm32", feature = "web"))]
pub(super) const MODULE: &str = "decodeJpegXl";

/// The size of a stream's picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Size {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Samples of a pixel, transparency and the like included.
    pub(super) samples: usize,
}

/// A decoded stream: its samples pixel by pixel, of 1 to 16 bits.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Stream {
    pub(super) precision: u16,
    pub(super) samples: Vec<u16>,
}

/// Why a stream was not decoded.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Problem {
    /// The module that decodes is not here.
    Absent,
    Truncated,
    /// It has another size than the film claims.
    Size(Size),
    Unsupported(String),
    Broken(String),
}
