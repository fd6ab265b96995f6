//! JPEG by the discrete cosine transform: a byte of choice, and the stream.

#![no_main]

use dicom_dictionary_std::uids;
use libfuzzer_sys::fuzz_target;
use negatoscope_fuzz::stream;

fuzz_target!(|bytes: &[u8]| stream::read_jpeg(uids::JPEG_EXTENDED12_BIT, bytes));
