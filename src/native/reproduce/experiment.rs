//! The experiment itself: each training begun, gone on with or found finished, and its films scored.

use std::fs;
use std::path::Path;

use super::ReproduceError;
use super::films::{Film, Films, Group};
use super::score_cache::{Scores, cached, fingerprint};
use super::settings::{Args, Part};
use crate::native::evaluation::labelled::Labelled;
use crate::native::train::{
    CnnRecipe, Config, FILMS, Fitted, History, Scored, Task, TrainError, VaeRecipe, both_classes, fit,
    same_config, same_films, scores, trained,
};

/// Held-out films whose loss is followed from epoch to epoch; all would slow a CNN's training by a tenth.
const FOLLOWED: usize = 200;

/// What became of a training.
#[derive(Debug)]
pub(crate) struct Trained {
    pub(crate) part: Part,
    pub(crate) config: Config,
    pub(crate) train: Vec<usize>,
    pub(crate) test: Vec<usize>,
    pub(crate) history: History,
    /// VLB of a VAE; of a CNN the logit of label 0 (abnormal, or not CR). Empty where nothing is trained.
    pub(crate) scores: Scores,
    /// Why it is not trained, or not to the end.
    pub(crate) stopped: Option<String>,
}

/// Runs all parts; `each` sees what there is after every one. A part that cannot be trained, for want of films, of disk
/// or of finite numbers, does not keep the others from it.
pub(crate) fn run(
    args: &Args,
    films: &Films,
    mut each: impl FnMut(&[Trained]) -> Result<(), ReproduceError>,
) -> Result<Vec<Trained>, ReproduceError> {
    let mut done = Vec::new();
    for part in args.parts() {
        if !args.report {
            println!("{}", part.name());
        }
        let trained = one(args, films, part)?;
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

fn one(args: &Args, films: &Films, part: Part) -> Result<Trained, ReproduceError> {
    let config = args.config(part);
    let folder = args.out.join(part.folder());
    let (train, test) = sets(films, part);
    let mut trained =
        Trained { part, config, train, test, history: History::default(), scores: Vec::new(), stopped: None };
    let done = check(args, films, &folder, &trained).and_then(|()| {
        let config = trained.config.clone();
        match part {
            Part::Vae(_) => train_and_score(args, films, &mut trained, &VaeRecipe(&config), &folder),
            Part::Cnn(_) => train_and_score(args, films, &mut trained, &CnnRecipe(&config), &folder),
        }
    });
    match done {
        Ok(()) => Ok(trained),
        Err(error) => stop(trained, error),
    }
}

fn train_and_score<R: Scored<Film = Labelled>>(
    args: &Args,
    films: &Films,
    trained: &mut Trained,
    recipe: &R,
    folder: &Path,
) -> Result<(), ReproduceError> {
    let (fitted, error) = match fit_or_load(args, films, trained, recipe, folder) {
        Ok(fitted) => (fitted, None),
        // What was trained before the fault is still worth its figures.
        Err(error) => (self::trained(recipe, folder).ok().flatten(), Some(error)),
    };
    if let Some(fitted) = fitted {
        let which = scored(films, trained);
        let task = trained.part.task();
        let epochs = fitted.history.epochs.len();
        let score = || scores(recipe, &fitted.model, &films.labelled(&which, task));
        trained.history = fitted.history;
        trained.scores = cached(folder, epochs, films, &which, score)?;
    }
    error.map_or(Ok(()), |error| Err(error.into()))
}

/// Faults of one training are told in the report; only what would spoil every other one ends the experiment.
fn stop(mut trained: Trained, error: ReproduceError) -> Result<Trained, ReproduceError> {
    match error {
        ReproduceError::Train(error) => {
            trained.stopped = Some(error.to_string());
            Ok(trained)
        }
        error => Err(error),
    }
}

fn fit_or_load<R: Scored<Film = Labelled>>(
    args: &Args,
    films: &Films,
    trained: &Trained,
    recipe: &R,
    folder: &Path,
) -> Result<Option<Fitted<R::Model>>, TrainError> {
    let found = self::trained(recipe, folder)?;
    let is_whole = found.as_ref().is_some_and(|found| found.history.epochs.len() >= trained.config.epochs);
    if args.report || is_whole {
        return Ok(found);
    }
    drop(found);
    let task = trained.part.task();
    let train = films.labelled(&trained.train, task);
    let followed = films.labelled(&followed(films, trained), task);
    fit(recipe, &trained.config, folder, (&train, &followed), |_, _| Ok(())).map(Some)
}

/// Refuses what would mix two experiments, and trainings that cannot be.
fn check(args: &Args, films: &Films, folder: &Path, trained: &Trained) -> Result<(), ReproduceError> {
    let batch = trained.config.batch;
    let (train, validation) = (trained.train.len(), followed(films, trained).len());
    if train < batch || validation == 0 {
        return Err(TrainError::TooFew { train, validation, batch }.into());
    }
    if let Part::Cnn(task) = trained.part {
        let abnormal = if task == Task::Modality { Group::Other } else { Group::Abnormal };
        for (set, which) in [("training", &trained.train), ("test", &trained.test)] {
            let labels = which.iter().map(|&i| films.films[i].group.label(task));
            both_classes(set, labels, [abnormal, Group::Normal].map(Group::name))?;
        }
    }
    if args.report && !folder.join(FILMS).exists() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|source| ReproduceError::File { path: folder.to_owned(), source })?;
    same_films(folder, &fingerprint(films, &trained.train))?;
    Ok(same_config(folder, &trained.config)?)
}

/// Training and test films of a part, as the paper has them.
fn sets(films: &Films, part: Part) -> (Vec<usize>, Vec<usize>) {
    let in_part = |film: &Film| match part {
        _ if film.group == Group::Ambiguous => false,
        Part::Vae(_) => true,
        Part::Cnn(Task::Modality) => film.group != Group::Abnormal,
        Part::Cnn(Task::Diagnosis) => film.group != Group::Other,
    };
    let is_test = |film: &Film| match part {
        Part::Vae(_) => film.is_tested_by_vae(),
        Part::Cnn(_) => film.is_test,
    };
    (films.which(|film| in_part(film) && !is_test(film)), films.which(|film| in_part(film) && is_test(film)))
}

/// Evenly spread test films: of a VAE normal ones.
fn followed(films: &Films, trained: &Trained) -> Vec<usize> {
    let is_vae = matches!(trained.part, Part::Vae(_));
    let mut which = trained.test.clone();
    which.retain(|&i| !is_vae || films.films[i].group == Group::Normal);
    let step = which.len().div_ceil(FOLLOWED).max(1);
    which.into_iter().step_by(step).collect()
}

/// What a part scores: its test films and the ambiguous, which nobody trains on; a VAE its training films too, of which
/// its operating point comes, and the modality CNN the abnormal chest films of the test split, which it was not trained
/// on.
fn scored(films: &Films, trained: &Trained) -> Vec<usize> {
    let mut which = trained.test.clone();
    match trained.part {
        Part::Vae(_) => {
            which.extend(&trained.train);
            which.extend(films.which(|film| film.group == Group::Ambiguous));
        }
        Part::Cnn(Task::Modality) => {
            which.extend(films.which(|film| film.group == Group::Abnormal && film.is_test));
        }
        Part::Cnn(Task::Diagnosis) => which.extend(films.which(|film| film.group == Group::Ambiguous)),
    }
    which.sort_unstable();
    which
}

impl Part {
    /// The task whose labels its films bear; a VAE looks at none.
    pub(crate) fn task(self) -> Task {
        match self {
            Self::Vae(_) => Task::Modality,
            Self::Cnn(task) => task,
        }
    }
}
