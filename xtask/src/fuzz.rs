//! Coverage-guided fuzzing of the film code: every target of `fuzz/` in turn, and what each has come to.
//!
//! The code that is fuzzed is safe Rust with its assertions and overflow checks on, so no sanitizer is needed, which only
//! a nightly Rust has.

use std::fs::{self, File};
use std::process::Command;

use crate::Failure;
use crate::child::{cargo, output, root, run, target};
use crate::tools::{cargo_fuzz, compiler};

/// Seconds a target gets where none are asked for.
const SECONDS: u32 = 60;

/// Of a target, in the tests. It takes as long again to build them all.
const SHORT: u32 = 10;

/// `cargo xtask fuzz [target] [seconds]`: one target or all of them, each for so long.
pub(crate) fn fuzz(args: &[String]) -> Result<(), Failure> {
    let seconds = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(SECONDS);
    let named = args.iter().find(|arg| arg.parse::<u32>().is_err());
    let targets = set_up()?;
    if let Some(unknown) = named.filter(|named| !targets.contains(named)) {
        let remedy = format!("name one of {}", targets.join(", "));
        return Err(Failure::Missing { what: format!("a target {unknown}"), remedy });
    }
    let chosen: Vec<String> = named.map_or(targets, |named| vec![named.clone()]);
    fuzz_all(&chosen, &[format!("-max_total_time={seconds}")])
}

/// A short run of all targets, which turns the seeds over in the same order every time.
pub(crate) fn short() -> Result<(), Failure> {
    let targets = set_up()?;
    fuzz_all(&targets, &[format!("-max_total_time={SHORT}"), "-seed=1".to_owned()])
}

/// Makes sure of cargo-fuzz, the targets and their seeds, and returns the targets' names.
fn set_up() -> Result<Vec<String>, Failure> {
    compiler()?;
    cargo_fuzz(&[])?;
    run(&mut cargo(&["run", "--quiet", "--package", "negatoscope-fuzz", "--example", "seeds"]))?;
    run(&mut tuned("build", &[])?)?;
    let names = output(&mut cargo_fuzz(&["list"])?).unwrap_or_default();
    Ok(names.lines().map(str::to_owned).collect())
}

/// cargo-fuzz with what both its build and its runs must be told, so that a run finds everything built.
fn tuned(task: &str, args: &[&str]) -> Result<Command, Failure> {
    let mut command = cargo_fuzz(&[task, "--sanitizer", "none", "--codegen-units", "16"])?;
    // Counters of coverage and optimising across crates do not go together.
    command.args(args).env("CARGO_PROFILE_RELEASE_LTO", "off");
    Ok(command)
}

fn fuzz_all(targets: &[String], options: &[String]) -> Result<(), Failure> {
    let folder = target().join("fuzz");
    let failed = |error| Failure::Start { program: folder.display().to_string(), error };
    fs::create_dir_all(&folder).map_err(failed)?;
    let dictionary = format!("-dict={}", root().join("fuzz/dicom.dict").display());
    println!("{}", Outcome::HEADER);
    let mut crashed = Vec::new();
    for name in targets {
        let log = folder.join(format!("{name}.log"));
        let mut command = tuned("run", &[name, "--", &dictionary])?;
        command.args(["-timeout=5", "-rss_limit_mb=1024", "-max_len=65536", "-print_final_stats=1"]);
        command.args(options).stderr(File::create(&log).map_err(failed)?);
        let result = run(&mut command);
        let text = String::from_utf8_lossy(&fs::read(&log).map_err(failed)?).into_owned();
        println!("{}", Outcome::of(&text).line(name, result.is_ok()));
        if let Err(failure) = result {
            let lines: Vec<&str> = text.lines().collect();
            println!("{}", lines[lines.len().saturating_sub(40)..].join("\n"));
            crashed.push(failure);
        }
    }
    crashed.into_iter().next().map_or(Ok(()), Err)
}

/// What libFuzzer says at the end.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    runs: u64,
    edges: u64,
    features: u64,
    peak_mb: u64,
    rate: u64,
}

impl Outcome {
    const HEADER: &str = "target         result        runs   runs/s    edges features  peak MB";

    /// Reads the last counts of a log: `#99 DONE cov: 12 ft: 34 corp: ...`, and `stat::peak_rss_mb: 56`.
    fn of(log: &str) -> Self {
        let behind = |word: &str| {
            let mut values = log.lines().rev().filter_map(|line| line.split_once(word));
            values.find_map(|(_, rest)| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
        };
        Self {
            runs: behind("stat::number_of_executed_units:"),
            edges: behind(" cov:"),
            features: behind(" ft:"),
            peak_mb: behind("stat::peak_rss_mb:"),
            rate: behind("stat::average_exec_per_sec:"),
        }
    }

    fn line(&self, name: &str, passed: bool) -> String {
        let Self { runs, edges, features, peak_mb, rate } = self;
        let word = if passed { "passed" } else { "FAILED" };
        format!("{name:<15}{word:<8}{runs:>10}{rate:>9}{edges:>9}{features:>9}{peak_mb:>9}")
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn the_last_counts_of_a_log_are_read() {
        let log = "#2\tINITED cov: 5 ft: 6 corp: 1/1b\n#99\tDONE   cov: 12 ft: 34 corp: 3/9b\n\
                   Done 99 runs in 3 second(s)\nstat::number_of_executed_units: 99\n\
                   stat::average_exec_per_sec:     33\nstat::peak_rss_mb:              56\n";
        let expected = Outcome { runs: 99, edges: 12, features: 34, peak_mb: 56, rate: 33 };
        assert_eq!(Outcome::of(log), expected);
        assert_eq!(Outcome::of("nothing"), Outcome::default());
    }
}
