//! A file of the command line, of a folder or of an archive.

use crate::report::ErrorReport;

/// A file: its name in messages and reports, and its bytes or why they cannot be read.
pub(crate) struct OpenedFile {
    pub(crate) name: String,
    pub(crate) bytes: Result<Vec<u8>, ErrorReport>,
}
