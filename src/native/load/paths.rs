//! What a path stands for: a file, all files of a folder, all films of an archive, all that a DICOMDIR names.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::archives::open_archive;
use crate::container;
use crate::container::{ContainerError, ContainerKind};
use crate::film::Limits;
use crate::report::{ErrorKind, ErrorReport};

/// A file by the name a person knows it by, and its bytes or why they cannot be had.
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) bytes: Result<Vec<u8>, ErrorReport>,
}

/// Every file named, and every file in the folders named, in order. A name that cannot be walked stays in the list:
/// reading it says why. A folder's labels.csv and hidden files are no films and are passed over.
pub(crate) fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        for entry in WalkDir::new(path).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() || passed_over(entry.path()) => {}
                Ok(entry) => files.push(entry.into_path()),
                Err(error) => files.push(error.path().unwrap_or(path).to_owned()),
            }
        }
    }
    files
}

fn passed_over(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    container::is_hidden(&name) || name == "labels.csv"
}

/// Gives `each` all that the files hold, one after the other, so that one lies in memory at a time. What a DICOMDIR names
/// and the list holds as well is given once.
pub(crate) fn open_each<E>(
    files: &[PathBuf],
    mut each: impl FnMut(Source) -> Result<(), E>,
) -> Result<(), E> {
    let listed: HashSet<&Path> = files.iter().map(PathBuf::as_path).collect();
    for file in files {
        let name = file.display().to_string();
        let head = head(file);
        if container::is_dicomdir(&head) {
            open_named(file, &name, &listed, &mut each)?;
            continue;
        }
        let limits = Limits::default();
        match (ContainerKind::from_head(&head), File::open(file)) {
            (Some(ContainerKind::Zip), Ok(archive)) => {
                let taken = open_archive(BufReader::new(archive), &name, 1, &limits, &mut each)?;
                taken.or_no_film(name, &mut each)?;
            }
            (Some(ContainerKind::Gzip), Ok(_)) => {
                let unpacked = read(file)
                    .and_then(|packed| container::gunzip(&packed, &limits).map_err(ErrorReport::from));
                match unpacked {
                    Ok(bytes) if ContainerKind::from_head(&bytes) == Some(ContainerKind::Zip) => {
                        let taken = open_archive(Cursor::new(bytes), &name, 2, &limits, &mut each)?;
                        taken.or_no_film(name, &mut each)?;
                    }
                    bytes => each(Source { name, bytes })?,
                }
            }
            _ => each(Source { name, bytes: read(file) })?,
        }
    }
    Ok(())
}

fn head(file: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    // What cannot be read says so when it is read as a whole.
    let _ = File::open(file).and_then(|file| file.take(1024).read_to_end(&mut head));
    head
}

/// The files that a DICOMDIR names, but those that are listed by themselves.
fn open_named<E>(
    directory: &Path,
    name: &str,
    listed: &HashSet<&Path>,
    each: &mut impl FnMut(Source) -> Result<(), E>,
) -> Result<(), E> {
    let files = read(directory).and_then(|bytes| container::files_of(&bytes).map_err(ErrorReport::from));
    let files = match files {
        Ok(files) if files.is_empty() => {
            let error = ContainerError::NamesNothing.into();
            return each(Source { name: name.to_owned(), bytes: Err(error) });
        }
        Ok(files) => files,
        Err(error) => return each(Source { name: name.to_owned(), bytes: Err(error) }),
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
        each(Source { name, bytes })?;
    }
    Ok(())
}

/// The file of this name, whose capitals and ending media and their copies do not agree on: `IM000001` may have become
/// `im000001`, `IM000001.DCM`, or `IM000001.;1` as ISO 9660 writes it.
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

/// The bytes of a file, its size checked before any of it is read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ErrorReport> {
    let unreadable = |error: std::io::Error| ErrorReport {
        kind: ErrorKind::Unreadable,
        message: format!("The file cannot be read ({error}). Check that it exists and is readable."),
    };
    let length = fs::metadata(path).map_err(unreadable)?.len();
    Limits::default().check_file(length)?;
    fs::read(path).map_err(unreadable)
}
