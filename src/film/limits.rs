//! How large a film may be, and an archive of films. A header can claim anything; nothing is allocated before its claim is
//! checked.

use super::error::FilmError;

/// Bounds on what is read. The defaults hold any real film and keep a hostile file from exhausting a browser tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, bytes; also the largest data set after inflating.
    pub max_file_bytes: usize,
    /// Most pixels in a frame (Rows x Columns).
    pub max_pixels: usize,
    /// Largest Number of Frames (0028,0008); one is decoded at a time.
    pub max_frames: u32,
    /// Most files in an archive.
    pub max_entries: usize,
    /// Most bytes that the files of an archive unpack to, all together.
    pub max_unpacked_bytes: u64,
    /// Most bytes that a byte of an archive may unpack to; files of up to [`Limits::ALWAYS_EXPANDED`] bytes are
    /// unpacked all the same, for a film all of one value is packed very small.
    pub max_expansion: u64,
    /// How deep archives may lie in archives; 1 is an archive in none.
    pub max_depth: u32,
}

impl Limits {
    /// 1 GiB: a long multi-frame study; a film has some 10 to 50 MB.
    pub const MAX_FILE_BYTES: usize = 1 << 30;
    /// 64 Mi pixels: 8,192 x 8,192, twice the side of the finest mammography detectors.
    pub const MAX_PIXELS: usize = 1 << 26;
    /// 65,536 frames: longer than any study.
    pub const MAX_FRAMES: u32 = 1 << 16;
    /// 131,072 files: a medium's worth.
    pub const MAX_ENTRIES: usize = 1 << 17;
    /// 32 GiB: more than the archives that a PACS exports.
    pub const MAX_UNPACKED_BYTES: u64 = 1 << 35;
    /// 200 to 1: real films are packed to a half or a third.
    pub const MAX_EXPANSION: u64 = 200;
    /// 64 MiB: a large film.
    pub const ALWAYS_EXPANDED: u64 = 1 << 26;
    /// An archive in an archive.
    pub const MAX_DEPTH: u32 = 2;

    /// Whether a file of so many bytes is read; asked before any of it is.
    ///
    /// # Errors
    /// [`FilmError::TooLarge`] where it is not.
    pub fn check_file(&self, found: u64) -> Result<(), FilmError> {
        let limit = self.max_file_bytes as u64;
        if found <= limit {
            return Ok(());
        }
        Err(FilmError::TooLarge { what: "The size of the file in bytes", found, limit })
    }

    /// How far a file of so many packed bytes may be unpacked.
    pub(crate) fn expanded_bytes(&self, packed: u64) -> u64 {
        let by_ratio = packed.saturating_mul(self.max_expansion).max(Self::ALWAYS_EXPANDED);
        by_ratio.min(self.max_file_bytes as u64)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: Self::MAX_FILE_BYTES,
            max_pixels: Self::MAX_PIXELS,
            max_frames: Self::MAX_FRAMES,
            max_entries: Self::MAX_ENTRIES,
            max_unpacked_bytes: Self::MAX_UNPACKED_BYTES,
            max_expansion: Self::MAX_EXPANSION,
            max_depth: Self::MAX_DEPTH,
        }
    }
}
