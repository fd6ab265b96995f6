//! How large a film may be. A header can claim anything; nothing is allocated before its claim is checked.

/// Bounds on what is read. The defaults hold any real film and keep a hostile file from exhausting a browser tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, bytes; also the largest data set after inflating.
    pub max_file_bytes: usize,
    /// Most pixels in a frame (Rows x Columns).
    pub max_pixels: usize,
    /// Largest Number of Frames (0028,0008); only the first is decoded.
    pub max_frames: u32,
}

impl Limits {
    /// 1 GiB: a long multi-frame study; a film has some 10 to 50 MB.
    pub const MAX_FILE_BYTES: usize = 1 << 30;
    /// 64 Mi pixels: 8,192 x 8,192, twice the side of the finest mammography detectors.
    pub const MAX_PIXELS: usize = 1 << 26;
    /// 65,536 frames: longer than any study.
    pub const MAX_FRAMES: u32 = 1 << 16;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: Self::MAX_FILE_BYTES,
            max_pixels: Self::MAX_PIXELS,
            max_frames: Self::MAX_FRAMES,
        }
    }
}
