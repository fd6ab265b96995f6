//! What a person sees, saved under Cargo's output folder as screenshots/ for people to look at.

use std::path::Path;

use crate::bench::large_film;
use crate::chromium::Adapter;
use crate::films::{chest_films, name_of, phantoms_of};
use crate::page::Page;
use crate::{scratch, serve};

/// Desktop and tablet, CSS pixels.
const SIZES: [(&str, u32, u32); 2] = [("desktop", 1440, 900), ("tablet", 820, 1180)];

#[test]
fn the_film_is_seen_on_desktop_and_tablet() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::None);
    for (size, width, height) in SIZES {
        page.screenshot(&folder.join(format!("empty-{size}.png")), width, height);
    }
    let film = chest_films().remove(0);
    page.drop_files(std::slice::from_ref(&film));
    page.settled_rows(1, 120);
    page.choose(&name_of(&film));
    page.wait("the film's scores", "!!document.querySelector('[data-testid=p-chest]')?.dataset.value", 10);
    for (size, width, height) in SIZES {
        if size == "tablet" {
            page.click("[aria-label=Films].only-full"); // the list is a drawer there, and lies over the film
        }
        let shot = page.screenshot(&folder.join(format!("film-{size}.png")), width, height);
        let [left, top, right, bottom] = page.rectangle("[data-testid=film-view]");
        assert!(
            right - left >= 300 && bottom - top >= 300,
            "{size}: the film is drawn {left},{top} to {right},{bottom}"
        );
        assert!(right <= width, "{size}: the film reaches beyond the window");
        let view =
            image::imageops::crop_imm(&shot, left, top, right - left, bottom.min(height) - top).to_image();
        let (dark, bright) = extremes(&view);
        assert!(bright - dark > 100, "{size}: the film shows grey levels {dark} to {bright} only");
        let overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert_eq!(overflow, 0, "{size}: the page is wider than the window");
    }
    println!("screenshots: {}", folder.display());
}

#[test]
fn a_larger_window_shows_more_of_a_film() {
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::None);
    page.drop_files(&[large_film()]);
    let drawn = |width: u32| format!("document.querySelector('canvas').width === {width}");
    page.wait("half the film's 2,048 columns, at a window of 1,440 x 900", &drawn(1024), 60);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    page.screenshot(&folder.join("large.png"), 2400, 2600);
    page.wait("all of them, in a window as large", &drawn(2048), 60);
}

/// The README's picture: nothing but the project's own synthetic film.
#[test]
fn the_sample_is_seen_with_its_scores() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::None);
    page.click("[data-testid=sample]");
    page.settled_rows(1, 120);
    page.wait("the scores", "!!document.querySelector('[data-testid=p-chest]')?.dataset.value", 10);
    let shot = page.screenshot(&folder.join("sample-desktop.png"), 1440, 900);
    assert_eq!((shot.width(), shot.height()), (1440, 900));
}

/// How a person may come to the page: a workstation, a tablet held upright, a telephone.
const EVERY_SIZE: [(&str, u32, u32); 3] =
    [("desktop", 1440, 900), ("tablet", 820, 1180), ("phone", 390, 844)];

/// The page as it is now in every size and language, as `every-STATE-SIZE-LANGUAGE.png`, with what is to be in sight.
fn look(page: &mut Page, state: &str, sight: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    for language in ["en", "ja"] {
        page.enter("[data-testid=language]", language);
        for (size, width, height) in EVERY_SIZE {
            let file = folder.join(format!("every-{state}-{size}-{language}.png"));
            page.screenshot(&file, width, height); // the window's size
            let is_drawer = size == "tablet" && state != "empty" && state != "drawer";
            if is_drawer {
                page.click(".bar .only-full"); // the list, which was open beside the film, lies over it
            }
            page.evaluate(&format!("document.querySelector('{sight}')?.scrollIntoView()"));
            page.evaluate("new Promise(done => setTimeout(() => done(true), 250))"); // a film is drawn anew
            page.screenshot(&file, width, height);
            if is_drawer {
                page.click(".bar .only-full");
            }
            let is_wider =
                page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
            assert_eq!(is_wider, false, "{state}, {size}, {language}: the page is wider than the window");
        }
    }
    page.enter("[data-testid=language]", "en");
    page.screenshot(&folder.join("every-last.png"), 1440, 900); // a workstation again
}

/// `cargo xtask build`, then
/// `cargo test --test browser --no-default-features --features cli,page -- --ignored --nocapture every_size_and_language`.
#[test]
#[ignore = "for people to look at, and takes a minute: the command is in its comment"]
fn the_page_in_every_size_and_language() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&lang=en", Adapter::None);
    let is_ready = "document.querySelector('[data-testid=backend]').dataset.backend === 'cpu'";
    page.wait("the engine", is_ready, 60);
    look(&mut page, "empty", ".bar");
    page.click("[data-testid=sample]");
    page.settled_rows(1, 120);
    page.wait("the scores", "!!document.querySelector('[data-testid=p-chest]')?.dataset.value", 10);
    look(&mut page, "film", ".bar");
    page.click("[data-testid=explain]");
    let is_explained = "document.querySelector('[data-testid=map-layer]').dataset.values && \
                        document.querySelector('[data-testid=explain]')";
    page.wait("the map", &format!("!!({is_explained})"), 180);
    look(&mut page, "explained", ".verdict");
    look(&mut page, "explanation", "[data-testid=explanation]");
    page.click("[data-testid=clear]");

    // One in twenty is broken.
    let folder = scratch("every-list");
    let films = phantoms_of("every-drawn", 20, [320, 288]);
    let whole = std::fs::read(&films[0]).expect("the film can be read");
    for number in 0..300 {
        let name = folder.join(format!("film {number:03}.dcm"));
        if number % 20 == 7 {
            std::fs::write(name, &whole[..whole.len() / 2]).expect("the folder can be written");
        } else {
            std::fs::hard_link(&films[number % 20], name).expect("the folder can be written");
        }
    }
    page.drop_files(&[folder]);
    let finished = "document.querySelector('.list-head progress').value";
    page.wait("some films", &format!("{finished} >= 40"), 120);
    look(&mut page, "list-at-work", ".bar");
    page.wait("all films", &format!("{finished} === 300"), 300);
    page.choose("every-list/film 002.dcm");
    look(&mut page, "list", ".bar");
    page.choose("every-list/film 007.dcm");
    look(&mut page, "error", ".row[aria-current=true]");
    look(&mut page, "drawer", ".bar");
    drop(page);

    let server = serve();
    server.damage(".safetensors");
    let mut page = Page::open(&server, "?backend=cpu&lang=en", Adapter::None);
    page.click("[data-testid=sample]");
    page.settled_rows(1, 120);
    look(&mut page, "damaged-weights", ".bar");
}

/// The grey level below which a tenth of the picture lies, and that above which a tenth does.
fn extremes(picture: &image::RgbImage) -> (u8, u8) {
    let mut levels: Vec<u8> = picture.pixels().map(|pixel| pixel[1]).collect();
    levels.sort_unstable();
    (levels[levels.len() / 10], levels[levels.len() * 9 / 10])
}
