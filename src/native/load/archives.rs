//! All films of an archive, and of the archives in it.

use std::io::{Cursor, Read, Seek};

use super::paths::Source;
use crate::container::{Archive, ContainerError, ContainerKind};
use crate::film::Limits;

/// What was taken out of an archive.
#[derive(Default)]
pub(crate) struct Taken {
    /// Bytes that were unpacked, for nothing too.
    bytes: u64,
    /// Whether anything was given on: a film, or why one cannot be had.
    any: bool,
    /// Files in the archive.
    files: usize,
}

impl Taken {
    /// Says so where there was nothing. Of an archive within another nothing is said, as of other files beside films.
    pub(crate) fn or_no_film<E>(
        self,
        name: String,
        each: &mut impl FnMut(Source) -> Result<(), E>,
    ) -> Result<(), E> {
        let error = ContainerError::NoFilm { files: self.files };
        if self.any { Ok(()) } else { each(Source { name, bytes: Err(error.into()) }) }
    }
}

/// Gives `each` all that an archive holds.
pub(crate) fn open_archive<E>(
    archive: impl Read + Seek,
    name: &str,
    depth: u32,
    limits: &Limits,
    each: &mut impl FnMut(Source) -> Result<(), E>,
) -> Result<Taken, E> {
    let opened = if depth > limits.max_depth {
        Err(ContainerError::TooDeep { limit: limits.max_depth })
    } else {
        Archive::open(archive, limits)
    };
    let mut archive = match opened {
        Ok(archive) => archive,
        Err(ContainerError::NoFilm { files }) => return Ok(Taken { files, ..Taken::default() }),
        Err(error) => {
            each(Source { name: name.to_owned(), bytes: Err(error.into()) })?;
            return Ok(Taken { any: true, ..Taken::default() });
        }
    };
    let mut any = false;
    for number in 0..archive.len() {
        let entry = archive.entry(number);
        let name = format!("{name}/{}", entry.name);
        let bytes = match entry.bytes {
            Ok(None) => continue,
            Ok(Some(bytes)) if ContainerKind::from_head(&bytes) == Some(ContainerKind::Zip) => {
                let limits = Limits { max_unpacked_bytes: archive.left(), ..*limits };
                let taken = open_archive(Cursor::new(bytes), &name, depth + 1, &limits, each)?;
                archive.spend(taken.bytes);
                any |= taken.any;
                continue;
            }
            Ok(Some(bytes)) => Ok(bytes),
            Err(error) => Err(error.into()),
        };
        any = true;
        each(Source { name, bytes })?;
    }
    let bytes = limits.max_unpacked_bytes.saturating_sub(archive.left());
    Ok(Taken { bytes, any, files: archive.len() })
}
