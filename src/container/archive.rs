//! ZIP archives (PKWARE's APPNOTE), one entry at a time: a study of thousands of films takes the memory of one.

use std::borrow::Cow;
use std::io::{Read, Seek};

use zip::{CompressionMethod as Method, ZipArchive};

use super::error::ContainerError;
use super::gzip::expand;
use super::{Kind, names};
use crate::film::{self, Limits};

/// Bytes of an entry that tell whether it can be a film.
const HEAD: u64 = 512;

/// An open archive.
pub struct Archive<R> {
    zip: ZipArchive<R>,
    limits: Limits,
    /// Bytes unpacked so far.
    unpacked: u64,
}

/// An entry of an archive.
#[derive(Debug)]
pub struct Entry {
    /// Folders and name, `/` between them. For showing only.
    pub name: String,
    /// The file; none where it can be no film: a folder, an operating system's own file, a viewer's program beside the
    /// films.
    pub bytes: Result<Option<Vec<u8>>, ContainerError>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive: reads its directory, and nothing else.
    ///
    /// # Errors
    /// Where it is cut off or damaged, or has more entries than the limits allow.
    pub fn open(reader: R, limits: &Limits) -> Result<Self, ContainerError> {
        let zip = ZipArchive::new(reader)
            .map_err(|error| ContainerError::of_zip(&error, "its table of contents"))?;
        if zip.len() > limits.max_entries {
            let (found, limit) = (zip.len() as u64, limits.max_entries as u64);
            return Err(ContainerError::TooLarge {
                what: "The number of files in the archive",
                found,
                limit,
            });
        }
        Ok(Self { zip, limits: *limits, unpacked: 0 })
    }

    /// How many entries it has.
    #[expect(clippy::len_without_is_empty, reason = "an archive without entries needs no case of its own")]
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// Takes an entry out, counted from 0. One that fails leaves the others as they are.
    pub fn entry(&mut self, number: usize) -> Entry {
        let (name, is_beside) = match self.zip.by_index_raw(number) {
            Ok(file) => {
                let name = names::shown(file.name_raw(), || file.name().ok().map(Cow::into_owned));
                if !matches!(file.compression(), Method::Stored | Method::Deflated | Method::Deflate64) {
                    return Entry { name, bytes: Err(ContainerError::unsupported(file.compression())) };
                }
                (name, file.is_dir() || file.size() == 0)
            }
            Err(error) => {
                let bytes = Err(ContainerError::of_zip(&error, "an entry"));
                return Entry { name: format!("entry {}", number + 1), bytes };
            }
        };
        if is_beside || names::is_hidden(&name) {
            return Entry { name, bytes: Ok(None) };
        }
        Entry { name, bytes: self.unpack(number) }
    }

    fn unpack(&mut self, number: usize) -> Result<Option<Vec<u8>>, ContainerError> {
        const PLACE: &str = "one of its files";
        let mut file = self.zip.by_index(number).map_err(|error| ContainerError::of_zip(&error, PLACE))?;
        let packed = file.compressed_size();
        let mut head = Vec::new();
        let read = (&mut file).take(HEAD).read_to_end(&mut head);
        read.map_err(|error| ContainerError::of_io(&error, PLACE))?;
        if !film::may_be_film(&head) && Kind::of(&head).is_none() {
            return Ok(None);
        }
        let bytes = expand(file, head, packed, &self.limits, PLACE)?;
        self.unpacked = self.unpacked.saturating_add(bytes.len() as u64);
        if self.unpacked > self.limits.max_unpacked_bytes {
            let (found, limit) = (self.unpacked, self.limits.max_unpacked_bytes);
            return Err(ContainerError::TooLarge {
                what: "The size of all unpacked files in bytes",
                found,
                limit,
            });
        }
        Ok(Some(bytes))
    }
}
