//! `negatoscope error-scale`: how far the paper's reconstructions of normal films are from the films.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use super::evaluate::load;
use crate::card::{Card, PaperCard};
use crate::explanation::ErrorScale;
use crate::models::{Label, ModelsError, PaperModels};
use crate::native::atomic_write;
use crate::native::cli::{BackendChoice, Outcome};
use crate::native::device::{block_on, scorer};
use crate::native::evaluation::labelled::Labelled;
use crate::native::tables::{Question, Split};
use crate::native::weights::WeightsArgs;

/// Arguments of `error-scale`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of films with a labels.csv, as for `train`; the normal validation films are used.
    #[arg(long, value_name = "DIR")]
    films: PathBuf,
    /// Output folder for the model card with the error scale.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Backend that computes the scores.
    #[arg(long, value_enum, default_value_t = BackendChoice::Cpu)]
    backend: BackendChoice,
    #[command(flatten)]
    weights: WeightsArgs,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let weights = args.weights.paper()?;
    let films = load(&args.films, Split::Validation)?;
    let scorer = scorer(args.backend, films.len(), &weights)?;
    let scale = error_scale(&films, &scorer)?
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

/// The scale by the normal ones of these films that may be trained on; none where there is none.
pub(crate) fn error_scale(
    films: &[Labelled],
    scorer: &PaperModels,
) -> Result<Option<ErrorScale>, ModelsError> {
    let is_normal = |film: &&Labelled| {
        !film.row.held_back && film.row.label(Question::NormalFilms) == Some(Label::Normal)
    };
    let errors = films.iter().filter(is_normal).map(|film| {
        let drawn = block_on(scorer.reconstruct(&film.input))?;
        Ok::<_, ModelsError>(drawn.error(&film.input))
    });
    Ok(ErrorScale::from_errors(&errors.collect::<Result<Vec<_>, _>>()?))
}
