//! Many films at once: several engines read and score what one would, whatever happens meanwhile.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::chromium::Adapter;
use crate::films::{name_in, phantoms_of};
use crate::page::Page;
use crate::server::Server;
use crate::{scratch, serve};

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
        has_workers(&mut page, 1);
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

/// Waits until so many workers run.
fn has_workers(page: &mut Page, count: usize) {
    let started = Instant::now();
    while page.workers() != count {
        assert!(started.elapsed() < Duration::from_secs(10), "{} workers instead of {count}", page.workers());
        sleep(Duration::from_millis(50));
    }
}

/// Takes all films off the list.
fn clear(page: &mut Page) {
    page.click("[data-testid=clear]");
    page.wait("an empty list", "!document.querySelector('[data-testid=film-row]')", 30);
}

const IS_CPU: &str = "document.querySelector('[data-testid=backend]').dataset.backend === 'cpu'";
const PROGRESS: &str = "document.querySelector('.list-head progress')";

fn helpers(count: usize) -> String {
    format!("document.querySelector('[data-testid=backend]').dataset.helpers === '{count}'")
}

#[test]
fn helpers_say_what_one_engine_says_and_leave() {
    let (films, quiet) = quiet();
    let server = serve();
    let mut page = second_visit(&server, "?backend=cpu&workers=2");
    let fetched = weights(&server);
    page.drop_files(films);
    page.wait("two helpers", &helpers(2), 120);
    has_workers(&mut page, 3);
    settled(&mut page, films.len());
    assert_eq!(said(&mut page), *quiet);
    assert_eq!(weights(&server), fetched, "what is kept was fetched again");
    page.wait("the helpers to leave", &helpers(0), 60);
    has_workers(&mut page, 1);
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

#[test]
fn helpers_have_the_papers_models_where_the_first_engine_has_them() {
    let films = &quiet().0[..16];
    let server = serve();
    let mut page = second_visit(&server, "?backend=cpu&workers=1&paper=on");
    let fetched = weights(&server);
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
    assert_eq!(weights(&server), fetched, "what is kept was fetched again");
}

/// Opens the page when the browser has kept from an earlier visit all that it needs.
fn second_visit(server: &Server, query: &str) -> Page {
    let mut page = Page::open(server, query, Adapter::None);
    let is_kept = "document.querySelector('[data-testid=offline]').dataset.state === 'kept'";
    page.wait("the page to be kept", is_kept, 120);
    page.wait("the engine", IS_CPU, 120);
    let wants_paper = query.contains("paper=on");
    page.reload();
    page.wait("the engine", IS_CPU, 120);
    if wants_paper {
        // Its models are kept once they are used.
        page.click("[data-testid=sample]");
        settled(&mut page, 1);
        clear(&mut page);
    }
    page
}

/// How many files of weights the server was asked for.
fn weights(server: &Server) -> usize {
    server.requests().iter().filter(|path| path.ends_with(".safetensors")).count()
}

#[test]
fn a_worker_that_stops_in_mid_list_loses_no_film() {
    let (films, quiet) = quiet();
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&workers=2", Adapter::None);
    page.drop_files(films);
    page.wait("two helpers", &helpers(2), 120);
    in_mid_list(&mut page);
    // A helper, and then the first engine, which started first; not at the same film, which would pay.
    page.stop_worker(2);
    page.wait("some more films", &format!("{PROGRESS}.value >= 8"), 120);
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

/// Browsers draw nothing of a window that is not seen, and slow its timers down.
#[test]
fn a_window_in_the_background_goes_on() {
    let (films, quiet) = quiet();
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&workers=1", Adapter::None);
    page.drop_files(films);
    in_mid_list(&mut page);
    let before = page.open_before();
    page.wait("the window to be in the background", "document.hidden", 20);
    settled(&mut page, films.len());
    assert_eq!(page.evaluate("document.hidden"), true, "finished while nobody looked");
    page.close_beside(&before);
    page.wait("the window to be seen again", "!document.hidden", 20);
    assert_eq!(said(&mut page), *quiet);
    let is_shown = "document.querySelector('[data-testid=stage]').dataset.canvas";
    page.wait("the film", &format!("!!{is_shown}"), 20);
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}

/// Memory that page and engines may hold beyond what they held before, MB: what the browser itself keeps for later.
const MAX_KEPT_MB: f64 = 80.0;

#[test]
fn clearing_the_list_gives_its_memory_back() {
    let films = &quiet().0;
    let large = scratch("clearing").join("large.dcm");
    let film = negatoscope::phantom::draw(1, 6000, 5000, false);
    let bytes = film.to_dicom(negatoscope::phantom::Encoding::Explicit).expect("a phantom can be written");
    std::fs::write(&large, bytes).expect("the folder can be written");
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu&workers=2", Adapter::None);
    page.click("[data-testid=sample]");
    settled(&mut page, 1);
    clear(&mut page);
    let before = settled_memory(&mut page);

    let mut all = films.clone();
    all.insert(0, large); // the first is the one that is shown
    page.drop_files(&all);
    settled(&mut page, all.len());
    let most = page.browser().peak_memory_mb();
    clear(&mut page);
    has_workers(&mut page, 1);
    let after = settled_memory(&mut page);
    println!(
        "resident memory of page and engines: {before:.0} MB before, at most {most:.0} MB with {} films, {after:.0} MB after \
         they were cleared",
        all.len()
    );
    assert!(after < before + MAX_KEPT_MB, "{before:.0} MB before, {after:.0} MB after the list was cleared");
    page.drop_files(&films[..2]);
    settled(&mut page, 2);
}

/// Resident memory once it falls no more, MB; forgets its peak.
fn settled_memory(page: &mut Page) -> f64 {
    page.wait("the engine", IS_CPU, 120);
    let mut least = f64::INFINITY;
    for _ in 0..10 {
        page.collect_garbage();
        sleep(Duration::from_millis(500));
        least = least.min(page.browser().memory_mb());
    }
    least
}

/// How many films the long run drops, where `NEGATOSCOPE_FILMS` says nothing else.
const MANY: usize = 10_000;
/// One in so many is broken.
const BROKEN: usize = 20;

/// `cargo xtask build`, then
/// `cargo test --test browser --no-default-features --features cli,page -- --ignored --nocapture ten_thousand_films`;
/// `NEGATOSCOPE_FILMS=2000` drops fewer, `NEGATOSCOPE_QUERY='?workers=2'` asks the page for something.
#[test]
#[ignore = "takes an hour or so: the command is in its comment"]
fn ten_thousand_films_one_in_twenty_broken() {
    let count = std::env::var("NEGATOSCOPE_FILMS").ok().and_then(|n| n.parse().ok()).unwrap_or(MANY);
    let query = std::env::var("NEGATOSCOPE_QUERY").unwrap_or_default();
    let folder = scratch("ten_thousand");
    let films = phantoms_of("drawn", 200, [320, 288]);
    let truncated = scratch("truncated").join("truncated.dcm");
    let whole = std::fs::read(&films[0]).expect("the film can be read");
    std::fs::write(&truncated, &whole[..whole.len() / 2]).expect("the folder can be written");
    let is_broken = |number: usize| number % BROKEN == BROKEN - 1;
    for number in 0..count {
        let film: &Path = if is_broken(number) { &truncated } else { &films[number % films.len()] };
        // The same file under many names: a disk of its own for them is not needed.
        let name = folder.join(format!("{number:06}.dcm"));
        std::fs::hard_link(film, name).expect("the folder can be written");
    }

    let server = serve();
    let mut page = Page::open(&server, &query, Adapter::None);
    page.click("[data-testid=sample]");
    settled(&mut page, 1);
    clear(&mut page);
    let before = settled_memory(&mut page);
    // The second time shows whether anything is left of the first: WebAssembly gives no memory back, but uses it again.
    let mut reports = Vec::new();
    let mut after = Vec::new();
    for _ in 0..2 {
        let started = Instant::now();
        page.drop_files(std::slice::from_ref(&folder));
        let mut finished = 0;
        while finished < count {
            sleep(Duration::from_secs(10));
            let now = page.evaluate(&format!("{PROGRESS}.value")).as_f64().unwrap_or_default() as usize;
            let most = page.browser().peak_memory_mb();
            println!(
                "{:>6.0} s: {now} films finished, at most {most:.0} MB",
                started.elapsed().as_secs_f64()
            );
            assert!(
                now > finished || started.elapsed() < Duration::from_secs(300),
                "no film was finished meanwhile"
            );
            finished = now;
        }
        let seconds = started.elapsed().as_secs_f64();
        let most = page.browser().peak_memory_mb();
        reports = page.export();
        clear(&mut page);
        has_workers(&mut page, 1);
        let left = settled_memory(&mut page);
        println!(
            "{count} films in {seconds:.0} s, {:.1} a second; resident memory of page and engines: {before:.0} MB before, at \
             most {most:.0} MB, {left:.0} MB after they were cleared",
            count as f64 / seconds
        );
        after.push(left);
    }
    assert!(after[1] < after[0] + MAX_KEPT_MB, "{after:?} MB after the list was cleared");

    // None lost, none twice, none wrong: each copy of a film has its readout.
    let mut said = BTreeMap::<usize, &Value>::new();
    for report in &reports {
        let number: usize = name_in(report).trim_end_matches(".dcm").parse().expect("names are numbers");
        assert!(said.insert(number, report).is_none(), "two reports: {report}");
    }
    assert!(said.keys().copied().eq(0..count), "{} reports on {count} films", said.len());
    for (number, report) in &said {
        if is_broken(*number) {
            assert_eq!(report["error"]["kind"], said[&(BROKEN - 1)]["error"]["kind"], "{report}");
        } else {
            assert_eq!(report["readout"], said[&(number % films.len())]["readout"], "{report}");
        }
    }
}
