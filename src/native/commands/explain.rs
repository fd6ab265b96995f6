//! `negatoscope explain`: what a film's numbers depend on, as pictures and JSON.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use image::{GrayImage, RgbImage};
use serde::Serialize;

use crate::card::Card;
use crate::explanation::{
    Contradiction, ErrorScale, Legend, Map, Occlusion, OcclusionPatches, contradictions,
};
use crate::film;
use crate::film::DisplayRequest;
use crate::film::{Film, FilmWarning, Limits};
use crate::input;
use crate::input::{CropBox, ModelInputs, PaperInput, ReleaseInput};
use crate::models::{ModelsError, ReleaseModels};
use crate::native::atomic_write;
use crate::native::cli::{BackendChoice, Outcome};
use crate::native::device;
use crate::native::device::{Wanted, block_on};
use crate::native::load::paths::read;
use crate::native::weights::{CalibrationArgs, WeightsArgs};
use crate::scores::{Backend, ReleaseOutput};
use crate::verdict::Judgement;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The film to explain.
    file: PathBuf,
    /// Output folder for the images and explanation.json.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Backend that computes the scores.
    #[arg(long, value_enum, default_value_t = BackendChoice::Cpu)]
    backend: BackendChoice,
    #[command(flatten)]
    calibration: CalibrationArgs,
    #[command(flatten)]
    weights: WeightsArgs,
}

/// What is said of a film, in numbers.
#[derive(Debug, Serialize)]
struct Explanation {
    file: String,
    judgement: Judgement,
    readout: ReleaseOutput,
    warnings: Vec<FilmWarning>,
    /// Where the models and the header do not agree.
    contradictions: Vec<Contradiction>,
    /// The part of the film that the release models see: top, left, bottom, right, in shares of it.
    area: [f32; 4],
    /// By how much the calibrated log odds of abnormal are higher with what lies at each place than without it.
    disease: Map,
    /// Probability, place by place, of what normal films do not have; the film's anomaly is the mean.
    anomaly: Map,
    /// Mean distance of the paper's reconstruction from the film, grey values of 0 to 1.
    reconstruction_error: f64,
    /// Share of normal films, 0 to 100, whose reconstruction is nearer; none where the model card does not say.
    reconstruction_error_percentile: Option<f64>,
    what_it_is: &'static str,
    backend: Backend,
    weights: String,
    notice: &'static str,
}

const WHAT_IT_IS: &str = "The maps show what the scores depend on. They do not show where disease is.";

/// Longest side of a picture in pixels.
const LONGEST: usize = 1024;

pub(crate) fn run(args: &Args) -> Outcome {
    let name = args.file.display().to_string();
    let bytes = read(&args.file).map_err(|error| format!("{name}: {}", error.message))?;
    let mut film = film::open(bytes, &Limits::default()).map_err(|error| format!("{name}: {error}"))?;
    let ModelInputs { release: square, paper: input } = input::prepare(&mut film);
    if square.is_blank() {
        return Err(format!("{name}: all pixels have the same value; there is nothing to explain").into());
    }
    let (release, paper) = (args.weights.release()?, args.weights.paper()?);
    let calibration = args.calibration.find(&release.card)?;
    let models = device::models(args.backend, 1, &Wanted { release: &release, paper: Some(&paper) })?;
    let scorer = models.paper.as_ref().ok_or("the paper's models were not loaded")?;

    let (readout, anomaly, changes) = block_on(maps(&square, &models.readers))?;
    let drawn = block_on(scorer.reconstruct(&input))?;
    let error = drawn.error(&input);
    let disease = changes.times(calibration.scale);
    let scale = paper.card.reconstruction.as_ref();
    let area = square.area();
    let explanation = Explanation {
        file: name,
        judgement: calibration.judge(&readout),
        readout,
        warnings: film.header.warnings.clone(),
        contradictions: contradictions(&film.header, &readout, &calibration),
        area: [area.top, area.left, area.bottom, area.right],
        reconstruction_error: error.mean(),
        reconstruction_error_percentile: scale.map(|scale| scale.place(&error)),
        disease,
        anomaly,
        what_it_is: WHAT_IT_IS,
        backend: models.backend,
        weights: release.card.weights(),
        notice: crate::NOTICE,
    };
    fs::create_dir_all(&args.out).map_err(|error| format!("{}: {error}", args.out.display()))?;
    let disease_legend = Legend::for_changes(f64::from(explanation.disease.reach()));
    save(&over(&film, &explanation.disease, &area, &disease_legend), &args.out, "disease.png")?;
    save(&over(&film, &explanation.anomaly, &area, &Legend::for_anomaly()), &args.out, "anomaly.png")?;
    let side = PaperInput::SIDE as u32;
    let gray = drawn.plane().iter().map(|value| (value * 255.0).round() as u8).collect();
    let reconstruction =
        GrayImage::from_raw(side, side, gray).ok_or("the reconstruction has an unexpected size")?;
    reconstruction.save(args.out.join("reconstruction.png"))?;
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
        disease_legend.end / 2.0,
        explanation.disease.reach(),
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

/// What the release models say of a film, the anomaly place by place, and what every place does to the log odds of abnormal
/// (not calibrated).
pub(crate) async fn maps(
    square: &ReleaseInput,
    readers: &ReleaseModels,
) -> Result<(ReleaseOutput, Map, Map), ModelsError> {
    let (readout, anomaly) = (readers.read(square).await?, readers.anomaly_map(square).await?);
    let film = OcclusionPatches::new(square);
    let mut occlusion = Occlusion::new(readout.abnormal_log_odds);
    while !occlusion.is_complete() {
        let from = occlusion.done();
        let patches = from..OcclusionPatches::COUNT;
        occlusion.add(&readers.log_odds_without(&film, patches).await?);
    }
    let changes = occlusion.map().ok_or_else(|| ModelsError::Device("no patch was occluded".to_owned()))?;
    Ok((readout, anomaly, changes))
}

/// A map over the film as a viewing station shows it.
fn over(film: &Film, map: &Map, area: &CropBox, legend: &Legend) -> RgbImage {
    let picture = film.render(&DisplayRequest::default());
    let (rows, columns) = (picture.rows as usize, picture.columns as usize);
    let (high, wide) = (rows as f64 * picture.aspect, columns as f64);
    let scale = (LONGEST as f64 / high.max(wide)).min(1.0);
    let size = |side: f64| ((side * scale).round() as usize).max(1);
    let (height, width) = (size(high), size(wide));
    let colours = legend.over_film(map, area, width, height);
    let mut image = RgbImage::new(width as u32, height as u32);
    for (i, (pixel, colour)) in image.pixels_mut().zip(colours.as_chunks::<4>().0).enumerate() {
        let (row, column) = (i / width * rows / height, i % width * columns / width);
        let gray = f64::from(picture.gray[row * columns + column]);
        let [red, green, blue, opacity] = *colour;
        // Half at most: the film stays to be seen.
        let cover = f64::from(opacity) / 255.0 * 0.5;
        let mixed =
            [red, green, blue].map(|colour| (gray + cover * (f64::from(colour) - gray)).round() as u8);
        pixel.0 = mixed;
    }
    image
}

/// A map by itself.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::self_test_release_input;
    use crate::native::weights::WeightsArgs;

    /// The weights that ship, on the film that every engine knows.
    #[test]
    fn the_maps_are_about_the_readout_however_the_work_is_cut() {
        let weights = WeightsArgs::default().release().expect("weights");
        let [kind, novelty, disease] = &weights.models;
        let readers = ReleaseModels::load(kind, novelty, disease, &burn::tensor::Device::flex())
            .expect("the models load");
        let square = self_test_release_input();
        let readout = block_on(readers.read(&square)).expect("a readout");
        let anomaly = block_on(readers.anomaly_map(&square)).expect("a map");
        assert!((anomaly.mean() - readout.anomaly).abs() < 1e-5);
        let film = OcclusionPatches::new(&square);
        let many = block_on(readers.log_odds_without(&film, 20..OcclusionPatches::COUNT)).expect("log odds");
        assert_eq!(many.len(), ReleaseModels::MAX_PATCHES);
        for (patch, together) in (20..).zip(many).step_by(3) {
            let alone = block_on(readers.log_odds_without(&film, patch..patch + 1)).expect("log odds");
            assert!((alone[0] - together).abs() < 1e-4, "patch {patch}: {} and {together}", alone[0]);
        }
        // No patch is hidden by a number beyond the last.
        let none =
            block_on(readers.log_odds_without(&film, OcclusionPatches::COUNT..OcclusionPatches::COUNT + 1));
        assert!((none.expect("log odds")[0] - readout.abnormal_log_odds).abs() < 1e-4);
    }
}
