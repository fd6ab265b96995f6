//! Every backend gives the scores of the native program, and the page shows and exports them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use negatoscope::scores::Scores;
use serde_json::Value;

use crate::chromium::Adapter;
use crate::films::{all_files, chest_films, name_in, native, phantoms};
use crate::page::Page;
use crate::serve;

#[test]
fn without_an_adapter_the_cpu_scores_as_the_native_program() {
    agrees_with_the_native_program("", Adapter::None, Some("cpu"), &all_files());
}

#[test]
fn webgpu_scores_as_the_native_program() {
    agrees_with_the_native_program("?backend=webgpu", Adapter::Software, Some("webgpu"), &first(24));
}

#[test]
fn a_forced_cpu_scores_as_the_native_program_and_loads_no_webgpu() {
    let asked = agrees_with_the_native_program("?backend=cpu", Adapter::Software, Some("cpu"), &first(24));
    assert!(
        !asked.iter().any(|path| path.contains("engine_gpu")),
        "the WebGPU engine was fetched: {asked:?}"
    );
}

#[test]
fn with_an_adapter_whichever_backend_speaks_scores_as_the_native_program() {
    agrees_with_the_native_program("", Adapter::Software, None, &first(6));
}

#[test]
fn the_sample_film_is_scored() {
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::None);
    page.click("[data-testid=sample]");
    let rows = page.settled_rows(1, 120);
    assert!(rows.len() == 1 && rows[0].state == "done", "{rows:?}");
}

#[test]
fn a_folder_is_dropped_and_files_are_picked() {
    let server = serve();
    let mut page = Page::open(&server, "", Adapter::None);
    let films = phantoms("folder/inner", 3);
    page.drop_files(&[films[0].parent().and_then(|inner| inner.parent()).expect("a folder").to_owned()]);
    let done = |rows: Vec<crate::page::Row>| rows.iter().filter(|row| row.state == "done").count();
    assert_eq!(done(page.settled_rows(3, 120)), 3, "films of a folder in the dropped folder");
    page.pick_files(&phantoms("picked", 2)[..1]);
    page.wait("a fourth film", "document.querySelectorAll('[data-testid=film-row]').length >= 4", 30);
    assert_eq!(done(page.settled_rows(4, 120)), 4);
}

fn first(count: usize) -> Vec<PathBuf> {
    chest_films().into_iter().take(count).collect()
}

/// Drops the files, waits for all, and holds rows, export and shown numbers against the native program's reports.
/// Returns the paths that the page asked its server for.
fn agrees_with_the_native_program(
    query: &str,
    adapter: Adapter,
    backend: Option<&str>,
    files: &[PathBuf],
) -> Vec<String> {
    let native = native(files);
    let server = serve();
    let mut page = Page::open(&server, query, adapter);
    page.drop_files(files);
    let rows = page.settled_rows(files.len(), 60 + 4 * files.len() as u64);
    assert_eq!(rows.len(), files.len(), "one row a file");
    for row in &rows {
        let expected = if native[&row.file]["scores"].is_object() { "done" } else { "failed" };
        assert_eq!(row.state, expected, "{row:?}; the native program: {}", native[&row.file]);
    }
    let speaking = page.text_of("[data-testid=backend]", "e.dataset.backend");
    assert!(backend.is_none_or(|backend| backend == speaking), "{speaking} speaks instead of {backend:?}");

    let exported: BTreeMap<_, _> =
        page.export().into_iter().map(|report| (name_in(&report), report)).collect();
    assert!(exported.keys().eq(native.keys()), "the export holds one object a file");
    let mut differences = Vec::new();
    for (file, report) in &exported {
        same_but_for_the_machine(report, &native[file]);
        if report["scores"].is_object() {
            assert!(backend.is_none_or(|backend| report["backend"] == *backend), "{report}");
            let (ours, theirs) = (scores(report), scores(&native[file]));
            differences.push(Difference {
                file,
                vlb: (ours.vlb - theirs.vlb).abs() / theirs.vlb.abs().max(1.0),
                p_cr: (ours.p_cr - theirs.p_cr).abs(),
                p_abnormal: (ours.p_abnormal - theirs.p_abnormal).abs(),
                within: ours.agrees_with(&theirs),
            });
        }
    }
    assert!(differences.len() >= files.len().min(20) / 2, "only {} films were scored", differences.len());
    table(&speaking, &mut differences);
    assert!(
        differences.iter().all(|difference| difference.within),
        "scores differ from the native program's"
    );

    for row in rows.iter().filter(|row| row.state == "done").step_by(rows.len().div_ceil(5)) {
        page.choose(&row.file);
        let scores = scores(&exported[&row.file]);
        for (handle, score) in [("vlb", scores.vlb), ("p-cr", scores.p_cr), ("p-abnormal", scores.p_abnormal)]
        {
            // In full precision but for the last digit, which not every reader of JSON gets right.
            let shown = format!(
                "Math.abs(parseFloat(document.querySelector('[data-testid={handle}]')?.dataset.value) - {score:?}) < 1e-9"
            );
            page.wait(&format!("{handle} of {} to be {score}", row.file), &shown, 10);
        }
    }
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
    server.requests()
}

fn scores(report: &Value) -> Scores {
    serde_json::from_value(report["scores"].clone()).expect("scores of a report")
}

/// The two objects have the same keys, and the same values but for path, backend, time and the scores' last digits.
fn same_but_for_the_machine(ours: &Value, theirs: &Value) {
    let (ours, theirs) = (ours.as_object().expect("an object"), theirs.as_object().expect("an object"));
    assert!(ours.keys().eq(theirs.keys()), "{ours:?}\n{theirs:?}");
    for (key, value) in ours {
        if !["file", "scores", "backend", "elapsed_ms"].contains(&key.as_str()) {
            assert_eq!(*value, theirs[key], "{key} of {}", ours["file"]);
        }
    }
}

/// How far the page's scores of a film lie from the native program's; the VLB's relatively.
struct Difference<'a> {
    file: &'a str,
    vlb: f64,
    p_cr: f64,
    p_abnormal: f64,
    within: bool,
}

fn table(backend: &str, differences: &mut [Difference]) {
    differences.sort_by(|a, b| b.vlb.total_cmp(&a.vlb));
    let largest = |of: fn(&Difference) -> f64| differences.iter().map(of).fold(0.0, f64::max);
    println!(
        "{backend} in the browser against the native program's CPU, {} films: largest difference of VLB {:.1e} \
         relative, P(CR) {:.1e}, P(abnormal) {:.1e}; the ten largest in the VLB:",
        differences.len(),
        largest(|d| d.vlb),
        largest(|d| d.p_cr),
        largest(|d| d.p_abnormal)
    );
    for Difference { file, vlb, p_cr, p_abnormal, .. } in differences.iter().take(10) {
        println!("  VLB {vlb:.1e}  P(CR) {p_cr:.1e}  P(abnormal) {p_abnormal:.1e}  {file}");
    }
}
