//! From scores to the report's figures.

use std::collections::BTreeMap;

use super::args::ReproduceArgs;
use super::comparisons;
use super::comparisons::Comparison;
use super::experiment::Trained;
use super::films::{ExperimentFilms, FilmGroup};
use super::galleries;
use super::part::{ExperimentPart, Method};
use super::published;
use super::report::{
    Accuracy, Auroc, CnnFilms, Confounder, ConfounderKind, Entropy, ExperimentReport, Figure, FilmCount,
    MeanVlb, Spread, Training, VaeFilms,
};
use super::rounding::rounded;
use crate::NOTICE;
use crate::card::REFERENCE_PERCENTILE;
use crate::native::evaluation::metrics::{auroc, average_precision, metrics, variance};
use crate::native::train::config::Task;
use crate::statistics::quantile;

/// The report of what is trained; `vlb` is each film's mean bound.
pub(crate) fn report(
    args: &ReproduceArgs,
    films: &ExperimentFilms,
    trained: &[Trained],
    vlb: &[Option<f64>],
) -> ExperimentReport {
    let vaes = vaes(trained);
    let cnn = |task| cnn(trained, task);
    let tasks = || [Task::Modality, Task::Diagnosis].into_iter().filter(|&task| args.includes(task));
    let mut figures = Vec::new();
    let (mut table_3, mut table_4) = (Vec::new(), Vec::new());
    let (mut entropy, mut confounders) = (Vec::new(), Vec::new());
    let galleries = galleries::all(films, vlb, cnn(Task::Modality), cnn(Task::Diagnosis));
    for task in tasks() {
        for compared in &comparisons::vae_comparisons(films, task) {
            if compared.is_the_papers {
                confounding(films, compared, &mut confounders);
            }
            if vaes.is_empty() {
                continue;
            }
            vae_figures(films, task, compared, &vaes, vlb, &mut figures);
            entropy_figures(films, compared, vlb, &mut entropy);
            if compared.is_the_papers {
                mean_vlbs(task, compared, &vaes, &mut table_3);
            }
        }
        for compared in comparisons::cnn_comparisons(films, task) {
            if compared.is_the_papers {
                confounding(films, &compared, &mut confounders);
            }
            let Some(cnn) = cnn(task) else { continue };
            let score = |i: usize| cnn.scores[i];
            let runs = vec![score_auroc(&compared, score)];
            let figure = figure(Method::Cnn, task, &compared, score, 0.0, runs);
            if compared.is_the_papers {
                table_4.extend(accuracy(task, figure.as_ref()));
            }
            figures.extend(figure);
        }
    }
    confounders.sort_by(|a: &Confounder, b| a.films.cmp(&b.films));
    ExperimentReport {
        notice: NOTICE,
        program: concat!("negatoscope ", env!("CARGO_PKG_VERSION")),
        weights: "Trained for this report alone, on all films of the folder, those held back from released weights \
                  included: these weights are not to be given away.",
        source: args.source.clone(),
        layout: films.layout,
        labels_from: films.origin.clone(),
        has_published_split: films.has_published_split,
        films: counts(films),
        without_patient: films
            .count(|film| film.group != FilmGroup::Ambiguous && film.film.row.patient_id.is_empty()),
        exclusions: films.exclusions.clone(),
        trainings: trained.iter().map(training).collect(),
        table_1: table_1(films),
        table_2: tasks().map(|task| table_2(films, task)).collect(),
        table_3,
        table_4,
        figures,
        entropy,
        confounders,
        galleries,
    }
}

/// The trained VAEs.
pub(super) fn vaes(trained: &[Trained]) -> Vec<&Trained> {
    trained.iter().filter(|t| matches!(t.part, ExperimentPart::Vae(_)) && !t.scores.is_empty()).collect()
}

/// The trained CNN of a task.
pub(super) fn cnn(trained: &[Trained], task: Task) -> Option<&Trained> {
    trained.iter().find(|t| t.part == ExperimentPart::Cnn(task) && !t.scores.is_empty())
}

/// Each film's bound, the mean over trainings; none where there is no training.
pub(super) fn mean_vlb(films: &ExperimentFilms, vaes: &[&Trained]) -> Vec<Option<f64>> {
    let mean = |i: usize| {
        let bounds = vaes.iter().map(|vae| vae.scores[i]).collect::<Option<Vec<_>>>()?;
        (!bounds.is_empty()).then(|| rounded(bounds.iter().sum::<f64>() / bounds.len() as f64))
    };
    (0..films.films.len()).map(mean).collect()
}

fn score_auroc(compared: &Comparison, score: impl Fn(usize) -> Option<f64>) -> f64 {
    compared.scores(score).map_or(f64::NAN, |(positives, negatives)| auroc(&positives, &negatives).0)
}

fn figure(
    method: Method,
    task: Task,
    compared: &Comparison,
    score: impl Fn(usize) -> Option<f64>,
    threshold: f64,
    runs: Vec<f64>,
) -> Option<Figure> {
    let (positives, negatives) = compared.scores(score)?;
    Some(Figure {
        method,
        task,
        is_the_papers: compared.is_the_papers,
        films: compared.name.clone(),
        threshold,
        metrics: metrics(&positives, &negatives, threshold),
        average_precision: average_precision(&positives, &negatives),
        auroc_by_run: Spread::from_runs(runs),
        positives,
        negatives,
    })
}

/// Figures by the negative bound, at the 2.5th percentile of the VLB of the normal training films.
fn vae_figures(
    films: &ExperimentFilms,
    task: Task,
    compared: &Comparison,
    vaes: &[&Trained],
    vlb: &[Option<f64>],
    figures: &mut Vec<Figure>,
) {
    let train = films.which(|film| film.group == FilmGroup::Normal && !film.is_test);
    let mut train = train.into_iter().filter_map(|i| vlb[i]).collect::<Vec<_>>();
    train.sort_by(f64::total_cmp);
    let threshold = -quantile(&train, REFERENCE_PERCENTILE);
    let runs = vaes.iter().map(|vae| score_auroc(compared, |i| vae.scores[i].map(|v| -v))).collect();
    figures.extend(figure(Method::Vae, task, compared, |i| vlb[i].map(|v| -v), threshold, runs));
}

fn entropy_figures(
    films: &ExperimentFilms,
    compared: &Comparison,
    vlb: &[Option<f64>],
    all: &mut Vec<Entropy>,
) {
    let entropy = |i: usize| films.films[i].statistics.entropy;
    let by = |score: &dyn Fn(usize) -> Option<f64>| Auroc::from_scores(compared, score);
    let figures = || {
        Some(Entropy {
            films: compared.name.clone(),
            by_vlb: by(&|i| vlb[i].map(|v| -v))?,
            by_vlb_and_entropy: by(&|i| vlb[i].map(|v| -(v + entropy(i))))?,
            by_entropy_alone: by(&|i| Some(entropy(i)))?,
        })
    };
    all.extend(figures());
}

/// A score of the film at an index, where it has one.
type Score<'a> = dyn Fn(usize) -> Option<f64> + 'a;

fn confounding(films: &ExperimentFilms, compared: &Comparison, all: &mut Vec<Confounder>) {
    let statistics = |i: usize| &films.films[i].statistics;
    let scores: [(ConfounderKind, &Score); 3] = [
        (ConfounderKind::Brightness, &|i| Some(statistics(i).brightness)),
        (ConfounderKind::Aspect, &|i| Some(statistics(i).aspect)),
        (ConfounderKind::ApView, &|i| statistics(i).is_ap.map(|is_ap| f64::from(u8::from(is_ap)))),
    ];
    for (kind, score) in scores {
        let Some((positives, negatives)) = compared.scores(score) else { continue };
        let Some(auroc) = Auroc::from_scores(compared, score) else { continue };
        let (positives, negatives) = (positives.len(), negatives.len());
        all.push(Confounder { films: compared.name.clone(), kind, positives, negatives, auroc });
    }
}

impl Auroc {
    fn from_scores(compared: &Comparison, score: impl Fn(usize) -> Option<f64>) -> Option<Self> {
        let (positives, negatives) = compared.scores(score)?;
        let (auroc, auroc_95) = auroc(&positives, &negatives);
        Some(Self { auroc, auroc_95 })
    }
}

impl Spread {
    pub(super) fn from_runs(runs: Vec<f64>) -> Self {
        let mean = runs.iter().sum::<f64>() / runs.len() as f64;
        let deviation = (runs.len() > 1).then(|| variance(&runs).sqrt());
        Self { mean, deviation, runs }
    }
}

fn mean_vlbs(task: Task, compared: &Comparison, vaes: &[&Trained], table: &mut Vec<MeanVlb>) {
    let mean = |films: &[usize], vae: &Trained| {
        let bounds = films.iter().filter_map(|&i| vae.scores[i]).collect::<Vec<_>>();
        bounds.iter().sum::<f64>() / bounds.len() as f64
    };
    let spread = |films: &[usize]| Spread::from_runs(vaes.iter().map(|vae| mean(films, vae)).collect());
    if compared.positives.is_empty() || compared.negatives.is_empty() {
        return;
    }
    let paper = match task {
        Task::Modality => published::TABLE_3_MODALITY,
        Task::Diagnosis => published::TABLE_3_DIAGNOSIS,
    };
    let (normal, abnormal) = (spread(&compared.negatives), spread(&compared.positives));
    table.push(MeanVlb { task, normal, abnormal, paper });
}

fn accuracy(task: Task, figure: Option<&Figure>) -> Option<Accuracy> {
    let metrics = &figure?.metrics;
    let films = metrics.positives + metrics.negatives;
    let paper = match task {
        Task::Modality => published::TABLE_4_MODALITY,
        Task::Diagnosis => published::TABLE_4_DIAGNOSIS,
    };
    let errors = ((1.0 - metrics.accuracy) * films as f64).round() as usize;
    let (accuracy, majority_rate) = (metrics.accuracy, metrics.majority_rate);
    Some(Accuracy { task, films, errors, accuracy, majority_rate, paper })
}

fn table_1(films: &ExperimentFilms) -> VaeFilms {
    let test = |group| films.tested(group).len();
    VaeFilms {
        train: films.count(|film| film.group == FilmGroup::Normal && !film.is_test),
        test: FilmGroup::ALL.map(test),
    }
}

fn table_2(films: &ExperimentFilms, task: Task) -> CnnFilms {
    let (abnormal, paper) = match task {
        Task::Modality => (FilmGroup::Other, published::TABLE_2_MODALITY),
        Task::Diagnosis => (FilmGroup::Abnormal, published::TABLE_2_DIAGNOSIS),
    };
    let set = |is_test: bool| {
        let count = |group| films.count(|film| film.group == group && film.is_test == is_test);
        let (normal, abnormal) = (count(FilmGroup::Normal), count(abnormal));
        [normal + abnormal, normal, abnormal]
    };
    CnnFilms { task, ours: [set(false), set(true)], paper }
}

fn counts(films: &ExperimentFilms) -> Vec<FilmCount> {
    let mut counts: BTreeMap<(&str, FilmGroup), FilmCount> = BTreeMap::new();
    for film in films.films.iter().filter(|film| film.group != FilmGroup::Ambiguous) {
        let (row, group) = (&film.film.row, film.group);
        let count = counts.entry((&row.source, group)).or_insert_with(|| FilmCount {
            source: row.source.clone(),
            group,
            train: 0,
            test: 0,
            without_decision: 0,
        });
        *(if film.is_test { &mut count.test } else { &mut count.train }) += 1;
        count.without_decision += usize::from(row.final_decision.is_empty());
    }
    counts.into_values().collect()
}

fn training(trained: &Trained) -> Training {
    let (films, batch) = (trained.train.len(), trained.config.batch.max(1));
    Training {
        name: trained.part.name(),
        method: trained.part.method(),
        config: trained.config.clone(),
        epochs_run: trained.history.epochs.len(),
        films,
        films_an_epoch: films / batch * batch,
        seconds: trained.history.epochs.iter().map(|epoch| epoch.seconds).sum(),
        stopped: trained.stopped.clone(),
        has_figures: !trained.scores.is_empty(),
        history: trained.history.clone(),
    }
}
