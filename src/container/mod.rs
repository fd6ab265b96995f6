//! Containers: what films come in. ZIP archives as a PACS exports them, single files in gzip, and the table of contents of
//! a medium. Knows no browser and no file system: whoever calls gives something to read and to seek in.

mod archive;
mod dicomdir;
mod error;
mod gzip;
mod names;

pub use archive::{Archive, Entry};
pub use dicomdir::{files_of, is_dicomdir};
pub use error::ContainerError;
pub use gzip::gunzip;
pub use names::is_hidden;

/// Containers, told by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerKind {
    /// A ZIP archive (PKWARE's APPNOTE, 4.3).
    Zip,
    /// A single file in gzip (RFC 1952).
    Gzip,
}

impl ContainerKind {
    /// The kind of container that begins with these bytes; none where they begin something else.
    pub fn from_head(head: &[u8]) -> Option<Self> {
        match head {
            // A file in the archive, or the end of an empty one.
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            _ => None,
        }
    }
}
