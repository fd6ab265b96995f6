//! Files of several frames: each is found where it lies, and nothing else is taken for it.

use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, DicomValue, Length, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use negatoscope::film::{self, Limits, PixelSummary};
use negatoscope_test_support::dicom_file::{decimal, encode, film, text, us, with_fragments};

use crate::open;

const ROWS: u16 = 5;
const COLUMNS: u16 = 7;
const PIXELS: usize = 35;

fn facts(object: &InMemDicomObject, syntax: &str, frame: u32) -> PixelSummary {
    film::open_frame(encode(object, syntax), frame, &Limits::default()).expect("frame").summary()
}

fn of_frames(mut object: InMemDicomObject, frames: usize) -> InMemDicomObject {
    object.put(text(tags::NUMBER_OF_FRAMES, VR::IS, &frames.to_string()));
    object
}

fn samples(frame: usize) -> Vec<u16> {
    (0..PIXELS).map(|pixel| (frame * 1000 + pixel * 3) as u16).collect()
}

#[test]
fn each_native_frame_is_found_in_either_byte_order() {
    let all: Vec<u16> = (0..4).flat_map(samples).collect();
    let object = of_frames(film(ROWS, COLUMNS, &all), 4);
    for syntax in [uids::EXPLICIT_VR_LITTLE_ENDIAN, "1.2.840.10008.1.2.2"] {
        for frame in 0..4 {
            let alone = open(&film(ROWS, COLUMNS, &samples(frame as usize))).expect("film").summary();
            let found = facts(&object, syntax, frame);
            assert_eq!((found.stored_sha256, found.header.frames), (alone.stored_sha256, 4), "{frame}");
        }
        let error =
            film::open_frame(encode(&object, syntax), 4, &Limits::default()).expect_err("frame 5 of 4");
        assert_eq!(error.kind().as_str(), "no_frame");
        assert!(error.to_string().contains("Frame 5"), "{error}");
    }
}

/// Two samples of 8 bits stand in a word of big endian, the first in its lower byte; a frame may end within a word.
#[test]
fn frames_of_bytes_may_begin_and_end_within_a_word() {
    let bytes: Vec<u8> = (0..PIXELS as u8 * 3).collect();
    let words = bytes.chunks(2).map(|pair| u16::from_le_bytes([pair[0], *pair.get(1).unwrap_or(&0)]));
    let mut object = of_frames(film(ROWS, COLUMNS, &[]), 3);
    for (tag, value) in [(tags::BITS_ALLOCATED, 8), (tags::BITS_STORED, 8), (tags::HIGH_BIT, 7)] {
        object.put(us(tag, value));
    }
    object.put(DataElement::new(tags::PIXEL_DATA, VR::OW, PrimitiveValue::U16(words.collect())));
    for frame in 0..3 {
        let samples: Vec<u16> = bytes[frame * PIXELS..][..PIXELS].iter().map(|&byte| byte.into()).collect();
        let alone = open(&film(ROWS, COLUMNS, &samples)).expect("film").summary();
        let found = facts(&object, "1.2.840.10008.1.2.2", frame as u32);
        assert_eq!(found.stored_sha256, alone.stored_sha256, "frame {frame}");
    }
}

/// Frames of single bits follow each other within a byte (PS3.5 section 8.1.1).
#[test]
fn frames_of_bits_begin_within_a_byte() {
    let bit = |pixel: usize| pixel.is_multiple_of(3) || pixel % 7 == 1;
    let mut bytes = vec![0u8; (PIXELS * 3).div_ceil(8)];
    (0..PIXELS * 3).filter(|&pixel| bit(pixel)).for_each(|pixel| bytes[pixel / 8] |= 1 << (pixel % 8));
    let mut object = of_frames(film(ROWS, COLUMNS, &[]), 3);
    for (tag, value) in [(tags::BITS_ALLOCATED, 1), (tags::BITS_STORED, 1), (tags::HIGH_BIT, 0)] {
        object.put(us(tag, value));
    }
    object.put(DataElement::new(tags::PIXEL_DATA, VR::OB, PrimitiveValue::U8(bytes.into())));
    for frame in 0..3 {
        let bits: Vec<u16> = (0..PIXELS).map(|pixel| u16::from(bit(frame * PIXELS + pixel))).collect();
        let alone = open(&film(ROWS, COLUMNS, &bits)).expect("film").summary();
        let found = facts(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN, frame as u32);
        assert_eq!(found.stored_sha256, alone.stored_sha256, "frame {frame}");
    }
}

fn deflated(samples: &[u16]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    samples.iter().for_each(|sample| encoder.write_all(&sample.to_le_bytes()).expect("written"));
    let mut bytes = encoder.finish().expect("deflated");
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}

/// Written as encapsulated uncompressed; what is in the fragments is the same for both.
fn in_fragments(object: &InMemDicomObject, uid: &[u8]) -> Vec<u8> {
    let mut bytes = encode(object, uids::ENCAPSULATED_UNCOMPRESSED_EXPLICIT_VR_LITTLE_ENDIAN);
    let at = bytes.windows(uid.len()).position(|window| window == b"1.2.840.10008.1.2.1.98").expect("UID");
    bytes[at..at + uid.len()].copy_from_slice(uid);
    bytes
}

#[test]
fn deflated_frames_are_read_and_never_inflate_beyond_the_film() {
    let fragments = (0..3).map(|frame| deflated(&samples(frame))).collect();
    let object = of_frames(with_fragments(film(ROWS, COLUMNS, &[]), fragments), 3);
    let bytes = in_fragments(&object, b"1.2.840.10008.1.2.8.1\0");
    for frame in 0..3 {
        let alone = open(&film(ROWS, COLUMNS, &samples(frame as usize))).expect("film").summary();
        let found = film::open_frame(bytes.clone(), frame, &Limits::default()).expect("frame").summary();
        assert_eq!(found.stored_sha256, alone.stored_sha256, "frame {frame}");
    }
    let bomb = with_fragments(film(ROWS, COLUMNS, &[]), vec![deflated(&[0; 1_000_000])]);
    let error = film::open(in_fragments(&bomb, b"1.2.840.10008.1.2.8.1\0"), &Limits::default());
    assert_eq!(error.expect_err("bomb").kind().as_str(), "too_large");
}

#[test]
fn frames_in_fragments_are_found_by_either_table_or_one_by_one() {
    let native = |frame| samples(frame).iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<u8>>();
    let split = |frame| {
        let bytes = native(frame);
        let (head, tail) = bytes.split_at(30);
        [head.to_vec(), tail.to_vec()]
    };
    let of = |fragments| of_frames(with_fragments(film(ROWS, COLUMNS, &[]), fragments), 3);
    let one_each = of((0..3).map(native).collect());
    let mut extended = of((0..3).flat_map(split).collect());
    let offsets: Vec<u64> = (0..3).map(|frame| frame * (70 + 16)).collect();
    extended.put(DataElement::new(
        tags::EXTENDED_OFFSET_TABLE,
        VR::OV,
        PrimitiveValue::U64(offsets.into_iter().collect()),
    ));
    for object in [one_each, extended] {
        for frame in 0..3 {
            let alone = open(&film(ROWS, COLUMNS, &samples(frame as usize))).expect("film").summary();
            let found = facts(&object, uids::ENCAPSULATED_UNCOMPRESSED_EXPLICIT_VR_LITTLE_ENDIAN, frame);
            assert_eq!(found.stored_sha256, alone.stored_sha256, "frame {frame}");
        }
    }
}

fn sequence(tag: Tag, items: Vec<InMemDicomObject>) -> DataElement<InMemDicomObject> {
    let items = DataSetSequence::new(items, Length::UNDEFINED);
    DataElement::new(tag, VR::SQ, DicomValue::Sequence(items))
}

/// Enhanced objects: a slope for all frames, an intercept and a window for each (PS3.3 C.7.6.16.2).
#[test]
fn what_functional_groups_say_of_a_frame_holds_for_that_frame() {
    let all: Vec<u16> = (0..3).flat_map(samples).collect();
    let group = |tag, elements: Vec<DataElement<InMemDicomObject>>| {
        let item = InMemDicomObject::from_element_iter(elements);
        InMemDicomObject::from_element_iter([sequence(tag, vec![item])])
    };
    let of_frame = |frame: u32| {
        let value = f64::from(frame);
        let mut groups = group(
            tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
            vec![decimal(tags::RESCALE_INTERCEPT, value * 10.0), decimal(tags::RESCALE_SLOPE, 2.0)],
        );
        let window = [
            decimal(tags::WINDOW_CENTER, 100.0 + value),
            decimal(tags::WINDOW_WIDTH, 50.0),
            text(tags::WINDOW_CENTER_WIDTH_EXPLANATION, VR::LO, &format!("frame {frame}")),
        ];
        groups.put(sequence(tags::FRAME_VOILUT_SEQUENCE, vec![InMemDicomObject::from_element_iter(window)]));
        groups
    };
    let shared = group(tags::PIXEL_MEASURES_SEQUENCE, vec![text(tags::PIXEL_SPACING, VR::DS, "0.3\\0.3")]);
    let mut object = of_frames(film(ROWS, COLUMNS, &all), 3);
    object.put(sequence(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE, vec![shared]));
    object.put(sequence(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, (0..3).map(of_frame).collect()));
    for syntax in [uids::EXPLICIT_VR_LITTLE_ENDIAN, uids::IMPLICIT_VR_LITTLE_ENDIAN] {
        for frame in 0..3 {
            let found = facts(&object, syntax, frame);
            assert_eq!(found.modality_min, f64::from(frame) * 2010.0);
            assert_eq!(found.header.windows, [format!("frame {frame}")]);
            assert_eq!(found.header.pixel_spacing_mm, Some([0.3, 0.3]));
        }
    }
}
