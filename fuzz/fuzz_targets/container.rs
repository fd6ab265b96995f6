//! ZIP archives, gzip and DICOMDIR.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| negatoscope_fuzz::container::unpack(bytes));
