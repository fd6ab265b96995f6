//! What each task does, from the first command to the last.

use std::net::{TcpListener, TcpStream};
use std::thread::{sleep, spawn};
use std::time::Duration;

use crate::child::{cargo, command, root, run, target};
use crate::steps::Steps;
use crate::tools::{compiler, set_up, trunk};
use crate::{Failure, axe, chromium, fuzz, optional_tools};

/// What the native tests are built with (the page, for what it decides without a browser): all but the native GPU path,
/// which takes as long to build as all the rest and can be run only where there is a GPU. The lints see it.
const TESTED: [&str; 3] = ["--no-default-features", "--features", "cli,page"];

/// Sets up what is missing, builds the page as it ships and serves it until the person stops it.
pub(crate) fn serve() -> Result<(), Failure> {
    set_up()?;
    let Some(port) = (8080..8180).find(|&port| TcpListener::bind(("127.0.0.1", port)).is_ok()) else {
        let remedy = "end a server that runs on 127.0.0.1, ports 8080 to 8179".to_owned();
        return Err(Failure::Missing { what: "a free port".to_owned(), remedy });
    };
    println!("Building the page (the first time takes some minutes)");
    // Trunk listens when the page is built.
    spawn(move || {
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            sleep(Duration::from_millis(200));
        }
        println!("\nNegatoscope is at http://127.0.0.1:{port}/ (Ctrl-C ends it)\n");
    });
    run(&mut trunk(&["serve", "--release", "--address", "127.0.0.1", "--port", &port.to_string()]))
}

/// Builds the page as it ships into `pkg/`.
pub(crate) fn build() -> Result<(), Failure> {
    set_up()?;
    run(&mut trunk(&["build", "--release"]))
}

/// Everything that is checked before a change lands, cheapest first; ends at the first failure.
pub(crate) fn test() -> Result<(), Failure> {
    let mut steps = Steps::new(11);
    steps.run("format", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    steps.run("spelling", optional_tools::spelling)?;
    let browser =
        steps.run("tools", || set_up().and_then(|()| compiler()).and_then(|()| chromium::find()))?;
    steps.run("dependencies", optional_tools::dependencies)?;
    let clippy = |what: &[&str]| cargo(&[&["clippy"], what, &["--", "-Dwarnings"]].concat());
    let lint = |what: &[&str]| run(&mut clippy(what));
    // The browser's tests are no part of a plain `cargo test`, and so not of "all targets" either.
    steps.run("lints, native", || {
        lint(&["--workspace", "--all-targets"]).and_then(|()| lint(&["--test", "browser"]))
    })?;
    steps.run("tests, native", || run(&mut cargo(&[&["test", "--workspace"], &TESTED[..]].concat())))?;
    steps.run("fuzzing, short", fuzz::short)?;
    // One run for the page and the engines: what they share is checked once. Of WebGPU the engine has a line of its own,
    // which the build below compiles.
    let wasm =
        ["--target", "wasm32-unknown-unknown", "--no-default-features", "--features", "page,engine,cpu"];
    let codec =
        ["--target", wasm[1], "--no-default-features", "--features", "web,jpegxl", "--bin", "jpeg_xl"];
    // What compiles for browsers and fails in them is disallowed there alone: the program and the tests may use it.
    let lint_wasm =
        |what: &[&str]| run(clippy(what).env("CLIPPY_CONF_DIR", root().join("xtask/clippy-wasm")));
    steps.run("lints, wasm", || lint_wasm(&wasm).and_then(|()| lint_wasm(&codec)))?;
    let documentation = || {
        let all = ["doc", "--no-deps", "--document-private-items"];
        run(cargo(&[&all[..], &wasm].concat()).env("RUSTDOCFLAGS", "-Dwarnings"))
    };
    steps.run("documentation", documentation)?;
    steps.run("page", || run(&mut trunk(&["build", "--release"])))?;
    // One browser at a time: the tests measure how long the page's thread is kept.
    let tests =
        [&["test", "--test", "browser"], &TESTED[..], &["--", "--test-threads=1", "--nocapture"]].concat();
    let mut browser_tests = cargo(&tests);
    browser_tests.env("CHROMIUM", &browser);
    if let Some(axe) = axe::find() {
        browser_tests.env("NEGATOSCOPE_AXE", axe);
    }
    steps.run("tests, browser", || run(&mut browser_tests))?;
    steps.summary();
    Ok(())
}

/// Times each stage on one large film, natively and in the browser, and says how large a first visit is; where films in
/// every encoding and peers are at hand, times the decoding of those beside them.
pub(crate) fn bench() -> Result<(), Failure> {
    build()?;
    let browser = chromium::find()?;
    let native = ["run", "--release", "--no-default-features", "--features", "cli", "--", "bench"];
    run(&mut cargo(&native))?;
    bench_decoding(&native)?;
    let tests = ["--", "bench::", "--ignored", "--test-threads=1", "--nocapture"];
    run(cargo(&[&["test", "--test", "browser"], &TESTED[..], &tests].concat()).env("CHROMIUM", browser))
}

/// The program's decoding, beside pydicom's where there is a Python that has it. `docs/benchmark.md` says how to come by both.
fn bench_decoding(native: &[&str]) -> Result<(), Failure> {
    let Ok(films) = std::env::var("NEGATOSCOPE_BENCH_FILMS") else {
        println!("\nNot beside other decoders: NEGATOSCOPE_BENCH_FILMS names no films (docs/benchmark.md)");
        return Ok(());
    };
    println!();
    let Some(python) = std::env::var_os("NEGATOSCOPE_PYTHON") else {
        println!("Not beside pydicom: NEGATOSCOPE_PYTHON names no Python that has it (docs/benchmark.md)");
        return run(&mut cargo(&[native, &["--decode", &films]].concat()));
    };
    let program = target().join("release/negatoscope").with_extension(std::env::consts::EXE_EXTENSION);
    run(command(python).arg("tests/bench/peers.py").arg(films).arg("--program").arg(program))
}
