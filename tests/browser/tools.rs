//! Tools on the film: measures in millimetres, orientation, true size, hidden texts, the view as a picture, fingers.

use std::fs;
use std::path::{Path, PathBuf};

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use negatoscope::film::Picture;
use negatoscope::film::{self as reading, Limits};

use negatoscope_test_support::dicom_file::{encode, film, text};
use serde_json::json;

use crate::chromium::Adapter;
use crate::page::Page;
use crate::{scratch, serve};

const STAGE: &str = "[data-testid=stage]";
/// Film pixels. With pixels half as high as wide the film is shown square.
const COLUMNS: u16 = 100;
const ROWS: u16 = 200;

/// A film with pixels of 0.1 by 0.2 mm at the detector, a frontal one.
fn measured_film(folder: &Path, name: &str) -> PathBuf {
    // Smooth, so that ways of enlarging differ little.
    let gray = |at: usize| (at % usize::from(COLUMNS) * 8 + at / usize::from(COLUMNS) * 4) as u16;
    let samples: Vec<u16> = (0..usize::from(COLUMNS) * usize::from(ROWS)).map(gray).collect();
    let mut object = film(ROWS, COLUMNS, &samples);
    object.put(text(tags::IMAGER_PIXEL_SPACING, VR::DS, "0.1\\0.2"));
    object.put(text(tags::PATIENT_ORIENTATION, VR::CS, "L\\F"));
    object.put(text(tags::PATIENT_NAME, VR::PN, "Yamada^Tarou"));
    object.put(text(tags::IMAGE_LATERALITY, VR::CS, "R"));
    object.put(text(tags::STUDY_INSTANCE_UID, VR::UI, "2.25.71"));
    object.put(text(tags::SERIES_INSTANCE_UID, VR::UI, "2.25.72"));
    let file = folder.join(name);
    fs::write(&file, encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN)).expect("written");
    file
}

fn open(query: &str, folder: &str, names: &[&str]) -> (crate::server::Server, Page) {
    let folder = scratch(folder);
    let files: Vec<PathBuf> = names.iter().map(|name| measured_film(&folder, name)).collect();
    let server = serve();
    let mut page = Page::open(&server, query, Adapter::None);
    page.drop_files(&files);
    page.settled_rows(names.len(), 120);
    page.wait("the film", &format!("!!document.querySelector('{STAGE}').dataset.canvas"), 30);
    (server, page)
}

/// A film pixel's place in the window while the film fits.
fn at(page: &mut Page, [x, y]: [f64; 2]) -> (f64, f64) {
    let [left, top, right, bottom] = page.rectangle(STAGE).map(f64::from);
    let (width, height) = (right - left, bottom - top);
    let side = width.min(height); // the film is a square on the screen
    let (columns, rows) = (f64::from(COLUMNS), f64::from(ROWS));
    (
        (left + right) / 2.0 + (x - columns / 2.0) / columns * side,
        (top + bottom) / 2.0 + (y - rows / 2.0) / rows * side,
    )
}

fn measures(page: &mut Page) -> Vec<String> {
    let found = page.evaluate(
        "[...document.querySelectorAll('[data-testid=measure]')].map(measure => measure.dataset.value.replace('\u{a0}', ' '))",
    );
    serde_json::from_value(found).expect("texts")
}

fn millimetres(text: &str) -> f64 {
    text.strip_suffix(" mm").and_then(|mm| mm.parse().ok()).unwrap_or_else(|| panic!("{text} is no length"))
}

#[test]
fn lengths_and_angles_are_measured_in_the_film() {
    for canvas in ["webgl", "2d"] {
        let (_server, mut page) =
            open(&format!("?backend=cpu&lang=en&canvas={canvas}"), "measures", &["first.dcm", "second.dcm"]);
        page.choose("first.dcm");
        page.key("m");
        let (from, to) = (at(&mut page, [20.0, 60.0]), at(&mut page, [80.0, 60.0]));
        page.drag_between(from, to);
        let found = measures(&mut page);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!((millimetres(&found[0]) - 12.0).abs() < 0.1, "60 columns of 0.2 mm: {found:?}");
        assert_eq!(page.text_of("[data-testid=measured-at]", "e.innerText"), "at the detector");
        // Two clicks do as well; 100 rows of 0.1 mm.
        let (from, to) = (at(&mut page, [50.0, 80.0]), at(&mut page, [50.0, 180.0]));
        page.drag_between(from, from);
        page.hover(to);
        page.drag_between(to, to);
        let found = measures(&mut page);
        assert!(found.len() == 2 && (millimetres(&found[1]) - 10.0).abs() < 0.1, "{found:?}");
        // A right angle of the body: along a row, then along a column.
        page.key("a");
        let corner = at(&mut page, [30.0, 20.0]);
        let (from, to) = (at(&mut page, [70.0, 20.0]), at(&mut page, [30.0, 50.0]));
        page.drag_between(from, corner);
        page.hover(to);
        page.drag_between(to, to);
        let found = measures(&mut page);
        let angle: f64 = found[2].trim_end_matches('°').parse().expect("degrees");
        assert!((angle - 90.0).abs() < 0.5, "{found:?}");

        // However the film lies, measures lie on it and say the same.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        page.screenshot(&folder.join(format!("measures-{canvas}.png")), 1440, 900);
        for key in ["+", ".", "h"] {
            page.key(key);
        }
        assert_eq!(measures(&mut page), found);
        page.screenshot(&folder.join(format!("measures-turned-{canvas}.png")), 1440, 900);
        page.key("r");
        // They stay with their film.
        page.key("ArrowDown");
        page.wait("the other film", &format!("!!document.querySelector('{STAGE}').dataset.canvas"), 10);
        page.wait("no measures on it", "!document.querySelector('[data-testid=measure]')", 10);
        page.choose("first.dcm");
        page.wait(
            "the measures again",
            "document.querySelectorAll('[data-testid=measure]').length === 3",
            10,
        );
        // The marked one goes, the film stays; with the window tool its ends can still be taken hold of.
        page.key("Delete");
        assert_eq!(measures(&mut page), found[..2]);
        page.key("w");
        let (from, to) = (at(&mut page, [80.0, 60.0]), at(&mut page, [50.0, 60.0]));
        page.drag_between(from, to);
        let moved = measures(&mut page);
        assert!((millimetres(&moved[0]) - 6.0).abs() < 0.1, "{moved:?}");
        page.key("Delete");
        assert_eq!(measures(&mut page), found[1..2]);
        assert_eq!(page.rows().len(), 2, "no film was removed");
        assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
    }
}

#[test]
fn letters_say_which_side_is_which_however_the_film_lies() {
    let (_server, mut page) = open("?backend=cpu&lang=en", "letters", &["film.dcm"]);
    let letters = |page: &mut Page| {
        ["left", "top", "right", "bottom"]
            .map(|side| page.text_of(&format!("[data-testid=edge-{side}]"), "e.innerText"))
            .join(" ")
    };
    assert_eq!(letters(&mut page), "R H L F");
    page.key("h");
    assert_eq!(letters(&mut page), "L H R F");
    page.key("h");
    page.key(".");
    assert_eq!(letters(&mut page), "F R H L");
    let corner = page.text_of(".corner.top.right", "e.innerText");
    assert!(corner.contains("right side"), "{corner}");
}

#[test]
fn true_size_follows_the_screen_as_it_was_measured() {
    let (_server, mut page) = open("?backend=cpu&lang=en", "true-size", &["film.dcm"]);
    let width = |page: &mut Page| {
        let [left, _, right, _] = page.rectangle("canvas.plain");
        f64::from(right - left)
    };
    page.key("u");
    // 100 columns of 0.2 mm are 20 mm, of 96 pixels an inch.
    let expected = 20.0 * 96.0 / 25.4;
    assert!((width(&mut page) - expected).abs() <= 1.0, "{} for {expected}", width(&mut page));
    assert!(page.text_of("[data-testid=is-true-size]", "e.innerText").contains("96"));
    page.key("u");
    page.wait("the bar", "!!document.querySelector('[data-testid=ruler-bar]').offsetWidth", 10);
    page.enter("[data-testid=ruler-length]", "428"); // five pixels a millimetre
    page.click("[data-testid=ruler-keep]");
    assert!((width(&mut page) - 100.0).abs() <= 1.0, "{}", width(&mut page));
    assert_eq!(page.text_of("[data-testid=is-true-size]", "e.innerText"), "true size");
    page.reload();
    let kept = "localStorage[`negatoscope ${new URL('./', document.baseURI).href} screen.px-per-mm`]";
    assert_eq!(page.evaluate(kept), "5");
}

#[test]
fn names_are_hidden_and_the_view_is_saved_as_it_is_seen() {
    for canvas in ["webgl", "2d"] {
        let (_server, mut page) =
            open(&format!("?backend=cpu&lang=en&canvas={canvas}"), "picture", &["film.dcm"]);
        page.key("m");
        let (from, to) = (at(&mut page, [20.0, 60.0]), at(&mut page, [80.0, 60.0]));
        page.drag_between(from, to);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        let [left, top, right, bottom] = page.rectangle(STAGE);
        let saved = page.download_bytes("[data-testid=save-picture]");
        fs::write(folder.join(format!("saved-{canvas}.png")), &saved).expect("written");
        let saved = image::load_from_memory(&saved).expect("a PNG").to_rgb8();
        assert_eq!((saved.width(), saved.height()), (right - left, bottom - top + 24));
        // The same film as on the screen, and as bright.
        let screen = page.screenshot(&folder.join(format!("saved-screen-{canvas}.png")), 1440, 900);
        for (x, y) in [(0.4, 0.7), (0.6, 0.8), (0.5, 0.55)] {
            let (x, y) = ((f64::from(right - left) * x) as u32, (f64::from(bottom - top) * y) as u32);
            let (a, b) = (saved.get_pixel(x, y)[0], screen.get_pixel(left + x, top + y)[0]);
            assert!(a.abs_diff(b) <= 12, "{canvas}: {a} saved, {b} on the screen at {x}, {y}");
        }
        // The line is blue.
        let (x, y) = (((from.0 + to.0) / 2.0) as u32 - left, from.1 as u32 - top);
        let is_blue = (y - 2..y + 3).any(|y| {
            let p = saved.get_pixel(x, y);
            p[2] > p[0].saturating_add(40)
        });
        assert!(is_blue, "{canvas}: the measure is in the picture");
        let bright = |picture: &image::RgbImage| {
            image::imageops::crop_imm(picture, 0, 0, 200, 60)
                .to_image()
                .pixels()
                .filter(|pixel| pixel[0] > 150)
                .count()
        };
        let named = bright(&saved);
        page.key("t");
        assert_eq!(page.evaluate("document.querySelectorAll('.corner').length"), 0);
        assert_eq!(page.text_of(".row-name .file", "getComputedStyle(e).visibility"), "hidden");
        let unnamed = image::load_from_memory(&page.download_bytes("[data-testid=save-picture]"))
            .expect("a PNG")
            .to_rgb8();
        assert!(bright(&unnamed) < named, "{canvas}: the name is left out");
        // So do the list's reports, in which the film is called as its de-identified copy is.
        let report = page.export().remove(0);
        let table = page.download("[data-testid=export-csv]");
        page.click("[data-testid=export-copy]");
        let is_read = "!!document.querySelector('[data-testid=copy-changes] tr')";
        page.wait("what a copy would change", is_read, 20);
        let copy = page.download_bytes("[data-testid=copy-save]");
        let object = dicom_object::from_reader(std::io::Cursor::new(&copy)).expect("a DICOM file");
        let uid = object.meta().media_storage_sop_instance_uid.trim_end_matches('\0').to_owned();
        assert_eq!(
            (&report["sop_instance_uid"], &report["file"]),
            (&json!(uid), &json!(format!("{uid}.dcm")))
        );
        assert!(table.contains(&uid) && !table.contains("film.dcm"), "{table}");
        assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
    }
}

#[test]
fn the_space_bar_the_glass_and_fingers() {
    let (_server, mut page) = open("?backend=cpu&lang=en", "fingers", &["film.dcm"]);
    let offset = |page: &mut Page| {
        page.evaluate("new DOMMatrix(getComputedStyle(document.querySelector('canvas.plain')).transform).e")
            .as_f64()
            .unwrap_or_default()
    };
    let level = |page: &mut Page| page.text_of("[data-testid=level]", "e.innerText");
    page.key("+");
    page.key("+");
    let (before, middle) = (level(&mut page), at(&mut page, [50.0, 100.0]));
    page.hold(" ", true);
    page.drag_between(middle, (middle.0 + 30.0, middle.1));
    page.hold(" ", false);
    assert!((offset(&mut page) - 30.0).abs() < 1.0, "{}", offset(&mut page));
    assert_eq!(level(&mut page), before, "nothing was windowed");
    // A finger does what the tool says.
    page.swipe(middle, (middle.0 + 60.0, middle.1));
    page.wait(
        "a wider window",
        &format!("document.querySelector('[data-testid=level]').innerText != '{before}'"),
        10,
    );
    page.key("v");
    page.swipe(middle, (middle.0 - 20.0, middle.1));
    assert!((offset(&mut page) - 10.0).abs() < 1.0, "{}", offset(&mut page));
    page.hover(middle);
    assert_eq!(page.text_of("[data-testid=lens]", "e.classList.contains('is-hidden')"), "true");
    page.hold("z", true);
    page.hover((middle.0 + 1.0, middle.1));
    assert_eq!(page.text_of("[data-testid=lens]", "e.classList.contains('is-hidden')"), "false");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    page.screenshot(&folder.join("lens.png"), 1440, 900);
    page.hold("z", false);
    assert_eq!(page.text_of("[data-testid=lens]", "e.classList.contains('is-hidden')"), "true");
    let is_prevented = page.evaluate(
        "!document.querySelector('[data-testid=stage]').dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, cancelable: true}))",
    );
    assert_eq!(is_prevented, true, "a long press opens no menu");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn a_film_is_pinned_beside_others() {
    let (_server, mut page) = open("?backend=cpu&lang=en", "beside", &["first.dcm", "second.dcm"]);
    page.choose("first.dcm");
    page.wait("the film", &format!("!!document.querySelector('{STAGE}').dataset.canvas"), 30);
    page.key("s");
    page.wait(
        "the pinned film",
        "document.querySelector('[data-testid=beside] canvas').getBoundingClientRect().width > 100",
        30,
    );
    page.choose("second.dcm");
    page.wait("the other", &format!("!!document.querySelector('{STAGE}').dataset.canvas"), 30);
    let pinned = |page: &mut Page| page.text_of("[data-testid=beside]", "e.dataset.film");
    assert_eq!(pinned(&mut page), "first.dcm");
    let [_, _, right, _] = page.rectangle("[data-testid=beside] .stage");
    let [left, ..] = page.rectangle(STAGE);
    assert!(right <= left + 1, "side by side: {right}, {left}");
    // Both are enlarged alike, or each of its own.
    let transform = |page: &mut Page, selector: &str| page.text_of(selector, "getComputedStyle(e).transform");
    page.key("+");
    let (pinned_canvas, chosen_canvas) =
        ("[data-testid=beside] canvas", "[data-testid=stage] > canvas.plain");
    assert_eq!(transform(&mut page, pinned_canvas), transform(&mut page, chosen_canvas));
    page.click("[data-testid=beside-linked]");
    page.wheel("[data-testid=beside] .stage", -400.0);
    assert_ne!(transform(&mut page, pinned_canvas), transform(&mut page, chosen_canvas));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    page.screenshot(&folder.join("beside.png"), 1440, 900);
    page.click("[data-testid=beside-exchange]");
    page.wait(
        "the exchange",
        "document.querySelector('[data-testid=beside]').dataset.film === 'second.dcm'",
        30,
    );
    let chosen = page.text_of("[data-testid=film-row][aria-current=true]", "e.dataset.file");
    assert_eq!(chosen, "first.dcm");
    page.key("s");
    page.wait("one film alone", "document.querySelector('[data-testid=beside]').offsetWidth === 0", 10);
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

/// A rectangle drawn over burned-in text is black on the screen and in every export, and changes no score.
#[test]
fn burned_in_text_is_covered_and_is_not_handed_on() {
    let (_server, mut page) = open("?backend=cpu&lang=en", "covered", &["named.dcm", "other.dcm"]);
    page.choose("named.dcm");
    let score = page.shown("p-abnormal");
    page.key("b");
    let (from, to) = (at(&mut page, [20.4, 60.4]), at(&mut page, [79.6, 99.6]));
    page.drag_between(from, to);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    let seen = page.screenshot(&folder.join("cover-desktop.png"), 1440, 900);
    for point in [[25.0, 65.0], [75.0, 95.0]] {
        let (x, y) = at(&mut page, point);
        assert_eq!(seen.get_pixel(x as u32, y as u32).0, [0; 3], "black at {point:?}");
    }

    // A key turns the film, and the cover with it; the exported picture lies as the film is stored.
    page.key(".");
    let picture = page.download_bytes("[data-testid=export-sc]");
    let shown = reading::open(picture, &Limits::default()).expect("a film").picture(0);
    let columns = shown.columns as usize;
    let dark = |shown: &Picture, (x, y): (usize, usize)| shown.gray[y * columns + x] == 0;
    assert!([(20, 60), (79, 99), (50, 80)].iter().all(|&at| dark(&shown, at)));
    assert!(
        ![(19, 80), (80, 80), (50, 59), (50, 100)].iter().any(|&at| dark(&shown, at)),
        "and nothing else"
    );

    // As numbers, for whoever works without a mouse.
    page.click("[data-testid=export-copy]");
    let listed = |what: &str| {
        format!(
            "[...document.querySelectorAll('[data-testid=copy-changes] tr')].some(row => row.textContent.includes('{what}'))"
        )
    };
    page.wait("the rectangle", &listed("■ 20,60,60,40"), 20);
    page.click("[data-testid=cover-add]");
    page.wait("another", &listed("■ 20,60,60,40  0,0,100,50"), 20);
    page.enter("li:nth-child(2) [data-testid=cover-rows]", "8");
    page.wait("its height", &listed("■ 20,60,60,40  0,0,100,8"), 20);
    page.click("[data-testid=copy-clean]");
    page.wait("the person's word", &listed("(0028,0301)"), 20);
    page.screenshot(&folder.join("cover-sheet-desktop.png"), 1440, 900);
    let copy = page.download_bytes("[data-testid=copy-save]");
    let object = dicom_object::from_reader(std::io::Cursor::new(&copy)).expect("a DICOM file");
    let said = object.element(tags::BURNED_IN_ANNOTATION).expect("said").to_str().expect("text").into_owned();
    assert_eq!(said.trim(), "NO");
    let shown = reading::open(copy, &Limits::default()).expect("a film").picture(0);
    assert!([(0, 0), (99, 7), (20, 60), (79, 99)].iter().all(|&at| dark(&shown, at)));
    assert!(![(50, 9), (19, 80), (50, 100)].iter().any(|&at| dark(&shown, at)));
    for handle in ["copy-sr", "copy-sc"] {
        let made = page.download_bytes(&format!("[data-testid={handle}]"));
        let object = dicom_object::from_reader(std::io::Cursor::new(&made)).expect("a DICOM file");
        let name = object.element(tags::PATIENT_NAME).expect("a name").to_str().expect("text").into_owned();
        assert!(name.starts_with("ANON-"), "{handle}: {name}");
        assert!(!made.windows(6).any(|word| word == b"Yamada"), "{handle}");
    }
    page.click("li:nth-child(2) [data-testid=cover-remove]");
    page.wait("one left", &listed("■ 20,60,60,40"), 20);
    assert_eq!(page.shown("p-abnormal"), score, "the score is the film's");

    // Nobody has looked at the other film yet.
    page.key("Escape");
    page.choose("other.dcm");
    page.click("[data-testid=export-copy]");
    page.wait("what a copy would change", &listed("(0010,0010)"), 20);
    let is_ticked = "document.querySelector('[data-testid=copy-clean]').checked";
    assert_eq!(page.evaluate(is_ticked), false);
    assert_eq!(page.evaluate("document.querySelectorAll('[data-testid=cover-remove]').length"), 0);
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}
