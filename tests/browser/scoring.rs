//! Every backend says of films what the native program says, and the page shows and exports it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::chromium::Adapter;
use crate::films::{all_files, chest_films, is_scored, name_in, native, paper_scores, phantoms, readout};
use crate::page::Page;
use crate::{scratch, serve};

#[test]
fn without_an_adapter_the_cpu_scores_as_the_native_program() {
    agrees_with_the_native_program("?paper=on", Adapter::None, Some("cpu"), &all_files());
}

#[test]
fn webgpu_scores_as_the_native_program() {
    agrees_with_the_native_program("?backend=webgpu&paper=on", Adapter::Software, Some("webgpu"), &first(12));
}

#[test]
fn a_forced_cpu_scores_as_the_native_program_and_loads_no_webgpu() {
    let asked = agrees_with_the_native_program("?backend=cpu", Adapter::Software, Some("cpu"), &first(24));
    assert!(
        !asked.iter().any(|path| path.contains("engine_gpu")),
        "the WebGPU engine was fetched: {asked:?}"
    );
    assert!(!asked.iter().any(|path| path.contains("paper")), "the paper's models were fetched: {asked:?}");
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

#[test]
fn films_of_a_folder_come_in_the_order_of_their_names() {
    let (film, folder) = (phantoms("one", 1).remove(0), scratch("in_order"));
    for name in ["b.dcm", "film 10.dcm", "A.dcm", "film 9.dcm"] {
        std::fs::copy(&film, folder.join(name)).expect("the folder can be written");
    }
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&[folder]);
    let rows = page.settled_rows(4, 120);
    let names: Vec<_> = rows.iter().filter_map(|row| row.file.rsplit('/').next()).collect();
    assert_eq!(names, ["A.dcm", "b.dcm", "film 9.dcm", "film 10.dcm"]);
}

#[test]
fn a_film_with_its_feet_up_is_told_from_others() {
    let film = negatoscope::phantom::self_test_film();
    let gray: Vec<u8> = film.samples.iter().rev().map(|&sample| (sample >> 4) as u8).collect(); // 12 bits to 8
    let file = scratch("turned").join("turned.png");
    image::GrayImage::from_raw(film.columns, film.rows, gray)
        .expect("rows x columns values")
        .save(&file)
        .expect("the picture can be written");
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&[file]);
    page.settled_rows(1, 120);
    let row = page.text_of("[data-testid=film-row]", "e.innerText");
    assert!(row.contains("Unsure"), "{row}");
    let verdict = page.text_of(".report .verdict", "e.innerText");
    assert!(verdict.contains("upside down"), "{verdict}");
    assert_eq!(page.export().remove(0)["reason"], "upside_down");
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
    let with_paper = query.contains("paper=on");
    let native = native(files);
    let server = serve();
    let mut page = Page::open(&server, query, adapter);
    page.drop_files(files);
    let rows = page.settled_rows(files.len(), 60 + 8 * files.len() as u64);
    assert_eq!(rows.len(), files.len(), "one row a file");
    for row in &rows {
        let expected = if is_scored(&native[&row.file]) { "done" } else { "failed" };
        assert_eq!(row.state, expected, "{row:?}; the native program: {}", native[&row.file]);
    }
    let speaking = page.text_of("[data-testid=backend]", "e.dataset.backend");
    assert!(backend.is_none_or(|backend| backend == speaking), "{speaking} speaks instead of {backend:?}");

    let exported: BTreeMap<_, _> =
        page.export().into_iter().map(|report| (name_in(&report), report)).collect();
    assert!(exported.keys().eq(native.keys()), "the export holds one object a file");
    let mut differences = Vec::new();
    for (file, report) in &exported {
        same_but_for_the_machine(report, &native[file], with_paper);
        if is_scored(report) {
            assert!(backend.is_none_or(|backend| report["backend"] == *backend), "{report}");
            differences.push(Difference::of(file, report, &native[file], with_paper));
        }
    }
    assert!(differences.len() >= files.len().min(20) / 2, "only {} films were scored", differences.len());
    table(&speaking, &mut differences);
    assert!(
        differences.iter().all(|difference| difference.within),
        "the page says otherwise than the native program"
    );

    for row in rows.iter().filter(|row| row.state == "done").step_by(rows.len().div_ceil(5)) {
        page.choose(&row.file);
        let report = &exported[&row.file];
        let number = |name: &str| report[name].as_f64().expect("a number");
        let mut shown = vec![
            ("p-chest", number("p_chest")),
            ("anomaly", number("anomaly_percentile")),
            ("p-abnormal-calibrated", number("p_abnormal_calibrated")),
        ];
        if with_paper {
            let scores = paper_scores(report);
            shown.extend([("vlb", scores.vlb), ("p-cr", scores.p_cr), ("p-abnormal", scores.p_abnormal)]);
        }
        for (handle, number) in shown {
            // In full precision but for the last digit, which not every reader of JSON gets right.
            let shown = format!(
                "Math.abs(parseFloat(document.querySelector('[data-testid={handle}]')?.dataset.value) - {number:?}) < 1e-9"
            );
            page.wait(&format!("{handle} of {} to be {number}", row.file), &shown, 10);
        }
    }
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
    server.requests()
}

/// What a backend computes, and may differ in its last digits.
const COMPUTED: [&str; 5] = ["readout", "scores", "p_chest", "p_abnormal_calibrated", "anomaly_percentile"];
/// What a report has only where the paper's models were asked for.
const OF_THE_PAPER: [&str; 2] = ["scores", "paper_weights"];

/// The two objects have the same keys, and the same values but for path, backend, time and last digits. The native
/// program's JSON always has the paper's scores, the page's where they are switched on.
fn same_but_for_the_machine(ours: &Value, theirs: &Value, with_paper: bool) {
    let (ours, theirs) = (ours.as_object().expect("an object"), theirs.as_object().expect("an object"));
    let wanted = theirs.keys().filter(|key| with_paper || !OF_THE_PAPER.contains(&key.as_str()));
    assert!(ours.keys().eq(wanted), "{ours:?}\n{theirs:?}");
    for (key, value) in ours {
        if !["file", "backend", "elapsed_ms"].contains(&key.as_str()) && !COMPUTED.contains(&key.as_str()) {
            assert_eq!(*value, theirs[key], "{key} of {}", ours["file"]);
        }
    }
}

/// How far what the page says of a film lies from what the native program says.
struct Difference<'a> {
    file: &'a str,
    /// The largest of the release models' probabilities.
    readout: f64,
    /// Relatively; as the two others only where the paper's models were asked for.
    vlb: f64,
    p_cr: f64,
    p_abnormal: f64,
    within: bool,
}

impl<'a> Difference<'a> {
    fn of(file: &'a str, ours: &Value, theirs: &Value, with_paper: bool) -> Self {
        let (a, b) = (readout(ours), readout(theirs));
        let difference = a.difference(&b);
        let (mut vlb, mut p_cr, mut p_abnormal, mut within) = (0.0, 0.0, 0.0, a.agrees_with(&b));
        if with_paper {
            let (a, b) = (paper_scores(ours), paper_scores(theirs));
            vlb = (a.vlb - b.vlb).abs() / b.vlb.abs().max(1.0);
            p_cr = (a.p_cr - b.p_cr).abs();
            p_abnormal = (a.p_abnormal - b.p_abnormal).abs();
            within &= a.agrees_with(&b);
        }
        Self { file, readout: difference, vlb, p_cr, p_abnormal, within }
    }
}

fn table(backend: &str, differences: &mut [Difference]) {
    differences.sort_by(|a, b| b.readout.total_cmp(&a.readout));
    let largest = |of: fn(&Difference) -> f64| differences.iter().map(of).fold(0.0, f64::max);
    println!(
        "{backend} in the browser against the native program's CPU, {} films: largest difference of a probability of the \
         release models {:.1e}; of the paper's VLB {:.1e} relative, P(CR) {:.1e}, P(abnormal) {:.1e}; the ten largest:",
        differences.len(),
        largest(|d| d.readout),
        largest(|d| d.vlb),
        largest(|d| d.p_cr),
        largest(|d| d.p_abnormal)
    );
    for Difference { file, readout, vlb, p_cr, p_abnormal, .. } in differences.iter().take(10) {
        println!("  {readout:.1e}  VLB {vlb:.1e}  P(CR) {p_cr:.1e}  P(abnormal) {p_abnormal:.1e}  {file}");
    }
}
