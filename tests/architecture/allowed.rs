//! What breaks a rule and is allowed, with the reason. A line that is no longer needed fails the test: delete it.

/// Imports: from which file, of what, and why.
pub(crate) const IMPORTS: &[(&str, &str, &str)] = &[
    ("src/page/text/messages.rs", "src/page/shell/offline.rs", "to go: it takes a type of another room"),
    ("src/page/text/messages.rs", "src/page/worklist/gallery.rs", "to go: it takes a type of another room"),
];

/// Circles: their files (a path that ends in `/` is a folder), and why they need each other.
pub(crate) const CIRCLES: &[(&[&str], &str)] = &[
    (
        &["src/dicom_export/"],
        "to go: `Made` and what the exports begin with lie in mod.rs, which calls the exports",
    ),
    (&["src/page/viewer/"], "to go: the comparison and the film view import each other"),
    (&["src/page/"], "to go: the rooms import the controller, which calls them"),
];
