//! The training loop: whole batches in an order drawn anew each epoch, a checkpoint after each.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};
use indicatif::{ProgressBar, ProgressStyle};

use super::CONFIG;
use super::average;
use super::checkpoint::{self, CheckpointError, Epoch, History};
use super::config::Config;
use super::recipes::paper::{Purpose, Recipe, Scored};
use crate::models::WeightsError;
use crate::native::atomic_write;
use crate::native::evaluation::labelled::NoneReadable;
use crate::native::evaluation::metrics::auroc;
use crate::native::tables::TableError;

/// Why a training did not come to its end. Whatever it is, the last whole epoch is kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrainError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Films(#[from] NoneReadable),
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(
        "{source}; epoch {epoch} is lost, earlier epochs are kept. Free disk space and run the same command again"
    )]
    Unsaved { epoch: usize, source: CheckpointError },
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}; remove it to start again")]
    Json { path: PathBuf, source: serde_json::Error },
    #[error(transparent)]
    Weights(#[from] WeightsError),
    #[error("{path} holds a training with other settings; choose another --out")]
    OtherSettings { path: PathBuf },
    #[error(
        "{path} was trained on other films or labels; choose another --out, or remove that folder to train again"
    )]
    OtherFilms { path: PathBuf },
    #[error(
        "{train} training films and {validation} validation films are too few; at least one batch of {batch} and one validation film are needed"
    )]
    TooFew { train: usize, validation: usize, batch: usize },
    #[error("the {set} films include none of the class \"{missing}\"; both classes are needed")]
    OneClass { set: &'static str, missing: &'static str },
    #[error(
        "epoch {epoch}, step {step}: the loss or the weights became NaN or infinite (loss {loss}). Earlier epochs are kept in {out}; train again \
         in another --out with a lower --learning-rate or --clip-norm"
    )]
    NotFinite { epoch: usize, step: usize, loss: f64, out: PathBuf },
    #[error(
        "the scores of {films} of {all} films are NaN or infinite, so there are no figures; train again in \
         another --out with a lower --learning-rate or --clip-norm"
    )]
    ScoresNotFinite { films: usize, all: usize },
}

/// A model as its last epoch left it; the average of its weights where the configuration asks for one.
pub(crate) struct Fitted<M> {
    pub(crate) model: M,
    pub(crate) history: History,
}

/// Trains, or goes on where a training stopped, until the configuration's epochs are done; `each` sees the model at the
/// start and after every epoch.
pub(crate) fn fit<R: Recipe>(
    recipe: &R,
    config: &Config,
    out: &Path,
    (train, validation): (&[R::Film], &[R::Film]),
    mut each: impl FnMut(&R::Model, &History) -> Result<(), TrainError>,
) -> Result<Fitted<R::Model>, TrainError> {
    if train.len() < config.batch || validation.is_empty() {
        let (train, validation) = (train.len(), validation.len());
        return Err(TrainError::TooFew { train, validation, batch: config.batch });
    }
    let device = Device::flex().autodiff();
    device.seed(config.seed);
    let (mut model, mut optimiser, mut history, average) =
        checkpoint::load(out, recipe.init(&device), recipe.optimiser())?;
    let mut average = (config.average > 0.0).then(|| average.unwrap_or_else(|| model.valid()));
    let judged =
        |model: &R::Model, average: &Option<R::Model>| average.clone().unwrap_or_else(|| model.valid());
    each(&judged(&model, &average), &history)?;
    println!("{} films, {} steps an epoch", train.len(), train.len() / config.batch);
    while history.epochs.len() < config.epochs && !out_of_patience(&history, config.patience) {
        let epoch = history.epochs.len() + 1;
        let started = Instant::now();
        // An epoch's chance depends on the seed and its number alone, so a resumed training is the same training.
        let rng = config.seed.wrapping_mul(1_000_003).wrapping_add(epoch as u64);
        device.seed(rng);
        let order = shuffled(train.len(), rng);
        let steps = order.chunks_exact(config.batch); // whole batches, as in the paper
        let (steps_before, steps_in_all) = ((epoch - 1) * steps.len(), config.epochs * steps.len());
        let bar = bar(epoch, config.epochs, steps.len());
        let mut sum = 0.0;
        for (step, batch) in steps.enumerate() {
            let films = batch.iter().map(|&i| &train[i]).collect::<Vec<_>>();
            let purpose = Purpose::Training { rng: rng.wrapping_mul(1_000_003).wrapping_add(step as u64) };
            let loss = recipe.losses(&model, &films, purpose, &device).mean();
            let gradients = GradientsParams::from_grads(loss.backward(), &model);
            model =
                optimiser.step(config.learning_rate_at(steps_before + step, steps_in_all), model, gradients);
            average = average.map(|average| {
                average::towards(
                    average,
                    &model.valid(),
                    average::kept_at(steps_before + step, config.average),
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
        let (validation_loss, validation_auroc) = validate(recipe, &judged, validation);
        // The last step's own harm shows only now; saved, it would take the place of the last good epoch.
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

/// The model of the last whole epoch, without training; none where there is no checkpoint.
pub(crate) fn trained<R: Recipe>(recipe: &R, out: &Path) -> Result<Option<Fitted<R::Model>>, TrainError> {
    let device = Device::flex().autodiff();
    let (model, _, history, average) = checkpoint::load(out, recipe.init(&device), recipe.optimiser())?;
    let model = average.unwrap_or_else(|| model.valid());
    Ok((!history.epochs.is_empty()).then_some(Fitted { model, history }))
}

/// A run that began otherwise is not gone on with: its figures would be nobody's.
pub(crate) fn same_config(out: &Path, config: &Config) -> Result<(), TrainError> {
    let path = out.join(CONFIG);
    let of = |source| TrainError::Json { path: path.clone(), source };
    if let Ok(saved) = fs::read(&path) {
        let saved: Config = serde_json::from_slice(&saved).map_err(of)?;
        // A falling step size falls over a number of epochs that is fixed from the start.
        let epochs = if saved.cosine { saved.epochs } else { config.epochs };
        let longer = Config { epochs, patience: config.patience, ..saved };
        if longer != *config {
            return Err(TrainError::OtherSettings { path });
        }
    }
    let json = serde_json::to_vec_pretty(config).map_err(of)?;
    atomic_write::write(&path, json).map_err(|source| TrainError::File { path: path.clone(), source })
}

/// Whether the last `patience` epochs brought nothing better.
fn out_of_patience(history: &History, patience: usize) -> bool {
    let best = history.best().map_or(0, |best| best.epoch);
    patience > 0 && history.epochs.len() >= best + patience
}

/// Mean loss a film, and the AUROC of abnormal against normal, the mean of the sources' where there are several.
fn validate<R: Recipe>(recipe: &R, model: &R::Model, films: &[R::Film]) -> (f64, Option<f64>) {
    let losses = by_batches(films, |batch, device| recipe.losses(model, batch, Purpose::Validation, device));
    let mut sources: BTreeMap<&str, [Vec<f64>; 2]> = BTreeMap::new();
    for (film, &loss) in films.iter().zip(&losses) {
        let (label, source) = recipe.truth(film);
        sources.entry(source).or_default()[label as usize].extend(recipe.p_abnormal(loss, label));
    }
    let both = sources.values().filter(|groups| groups.iter().all(|group| !group.is_empty()));
    let areas = both.map(|[abnormal, normal]| auroc(abnormal, normal).0).collect::<Vec<_>>();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    // Scores that are not numbers have no area.
    (mean(&losses), (!areas.is_empty()).then(|| mean(&areas)).filter(|area| area.is_finite()))
}

/// The score of each film.
pub(crate) fn scores<R: Scored>(recipe: &R, model: &R::Model, films: &[R::Film]) -> Vec<f64> {
    by_batches(films, |batch, device| recipe.scores(model, batch, device))
}

fn by_batches<F>(films: &[F], numbers: impl Fn(&[&F], &Device) -> Tensor<1>) -> Vec<f64> {
    let device = Device::flex();
    let mut all = Vec::with_capacity(films.len());
    for batch in films.chunks(64) {
        let batch = batch.iter().collect::<Vec<_>>();
        all.extend(numbers(&batch, &device).into_data().iter::<f64>());
    }
    all
}

/// 0..count in an order fixed by the seed (Fisher and Yates).
pub(super) fn shuffled(count: usize, seed: u64) -> Vec<usize> {
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
