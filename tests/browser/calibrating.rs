//! Calibration on the films of the list: made, kept over a reload, taken back, and refused in words.

use std::fs;

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::{scratch, serve};

const FILMS: usize = 24;

#[test]
fn own_films_calibrate_the_page_until_it_is_reset() {
    let films = phantoms("calibrating", FILMS);
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&films[..3]);
    page.settled_rows(3, 120);
    open_sheet(&mut page);
    let shipped = note(&mut page);
    assert!(shipped.starts_with("Calibrated on"), "{shipped}");
    page.click("[data-testid=calibrate]");
    wait_for_note(&mut page, "at least 20");
    close_sheet(&mut page);

    page.drop_files(&films[3..]);
    let rows = page.settled_rows(FILMS, 180);
    assert!(rows.iter().all(|row| row.state == "done"), "{rows:?}");
    open_sheet(&mut page);
    page.click("[data-testid=calibrate]");
    wait_for_note(&mut page, "own films");
    assert!(
        note(&mut page).contains("no film is called normal"),
        "drawn films are not known: {}",
        note(&mut page)
    );
    assert!(!note(&mut page).contains("at least"), "the complaint is gone: {}", note(&mut page));
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    for (size, width, height) in [("phone", 390, 844), ("desktop", 1440, 2600)] {
        page.screenshot(&folder.join(format!("card-{size}.png")), width, height);
        let beyond = page.text_of("dialog[open]", "e.scrollWidth - e.clientWidth");
        assert_eq!(beyond, "0", "{size}: the sheet scrolls sideways");
    }
    close_sheet(&mut page);
    let legend = page.text_of(".report .legend", "e.textContent");
    assert!(legend.contains("own films"), "the report says whose films: {legend}");
    assert_eq!(page.export().remove(0)["calibration"], "own films");

    page.reload();
    open_sheet(&mut page);
    wait_for_note(&mut page, "own films");
    let saved = page.download("[data-testid=calibrate-save]");
    page.click("[data-testid=calibrate-reset]");
    page.wait("the shipped calibration", &format!("{NOTE} === {}", serde_json::json!(shipped)), 10);
    page.reload();
    open_sheet(&mut page);
    page.wait("the shipped calibration", &format!("{NOTE} === {}", serde_json::json!(shipped)), 10);

    // A file that was saved serves again, and one that holds something else is refused in words.
    let folder = scratch("calibrating-files");
    fs::write(folder.join("own.json"), saved).expect("written");
    fs::write(folder.join("other.json"), "{}").expect("written");
    page.pick_files_in("[data-testid=calibration-input]", &[folder.join("other.json")]);
    wait_for_note(&mut page, "holds no calibration");
    page.pick_files_in("[data-testid=calibration-input]", &[folder.join("own.json")]);
    wait_for_note(&mut page, "own films");
    assert!(!note(&mut page).contains("holds no"), "the complaint is gone: {}", note(&mut page));
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

/// What the page says of its calibration.
const NOTE: &str = "document.querySelector('[data-testid=calibration-note]')?.textContent";

fn note(page: &mut Page) -> String {
    page.text_of("[data-testid=calibration-note]", "e.textContent")
}

fn wait_for_note(page: &mut Page, part: &str) {
    page.wait(&format!("the note to say {part}"), &format!("!!{NOTE}?.includes('{part}')"), 10);
}

fn open_sheet(page: &mut Page) {
    page.click("[data-testid=model-card]");
    page.wait("the sheet", "!!document.querySelector('dialog[open] [data-testid=calibrate]')", 30);
}

fn close_sheet(page: &mut Page) {
    page.click("dialog[open] header button");
    page.wait("the sheet to close", "!document.querySelector('dialog[open]')", 10);
}
