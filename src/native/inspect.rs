//! `negatoscope inspect`: what a file holds.

use std::path::PathBuf;
use std::process::ExitCode;

use super::cli::Outcome;
use super::score::read;
use crate::film::{self, Limits};
use crate::report::{ErrorReport, Report};

/// Arguments of `inspect`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The film.
    file: PathBuf,
    /// One JSON object instead of lines.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let name = args.file.display().to_string();
    let film = read(&args.file)
        .and_then(|bytes| film::open(bytes, &Limits::default()).map_err(|error| ErrorReport::from(&error)));
    let film = match film {
        Ok(film) => film,
        Err(error) if args.json => {
            println!("{}", serde_json::to_string(&Report::failed(&name, error))?);
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => return Err(format!("{name}: {}", error.message).into()),
    };
    let facts = serde_json::to_value(film.facts())?;
    if args.json {
        println!("{facts}");
    } else if let Some(facts) = facts.as_object() {
        for (name, value) in facts.iter().filter(|(_, value)| !value.is_null()) {
            println!("{name:>20}  {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
    }
    Ok(ExitCode::SUCCESS)
}
