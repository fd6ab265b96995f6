//! Training: from a folder of labelled films to weights, with checkpoints that an interruption does not hurt.

mod checkpoint;
mod config;
pub(crate) mod data;
mod recipe;
mod release;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::Device;
use indicatif::{ProgressBar, ProgressStyle};

use self::checkpoint::{Epoch, History};
pub(crate) use self::config::Args;
use self::config::{Config, ModelKind};
use self::data::{Labelled, Split};
use self::recipe::{CnnRecipe, Purpose, Recipe, VaeRecipe};
pub(crate) use self::release::{ReleaseArgs, release};
use super::cli::Outcome;
use super::metrics::auroc;
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

/// A run that began otherwise is not gone on with: its figures would be nobody's.
fn same_config(out: &Path, config: &Config) -> Result<(), Box<dyn std::error::Error>> {
    let path = out.join(CONFIG);
    if let Ok(saved) = fs::read(&path) {
        let saved: Config = serde_json::from_slice(&saved)?;
        let longer = Config { epochs: config.epochs, patience: config.patience, ..saved };
        if longer != *config {
            let path = path.display();
            return Err(format!("{path} is of a training with other settings: choose another --out").into());
        }
    }
    Ok(fs::write(&path, serde_json::to_vec_pretty(config)?)?)
}

/// Training and validation films of a question; what was counted is saved for the model card.
fn films(
    folder: &Path,
    out: &Path,
    config: &Config,
) -> Result<(Vec<Labelled>, Vec<Labelled>), Box<dyn std::error::Error>> {
    let mut train = Vec::new();
    let mut validation = Vec::new();
    for row in data::rows(folder)? {
        let held_back = config.release_rows_only && row.release_training == "no";
        let Some(label) = row.label(config.question())?.filter(|_| !held_back) else { continue };
        match row.split()? {
            Split::Train => train.push((row, label)),
            Split::Validation => validation.push((row, label)),
            Split::Test => {} // looked at once, at the release
        }
    }
    balance(&mut train, config);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (split, rows) in [("train", &train), ("validation", &validation)] {
        for (row, label) in rows {
            *counts.entry(format!("{split}, {}, {label:?}", row.source)).or_default() += 1;
        }
    }
    fs::write(out.join(COUNTS), serde_json::to_vec_pretty(&counts)?)?;
    for (what, count) in &counts {
        println!("{count:>6} {what}");
    }
    if train.len() < config.batch || validation.is_empty() {
        return Err(format!(
            "{} films to train on and {} to validate on: at least one batch of {} and one film are needed",
            train.len(),
            validation.len(),
            config.batch
        )
        .into());
    }
    Ok((
        data::load(folder, train, "reading training films")?,
        data::load(folder, validation, "reading validation films")?,
    ))
}

/// Thins the larger class, in the seed's order, where the configuration asks for it.
fn balance(rows: &mut Vec<(data::Row, Label)>, config: &Config) {
    let of = |rows: &[(data::Row, Label)], label| rows.iter().filter(|(_, l)| *l == label).count();
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
    let device = Device::flex().autodiff();
    device.seed(config.seed);
    let (mut model, mut optimiser, mut history) =
        checkpoint::load(out, recipe.init(&device), recipe.optimiser())?;
    keep_if_best(out, &model, &history)?;
    println!("{} films, {} steps an epoch", train.len(), train.len() / config.batch);
    while history.epochs.len() < config.epochs && !out_of_patience(&history, config.patience) {
        let epoch = history.epochs.len() + 1;
        let started = Instant::now();
        // An epoch's chance depends on the seed and its number alone, so a resumed training is the same training.
        let chance = config.seed.wrapping_mul(1_000_003).wrapping_add(epoch as u64);
        device.seed(chance);
        let order = shuffled(train.len(), chance);
        let steps = order.chunks_exact(config.batch); // whole batches, as in the paper
        let steps_before = (epoch - 1) * steps.len();
        let bar = bar(epoch, config.epochs, steps.len());
        let mut sum = 0.0;
        for (step, batch) in steps.enumerate() {
            let films = batch.iter().map(|&i| &train[i]).collect::<Vec<_>>();
            let loss = recipe.losses(&model, &films, Purpose::Training, &device).mean();
            let gradients = GradientsParams::from_grads(loss.backward(), &model);
            model = optimiser.step(config.learning_rate_at(steps_before + step), model, gradients);
            let loss = loss.into_scalar::<f64>();
            if !loss.is_finite() {
                return Err(format!(
                    "epoch {epoch}, step {}: the loss is {loss}: lower --learning-rate or --clip-norm",
                    step + 1
                )
                .into());
            }
            sum += loss;
            bar.set_message(format!("loss {:.4}", sum / (step + 1) as f64));
            bar.inc(1);
        }
        bar.finish_and_clear();
        let (validation_loss, validation_auroc) = validate(recipe, &model.valid(), validation);
        let done = Epoch {
            epoch,
            train_loss: sum / (train.len() / config.batch) as f64,
            validation_loss,
            validation_auroc,
            seconds: started.elapsed().as_secs_f64(),
        };
        let auroc = validation_auroc.map(|a| format!(", AUROC {a:.4}")).unwrap_or_default();
        println!(
            "epoch {epoch:>3}  training loss {:.4}  validation loss {validation_loss:.4}{auroc}  {:.0} s",
            done.train_loss, done.seconds
        );
        history.epochs.push(done);
        keep_if_best(out, &model, &history)?;
        checkpoint::save(out, &model, &optimiser, &history)?;
    }
    fs::write(out.join("history.json"), serde_json::to_vec_pretty(&history)?)?;
    if let Some(best) = history.best() {
        println!("best epoch {} of {}: {}", best.epoch, history.epochs.len(), out.join(WEIGHTS).display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the weights of the last epoch where it is the best.
fn keep_if_best<M: Module>(
    out: &Path,
    model: &M,
    history: &History,
) -> Result<(), Box<dyn std::error::Error>> {
    if history.best().is_some_and(|best| best.epoch == history.epochs.len()) {
        fs::write(out.join(WEIGHTS), save_weights(&model.valid(), Precision::Bits32)?)?;
    }
    Ok(())
}

/// Whether the last `patience` epochs brought nothing better.
fn out_of_patience(history: &History, patience: usize) -> bool {
    let best = history.best().map_or(0, |best| best.epoch);
    patience > 0 && history.epochs.len() >= best + patience
}

/// Mean loss a film, and for a CNN the AUROC of abnormal against normal.
fn validate<R: Recipe>(recipe: &R, model: &R::Model, films: &[Labelled]) -> (f64, Option<f64>) {
    let device = Device::flex();
    let mut losses = Vec::with_capacity(films.len());
    for batch in films.chunks(64) {
        let batch = batch.iter().collect::<Vec<_>>();
        let data = recipe.losses(model, &batch, Purpose::Validation, &device).into_data();
        losses.extend(data.iter::<f64>());
    }
    let mut groups = [Vec::new(), Vec::new()];
    for (film, &loss) in films.iter().zip(&losses) {
        groups[film.label as usize].extend(recipe.p_abnormal(loss, film.label));
    }
    let both = groups.iter().all(|group| !group.is_empty());
    let mean = losses.iter().sum::<f64>() / losses.len() as f64;
    (mean, both.then(|| auroc(&groups[0], &groups[1]).0))
}

/// 0..count in an order fixed by the seed (Fisher and Yates).
fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    use rand::{SeedableRng, rngs::ChaCha8Rng, seq::SliceRandom};
    let mut order = (0..count).collect::<Vec<_>>();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    order
}

fn bar(epoch: usize, epochs: usize, steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} steps, {eta} left, {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(steps as u64).with_style(style).with_prefix(format!("epoch {epoch}/{epochs}"))
}
