//! Files that contradict themselves: read where they can be, and always flagged.

use dicom_core::{DataElement, PrimitiveValue, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use negatoscope::film::{self, Film, FilmWarning, Limits};
use negatoscope::input;
use negatoscope_test_support::dicom_file::{decimal, encode, film, square, text, us, with_fragments};
use negatoscope_test_support::jpeg_ls_encoder::{JpegLs, encode as encode_jpeg_ls};

use crate::open;

fn warnings(object: &InMemDicomObject) -> Vec<FilmWarning> {
    open(object).expect("film").header.warnings
}

/// A sentence or two, for a person.
fn assert_says(warning: &FilmWarning, parts: &[&str]) {
    let message = warning.to_string();
    assert!(message.ends_with('.') && parts.iter().all(|part| message.contains(part)), "{message}");
}

fn plain() -> InMemDicomObject {
    square(|pixel| pixel as u16 & 0xfff)
}

#[test]
fn a_sound_film_raises_no_warning() {
    assert_eq!(warnings(&plain()), []);
}

#[test]
fn a_film_without_photometric_interpretation_is_read_as_the_old_standard_meant() {
    let mut object = plain();
    object.remove_element(tags::PHOTOMETRIC_INTERPRETATION);
    object.remove_element(tags::SAMPLES_PER_PIXEL);
    let [warning] = &warnings(&object)[..] else { panic!("one warning") };
    assert_says(warning, &["Photometric Interpretation (0028,0004)", "MONOCHROME2"]);
    // Colour needs it.
    object.put(us(tags::SAMPLES_PER_PIXEL, 3));
    assert_eq!(open(&object).expect_err("colour").kind().as_str(), "missing_attribute");
}

#[test]
fn a_number_of_frames_that_is_none_is_flagged_and_so_are_the_pixels_beyond() {
    let mut object = film(10, 10, &[5; 300]);
    object.put(text(tags::NUMBER_OF_FRAMES, VR::IS, "1A"));
    let [frames, pixels] = &warnings(&object)[..] else { panic!("two warnings") };
    assert_says(frames, &["Number of Frames (0028,0008)", "1A"]);
    assert_eq!(*pixels, FilmWarning::ExcessPixels { found: 600, expected: 200 });
}

#[test]
fn bits_beyond_those_stored_are_flagged() {
    assert_eq!(warnings(&square(|pixel| pixel as u16)), [FilmWarning::ExcessBits]);
    // Above a signed sample stands its sign.
    let mut signed = square(|pixel| pixel as u16);
    signed.put(us(tags::PIXEL_REPRESENTATION, 1));
    assert_eq!(warnings(&signed), []);
}

#[test]
fn a_window_that_shows_nothing_is_flagged_and_another_chosen() {
    let mut object = plain();
    object.put(decimal(tags::WINDOW_CENTER, 60_000.0));
    object.put(decimal(tags::WINDOW_WIDTH, 10.0));
    let film = open(&object).expect("film");
    assert_eq!(film.header.warnings, [FilmWarning::Window]);
    let gray = film.picture(0).gray;
    assert!(gray.contains(&0) && gray.contains(&255), "shown by its own grey levels");
}

#[test]
fn pixels_encoded_otherwise_than_the_file_says_are_read_as_they_are() {
    let sha = |film: Film| film.summary().stored_sha256;
    let expected = sha(open(&plain()).expect("film"));
    // Uncompressed pixels under the name of a compression.
    let film = film::open(encode(&plain(), uids::JPEGLS_LOSSLESS), &Limits::default()).expect("film");
    let [warning] = &film.header.warnings[..] else { panic!("one warning") };
    assert_says(warning, &["JPEG-LS", "uncompressed"]);
    assert_eq!(sha(film), expected);
    // One compression under the name of another.
    let mut samples: Vec<u16> = (0..10_000).map(|pixel| pixel & 0xfff).collect();
    let stream = encode_jpeg_ls(100, 100, &mut samples, JpegLs::gray(12, 0));
    let object = with_fragments(plain(), vec![stream]);
    for syntax in [uids::JPEG_LOSSLESS_SV1, uids::JPEG2000_LOSSLESS, uids::RLE_LOSSLESS] {
        let film = film::open(encode(&object, syntax), &Limits::default()).expect("film");
        assert!(matches!(&film.header.warnings[..], [FilmWarning::TransferSyntax { .. }]), "{syntax}");
        assert_eq!(sha(film), expected);
    }
}

#[test]
fn text_outside_the_character_set_is_flagged() {
    let mut object = plain();
    object.put(text(tags::PATIENT_NAME, VR::PN, "Müller"));
    let film = open(&object).expect("film");
    assert_eq!(film.header.warnings, [FilmWarning::Text]);
    assert_eq!(film.header.patient_name.as_deref(), Some("Müller"));
}

#[test]
fn twelve_bits_allocated_lie_two_in_three_bytes() {
    let samples = [0x123u16, 0xabc, 0xfff, 0x001, 0x800, 0x7fe];
    let bytes: Vec<u8> = samples
        .chunks(2)
        .flat_map(|pair| [pair[0] as u8, (pair[0] >> 8 | (pair[1] & 15) << 4) as u8, (pair[1] >> 4) as u8])
        .collect();
    let mut object = film(2, 3, &samples);
    let expected = open(&object).expect("film").summary().stored_sha256;
    object.put(us(tags::BITS_ALLOCATED, 12));
    let mut packed = bytes.clone();
    packed.push(0);
    object.put(DataElement::new(tags::PIXEL_DATA, VR::OB, PrimitiveValue::U8(packed.into())));
    assert_eq!(open(&object).expect("film").summary().stored_sha256, expected);
}

#[test]
fn floating_point_pixels_are_read_and_what_is_no_number_is_padding() {
    let values: Vec<f32> = (0..100).map(|pixel| pixel as f32 / 50.0 - 1.0).collect();
    let mut object = film(10, 10, &[]);
    object.remove_element(tags::PIXEL_DATA);
    for tag in [tags::BITS_STORED, tags::HIGH_BIT, tags::PIXEL_REPRESENTATION] {
        object.remove_element(tag);
    }
    object.put(us(tags::BITS_ALLOCATED, 32));
    let mut odd = values.clone();
    odd[..4].copy_from_slice(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -99.0]);
    object.put(DataElement::new(tags::FLOAT_PIXEL_DATA, VR::OF, PrimitiveValue::F32(odd.clone().into())));
    let padding = PrimitiveValue::from(-99f32);
    object.put(DataElement::new(tags::FLOAT_PIXEL_PADDING_VALUE, VR::FL, padding));
    let single = open(&object).expect("film");
    assert_eq!(&single.picture(0).gray[..5], [0, 0, 0, 0, 0]);
    assert_eq!(single.picture(0).gray[99], 255);
    let input = input::prepare_paper(&single);
    assert!(input.plane().iter().all(|value| (0.0..=1.0).contains(value)));

    object.remove_element(tags::FLOAT_PIXEL_DATA);
    object.put(us(tags::BITS_ALLOCATED, 64));
    let wide: Vec<f64> = odd.iter().map(|&value| f64::from(value)).collect();
    object.put(DataElement::new(tags::DOUBLE_FLOAT_PIXEL_DATA, VR::OD, PrimitiveValue::F64(wide.into())));
    let double = open(&object).expect("film");
    assert_eq!(double.picture(0).gray, single.picture(0).gray);
    assert_eq!(double.header.bits_allocated, 64);
}

/// Floating point pixels are a map of one quantity (PS3.3 C.7.6.24).
#[test]
fn floating_point_pixels_in_colour_are_refused() {
    let mut object = film(2, 2, &[]);
    object.remove_element(tags::PIXEL_DATA);
    object.put(us(tags::BITS_ALLOCATED, 32));
    object.put(us(tags::SAMPLES_PER_PIXEL, 3));
    object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "RGB"));
    let pixels = PrimitiveValue::F32(vec![0.5; 12].into());
    object.put(DataElement::new(tags::FLOAT_PIXEL_DATA, VR::OF, pixels));
    assert_eq!(open(&object).expect_err("colour").kind().as_str(), "bad_attribute");
}
