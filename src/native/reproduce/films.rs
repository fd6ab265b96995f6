//! The films of the experiment: grouped as the paper groups them, what takes no part counted.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ReproduceError;
use super::score_cache::rounded;
use super::settings::Args;
use crate::input::PaperInput;
use crate::models::Label;
use crate::native::evaluation::labelled::{Labelled, load};
use crate::native::tables::{self, Exclusions, Layout, Reading, Row, Split};
use crate::native::train::{Task, TrainError};

/// The paper's three groups of films, and what it dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Group {
    /// CR, no abnormality.
    Normal,
    /// CR, abnormality.
    Abnormal,
    /// Not CR.
    Other,
    /// Dropped by the label rule: trains nothing and is in no group of the paper's, but its final decision can be
    /// compared with.
    Ambiguous,
}

impl Group {
    /// The paper's.
    pub(crate) const ALL: [Self; 3] = [Self::Normal, Self::Abnormal, Self::Other];

    /// As the tables call it.
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
pub(crate) struct Film {
    pub(crate) film: Labelled,
    pub(crate) group: Group,
    /// Of the table, or drawn by patient; validation films are the paper's training films.
    pub(crate) is_test: bool,
    pub(crate) facts: Facts,
}

/// What could explain a score without any reading of the film.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    /// Mean of the input, 0 to 1.
    pub(crate) brightness: f64,
    /// Width over height of the film.
    pub(crate) aspect: f64,
    /// Taken from front to back; none where the view is unknown.
    pub(crate) is_ap: Option<bool>,
    /// The input's own entropy, nats: no Bernoulli likelihood of it can be larger than its negative.
    pub(crate) entropy: f64,
}

/// All films of the experiment and what was left out.
#[derive(Debug)]
pub(crate) struct Films {
    pub(crate) layout: Layout,
    /// The tables that were read and the columns that decide.
    pub(crate) origin: String,
    pub(crate) films: Vec<Film>,
    pub(crate) left_out: Vec<Exclusions>,
    /// Whether the table had a split of its own.
    pub(crate) has_published_split: bool,
}

impl Films {
    /// Indices of the films that a condition holds for.
    pub(crate) fn which(&self, is_wanted: impl Fn(&Film) -> bool) -> Vec<usize> {
        let wanted = self.films.iter().enumerate().filter(|(_, film)| is_wanted(film));
        wanted.map(|(i, _)| i).collect()
    }

    /// The test films of a group: the VAE learns from normal films alone, so of the others all are tested.
    pub(crate) fn tested(&self, group: Group) -> Vec<usize> {
        self.which(|film| film.group == group && film.is_tested_by_vae())
    }

    pub(crate) fn count(&self, is_wanted: impl Fn(&Film) -> bool) -> usize {
        self.films.iter().filter(|film| is_wanted(film)).count()
    }

    /// These films with the labels of a task.
    pub(crate) fn labelled(&self, which: &[usize], task: Task) -> Vec<Labelled> {
        let films = which.iter().map(|&i| &self.films[i]);
        films.map(|film| Labelled { label: film.group.label(task), ..film.film.clone() }).collect()
    }
}

impl Film {
    /// Whether it is among the test films of the VAE.
    pub(crate) fn is_tested_by_vae(&self) -> bool {
        self.is_test || self.group != Group::Normal
    }
}

impl Group {
    /// The paper's numbers: 1 is normal or CR.
    pub(crate) fn label(self, task: Task) -> Label {
        match (task, self) {
            (_, Self::Normal) | (Task::Modality, Self::Abnormal) => Label::Normal,
            _ => Label::Abnormal,
        }
    }
}

/// Reads the folder and sorts its films into the paper's groups.
pub(crate) fn collect(args: &Args) -> Result<Films, ReproduceError> {
    let table = tables::read_all(&args.films, args.table.as_deref()).map_err(TrainError::Table)?;
    let (layout, origin, mut left_out) = (table.layout, table.origin, table.left_out);
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
    left_out.extend(Exclusions::of("chest films of other sources", names(&elsewhere)));

    let (rows, twice) = tables::apart(&args.films, rows);
    left_out.extend(twice);
    let rows = rows.into_iter().map(|row| (row, Label::Normal)).collect();
    let (mut read, unreadable) = load(&args.films, rows, "reading films").map_err(TrainError::Films)?;
    left_out.extend(unreadable);
    read.iter_mut().for_each(fill_from_header);

    check_modalities(&read, &args.cr)?;
    let has_published_split = read.iter().any(|film| film.row.published.is_some());
    let (mut films, mut unread) = (Vec::new(), Vec::new());
    for film in read {
        let group = match film.row.reading {
            _ if is_other(&film.row, &film.row.modality) => Group::Other,
            Reading::Normal => Group::Normal,
            Reading::Abnormal => Group::Abnormal,
            Reading::Ambiguous => Group::Ambiguous,
            Reading::Other | Reading::Unread => {
                unread.push(film.row);
                continue;
            }
        };
        let is_test = film.row.split() == Split::Test;
        films.push(Film { facts: Facts::of(&film), group, is_test, film });
    }
    let dropped = "excluded as ambiguous by the paper's label rule: findings and final decision disagree";
    let ambiguous = films.iter().filter(|film: &&Film| film.group == Group::Ambiguous);
    left_out.extend(Exclusions::of(dropped, ambiguous.map(|film| film.film.row.name())));
    left_out.extend(Exclusions::of("chest films without a reading", names(&unread)));
    Ok(Films { layout, origin, films, left_out, has_published_split })
}

/// Says which modalities were met where not all count as CR; refuses a folder of chest films of which none does.
fn check_modalities(films: &[Labelled], cr: &[String]) -> Result<(), ReproduceError> {
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

/// The header's modality goes before the table's; its view stands where the table has none.
fn fill_from_header(film: &mut Labelled) {
    let (row, header) = (&mut film.row, &film.header);
    if let Some(modality) = &header.modality {
        row.modality.clone_from(modality);
    }
    if let Some(view) = header.view_position.as_ref().filter(|_| row.view.is_empty()) {
        row.view.clone_from(view);
    }
}

impl Facts {
    fn of(film: &Labelled) -> Self {
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

/// `-x ln x - (1 - x) ln(1 - x)`, nats; nought at black and at white.
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
