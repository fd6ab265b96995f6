//! The browser of the end-to-end tests: Chromium from the path, or from the system's packages.

use std::ffi::OsString;
use std::path::Path;

use crate::Failure;
use crate::child::{command, output, run};

/// Names under which Chromium and its kin are installed.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The program to run as `CHROMIUM` names it, as the path has it, or as apt-get installs it where it may.
pub(crate) fn find() -> Result<OsString, Failure> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return if answers(&named) { Ok(named) } else { Err(missing("the browser that CHROMIUM names")) };
    }
    if let Some(found) = on_path() {
        return Ok(found);
    }
    let is_root = output(command("id").arg("-u")).is_some_and(|id| id == "0");
    if is_root && Path::new("/usr/bin/apt-get").exists() {
        println!("Installing Chromium from the system's packages");
        let apt = |args: &[&str]| run(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(args));
        apt(&["update"])
            .and_then(|()| apt(&["install", "--yes", "--no-install-recommends", "chromium"]))
            .ok();
    }
    on_path().ok_or_else(|| missing("Chromium"))
}

fn on_path() -> Option<OsString> {
    NAMES.iter().map(OsString::from).find(answers)
}

fn answers(program: &OsString) -> bool {
    output(command(program).arg("--version")).is_some()
}

fn missing(what: &str) -> Failure {
    let remedy =
        "install the system's package chromium, or name a Chromium or Chrome in the variable CHROMIUM";
    Failure::Missing { what: what.to_owned(), remedy: remedy.to_owned() }
}
