//! What breaks a rule and is allowed, with the reason. A line that is no longer needed fails the test: delete it.

/// Imports: from which file, of what, and why.
pub(crate) const IMPORTS: &[(&str, &str, &str)] = &[];

/// Circles: their files (a path that ends in `/` is a folder), and why they need each other.
pub(crate) const CIRCLES: &[(&[&str], &str)] = &[];
