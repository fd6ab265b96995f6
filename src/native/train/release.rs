//! The weights that ship: three trained models in 8 bits, their model card, and their figures on test films.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use burn::tensor::Device;
use serde::Deserialize;

use super::{CONFIG, COUNTS, History, WEIGHTS};
use crate::NOTICE;
use crate::card::{DataSource, Metrics, Model, ModelCard, sha256_hex};
use crate::models::{CnnConfig, Precision, Scorer, VaeConfig, load_weights, save_weights};
use crate::native::cli::Outcome;
use crate::native::device::block_on;
use crate::native::evaluate::{Figures, Group, load};
use crate::native::tables::Split;
use crate::scores::Scores;

/// Arguments of `release`.
#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArgs {
    /// Folder of the films the models were trained on; its test rows are looked at now.
    #[arg(long, value_name = "DIR")]
    films: PathBuf,
    /// Folder of the three trainings: vae, modality, diagnosis.
    #[arg(long, value_name = "DIR")]
    runs: PathBuf,
    /// Where to write the weights and their model card.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Name of the set of weights; with its version it stands in every report.
    #[arg(long)]
    name: String,
    /// Version of the set of weights.
    #[arg(long)]
    weights_version: String,
    /// JSON list of {name, licence, attribution, limits} of the films' sources, in the order they are to be credited.
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
}

pub(crate) fn release(args: &ReleaseArgs) -> Outcome {
    fs::create_dir_all(&args.out)?;
    let device = Device::flex();
    let vae = Weights::read(&args.runs.join("vae"), |bytes| {
        Ok(save_weights(
            &load_weights(VaeConfig::of_weights(bytes)?.init(&device), bytes)?,
            Precision::Bits8,
        )?)
    })?;
    let cnn = |run: &str| {
        Weights::read(&args.runs.join(run), |bytes| {
            Ok(save_weights(&load_weights(CnnConfig::new().init(&device), bytes)?, Precision::Bits8)?)
        })
    };
    let (modality, diagnosis) = (cnn("modality")?, cnn("diagnosis")?);
    let exact = Scorer::load(&vae.exact, &modality.exact, &diagnosis.exact, &device)?;
    let scorer = Scorer::load(&vae.stored, &modality.stored, &diagnosis.stored, &device)?;

    let validation = load(&args.films, Split::Validation)?;
    let exactly = Group::score(&validation, &exact)?;
    let validation = Group::score(&validation, &scorer)?;
    let normal = validation.normal_films().ok_or("labels.csv has no normal validation film")?;
    let points = validation.points(&normal);
    let rounding = |name: &str, score: fn(&Scores) -> f64| {
        BTreeMap::from([(name.to_owned(), validation.largest_change(&exactly, score))])
    };
    let test = load(&args.films, Split::Test)?;
    let figures = Figures::of(&Group::score(&test, &scorer)?, &points);
    figures.print();

    let hidden = VaeConfig::of_weights(&vae.stored)?.hidden;
    let (data, limits) = sources(args.sources.as_deref(), [&vae, &modality, &diagnosis])?;
    let card = ModelCard {
        name: args.name.clone(),
        version: args.weights_version.clone(),
        notice: NOTICE.to_owned(),
        self_test: block_on(scorer.score(&crate::models::self_test_input()))?,
        normal,
        p_cr_operating_point: points.p_cr,
        p_abnormal_operating_point: points.p_abnormal,
        vae: vae.model(
            "vae",
            &format!(
                "Variational autoencoder: 10,000 pixels - {hidden} (ReLU) - 256 latent variables - {hidden} (ReLU) - \
                 10,000, Bernoulli likelihood, standard normal prior, epsilon 1.0 (paper, section 2.1)"
            ),
            rounding("vlb_nats", |s| s.vlb),
            figures.vae,
        )?,
        modality: modality.model(
            "modality",
            &cnn_layers("not CR", "CR"),
            rounding("p_cr", |s| s.p_cr),
            figures.modality,
        )?,
        diagnosis: diagnosis.model(
            "diagnosis",
            &cnn_layers("abnormal", "normal"),
            rounding("p_abnormal", |s| s.p_abnormal),
            figures.diagnosis,
        )?,
        data,
        limits,
    };
    for (model, weights) in card.models().into_iter().zip([&vae, &modality, &diagnosis]) {
        fs::write(args.out.join(&model.file), &weights.stored)?;
        println!("{:<22} 8-bit storage changes a score by at most {:?}", model.file, model.rounding);
    }
    fs::write(args.out.join(ModelCard::FILE), serde_json::to_string_pretty(&card)? + "\n")?;
    Ok(ExitCode::SUCCESS)
}

/// The network's layers in words, with what its labels mean in the task.
fn cnn_layers(label_0: &str, label_1: &str) -> String {
    format!(
        "Convolutional network: 100 x 100 - Conv32 3x3 - Conv32 3x3 - max pooling 2x2 - dropout 0.25 - FC128 - \
         dropout 0.5 - softmax over 2 labels, 0 = {label_0}, 1 = {label_1} (paper, section 2.2)"
    )
}

/// What no weights of these architectures can do; sources add their own.
const LIMITS: [&str; 2] = [
    "The models follow a paper of 2017 and see 100 x 100 pixels: fine shadows are lost to them.",
    "The bound tells chest films from other pictures; it does not tell sick from healthy (the paper's finding, and ours).",
];

/// One training's weights, in both precisions.
struct Weights {
    run: PathBuf,
    exact: Vec<u8>,
    stored: Vec<u8>,
}

impl Weights {
    fn read(
        run: &Path,
        store: impl FnOnce(&[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>>,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let path = run.join(WEIGHTS);
        let exact =
            fs::read(&path).map_err(|error| format!("{}: {error}: train it first", path.display()))?;
        let stored = store(&exact)?;
        Ok(Self { run: run.to_owned(), exact, stored })
    }

    fn counts(&self) -> Result<BTreeMap<String, usize>, Box<dyn std::error::Error>> {
        Ok(serde_json::from_slice(&fs::read(self.run.join(COUNTS))?)?)
    }

    fn model(
        &self,
        name: &str,
        architecture: &str,
        rounding: BTreeMap<String, f64>,
        metrics: BTreeMap<String, Metrics>,
    ) -> Result<Model, Box<dyn std::error::Error>> {
        let mut training: serde_json::Value = serde_json::from_slice(&fs::read(self.run.join(CONFIG))?)?;
        let history: History = serde_json::from_slice(&fs::read(self.run.join("history.json"))?)?;
        training["epochs_run"] = history.epochs.len().into();
        training["best"] = serde_json::to_value(history.best())?;
        Ok(Model {
            file: format!("{name}.safetensors"),
            bytes: self.stored.len() as u64,
            sha256: sha256_hex(&self.stored),
            architecture: architecture.to_owned(),
            training,
            counts: self.counts()?,
            rounding,
            metrics,
        })
    }
}

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
fn sources(
    path: Option<&Path>,
    runs: [&Weights; 3],
) -> Result<(Vec<DataSource>, Vec<String>), Box<dyn std::error::Error>> {
    let known: Vec<Source> = match path {
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
    let mut limits: Vec<String> = LIMITS.map(str::to_owned).into();
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
    Ok((credits, limits))
}
