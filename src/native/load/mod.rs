//! From a path of the command line to files and films.

pub(crate) mod archives;
pub(crate) mod opened_file;
pub(crate) mod paths;
