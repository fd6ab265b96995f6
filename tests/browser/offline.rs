//! The page without a network, and beside a newer build of itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use xtask::version;

use crate::chromium::Adapter;
use crate::films::{paper_scores, readout};
use crate::page::Page;
use crate::server::Server;
use crate::{package, scratch, serve};

/// Whether the page says that it is kept.
const IS_KEPT: &str = "document.querySelector('[data-testid=offline]')?.dataset.state === 'kept'";
const VERSION: &str = "document.querySelector('meta[name=version]')?.content";
const IS_NEWS: &str = "!!document.querySelector('[data-testid=news]:not(.is-absent)')";

#[test]
fn without_a_network_the_page_opens_and_scores_as_before() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&paper=on", Adapter::None);
    let all_scores = "!!document.querySelector('[data-testid=vlb]')?.dataset.value";
    score_sample(&mut page);
    page.wait("the paper's scores", all_scores, 60);
    let before = page.export().remove(0);
    page.wait("the page to be kept", IS_KEPT, 60);
    // On a first visit nothing comes through the service worker: it is told that the paper's models were used.
    let paper_is_kept = "(async () => { for (const name of await caches.keys()) { const cache = await caches.open(name); \
         const kept = await Promise.all(['vae', 'modality', 'diagnosis'].map(model => cache.match(`weights/paper/${model}.safetensors`))); \
         if (kept.every(Boolean)) return true; } return false; })()";
    page.wait("the paper's models to be kept", paper_is_kept, 60);
    server.stop();
    let asked = server.requests().len();
    page.reload();
    score_sample(&mut page);
    page.wait("the paper's scores", all_scores, 60);
    let after = page.export().remove(0);
    assert_eq!(readout(&before), readout(&after), "the same film gives the same numbers");
    assert_eq!(paper_scores(&before), paper_scores(&after));
    assert_eq!(server.requests().len(), asked, "a stopped server hears nothing");
    let listed = page
        .evaluate("[...document.querySelectorAll('[data-testid=request]')].map(row => row.dataset.source)");
    let listed = listed.as_array().expect("requests are listed");
    assert!(listed.len() > 15 && listed.iter().all(|source| source == "kept"), "{listed:?}");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
    let is_gone = "fetch('no-such-file').then(() => false, () => true)";
    assert_eq!(page.evaluate(is_gone), true, "the server is stopped");
}

#[test]
fn a_newer_version_is_announced_taken_when_asked_for_and_never_mixed_in() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.wait("the page to be kept", IS_KEPT, 60);
    page.reload();
    page.wait("the page to be kept", IS_KEPT, 60);
    let (first, caches) = (page.evaluate(VERSION), page.evaluate("caches.keys()"));
    let (newer, newer_version) = another_build("newer", &["base.css", "weights/paper/vae.safetensors"]);
    server.deploy(&newer);

    // The page was not told: what it loads late is not there as its own any more.
    score_sample(&mut page);
    page.click("[data-testid=paper-switch]");
    page.wait("the news", IS_NEWS, 60);
    let note = "document.querySelector('[data-testid=paper-note]')?.textContent.includes('newer version')";
    page.wait("the paper's models to be refused", note, 60);
    assert_eq!(page.shown("vlb"), None);
    assert_eq!(page.evaluate(VERSION), first, "nothing reloads by itself");
    assert_eq!(page.rows().len(), 1, "the list stays");
    let news = page.text_of("[data-testid=news]", "e.innerText");
    assert!(news.contains("removes the film from the list"), "what reloading loses: {news}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
    page.screenshot(&folder.join("news-desktop.png"), 1440, 900);

    // In a second window the old version is still whole.
    let beside = page.open_beside(&server.origin());
    page.click("[data-testid=reload]");
    let others = "document.querySelector('[data-testid=news]').innerText.includes('another window')";
    page.wait("word of the other window", others, 60);
    assert_eq!(page.evaluate(VERSION), first);
    page.close_beside(&beside);
    // The browser still counts a window for a moment that is closing: the page says so once more, and is asked again.
    let is_new = format!("{VERSION} === {}", json!(newer_version));
    for _ in 0..10 {
        page.evaluate("document.querySelector('[data-testid=reload]')?.click()");
        sleep(Duration::from_secs(1));
        if page.evaluate(&is_new) == true {
            break;
        }
    }
    page.wait("the new version", &is_new, 60);
    page.wait("the drop zone", "!!document.querySelector('[data-testid=drop-zone]')", 60);
    page.wait("the page to be kept", IS_KEPT, 60);
    let now = page.evaluate("caches.keys()");
    assert!(now.as_array().is_some_and(|now| now.len() == 1) && now != caches, "old files are gone: {now}");
    assert!(score_sample(&mut page)["readout"].is_object(), "the new version scores");
    page.wait(
        "the paper's models of the new version",
        "!!document.querySelector('[data-testid=paper-note]')",
        60,
    );
}

#[test]
fn a_page_whose_files_were_lost_begins_anew() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.wait("the page to be kept", IS_KEPT, 60);
    page.reload();
    page.evaluate("caches.keys().then(names => Promise.all(names.map(name => caches.delete(name))))");
    let (newer, newer_version) = another_build("after_loss", &["base.css"]);
    server.deploy(&newer);
    page.reload();
    page.wait("the new version", &format!("{VERSION} === {}", json!(newer_version)), 60);
    assert!(score_sample(&mut page)["readout"].is_object());
}

#[test]
fn without_room_the_page_works_and_says_that_it_is_not_kept() {
    let server = serve();
    let mut page = Page::open_prepared(
        &format!("{}?backend=cpu", server.origin()),
        Adapter::None,
        "",
        &[("Storage.overrideQuotaForOrigin", json!({"origin": server.origin(), "quotaSize": 1_000_000}))],
    );
    page.wait(
        "word of the room",
        "document.querySelector('[data-testid=offline]')?.dataset.state === 'room'",
        60,
    );
    let word = page.text_of("[data-testid=offline]", "e.textContent");
    assert!(word.contains("no room"), "{word}");
    assert!(score_sample(&mut page)["readout"].is_object());
}

#[test]
fn a_browser_without_service_workers_opens_the_page_as_ever() {
    let server = serve();
    let none = "for (const [owner, name] of [[Navigator.prototype, 'serviceWorker'], [window, 'caches']]) \
                Object.defineProperty(owner, name, {value: undefined});";
    let mut page = Page::open_prepared(&format!("{}?backend=cpu", server.origin()), Adapter::None, none, &[]);
    page.wait("the drop zone", "!!document.querySelector('[data-testid=drop-zone]')", 60);
    assert!(score_sample(&mut page)["readout"].is_object());
    assert_eq!(page.text_of("[data-testid=offline]", "e.dataset.state"), "unable");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn all_of_the_page_is_kept_where_it_is_asked_for() {
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.wait("the page to be kept", IS_KEPT, 60);
    page.click("[data-testid=traffic] summary");
    page.click("[data-testid=keep-all]");
    page.wait("nothing to be left", "!document.querySelector('[data-testid=keep-all]')", 120);
    server.stop();
    page.reload();
    score_sample(&mut page);
    page.click("[data-testid=paper-switch]");
    page.wait("the paper's score", "!!document.querySelector('[data-testid=vlb]')", 60);
}

#[test]
fn the_page_can_be_installed() {
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::None);
    let manifest = page.manifest();
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    let manifest: Value = serde_json::from_str(manifest["data"].as_str().expect("a manifest")).expect("JSON");
    for icon in manifest["icons"].as_array().expect("icons") {
        let (file, sizes) = (icon["src"].as_str().expect("a file"), icon["sizes"].as_str().expect("sizes"));
        let size = format!(
            "new Promise((resolve, reject) => {{ const image = new Image(); image.onerror = reject; \
             image.onload = () => resolve(`${{image.naturalWidth}}x${{image.naturalHeight}}`); image.src = {}; }})",
            json!(file)
        );
        let found = page.evaluate(&size);
        assert!(sizes == "any" || found == sizes, "{file} is {found}, not {sizes}");
    }
    page.wait("the page to be kept", IS_KEPT, 60);
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn from_subfolders_of_a_plain_server_each_page_is_kept_by_itself() {
    let (pkg, empty) = (package().join("pkg"), scratch("empty"));
    let (other, _) = another_build("other_folder", &["base.css"]);
    let server = Server::with_folders(&empty, &[("/films/reading-room/", &pkg), ("/films/other/", &other)]);
    // Without the last stroke, as people type it.
    let mut page = Page::open_at(&format!("{}films/reading-room", server.origin()), Adapter::None);
    page.wait("the page to be kept", IS_KEPT, 60);
    let mine = page.evaluate(VERSION);
    page.go_to(&format!("{}films/other/", server.origin()));
    page.wait("the other page to be kept", &format!("{VERSION} !== {mine} && {IS_KEPT}"), 60);
    let caches = page.evaluate("caches.keys()");
    assert_eq!(caches.as_array().map(Vec::len), Some(2), "each folder has files of its own: {caches}");
    let beyond = server.requests();
    assert!(beyond.iter().all(|path| path.starts_with("/films/")), "asked for beyond its folder: {beyond:?}");

    server.stop();
    page.go_to(&format!("{}films/reading-room/", server.origin()));
    page.wait(
        "the page",
        &format!("{VERSION} === {mine} && !!document.querySelector('[data-testid=drop-zone]')"),
        60,
    );
    assert!(score_sample(&mut page)["readout"].is_object());
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

/// Scores the sample and gives its report.
fn score_sample(page: &mut Page) -> Value {
    page.click("[data-testid=sample]");
    let rows = page.settled_rows(1, 120);
    assert_eq!(rows[0].state, "done", "{rows:?}");
    page.wait("the scores", "!!document.querySelector('[data-testid=p-chest]')?.dataset.value", 10);
    page.export().remove(0)
}

/// Another build: the built page with a byte behind each of the files named. Returns its folder and version.
fn another_build(name: &str, changed: &[&str]) -> (PathBuf, String) {
    let folder = scratch(name);
    copy(&package().join("pkg"), &folder);
    for file in changed {
        let mut bytes = fs::read(folder.join(file)).expect("a file of the build");
        bytes.push(b'\n');
        fs::write(folder.join(file), bytes).expect("the copy can be written");
    }
    let version = version::stamp(&folder).expect("the copy is a whole build");
    (folder, version)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder of the build").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file of the build can be copied");
        }
    }
}
