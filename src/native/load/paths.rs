//! Expands the paths of the command line: a file, all files of a folder, all films of an archive, all files of a DICOMDIR.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::archives::open_archive;
use super::opened_file::OpenedFile;
use crate::container;
use crate::container::{ContainerError, ContainerKind};
use crate::film::Limits;
use crate::report::{ErrorKind, ErrorReport};

/// The files of these paths and of the folders among them, in order. A path that cannot be listed stays in the list:
/// reading it gives the error. Hidden files and labels.csv are skipped.
pub(crate) fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        for entry in WalkDir::new(path).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() || is_skipped(entry.path()) => {}
                Ok(entry) => files.push(entry.into_path()),
                Err(error) => files.push(error.path().unwrap_or(path).to_owned()),
            }
        }
    }
    files
}

fn is_skipped(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    container::is_hidden(&name) || name == "labels.csv"
}

/// Passes the content of the files to `each`, one film after the other, so that one is in memory at a time. A file that is
/// both in the list and in a DICOMDIR is passed once.
///
/// # Errors
/// Those of `each`; a file that cannot be read is passed to it.
pub(crate) fn open_each<E>(
    files: &[PathBuf],
    mut each: impl FnMut(OpenedFile) -> Result<(), E>,
) -> Result<(), E> {
    let listed: HashSet<&Path> = files.iter().map(PathBuf::as_path).collect();
    for file in files {
        let name = file.display().to_string();
        let head = head(file);
        if container::is_dicomdir(&head) {
            open_dicomdir(file, &name, &listed, &mut each)?;
            continue;
        }
        let limits = Limits::default();
        match (ContainerKind::from_head(&head), File::open(file)) {
            (Some(ContainerKind::Zip), Ok(archive)) => {
                let unpacked = open_archive(BufReader::new(archive), &name, 1, &limits, &mut each)?;
                unpacked.or_no_film_error(name, &mut each)?;
            }
            (Some(ContainerKind::Gzip), Ok(_)) => {
                let unpacked = read(file)
                    .and_then(|packed| container::gunzip(&packed, &limits).map_err(ErrorReport::from));
                match unpacked {
                    Ok(bytes) if ContainerKind::from_head(&bytes) == Some(ContainerKind::Zip) => {
                        let unpacked = open_archive(Cursor::new(bytes), &name, 2, &limits, &mut each)?;
                        unpacked.or_no_film_error(name, &mut each)?;
                    }
                    bytes => each(OpenedFile { name, bytes })?,
                }
            }
            _ => each(OpenedFile { name, bytes: read(file) })?,
        }
    }
    Ok(())
}

fn head(file: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    // An error is reported when the whole file is read.
    let _ = File::open(file).and_then(|file| file.take(1024).read_to_end(&mut head));
    head
}

/// Passes the files of a DICOMDIR to `each`, except those in the list.
fn open_dicomdir<E>(
    directory: &Path,
    name: &str,
    listed: &HashSet<&Path>,
    each: &mut impl FnMut(OpenedFile) -> Result<(), E>,
) -> Result<(), E> {
    let files = read(directory).and_then(|bytes| container::files_of(&bytes).map_err(ErrorReport::from));
    let files = match files {
        Ok(files) if files.is_empty() => {
            let error = ContainerError::NamesNothing.into();
            return each(OpenedFile { name: name.to_owned(), bytes: Err(error) });
        }
        Ok(files) => files,
        Err(error) => return each(OpenedFile { name: name.to_owned(), bytes: Err(error) }),
    };
    let folder = directory.parent().unwrap_or(Path::new("."));
    let mut named = HashSet::new();
    for file in files {
        let found = find(folder, &file);
        let is_known = found.as_ref().is_some_and(|found| listed.contains(found.as_path()));
        if is_known || !named.insert(file.clone()) {
            continue;
        }
        let bytes = match &found {
            Some(found) => read(found),
            None => Err(ErrorReport {
                kind: ErrorKind::MissingFile,
                message: format!(
                    "{name} references this file, but it is missing. Copy the whole folder or medium again."
                ),
            }),
        };
        let name = found.unwrap_or_else(|| folder.join(&file)).display().to_string();
        each(OpenedFile { name, bytes })?;
    }
    Ok(())
}

/// The file of this name on a medium or its copy, which may differ in case and extension: `IM000001` may be `im000001`,
/// `IM000001.DCM`, or `IM000001.;1` as in ISO 9660.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    name.split('/').try_fold(folder.to_owned(), |folder, part| {
        let exact = folder.join(part);
        if exact.exists() {
            return Some(exact);
        }
        let part = part.to_ascii_lowercase();
        let is_it = |found: &str| {
            let found = found.to_ascii_lowercase();
            let without_version = found.split(';').next().unwrap_or_default().trim_end_matches('.');
            without_version.strip_prefix(&part).is_some_and(|end| matches!(end, "" | ".dcm"))
        };
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
        let found = fs::read_dir(here).ok()?.flatten().map(|entry| entry.file_name());
        found.into_iter().find(|found| is_it(&found.to_string_lossy())).map(|found| folder.join(found))
    })
}

/// The bytes of a file; its size is checked first.
///
/// # Errors
/// [`ErrorReport`] where the file cannot be read or is too large.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ErrorReport> {
    let unreadable = |error: std::io::Error| ErrorReport {
        kind: ErrorKind::Unreadable,
        message: format!("The file cannot be read ({error}). Check that it exists and is readable."),
    };
    let length = fs::metadata(path).map_err(unreadable)?.len();
    Limits::default().check_file(length)?;
    fs::read(path).map_err(unreadable)
}
