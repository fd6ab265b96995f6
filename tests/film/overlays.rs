//! Overlays: drawn where the file says, never part of the film (PS3.3 C.9.2).

use dicom_core::{DataElement, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;
use negatoscope::film::{self, Limits};
use negatoscope_test_support::dicom_file::{encode, film, text, us};

use crate::open;

fn drawn(object: &InMemDicomObject) -> Option<Vec<usize>> {
    pixels(open(object).expect("film").picture(0).overlay?.as_bytes())
}

fn pixels(bits: &[u8]) -> Option<Vec<usize>> {
    Some((0..bits.len() * 8).filter(|pixel| bits[pixel / 8] >> (pixel % 8) & 1 == 1).collect())
}

fn put_plane(
    object: &mut InMemDicomObject,
    group: u16,
    rows: u16,
    columns: u16,
    origin: [i16; 2],
    data: &[u8],
) {
    object.put(us(Tag(group, 0x0010), rows));
    object.put(us(Tag(group, 0x0011), columns));
    object.put(text(Tag(group, 0x0040), VR::CS, "G"));
    object.put(DataElement::new(Tag(group, 0x0050), VR::SS, PrimitiveValue::I16(origin.as_slice().into())));
    object.put(us(Tag(group, 0x0100), 1));
    object.put(us(Tag(group, 0x0102), 0));
    object.put(DataElement::new(Tag(group, 0x3000), VR::OB, PrimitiveValue::U8(data.into())));
}

#[test]
fn planes_are_drawn_at_their_origin_and_cut_at_the_edge_of_the_film() {
    let plain = film(4, 6, &[7; 24]);
    assert_eq!(drawn(&plain), None);
    let mut object = plain.clone();
    put_plane(&mut object, 0x6000, 2, 3, [2, 3], &[0b10_0101, 0]); // row 0: columns 0 and 2; row 1: column 2
    assert_eq!(drawn(&object), Some(vec![8, 10, 16]));
    // A second plane, half of it above and to the left of the film.
    put_plane(&mut object, 0x6002, 2, 2, [0, 0], &[0b1111, 0]);
    assert_eq!(drawn(&object), Some(vec![0, 8, 10, 16]));
    // The film itself is the same.
    assert_eq!(
        open(&object).expect("film").summary().stored_sha256,
        open(&plain).expect("film").summary().stored_sha256
    );
    // A plane that claims more than it has is as good as none, and the other stays.
    put_plane(&mut object, 0x6000, 60000, 60000, [1, 1], &[0xff, 0xff]);
    assert_eq!(drawn(&object), Some(vec![0]));
}

#[test]
fn planes_in_unused_bits_are_drawn_and_masked_out_of_the_film() {
    let mut object = film(2, 2, &[0x1001, 0x0002, 0x8003, 0x9004]);
    for (group, bit) in [(0x6000, 12), (0x6004, 15)] {
        object.put(us(Tag(group, 0x0100), 16));
        object.put(us(Tag(group, 0x0102), bit));
    }
    let read = open(&object).expect("film");
    assert_eq!(pixels(read.picture(0).overlay.expect("overlay").as_bytes()), Some(vec![0, 2, 3]));
    assert_eq!((read.summary().stored_min, read.summary().stored_max), (1.0, 4.0));
    assert_eq!(read.header.warnings, []);
    // A plane in bits that are stored would be the film itself.
    object.put(us(Tag(0x6000, 0x0102), 3));
    assert_eq!(drawn(&object), Some(vec![2, 3]));
}

#[test]
fn a_plane_of_several_frames_is_drawn_over_the_frames_it_names() {
    let mut object = film(2, 4, &[0; 24]);
    object.put(text(tags::NUMBER_OF_FRAMES, VR::IS, "3"));
    put_plane(&mut object, 0x6000, 2, 4, [1, 1], &[0b0000_0001, 0b1000_0000]);
    object.put(text(Tag(0x6000, 0x0015), VR::IS, "2"));
    object.put(us(Tag(0x6000, 0x0051), 2));
    let of_frame = |frame| {
        let bytes = encode(&object, dicom_dictionary_std::uids::EXPLICIT_VR_LITTLE_ENDIAN);
        let film = film::open_frame(bytes, frame, &Limits::default()).expect("frame");
        film.picture(0).overlay.and_then(|mask| pixels(mask.as_bytes()))
    };
    assert_eq!([0, 1, 2].map(of_frame), [None, Some(vec![0]), Some(vec![7])]);
}

#[test]
fn planes_beyond_all_reason_are_as_good_as_none() {
    let mut object = film(4, 6, &[7; 24]);
    for (origin, first) in [("1e300\\-1e300", "1"), ("-1e300\\1", "1"), ("1\\1", "-9223372036854775808")] {
        put_plane(&mut object, 0x6000, 2, 3, [1, 1], &[0xff, 0xff]);
        object.put(text(Tag(0x6000, 0x0050), VR::DS, origin));
        object.put(text(Tag(0x6000, 0x0015), VR::IS, "1"));
        object.put(text(Tag(0x6000, 0x0051), VR::IS, first));
        assert_eq!(drawn(&object), None, "{origin} {first}");
    }
}
