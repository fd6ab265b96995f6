//! Data sets: a byte of choice, and elements that stand between a sound header, which they may overrule, and the pixels.

#![no_main]

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use libfuzzer_sys::fuzz_target;
use negatoscope_fuzz::file::{EXPLICIT_VR_BIG_ENDIAN, File};

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, elements)) = bytes.split_first() else {
        return;
    };
    let syntaxes = [uids::EXPLICIT_VR_LITTLE_ENDIAN, uids::IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN];
    let mut file = File::new(syntaxes[usize::from(choice % 3)]);
    file.text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2");
    for (tag, value) in [
        (tags::ROWS, 8),
        (tags::COLUMNS, 8),
        (tags::BITS_ALLOCATED, 16),
        (tags::PIXEL_REPRESENTATION, u16::from(choice & 0x80 != 0)),
    ] {
        file.number(tag, value);
    }
    file.raw(elements);
    let ramp: Vec<u8> = (0..8 * 8 * 3).flat_map(|sample: u16| (sample * 300).to_le_bytes()).collect();
    negatoscope_fuzz::read(&file.end_native(&ramp));
});
