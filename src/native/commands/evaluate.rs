//! `negatoscope evaluate`: figures of the models on labelled films, at the operating points of their model card.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use indicatif::ProgressIterator;
use serde::Serialize;

use crate::card::{Metrics, NormalFilms, PaperCard};
use crate::models::{Label, ModelsError, PaperModels};
use crate::native::cli::{BackendChoice, Outcome};
use crate::native::device;
use crate::native::device::{Wanted, block_on, scorer};
use crate::native::evaluation::labelled;
use crate::native::evaluation::labelled::Labelled;
use crate::native::evaluation::metrics::{some_metrics, youden};
use crate::native::evaluation::pointing_game;
use crate::native::evaluation::release;
use crate::native::evaluation::release::Judged;
use crate::native::tables;
use crate::native::tables::{Exclusions, Question, Row, Split};
use crate::native::train::TrainError;
use crate::native::weights::{CalibrationArgs, WeightsArgs};
use crate::scores::PaperScores;
use crate::statistics::percentiles;

/// Arguments of `evaluate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of films with a labels.csv, as for `train`.
    #[arg(long, value_name = "DIR")]
    films: PathBuf,
    /// Split to evaluate.
    #[arg(long, value_enum, default_value_t = Split::Test)]
    split: Split,
    /// Backend that computes the scores.
    #[arg(long, value_enum, default_value_t = BackendChoice::Auto)]
    backend: BackendChoice,
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

pub(crate) fn run(args: &Args) -> Outcome {
    match args.explanation {
        Some(most) => run_explanation(args, most),
        None if args.paper => run_paper(args),
        None => run_release(args),
    }
}

fn run_release(args: &Args) -> Outcome {
    let release = args.weights.release()?;
    let calibration = args.calibration.find(&release.card)?;
    let films = release::load(&args.films, args.split)?;
    let wanted = Wanted { release: &release, paper: None };
    let models = device::models(args.backend, films.len(), &wanted)?;
    let readouts = release::readouts(&films, &models.readers)?;
    let point = release.card.p_abnormal_operating_point;
    let figures = Judged { films: &films, readouts: &readouts }.figures(&calibration, point);
    if args.json {
        println!("{}", serde_json::to_string(&figures)?);
    } else {
        figures.print();
    }
    Ok(ExitCode::SUCCESS)
}

fn run_explanation(args: &Args, most: usize) -> Outcome {
    let release = args.weights.release()?;
    let calibration = args.calibration.find(&release.card)?;
    let films = release::load(&args.films, args.split)?;
    let models = device::models(args.backend, films.len(), &Wanted { release: &release, paper: None })?;
    pointing_game::play(&films, most, &models.readers, &calibration)?;
    Ok(ExitCode::SUCCESS)
}

fn run_paper(args: &Args) -> Outcome {
    let weights = args.weights.paper()?;
    let films = load(&args.films, args.split)?;
    let scorer = scorer(args.backend, films.len(), &weights)?;
    let figures = Figures::of(&Group::score(&films, &scorer)?, &Points::of(&weights.card));
    if args.json {
        println!("{}", serde_json::to_string(&figures)?);
    } else {
        figures.print();
    }
    Ok(ExitCode::SUCCESS)
}

/// The films of a split; their labels are asked for later, by question.
pub(crate) fn load(folder: &Path, split: Split) -> Result<Vec<Labelled>, TrainError> {
    let table = tables::read(folder, None)?;
    table.say();
    let rows = table.rows.into_iter().filter(|row| row.split() == split);
    let rows = rows.map(|row| (row, Label::Normal)).collect();
    Ok(Exclusions::told(labelled::load(folder, rows, "reading films")?))
}

/// Where each score is cut in two.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Points {
    /// A VLB below is unlike normal films.
    pub(crate) vlb: f64,
    /// A probability of CR at and above is a chest radiograph.
    pub(crate) p_cr: f64,
    /// A probability of abnormal at and above is abnormal.
    pub(crate) p_abnormal: f64,
}

impl Points {
    fn of(card: &PaperCard) -> Self {
        Self {
            vlb: card.normal.vlb_limit(),
            p_cr: card.p_cr_operating_point,
            p_abnormal: card.p_abnormal_operating_point,
        }
    }
}

/// Figures of the three models, by group of films.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    pub(crate) vae: BTreeMap<String, Metrics>,
    pub(crate) modality: BTreeMap<String, Metrics>,
    pub(crate) diagnosis: BTreeMap<String, Metrics>,
}

impl Figures {
    /// Groups in which a class is empty are left out: they have no figures.
    pub(crate) fn of(films: &Group, points: &Points) -> Self {
        // Metrics call a film positive at and above a threshold: a bound turned round is positive above its own.
        let unlike = -points.vlb;
        let mut vae = films.by_source(|s| -s.vlb, unlike);
        vae.extend(films.other_against_normal(|s| -s.vlb, unlike));
        Self {
            vae,
            modality: films.modality(1.0 - points.p_cr),
            diagnosis: films.by_source(|s| s.p_abnormal, points.p_abnormal),
        }
    }

    /// A table for people.
    pub(crate) fn print(&self) {
        for (model, groups) in
            [("vae", &self.vae), ("modality", &self.modality), ("diagnosis", &self.diagnosis)]
        {
            print(model, groups);
        }
    }
}

/// A line for each group of films.
pub(crate) fn print(model: &str, groups: &BTreeMap<String, Metrics>) {
    for (group, m) in groups {
        println!(
            "{model:<10} {group:<44} {:>4}+ {:>4}-  AUROC {:.3} ({:.3}-{:.3})  sens {:.3} spec {:.3} bal.acc {:.3} acc {:.3} (majority {:.3})",
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
}

/// Scored films with what labels.csv says of them.
pub(crate) struct Group<'a>(Vec<(&'a Row, PaperScores)>);

impl<'a> Group<'a> {
    /// Scores films.
    pub(crate) fn score(films: &'a [Labelled], scorer: &PaperModels) -> Result<Self, ModelsError> {
        let scored =
            films.iter().progress().map(|film| Ok((&film.row, block_on(scorer.score(&film.input))?)));
        Ok(Self(scored.collect::<Result<_, _>>()?))
    }

    /// How normal films score; only rows that may be trained on. None where there is no such film.
    pub(crate) fn normal_films(&self) -> Option<NormalFilms> {
        let of = |score: fn(&PaperScores) -> f64| {
            self.values(Question::NormalFilms, Label::Normal, is_released, score)
        };
        let count = of(|s| s.vlb).len();
        (count > 0).then(|| NormalFilms {
            count,
            vlb_percentiles: percentiles(&of(|s| s.vlb)),
            p_cr_percentiles: percentiles(&of(|s| s.p_cr)),
            p_abnormal_percentiles: percentiles(&of(|s| s.p_abnormal)),
        })
    }

    /// The operating points, over the rows that may be trained on: Youden's threshold where both classes are there, else
    /// a half.
    pub(crate) fn points(&self, normal: &NormalFilms) -> Points {
        let threshold = |question, score: fn(&PaperScores) -> f64| {
            let of = |label| self.values(question, label, is_released, score);
            let (positives, negatives) = (of(Label::Abnormal), of(Label::Normal));
            if positives.is_empty() || negatives.is_empty() { 0.5 } else { youden(&positives, &negatives) }
        };
        Points {
            vlb: normal.vlb_limit(),
            p_cr: 1.0 - threshold(Question::Modality, not_cr),
            p_abnormal: threshold(Question::Diagnosis, |s| s.p_abnormal),
        }
    }

    /// The largest difference of a score from that of other weights on the same films.
    pub(crate) fn largest_change(&self, other: &Self, score: fn(&PaperScores) -> f64) -> f64 {
        let change = |((_, ours), (_, theirs)): (&(_, PaperScores), &(_, PaperScores))| {
            (score(ours) - score(theirs)).abs()
        };
        self.0.iter().zip(&other.0).map(change).fold(0.0, f64::max)
    }

    /// Abnormal against normal within each source, and in all.
    fn by_source(&self, score: fn(&PaperScores) -> f64, threshold: f64) -> BTreeMap<String, Metrics> {
        let mut sources = self.0.iter().map(|(row, _)| row.source.as_str()).collect::<Vec<_>>();
        sources.sort_unstable();
        sources.dedup();
        let figures = |keep: &dyn Fn(&Row) -> bool| {
            let of = |label| self.values(Question::Diagnosis, label, keep, score);
            some_metrics(&of(Label::Abnormal), &of(Label::Normal), threshold)
        };
        let mut all = BTreeMap::new();
        for source in sources.into_iter().filter(|source| !source.is_empty()) {
            all.extend(figures(&|row| row.source == source).map(|metrics| (source.to_owned(), metrics)));
        }
        all.extend(figures(&|_| true).map(|metrics| ("all sources".to_owned(), metrics)));
        all
    }

    /// Pictures that are no chest radiographs against normal films.
    fn other_against_normal(
        &self,
        score: fn(&PaperScores) -> f64,
        threshold: f64,
    ) -> Option<(String, Metrics)> {
        let others = self.values(Question::Modality, Label::Abnormal, |_| true, score);
        let normal = self.values(Question::NormalFilms, Label::Normal, |_| true, score);
        let metrics = some_metrics(&others, &normal, threshold)?;
        Some(("not a chest radiograph, against normal films".to_owned(), metrics))
    }

    /// Not a chest radiograph against chest radiographs: all, kinds trained on, kinds never trained on.
    fn modality(&self, threshold: f64) -> BTreeMap<String, Metrics> {
        let chest = self.values(Question::Modality, Label::Normal, |_| true, not_cr);
        let of = |name: &str, keep: fn(&Row) -> bool| {
            let others = self.values(Question::Modality, Label::Abnormal, keep, not_cr);
            Some((name.to_owned(), some_metrics(&others, &chest, threshold)?))
        };
        let groups = [
            of("all kinds of other pictures", |_| true),
            of("kinds of other pictures trained on", is_released),
            of("kinds of other pictures never trained on", |row| !is_released(row)),
        ];
        groups.into_iter().flatten().collect()
    }

    /// A score of the films that a question gives a label.
    fn values(
        &self,
        question: Question,
        label: Label,
        keep: impl Fn(&Row) -> bool,
        score: fn(&PaperScores) -> f64,
    ) -> Vec<f64> {
        let is_asked = |row: &Row| row.label(question) == Some(label) && keep(row);
        self.0.iter().filter(|(row, _)| is_asked(row)).map(|(_, scores)| score(scores)).collect()
    }
}

fn not_cr(scores: &PaperScores) -> f64 {
    1.0 - scores.p_cr
}

fn is_released(row: &Row) -> bool {
    !row.held_back
}
