//! `negatoscope inspect`: what a file holds.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::Value;

use crate::film;
use crate::film::Limits;
use crate::native::load::opened_file::OpenedFile;
use crate::native::load::paths::open_each;
use crate::native::outcome::Outcome;
use crate::report::{ErrorReport, Report};

/// Arguments of `inspect`.
#[derive(Debug, clap::Args)]
pub(crate) struct InspectArgs {
    /// The film, or an archive of films.
    file: PathBuf,
    /// Frame number, from 1.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    frame: u32,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &InspectArgs) -> Outcome {
    let mut code = ExitCode::SUCCESS;
    open_each(
        std::slice::from_ref(&args.file),
        |OpenedFile { name, bytes }| -> Result<(), Box<dyn Error>> {
            let film = bytes.and_then(|bytes| {
                film::open_frame(bytes, args.frame.saturating_sub(1), &Limits::default())
                    .map_err(ErrorReport::from)
            });
            match film {
                Ok(film) if args.json => println!("{}", serde_json::to_value(film.summary())?),
                Ok(film) => print(&name, &serde_json::to_value(film.summary())?),
                Err(error) => {
                    code = ExitCode::FAILURE;
                    if args.json {
                        println!("{}", serde_json::to_string(&Report::failed(&name, error))?);
                    } else {
                        eprintln!("negatoscope: {name}: {}", error.message);
                    }
                }
            }
            Ok(())
        },
    )?;
    Ok(code)
}

fn print(name: &str, facts: &Value) {
    println!("{name}");
    for (name, value) in facts.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        println!("{name:>20}  {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
}
