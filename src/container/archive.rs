//! ZIP archives (PKWARE's APPNOTE), one entry at a time: a study of thousands of films takes the memory of one.

use std::borrow::Cow;
use std::io::{Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;
use zip::read::{Config, OwnedZipFileEntry};
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod as Method, ZipReadOptions};

use super::dicomdir::is_dicomdir;
use super::error::ContainerError;
use super::gzip::expand;
use super::{ContainerKind, names};
use crate::film::{self, Limits};

/// Bytes of an entry that tell whether it can be a film.
const HEAD: u64 = 512;

/// Entries that only documents and programs have: those of office suites, and Java's. The pictures in them are no films.
const OF_DOCUMENTS: [&[u8]; 3] = [b"[Content_Types].xml", b"mimetype", b"META-INF/MANIFEST.MF"];

/// What a damaged or cut entry is called.
const PLACE: &str = "one of its files";

/// An open archive.
pub struct Archive<R> {
    reader: R,
    /// Bytes of the archive.
    length: u64,
    /// In the order of the directory, which may name two alike; an error last where it cannot be read to its end.
    entries: Vec<Result<OwnedZipFileEntry, ContainerError>>,
    limits: Limits,
    /// Bytes unpacked so far, those that were of no use too.
    unpacked: u64,
}

/// An entry of an archive.
#[derive(Debug)]
pub struct Entry {
    /// Folders and name, `/` between them. For showing only.
    pub name: String,
    /// The file, out of its gzip where it has one: a film, or an archive. None where it can be neither: a folder, an
    /// operating system's own file, a viewer's program or a DICOMDIR beside the films.
    pub bytes: Result<Option<Vec<u8>>, ContainerError>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive: reads its directory, and nothing else.
    ///
    /// # Errors
    /// Where it is cut off or damaged, has more entries than the limits allow, or is a document or a program that is
    /// packed as archives are.
    pub fn open(mut reader: R, limits: &Limits) -> Result<Self, ContainerError> {
        const PLACE: &str = "its central directory";
        let from_zip = |error| ContainerError::from_zip(&error, PLACE);
        let length = reader.seek(SeekFrom::End(0)).map_err(|error| ContainerError::from_io(&error, PLACE))?;
        let mut directory = ZipIterable::try_new(&mut reader, Config::default()).map_err(from_zip)?;
        if directory.len() > limits.max_entries {
            let (found, limit) = (directory.len() as u64, limits.max_entries as u64);
            return Err(ContainerError::TooLarge {
                what: "The number of files in the archive",
                found,
                limit,
            });
        }
        let entries: Vec<_> = directory
            .files()
            .map_err(from_zip)?
            .map(|entry| entry.map(OwnedZipFileEntry::from).map_err(from_zip))
            .collect();
        if entries.iter().flatten().any(|entry| OF_DOCUMENTS.contains(&entry.name_raw())) {
            return Err(ContainerError::NoFilm { files: entries.len() });
        }
        Ok(Self { reader, length, entries, limits: *limits, unpacked: 0 })
    }

    /// How many entries it has.
    #[expect(clippy::len_without_is_empty, reason = "an archive without entries needs no case of its own")]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Takes an entry out, counted from 0. One that fails leaves the others as they are.
    pub fn entry(&mut self, number: usize) -> Entry {
        let file = match self.entries.get(number) {
            Some(Ok(file)) => file,
            missing => {
                let beyond = ContainerError::damaged("an entry that is not in its central directory");
                let error = missing.and_then(|entry| entry.as_ref().err().cloned()).unwrap_or(beyond);
                return Entry { name: format!("entry {}", number + 1), bytes: Err(error) };
            }
        };
        let name = names::shown(file.name_raw(), || file.name().ok().map(Cow::into_owned));
        let bytes = if file.is_dir() || file.size() == 0 || names::is_hidden(&name) {
            Ok(None)
        } else if file.encrypted() {
            // Asked before the method: encryption by AES calls itself one.
            Err(ContainerError::Encrypted)
        } else if matches!(file.compression(), Method::Stored | Method::Deflated | Method::Deflate64) {
            self.unpack(number)
        } else {
            Err(ContainerError::unsupported(file.compression()))
        };
        Entry { name, bytes }
    }

    /// How many bytes may still be unpacked: what an archive within this one may unpack to.
    pub fn left(&self) -> u64 {
        self.limits.max_unpacked_bytes.saturating_sub(self.unpacked)
    }

    /// Counts bytes that were unpacked from what lay in this archive.
    pub fn spend(&mut self, bytes: u64) {
        self.unpacked = self.unpacked.saturating_add(bytes);
    }

    fn unpack(&mut self, number: usize) -> Result<Option<Vec<u8>>, ContainerError> {
        let Some(Ok(entry)) = self.entries.get(number) else {
            return Ok(None);
        };
        let mut file = entry
            .as_ref()
            .with_reader(&mut self.reader, ZipReadOptions::new())
            .map_err(|error| ContainerError::from_zip(&error, PLACE))?;
        let packed = file.compressed_size().min(self.length);
        let mut bytes = Vec::new();
        let read = (&mut file).take(HEAD).read_to_end(&mut bytes);
        read.map_err(|error| ContainerError::from_io(&error, PLACE))?;
        if !is_of_use(&bytes) {
            return Ok(None);
        }
        expand_within(file, &mut bytes, packed, &self.limits, &mut self.unpacked)?;
        if ContainerKind::from_head(&bytes) == Some(ContainerKind::Gzip) {
            let packed = std::mem::take(&mut bytes);
            let reader = MultiGzDecoder::new(packed.as_slice());
            expand_within(reader, &mut bytes, packed.len() as u64, &self.limits, &mut self.unpacked)?;
        }
        // A table of contents within an archive names what lies in the archive anyway.
        Ok(Some(bytes).filter(|bytes| is_of_use(bytes) && !is_dicomdir(bytes)))
    }
}

/// Whether bytes begin a film, or what may hold one.
fn is_of_use(head: &[u8]) -> bool {
    film::may_be_film(head) || ContainerKind::from_head(head).is_some()
}

/// Expands a file of an archive of which `unpacked` bytes were unpacked before. Many entries may lie in the same bytes:
/// what all unpack to is bounded however small the archive is, and what fails counts too.
fn expand_within(
    reader: impl Read,
    bytes: &mut Vec<u8>,
    packed: u64,
    limits: &Limits,
    unpacked: &mut u64,
) -> Result<(), ContainerError> {
    let left = limits.max_unpacked_bytes.saturating_sub(*unpacked);
    let most = usize::try_from(left).unwrap_or(usize::MAX).min(limits.max_file_bytes);
    let expanded = expand(reader, bytes, packed, &Limits { max_file_bytes: most, ..*limits }, PLACE);
    *unpacked = unpacked.saturating_add(bytes.len() as u64);
    match expanded {
        Err(ContainerError::TooLarge { .. }) if most < limits.max_file_bytes => {
            let (found, limit) = (*unpacked, limits.max_unpacked_bytes);
            Err(ContainerError::TooLarge { what: "The size of all unpacked files in bytes", found, limit })
        }
        expanded => expanded,
    }
}
