//! The project's own commands, run as `cargo xtask <task>`.

mod axe;
mod child;
mod chromium;
mod fuzz;
mod optional_tools;
mod slim;
mod steps;
mod tasks;

mod tools;

use std::fmt::{Display, Formatter};
use std::process::ExitCode;

/// A command of the project. A new one is a line here and a function in `tasks`.
struct Task {
    name: &'static str,
    summary: &'static str,
    /// Takes the words behind the task's name.
    run: fn(&[String]) -> Result<(), Failure>,
}

const TASKS: &[Task] = &[
    Task {
        name: "serve",
        summary: "set up what is missing, build the page and serve it",
        run: |_| tasks::serve(),
    },
    Task {
        name: "test",
        summary: "format, lints, and tests natively and in the browser",
        run: |_| tasks::test(),
    },
    Task { name: "build", summary: "build the page into pkg/", run: |_| tasks::build() },
    Task {
        name: "bench",
        summary: "time and memory of each stage, natively and in the browser",
        run: |_| tasks::bench(),
    },
    Task {
        name: "fuzz",
        summary: "fuzz the film code: [target] [seconds], else all for a minute each",
        run: fuzz::fuzz,
    },
    Task {
        name: "slim",
        summary: "called by Trunk: slim the wasm, write the build's version",
        run: |_| slim::slim(),
    },
];

/// Why a task ended early.
enum Failure {
    /// A program or folder that is needed and could not be had: what, and what to do.
    Missing { what: String, remedy: String },
    /// A command that ended with an error, which it has told itself.
    Command(String),
    /// A command that could not be started or waited for.
    Start { program: String, error: std::io::Error },
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing { what, remedy } => write!(f, "{what} is missing: {remedy}"),
            Self::Command(line) => write!(f, "failed: {line}"),
            Self::Start { program, error } => write!(f, "cannot run {program}: {error}"),
        }
    }
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_else(|| "help".to_owned());
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        println!("cargo xtask <task>\n");
        for Task { name, summary, .. } in TASKS {
            println!("  {name:<7}{summary}");
        }
        println!("  help   show this");
        return if ["help", "-h", "--help"].contains(&name.as_str()) {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(2)
        };
    };
    match (task.run)(&args.collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask {name}: {failure}");
            ExitCode::FAILURE
        }
    }
}
