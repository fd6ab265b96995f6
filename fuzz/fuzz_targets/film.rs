//! Whole files: DICOM of every kind, PNG, JPEG, and whatever else a person may drop on the page.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| negatoscope_fuzz::read(bytes));
