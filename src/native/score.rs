//! `negatoscope score`: a table for people, or one JSON object a line.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use super::cli::{BackendChoice, Outcome, WeightsArgs};
use super::device::{self, block_on};
use super::files::{Source, files, open_each};
use super::weights::Weights;
use crate::card::{ModelCard, percentile_of};
use crate::film::{self, Header, Limits};
use crate::input::Input;
use crate::models::{Scorer, ScorerError};
use crate::polarity;
use crate::report::{ErrorReport, Report};
use crate::scores::Backend;

/// Arguments of `score`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Films, folders of films, ZIP archives of them, or a DICOMDIR with its files beside it.
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
    let (mut all, mut failed) = (0, 0);
    open_each(&files, |source| -> Result<(), Box<dyn std::error::Error>> {
        let read = Read::of(source);
        let mut report = read.report(&scorer, backend, &weights.card);
        let is_lost = matches!(&report, Report::Failed { error, .. } if error.kind == ScorerError::DEVICE);
        if is_lost && args.backend == BackendChoice::Auto && backend == Backend::Gpu {
            eprintln!("negatoscope: the GPU gave no sound answer: the processor computes from here on");
            (scorer, backend) = device::scorer(BackendChoice::Cpu, files.len(), &weights)?;
            report = read.report(&scorer, backend, &weights.card);
        }
        all += 1;
        failed += usize::from(matches!(report, Report::Failed { .. }));
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&report)?)?;
        } else {
            table_row(&mut out, &report, &weights.card)?;
        }
        Ok(())
    })?;
    if !args.json {
        writeln!(out, "\n{} of {} scored on {}. {}", all - failed, all, backend.name(), crate::NOTICE)?;
    }
    Ok(if failed == 0 && all > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A film that was read, or why it could not be.
struct Read {
    name: String,
    film: Result<(Header, Input), ErrorReport>,
    read_ms: f64,
}

impl Read {
    fn of(source: Source) -> Self {
        let started = Instant::now();
        let film = source.bytes.and_then(|bytes| {
            let mut film = film::open(bytes, &Limits::default())?;
            let input = Input::from_film(&film);
            polarity::check(&input, &mut film.header);
            Ok((film.header, input))
        });
        Self { name: source.name, film, read_ms: started.elapsed().as_secs_f64() * 1e3 }
    }

    fn report(&self, scorer: &Scorer, backend: Backend, card: &ModelCard) -> Report {
        let started = Instant::now();
        let (header, input) = match &self.film {
            Ok((header, input)) => (header, input),
            Err(error) => return Report::failed(&self.name, error.clone()),
        };
        match block_on(scorer.score(input)) {
            Ok(scores) => {
                let elapsed_ms = self.read_ms + started.elapsed().as_secs_f64() * 1e3;
                Report::scored(&self.name, header, scores, backend, elapsed_ms, &card.weights())
            }
            Err(error) => Report::failed(
                &self.name,
                ErrorReport { kind: error.kind().to_owned(), message: error.to_string() },
            ),
        }
    }
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
