//! Decoding beside cornerstone's decoders, in one browser: each film by turns in our engine's worker and in a worker of theirs.
//!
//! `NEGATOSCOPE_BENCH_FILMS` names the films (tests/bench/encode.py), `NEGATOSCOPE_PEER` the `node_modules` with the peer and
//! esbuild; docs/benchmark.md says how to come by both.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::floats;
use crate::chromium::Adapter;
use crate::page::Page;
use crate::server::Server;
use crate::{package, scratch};

const LOADER: &str = "@cornerstonejs/dicom-image-loader";

/// The browser compiles what runs often once more, and better: that is over then.
const WARM_UPS: usize = 3;

#[test]
#[ignore = "a benchmark: cargo xtask bench"]
fn beside_cornerstone() {
    let (Some(films), Some(modules)) = (folder("NEGATOSCOPE_BENCH_FILMS"), folder("NEGATOSCOPE_PEER")) else {
        return;
    };
    let peer = bundle(&modules);
    let further = [("/__films/", films.as_path()), ("/__peer/", peer.as_path())];
    let server = Server::with_folders(&package().join("pkg"), &further);
    let mut page = Page::open_at(&format!("{}__blank.html", server.origin()), Adapter::None);
    page.evaluate(START);
    let runs = runs();
    println!(
        "\n{LOADER} {}, {runs} runs by turns after {WARM_UPS} to warm up, medians in ms",
        version(&modules)
    );
    println!("{:>9} {:>9} {:>7}  {:<26} SAMPLES", "ours", "theirs", "ratio", "FILM");
    for film in names(&films) {
        page.evaluate(&format!("take({})", json!(film)));
        let facts = ["ours", "theirs"].map(|side| page.evaluate(&format!("facts({side})")));
        let mut times = [Vec::new(), Vec::new()];
        // Each run is a call of its own: all runs of a film could take longer than a call may.
        for run in 0..WARM_UPS + runs {
            for (side, times) in ["ours", "theirs"].iter().zip(&mut times) {
                let time = page.evaluate(&format!("time({side})"));
                if run >= WARM_UPS {
                    times.push(time);
                }
            }
        }
        let [ours, theirs] = times.map(|times| median(&times));
        let cell = |ms: Option<f64>| ms.map_or_else(|| "-".to_owned(), |ms| format!("{ms:.1}"));
        let ratio =
            ours.zip(theirs).map_or_else(|| "-".to_owned(), |(ours, theirs)| format!("{:.2}", theirs / ours));
        println!("{:>9} {:>9} {ratio:>7}  {film:<26} {}", cell(ours), cell(theirs), compare(&facts));
    }
}

/// As many as for the other stages, but where a variable says otherwise, to try whether all is set up.
fn runs() -> usize {
    let named = std::env::var("NEGATOSCOPE_BENCH_RUNS").ok();
    named.and_then(|runs| runs.parse().ok()).unwrap_or(super::RUNS)
}

/// The folder that a variable names.
fn folder(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_dir());
    if folder.is_none() {
        println!("\nskipped: {variable} names no folder (docs/benchmark.md)");
    }
    folder
}

fn names(films: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(films).expect("the folder of films can be read").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".dcm")).collect();
    names.sort();
    names
}

fn version(modules: &Path) -> String {
    let text = std::fs::read(modules.join(LOADER).join("package.json")).expect("the peer is installed");
    let package: Value = serde_json::from_slice(&text).expect("JSON");
    package["version"].as_str().unwrap_or_default().to_owned()
}

/// The peer's worker as one script, with its codecs beside it.
fn bundle(modules: &Path) -> PathBuf {
    let folder = scratch("peer");
    let mut esbuild = Command::new(modules.join(".bin/esbuild"));
    esbuild.arg(package().join("tests/bench/peer.js"));
    esbuild.arg(format!("--outfile={}", folder.join("peer.js").display()));
    esbuild.arg(format!("--alias:peer={}", modules.join(LOADER).join("dist/esm").display()));
    esbuild.args(["--bundle", "--minify", "--format=esm", "--log-level=warning"]);
    // What the codecs ask for when they run in Node, and nowhere else.
    esbuild.args(["fs", "path", "module"].map(|module| format!("--external:{module}")));
    let status = esbuild.status().expect("esbuild is installed beside the peer");
    assert!(status.success(), "esbuild cannot bundle the peer");
    for codec in std::fs::read_dir(modules.join("@cornerstonejs")).expect("the peer is installed").flatten() {
        let Ok(files) = std::fs::read_dir(codec.path().join("dist")) else { continue };
        for file in files.flatten().filter(|file| file.file_name().to_string_lossy().ends_with(".wasm")) {
            std::fs::copy(file.path(), folder.join(file.file_name())).expect("a codec can be copied");
        }
    }
    folder
}

/// The median of what was timed; none where nothing was.
fn median(times: &[Value]) -> Option<f64> {
    let mut times = floats(times);
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}

/// Whether both came to the same samples, and where one did not come to any, why.
fn compare([ours, theirs]: &[Value; 2]) -> String {
    let errors = [("we", ours), ("they", theirs)]
        .map(|(who, facts)| facts["error"].as_str().map(|error| format!("{who} do not decode it: {error}")));
    let errors: Vec<_> = errors.into_iter().flatten().collect();
    if !errors.is_empty() {
        return errors.join("; ");
    }
    if ours["stored_sha256"] == theirs["stored_sha256"] {
        return "equal".to_owned();
    }
    let [min, max, mean] = ["stored_min", "stored_max", "stored_mean"].map(|name| {
        let number = |facts: &Value| facts[name].as_f64().unwrap_or(f64::NAN);
        number(theirs) - number(ours)
    });
    format!("differ: theirs min {min:+}, max {max:+}, mean {mean:+.3}")
}

/// Starts both workers, ours as the page does, and says how they are asked.
const START: &str = "(async () => {
    const at = name => JSON.stringify(location.origin + '/' + name);
    const script = `importScripts(${at('codecs.js')}, ${at('engine_cpu.js')});
        wasm_bindgen({module_or_path: ${at('engine_cpu_bg.wasm')}});`;
    window.ours = new Worker(URL.createObjectURL(new Blob([script], {type: 'text/javascript'})));
    window.theirs = new Worker('/__peer/peer.js', {type: 'module'});
    const answer = worker => new Promise((resolve, reject) => {
        worker.onmessage = ({data}) => resolve(data);
        worker.onerror = event => reject(new Error(event.message));
    });
    const ask = (worker, message) => { worker.postMessage({...message, file}); return answer(worker); };
    let file;
    window.take = async name => { file = await (await fetch('/__films/' + name)).blob(); };
    window.facts = async worker => {
        const {facts, error, ...rest} = await ask(worker, {type: 'inspect', film: 1, facts: true});
        return error ? {error: error.message ?? error} : facts ? JSON.parse(facts) : rest;
    };
    window.time = async worker => {
        const {stages, ms} = await ask(worker, {type: 'read', film: 1, view: {frame: 0, window: 0}});
        return stages?.decode_ms ?? ms;
    };
    await answer(ours);
})()";
