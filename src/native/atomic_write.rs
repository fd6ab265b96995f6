//! Writes a file completely or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a temporary file next to `path` and renames it once it is complete: a full disk or an interruption leaves the
/// previous content, never half of the new one.
///
/// # Errors
/// Where the temporary file cannot be written or renamed.
pub(crate) fn write(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    // A symbolic link is kept: its target is written.
    let path = fs::canonicalize(path.as_ref()).unwrap_or_else(|_| path.as_ref().to_owned());
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return fs::write(path, bytes); // a pipe or a terminal cannot be replaced
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".unfinished");
    let written = File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes.as_ref())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&temporary, &path));
    if placed.is_err() {
        let _ = fs::remove_file(&temporary); // the error below is the one to report
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_keeps_the_previous_content() {
        let folder = std::env::temp_dir().join(format!("negatoscope-atomic-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("report.json");
        write(&path, "before").expect("written");
        write(&path, "after").expect("written over");
        assert_eq!(fs::read(&path).expect("there"), b"after");
        // A folder at the path of the temporary file has the effect of a full disk.
        fs::create_dir(folder.join("report.json.unfinished")).expect("in the way");
        write(&path, "lost").expect_err("cannot be made");
        assert_eq!(fs::read(&path).expect("still there"), b"after");
        fs::remove_dir_all(&folder).expect("removed");
    }
}
