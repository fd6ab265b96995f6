//! Training: from a folder of labelled films to weights, with checkpoints that an interruption does not hurt.

mod augment;
mod average;
mod checkpoint;
mod config;
mod dataset;
mod fit;
pub(crate) mod recipes;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

pub(crate) use self::checkpoint::{Epoch, History};
pub(crate) use self::config::{Args, Config, ModelKind, Task};
use self::fit::shuffled;
pub(crate) use self::fit::{Fitted, TrainError, fit, same_config, scores, trained};
use super::atomic_write;
use super::cli::Outcome;
use super::evaluation::labelled;
use super::evaluation::labelled::Labelled;
pub(crate) use super::release::weights::{ReleaseArgs, release};
use super::tables::{self, Exclusions, Row, Split};
use crate::digest::sha256_hex;
use crate::models::Label;
pub(crate) use augment::anomalies::with_opacity;
pub(crate) use augment::plane::Plane;
use recipes::paper::Recipe;
pub(crate) use recipes::paper::{CnnRecipe, Scored, VaeRecipe};
use recipes::release::{DiseaseRecipe, KindRecipe, NoveltyRecipe};

pub(crate) const CONFIG: &str = "config.json";
pub(crate) const WEIGHTS: &str = "best.safetensors";
pub(crate) const COUNTS: &str = "counts.json";
/// The mark of the films of a training.
pub(crate) const FILMS: &str = "films.sha256";

pub(crate) fn run(args: &Args) -> Outcome {
    let config = Config::from(args);
    fs::create_dir_all(&args.out)?;
    same_config(&args.out, &config)?;
    let out = &args.out;
    match config.model {
        ModelKind::Vae | ModelKind::Cnn => {
            let (train, validation) = films(&args.films, out, &config)?;
            if config.model == ModelKind::Vae {
                train_model(&VaeRecipe(&config), &config, out, &train, &validation)
            } else {
                train_model(&CnnRecipe(&config), &config, out, &train, &validation)
            }
        }
        ModelKind::Disease => {
            let (train, validation) = dataset::labelled(&args.films, out, &config)?;
            train_model(&DiseaseRecipe(&config), &config, out, &train, &validation)
        }
        ModelKind::Novelty => {
            let (train, validation) = dataset::normal(&args.films, out, &config)?;
            train_model(&NoveltyRecipe { config: &config, normal: &train }, &config, out, &train, &validation)
        }
        ModelKind::Kind => {
            let (train, validation) = dataset::kinds(&args.films, out, &config)?;
            train_model(&KindRecipe(&config), &config, out, &train, &validation)
        }
    }
}

/// Training and validation films of a question; what was counted is saved for the model card.
fn films(folder: &Path, out: &Path, config: &Config) -> Result<(Vec<Labelled>, Vec<Labelled>), TrainError> {
    let mut train = Vec::new();
    let mut validation = Vec::new();
    for row in rows(folder, config)? {
        let Some(label) = row.label(config.question()) else { continue };
        match row.split() {
            Split::Train => train.push((row, label)),
            Split::Validation => validation.push((row, label)),
            Split::Test => {} // looked at once, at the release
        }
    }
    if let Some(task) = config.task {
        for (set, rows) in [("training", &train), ("validation", &validation)] {
            both_classes(set, rows.iter().map(|(_, label)| *label), task.class_names())?;
        }
    }
    balance(&mut train, config);
    let named = |(row, label): &(Row, Label)| format!("{} {label:?}", row.name());
    same_films(out, &mark(train.iter().map(named), validation.iter().map(named)))?;
    if train.len() < config.batch || validation.is_empty() {
        let (train, validation) = (train.len(), validation.len());
        return Err(TrainError::TooFew { train, validation, batch: config.batch });
    }
    let train = Exclusions::told(labelled::load(folder, train, "reading training films")?);
    let validation = Exclusions::told(labelled::load(folder, validation, "reading validation films")?);
    let of = |films: &[Labelled]| {
        films.iter().map(|film| (film.row.source.clone(), film.label)).collect::<Vec<_>>()
    };
    count(out, of(&train), of(&validation))?;
    Ok((train, validation))
}

/// The rows of a folder that may be trained on and validated with.
fn rows(folder: &Path, config: &Config) -> Result<Vec<Row>, TrainError> {
    let table = tables::read(folder, None)?;
    table.say();
    Ok(table.rows.into_iter().filter(|row| !(config.release_rows_only && row.held_back)).collect())
}

/// Two classes are told apart: a set that holds one of them alone teaches and shows nothing. `names` are those of
/// [`Label::Abnormal`] and [`Label::Normal`].
pub(crate) fn both_classes(
    set: &'static str,
    labels: impl Iterator<Item = Label> + Clone,
    names: [&'static str; 2],
) -> Result<(), TrainError> {
    let is_missing = |label: &Label| !labels.clone().any(|other| other == *label);
    match [Label::Abnormal, Label::Normal].into_iter().find(is_missing) {
        Some(label) => Err(TrainError::OneClass { set, missing: names[label as usize] }),
        None => Ok(()),
    }
}

/// A mark of training and validation films and their labels.
fn mark(train: impl Iterator<Item = String>, validation: impl Iterator<Item = String>) -> String {
    let names = train.chain([String::new()]).chain(validation).collect::<Vec<_>>();
    sha256_hex(names.join("\n").as_bytes())
}

/// Refuses to go on with a training over films of another mark than those it began with: its figures would be nobody's.
/// One that has no epoch yet begins with these.
pub(crate) fn same_films(out: &Path, mark: &str) -> Result<(), TrainError> {
    let path = out.join(FILMS);
    match fs::read_to_string(&path) {
        Ok(before) if before == mark => Ok(()),
        Ok(_) if checkpoint::is_there(out) => Err(TrainError::OtherFilms { path: out.to_owned() }),
        _ => atomic_write::write(&path, mark).map_err(|source| TrainError::File { path, source }),
    }
}

/// Counts films by split, source and label, for people and for the model card.
fn count(
    out: &Path,
    train: Vec<(String, Label)>,
    validation: Vec<(String, Label)>,
) -> Result<(), TrainError> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (split, films) in [("train", train), ("validation", validation)] {
        for (source, label) in films {
            *counts.entry(format!("{split}, {source}, {label:?}")).or_default() += 1;
        }
    }
    let path = out.join(COUNTS);
    let json = serde_json::to_vec_pretty(&counts)
        .map_err(|source| TrainError::Json { path: path.clone(), source })?;
    atomic_write::write(&path, json).map_err(|source| TrainError::File { path, source })?;
    counts.iter().for_each(|(what, count)| println!("{count:>6} {what}"));
    Ok(())
}

/// Thins the larger class, in the seed's order, where the configuration asks for it.
fn balance(rows: &mut Vec<(Row, Label)>, config: &Config) {
    let of = |rows: &[(Row, Label)], label| rows.iter().filter(|(_, l)| *l == label).count();
    let (normal, abnormal) = (of(rows, Label::Normal), of(rows, Label::Abnormal));
    let (larger, smaller) =
        if normal > abnormal { (Label::Normal, abnormal) } else { (Label::Abnormal, normal) };
    if config.balance == 0 || smaller == 0 {
        return;
    }
    let (large, mut kept): (Vec<_>, Vec<_>) = rows.drain(..).partition(|(_, label)| *label == larger);
    let chosen = shuffled(large.len(), config.seed).into_iter().take(smaller * config.balance);
    kept.extend(chosen.map(|i| large[i].clone()));
    *rows = kept;
}

fn train_model<R: Recipe>(
    recipe: &R,
    config: &Config,
    out: &Path,
    train: &[R::Film],
    validation: &[R::Film],
) -> Outcome {
    let keep = |model: &R::Model, history: &History| keep(recipe, config, out, model, history);
    let history = fit(recipe, config, out, (train, validation), keep)?.history;
    atomic_write::write(out.join("history.json"), serde_json::to_vec_pretty(&history)?)?;
    if let Some(kept) = kept(config, &history) {
        println!(
            "weights of epoch {} of {}: {}",
            kept.epoch,
            history.epochs.len(),
            out.join(WEIGHTS).display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The epoch whose weights are kept: the best on validation films, or the last where the step size falls to nothing.
pub(crate) fn kept<'a>(config: &Config, history: &'a History) -> Option<&'a Epoch> {
    if config.cosine { history.epochs.last() } else { history.best() }
}

/// Writes the weights of the last epoch where it is the one to keep.
fn keep<R: Recipe>(
    recipe: &R,
    config: &Config,
    out: &Path,
    model: &R::Model,
    history: &History,
) -> Result<(), TrainError> {
    if kept(config, history).is_some_and(|kept| kept.epoch == history.epochs.len()) {
        let path = out.join(WEIGHTS);
        let bytes = recipe.weights(model)?;
        atomic_write::write(&path, bytes).map_err(|source| TrainError::File { path, source })?;
    }
    Ok(())
}
