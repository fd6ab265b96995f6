//! Films made by another implementation, one encoding each, and real DICOM files of all kinds.
//!
//! Both lie outside the project, beside it; where they are absent the tests say so and pass.

mod changes;
mod dicom;
mod mutations;

use std::fs;

use negatoscope::film::{self, FilmError, Limits};
use negatoscope::input;
use negatoscope_test_support::golden::{cases, shared};

#[test]
fn golden_cases_agree() {
    let Some((folder, cases)) = shared("golden").zip(cases()) else {
        return;
    };
    println!("{:<28} {:<30} {:<12} largest difference of the input", "case", "encoding", "outcome");
    for case in &cases {
        let bytes = fs::read(folder.join(case.file())).expect("case");
        let outcome = film::open(bytes, &Limits::default());
        let (outcome, difference) = if cfg!(feature = "jpegxl") || !case.needs_jpeg_xl() {
            let film = outcome.unwrap_or_else(|error| panic!("{}: {error}", case.file()));
            let facts = serde_json::to_value(film.summary()).expect("facts are JSON");
            ("scored", case.check(&facts, input::prepare_paper(&film).plane()))
        } else {
            let error = outcome.expect_err("an encoding that is not read");
            assert!(matches!(&error, FilmError::NeedsJpegXl { .. }), "{}: {error}", case.file());
            assert!(case.is_refused_by(&error.to_string()), "{}: {error}", case.file());
            ("clear error", String::new())
        };
        println!("{:<28} {:<30} {outcome:<12} {difference}", case.file(), case.transfer_syntax());
    }
}
