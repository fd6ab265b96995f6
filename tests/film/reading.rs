//! The header, the stored samples and the modality values, whatever the file looks like.

use dicom_core::value::{DataSetSequence, PrimitiveValue};
use dicom_core::{DataElement, DicomValue, Length, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_encoding::TransferSyntaxIndex;
use dicom_object::InMemDicomObject;
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;
use negatoscope::film::{self, Limits};
use negatoscope_test_support::dicom_file::{decimal, encode, film, random, square, table, text, us};

use crate::open;

const BIG_ENDIAN: &str = "1.2.840.10008.1.2.2";

#[test]
fn every_way_of_writing_the_data_set_gives_the_same_film() {
    let object = square(|pixel| (pixel % 4000) as u16);
    let expected = open(&object).expect("film").summary();
    assert_eq!([expected.stored_min, expected.stored_max], [0.0, 3999.0]);
    let syntaxes = [
        uids::IMPLICIT_VR_LITTLE_ENDIAN,
        uids::EXPLICIT_VR_LITTLE_ENDIAN,
        uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
        BIG_ENDIAN,
    ];
    for syntax in syntaxes {
        let facts = film::open(encode(&object, syntax), &Limits::default()).expect(syntax).summary();
        assert_eq!(facts.stored_sha256, expected.stored_sha256, "{syntax}");
        assert_eq!(facts.header.transfer_syntax, syntax);
        assert_eq!(facts.header.modality.as_deref(), Some("CR"));
    }
    for syntax in [uids::IMPLICIT_VR_LITTLE_ENDIAN, uids::EXPLICIT_VR_LITTLE_ENDIAN, BIG_ENDIAN] {
        let mut bare = Vec::new();
        object
            .write_dataset_with_ts(&mut bare, TransferSyntaxRegistry.get(syntax).expect("known"))
            .expect("written");
        let facts = film::open(bare, &Limits::default()).expect(syntax).summary();
        assert_eq!(facts.stored_sha256, expected.stored_sha256, "bare {syntax}");
        assert_eq!(facts.header.transfer_syntax, syntax, "guessed");
    }
    let without_preamble = encode(&object, uids::IMPLICIT_VR_LITTLE_ENDIAN).split_off(132);
    let facts = film::open(without_preamble, &Limits::default()).expect("no preamble").summary();
    assert_eq!(facts.stored_sha256, expected.stored_sha256);
}

#[test]
fn a_data_set_that_belies_its_transfer_syntax_is_read_all_the_same() {
    let object = square(|pixel| pixel as u16 & 0xfff);
    let explicit = encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let mut implicit = Vec::new();
    let syntax = TransferSyntaxRegistry.get(uids::IMPLICIT_VR_LITTLE_ENDIAN).expect("known");
    object.write_dataset_with_ts(&mut implicit, syntax).expect("written");
    let data_set =
        explicit.windows(4).position(|tag| tag == [0x08, 0x00, 0x16, 0x00]).expect("SOP Class UID");
    let lying = [&explicit[..data_set], &implicit[..]].concat();
    let facts = film::open(lying, &Limits::default()).expect("film").summary();
    assert_eq!(facts.stored_sha256, open(&object).expect("film").summary().stored_sha256);
}

#[test]
fn bits_outside_bits_stored_do_not_count() {
    let mut next = random(1);
    for (stored, high, signed) in [(12, 11, 0), (12, 11, 1), (10, 13, 0), (8, 15, 1), (1, 0, 0), (16, 15, 1)]
    {
        let shift = high + 1 - stored;
        let values: Vec<u16> = (0..10_000).map(|_| next() as u16 & (0xffff >> (16 - stored))).collect();
        let mask = (0xffffu16 >> (16 - stored)) << shift;
        let garbage: Vec<u16> = values.iter().map(|value| value << shift | next() as u16 & !mask).collect();
        let facts = |samples: &[u16], high: u16| {
            let mut object = film(100, 100, samples);
            object.put(us(tags::BITS_STORED, stored));
            object.put(us(tags::HIGH_BIT, high));
            object.put(us(tags::PIXEL_REPRESENTATION, signed));
            open(&object).expect("film").summary()
        };
        let (clean, dirty) = (facts(&values, stored - 1), facts(&garbage, high));
        assert_eq!(clean.stored_sha256, dirty.stored_sha256, "{stored} bits below {high}");
        let half = f64::from(1u32 << (stored - 1));
        let (least, most) = if signed == 1 { (-half, half - 1.0) } else { (0.0, 2.0 * half - 1.0) };
        assert!(least <= dirty.stored_min && dirty.stored_max <= most);
        assert_eq!(signed == 1, dirty.stored_min < 0.0);
    }
}

#[test]
fn eight_and_thirty_two_bits_are_read() {
    let mut object = square(|_| 0);
    object.put(us(tags::BITS_ALLOCATED, 8));
    object.put(us(tags::BITS_STORED, 8));
    object.put(us(tags::HIGH_BIT, 7));
    let bytes: Vec<u8> = (0..10_000u32).map(|pixel| (pixel % 251) as u8).collect();
    object.put(DataElement::new(tags::PIXEL_DATA, VR::OB, PrimitiveValue::U8(bytes.into())));
    let facts = open(&object).expect("film").summary();
    assert_eq!([facts.stored_min, facts.stored_max], [0.0, 250.0]);

    object.put(us(tags::BITS_ALLOCATED, 32));
    object.put(us(tags::BITS_STORED, 32));
    object.put(us(tags::HIGH_BIT, 31));
    let words: Vec<u16> =
        (0..20_000u32).map(|half| if half % 2 == 1 { 0x0001 } else { (half / 2) as u16 }).collect();
    object.put(DataElement::new(tags::PIXEL_DATA, VR::OW, PrimitiveValue::U16(words.into())));
    let facts = open(&object).expect("film").summary();
    assert_eq!([facts.stored_min, facts.stored_max], [65536.0, 75535.0]);
}

#[test]
fn modality_values_come_from_the_table_else_from_the_rescale_attributes() {
    let mut object = square(|pixel| (pixel % 4) as u16);
    object.put(decimal(tags::RESCALE_SLOPE, -2.5));
    object.put(decimal(tags::RESCALE_INTERCEPT, 100.0));
    let facts = open(&object).expect("film").summary();
    assert_eq!([facts.modality_min, facts.modality_max], [92.5, 100.0]);
    // Inputs below the first entry take the first, those beyond the last the last.
    object.put(table(tags::MODALITY_LUT_SEQUENCE, 1, 16, &[500, 900]));
    let facts = open(&object).expect("film").summary();
    assert_eq!([facts.modality_min, facts.modality_max], [500.0, 900.0]);
    assert_eq!([facts.stored_min, facts.stored_max], [0.0, 3.0]);
    object.remove_element(tags::MODALITY_LUT_SEQUENCE);
    object.put(decimal(tags::RESCALE_SLOPE, 0.0));
    assert_eq!(open(&object).expect_err("no content").kind().as_str(), "bad_attribute");
}

#[test]
fn the_header_is_read_in_the_character_set_of_the_file() {
    let mut object = square(|pixel| pixel as u16);
    object.put(text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192"));
    object.put(text(tags::PATIENT_NAME, VR::PN, "Yamada^Tarou=山田^太郎"));
    object.put(text(tags::PIXEL_SPACING, VR::DS, "0.2\\0.1"));
    let film = open(&object).expect("film");
    assert_eq!(film.header.patient_name.as_deref(), Some("Yamada^Tarou=山田^太郎"));
    assert_eq!(film.header.pixel_spacing_mm, Some([0.2, 0.1]));
    assert_eq!(film.picture(0).aspect, 2.0);
    assert_eq!(film.header.patient_id, None);

    // PS3.5 annex H.3: a second character set, switched on by an escape sequence.
    object.put(text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "\\ISO 2022 IR 87"));
    let name = b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B";
    object.put(DataElement::new(tags::PATIENT_NAME, VR::PN, PrimitiveValue::from("x".repeat(name.len()))));
    let mut bytes = encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let at = bytes.windows(8).position(|window| window == b"xxxxxxxx").expect("name");
    bytes[at..at + name.len()].copy_from_slice(name);
    let film = film::open(bytes, &Limits::default()).expect("film");
    assert_eq!(film.header.patient_name.as_deref(), Some("Yamada^Tarou=山田^太郎"));
}

#[test]
fn private_sequences_are_stepped_over_even_of_unknown_vr() {
    let object = square(|pixel| pixel as u16 & 0xfff);
    let expected = open(&object).expect("film").summary().stored_sha256;
    let mut with_sequence = object.clone();
    let item = InMemDicomObject::from_element_iter([us(tags::ROWS, 7), text(tags::MODALITY, VR::CS, "OT")]);
    let items = DataSetSequence::new(vec![item], Length::UNDEFINED);
    with_sequence.put(DataElement::new(Tag(0x0009, 0x1001), VR::SQ, DicomValue::Sequence(items)));
    let film = open(&with_sequence).expect("film");
    assert_eq!(film.header.modality.as_deref(), Some("CR"));
    assert_eq!(film.summary().stored_sha256, expected);

    // VR "UN" and undefined length: implicit little endian inside, whatever stands around it.
    let unknown = [
        &[0x09, 0x00, 0x02, 0x10, b'U', b'N', 0, 0, 0xff, 0xff, 0xff, 0xff][..],
        &[0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff], // item
        &[0x09, 0x00, 0x03, 0x10, 0x04, 0x00, 0x00, 0x00, 1, 2, 3, 4],
        &[0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0],
    ]
    .concat();
    let mut bytes = encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let at = bytes.windows(4).position(|tag| tag == [0x28, 0x00, 0x02, 0x00]).expect("Samples per Pixel");
    bytes.splice(at..at, unknown);
    let facts = film::open(bytes, &Limits::default()).expect("film").summary();
    assert_eq!(facts.stored_sha256, expected);
}
