//! `negatoscope reproduce`: the paper's experiment on a folder of films, from its label rule to its tables and figures.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use super::args::ReproduceArgs;
use super::error::ReproduceError;
use super::experiment::Trained;
use super::films::{ExperimentFilms, FilmGroup};
use super::{csv_table, experiment, figures, films, page};
use crate::native::atomic_write;
use crate::native::outcome::Outcome;
use crate::native::tables::Exclusions;

pub(crate) fn run(args: &ReproduceArgs) -> Outcome {
    fs::create_dir_all(&args.out)
        .map_err(|source| ReproduceError::File { path: args.out.clone(), source })?;
    let device = args.device.open()?;
    let films = films::collect(args)?;
    for group in FilmGroup::ALL {
        println!("{:>6} {}", films.count(|film| film.group == group), group.name());
    }
    eprintln!("labels: {}", films.origin);
    films.exclusions.iter().for_each(Exclusions::report);
    // Also after every part: an interruption leaves the report of what is done.
    let trained = experiment::run(args, &films, &device, |trained| write(args, &films, trained))?;
    write(args, &films, &trained)?;
    println!("{}", args.out.join("report.html").display());
    if !args.report && trained.iter().all(|trained| trained.scores.is_empty()) {
        return Err(ReproduceError::Nothing.into());
    }
    let is_whole = trained.iter().all(|trained| trained.stopped.is_none());
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes the report three times: for people, for programs, and as a table with a row for each film.
fn write(args: &ReproduceArgs, films: &ExperimentFilms, trained: &[Trained]) -> Result<(), ReproduceError> {
    let vlb = figures::mean_vlb(films, &figures::vaes(trained));
    let report = figures::report(args, films, trained, &vlb);
    let path = args.out.join("report.json");
    let json = serde_json::to_vec_pretty(&report)
        .map_err(|source| ReproduceError::Json { path: path.clone(), source })?;
    let save = |path: PathBuf, bytes: &[u8]| {
        atomic_write::write(&path, bytes).map_err(|source| ReproduceError::File { path, source })
    };
    save(path, &json)?;
    csv_table::write(&args.out.join("report.csv"), films, trained, &vlb)?;
    save(args.out.join("report.html"), page::page(&report, films, &vlb)?.as_bytes())
}
