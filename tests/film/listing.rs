//! The whole header of a file as rows.

use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry};
use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, DicomValue, Length, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{StandardDataDictionary, tags, uids};
use dicom_object::InMemDicomObject;

use negatoscope::film::{Dictionary, Element, HeaderDump, Limits, list};
use negatoscope_test_support::dicom_file::{encode, film, text, us};

const NAMES: &str = include_str!("../../www/dictionary.txt");

fn listing(bytes: &[u8]) -> HeaderDump {
    list(bytes, &Dictionary::new(NAMES.to_owned()), &Limits::default()).expect("a header")
}

fn sequence(tag: Tag, items: Vec<InMemDicomObject>) -> DataElement<InMemDicomObject> {
    DataElement::new(tag, VR::SQ, DicomValue::Sequence(DataSetSequence::new(items, Length::UNDEFINED)))
}

/// A film with a name in Japanese, a private block, and a sequence in a sequence.
fn rich() -> InMemDicomObject {
    let mut object = film(2, 2, &[1, 2, 3, 4]);
    object.put(text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "\\ISO 2022 IR 87"));
    object.put(text(tags::PATIENT_NAME, VR::PN, "Yamada^Tarou=\u{1b}$B;3ED\u{1b}(B"));
    object.put(text(Tag(0x0029, 0x0010), VR::LO, "ACME 1.1"));
    object.put(text(Tag(0x0029, 0x1001), VR::LO, "their own"));
    let code = InMemDicomObject::from_element_iter([text(tags::CODE_VALUE, VR::SH, "T-D3000")]);
    let region = InMemDicomObject::from_element_iter([
        text(tags::CODE_MEANING, VR::LO, "Chest"),
        sequence(tags::ANATOMIC_REGION_MODIFIER_SEQUENCE, vec![code]),
    ]);
    object.put(sequence(tags::ANATOMIC_REGION_SEQUENCE, vec![region.clone(), region]));
    object.put(us(Tag(0x6000, 0x0010), 2));
    object.put(DataElement::new(
        tags::FRAME_INCREMENT_POINTER,
        VR::AT,
        PrimitiveValue::Tags([tags::ROWS].as_slice().into()),
    ));
    object
}

fn find<'a>(listing: &'a HeaderDump, tag: &str) -> &'a Element {
    listing.elements.iter().find(|element| element.tag == tag).unwrap_or_else(|| panic!("no {tag}"))
}

#[test]
fn nested_private_and_japanese_elements_are_listed() {
    for syntax in [
        uids::EXPLICIT_VR_LITTLE_ENDIAN,
        uids::IMPLICIT_VR_LITTLE_ENDIAN,
        "1.2.840.10008.1.2.2",
        uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
    ] {
        let listing = listing(&encode(&rich(), syntax));
        assert_eq!(listing.ended, None, "{syntax}");
        let uid = find(&listing, "(0002,0010)");
        assert_eq!((uid.name.as_str(), uid.value.as_str()), ("Transfer Syntax UID", syntax));
        assert!(find(&listing, "(0010,0010)").value.ends_with("=山田"), "{syntax}");
        assert_eq!(find(&listing, "(0029,0010)").name, "Private Creator");
        assert_eq!(find(&listing, "(0029,1001)").name, "Private: ACME 1.1");
        assert_eq!(find(&listing, "(0029,1001)").value, "their own");
        assert_eq!(find(&listing, "(0028,0010)").value, "2");
        assert_eq!(find(&listing, "(0028,0009)").value, "(0028,0010)");
        assert_eq!(find(&listing, "(6000,0010)").name, "Overlay Rows");
        assert_eq!(find(&listing, "(7fe0,0010)".to_uppercase().as_str()).value, "8 bytes");
        let meaning = find(&listing, "(0008,0104)");
        assert_eq!((meaning.depth, meaning.value.as_str()), (1, "Chest"));
        let code = find(&listing, "(0008,0100)");
        assert_eq!((code.depth, code.value.as_str(), code.vr.as_str()), (2, "T-D3000", "SH"));
        let items = listing.elements.iter().filter(|element| element.name == "Item 2").count();
        assert_eq!(items, 1, "{syntax}");
    }
}

#[test]
fn a_damaged_header_is_listed_as_far_as_it_goes() {
    let whole = encode(&rich(), uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let all = listing(&whole).elements.len();
    let mut least = usize::MAX;
    for length in (400..whole.len()).step_by(3) {
        if let Ok(cut) = list(&whole[..length], &Dictionary::default(), &Limits::default()) {
            assert!(cut.elements.len() <= all);
            least = least.min(cut.elements.len());
        }
    }
    assert!(least < all);
    let cut = listing(&whole[..whole.len() - 4]);
    assert!(cut.ended.is_some_and(|ended| ended.contains("truncated within")));
}

#[test]
fn nothing_hostile_takes_long() {
    // Sequences as deep as the file is long.
    let mut bytes = vec![0; 128];
    bytes.extend(b"DICM");
    for _ in 0..100_000 {
        bytes.extend(b"\x08\x00\x15\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff");
    }
    let started = std::time::Instant::now();
    let listed = list(&bytes, &Dictionary::new(NAMES.to_owned()), &Limits::default());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    assert!(listed.is_ok_and(|listing| listing.ended.is_some()));
    // Two rows of every nine bytes.
    let mut flat = encode(&film(1, 1, &[0]), uids::EXPLICIT_VR_LITTLE_ENDIAN);
    for _ in 0..100_000 {
        flat.extend(b"\xfd\x7f\x01\x10UN\0\0\0\0\0\0");
    }
    let listing = listing(&flat);
    assert!(listing.ended.is_some() && listing.elements.len() <= 20_000);
}

/// The names that ship are the standard's.
#[test]
fn the_dictionary_is_that_of_the_standard() {
    let (mut lines, mut last) = (0, "");
    for line in NAMES.lines() {
        let (tag, rest) = line.split_at(8);
        let (vr, keyword) = rest.split_at(2);
        let number = |hex: &str| u16::from_str_radix(&hex.replace("xx", "00"), 16).expect("hexadecimal");
        let tag_of = Tag(number(&tag[..4]), number(&tag[4..]));
        let entry = StandardDataDictionary.by_tag(tag_of).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(entry.alias(), keyword, "{line}");
        assert_eq!(entry.vr().relaxed().to_string(), vr, "{line}");
        assert!(last < line, "{line} is not in its place");
        (lines, last) = (lines + 1, line);
    }
    assert!(lines > 5000);
}

#[test]
fn real_headers_are_listed_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/dicom");
    let Ok(files) = std::fs::read_dir(folder) else {
        return eprintln!("../shared/dicom is not here: no real headers are listed");
    };
    let names = Dictionary::new(NAMES.to_owned());
    let (mut whole, mut count) = (0, 0);
    for file in files.flatten().filter(|file| file.path().extension().is_some_and(|kind| kind == "dcm")) {
        let bytes = std::fs::read(file.path()).expect("the file can be read");
        let Ok(listing) = list(&bytes, &names, &Limits::default()) else { continue };
        count += 1;
        assert!(listing.elements.len() > 5, "{:?}", file.path());
        match listing.ended {
            None => whole += 1,
            Some(ended) => eprintln!("{:?}: {ended}", file.file_name()),
        }
    }
    assert!(whole * 10 >= count * 9, "{whole} of {count} to their end");
}
