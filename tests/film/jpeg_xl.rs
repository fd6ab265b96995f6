//! JPEG XL: streams made by libjxl, and what it makes of them.

use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use negatoscope::film::{self, FilmError, Limits};
use negatoscope_test_support::dicom_file::{encode, film, text, us, with_fragments};
use negatoscope_test_support::jpeg_xl_streams::{
    COLOUR_8, LOSSLESS_8, LOSSLESS_12, LOSSLESS_16_IN_BOXES, LOSSY_12, LOSSY_12_DECODED, TWELVE_IN_SIXTEEN,
    TWO_FRAMES, WITH_TRANSPARENCY, bytes,
};

use crate::open;

const ROWS: usize = 9;
const COLUMNS: usize = 13;

/// A ramp through all grey levels, again and again.
fn ramp(bits: u32, samples: usize) -> Vec<u16> {
    let most = (1u32 << bits) - 1;
    (0..samples as u32).map(|sample| (sample * (most / 200) % (most + 1)) as u16).collect()
}

/// Grey levels without an order.
fn scattered(bits: u32, samples: usize) -> Vec<u16> {
    let values = 1u64 << bits;
    (0..samples as u64).map(|sample| ((sample * sample * 37 + sample * 1009) % values) as u16).collect()
}

fn of_depth(mut object: InMemDicomObject, bits: u16) -> InMemDicomObject {
    let allocated = if bits > 8 { 16 } else { 8 };
    for (tag, value) in
        [(tags::BITS_ALLOCATED, allocated), (tags::BITS_STORED, bits), (tags::HIGH_BIT, bits - 1)]
    {
        object.put(us(tag, value));
    }
    object
}

fn read(object: &InMemDicomObject, stream: &[u8], syntax: &str) -> Result<film::Film, FilmError> {
    film::open(encode(&with_fragments(object.clone(), vec![stream.to_vec()]), syntax), &Limits::default())
}

fn hash(samples: &[u16]) -> Option<String> {
    let sixteen = of_depth(film(ROWS as u16, COLUMNS as u16, samples), 16);
    open(&sixteen).expect("film").summary().stored_sha256
}

fn empty(bits: u16) -> InMemDicomObject {
    of_depth(film(ROWS as u16, COLUMNS as u16, &[]), bits)
}

#[test]
fn lossless_streams_are_exact_at_every_depth() {
    let pixels = ROWS * COLUMNS;
    for (stream, bits, samples) in [
        (LOSSLESS_8, 8, ramp(8, pixels)),
        (LOSSLESS_12, 12, scattered(12, pixels)),
        (LOSSLESS_16_IN_BOXES, 16, ramp(16, pixels)),
        (TWELVE_IN_SIXTEEN, 12, ramp(12, pixels)),
    ] {
        let found = read(&empty(bits), &bytes(stream), uids::JPEGXL_LOSSLESS).expect("film");
        assert_eq!(found.summary().stored_sha256, hash(&samples), "{bits} bits");
        assert!(!found.header.lossy);
    }
    // Colour becomes luminance.
    let mut object = empty(8);
    object.put(us(tags::SAMPLES_PER_PIXEL, 3));
    object.put(text(tags::PHOTOMETRIC_INTERPRETATION, dicom_core::VR::CS, "RGB"));
    let found = read(&object, &bytes(COLOUR_8), uids::JPEGXL_LOSSLESS).expect("film").summary();
    let luminance: Vec<f64> = ramp(8, pixels * 3)
        .chunks(3)
        .map(|pixel| 0.299 * f64::from(pixel[0]) + 0.587 * f64::from(pixel[1]) + 0.114 * f64::from(pixel[2]))
        .collect();
    let mean = luminance.iter().sum::<f64>() / luminance.len() as f64;
    assert!((found.stored_mean - mean).abs() < 1e-4, "{} {mean}", found.stored_mean);
}

#[test]
fn lossy_streams_are_within_rounding_of_the_reference() {
    let decoded: Vec<f64> = bytes(LOSSY_12_DECODED)
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&sample| f64::from(u16::from_be_bytes(sample)))
        .collect();
    let film = read(&empty(12), &bytes(LOSSY_12), uids::JPEGXL).expect("film");
    let facts = film.summary();
    let mean = decoded.iter().sum::<f64>() / decoded.len() as f64;
    assert!((facts.stored_mean - mean).abs() < 0.5, "{} {mean}", facts.stored_mean);
    let most = decoded.iter().copied().fold(0.0, f64::max);
    assert!((facts.stored_max - most.min(4095.0)).abs() <= 1.0, "{} {most}", facts.stored_max);
}

#[test]
fn a_stream_cut_off_anywhere_or_damaged_is_never_a_wrong_film_nor_a_panic() {
    for (stream, bits) in [(LOSSLESS_12, 12), (LOSSLESS_16_IN_BOXES, 16), (LOSSY_12, 12)] {
        let whole = bytes(stream);
        let expected = read(&empty(bits), &whole, uids::JPEGXL).expect("film").summary().stored_sha256;
        for length in 0..whole.len() {
            // What is cut off may be padding that carries nothing.
            if let Ok(film) = read(&empty(bits), &whole[..length], uids::JPEGXL) {
                assert_eq!(film.summary().stored_sha256, expected, "{length}");
            }
        }
        let mut next = negatoscope_test_support::dicom_file::random(u64::from(bits));
        for _ in 0..400 {
            let mut damaged = whole.clone();
            damaged[next() as usize % whole.len()] ^= 1 << (next() % 8);
            if let Err(error) = read(&empty(bits), &damaged, uids::JPEGXL) {
                assert!(error.to_string().ends_with('.'), "{error}");
            }
        }
    }
}

#[test]
fn streams_that_are_not_what_the_film_claims_are_refused() {
    let mut wide = empty(8);
    wide.put(us(tags::COLUMNS, 14));
    let error = read(&wide, &bytes(LOSSLESS_8), uids::JPEGXL_LOSSLESS).expect_err("another size");
    assert!(error.to_string().contains("Columns (0028,0011) is 14"), "{error}");
    let error = read(&empty(8), &bytes(WITH_TRANSPARENCY), uids::JPEGXL_LOSSLESS).expect_err("transparency");
    assert!(error.to_string().contains("Samples per Pixel (0028,0002)"), "{error}");
    // Of an animation the first picture is the frame.
    let first = read(&empty(8), &bytes(TWO_FRAMES), uids::JPEGXL_LOSSLESS).expect("film");
    assert_eq!(first.summary().stored_sha256, hash(&ramp(8, ROWS * COLUMNS)));
}
