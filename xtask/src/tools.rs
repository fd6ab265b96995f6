//! The tools that build the page and fuzz the film code, at the versions the project is made with; what is missing is
//! installed.

use std::env::{join_paths, split_paths, var_os};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::Failure;
use crate::child::{cargo, command, output, root, run, target};

const WASM: &str = "wasm32-unknown-unknown";

/// The newest that the project's Rust can build.
const TRUNK: &str = "0.21.14";

const CARGO_FUZZ: &str = "0.13.2";

/// Makes sure of the wasm target, Trunk and wasm-bindgen; says what it installs, and keeps quiet otherwise.
pub(crate) fn set_up() -> Result<(), Failure> {
    wasm_target()?;
    let bindgen = wasm_bindgen_version()?;
    tool("trunk", "trunk", TRUNK)?;
    tool("wasm-bindgen", "wasm-bindgen-cli", &bindgen)?;
    // Trunk keeps cargo from the network too.
    run(&mut cargo(&["fetch", "--locked"])).map_err(|_| Failure::Missing {
        what: "a package that Cargo.lock names".to_owned(),
        remedy: "see why above; the first build needs a connection to crates.io".to_owned(),
    })
}

/// Trunk with the project's tools on its path; it downloads nothing, since all it may want is there.
pub(crate) fn trunk(args: &[&str]) -> Command {
    let mut trunk = with_tools("trunk");
    trunk.args(args).arg("--offline");
    // Trunk takes this variable, which says "no colour" by being there at all, for a flag of true or false.
    if var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    trunk
}

/// cargo-fuzz, which builds the targets of `fuzz/` with counters of coverage and runs them; installed if need be.
pub(crate) fn cargo_fuzz(args: &[&str]) -> Result<Command, Failure> {
    tool("cargo-fuzz", "cargo-fuzz", CARGO_FUZZ)?;
    let mut cargo_fuzz = with_tools("cargo-fuzz");
    cargo_fuzz.args(args);
    Ok(cargo_fuzz)
}

/// libFuzzer is written in C++.
pub(crate) fn compiler() -> Result<(), Failure> {
    output(command("c++").arg("--version")).map(|_| ()).ok_or_else(|| Failure::Missing {
        what: "a C++ compiler (c++), which fuzzing needs".to_owned(),
        remedy: "install g++ or clang".to_owned(),
    })
}

fn wasm_target() -> Result<(), Failure> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    if PathBuf::from(sysroot).join("lib/rustlib").join(WASM).join("lib").is_dir() {
        return Ok(());
    }
    println!("Adding Rust's {WASM} target");
    run(command("rustup").args(["target", "add", WASM])).map_err(|_| Failure::Missing {
        what: format!("Rust's {WASM} target"),
        remedy: "install Rust with rustup (https://rustup.rs), or add the target to your Rust".to_owned(),
    })
}

/// The crate and the tool must be of one version: Cargo.lock's.
fn wasm_bindgen_version() -> Result<String, Failure> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap_or_default();
    locked_version(&lock, "wasm-bindgen").map(str::to_owned).ok_or_else(|| Failure::Missing {
        what: "wasm-bindgen in Cargo.lock".to_owned(),
        remedy: "restore Cargo.lock from the repository".to_owned(),
    })
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let version = lock.lines().skip_while(|line| *line != name).nth(1)?;
    version.strip_prefix("version = \"")?.strip_suffix('"')
}

/// Installs a tool for this project alone, unless the right version is on the path.
fn tool(program: &str, package: &str, version: &str) -> Result<(), Failure> {
    let found = output(with_tools(program).arg("--version")).unwrap_or_default();
    if found.split_whitespace().nth(1) == Some(version) {
        return Ok(());
    }
    println!("Installing {package} {version} into {} (some minutes, once)", folder().display());
    let install = || {
        // Without its default features Trunk downloads nothing and looks for no updates, and builds sooner.
        let mut install =
            cargo(&["install", package, "--version", version, "--no-default-features", "--root"]);
        install.arg(folder()).env("CARGO_TARGET_DIR", target().join("tools-build"));
        // A tool that runs for seconds is not worth minutes of optimising.
        for (setting, value) in [("LTO", "off"), ("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16")] {
            install.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
        }
        install
    };
    // The tool's own lock file first; a registry mirror may lack a version that it names.
    if run(install().arg("--locked")).is_ok() {
        return Ok(());
    }
    println!("Again, without {package}'s lock file");
    run(&mut install()).map_err(|_| Failure::Missing {
        what: format!("{package} {version}"),
        remedy: format!("see why above, then run `cargo install {package} --version {version}`"),
    })
}

fn folder() -> PathBuf {
    target().join("tools")
}

/// A command that finds the project's own tools before others of their names.
pub(crate) fn with_tools(program: &str) -> Command {
    let own = folder().join("bin");
    let mut paths = vec![own.clone()];
    paths.extend(split_paths(&var_os("PATH").unwrap_or_default()));
    // The child's path does not decide where the child itself is looked for on every system.
    let mine = own.join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    let mut command = command(if mine.is_file() { mine.into_os_string() } else { OsString::from(program) });
    command.env("PATH", join_paths(paths).unwrap_or_default());
    command
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn finds_the_version_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "bindgen"), None);
    }
}
