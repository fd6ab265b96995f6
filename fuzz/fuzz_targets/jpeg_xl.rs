//! JPEG XL: a byte of choice, three of shape, and the stream.

#![no_main]

use dicom_dictionary_std::uids;
use libfuzzer_sys::fuzz_target;
use negatoscope_fuzz::stream::{Shape, film};

fuzz_target!(|bytes: &[u8]| {
    if let Some((&[choice, ref shape @ ..], stream)) = bytes.split_first_chunk::<4>() {
        negatoscope_fuzz::read(&film(uids::JPEGXL, Shape::of_jpeg_xl(*shape), choice, stream));
    }
});
