//! How the release models do on labelled films: figures of each model, verdicts, and how far the probabilities hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use indicatif::ProgressIterator;
use serde::Serialize;

use super::labelled;
use super::metrics::some_metrics;
use crate::calibration::Calibration;
use crate::card::{Flagged, Metrics, Outcome};
use crate::input;
use crate::input::ReleaseInput;
use crate::models::{Label, ModelsError, ReleaseModels};
use crate::native::commands::evaluate::print;
use crate::native::device::block_on;
use crate::native::tables;
use crate::native::tables::{Exclusions, Question, Row, Split, Sure};
use crate::native::train::TrainError;
use crate::scores::{ImageKind, ReleaseOutput};
use crate::statistics::quantile;
use crate::verdict::{Reason, Verdict};

/// A film with what its table says of it.
pub(crate) struct Pictured {
    pub(crate) row: Row,
    pub(crate) square: ReleaseInput,
    /// Normal or abnormal, where that is sure ([`Sure`]).
    pub(crate) label: Option<Label>,
}

/// The films of a split, chest films and others.
pub(crate) fn load(folder: &Path, split: Split) -> Result<Vec<Pictured>, TrainError> {
    let table = tables::read(folder, None)?;
    table.say();
    let sure = Sure::of(&table.rows);
    let rows = table.rows.into_iter().filter(|row| row.split() == split);
    let rows = rows.map(|row| (row.file.clone(), row)).collect();
    let films = labelled::read(folder, rows, "reading films", |film, row| {
        let is_chest = row.label(Question::Modality) == Some(Label::Normal);
        Pictured { square: input::prepare_release(&film), label: sure.label(&row).filter(|_| is_chest), row }
    })?;
    Ok(Exclusions::told(films))
}

/// What the models say of each film.
pub(crate) fn readouts(
    films: &[Pictured],
    readers: &ReleaseModels,
) -> Result<Vec<ReleaseOutput>, ModelsError> {
    films.iter().progress().map(|film| block_on(readers.read(&film.square))).collect()
}

/// Films with what the models say of them.
pub(crate) struct Judged<'a> {
    pub(crate) films: &'a [Pictured],
    pub(crate) readouts: &'a [ReleaseOutput],
}

/// Figures of the three models, and of the verdicts, by group of films.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    pub(crate) kind: BTreeMap<String, Metrics>,
    pub(crate) novelty: BTreeMap<String, Metrics>,
    pub(crate) disease: BTreeMap<String, Metrics>,
    pub(crate) verdicts: BTreeMap<String, Outcome>,
}

impl Figures {
    /// A table for people.
    pub(crate) fn print(&self) {
        for (model, groups) in [("kind", &self.kind), ("novelty", &self.novelty), ("disease", &self.disease)]
        {
            print(model, groups);
        }
        for (group, outcome) in &self.verdicts {
            println!(
                "verdicts   {group:<44} normal {:?}, abnormal {:?}; normal sent to review {:.3}, abnormal called normal \
                 {:.3}, calibration error {:.3}",
                outcome.normal,
                outcome.abnormal,
                outcome.normal_sent_to_review,
                outcome.abnormal_called_normal,
                outcome.calibration_error
            );
        }
    }
}

/// Normal films' anomaly at this percentile is where novelty's sensitivity and specificity are counted.
const NOVELTY_POINT: f64 = 95.0;

impl Judged<'_> {
    /// Figures at the calibration's limits; of disease at `operating_point`, a calibrated probability. Groups in which a
    /// class is empty are left out: they have no figures.
    pub(crate) fn figures(&self, calibration: &Calibration, operating_point: f64) -> Figures {
        let unlike = quantile(&calibration.anomaly_percentiles, NOVELTY_POINT);
        Figures {
            kind: self.kind(calibration.other_above),
            novelty: self.by_source(|readout| readout.anomaly, unlike),
            disease: self.by_source(|readout| calibration.p_abnormal(readout), operating_point),
            verdicts: self.verdicts(calibration),
        }
    }

    /// Score of the films that are kept and have this label.
    fn values(
        &self,
        label: Label,
        keep: impl Fn(&Row) -> bool,
        score: impl Fn(&ReleaseOutput) -> f64,
    ) -> Vec<f64> {
        let kept = |film: &Pictured| film.label == Some(label) && keep(&film.row);
        self.films.iter().zip(self.readouts).filter(|(film, _)| kept(film)).map(|(_, r)| score(r)).collect()
    }

    /// Abnormal against normal within each source: across sources a score may only know the source.
    fn by_source(&self, score: impl Fn(&ReleaseOutput) -> f64, threshold: f64) -> BTreeMap<String, Metrics> {
        let figures = self.sources().into_iter().filter_map(|source| {
            let of = |label| self.values(label, |row| row.source == source, &score);
            Some((named(&source), some_metrics(&of(Label::Abnormal), &of(Label::Normal), threshold)?))
        });
        figures.collect()
    }

    /// Sources of films with a sure label.
    fn sources(&self) -> Vec<String> {
        let sources =
            self.films.iter().filter(|film| film.label.is_some()).map(|film| film.row.source.clone());
        sources.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Other pictures against chest films: all, kinds trained on, kinds never trained on, and source by source.
    fn kind(&self, threshold: f64) -> BTreeMap<String, Metrics> {
        let values = |label, keep: &dyn Fn(&Row) -> bool| {
            let kept = |row: &Row| row.label(Question::Modality) == Some(label) && keep(row);
            let films = self.films.iter().zip(self.readouts).filter(|(film, _)| kept(&film.row));
            films.map(|(_, readout)| readout.p(ImageKind::Other)).collect::<Vec<_>>()
        };
        let chest = values(Label::Normal, &|_| true);
        let group = |name: &str, keep: &dyn Fn(&Row) -> bool| {
            Some((name.to_owned(), some_metrics(&values(Label::Abnormal, keep), &chest, threshold)?))
        };
        let mut groups = BTreeMap::new();
        groups.extend(group("all kinds of other pictures", &|_| true));
        groups.extend(group("kinds of other pictures trained on", &|row| !row.held_back));
        groups.extend(group("kinds of other pictures never trained on", &|row| row.held_back));
        let others =
            self.films.iter().filter(|film| film.row.label(Question::Modality) == Some(Label::Abnormal));
        for source in others.map(|film| film.row.source.clone()).collect::<BTreeSet<_>>() {
            groups.extend(group(&format!("only: {}", named(&source)), &|row| row.source == source));
        }
        groups
    }

    /// What became of normal and of abnormal films.
    fn verdicts(&self, calibration: &Calibration) -> BTreeMap<String, Outcome> {
        let mut groups = self.sources().into_iter().map(Some).collect::<Vec<_>>();
        if groups.len() > 1 {
            groups.push(None);
        }
        let outcome = |source: Option<String>| {
            let keep = |row: &Row| source.as_ref().is_none_or(|source| row.source == *source);
            let films = self.films.iter().zip(self.readouts).filter(|(film, _)| keep(&film.row));
            let films = films.filter_map(|(film, readout)| Some((film.label?, readout))).collect::<Vec<_>>();
            let counts = |label| {
                let mut counts = BTreeMap::new();
                for (_, readout) in films.iter().filter(|(l, _)| *l == label) {
                    let verdict = calibration.judge(readout).verdict.words();
                    *counts.entry(verdict.to_owned()).or_insert(0) += 1;
                }
                counts
            };
            let (normal, abnormal) = (counts(Label::Normal), counts(Label::Abnormal));
            let share = |counts: &BTreeMap<String, usize>, verdict: Verdict| {
                let all = counts.values().sum::<usize>().max(1);
                counts.get(verdict.words()).copied().unwrap_or(0) as f64 / all as f64
            };
            let p = films
                .iter()
                .map(|(label, readout)| (calibration.p_abnormal(readout), *label == Label::Abnormal))
                .collect::<Vec<_>>();
            let reliability = reliability(&p);
            let outcome = Outcome {
                normal_sent_to_review: share(&normal, Verdict::NeedsReview),
                abnormal_called_normal: share(&abnormal, Verdict::LooksNormal),
                calibration_error: calibration_error(&reliability),
                normal,
                abnormal,
                reliability,
            };
            (source.map_or_else(|| "all sources".to_owned(), |source| named(&source)), outcome)
        };
        groups.into_iter().map(outcome).collect()
    }
}

/// What can be done to a film, and what the verdict should then name.
const DONE: [(&str, Reason); 6] = [
    ("upside down", Reason::UpsideDown),
    ("turned left", Reason::Rotated),
    ("turned right", Reason::Rotated),
    ("inverted", Reason::Inverted),
    ("a quarter of the film", Reason::Cropped),
    ("blank", Reason::Blank),
];

/// Films of each source that are turned and cut, the first of the table.
const DONE_TO: usize = 100;

/// How many chest films are flagged as they are and once something was done to them, and how many other pictures.
pub(crate) fn flags(
    films: &[Pictured],
    readers: &ReleaseModels,
    calibration: &Calibration,
) -> Result<BTreeMap<String, Flagged>, ModelsError> {
    let mut flags: BTreeMap<String, Flagged> = BTreeMap::new();
    let mut count = |name: &str, square: &ReleaseInput, wanted: Option<Reason>| {
        let reason = calibration.judge(&block_on(readers.read(square))?).reason;
        let flagged = flags.entry(name.to_owned()).or_default();
        flagged.films += 1;
        let is_flag =
            !matches!(reason, Reason::Abnormal | Reason::Normal | Reason::Between | Reason::UnlikeNormal);
        flagged.flagged += usize::from(is_flag);
        flagged.by_its_name += usize::from(Some(reason) == wanted);
        Ok::<_, ModelsError>(())
    };
    let mut of_source: BTreeMap<&str, usize> = BTreeMap::new();
    for film in films.iter().progress() {
        if film.row.label(Question::Modality) == Some(Label::Abnormal) {
            count("another picture", &film.square, Some(Reason::OtherPicture))?;
        }
        let seen = of_source.entry(&film.row.source).or_default();
        if film.label.is_none() || *seen == DONE_TO {
            continue;
        }
        *seen += 1;
        count("as it is", &film.square, None)?;
        for (name, reason) in DONE {
            count(name, &done(&film.square, name), Some(reason))?;
        }
    }
    Ok(flags)
}

/// The film as one to which something was done.
fn done(square: &ReleaseInput, what: &str) -> ReleaseInput {
    const SIDE: usize = ReleaseInput::SIDE;
    let gray = square.plane().iter().map(|value| (value * 255.0).round() as u8).collect::<Vec<_>>();
    let at = |row: usize, column: usize| gray[row * SIDE + column];
    let made = |side: usize, value: &dyn Fn(usize, usize) -> u8| {
        let gray = (0..side * side).map(|i| value(i / side, i % side)).collect::<Vec<_>>();
        ReleaseInput::from_gray8(side, side, &gray).expect("side x side values")
    };
    const LAST: usize = SIDE - 1;
    match what {
        "upside down" => made(SIDE, &|row, column| at(LAST - row, LAST - column)),
        "turned left" => made(SIDE, &|row, column| at(column, LAST - row)),
        "turned right" => made(SIDE, &|row, column| at(LAST - column, row)),
        "inverted" => made(SIDE, &|row, column| 255 - at(row, column)),
        "a quarter of the film" => made(SIDE / 2, &at),
        _ => made(SIDE, &|_, _| 0),
    }
}

fn named(source: &str) -> String {
    if source.is_empty() { "source not named".to_owned() } else { source.to_owned() }
}

const BINS: usize = 10;

/// Bins of equal width: mean probability, share abnormal, films; empty ones left out.
fn reliability(p: &[(f64, bool)]) -> Vec<(f64, f64, usize)> {
    let bins = (0..BINS).filter_map(|bin| {
        let here = |p: f64| ((p * BINS as f64) as usize).min(BINS - 1) == bin;
        let films = p.iter().filter(|(p, _)| here(*p)).collect::<Vec<_>>();
        let count = films.len() as f64;
        let mean = films.iter().map(|(p, _)| p).sum::<f64>() / count;
        let abnormal = films.iter().filter(|(_, abnormal)| *abnormal).count() as f64 / count;
        (!films.is_empty()).then_some((mean, abnormal, films.len()))
    });
    bins.collect()
}

fn calibration_error(bins: &[(f64, f64, usize)]) -> f64 {
    let films = bins.iter().map(|(_, _, films)| films).sum::<usize>().max(1) as f64;
    bins.iter().map(|(mean, abnormal, count)| (mean - abnormal).abs() * *count as f64 / films).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calibration_error_is_the_distance_from_what_happened() {
        // Ten films at 0.95 of which eight are abnormal, ten at 0.05 of which none is.
        let p = (0..10).map(|i| (0.95, i < 8)).chain((0..10).map(|_| (0.05, false))).collect::<Vec<_>>();
        let bins = reliability(&p);
        assert_eq!(bins.len(), 2);
        assert!((calibration_error(&bins) - (0.15 + 0.05) / 2.0).abs() < 1e-12, "{bins:?}");
        assert_eq!(reliability(&[(1.0, true)])[0].2, 1, "certainty is in the last bin");
    }

    #[test]
    fn a_film_is_turned_and_cut() {
        let gray = (0..64 * 64).map(|i| (i / 64 * 2 + i % 64) as u8).collect::<Vec<_>>();
        let square = ReleaseInput::from_gray8(64, 64, &gray).expect("square");
        let corner = |what: &str| done(&square, what).plane()[0];
        // Darkest at the top left, brightest at the bottom right; down grows faster than across.
        assert!(corner("upside down") > 0.99 && corner("inverted") > 0.99);
        let (left, right) = (corner("turned left"), corner("turned right"));
        assert!(left < 0.4 && right > 0.6, "{left} {right}");
        assert!(done(&square, "blank").is_blank() && !done(&square, "a quarter of the film").is_blank());
    }
}
