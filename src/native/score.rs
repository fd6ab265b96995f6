//! `negatoscope score`: a table for people, or one JSON object a line.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use walkdir::WalkDir;

use super::cli::{BackendChoice, Outcome, WeightsArgs};
use super::device::{self, block_on};
use super::weights::Weights;
use crate::card::{ModelCard, percentile_of};
use crate::film::{self, FilmError, Limits};
use crate::input::Input;
use crate::models::{Scorer, ScorerError};
use crate::polarity;
use crate::report::{ErrorReport, Report};
use crate::scores::Backend;

/// Arguments of `score`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Films, or folders of films.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What computes.
    #[arg(long, value_enum, default_value_t = BackendChoice::Auto)]
    backend: BackendChoice,
    /// One JSON object a line instead of a table.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    weights: WeightsArgs,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let files = files(&args.paths);
    let weights = Weights::find(args.weights.weights.as_deref())?;
    let (mut scorer, mut backend) = device::scorer(args.backend, files.len(), &weights)?;
    let mut out = io::stdout().lock();
    if !args.json {
        table_head(&mut out)?;
    }
    let mut failed = 0;
    for file in &files {
        let mut report = report(file, &scorer, backend, &weights.card);
        let is_lost = matches!(&report, Report::Failed { error, .. } if error.kind == ScorerError::DEVICE);
        if is_lost && args.backend == BackendChoice::Auto && backend == Backend::Gpu {
            eprintln!("negatoscope: the GPU gave no sound answer: the processor computes from here on");
            (scorer, backend) = device::scorer(BackendChoice::Cpu, files.len(), &weights)?;
            report = self::report(file, &scorer, backend, &weights.card);
        }
        failed += usize::from(matches!(report, Report::Failed { .. }));
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&report)?)?;
        } else {
            table_row(&mut out, &report, &weights.card)?;
        }
    }
    if !args.json {
        writeln!(
            out,
            "\n{} of {} scored on {}. {}",
            files.len() - failed,
            files.len(),
            backend.name(),
            crate::NOTICE
        )?;
    }
    Ok(if failed == 0 && !files.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every file named, and every file in the folders named, in order. A name that cannot be walked stays in the list:
/// reading it says why. A folder's labels.csv and hidden files are no films and are passed over.
fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        for entry in WalkDir::new(path).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() || passed_over(entry.path()) => {}
                Ok(entry) => files.push(entry.into_path()),
                Err(error) => files.push(error.path().unwrap_or(path).to_owned()),
            }
        }
    }
    files
}

fn passed_over(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.starts_with('.') || name == "labels.csv"
}

fn report(path: &Path, scorer: &Scorer, backend: Backend, card: &ModelCard) -> Report {
    let started = Instant::now();
    let name = path.display().to_string();
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(error) => return Report::failed(&name, error),
    };
    let mut film = match film::open(bytes, &Limits::default()) {
        Ok(film) => film,
        Err(error) => return Report::failed(&name, (&error).into()),
    };
    let input = Input::from_film(&film);
    polarity::check(&input, &mut film.header);
    match block_on(scorer.score(&input)) {
        Ok(scores) => {
            let elapsed_ms = started.elapsed().as_secs_f64() * 1e3;
            Report::scored(&name, &film.header, scores, backend, elapsed_ms, &card.weights())
        }
        Err(error) => {
            Report::failed(&name, ErrorReport { kind: error.kind().to_owned(), message: error.to_string() })
        }
    }
}

/// The bytes of a file, its size checked before any of it is read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ErrorReport> {
    let unreadable = |error: std::io::Error| ErrorReport {
        kind: "unreadable".to_owned(),
        message: format!("The file cannot be read ({error}): check that it exists and may be read."),
    };
    let length = fs::metadata(path).map_err(unreadable)?.len();
    let limit = Limits::default().max_file_bytes as u64;
    if length > limit {
        let what = "The size of the file in bytes";
        return Err((&FilmError::TooLarge { what, found: length, limit }).into());
    }
    fs::read(path).map_err(unreadable)
}

fn table_head(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{:>10} {:>9} {:>8} {:>8} {:>8}  FILE", "VLB nat", "of normal", "P(CR)", "P(abn.)", "ms")
}

fn table_row(out: &mut impl Write, report: &Report, card: &ModelCard) -> io::Result<()> {
    match report {
        Report::Scored(film) => {
            let s = &film.scores;
            writeln!(
                out,
                "{:>10.1} {:>7.0} % {:>8.3} {:>8.3} {:>8.1}  {}",
                s.vlb,
                percentile_of(&card.normal.vlb_percentiles, s.vlb),
                s.p_cr,
                s.p_abnormal,
                film.elapsed_ms,
                film.file
            )?;
            film.doubts.iter().try_for_each(|doubt| writeln!(out, "{:>47}  {doubt}", "in doubt"))
        }
        Report::Failed { file, error, .. } => {
            writeln!(out, "{:>47}  {file}: {}", "not scored", error.message)
        }
    }
}
