//! Broken files fail each in its own row, with its own words; the rest are scored, and the page stays alive.

use std::collections::BTreeSet;

use crate::chromium::Adapter;
use crate::films::{broken, chest_films, name_in, name_of, native, phantoms};
use crate::page::Page;
use crate::{scratch, serve};

/// Decoding or scoring on the page's own thread keeps it for seconds on end, whatever else the machine does.
const HANGS_MS: f64 = 2000.0;

#[test]
fn each_broken_file_says_what_is_wrong_with_it() {
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::None);
    let film = phantoms("whole", 1).remove(0);
    let files = broken(&scratch("broken"), "a", &film);
    let native = native(&files);
    page.drop_files(&files);
    let rows = page.settled_rows(files.len(), 120);
    for row in &rows {
        assert_eq!(row.state, "failed", "{row:?}");
        assert!(row.error.trim().len() > 20, "an error that says what, where and what to do: {row:?}");
    }
    let texts: BTreeSet<_> = rows.iter().map(|row| &row.error).collect();
    assert_eq!(texts.len(), files.len(), "each is broken in its own way: {rows:#?}");
    for report in page.export() {
        assert_eq!(report["error"], native[&name_in(&report)]["error"], "{report}");
    }
    page.drop_files(&[film]);
    let rows = page.settled_rows(files.len() + 1, 60);
    assert_eq!(rows.iter().filter(|row| row.state == "done").count(), 1, "the page goes on: {rows:?}");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn two_hundred_files_some_of_them_broken() {
    let folder = scratch("many");
    let films = phantoms("whole", 9);
    let mut files = Vec::new();
    for copy in 0..20 {
        files.extend(films.iter().map(|film| folder.join(format!("{copy:02}_{}", name_of(film)))));
    }
    for (file, film) in files.iter().zip(films.iter().cycle()) {
        std::fs::copy(film, file).expect("the film can be copied");
    }
    for stem in ["b", "m", "y", "z"] {
        files.extend(broken(&folder, stem, &films[0]));
    }
    files.sort();
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::None);
    page.drop_files(&files);
    let rows = page.settled_rows(200, 600);
    assert_eq!(rows.len(), 200);
    for row in &rows {
        let whole = row.file.starts_with(|c: char| c.is_ascii_digit());
        assert_eq!(row.state, if whole { "done" } else { "failed" }, "{row:?}");
    }
    assert_eq!(page.export().len(), 200);
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn the_page_answers_while_films_are_scored() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    // From the first moment: engines and weights load meanwhile too.
    page.evaluate(
        "window.longestGap = 0; (() => { let last = performance.now(); const tick = () => { const now = performance.now(); \
         longestGap = Math.max(longestGap, now - last); last = now; setTimeout(tick, 0); }; tick(); })()",
    );
    let films: Vec<_> = chest_films().into_iter().take(6).collect();
    page.drop_files(&films);
    page.settled_rows(films.len(), 120);
    let gap = page.evaluate("longestGap").as_f64().expect("a time");
    println!("longest gap on the page's thread while {} films were scored: {gap:.0} ms", films.len());
    assert!(gap > 0.0 && gap < HANGS_MS, "the page's thread was kept for {gap:.0} ms");
}
