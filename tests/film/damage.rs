//! Files that are no films, or no longer: each gets a clear error of its own, and none of them a panic.

use std::io::Cursor;

use dicom_core::value::{DataSetSequence, PrimitiveValue};
use dicom_core::{DataElement, DicomValue, Length, VR};
use dicom_dictionary_std::{tags, uids};
use image::{GrayImage, ImageFormat};
use negatoscope::film::{self, FilmError, Limits};
use negatoscope_test_support::dicom_file::{encode, film, square, text, us, with_fragments};

use crate::open;

fn fail(bytes: &[u8]) -> FilmError {
    film::open(bytes.to_vec(), &Limits::default()).expect_err("no film")
}

/// Every error says in a sentence what to do, and never speaks of a Rust type.
fn assert_says(error: &FilmError, kind: &str, parts: &[&str]) {
    let message = error.to_string();
    assert_eq!(error.kind().as_str(), kind, "{message}");
    assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    assert!(message.ends_with('.') && message.contains(". ") && !message.contains("Error"), "{message}");
}

#[test]
fn files_that_are_no_films_are_told_by_their_bytes() {
    assert_says(&fail(b""), "empty", &["0 bytes"]);
    for (bytes, name) in [
        (&b"%PDF-1.7 ..."[..], "PDF"),
        (b"PK\x03\x04......", "ZIP"),
        (b"<!doctype html><html>", "HTML"),
        (b"findings: none\nmodality: CR\n", "text"),
        (b"II*\0........", "TIFF"),
        (&[0; 400], "zeros"),
        (&[1, 2, 3, 4, 5, 250], "unknown"),
        (b"\x08", "unknown"),
    ] {
        assert_says(&fail(bytes), "not_a_film", &[name, "DICOM"]);
    }
}

#[test]
fn a_file_cut_off_anywhere_is_never_a_wrong_film() {
    let object = square(|pixel| pixel as u16 & 0xfff);
    for syntax in [
        uids::EXPLICIT_VR_LITTLE_ENDIAN,
        uids::IMPLICIT_VR_LITTLE_ENDIAN,
        uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
    ] {
        let whole = encode(&object, syntax);
        for length in (0..whole.len()).filter(|length| *length < 1000 || length % 97 == 0) {
            let error = fail(&whole[..length]);
            let is_in_pixels =
                syntax != uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN && length > whole.len() - 20_000;
            if is_in_pixels {
                let missing = format!("({} bytes are missing)", whole.len() - length);
                assert_says(&error, "truncated", &["its pixels", &missing]);
            }
        }
    }
}

#[test]
fn a_compressed_film_or_picture_cut_off_anywhere_is_never_a_wrong_film() {
    let gray = GrayImage::from_fn(64, 48, |x, y| image::Luma([(x * 3 + y * 2) as u8]));
    let mut jpeg = Vec::new();
    gray.write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg).expect("encoded");
    let mut png = Vec::new();
    gray.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("encoded");
    let mut object = film(48, 64, &[]);
    for (tag, value) in [(tags::BITS_ALLOCATED, 8), (tags::BITS_STORED, 8), (tags::HIGH_BIT, 7)] {
        object.put(us(tag, value));
    }
    for picture in [&jpeg, &png] {
        assert!(film::open(picture.clone(), &Limits::default()).is_ok());
        // A PNG ends with 12 bytes that carry nothing.
        for length in 0..picture.len() - 12 {
            fail(&picture[..length]);
        }
    }
    for length in (0..jpeg.len()).step_by(7) {
        let cut = with_fragments(object.clone(), vec![jpeg[..length].to_vec()]);
        fail(&encode(&cut, uids::JPEG_BASELINE8_BIT));
    }
    let whole = encode(&with_fragments(object, vec![jpeg]), uids::JPEG_BASELINE8_BIT);
    assert!(film::open(whole.clone(), &Limits::default()).is_ok());
    // The last 8 bytes are the sequence delimiter, which is forgiven.
    for length in (300..whole.len() - 8).step_by(5) {
        fail(&whole[..length]);
    }
}

#[test]
fn dicom_without_pixels_says_so() {
    let mut object = square(|pixel| pixel as u16);
    object.remove_element(tags::PIXEL_DATA);
    assert_says(&open(&object).expect_err("no pixels"), "no_pixels", &["Pixel Data (7FE0,0010)"]);
    let empty = with_fragments(object.clone(), Vec::new());
    assert_says(&fail(&encode(&empty, uids::RLE_LOSSLESS)), "no_pixels", &["no fragment"]);
    object.put(DataElement::new(tags::PIXEL_DATA, VR::OW, PrimitiveValue::Empty));
    assert_says(&open(&object).expect_err("no pixels"), "no_pixels", &["Pixel Data (7FE0,0010) is empty"]);
    object.remove_element(tags::PIXEL_DATA);
    let icon = DataSetSequence::new(vec![film(1, 2, &[1, 2])], Length::UNDEFINED);
    let mut small = object.clone();
    small.put(DataElement::new(tags::ICON_IMAGE_SEQUENCE, VR::SQ, DicomValue::Sequence(icon)));
    assert_says(
        &open(&small).expect_err("an icon"),
        "no_pixels",
        &["only the thumbnail in Icon Image Sequence"],
    );
    for (class, kind) in [
        (uids::GRAYSCALE_SOFTCOPY_PRESENTATION_STATE_STORAGE, "a presentation state"),
        (uids::BASIC_TEXT_SR_STORAGE, "a structured report"),
        (uids::ENCAPSULATED_PDF_STORAGE, "a PDF document"),
        (uids::RT_PLAN_STORAGE, "a radiotherapy plan"),
        (uids::RT_IMAGE_STORAGE, "Pixel Data (7FE0,0010) is missing"),
    ] {
        object.put(text(tags::SOP_CLASS_UID, VR::UI, class));
        assert_says(&open(&object).expect_err("no image"), "no_pixels", &[kind]);
    }
}

#[test]
fn attributes_that_lack_or_lie_are_named() {
    for (tag, name) in [
        (tags::ROWS, "Rows (0028,0010)"),
        (tags::COLUMNS, "Columns (0028,0011)"),
        (tags::BITS_ALLOCATED, "Bits Allocated (0028,0100)"),
        (tags::PIXEL_REPRESENTATION, "Pixel Representation (0028,0103)"),
    ] {
        let mut object = square(|pixel| pixel as u16);
        object.remove_element(tag);
        assert_says(&open(&object).expect_err(name), "missing_attribute", &[name]);
    }
    for (element, name) in [
        (us(tags::ROWS, 0), "Rows"),
        (us(tags::BITS_ALLOCATED, 24), "Bits Allocated"),
        (us(tags::BITS_STORED, 17), "Bits Stored"),
        (us(tags::HIGH_BIT, 5), "High Bit"),
        (us(tags::SAMPLES_PER_PIXEL, 3), "Samples per Pixel"),
        (text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "HSV"), "Photometric Interpretation"),
        (text(tags::NUMBER_OF_FRAMES, VR::IS, "-2"), "Number of Frames"),
        (text(tags::RESCALE_SLOPE, VR::DS, "steep"), "Rescale Slope"),
    ] {
        let mut object = square(|pixel| pixel as u16);
        object.put(element);
        assert_says(&open(&object).expect_err(name), "bad_attribute", &[name, "(0028,"]);
    }
}

#[test]
fn claims_of_size_are_checked_before_memory_is_taken() {
    let mut object = square(|pixel| pixel as u16);
    object.put(us(tags::ROWS, 65535));
    object.put(us(tags::COLUMNS, 65535));
    assert_says(&open(&object).expect_err("huge"), "too_large", &["4294836225", "67108864"]);
    object.put(us(tags::COLUMNS, 100));
    assert_says(&open(&object).expect_err("short"), "truncated", &["13087000"]);
    object.put(us(tags::ROWS, 100));
    object.put(text(tags::NUMBER_OF_FRAMES, VR::IS, "2000000000"));
    assert_says(&open(&object).expect_err("many"), "too_large", &["frames"]);
    let tight = Limits { max_file_bytes: 1000, ..Limits::default() };
    let bytes = encode(&square(|_| 0), uids::EXPLICIT_VR_LITTLE_ENDIAN);
    assert_says(&film::open(bytes, &tight).expect_err("large"), "too_large", &["1000"]);
    // 10,000 equal samples deflate to a hundred bytes, and inflate beyond the limit.
    let bomb = encode(&square(|_| 0), uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    assert!(bomb.len() < 1000);
    assert_says(&film::open(bomb, &tight).expect_err("bomb"), "too_large", &["inflated"]);
}

#[test]
fn an_element_longer_than_the_file_is_cut_off_not_allocated() {
    let mut bytes = encode(&square(|pixel| pixel as u16), uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let at = bytes.windows(4).position(|tag| tag == [0x28, 0x00, 0x02, 0x00]).expect("Samples per Pixel");
    let claim = [0x19, 0x00, 0x10, 0x10, b'O', b'B', 0, 0, 0xf0, 0xff, 0xff, 0xff];
    bytes.splice(at..at, claim);
    assert_says(&fail(&bytes), "truncated", &["(0019,1010)", "42949"]);
}

#[test]
fn nesting_as_deep_as_the_file_costs_no_stack() {
    let mut bytes = encode(&square(|pixel| pixel as u16), uids::IMPLICIT_VR_LITTLE_ENDIAN);
    let at = bytes.windows(4).position(|tag| tag == [0x28, 0x00, 0x02, 0x00]).expect("Samples per Pixel");
    let level =
        [0x09, 0x00, 0x02, 0x10, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff];
    bytes.splice(at..at, level.repeat(200_000));
    assert_eq!(fail(&bytes).kind().as_str(), "truncated");
}

/// Look-up tables inside look-up tables, each in a sequence and an item of stated length.
#[test]
fn tables_nested_as_deep_as_the_file_cost_no_stack() {
    const LEVELS: usize = 200_000;
    let whole = encode(&square(|pixel| pixel as u16), uids::IMPLICIT_VR_LITTLE_ENDIAN);
    let at = whole.windows(4).position(|tag| tag == [0xe0, 0x7f, 0x10, 0x00]).expect("Pixel Data");
    for (tag, kind) in
        [([0x28, 0x00, 0x00, 0x30], Some("missing_attribute")), ([0x28, 0x00, 0x10, 0x30], None)]
    {
        let nested = (1..=LEVELS).rev().flat_map(|left| {
            let length = |less: usize| ((left * 16 - less) as u32).to_le_bytes();
            [tag, length(8), [0xfe, 0xff, 0x00, 0xe0], length(16)].concat()
        });
        let mut bytes = whole.clone();
        bytes.splice(at..at, nested);
        // A modality LUT without its table is an error; a VOI LUT without one is as good as none.
        assert_eq!(film::open(bytes, &Limits::default()).err().map(|error| error.kind().as_str()), kind);
    }
}

#[test]
fn more_tiles_than_a_stream_can_number_are_refused() {
    let size = [8192u32, 8192, 0, 0, 1, 1, 0, 0].map(u32::to_be_bytes).concat();
    let stream = [&[0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0][..], &size, &[0, 1, 15, 1, 1, 0xff, 0xd9]].concat();
    let object = with_fragments(film(8192, 8192, &[]), vec![stream]);
    assert_says(&fail(&encode(&object, uids::JPEG2000_LOSSLESS)), "decode", &["JPEG 2000"]);
}

#[test]
fn encodings_that_are_not_read_are_named() {
    let object = with_fragments(square(|_| 0), vec![vec![0; 16]]);
    for (syntax, name) in [(uids::HEVCMP51, "HEVC"), (uids::MPEG2MPML, "MPEG2")] {
        assert_says(&fail(&encode(&object, syntax)), "unsupported_transfer_syntax", &[name, syntax]);
    }
    let mut unknown = encode(&square(|_| 0), uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let at = unknown.windows(19).position(|uid| uid == b"1.2.840.10008.1.2.1").expect("Transfer Syntax UID");
    unknown[at..at + 19].copy_from_slice(b"1.2.840.10008.9.9.9");
    assert_says(&fail(&unknown), "unsupported_transfer_syntax", &["1.2.840.10008.9.9.9"]);
    // Native pixels under a compressed transfer syntax, and the other way round.
    assert_eq!(fail(&encode(&film(100, 101, &[0; 10_000]), uids::RLE_LOSSLESS)).kind().as_str(), "damaged");
    assert_eq!(fail(&encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN)).kind().as_str(), "damaged");
    // Fragments without a stream of their transfer syntax.
    for (syntax, kind) in [
        (uids::RLE_LOSSLESS, "truncated"),
        (uids::JPEG_LOSSLESS_SV1, "decode"),
        (uids::HTJ2K, "decode"),
        (uids::JPEGLS_LOSSLESS, "decode"),
    ] {
        assert_eq!(fail(&encode(&object, syntax)).kind().as_str(), kind);
    }
}
