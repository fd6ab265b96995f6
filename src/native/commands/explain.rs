//! `negatoscope explain`: what a film's scores depend on, as images and JSON.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use image::{GrayImage, RgbImage};
use serde::Serialize;

use crate::card::Card;
use crate::explanation::{Contradiction, ErrorScale, Legend, Map, contradictions};
use crate::film;
use crate::film::DisplayRequest;
use crate::film::{Film, FilmWarning, Limits};
use crate::input;
use crate::input::{CropBox, ModelInputs, PaperInput};
use crate::native::atomic_write;
use crate::native::device::{DeviceChoice, ModelWeights, block_on, load_models};
use crate::native::evaluation::maps::explanation_maps;
use crate::native::load::paths::read;
use crate::native::outcome::Outcome;
use crate::native::weights::{CalibrationArgs, WeightsArgs};
use crate::scores::{Backend, ReleaseOutput};
use crate::verdict::Judgement;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The film to explain.
    file: PathBuf,
    /// Output folder for the images and explanation.json.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Device that computes the scores.
    #[arg(long, visible_alias = "backend", value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
    #[command(flatten)]
    calibration: CalibrationArgs,
    #[command(flatten)]
    weights: WeightsArgs,
}

/// The content of explanation.json.
#[derive(Debug, Serialize)]
struct Explanation {
    file: String,
    judgement: Judgement,
    #[serde(rename = "readout")]
    output: ReleaseOutput,
    #[serde(rename = "doubts")]
    warnings: Vec<FilmWarning>,
    /// Contradictions between the models and the header.
    contradictions: Vec<Contradiction>,
    /// The part of the film that the release models take: top, left, bottom, right, in shares of the film.
    area: [f32; 4],
    /// Change of the calibrated log odds of abnormal by each location: with its content minus without it.
    #[serde(rename = "disease")]
    abnormality: Map,
    /// Probability of an anomaly at each location; the film's anomaly is the mean.
    anomaly: Map,
    /// Mean distance of the paper's reconstruction from the film, grey values of 0 to 1.
    reconstruction_error: f64,
    /// Share of normal films, 0 to 100, with a smaller error; none where the model card has no error scale.
    reconstruction_error_percentile: Option<f64>,
    what_it_is: &'static str,
    backend: Backend,
    weights: String,
    notice: &'static str,
}

const WHAT_IT_IS: &str = "The maps show what the scores depend on. They do not show where disease is.";

/// Longest side of an image in pixels.
const MAX_SIDE_PIXELS: usize = 1024;

pub(crate) fn run(args: &ExplainArgs) -> Outcome {
    let name = args.file.display().to_string();
    let bytes = read(&args.file).map_err(|error| format!("{name}: {}", error.message))?;
    let mut film = film::open(bytes, &Limits::default()).map_err(|error| format!("{name}: {error}"))?;
    let ModelInputs { release: release_input, paper: paper_input } = input::prepare(&mut film);
    if release_input.is_blank() {
        return Err(format!("{name}: all pixels have the same value; there is nothing to explain").into());
    }
    let (release, paper) = (args.weights.release()?, args.weights.paper()?);
    let calibration = args.calibration.find(&release.card)?;
    let models = load_models(args.device, 1, &ModelWeights { release: &release, paper: Some(&paper) })?;
    let paper_models = models.paper.as_ref().ok_or("the paper's models were not loaded")?;

    let (output, anomaly, occlusion) = block_on(explanation_maps(&release_input, &models.release))?;
    let reconstruction = block_on(paper_models.reconstruct(&paper_input))?;
    let error = reconstruction.error(&paper_input);
    let abnormality = occlusion.times(calibration.scale);
    let scale = paper.card.reconstruction.as_ref();
    let area = release_input.area();
    let explanation = Explanation {
        file: name,
        judgement: calibration.judge(&output),
        output,
        warnings: film.header.warnings.clone(),
        contradictions: contradictions(&film.header, &output, &calibration),
        area: [area.top, area.left, area.bottom, area.right],
        reconstruction_error: error.mean(),
        reconstruction_error_percentile: scale.map(|scale| scale.place(&error)),
        abnormality,
        anomaly,
        what_it_is: WHAT_IT_IS,
        backend: models.backend,
        weights: release.card.weights(),
        notice: crate::NOTICE,
    };
    fs::create_dir_all(&args.out).map_err(|error| format!("{}: {error}", args.out.display()))?;
    let abnormality_legend = Legend::for_changes(f64::from(explanation.abnormality.reach()));
    save(&over(&film, &explanation.abnormality, &area, &abnormality_legend), &args.out, "disease.png")?;
    save(&over(&film, &explanation.anomaly, &area, &Legend::for_anomaly()), &args.out, "anomaly.png")?;
    let side = PaperInput::SIDE as u32;
    let gray = reconstruction.plane().iter().map(|value| (value * 255.0).round() as u8).collect();
    let image = GrayImage::from_raw(side, side, gray).ok_or("the reconstruction has an unexpected size")?;
    image.save(args.out.join("reconstruction.png"))?;
    let end = scale.map_or(1.0, ErrorScale::end);
    save(&alone(&error, &Legend::up_to(end)), &args.out, "error.png")?;
    atomic_write::write(
        args.out.join("explanation.json"),
        serde_json::to_string_pretty(&explanation)? + "\n",
    )?;

    let judged = &explanation.judgement;
    println!(
        "{}, probability of abnormality {:.3}\n\
         disease.png         change of the log odds of abnormality: blue lowers, red raises; full colour from {:.1}, maximum {:.2}\n\
         anomaly.png         probability of something that normal films do not show; bright = 0.5 and more\n\
         reconstruction.png  reconstruction by the paper's VAE\n\
         error.png           reconstruction error, mean {:.3}{}; bright = {end:.2} and more\n\
         {WHAT_IT_IS} {}",
        judged.verdict.words(),
        judged.p_abnormal_calibrated,
        abnormality_legend.end / 2.0,
        explanation.abnormality.reach(),
        explanation.reconstruction_error,
        explanation
            .reconstruction_error_percentile
            .map_or(String::new(), |place| format!(", larger than in {place:.0} % of normal films")),
        crate::NOTICE
    );
    explanation.contradictions.iter().for_each(|contradiction| println!("warning: {contradiction}"));
    explanation.warnings.iter().for_each(|warning| println!("warning: {warning}"));
    Ok(ExitCode::SUCCESS)
}

/// A map over the film as a viewer displays it.
fn over(film: &Film, map: &Map, area: &CropBox, legend: &Legend) -> RgbImage {
    let picture = film.render(&DisplayRequest::default());
    let (rows, columns) = (picture.rows as usize, picture.columns as usize);
    let (high, wide) = (rows as f64 * picture.aspect, columns as f64);
    let scale = (MAX_SIDE_PIXELS as f64 / high.max(wide)).min(1.0);
    let size = |side: f64| ((side * scale).round() as usize).max(1);
    let (height, width) = (size(high), size(wide));
    let colours = legend.over_film(map, area, width, height);
    let mut image = RgbImage::new(width as u32, height as u32);
    for (i, (pixel, colour)) in image.pixels_mut().zip(colours.as_chunks::<4>().0).enumerate() {
        let (row, column) = (i / width * rows / height, i % width * columns / width);
        let gray = f64::from(picture.gray[row * columns + column]);
        let [red, green, blue, opacity] = *colour;
        // At most half, so that the film stays visible.
        let cover = f64::from(opacity) / 255.0 * 0.5;
        let mixed =
            [red, green, blue].map(|colour| (gray + cover * (f64::from(colour) - gray)).round() as u8);
        pixel.0 = mixed;
    }
    image
}

/// A map without the film.
fn alone(map: &Map, legend: &Legend) -> RgbImage {
    let side = map.side as u32;
    RgbImage::from_fn(side, side, |x, y| {
        let value = f64::from(map.values[y as usize * map.side + x as usize]);
        image::Rgb(legend.scale.colour(value / legend.end))
    })
}

fn save(image: &RgbImage, folder: &Path, name: &str) -> Result<(), String> {
    let path = folder.join(name);
    image.save(&path).map_err(|error| format!("{}: {error}", path.display()))
}
