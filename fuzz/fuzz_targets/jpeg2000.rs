//! JPEG 2000 and High-Throughput JPEG 2000: a byte of choice, and the stream.

#![no_main]

use dicom_dictionary_std::uids;
use libfuzzer_sys::fuzz_target;
use negatoscope_fuzz::stream::{Shape, film};

fuzz_target!(|bytes: &[u8]| {
    if let Some((&choice, stream)) = bytes.split_first()
        && let Some(shape) = Shape::of_jpeg2000(stream)
    {
        negatoscope_fuzz::read(&film(uids::JPEG2000, shape, choice, stream));
    }
});
