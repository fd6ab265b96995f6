//! The films of the experiment: grouped as in the paper, with the excluded films counted.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::args::ReproduceArgs;
use super::error::ReproduceError;
use super::rounding::rounded;
use crate::input::PaperInput;
use crate::models::{Diagnosis, Modality, TaskClass};
use crate::native::evaluation::films::{LoadError, PaperFilm, read_paper_films};
use crate::native::tables;
use crate::native::tables::{ExclusionReason, Exclusions, Reading, Row, Split, TableLayout};
use crate::native::train::config::Task;
use crate::native::train::film_sets::LabelledFilm;

/// The paper's three groups of films, and those it excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FilmGroup {
    /// CR, no abnormality.
    Normal,
    /// CR, abnormality.
    Abnormal,
    /// Not CR.
    Other,
    /// Excluded by the label rule. No model trains on it and the paper has no group for it, but scores can be compared with
    /// its final decision.
    Ambiguous,
}

impl FilmGroup {
    /// The groups of the paper.
    pub(crate) const ALL: [Self; 3] = [Self::Normal, Self::Abnormal, Self::Other];

    /// Name in the tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Normal => "CR, no abnormality",
            Self::Abnormal => "CR, abnormality",
            Self::Other => "not CR",
            Self::Ambiguous => "ambiguous",
        }
    }
}

/// A film of the experiment.
#[derive(Debug, Clone)]
pub(crate) struct ExperimentFilm {
    pub(crate) film: PaperFilm,
    pub(crate) group: FilmGroup,
    /// By the table's split, or drawn by patient; validation films count as training films, as in the paper.
    pub(crate) is_test: bool,
    pub(crate) statistics: FilmStatistics,
}

/// Confounders: what could explain a score without any reading of the film.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FilmStatistics {
    /// Mean of the input, 0 to 1.
    pub(crate) brightness: f64,
    /// Width over height of the film.
    pub(crate) aspect: f64,
    /// Whether the view is AP; none where it is unknown.
    pub(crate) is_ap: Option<bool>,
    /// The input's own entropy, nats: no Bernoulli likelihood of it can be larger than its negative.
    pub(crate) entropy: f64,
}

/// All films of the experiment, and those excluded.
#[derive(Debug)]
pub(crate) struct ExperimentFilms {
    pub(crate) layout: TableLayout,
    /// The tables that were read and the columns that decide.
    pub(crate) origin: String,
    pub(crate) films: Vec<ExperimentFilm>,
    pub(crate) exclusions: Vec<Exclusions>,
    /// Whether the table had a split of its own.
    pub(crate) has_published_split: bool,
}

impl ExperimentFilms {
    /// Indices of the films that meet a condition.
    pub(crate) fn which(&self, is_wanted: impl Fn(&ExperimentFilm) -> bool) -> Vec<usize> {
        let wanted = self.films.iter().enumerate().filter(|(_, film)| is_wanted(film));
        wanted.map(|(i, _)| i).collect()
    }

    /// The VAE's test films of a group: it trains on normal films only, so all others are test films.
    pub(crate) fn tested(&self, group: FilmGroup) -> Vec<usize> {
        self.which(|film| film.group == group && film.is_tested_by_vae())
    }

    pub(crate) fn count(&self, is_wanted: impl Fn(&ExperimentFilm) -> bool) -> usize {
        self.films.iter().filter(|film| is_wanted(film)).count()
    }

    /// These films with their classes in a task.
    pub(crate) fn labelled(&self, which: &[usize], task: Task) -> Vec<LabelledFilm> {
        let films = which.iter().map(|&i| &self.films[i]);
        let labelled = |film: &ExperimentFilm| LabelledFilm {
            input: film.film.input.clone(),
            class: film.group.class(task),
        };
        films.map(labelled).collect()
    }
}

impl ExperimentFilm {
    /// Whether the film is a test film of the VAE.
    pub(crate) fn is_tested_by_vae(&self) -> bool {
        self.is_test || self.group != FilmGroup::Normal
    }
}

impl FilmGroup {
    /// The class of the group's films in a task.
    pub(crate) fn class(self, task: Task) -> TaskClass {
        match (task, self) {
            (Task::Modality, Self::Normal | Self::Abnormal) => Modality::ChestRadiograph.into(),
            (Task::Modality, Self::Other | Self::Ambiguous) => Modality::Other.into(),
            (Task::Diagnosis, Self::Normal) => Diagnosis::Normal.into(),
            (Task::Diagnosis, Self::Abnormal | Self::Other | Self::Ambiguous) => Diagnosis::Abnormal.into(),
        }
    }
}

/// Reads the folder and sorts its films into the paper's groups.
///
/// # Errors
/// [`ReproduceError`] where the table cannot be used, no film can be read, or no film is of the chosen source or modality.
pub(crate) fn collect(args: &ReproduceArgs) -> Result<ExperimentFilms, ReproduceError> {
    let table = tables::read_all(&args.films, args.table.as_deref()).map_err(LoadError::from)?;
    let (layout, origin, mut exclusions) = (table.layout, table.origin, table.exclusions);
    let is_hospital = |row: &Row| args.source.as_ref().is_none_or(|name| row.source.starts_with(name));
    let is_cr = |modality: &str| args.cr.iter().any(|name| name == modality);
    let is_other = |row: &Row, modality: &str| {
        row.reading == Reading::Other || !(modality.is_empty() || is_cr(modality))
    };
    if let Some(wanted) = args.source.clone().filter(|_| !table.rows.iter().any(is_hospital)) {
        let known: BTreeSet<&str> = table.rows.iter().map(|row| row.source.as_str()).collect();
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        return Err(ReproduceError::Source { wanted, known });
    }
    let (rows, elsewhere): (Vec<_>, Vec<_>) =
        table.rows.into_iter().partition(|row| is_hospital(row) || is_other(row, &row.modality));
    exclusions.extend(Exclusions::new(ExclusionReason::OtherSource, names(&elsewhere)));

    let (rows, in_other_split) = tables::split_by_patient(&args.films, rows);
    exclusions.extend(in_other_split);
    let (mut read, unreadable) = read_paper_films(&args.films, rows, "reading films")?;
    exclusions.extend(unreadable);
    read.iter_mut().for_each(fill_from_header);

    check_modalities(&read, &args.cr)?;
    let has_published_split = read.iter().any(|film| film.row.published.is_some());
    let (mut films, mut unread) = (Vec::new(), Vec::new());
    for film in read {
        let group = match film.row.reading {
            _ if is_other(&film.row, &film.row.modality) => FilmGroup::Other,
            Reading::Normal => FilmGroup::Normal,
            Reading::Abnormal => FilmGroup::Abnormal,
            Reading::Ambiguous => FilmGroup::Ambiguous,
            Reading::Other | Reading::Unread => {
                unread.push(film.row);
                continue;
            }
        };
        let is_test = film.row.split() == Split::Test;
        films.push(ExperimentFilm { statistics: FilmStatistics::new(&film), group, is_test, film });
    }
    let ambiguous = films.iter().filter(|film: &&ExperimentFilm| film.group == FilmGroup::Ambiguous);
    let names_of_ambiguous = ambiguous.map(|film| film.film.row.name());
    exclusions.extend(Exclusions::new(ExclusionReason::Ambiguous, names_of_ambiguous));
    exclusions.extend(Exclusions::new(ExclusionReason::Unread, names(&unread)));
    Ok(ExperimentFilms { layout, origin, films, exclusions, has_published_split })
}

/// Prints the modalities found where not all count as CR; refuses a folder where none does.
fn check_modalities(films: &[PaperFilm], cr: &[String]) -> Result<(), ReproduceError> {
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for film in films.iter().filter(|film| film.row.reading != Reading::Other) {
        *met.entry(&film.row.modality).or_default() += 1;
    }
    let is_cr = |name: &str| name.is_empty() || cr.iter().any(|cr| cr == name);
    if met.keys().all(|name| is_cr(name)) {
        return Ok(());
    }
    let is_any_cr = met.keys().any(|name| is_cr(name));
    let most = met.iter().filter(|(name, _)| !is_cr(name)).max_by_key(|(_, films)| **films);
    let most = most.map(|(name, _)| (*name).to_owned()).unwrap_or_default();
    let named = |(name, films): (&&str, &usize)| match *name {
        "" => format!("none named ({films})"),
        name => format!("{name} ({films})"),
    };
    let met = met.iter().map(named).collect::<Vec<_>>().join(", ");
    let cr = cr.join(",");
    if !is_any_cr {
        return Err(ReproduceError::Modality { met, option: format!("{cr},{most}"), cr });
    }
    eprintln!("modalities: {met}; counted as CR: {cr}. To include more: --cr {cr},{most}");
    Ok(())
}

fn names(rows: &[Row]) -> impl Iterator<Item = String> {
    rows.iter().map(Row::name)
}

/// The header's modality overrides the table's; its view is used where the table has none.
fn fill_from_header(film: &mut PaperFilm) {
    let (row, header) = (&mut film.row, &film.header);
    if let Some(modality) = &header.modality {
        row.modality.clone_from(modality);
    }
    if let Some(view) = header.view_position.as_ref().filter(|_| row.view.is_empty()) {
        row.view.clone_from(view);
    }
}

impl FilmStatistics {
    fn new(film: &PaperFilm) -> Self {
        let plane = film.input.plane();
        let pixels = (PaperInput::SIDE * PaperInput::SIDE) as f64;
        Self {
            brightness: rounded(plane.iter().map(|&x| f64::from(x)).sum::<f64>() / pixels),
            aspect: rounded(f64::from(film.header.columns) / f64::from(film.header.rows.max(1))),
            is_ap: match film.row.view.as_str() {
                "" => None,
                view => Some(view.eq_ignore_ascii_case("AP")),
            },
            entropy: rounded(plane.iter().map(|&x| entropy(f64::from(x))).sum()),
        }
    }
}

/// `-x ln x - (1 - x) ln(1 - x)`, nats; 0 for black and white.
fn entropy(x: f64) -> f64 {
    let term = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    term(x) + term(1.0 - x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_has_entropy_and_black_and_white_have_none() {
        assert_eq!((entropy(0.0), entropy(1.0)), (0.0, 0.0));
        assert!((entropy(0.5) - std::f64::consts::LN_2).abs() < 1e-12);
        assert!((entropy(0.2) - entropy(0.8)).abs() < 1e-12);
    }
}
