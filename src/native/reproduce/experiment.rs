//! The experiment: starts, resumes or finds each training, and scores its films.

use std::fs;
use std::path::Path;

use burn::tensor::Device;

use super::args::ReproduceArgs;
use super::error::ReproduceError;
use super::films::{ExperimentFilm, ExperimentFilms, FilmGroup};
use super::part::ExperimentPart;
use super::score_cache::{PartScores, cached, fingerprint};
use crate::native::train::checkpoint::History;
use crate::native::train::config::{Config, Task};
use crate::native::train::error::TrainError;
use crate::native::train::film_sets::{LabelledFilm, check_both_classes, check_same_films};
use crate::native::train::fit::{Fitted, check_same_config, fit, load_fitted, scores};
use crate::native::train::recipes::paper::{CnnRecipe, VaeRecipe};
use crate::native::train::recipes::traits::ScoringRecipe;
use crate::native::train::run_files::FILMS;

/// Held-out films whose loss is measured after each epoch; all of them would slow a CNN's training by a tenth.
const MAX_HELD_OUT_FILMS: usize = 200;

/// A training with its scores.
#[derive(Debug)]
pub(crate) struct Trained {
    pub(crate) part: ExperimentPart,
    pub(crate) config: Config,
    pub(crate) train: Vec<usize>,
    pub(crate) test: Vec<usize>,
    pub(crate) history: History,
    /// VLB of a VAE; of a CNN the logit of label 0 (abnormal, or not CR). Empty where nothing is trained.
    pub(crate) scores: PartScores,
    /// Why it is not trained, or not to the end.
    pub(crate) stopped: Option<String>,
}

/// Runs all parts on `device`; `each` is called with the results after every one. A part that cannot be trained, because
/// films, disk space or finite numbers are missing, does not stop the others.
///
/// # Errors
/// [`ReproduceError`] where a file cannot be written, and those of `each`.
pub(crate) fn run(
    args: &ReproduceArgs,
    films: &ExperimentFilms,
    device: &Device,
    mut each: impl FnMut(&[Trained]) -> Result<(), ReproduceError>,
) -> Result<Vec<Trained>, ReproduceError> {
    let mut done = Vec::new();
    for part in args.parts() {
        if !args.report {
            println!("{}", part.name());
        }
        let trained = run_part(args, films, part, device)?;
        if let Some(why) = &trained.stopped {
            eprintln!("negatoscope: {}: {why}", part.name());
        }
        let is_news = !args.report && trained.stopped.is_none();
        done.push(trained);
        if is_news {
            each(&done)?;
        }
    }
    Ok(done)
}

fn run_part(
    args: &ReproduceArgs,
    films: &ExperimentFilms,
    part: ExperimentPart,
    device: &Device,
) -> Result<Trained, ReproduceError> {
    let config = args.config(part);
    let folder = args.out.join(part.folder());
    let (train, test) = sets(films, part);
    let mut trained =
        Trained { part, config, train, test, history: History::default(), scores: Vec::new(), stopped: None };
    let done = check(args, films, &folder, &trained).and_then(|()| {
        let config = trained.config.clone();
        match part {
            ExperimentPart::Vae(_) => {
                train_and_score(args, films, &mut trained, &VaeRecipe(&config), &folder, device)
            }
            ExperimentPart::Cnn(_) => {
                train_and_score(args, films, &mut trained, &CnnRecipe(&config), &folder, device)
            }
        }
    });
    match done {
        Ok(()) => Ok(trained),
        Err(error) => stop(trained, error),
    }
}

fn train_and_score<R: ScoringRecipe<Film = LabelledFilm>>(
    args: &ReproduceArgs,
    films: &ExperimentFilms,
    trained: &mut Trained,
    recipe: &R,
    folder: &Path,
    device: &Device,
) -> Result<(), ReproduceError> {
    let (fitted, error) = match fit_or_load(args, films, trained, recipe, folder, device) {
        Ok(fitted) => (fitted, None),
        // The epochs before the error still give figures.
        Err(error) => (load_fitted(recipe, folder, device).ok().flatten(), Some(error)),
    };
    if let Some(fitted) = fitted {
        let which = films_to_score(films, trained);
        let task = trained.part.task();
        let epochs = fitted.history.epochs.len();
        let score = || scores(recipe, &fitted.model, &films.labelled(&which, task), device);
        trained.history = fitted.history;
        trained.scores = cached(folder, epochs, films, &which, score)?;
    }
    error.map_or(Ok(()), |error| Err(error.into()))
}

/// Errors of one training are stated in the report; other errors end the experiment.
fn stop(mut trained: Trained, error: ReproduceError) -> Result<Trained, ReproduceError> {
    match error {
        ReproduceError::Train(error) => {
            trained.stopped = Some(error.to_string());
            Ok(trained)
        }
        error => Err(error),
    }
}

fn fit_or_load<R: ScoringRecipe<Film = LabelledFilm>>(
    args: &ReproduceArgs,
    films: &ExperimentFilms,
    trained: &Trained,
    recipe: &R,
    folder: &Path,
    device: &Device,
) -> Result<Option<Fitted<R::Model>>, TrainError> {
    let found = load_fitted(recipe, folder, device)?;
    let is_whole = found.as_ref().is_some_and(|found| found.history.epochs.len() >= trained.config.epochs);
    if args.report || is_whole {
        return Ok(found);
    }
    drop(found);
    let task = trained.part.task();
    let train = films.labelled(&trained.train, task);
    let held_out = films.labelled(&held_out(films, trained), task);
    fit(recipe, &trained.config, folder, (&train, &held_out), device, |_, _| Ok(())).map(Some)
}

/// Refuses a folder of another experiment, and trainings that lack films or classes.
fn check(
    args: &ReproduceArgs,
    films: &ExperimentFilms,
    folder: &Path,
    trained: &Trained,
) -> Result<(), ReproduceError> {
    let batch = trained.config.batch;
    let (train, validation) = (trained.train.len(), held_out(films, trained).len());
    if train < batch || validation == 0 {
        return Err(TrainError::TooFew { train, validation, batch }.into());
    }
    if let ExperimentPart::Cnn(task) = trained.part {
        let abnormal = if task == Task::Modality { FilmGroup::Other } else { FilmGroup::Abnormal };
        for (set, which) in [("training", &trained.train), ("test", &trained.test)] {
            let classes = which.iter().map(|&i| films.films[i].group.class(task));
            check_both_classes(set, classes, [abnormal, FilmGroup::Normal].map(FilmGroup::name))?;
        }
    }
    if args.report && !folder.join(FILMS).exists() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|source| ReproduceError::File { path: folder.to_owned(), source })?;
    check_same_films(folder, &fingerprint(films, &trained.train))?;
    Ok(check_same_config(folder, &trained.config)?)
}

/// Training and test films of a part, as the paper has them.
fn sets(films: &ExperimentFilms, part: ExperimentPart) -> (Vec<usize>, Vec<usize>) {
    let in_part = |film: &ExperimentFilm| match part {
        _ if film.group == FilmGroup::Ambiguous => false,
        ExperimentPart::Vae(_) => true,
        ExperimentPart::Cnn(Task::Modality) => film.group != FilmGroup::Abnormal,
        ExperimentPart::Cnn(Task::Diagnosis) => film.group != FilmGroup::Other,
    };
    let is_test = |film: &ExperimentFilm| match part {
        ExperimentPart::Vae(_) => film.is_tested_by_vae(),
        ExperimentPart::Cnn(_) => film.is_test,
    };
    (films.which(|film| in_part(film) && !is_test(film)), films.which(|film| in_part(film) && is_test(film)))
}

/// Evenly sampled test films; for a VAE normal ones.
fn held_out(films: &ExperimentFilms, trained: &Trained) -> Vec<usize> {
    let is_vae = matches!(trained.part, ExperimentPart::Vae(_));
    let mut which = trained.test.clone();
    which.retain(|&i| !is_vae || films.films[i].group == FilmGroup::Normal);
    let step = which.len().div_ceil(MAX_HELD_OUT_FILMS).max(1);
    which.into_iter().step_by(step).collect()
}

/// Films that a part scores: its test films and the ambiguous ones, which no part trains on. A VAE also scores its training
/// films, which give its operating point, and the modality CNN the abnormal chest films of the test split, which it was not
/// trained on.
fn films_to_score(films: &ExperimentFilms, trained: &Trained) -> Vec<usize> {
    let mut which = trained.test.clone();
    match trained.part {
        ExperimentPart::Vae(_) => {
            which.extend(&trained.train);
            which.extend(films.which(|film| film.group == FilmGroup::Ambiguous));
        }
        ExperimentPart::Cnn(Task::Modality) => {
            which.extend(films.which(|film| film.group == FilmGroup::Abnormal && film.is_test));
        }
        ExperimentPart::Cnn(Task::Diagnosis) => {
            which.extend(films.which(|film| film.group == FilmGroup::Ambiguous))
        }
    }
    which.sort_unstable();
    which
}
