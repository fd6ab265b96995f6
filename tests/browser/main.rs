//! End-to-end tests: the page as it ships, in a real headless Chromium, held against the native program.
//!
//! `cargo xtask test` builds the page into `pkg/` and runs these; a plain `cargo test` leaves them out.

mod accessibility;
mod bench;
mod calibrating;
mod canvas;
mod cdp;
mod chromium;
mod containers;
mod dicom_export;
mod explaining;
mod faults;
mod films;
mod gallery;
mod golden;
mod languages;
mod listing;
mod loading;
mod looks;
mod many;
mod offline;
mod page;
mod paper;
mod privacy;
mod robustness;
mod scoring;
mod server;
mod session;
mod tags;
mod tools;
mod viewing;
mod worklist;

use std::path::{Path, PathBuf};

use server::Server;

/// A server of the built page, and of the golden films under `/__files/` where they are at hand.
fn serve() -> Server {
    let pkg = package().join("pkg");
    assert!(pkg.join("index.html").is_file(), "pkg/ holds no page: build it first with `cargo xtask build`");
    Server::start(&pkg, &package().join("../shared/golden"))
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of this test's own, empty, below Cargo's output folder.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("Cargo's output folder can be written");
    folder
}
