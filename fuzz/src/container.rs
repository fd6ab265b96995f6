//! What films come in: archives, gzip, and the table of contents of a medium.

use std::io::Cursor;

use negatoscope::container::{self, Archive, ContainerKind};

use crate::{limits, read};

/// Takes everything out of a container, and reads as films what is said to be some.
pub fn unpack(bytes: &[u8]) {
    match ContainerKind::from_head(bytes) {
        Some(ContainerKind::Zip) => unpack_archive(bytes),
        Some(ContainerKind::Gzip) => {
            if let Ok(file) = container::gunzip(bytes, &limits()) {
                assert!(file.len() <= limits().max_file_bytes, "{} bytes", file.len());
            }
        }
        None => {
            container::is_dicomdir(bytes);
            for path in container::files_of(bytes).unwrap_or_default() {
                let leads_astray = |part: &str| part.is_empty() || part == "." || part == "..";
                assert!(!path.split(['/', '\\']).any(leads_astray), "{path} leads out of the folder");
            }
        }
    }
}

fn unpack_archive(bytes: &[u8]) {
    match Archive::open(Cursor::new(bytes), &limits()) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(mut archive) => {
            assert!(archive.len() <= limits().max_entries, "{} entries", archive.len());
            for number in 0..archive.len() {
                if let Ok(Some(file)) = archive.entry(number).bytes {
                    assert!(file.len() <= limits().max_file_bytes, "{} bytes", file.len());
                    read(&file);
                }
            }
        }
    }
}
