//! `negatoscope calibrate`: the verdict's limits fitted to a site's own normal films.

use std::path::PathBuf;
use std::process::ExitCode;

use super::score::ReadFilm;
use crate::calibration::{Calibration, CalibrationError};
use crate::native::atomic_write;
use crate::native::device::{DeviceChoice, ModelWeights, load_models};
use crate::native::load::paths::{files, open_each};
use crate::native::outcome::Outcome;
use crate::native::weights::WeightsArgs;
use crate::report::Report;

/// Arguments of `calibrate`.
#[derive(Debug, clap::Args)]
pub(crate) struct CalibrateArgs {
    /// About 100 normal chest films of the site: files, folders or archives. Only a few statistics are stored.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Output file.
    #[arg(long, value_name = "FILE", default_value = Calibration::FILE)]
    out: PathBuf,
    /// Name of the site, as shown in every report.
    #[arg(long, default_value = "own films")]
    site: String,
    /// Device that computes the scores.
    #[arg(long, visible_alias = "backend", value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    #[command(flatten)]
    weights: WeightsArgs,
}

pub(crate) fn run(args: &CalibrateArgs) -> Outcome {
    let files = files(&args.paths);
    let release = args.weights.release()?;
    let weights = ModelWeights { release: &release, paper: None };
    let models = load_models(args.device, files.len(), &weights)?;
    let shipped = &release.card.calibration;
    let (mut outputs, mut failed) = (Vec::new(), 0);
    open_each(&files, |source| -> Result<(), CalibrationError> {
        match ReadFilm::from_file(source).report(&models, shipped, "") {
            Report::Scored(film) => outputs.push(film.readout),
            Report::Failed { file, error, .. } => {
                failed += 1;
                eprintln!("negatoscope: skipped {file}: {}", error.message);
            }
        }
        Ok(())
    })?;
    let site = shipped.refit(&args.site, &outputs)?;
    atomic_write::write(&args.out, serde_json::to_string_pretty(&site)? + "\n")
        .map_err(|error| format!("{}: {error}", args.out.display()))?;
    println!(
        "{}: calibrated on {} normal films of {} ({} not classified as upright chest films, {failed} not scored)",
        args.out.display(),
        site.normal_films,
        site.site,
        outputs.len() - site.normal_films
    );
    for (value, before, after) in [
        ("looks normal below", shipped.looks_normal_below, site.looks_normal_below),
        ("needs review above", shipped.needs_review_above, site.needs_review_above),
        ("median anomaly", shipped.anomaly_percentiles[50], site.anomaly_percentiles[50]),
    ] {
        println!("  {value:<27} {before:.3} -> {after:.3}");
    }
    if site.calls_none_normal() {
        println!(
            "These films differ from those the models know: with the default calibration, the median film would not look normal. How abnormal \
             films of this site score is not known, so no film is called normal with this calibration."
        );
    }
    Ok(ExitCode::SUCCESS)
}
