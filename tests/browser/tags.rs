//! The whole header of a film, as a person searches it.

use std::fs;
use std::path::Path;

use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, DicomValue, Length, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use negatoscope_test_support::dicom_file::{encode, film, text};

use crate::chromium::Adapter;
use crate::page::Page;
use crate::{scratch, serve};

fn count(page: &mut Page) -> String {
    page.evaluate("document.querySelector('[data-testid=tag-count]').innerText")
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn the_header_is_listed_whole_and_searched() {
    let mut object = film(8, 8, &[7; 64]);
    object.put(text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "\\ISO 2022 IR 87"));
    object.put(text(tags::PATIENT_NAME, VR::PN, "Yamada^Tarou=\u{1b}$B;3ED\u{1b}(B"));
    object.put(text(Tag(0x0029, 0x0010), VR::LO, "ACME 1.1"));
    object.put(text(Tag(0x0029, 0x1001), VR::LO, "their own"));
    let many = (0..900).map(|number| {
        InMemDicomObject::from_element_iter([text(tags::CODE_MEANING, VR::LO, &format!("part {number}"))])
    });
    let items = DataSetSequence::new(many.collect::<Vec<_>>(), Length::UNDEFINED);
    object.put(DataElement::new(tags::ANATOMIC_REGION_SEQUENCE, VR::SQ, DicomValue::Sequence(items)));
    let file = scratch("tags").join("rich.dcm");
    fs::write(&file, encode(&object, uids::IMPLICIT_VR_LITTLE_ENDIAN)).expect("written");
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&lang=en", Adapter::None);
    page.drop_files(&[file]);
    page.settled_rows(1, 120);
    page.key("d");
    page.wait("the rows", "document.querySelectorAll('[data-testid=tag-row]').length > 20", 30);
    let rows = page.evaluate("document.querySelectorAll('[data-testid=tag-row]').length");
    assert!(rows.as_u64().is_some_and(|rows| rows < 100), "only rows in sight are in the document: {rows}");
    let all = count(&mut page);
    assert!(all.ends_with(" elements") && all.len() > "1800 elements".len() - 1, "{all}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    page.screenshot(&folder.join("tags-desktop.png"), 1440, 900);

    let mut search = |words: &str, expected: &[&str]| {
        page.enter("[data-testid=tag-search]", words);
        let found = page.evaluate(
            "[...document.querySelectorAll('[data-testid=tag-row]')].map(row => row.innerText).join('|')",
        );
        let found = found.as_str().unwrap_or_default();
        for part in expected {
            assert!(found.contains(part), "{words}: {found}");
        }
    };
    search("patient name", &["(0010,0010)", "PN", "Patient's Name", "山田"]);
    search("00291001", &["Private: ACME 1.1", "their own"]);
    search("part 777", &["(0008,0104)", "LO", "Code Meaning"]);
    search("transfersyntax", &["1.2.840.10008.1.2"]);
    // Of 900 parts, 77 stands in 77, 177 and so on, and in 770 to 779.
    page.enter("[data-testid=tag-search]", "part 77");
    let found = count(&mut page);
    assert!(found.starts_with("18 of "), "{found}");
    page.enter("[data-testid=tag-search]", "");
    page.evaluate("document.querySelector('[data-testid=tags]').scrollTop = 20000");
    page.wait(
        "rows further down",
        "document.querySelector('[data-testid=tags]').innerText.includes('part 4')",
        10,
    );
    page.key("Escape");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}
