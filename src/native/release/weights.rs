//! The weights that ship: three trained release models in 8 bits, their calibration, their model card, and their figures on
//! test films. `--paper` does the same for the paper's models.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use burn::tensor::Device;
use serde::Deserialize;

use super::calibration;
use super::paper;
use super::quantised::Weights;
use crate::NOTICE;
use crate::card::{Card, DataSource, ReleaseCard};
use crate::models::{
    FilmNetConfig, Precision, ReleaseModels, load_weights, save_weights, self_test_release_input,
};
use crate::native::atomic_write;
use crate::native::cli::Outcome;
use crate::native::device::block_on;
use crate::native::evaluation::release::{Judged, flags, load, readouts};
use crate::native::tables::Split;

/// Arguments of `release`.
#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArgs {
    /// Folder of the films the models were trained on; the figures are computed on its test films.
    #[arg(long, value_name = "DIR")]
    pub(crate) films: PathBuf,
    /// Folder of the three trainings: kind, novelty, disease; with --paper: vae, modality, diagnosis.
    #[arg(long, value_name = "DIR")]
    pub(crate) runs: PathBuf,
    /// Output folder for the weights and their model card.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Name of the weights; shown with their version in every report.
    #[arg(long)]
    pub(crate) name: String,
    /// Version of the weights.
    #[arg(long)]
    pub(crate) weights_version: String,
    /// JSON list of the films' sources, {name, licence, attribution, limits}, in the order of the credits.
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// A further limitation of these weights or of their figures, one sentence for the model card. May be repeated.
    #[arg(long = "limit", value_name = "TEXT")]
    limits: Vec<String>,
    /// Evaluate the paper's models instead of the release models.
    #[arg(long)]
    paper: bool,
}

pub(crate) fn release(args: &ReleaseArgs) -> Outcome {
    fs::create_dir_all(&args.out)?;
    if args.paper { paper::release(args) } else { release_models(args) }
}

fn release_models(args: &ReleaseArgs) -> Outcome {
    let device = Device::flex();
    let net = |run: &str, is_pooled: bool| {
        Weights::read(&args.runs.join(run), |bytes| {
            let net = FilmNetConfig::from_weights(bytes, is_pooled)?.init(&device);
            Ok(save_weights(&load_weights(net, bytes)?, Precision::Bits8)?)
        })
    };
    let (kind, novelty, disease) = (net("kind", false)?, net("novelty", false)?, net("disease", true)?);
    let exact = ReleaseModels::load(&kind.exact, &novelty.exact, &disease.exact, &device)?;
    let readers = ReleaseModels::load(&kind.stored, &novelty.stored, &disease.stored, &device)?;

    let validation = load(&args.films, Split::Validation)?;
    let exactly = readouts(&validation, &exact)?;
    let read = readouts(&validation, &readers)?;
    let difference = exactly.iter().zip(&read).map(|(a, b)| a.difference(b)).fold(0.0, f64::max);
    let rounding = || BTreeMap::from([("largest change of a probability".to_owned(), difference)]);
    let weights_name = format!("{} {}", args.name, args.weights_version);
    let (calibration, operating_point) = calibration::fit(&weights_name, &validation, &read)
        .ok_or("the validation films need both classes, normal and abnormal")?;
    println!("calibration: {calibration:?}\non validation films:");
    Judged { films: &validation, readouts: &read }.figures(&calibration, operating_point).print();

    let test = load(&args.films, Split::Test)?;
    let of_test = readouts(&test, &readers)?;
    let figures = Judged { films: &test, readouts: &of_test }.figures(&calibration, operating_point);
    println!("on test films:");
    figures.print();
    let flags = flags(&test, &readers, &calibration)?;
    println!("flagged: {flags:#?}");

    let (data, limits) = sources(args, [&kind, &novelty, &disease], &LIMITS)?;
    let layers = |weights: &Weights, side: usize, answers: &str| {
        let widths = FilmNetConfig::from_weights(&weights.stored, false)?.widths;
        Ok::<_, Box<dyn std::error::Error>>(format!(
            "Residual network, {side} x {side}: 5 x 5 stem, {} blocks of two 3 x 3 convolutions beside a skip, channels \
             {widths:?}, mean over places, {answers}",
            widths.len() - 1
        ))
    };
    let card = ReleaseCard {
        name: args.name.clone(),
        version: args.weights_version.clone(),
        notice: NOTICE.to_owned(),
        self_test: block_on(readers.read(&self_test_release_input()))?,
        calibration,
        p_abnormal_operating_point: operating_point,
        image_kind: kind.model(
            "kind",
            &layers(
                &kind,
                112,
                "softmax over chest film, other picture, upside down, turned, inverted, part",
            )?,
            rounding(),
            figures.kind,
        )?,
        anomaly: novelty.model(
            "novelty",
            &layers(
                &novelty,
                112,
                "an anomaly's logit for the film and for each place; the mean over places counts",
            )?,
            rounding(),
            figures.novelty,
        )?,
        abnormality: disease.model(
            "disease",
            &layers(&disease, 224, "the log odds of abnormal")?,
            rounding(),
            figures.disease,
        )?,
        verdicts: figures.verdicts,
        flags,
        data,
        limits,
    };
    for (model, weights) in card.models().into_iter().zip([&kind, &novelty, &disease]) {
        atomic_write::write(args.out.join(&model.file), &weights.stored)?;
        println!(
            "{:<22} {:>9} bytes; 8-bit storage changes at most {:?}",
            model.file, model.bytes, model.rounding
        );
    }
    atomic_write::write(args.out.join(ReleaseCard::FILE), serde_json::to_string_pretty(&card)? + "\n")?;
    Ok(ExitCode::SUCCESS)
}

/// What no weights of these architectures can do; sources add their own.
const LIMITS: [&str; 2] = [
    "The models see at most 224 x 224 pixels, and small nodules may be lost to them: on real ones they were not measured.",
    "They were validated on the test films counted here and nowhere else: calibrate them on films of your own.",
];

/// A source of films as the credits name it.
#[derive(Deserialize)]
struct Source {
    #[serde(flatten)]
    credit: DataSource,
    #[serde(default)]
    limits: Vec<String>,
}

/// The credits of the sources trained on, with their films counted from the trainings themselves, and what the models'
/// limits are.
pub(crate) fn sources(
    args: &ReleaseArgs,
    runs: [&Weights; 3],
    limits: &[&str],
) -> Result<(Vec<DataSource>, Vec<String>), Box<dyn std::error::Error>> {
    let known: Vec<Source> = match &args.sources {
        Some(path) => serde_json::from_slice(&fs::read(path)?)?,
        None => Vec::new(),
    };
    let mut films: BTreeMap<String, usize> = BTreeMap::new();
    for run in runs {
        let mut of_run: BTreeMap<String, usize> = BTreeMap::new();
        for (group, count) in run.counts()? {
            // `train, <source>, <label>`, as the training counted them.
            if let Some((source, _)) = group.strip_prefix("train, ").and_then(|rest| rest.rsplit_once(", ")) {
                *of_run.entry(source.to_owned()).or_default() += count;
            }
        }
        for (source, count) in of_run {
            let most = films.entry(source).or_default();
            *most = count.max(*most);
        }
    }
    let mut limits: Vec<String> = limits.iter().map(|&limit| limit.to_owned()).collect();
    let mut credits = Vec::new();
    for Source { credit, limits: own } in known {
        if let Some(films) = films.remove(&credit.name) {
            credits.push(DataSource { films, ..credit });
            limits.extend(own);
        }
    }
    for (name, films) in films {
        let name = if name.is_empty() { "source not named".to_owned() } else { name };
        credits.push(DataSource {
            name,
            licence: "not stated".to_owned(),
            attribution: String::new(),
            films,
        });
    }
    limits.extend_from_slice(&args.limits);
    Ok((credits, limits))
}
