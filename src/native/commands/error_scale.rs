//! `negatoscope error-scale`: the reconstruction error of the paper's VAE on normal films.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::card::{Card, PaperCard};
use crate::native::atomic_write;
use crate::native::device::{DeviceChoice, load_paper_models};
use crate::native::evaluation::films::load_paper_films;
use crate::native::evaluation::paper::error_scale;
use crate::native::outcome::Outcome;
use crate::native::tables::Split;
use crate::native::weights::WeightsArgs;

/// Arguments of `error-scale`.
#[derive(Debug, clap::Args)]
pub(crate) struct ErrorScaleArgs {
    /// Folder of films with a labels.csv, as for `train`; the normal validation films are used.
    #[arg(long, value_name = "DIR")]
    films: PathBuf,
    /// Output folder for the model card with the error scale.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Device that computes the scores.
    #[arg(long, visible_alias = "backend", value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
    #[command(flatten)]
    weights: WeightsArgs,
}

pub(crate) fn run(args: &ErrorScaleArgs) -> Outcome {
    let weights = args.weights.paper()?;
    let films = load_paper_films(&args.films, Split::Validation)?;
    let models = load_paper_models(args.device, films.len(), &weights)?;
    let scale = error_scale(&films, &models)?
        .ok_or("labels.csv has no normal validation film; label some as normal with the split val")?;
    println!(
        "{} normal films: pixel error {:.3} (median), {:.3} (99th percentile); film error {:.3} (median)",
        scale.films,
        scale.pixel_percentiles[50],
        scale.end(),
        scale.film_percentiles[50]
    );
    let card = PaperCard { reconstruction: Some(scale), ..weights.card };
    fs::create_dir_all(&args.out)?;
    let path = args.out.join(PaperCard::FILE);
    let json = serde_json::to_string_pretty(&card)? + "\n";
    atomic_write::write(&path, json).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(ExitCode::SUCCESS)
}
