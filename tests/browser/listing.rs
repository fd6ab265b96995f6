//! The list: searched, sifted, put in order, and exported as a table.

use std::fs;

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::{scratch, serve};

fn names(page: &mut Page) -> Vec<String> {
    page.rows().into_iter().map(|row| row.file).collect()
}

#[test]
fn the_list_is_sifted_put_in_order_and_saved_as_a_table() {
    let mut files = phantoms("listed", 5);
    let letter = scratch("listing").join("letter.dcm");
    fs::write(&letter, "Dear colleague").expect("written");
    files.push(letter);
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&files);
    page.settled_rows(6, 120);
    let added = names(&mut page);

    page.enter("[data-testid=only]", "failed");
    assert_eq!(names(&mut page), ["letter.dcm"]);
    page.enter("[data-testid=search]", "no film has this name");
    assert!(names(&mut page).is_empty());
    page.wait(
        "words instead of an empty list",
        "!document.querySelector('.none-seen').classList.contains('is-absent')",
        5,
    );
    page.enter("[data-testid=only]", "all");
    page.enter("[data-testid=search]", "PHANTOM");
    assert_eq!(names(&mut page).len(), 5);
    page.enter("[data-testid=search]", "");

    page.enter("[data-testid=order]", "abnormal");
    let reports = page.export();
    let p = |file: &str| {
        let report = reports.iter().find(|report| report["file"].as_str().is_some_and(|f| f.ends_with(file)));
        let report = report.expect("a report of every film");
        let is_chest = report["verdict"] != "not_a_chest_film";
        report["p_abnormal_calibrated"].as_f64().map_or(-2.0, |p| if is_chest { p } else { -1.0 })
    };
    let ordered = names(&mut page);
    let scores = ordered.iter().map(|file| p(file)).collect::<Vec<_>>();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{ordered:?} {scores:?}");
    assert_eq!(ordered.last().map(String::as_str), Some("letter.dcm"), "what has no score comes last");

    // The arrows follow what is seen.
    page.choose(&ordered[0]);
    page.key("ArrowDown");
    let chosen = "document.querySelector('[data-testid=film-row][aria-current=true]').dataset.file";
    page.wait("the next film in this order", &format!("{chosen}.endsWith({:?})", ordered[1]), 5);
    page.enter("[data-testid=order]", "added");
    assert_eq!(names(&mut page), added);

    let table = page.download("[data-testid=export-csv]");
    assert_eq!(table.lines().count(), 7, "a line of names and one a film: {table}");
    assert!(table.lines().next().is_some_and(|names| names.starts_with("file,verdict,reason,")), "{table}");
    assert!(table.lines().skip(1).all(|line| line.contains("Not a medical device")), "{table}");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}
