//! The training loop: whole batches in an order drawn anew each epoch, a checkpoint after each.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use indicatif::{ProgressBar, ProgressStyle};

use super::average;
use super::checkpoint::{self, Epoch, History};
use super::config::Config;
use super::error::TrainError;
use super::recipes::traits::{Purpose, Recipe, ScoringRecipe};
use super::run_files::CONFIG;
use super::shuffle::shuffled;
use crate::native::atomic_write;
use crate::native::evaluation::metrics::auroc;

/// Films scored or validated at once.
const SCORING_BATCH: usize = 64;

/// A model after its last epoch; where the configuration asks for one, the average of its weights.
pub(crate) struct Fitted<M> {
    pub(crate) model: M,
    pub(crate) history: History,
}

/// Trains on `device`, or resumes, until the configuration's number of epochs; `each` is called with the model at the start
/// and after every epoch.
///
/// # Errors
/// [`TrainError`] where films are too few, the loss or the weights become NaN or infinite, a checkpoint cannot be read or
/// written, and those of `each`.
pub(crate) fn fit<R: Recipe>(
    recipe: &R,
    config: &Config,
    out: &Path,
    (train, validation): (&[R::Film], &[R::Film]),
    device: &Device,
    mut each: impl FnMut(&R::Model, &History) -> Result<(), TrainError>,
) -> Result<Fitted<R::Model>, TrainError> {
    if train.len() < config.batch || validation.is_empty() {
        let (train, validation) = (train.len(), validation.len());
        return Err(TrainError::TooFew { train, validation, batch: config.batch });
    }
    let autodiff = device.clone().autodiff();
    autodiff.seed(config.seed);
    let (mut model, mut optimiser, mut history, average) =
        checkpoint::load(out, recipe.init(&autodiff), recipe.optimiser())?;
    let mut average = (config.average > 0.0).then(|| average.unwrap_or_else(|| model.valid()));
    let judged =
        |model: &R::Model, average: &Option<R::Model>| average.clone().unwrap_or_else(|| model.valid());
    each(&judged(&model, &average), &history)?;
    println!("{} films, {} steps an epoch", train.len(), train.len() / config.batch);
    while history.epochs.len() < config.epochs && !out_of_patience(&history, config.patience) {
        let epoch = history.epochs.len() + 1;
        let started = Instant::now();
        // An epoch's random numbers depend on the seed and its number alone, so a resumed training gives the same weights.
        let epoch_seed = config.seed.wrapping_mul(1_000_003).wrapping_add(epoch as u64);
        autodiff.seed(epoch_seed);
        let order = shuffled(train.len(), epoch_seed);
        let steps = order.chunks_exact(config.batch); // whole batches, as in the paper
        let (steps_before, steps_in_all) = ((epoch - 1) * steps.len(), config.epochs * steps.len());
        let bar = bar(epoch, config.epochs, steps.len());
        let mut sum = 0.0;
        for (step, batch) in steps.enumerate() {
            let films = batch.iter().map(|&i| &train[i]).collect::<Vec<_>>();
            let purpose =
                Purpose::Training { seed: epoch_seed.wrapping_mul(1_000_003).wrapping_add(step as u64) };
            let loss = recipe.losses(&model, &films, purpose, &autodiff).mean();
            let gradients = GradientsParams::from_grads(loss.backward(), &model);
            model =
                optimiser.step(config.learning_rate_at(steps_before + step, steps_in_all), model, gradients);
            average = average.map(|average| {
                average::blend(
                    average,
                    &model.valid(),
                    average::kept_share(steps_before + step, config.average),
                )
            });
            let loss = loss.into_scalar::<f64>();
            if !loss.is_finite() {
                return Err(TrainError::NotFinite { epoch, step: step + 1, loss, out: out.to_owned() });
            }
            sum += loss;
            bar.set_message(format!("loss {:.4}", sum / (step + 1) as f64));
            bar.inc(1);
        }
        bar.finish_and_clear();
        let judged = judged(&model, &average);
        let (validation_loss, validation_auroc) = validate(recipe, &judged, validation, device);
        // Weights spoiled by the last step show only here; saved, they would replace the last good epoch.
        if !validation_loss.is_finite() || !average::is_finite(&model) {
            let (step, loss) = (train.len() / config.batch, validation_loss);
            return Err(TrainError::NotFinite { epoch, step, loss, out: out.to_owned() });
        }
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
        each(&judged, &history)?;
        checkpoint::save(out, &model, average.as_ref(), &optimiser, &history)
            .map_err(|source| TrainError::Unsaved { epoch, source })?;
    }
    Ok(Fitted { model: judged(&model, &average), history })
}

/// Loads the model of the last complete epoch; none where there is no checkpoint.
///
/// # Errors
/// [`TrainError::Checkpoint`] where the checkpoint is damaged.
pub(crate) fn load_fitted<R: Recipe>(
    recipe: &R,
    out: &Path,
    device: &Device,
) -> Result<Option<Fitted<R::Model>>, TrainError> {
    let autodiff = device.clone().autodiff();
    let (model, _, history, average) = checkpoint::load(out, recipe.init(&autodiff), recipe.optimiser())?;
    let model = average.unwrap_or_else(|| model.valid());
    Ok((!history.epochs.is_empty()).then_some(Fitted { model, history }))
}

/// Refuses to resume a training with other settings: its figures would be of neither. More epochs are allowed where the
/// learning rate does not depend on their number.
///
/// # Errors
/// [`TrainError::OtherSettings`], or where the configuration cannot be read or written.
pub(crate) fn check_same_config(out: &Path, config: &Config) -> Result<(), TrainError> {
    let path = out.join(CONFIG);
    let json_error = |source| TrainError::Json { path: path.clone(), source };
    if let Ok(saved) = fs::read(&path) {
        let saved: Config = serde_json::from_slice(&saved).map_err(json_error)?;
        // A learning rate that decays to 0 does so over a number of epochs that is fixed from the start.
        let epochs = if saved.cosine { saved.epochs } else { config.epochs };
        let longer = Config { epochs, patience: config.patience, ..saved };
        if longer != *config {
            return Err(TrainError::OtherSettings { path });
        }
    }
    let json = serde_json::to_vec_pretty(config).map_err(json_error)?;
    atomic_write::write(&path, json).map_err(|source| TrainError::File { path: path.clone(), source })
}

/// Whether the last `patience` epochs brought no improvement.
fn out_of_patience(history: &History, patience: usize) -> bool {
    let best = history.best().map_or(0, |best| best.epoch);
    patience > 0 && history.epochs.len() >= best + patience
}

/// Mean loss per film, and the AUROC of positive against negative films: the mean over the sources that have both.
fn validate<R: Recipe>(
    recipe: &R,
    model: &R::Model,
    films: &[R::Film],
    device: &Device,
) -> (f64, Option<f64>) {
    let losses = in_batches(films, |batch| recipe.losses(model, batch, Purpose::Validation, device));
    let mut sources: BTreeMap<&str, [Vec<f64>; 2]> = BTreeMap::new();
    for (film, &loss) in films.iter().zip(&losses) {
        let (class, source) = (recipe.class(film), recipe.source(film));
        sources.entry(source).or_default()[class as usize].extend(recipe.p_positive(loss, class));
    }
    let both = sources.values().filter(|classes| classes.iter().all(|class| !class.is_empty()));
    let aurocs = both.map(|[positive, negative]| auroc(positive, negative).0).collect::<Vec<_>>();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    // Scores that are NaN have no AUROC.
    (mean(&losses), (!aurocs.is_empty()).then(|| mean(&aurocs)).filter(|auroc| auroc.is_finite()))
}

/// The score of each film.
pub(crate) fn scores<R: ScoringRecipe>(
    recipe: &R,
    model: &R::Model,
    films: &[R::Film],
    device: &Device,
) -> Vec<f64> {
    in_batches(films, |batch| recipe.scores(model, batch, device))
}

/// A number for each film, computed batch by batch.
///
/// # Shapes
/// - output of `numbers`: `[batch]`
fn in_batches<F>(films: &[F], numbers: impl Fn(&[&F]) -> Tensor<1>) -> Vec<f64> {
    let mut all = Vec::with_capacity(films.len());
    for batch in films.chunks(SCORING_BATCH) {
        let batch = batch.iter().collect::<Vec<_>>();
        all.extend(numbers(&batch).into_data().iter::<f64>());
    }
    all
}

fn bar(epoch: usize, epochs: usize, steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} steps, {eta} left, {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(steps as u64).with_style(style).with_prefix(format!("epoch {epoch}/{epochs}"))
}
