//! From a path of the command line to files and films.

pub(crate) mod archives;
pub(crate) mod paths;
