//! `negatoscope reproduce`: the paper's experiment on a folder of films, from its label rule to its tables and figures.

mod charts;
mod comparisons;
mod csv_table;
mod experiment;
mod figures;
mod films;
mod galleries;
mod html;
mod number_format;
mod paper_tables;
mod plots;
mod published;
mod report;
mod score_cache;
mod sections;
mod settings;
mod thumbnail;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use self::experiment::Trained;
use self::films::Films;
pub(crate) use self::settings::Args;
use super::atomic_write;
use super::cli::Outcome;
use crate::native::train::TrainError;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReproduceError {
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error("no film has a source that begins with `{wanted}`; the sources in the table are {known}")]
    Source { wanted: String, known: String },
    #[error(
        "no film counts as {cr}; the modalities are {met}. Name those of chest radiographs, such as --cr {option}"
    )]
    Modality { met: String, cr: String, option: String },
    #[error("{path}: {source}; free disk space or grant write access, then run the same command again")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}; remove the file, and it is created again")]
    Json { path: PathBuf, source: serde_json::Error },
    #[error("{path}: {source}; free disk space, then run the same command again")]
    Csv { path: PathBuf, source: csv::Error },
    #[error("a chart of the report cannot be drawn: {0}")]
    Plot(String),
    #[error("nothing could be trained; see the messages above")]
    Nothing,
}

pub(crate) fn run(args: &Args) -> Outcome {
    fs::create_dir_all(&args.out)
        .map_err(|source| ReproduceError::File { path: args.out.clone(), source })?;
    let films = films::collect(args)?;
    for group in films::Group::ALL {
        println!("{:>6} {}", films.count(|film| film.group == group), group.name());
    }
    eprintln!("labels: {}", films.origin);
    films.left_out.iter().for_each(|left| left.say());
    // After every part: an interruption leaves the report of what is done.
    let trained = experiment::run(args, &films, |trained| write(args, &films, trained))?;
    write(args, &films, &trained)?;
    println!("{}", args.out.join("report.html").display());
    if !args.report && trained.iter().all(|trained| trained.scores.is_empty()) {
        return Err(ReproduceError::Nothing.into());
    }
    let is_whole = trained.iter().all(|trained| trained.stopped.is_none());
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The report three times: for people, for programs, and a row a film.
fn write(args: &Args, films: &Films, trained: &[Trained]) -> Result<(), ReproduceError> {
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
    save(args.out.join("report.html"), html::page(&report, films, &vlb)?.as_bytes())
}
