//! Training: from a folder of labelled films to weights, with checkpoints that an interruption does not hurt.

mod checkpoint;
mod config;
mod fit;
mod recipe;
mod release;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use burn::module::Module;

pub(crate) use self::checkpoint::{Epoch, History};
pub(crate) use self::config::{Args, Config, ModelKind, Task};
use self::fit::shuffled;
pub(crate) use self::fit::{Fitted, TrainError, fit, same_config, scores, trained};
pub(crate) use self::recipe::{CnnRecipe, Recipe, VaeRecipe};
pub(crate) use self::release::{ReleaseArgs, release};
use super::cli::Outcome;
use super::films::{self, Labelled};
use super::tables::{self, Row, Split};
use crate::models::{Label, Precision, save_weights};

const CONFIG: &str = "config.json";
const WEIGHTS: &str = "best.safetensors";
const COUNTS: &str = "counts.json";

pub(crate) fn run(args: &Args) -> Outcome {
    let config = Config::from(args);
    fs::create_dir_all(&args.out)?;
    same_config(&args.out, &config)?;
    let (train, validation) = films(&args.films, &args.out, &config)?;
    match config.model {
        ModelKind::Vae => train_model(&VaeRecipe(&config), &config, &args.out, &train, &validation),
        ModelKind::Cnn => train_model(&CnnRecipe(&config), &config, &args.out, &train, &validation),
    }
}

/// Training and validation films of a question; what was counted is saved for the model card.
fn films(
    folder: &Path,
    out: &Path,
    config: &Config,
) -> Result<(Vec<Labelled>, Vec<Labelled>), Box<dyn std::error::Error>> {
    let mut train = Vec::new();
    let mut validation = Vec::new();
    let table = tables::read(folder, None)?;
    table.left_out.iter().for_each(tables::LeftOut::say);
    for row in table.rows {
        let held_back = config.release_rows_only && row.held_back;
        let Some(label) = row.label(config.question()).filter(|_| !held_back) else { continue };
        match row.split() {
            Split::Train => train.push((row, label)),
            Split::Validation => validation.push((row, label)),
            Split::Test => {} // looked at once, at the release
        }
    }
    balance(&mut train, config);
    if train.len() < config.batch || validation.is_empty() {
        let (train, validation) = (train.len(), validation.len());
        return Err(TrainError::TooFew { train, validation, batch: config.batch }.into());
    }
    let (train, unreadable) = films::load(folder, train, "reading training films")?;
    unreadable.iter().for_each(tables::LeftOut::say);
    let (validation, unreadable) = films::load(folder, validation, "reading validation films")?;
    unreadable.iter().for_each(tables::LeftOut::say);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (split, films) in [("train", &train), ("validation", &validation)] {
        for film in films {
            *counts.entry(format!("{split}, {}, {:?}", film.row.source, film.label)).or_default() += 1;
        }
    }
    fs::write(out.join(COUNTS), serde_json::to_vec_pretty(&counts)?)?;
    for (what, count) in &counts {
        println!("{count:>6} {what}");
    }
    Ok((train, validation))
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
    train: &[Labelled],
    validation: &[Labelled],
) -> Outcome {
    let keep = |model: &R::Model, history: &History| keep_if_best(out, model, history);
    let history = fit(recipe, config, out, (train, validation), keep)?.history;
    fs::write(out.join("history.json"), serde_json::to_vec_pretty(&history)?)?;
    if let Some(best) = history.best() {
        println!("best epoch {} of {}: {}", best.epoch, history.epochs.len(), out.join(WEIGHTS).display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the weights of the last epoch where it is the best.
fn keep_if_best<M: Module>(out: &Path, model: &M, history: &History) -> Result<(), TrainError> {
    if history.best().is_some_and(|best| best.epoch == history.epochs.len()) {
        let path = out.join(WEIGHTS);
        let bytes = save_weights(model, Precision::Bits32)?;
        fs::write(&path, bytes).map_err(|source| TrainError::File { path, source })?;
    }
    Ok(())
}
