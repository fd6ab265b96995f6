//! `negatoscope evaluate`: figures of the models on labelled films, at the operating points of their model card.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::native::device::{DeviceChoice, ModelWeights, load_models, load_paper_models};
use crate::native::evaluation::films::{load_paper_films, load_release_films};
use crate::native::evaluation::paper::{OperatingPoints, PaperFigures, ScoredFilms};
use crate::native::evaluation::pointing_game;
use crate::native::evaluation::release::{JudgedFilms, outputs};
use crate::native::outcome::Outcome;
use crate::native::tables::Split;
use crate::native::weights::{CalibrationArgs, WeightsArgs};

/// Arguments of `evaluate`.
#[derive(Debug, clap::Args)]
pub(crate) struct EvaluateArgs {
    /// Folder of films with a labels.csv, as for `train`.
    #[arg(long, value_name = "DIR")]
    films: PathBuf,
    /// Split to evaluate.
    #[arg(long, value_enum, default_value_t = Split::Test)]
    split: Split,
    /// Device that computes the scores.
    #[arg(long, visible_alias = "backend", value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Evaluate the paper's models instead of the release models.
    #[arg(long)]
    paper: bool,
    /// Play the pointing game: how often the maps of `explain` peak on an opacity drawn into a normal film, on at most
    /// this many films of each source.
    #[arg(long, value_name = "FILMS", conflicts_with_all = ["paper", "json"])]
    explanation: Option<usize>,
    #[command(flatten)]
    calibration: CalibrationArgs,
    #[command(flatten)]
    weights: WeightsArgs,
}

pub(crate) fn run(args: &EvaluateArgs) -> Outcome {
    match args.explanation {
        Some(max_films) => run_pointing_game(args, max_films),
        None if args.paper => run_paper(args),
        None => run_release(args),
    }
}

fn run_release(args: &EvaluateArgs) -> Outcome {
    let release = args.weights.release()?;
    let calibration = args.calibration.find(&release.card)?;
    let films = load_release_films(&args.films, args.split)?;
    let weights = ModelWeights { release: &release, paper: None };
    let models = load_models(args.device, films.len(), &weights)?;
    let outputs = outputs(&films, &models.release)?;
    let operating_point = release.card.p_abnormal_operating_point;
    let figures = JudgedFilms { films: &films, outputs: &outputs }.figures(&calibration, operating_point);
    if args.json {
        println!("{}", serde_json::to_string(&figures)?);
    } else {
        figures.print();
    }
    Ok(ExitCode::SUCCESS)
}

fn run_pointing_game(args: &EvaluateArgs, max_films: usize) -> Outcome {
    let release = args.weights.release()?;
    let calibration = args.calibration.find(&release.card)?;
    let films = load_release_films(&args.films, args.split)?;
    let weights = ModelWeights { release: &release, paper: None };
    let models = load_models(args.device, films.len(), &weights)?;
    pointing_game::play(&films, max_films, &models.release, &calibration)?;
    Ok(ExitCode::SUCCESS)
}

fn run_paper(args: &EvaluateArgs) -> Outcome {
    let weights = args.weights.paper()?;
    let films = load_paper_films(&args.films, args.split)?;
    let models = load_paper_models(args.device, films.len(), &weights)?;
    let scored = ScoredFilms::score(&films, &models)?;
    let figures = PaperFigures::new(&scored, &OperatingPoints::from_card(&weights.card));
    if args.json {
        println!("{}", serde_json::to_string(&figures)?);
    } else {
        figures.print();
    }
    Ok(ExitCode::SUCCESS)
}
