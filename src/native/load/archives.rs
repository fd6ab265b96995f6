//! All films of an archive, and of the archives in it.

use std::io::{Cursor, Read, Seek};

use super::opened_file::OpenedFile;
use crate::container::{Archive, ContainerError, ContainerKind};
use crate::film::Limits;

/// Outcome of unpacking an archive.
#[derive(Default)]
pub(crate) struct UnpackedArchive {
    /// Bytes unpacked, including those of files that are not films.
    bytes: u64,
    /// Whether a film, or the error of one, was passed on.
    has_film: bool,
    /// Files in the archive.
    files: usize,
}

impl UnpackedArchive {
    /// Passes on an error where the archive holds no film. Archives within archives need none: they may hold documents.
    pub(crate) fn or_no_film_error<E>(
        self,
        name: String,
        each: &mut impl FnMut(OpenedFile) -> Result<(), E>,
    ) -> Result<(), E> {
        let error = ContainerError::NoFilm { files: self.files };
        if self.has_film { Ok(()) } else { each(OpenedFile { name, bytes: Err(error.into()) }) }
    }
}

/// Passes every film of an archive to `each`, archives within it included.
///
/// # Errors
/// Those of `each`; an archive that cannot be read is passed to it.
pub(crate) fn open_archive<E>(
    archive: impl Read + Seek,
    name: &str,
    depth: u32,
    limits: &Limits,
    each: &mut impl FnMut(OpenedFile) -> Result<(), E>,
) -> Result<UnpackedArchive, E> {
    let opened = if depth > limits.max_depth {
        Err(ContainerError::TooDeep { limit: limits.max_depth })
    } else {
        Archive::open(archive, limits)
    };
    let mut archive = match opened {
        Ok(archive) => archive,
        Err(ContainerError::NoFilm { files }) => {
            return Ok(UnpackedArchive { files, ..UnpackedArchive::default() });
        }
        Err(error) => {
            each(OpenedFile { name: name.to_owned(), bytes: Err(error.into()) })?;
            return Ok(UnpackedArchive { has_film: true, ..UnpackedArchive::default() });
        }
    };
    let mut has_film = false;
    for number in 0..archive.len() {
        let entry = archive.entry(number);
        let name = format!("{name}/{}", entry.name);
        let bytes = match entry.bytes {
            Ok(None) => continue,
            Ok(Some(bytes)) if ContainerKind::from_head(&bytes) == Some(ContainerKind::Zip) => {
                let limits = Limits { max_unpacked_bytes: archive.left(), ..*limits };
                let unpacked = open_archive(Cursor::new(bytes), &name, depth + 1, &limits, each)?;
                archive.spend(unpacked.bytes);
                has_film |= unpacked.has_film;
                continue;
            }
            Ok(Some(bytes)) => Ok(bytes),
            Err(error) => Err(error.into()),
        };
        has_film = true;
        each(OpenedFile { name, bytes })?;
    }
    let bytes = limits.max_unpacked_bytes.saturating_sub(archive.left());
    Ok(UnpackedArchive { bytes, has_film, files: archive.len() })
}
