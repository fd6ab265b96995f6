//! The list kept for the next visit: only where it is wished, whole, and erased with one press.

use std::fs;
use std::path::PathBuf;

use crate::chromium::Adapter;
use crate::films::phantoms;
use crate::page::Page;
use crate::server::Server;
use crate::{package, scratch, serve};

/// Three films and a file that is none.
fn films() -> Vec<PathBuf> {
    let mut files = phantoms("kept", 3);
    let letter = scratch("session").join("letter.dcm");
    fs::write(&letter, "Dear colleague").expect("the folder can be written");
    files.push(letter);
    files
}

fn wait_until_kept(page: &mut Page, films: usize) {
    let kept = format!("document.querySelector('[data-testid=session-kept]').dataset.films === '{films}'");
    page.wait(&format!("{films} films to be kept"), &kept, 60);
}

/// Two folders of a server are two places: what was wished for in one is not done in the other.
#[test]
fn each_folder_of_a_server_keeps_a_list_of_its_own() {
    let (pkg, empty) = (package().join("pkg"), scratch("no_list"));
    let server = Server::with_folders(&empty, &[("/first/", &pkg), ("/second/", &pkg)]);
    let at = |folder: &str| format!("{}{folder}/?backend=cpu", server.origin());
    let is_open = |folder: &str| {
        format!("location.pathname === '/{folder}/' && !!document.querySelector('[data-testid=drop-zone]')")
    };
    let mut page = Page::open_at(&at("first"), Adapter::None);
    page.drop_files(&films());
    page.settled_rows(4, 120);
    page.click("[data-testid=session-switch]");
    wait_until_kept(&mut page, 4);
    page.go_to(&at("second"));
    page.wait("the other folder's page", &is_open("second"), 60);
    page.drop_files(&films()[..1]);
    page.settled_rows(1, 120);
    page.reload();
    assert!(page.rows().is_empty(), "nobody wished for it here");
    page.go_to(&at("first"));
    page.wait("the first page again", &is_open("first"), 60);
    assert_eq!(page.settled_rows(4, 60).len(), 4, "kept where it was wished for");
}

#[test]
fn the_list_survives_a_reload_only_where_that_is_wished() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&films());
    page.settled_rows(4, 120);
    page.reload();
    assert!(page.rows().is_empty(), "nobody wished for it");

    page.drop_files(&films());
    page.settled_rows(4, 120);
    page.click("[data-testid=session-switch]");
    wait_until_kept(&mut page, 4);
    let (before, rows) = (page.export(), page.rows());
    page.reload();
    // The time that scoring took is part of each report: none was scored again.
    assert_eq!(page.settled_rows(4, 30), rows);
    assert_eq!(page.export(), before);
    let is_seen =
        "(c => c.width > 0 && !c.classList.contains('is-hidden'))(document.querySelector('canvas'))";
    page.wait("the first film", is_seen, 30);

    // What is taken off the list is kept no longer.
    page.evaluate("document.querySelector('.row-remove').click()");
    wait_until_kept(&mut page, 3);
    page.reload();
    assert_eq!(page.settled_rows(3, 30), rows[1..]);
    assert_eq!(page.export(), before[1..]);

    page.click("[data-testid=session-erase]");
    page.wait("an empty list", "!document.querySelector('[data-testid=film-row]')", 10);
    let is_off = "document.querySelector('[data-testid=session-switch]').ariaChecked === 'false'";
    page.wait("the switch to be off", is_off, 10);
    assert_eq!(page.evaluate("indexedDB.databases().then(all => all.length)"), 0, "nothing is left behind");
    page.reload();
    assert!(page.rows().is_empty());
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn scores_of_other_weights_are_not_taken_back() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&films());
    page.settled_rows(4, 120);
    page.click("[data-testid=session-switch]");
    wait_until_kept(&mut page, 4);
    let readouts = |page: &mut Page| {
        page.export().into_iter().map(|report| report["readout"].clone()).collect::<Vec<_>>()
    };
    let before = readouts(&mut page);
    page.evaluate(
        "new Promise((resolve, reject) => {
            const opened = indexedDB.open(`negatoscope ${new URL('./', document.baseURI).href}`);
            opened.onerror = reject;
            opened.onsuccess = () => {
                const work = opened.result.transaction('films', 'readwrite');
                work.oncomplete = () => { opened.result.close(); resolve(); };
                work.objectStore('films').openCursor().onsuccess = ({ target: { result } }) => {
                    if (!result) return;
                    const film = result.value;
                    film.weights = 'others';
                    if (film.scored) film.scored.readout.anomaly = 0.5;
                    result.update(film);
                    result.continue();
                };
            };
        })",
    );
    page.reload();
    page.wait("the list", "document.querySelectorAll('[data-testid=film-row]').length === 4", 30);
    page.settled_rows(4, 120);
    assert_eq!(readouts(&mut page), before);
}

#[test]
fn a_full_storage_is_said_and_costs_nothing_else() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&films());
    page.settled_rows(4, 120);
    page.limit_storage(&server.origin(), 100_000);
    page.click("[data-testid=session-switch]");
    page.wait("a sentence on it", "document.querySelector('.trouble p').textContent.includes('storage')", 60);
    page.drop_files(&phantoms("beyond", 1));
    let rows = page.settled_rows(5, 60);
    assert_eq!(rows.iter().filter(|row| row.state == "done").count(), 4, "{rows:?}");
    assert_eq!(page.export().len(), 5);
}
