//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file beside its place and puts it there once it is whole: a full disk or an interruption leaves what was there
/// before, never the first half of what was to come.
pub(crate) fn write(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    // A link stays one: the file it leads to is written.
    let path = fs::canonicalize(path.as_ref()).unwrap_or_else(|_| path.as_ref().to_owned());
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return fs::write(path, bytes); // a pipe or a terminal has no place beside it
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".unfinished");
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes.as_ref())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&beside, &path));
    if placed.is_err() {
        let _ = fs::remove_file(&beside); // there is nothing more to be done about it
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_leaves_what_was_there() {
        let folder = std::env::temp_dir().join(format!("negatoscope-whole-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("report.json");
        write(&path, "before").expect("written");
        write(&path, "after").expect("written over");
        assert_eq!(fs::read(&path).expect("there"), b"after");
        // A folder where the new file would be made stands for a full disk.
        fs::create_dir(folder.join("report.json.unfinished")).expect("in the way");
        write(&path, "lost").expect_err("cannot be made");
        assert_eq!(fs::read(&path).expect("still there"), b"after");
        fs::remove_dir_all(&folder).expect("removed");
    }
}
