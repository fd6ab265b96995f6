//! `negatoscope score`: a table for people, or one JSON object a line.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use crate::calibration::Calibration;
use crate::card::{Card, PaperCard};
use crate::film;
use crate::film::{Film, Header, Limits};
use crate::input;
use crate::input::ModelInputs;
use crate::models::ModelsError;
use crate::native::device::{DeviceChoice, ModelWeights, Models, block_on, load_models};
use crate::native::load::opened_file::OpenedFile;
use crate::native::load::paths::{files, open_each};
use crate::native::outcome::{Outcome, exit_code_of_films};
use crate::native::weights::{CalibrationArgs, WeightsArgs};
use crate::report::{ErrorKind, ErrorReport, Report};
use crate::scores::Backend;
use crate::statistics::percentile_of;

/// Arguments of `score`.
#[derive(Debug, clap::Args)]
pub(crate) struct ScoreArgs {
    /// Films, folders of films, ZIP archives, or a DICOMDIR with its files.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Device that computes the scores.
    #[arg(long, visible_alias = "backend", value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Print JSON Lines (docs/report.schema.json) instead of a table, including the scores of the paper's models.
    #[arg(long)]
    json: bool,
    /// Add the scores of the paper's models: VLB, P(CR) and P(abnormal).
    #[arg(long)]
    paper: bool,
    #[command(flatten)]
    calibration: CalibrationArgs,
    #[command(flatten)]
    weights: WeightsArgs,
}

pub(crate) fn run(args: &ScoreArgs) -> Outcome {
    let files = files(&args.paths);
    let release = args.weights.release()?;
    let calibration = args.calibration.find(&release.card)?;
    let paper = if args.paper || args.json { Some(args.weights.paper()?) } else { None };
    let weights = ModelWeights { release: &release, paper: paper.as_ref() };
    let mut models = load_models(args.device, files.len(), &weights)?;
    let paper_card = paper.as_ref().map(|paper| &paper.card);
    let paper_weights = paper_card.map(|card| card.weights()).unwrap_or_default();
    let table = ScoreTable { paper: paper_card };
    let mut out = io::stdout().lock();
    if !args.json {
        table.head(&mut out)?;
    }
    let (mut all, mut failed) = (0, 0);
    open_each(&files, |file| -> Result<(), Box<dyn std::error::Error>> {
        let read = ReadFilm::from_file(file);
        let mut report = read.report(&models, &calibration, &paper_weights);
        let is_lost = matches!(&report, Report::Failed { error, .. } if error.kind == ErrorKind::Device);
        if is_lost && args.device == DeviceChoice::Auto && models.backend == Backend::Gpu {
            eprintln!("negatoscope: the GPU returned invalid values; the CPU computes the remaining films");
            models = load_models(DeviceChoice::Cpu, files.len(), &weights)?;
            report = read.report(&models, &calibration, &paper_weights);
        }
        all += 1;
        failed += usize::from(matches!(report, Report::Failed { .. }));
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&report)?)?;
        } else {
            table.row(&mut out, &report)?;
        }
        Ok(())
    })?;
    if !args.json {
        let (scored, backend) = (all - failed, models.backend.name());
        writeln!(
            out,
            "\n{scored} of {all} scored on {backend}, calibrated on {}. {}",
            calibration.site,
            crate::NOTICE
        )?;
    }
    Ok(exit_code_of_films(all, failed))
}

/// A film that was read, or why it cannot be.
pub(crate) struct ReadFilm {
    name: String,
    film: Result<(Header, ModelInputs), ErrorReport>,
    read_ms: f64,
}

impl ReadFilm {
    pub(crate) fn from_file(file: OpenedFile) -> Self {
        let started = Instant::now();
        let mut film = file.bytes.and_then(|bytes| Ok(film::open(bytes, &Limits::default())?));
        Self::from_film(file.name, film.as_mut().map_err(|error| &*error), started)
    }

    /// From a film that was decoded, or failed to decode, since `started`.
    pub(crate) fn from_film(name: String, film: Result<&mut Film, &ErrorReport>, started: Instant) -> Self {
        let film = film.map_err(Clone::clone).map(|film| {
            let inputs = input::prepare(film);
            (film.header.clone(), inputs)
        });
        Self { name, film, read_ms: started.elapsed().as_secs_f64() * 1e3 }
    }

    pub(crate) fn report(&self, models: &Models, calibration: &Calibration, paper_weights: &str) -> Report {
        let started = Instant::now();
        let (header, inputs) = match &self.film {
            Ok((header, inputs)) => (header, inputs),
            Err(error) => return Report::failed(&self.name, error.clone()),
        };
        let scored = block_on(async {
            let paper = match &models.paper {
                Some(paper) => Some(paper.score(&inputs.paper).await?),
                None => None,
            };
            Ok::<_, ModelsError>((models.release.read(&inputs.release).await?, paper))
        });
        match scored {
            Ok((output, paper)) => {
                let elapsed_ms = self.read_ms + started.elapsed().as_secs_f64() * 1e3;
                let paper = paper.map(|scores| (scores, paper_weights));
                Report::scored(&self.name, header, &output, calibration, paper, models.backend, elapsed_ms)
            }
            Err(error) => Report::failed(&self.name, ErrorReport::new(error.kind(), error.to_string())),
        }
    }
}

/// The table for people, with columns of the paper's models where their card is given.
struct ScoreTable<'a> {
    paper: Option<&'a PaperCard>,
}

impl ScoreTable<'_> {
    fn head(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "{:<16} {:>8} {:>8} {:>9} {:>8}", "VERDICT", "P(abn.)", "anomaly", "P(chest)", "ms")?;
        if self.paper.is_some() {
            write!(out, " {:>11} {:>9} {:>7} {:>8}", "VLB nat", "of normal", "P(CR)", "P(abn.)")?;
        }
        writeln!(out, "  FILE")
    }

    fn row(&self, out: &mut impl Write, report: &Report) -> io::Result<()> {
        let film = match report {
            Report::Scored(film) => film,
            Report::Failed { file, error, .. } => {
                return writeln!(out, "{:<16} {file}: {}", "not scored", error.message);
            }
        };
        let judged = &film.judgement;
        write!(
            out,
            "{:<16} {:>8.3} {:>6.0} % {:>9.3} {:>8.1}",
            judged.verdict.words(),
            judged.p_abnormal_calibrated,
            judged.anomaly_percentile,
            judged.p_chest,
            film.elapsed_ms
        )?;
        if let (Some(scores), Some(card)) = (&film.scores, self.paper) {
            let place = percentile_of(&card.normal.vlb_percentiles, scores.vlb);
            write!(
                out,
                " {:>11.1} {place:>7.0} % {:>7.3} {:>8.3}",
                scores.vlb, scores.p_cr, scores.p_abnormal
            )?;
        }
        writeln!(out, "  {}", film.file)?;
        if let Some(why) = judged.reason.words() {
            writeln!(out, "{:<16} {why}", "")?;
        }
        film.warnings.iter().try_for_each(|warning| writeln!(out, "{:<16} warning: {warning}", ""))
    }
}
