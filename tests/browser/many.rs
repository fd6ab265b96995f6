//! Many films at once: several engines read and score what one would, whatever happens meanwhile.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;

use crate::chromium::Adapter;
use crate::films::{name_in, phantoms_of};
use crate::page::Page;
use crate::serve;

/// What a film's report says of it, and how many reports there are on it.
type Said = BTreeMap<String, (Value, usize)>;

/// Two dozen films, and what one engine that nothing disturbs says of them.
fn quiet() -> &'static (Vec<PathBuf>, Said) {
    static QUIET: OnceLock<(Vec<PathBuf>, Said)> = OnceLock::new();
    QUIET.get_or_init(|| {
        let films = phantoms_of("quiet", 24, [320, 288]);
        let server = serve();
        let mut page = Page::open(&server, "?backend=cpu&workers=0", Adapter::None);
        page.drop_files(&films);
        settled(&mut page, films.len());
        assert_eq!(page.workers(), 1, "no helper was asked for");
        let said = said(&mut page);
        assert_eq!(said.len(), films.len());
        (films, said)
    })
}

/// The page's reports: what it says of each film, and how often.
fn said(page: &mut Page) -> Said {
    let mut said = Said::new();
    for report in page.export() {
        assert!(report["readout"].is_object(), "{report}");
        let name = name_in(&report);
        let (readout, times) = said.entry(name).or_insert_with(|| (report["readout"].clone(), 0));
        assert_eq!(*readout, report["readout"], "two reports on one film: {report}");
        *times += 1;
    }
    said
}

/// Waits until so many films are finished, and no more are to come.
fn settled(page: &mut Page, films: usize) {
    let is_settled = format!("(p => p.value === {films} && p.max === {films})({PROGRESS})");
    page.wait(&format!("{films} films to be finished"), &is_settled, 300);
}

/// Waits until some films are finished and most are not.
fn in_mid_list(page: &mut Page) {
    page.wait("the first films to be finished", &format!("{PROGRESS}.value >= 3"), 120);
}

const PROGRESS: &str = "document.querySelector('.list-head progress')";

fn helpers(count: usize) -> String {
    format!("document.querySelector('[data-testid=backend]').dataset.helpers === '{count}'")
}

#[test]
fn helpers_say_what_one_engine_says_and_leave() {
    let (films, quiet) = quiet();
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&workers=2", Adapter::None);
    page.drop_files(films);
    page.wait("two helpers", &helpers(2), 120);
    assert_eq!(page.workers(), 3);
    settled(&mut page, films.len());
    assert_eq!(said(&mut page), *quiet);
    let mut weights = server.requests();
    weights.retain(|path| path.ends_with(".safetensors"));
    assert_eq!(weights.len(), 3, "each model was fetched once: {weights:?}");
    page.wait("the helpers to leave", &helpers(0), 60);
    assert_eq!(page.workers(), 1, "their workers are ended");
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn helpers_have_the_papers_models_where_the_first_engine_has_them() {
    let films = &quiet().0[..16];
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&workers=1&paper=on", Adapter::None);
    page.drop_files(films);
    page.wait("a helper", &helpers(1), 120);
    settled(&mut page, films.len());
    let reports = page.export();
    let native = crate::films::native(films);
    for report in &reports {
        let (ours, theirs) =
            (crate::films::paper_scores(report), crate::films::paper_scores(&native[&name_in(report)]));
        assert!(ours.agrees_with(&theirs), "{report}");
    }
    let mut weights = server.requests();
    weights.retain(|path| path.ends_with(".safetensors"));
    assert_eq!(weights.len(), 6, "each model was fetched once: {weights:?}");
}

#[test]
fn a_worker_that_stops_in_mid_list_loses_no_film() {
    let (films, quiet) = quiet();
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&workers=2", Adapter::None);
    page.drop_files(films);
    page.wait("two helpers", &helpers(2), 120);
    in_mid_list(&mut page);
    // A helper, and then the first engine, which started first.
    page.stop_worker(2);
    page.stop_worker(0);
    settled(&mut page, films.len());
    assert_eq!(said(&mut page), *quiet);
}

#[test]
fn drops_and_a_switch_of_language_in_mid_list_change_nothing() {
    let (films, quiet) = quiet();
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&workers=1", Adapter::None);
    page.drop_files(&films[..12]);
    in_mid_list(&mut page);
    page.enter("[data-testid=language]", "ja");
    // The rest, and all films a second time.
    page.drop_files(&films[12..]);
    page.drop_files(films);
    page.wait("48 rows", &format!("{PROGRESS}.max === 48"), 30);
    page.enter("[data-testid=language]", "en");
    settled(&mut page, 2 * films.len());
    let twice =
        quiet.iter().map(|(name, (readout, _))| (name.clone(), (readout.clone(), 2))).collect::<Said>();
    assert_eq!(said(&mut page), twice);
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}
