//! Frames, windows and graphics of a film, and warnings about it, as a person sees them.

use std::fs;
use std::path::Path;

use dicom_core::{DataElement, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use negatoscope_test_support::dicom_file::{encode, film, text, us};

use crate::chromium::Adapter;
use crate::page::Page;
use crate::{scratch, serve};

const ROWS: u16 = 64;
const COLUMNS: u16 = 80;

/// Three frames of one grey each, two windows, a line drawn over them, and a name in Japanese; what says which end is
/// black is missing.
fn three_frames() -> InMemDicomObject {
    let pixels = usize::from(ROWS) * usize::from(COLUMNS);
    let samples: Vec<u16> = [1000u16, 2000, 3000].iter().flat_map(|&gray| vec![gray; pixels]).collect();
    let mut object = film(ROWS, COLUMNS, &samples);
    object.remove_element(tags::PHOTOMETRIC_INTERPRETATION);
    object.put(text(tags::NUMBER_OF_FRAMES, VR::IS, "3"));
    object.put(text(tags::WINDOW_CENTER, VR::DS, "2048\\2500"));
    object.put(text(tags::WINDOW_WIDTH, VR::DS, "4096\\2048"));
    object.put(text(tags::WINDOW_CENTER_WIDTH_EXPLANATION, VR::LO, "WIDE\\NARROW"));
    object.put(text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "\\ISO 2022 IR 87"));
    object.put(text(tags::PATIENT_NAME, VR::PN, "Yamada^Tarou=\u{1b}$B;3ED\u{1b}(B"));
    object.put(us(Tag(0x6000, 0x0010), ROWS));
    object.put(us(Tag(0x6000, 0x0011), COLUMNS));
    object.put(DataElement::new(Tag(0x6000, 0x0050), VR::SS, PrimitiveValue::I16([1, 1].as_slice().into())));
    object.put(us(Tag(0x6000, 0x0100), 1));
    object.put(us(Tag(0x6000, 0x0102), 0));
    let mut plane = vec![0u8; pixels / 8];
    plane[..usize::from(COLUMNS) / 8].fill(0xff); // the first row
    object.put(DataElement::new(Tag(0x6000, 0x3000), VR::OB, PrimitiveValue::U8(plane.into())));
    object
}

/// A JavaScript expression: red, green and blue of a pixel of the canvas, read from a copy, for Chromium warns of reading
/// the canvas itself again and again.
fn pixel_script(x: u32, y: u32) -> String {
    format!(
        "(() => {{ const copy = new OffscreenCanvas(1, 1).getContext('2d', {{willReadFrequently: true}}); \
         const canvas = document.querySelector('canvas'); \
         if (canvas.width > 0) copy.drawImage(canvas, {x}, {y}, 1, 1, 0, 0, 1, 1); \
         return [...copy.getImageData(0, 0, 1, 1).data].slice(0, 3); }})()"
    )
}

#[test]
fn every_frame_window_and_overlay_is_shown_and_warnings_are_listed() {
    let file = scratch("viewing").join("frames.dcm");
    fs::write(&file, encode(&three_frames(), uids::EXPLICIT_VR_LITTLE_ENDIAN)).expect("written");
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&[file]);
    page.settled_rows(1, 120);
    let wait = |page: &mut Page, gray: u64| {
        page.wait("the film to be shown anew", &format!("{}[0] == {gray}", pixel_script(9, 9)), 30);
    };
    // LINEAR: (1000 - 2047.5) / 4095 + 0.5, of 255 (PS3.3 C.11.2.1.2.1).
    wait(&mut page, 62);
    let amber = page.evaluate(&pixel_script(9, 0));
    let [red, blue] = [0, 2].map(|colour| amber[colour].as_u64().expect("a number"));
    assert!(red > blue + 100, "the line drawn over the film has a colour: {amber}");
    page.click("[data-testid=next-frame]");
    wait(&mut page, 125);
    page.key("PageDown");
    wait(&mut page, 187);
    page.key("PageDown"); // there is no fourth
    page.key("2");
    wait(&mut page, 190);
    page.key("PageUp");
    wait(&mut page, 65);
    page.click("[data-testid=overlay]");
    page.wait("the line to be hidden", &format!("{}[2] == 65", pixel_script(9, 0)), 30);
    let warnings = page.evaluate("document.querySelector('[data-testid=doubts]').innerText");
    assert!(
        warnings.as_str().is_some_and(|text| text.contains("Photometric Interpretation (0028,0004)")),
        "{warnings}"
    );
    let name = page.evaluate("document.querySelector('.corner.top.left').innerText");
    assert!(name.as_str().is_some_and(|text| text.contains("山田")), "{name}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    for (size, width, height) in [("desktop", 1440, 900), ("tablet", 820, 1180)] {
        page.screenshot(&folder.join(format!("frames-{size}.png")), width, height);
        let overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert_eq!(overflow, 0, "{size}: the page is wider than the window");
    }
    let report = page.export().remove(0);
    assert_eq!(report["doubts"][0]["kind"], "assumed", "{report}");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

/// Left drag windows, the wheel enlarges, the middle button moves, keys turn and mirror; the scores stay.
#[test]
fn hands_on_the_film_do_what_they_do_on_a_viewing_station() {
    let file = scratch("hands").join("frames.dcm");
    fs::write(&file, encode(&three_frames(), uids::EXPLICIT_VR_LITTLE_ENDIAN)).expect("written");
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&[file]);
    page.settled_rows(1, 120);
    let before = page.export().remove(0);
    const STAGE: &str = "[data-testid=stage]";
    let gray = |page: &mut Page, gray: u64, what: &str| {
        page.wait(what, &format!("{}[0] == {gray}", pixel_script(9, 9)), 10);
    };
    let css = |page: &mut Page, what: &str, condition: &str| {
        let matrix = "new DOMMatrix(getComputedStyle(document.querySelector('canvas')).transform)";
        page.wait(what, &format!("(m => {condition})({matrix})"), 10);
    };
    gray(&mut page, 62, "the file's window");
    // Twice as wide, 300 pixels on: (1000 - 2048) / 8192 + 0.5, of 255.
    page.drag(STAGE, (300.0, 0.0), 1);
    gray(&mut page, 95, "a window twice as wide");
    // A quarter of its width further: (1000 - 4096) / 8192 + 0.5.
    page.drag(STAGE, (0.0, 75.0), 1);
    gray(&mut page, 31, "a window further up the values");
    page.wait(
        "the corner to say so",
        "document.querySelector('[data-testid=level]').innerText == 'W 8192 L 4096'",
        10,
    );
    page.key("PageDown");
    gray(&mut page, 62, "the next frame in the same window"); // (2000 - 4096) / 8192 + 0.5
    page.key("1");
    gray(&mut page, 125, "the file's window again");

    page.wheel(STAGE, -400.0);
    css(&mut page, "an enlarged film", "m.a > 1.5");
    page.drag(STAGE, (60.0, 0.0), 4);
    css(&mut page, "a moved film", "Math.abs(m.e - 60) < 2");
    page.key(".");
    css(&mut page, "a turned film", "Math.abs(m.a) < 1e-6 && m.b > 1.5");
    page.key("h");
    css(&mut page, "a mirrored film", "m.b < -1.5");
    let corner = page.evaluate("document.querySelector('.corner.bottom.right').innerText");
    assert!(corner.as_str().is_some_and(|text| text.contains("for display only")), "{corner}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    page.screenshot(&folder.join("hands-desktop.png"), 1440, 900);
    page.key("i");
    page.key("r");
    css(&mut page, "the film as it was", "m.isIdentity");
    gray(&mut page, 125, "its own window");
    assert_eq!(page.evaluate("!document.querySelector('.stage.is-inverted')"), true, "not inverted any more");
    assert_eq!(page.export().remove(0)["readout"], before["readout"], "looking changes no score");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}
