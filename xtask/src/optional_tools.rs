//! Checks by tools that the project does without where they are not installed: cargo-deny for the dependencies, typos for
//! the spelling. Each step says in one line what it skips.

use std::process::Command;

use crate::Failure;
use crate::child::{output, run};
use crate::tools::with_tools;

/// Licences, duplicate versions and sources of all dependencies, by `deny.toml`; known vulnerabilities too, where the
/// database of advisories can be fetched. Without a network the build must still pass.
pub(crate) fn dependencies() -> Result<(), Failure> {
    let Some(mut check) = installed("cargo-deny", "the dependencies' licences and advisories") else {
        return Ok(());
    };
    run(check.args(["--log-level", "error", "check", "licenses", "bans", "sources"]))?;
    if output(with_tools("cargo-deny").args(["fetch", "db"])).is_none() {
        println!("Skipped: advisories, because their database could not be fetched");
        return Ok(());
    }
    run(with_tools("cargo-deny").args(["--log-level", "error", "--offline", "check", "advisories"]))
}

/// The spelling of code, documents and the page's English texts, by `_typos.toml`.
pub(crate) fn spelling() -> Result<(), Failure> {
    installed("typos", "the spelling").map_or(Ok(()), |mut typos| run(&mut typos))
}

/// A tool, from the project's own folder or from the path; says what is skipped where it is in neither.
fn installed(program: &str, what: &str) -> Option<Command> {
    if output(with_tools(program).arg("--version")).is_some() {
        return Some(with_tools(program));
    }
    let package = if program == "typos" { "typos-cli" } else { program };
    println!(
        "Skipped: {what}, because {program} is not installed (cargo install {package} --root target/tools)"
    );
    None
}
