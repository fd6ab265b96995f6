//! The weights that ship: three trained models in 8 bits, their model card, and their figures on test films.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use burn::module::Module;
use burn::tensor::Device;
use indicatif::ProgressIterator;

use super::data::{self, Labelled, Question, Row, Split};
use super::{CONFIG, COUNTS, History, WEIGHTS};
use crate::NOTICE;
use crate::card::{DataSource, Metrics, Model, ModelCard, NormalFilms, sha256_hex};
use crate::models::{CnnConfig, Label, Precision, Scorer, VaeConfig, load_weights, save_weights};
use crate::native::cli::Outcome;
use crate::native::device::block_on;
use crate::native::metrics::{metrics, percentiles, youden};
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
    /// Name of the set of weights.
    #[arg(long, default_value = "negatoscope-paper")]
    name: String,
    /// Version of the set of weights.
    #[arg(long)]
    weights_version: String,
    /// JSON list of {name, licence, attribution} of the films' sources, in the order they are to be credited.
    #[arg(long, value_name = "FILE")]
    sources: PathBuf,
}

/// A film with what both precisions say of it.
struct Scored {
    row: Row,
    split: Split,
    scores: Scores,
    exact: Option<Scores>,
}

pub(crate) fn release(args: &ReleaseArgs) -> Outcome {
    fs::create_dir_all(&args.out)?;
    let device = Device::flex();
    let vae = Weights::read(VaeConfig::new().init(&device), &args.runs.join("vae"))?;
    let modality = Weights::read(CnnConfig::new().init(&device), &args.runs.join("modality"))?;
    let diagnosis = Weights::read(CnnConfig::new().init(&device), &args.runs.join("diagnosis"))?;
    let exact = Scorer::load(&vae.exact, &modality.exact, &diagnosis.exact, &device)?;
    let scorer = Scorer::load(&vae.stored, &modality.stored, &diagnosis.stored, &device)?;

    let films = score(&args.films, &scorer, &exact)?;
    let validation = Group::of(&films, Split::Validation);
    let test = Group::of(&films, Split::Test);
    let normal = validation.select(Question::NormalFilms, Label::Normal, released);
    let of_normal = |score: fn(&Scores) -> f64| percentiles(&values(&normal, score));
    let vlb_percentiles = of_normal(|s| s.vlb);
    let p_cr_operating_point = 1.0 - validation.threshold(Question::Modality, not_cr);
    let p_abnormal_operating_point = validation.threshold(Question::Diagnosis, |s| s.p_abnormal);
    // The films the VAE is to find: those less likely than 95% of normal validation films.
    let unlikely = -vlb_percentiles[5];

    let mut vae_metrics = test.by_source(Question::Diagnosis, |s| -s.vlb, unlikely);
    vae_metrics.extend(test.other_against_normal(|s| -s.vlb, unlikely));
    let rounding = |score: fn(&Scores) -> f64| validation.rounding(score);
    let card = ModelCard {
        name: args.name.clone(),
        version: args.weights_version.clone(),
        notice: NOTICE.to_owned(),
        self_test: block_on(scorer.score(&crate::models::self_test_input()))?,
        normal: NormalFilms {
            count: normal.len(),
            p_cr_percentiles: of_normal(|s| s.p_cr),
            p_abnormal_percentiles: of_normal(|s| s.p_abnormal),
            vlb_percentiles,
        },
        p_cr_operating_point,
        p_abnormal_operating_point,
        vae: vae.model(
            "vae",
            "Variational autoencoder: 10,000 pixels - 512 (ReLU) - 256 latent variables - 512 (ReLU) - 10,000, \
             Bernoulli likelihood, standard normal prior, epsilon 1.0 (paper, section 2.1)",
            [("vlb_nats".to_owned(), rounding(|s| s.vlb))].into(),
            vae_metrics,
        )?,
        modality: modality.model(
            "modality",
            CNN,
            [("p_cr".to_owned(), rounding(|s| s.p_cr))].into(),
            test.modality(1.0 - p_cr_operating_point),
        )?,
        diagnosis: diagnosis.model(
            "diagnosis",
            CNN,
            [("p_abnormal".to_owned(), rounding(|s| s.p_abnormal))].into(),
            test.by_source(Question::Diagnosis, |s| s.p_abnormal, p_abnormal_operating_point),
        )?,
        data: sources(&args.sources, [&vae, &modality, &diagnosis])?,
        limits: LIMITS.map(str::to_owned).into(),
    };
    for (model, weights) in card.models().into_iter().zip([&vae, &modality, &diagnosis]) {
        fs::write(args.out.join(&model.file), &weights.stored)?;
        for (group, m) in &model.metrics {
            println!(
                "{:<22} {group:<44} {:>4}+ {:>4}-  AUROC {:.3} ({:.3}-{:.3})  sens {:.3} spec {:.3} bal.acc {:.3} acc {:.3} (majority {:.3})",
                model.file,
                m.positives,
                m.negatives,
                m.auroc,
                m.auroc_95[0],
                m.auroc_95[1],
                m.sensitivity,
                m.specificity,
                m.balanced_accuracy,
                m.accuracy,
                m.majority_rate
            );
        }
        println!("{:<22} 8-bit storage changes a score by at most {:?}", model.file, model.rounding);
    }
    fs::write(args.out.join(ModelCard::FILE), serde_json::to_string_pretty(&card)? + "\n")?;
    Ok(ExitCode::SUCCESS)
}

const CNN: &str = "Convolutional network: 100 x 100 - Conv32 3x3 - Conv32 3x3 - max pooling 2x2 - dropout 0.25 - \
                   FC128 - dropout 0.5 - softmax over 2 labels, 0 = abnormal (not CR), 1 = normal (CR) (paper, section 2.2)";

const LIMITS: [&str; 4] = [
    "The models follow a paper of 2017 and see 100 x 100 pixels: fine shadows are lost to them.",
    "The bound tells chest films from other pictures; it does not tell sick from healthy (the paper's finding, and ours).",
    "Trained on frontal films of children of 1 to 5 years (one hospital) and of NIH ChestX-ray14; other films may score otherwise.",
    "The labels of NIH ChestX-ray14 were mined from texts and are noisy.",
];

/// One training's weights, in both precisions.
struct Weights {
    run: PathBuf,
    exact: Vec<u8>,
    stored: Vec<u8>,
}

impl Weights {
    fn read<M: Module>(model: M, run: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let path = run.join(WEIGHTS);
        let exact =
            fs::read(&path).map_err(|error| format!("{}: {error}: train it first", path.display()))?;
        let stored = save_weights(&load_weights(model, &exact)?, Precision::Bits8)?;
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

/// Scores every validation and test film; the validation films in full precision too.
fn score(folder: &Path, scorer: &Scorer, exact: &Scorer) -> Result<Vec<Scored>, Box<dyn std::error::Error>> {
    let mut rows = Vec::new();
    for row in data::rows(folder)? {
        if row.split()? != Split::Train {
            rows.push((row, Label::Normal)); // the label is asked for later, by question
        }
    }
    let films: Vec<Labelled> = data::load(folder, rows, "reading validation and test")?;
    films
        .into_iter()
        .progress()
        .map(|film| {
            let split = film.row.split()?;
            let scores = block_on(scorer.score(&film.input))?;
            let exact =
                (split == Split::Validation).then(|| block_on(exact.score(&film.input))).transpose()?;
            Ok(Scored { row: film.row, split, scores, exact })
        })
        .collect()
}

fn not_cr(scores: &Scores) -> f64 {
    1.0 - scores.p_cr
}

fn released(row: &Row) -> bool {
    row.release_training != "no"
}

fn values(films: &[&Scored], score: fn(&Scores) -> f64) -> Vec<f64> {
    films.iter().map(|film| score(&film.scores)).collect()
}

/// The films of one split.
struct Group<'a>(Vec<&'a Scored>);

impl<'a> Group<'a> {
    fn of(films: &'a [Scored], split: Split) -> Self {
        Self(films.iter().filter(|film| film.split == split).collect())
    }

    fn select(&self, question: Question, label: Label, keep: impl Fn(&Row) -> bool) -> Vec<&'a Scored> {
        let asked =
            |film: &Scored| film.row.label(question).is_ok_and(|l| l == Some(label)) && keep(&film.row);
        self.0.iter().copied().filter(|film| asked(film)).collect()
    }

    /// Youden's threshold over the rows that may be trained on.
    fn threshold(&self, question: Question, score: fn(&Scores) -> f64) -> f64 {
        let of = |label| values(&self.select(question, label, released), score);
        youden(&of(Label::Abnormal), &of(Label::Normal))
    }

    fn rounding(&self, score: fn(&Scores) -> f64) -> f64 {
        let change =
            |film: &&Scored| film.exact.map_or(0.0, |exact| (score(&exact) - score(&film.scores)).abs());
        self.0.iter().map(change).fold(0.0, f64::max)
    }

    fn sources(&self) -> Vec<&str> {
        let mut names = self.0.iter().map(|film| film.row.source.as_str()).collect::<Vec<_>>();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Abnormal against normal within each source, where it has both; and by the second reading alone.
    fn by_source(
        &self,
        question: Question,
        score: fn(&Scores) -> f64,
        threshold: f64,
    ) -> BTreeMap<String, Metrics> {
        let mut all = BTreeMap::new();
        let mut add = |name: String, keep: &dyn Fn(&Row) -> bool| {
            let positives = values(&self.select(question, Label::Abnormal, keep), score);
            let negatives = values(&self.select(question, Label::Normal, keep), score);
            if !positives.is_empty() && !negatives.is_empty() {
                all.insert(name, metrics(&positives, &negatives, threshold));
            }
        };
        for source in self.sources() {
            add(source.to_owned(), &|row| row.source == source);
        }
        add("all sources".to_owned(), &|_| true);
        all
    }

    /// Pictures that are no chest radiographs against normal films.
    fn other_against_normal(&self, score: fn(&Scores) -> f64, threshold: f64) -> BTreeMap<String, Metrics> {
        let positives = values(&self.select(Question::Modality, Label::Abnormal, |_| true), score);
        let negatives = values(&self.select(Question::NormalFilms, Label::Normal, |_| true), score);
        [(
            "not a chest radiograph, against normal films".to_owned(),
            metrics(&positives, &negatives, threshold),
        )]
        .into()
    }

    /// Not a chest radiograph against chest radiographs: all, kinds trained on, kinds never trained on.
    fn modality(&self, threshold: f64) -> BTreeMap<String, Metrics> {
        let chest = values(&self.select(Question::Modality, Label::Normal, |_| true), not_cr);
        let of = |keep: fn(&Row) -> bool| {
            let others = values(&self.select(Question::Modality, Label::Abnormal, keep), not_cr);
            metrics(&others, &chest, threshold)
        };
        [
            ("all kinds of other pictures".to_owned(), of(|_| true)),
            ("kinds of other pictures trained on".to_owned(), of(released)),
            ("kinds of other pictures never trained on".to_owned(), of(|row| !released(row))),
        ]
        .into()
    }
}

/// The credits, with the number of training films counted from the trainings themselves.
fn sources(path: &Path, runs: [&Weights; 3]) -> Result<Vec<DataSource>, Box<dyn std::error::Error>> {
    let mut sources: Vec<DataSource> = serde_json::from_slice(&fs::read(path)?)?;
    for source in &mut sources {
        let mut films = 0;
        for run in runs {
            let prefix = format!("train, {},", source.name);
            let counts = run.counts()?;
            films =
                films.max(counts.iter().filter(|(what, _)| what.starts_with(&prefix)).map(|(_, n)| n).sum());
        }
        source.films = films;
    }
    Ok(sources)
}
