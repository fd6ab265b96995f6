//! Text in the character sets that hospitals write (PS3.3 C.12.1.1.2; examples of PS3.5 annexes H to K).

use dicom_core::{DataElement, PrimitiveValue, VR};
use dicom_dictionary_std::{tags, uids};
use negatoscope::film::{self, Header, Limits};
use negatoscope_test_support::dicom_file::{encode, film, text};

/// A film whose Patient's Name has exactly these bytes.
fn header(character_set: &str, name: &[u8]) -> Header {
    let mut object = film(1, 1, &[1]);
    object.put(text(tags::SPECIFIC_CHARACTER_SET, VR::CS, character_set));
    let mark = "#".repeat(name.len());
    object.put(DataElement::new(tags::PATIENT_NAME, VR::PN, PrimitiveValue::from(mark.as_str())));
    let mut bytes = encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let at = bytes.windows(name.len()).position(|window| window == mark.as_bytes()).expect("name");
    bytes[at..at + name.len()].copy_from_slice(name);
    film::open(bytes, &Limits::default()).expect("film").header
}

#[test]
fn names_are_read_in_every_character_set_of_the_standard() {
    let cases: [(&str, &[u8], &str); 20] = [
        ("", b"Adams^John", "Adams^John"),
        ("ISO_IR 100", b"Buc^J\xe9r\xf4me", "Buc^Jérôme"),
        ("ISO_IR 101", b"Wa\xb3\xeasa", "Wałęsa"),
        ("ISO_IR 109", b"\xa6u", "Ĥu"),
        ("ISO_IR 110", b"\xa2u", "ĸu"),
        ("ISO_IR 126", b"\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"),
        ("ISO_IR 127", b"\xe2\xc8\xc7\xe6\xea", "قباني"),
        ("ISO_IR 138", b"\xf9\xf8\xe5\xef", "שרון"),
        ("ISO_IR 144", b"\xbb\xee\xda\xe1\xd5\xdc\xd1\xe3\xe0\xd3", "Люксембург"),
        ("ISO_IR 148", b"\xc7avu\xfeo\xf0lu", "Çavuşoğlu"),
        ("ISO_IR 203", b"\xa4uro \xbd", "€uro œ"),
        ("ISO_IR 166", b"\xb9\xd2\xc1", "นาม"),
        ("ISO_IR 192", "Wang^XiaoDong=王^小东".as_bytes(), "Wang^XiaoDong=王^小东"),
        ("GB18030", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", "Wang^XiaoDong=王^小东"),
        // Annex H.3.1: kanji and hiragana, escaped from ASCII.
        (
            "\\ISO 2022 IR 87",
            b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
        ),
        // Annex H.3.2: the same with half-width katakana.
        (
            "ISO 2022 IR 13\\ISO 2022 IR 87",
            b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J",
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎",
        ),
        // A letter of the supplementary set (JIS X 0212), row 16 cell 1.
        ("\\ISO 2022 IR 159", b"\x1b$(D0!\x1b(B", "丂"),
        // Annex I.2: hangul above ASCII.
        (
            "\\ISO 2022 IR 149",
            b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
            "Hong^Gildong=洪^吉洞=홍^길동",
        ),
        // Annex K.2: simplified Chinese above ASCII.
        (
            "\\ISO 2022 IR 58",
            b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab",
            "Zhang^XiaoDong=张^小东",
        ),
        // Back to the first set behind a delimiter.
        ("ISO 2022 IR 100\\ISO 2022 IR 144", b"\x1b-L\xbb^J\xe9", "Л^Jé"),
    ];
    for (set, bytes, name) in cases {
        let header = header(set, bytes);
        assert_eq!(header.patient_name.as_deref(), Some(name), "{set}");
        assert_eq!(header.warnings, [], "{set}");
    }
}

#[test]
fn text_that_its_character_set_does_not_account_for_is_still_shown() {
    for (set, bytes, name) in [
        ("", "Émile".as_bytes(), "Émile"),
        ("", b"\xc9mile", "Émile"),
        ("ISO_IR 999", b"\xc9mile", "Émile"),
        ("ISO_IR 192", b"\xc9mile", "\u{fffd}mile"),
        ("\\ISO 2022 IR 87", b"\x1b?A", "\u{fffd}?A"),
    ] {
        let header = header(set, bytes);
        assert_eq!(header.patient_name.as_deref(), Some(name), "{set}");
        assert_eq!(header.warnings, [film::FilmWarning::Text], "{set}");
    }
}
