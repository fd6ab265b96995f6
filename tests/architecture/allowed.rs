//! What breaks a rule and is allowed, with the reason. A line that is no longer needed fails the test: delete it.

/// Imports: from which file, of what, and why.
pub(crate) const IMPORTS: &[(&str, &str, &str)] = &[
    ("src/calibration.rs", "src/card/mod.rs", "to go: percentiles belong in src/statistics.rs"),
    (
        "src/explanation/reconstruction.rs",
        "src/card/mod.rs",
        "to go: percentiles belong in src/statistics.rs",
    ),
    (
        "src/input/polarity.rs",
        "src/explanation/contradiction.rs",
        "to go: a header's terms belong in src/film/header.rs",
    ),
    (
        "src/page/state.rs",
        "src/page/report/dicom_export.rs",
        "to go: the export's signals belong in a state of their own",
    ),
    (
        "src/page/state.rs",
        "src/page/viewer/comparison.rs",
        "to go: the comparison's type belongs in a state of its own",
    ),
    (
        "src/page/text/messages.rs",
        "src/page/shell/offline.rs",
        "to go: the text takes the type of another room",
    ),
    (
        "src/page/text/messages.rs",
        "src/page/worklist/gallery.rs",
        "to go: the text takes the type of another room",
    ),
    (
        "src/page/text/messages.rs",
        "src/page/worklist/order.rs",
        "to go: the text takes the type of another room",
    ),
];

/// Circles: their files (a path that ends in `/` is a folder), and why they need each other.
pub(crate) const CIRCLES: &[(&[&str], &str)] = &[
    (
        &["src/film/codec/jpeg_dct/"],
        "to go: a component's plane is written by the scan, which the component describes",
    ),
    (&["src/film/"], "to go: the decoders take `Frame` from the module that chooses among them"),
    (&["src/dicom_export/"], "to go: the exports take `Made` from the module that gives them on"),
    (
        &["src/models/vae.rs", "src/models/weights.rs"],
        "to go: the weights' loader knows the VAE's configuration",
    ),
    (&["src/phantom/"], "to go: lesions take their type from the module that draws them"),
    (&["src/native/load/"], "to go: archives take the type of a path's film"),
    (
        &["src/native/tables/"],
        "to go: the formats of tables take their errors from the module that chooses among them",
    ),
    (&["src/native/"], "to go: the commands take `Outcome` from src/native/cli.rs, which calls them"),
    (&["src/page/"], "to go: one store of all signals imports the rooms that it serves"),
];
