//! RLE Lossless: a byte of choice, three of shape, and the frame.

#![no_main]

use dicom_dictionary_std::uids;
use libfuzzer_sys::fuzz_target;
use negatoscope_fuzz::stream::{Shape, film};

fuzz_target!(|bytes: &[u8]| {
    if let Some((&[choice, ref shape @ ..], frame)) = bytes.split_first_chunk::<4>() {
        negatoscope_fuzz::read(&film(uids::RLE_LOSSLESS, Shape::of_rle(*shape), choice, frame));
    }
});
