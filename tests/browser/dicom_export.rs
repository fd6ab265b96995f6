//! Films exported as DICOM from the page: made in the engine, saved by the browser, and read again here.

use negatoscope::film::{self, Limits};

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::serve;

fn text(file: &[u8], tag: dicom_core::Tag) -> String {
    let object = dicom_object::from_reader(std::io::Cursor::new(file)).expect("a DICOM file");
    let element = object.element(tag).expect("it stands there");
    element.to_str().expect("text").trim_end_matches([' ', '\0']).to_owned()
}

#[test]
fn a_film_is_handed_on_as_report_picture_and_copy() {
    use dicom_dictionary_std::tags;
    let files = phantoms("handed-on", 1);
    let source = std::fs::read(&files[0]).expect("the film");
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&files);
    page.settled_rows(1, 120);

    let report = page.download_bytes("[data-testid=export-sr]");
    assert_eq!(text(&report, tags::MODALITY), "SR");
    assert_eq!(text(&report, tags::STUDY_INSTANCE_UID), text(&source, tags::STUDY_INSTANCE_UID));
    page.wait(
        "what was saved",
        "document.querySelector('[data-testid=handed-on]').textContent.includes('-sr.dcm')",
        5,
    );

    let picture = page.download_bytes("[data-testid=export-sc]");
    assert_eq!(text(&picture, tags::CONVERSION_TYPE), "WSD");
    let shown = film::open(picture, &Limits::default()).expect("a picture is a film again");
    let film = film::open(source.clone(), &Limits::default()).expect("the film");
    assert_eq!(shown.header.columns, film.header.columns);
    assert!(shown.header.rows > film.header.rows, "the caption stands below the film");

    page.click("[data-testid=export-copy]");
    let listed =
        "[...document.querySelectorAll('[data-testid=copy-changes] tr')].map((row) => row.textContent)";
    page.wait("what would be changed", &format!("{listed}.some((row) => row.includes('ANON-'))"), 20);
    let sex = format!("{listed}.some((row) => row.includes('(0010,0040)'))");
    page.click("[data-testid=copy-show-kept]");
    page.wait("what is kept too", &format!("{listed}.some((row) => row.includes('(0028,0010)'))"), 5);
    page.wait("the patient's sex", &sex, 5);
    let copy = page.download_bytes("[data-testid=copy-save]");
    let name = text(&copy, tags::PATIENT_NAME);
    assert!(name.starts_with("ANON-"), "{name}");
    assert_eq!(text(&copy, tags::PATIENT_IDENTITY_REMOVED), "YES");
    let facts =
        |bytes: Vec<u8>| film::open(bytes, &Limits::default()).expect("a film").summary().stored_sha256;
    assert_eq!(facts(copy), facts(source), "the pixels are the film's");
    assert_eq!(page.requests_beyond(&server.origin()), Vec::<String>::new());
}
