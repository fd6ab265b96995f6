//! How well the release models score labelled films: figures of each model, verdicts, and how well the probabilities are
//! calibrated.

use std::collections::{BTreeMap, BTreeSet};

use indicatif::ProgressIterator;
use serde::Serialize;

use super::films::ReleaseFilm;
use super::metrics::{metrics_of_groups, print_metrics};
use super::perturbation::{Perturbation, perturb};
use crate::calibration::Calibration;
use crate::card::{Flagged, Metrics, Outcome};
use crate::input::ReleaseInput;
use crate::models::{Diagnosis, Modality, ModelsError, ReleaseModels};
use crate::native::device::block_on;
use crate::native::tables::Row;
use crate::scores::{ImageKind, ReleaseOutput};
use crate::statistics::quantile;
use crate::verdict::{Reason, Verdict};

/// Output of the models for each film.
///
/// # Errors
/// [`ModelsError`] where the device returns invalid values.
pub(crate) fn outputs(
    films: &[ReleaseFilm],
    models: &ReleaseModels,
) -> Result<Vec<ReleaseOutput>, ModelsError> {
    films.iter().progress().map(|film| block_on(models.read(&film.input))).collect()
}

/// Films with the output of the models.
pub(crate) struct JudgedFilms<'a> {
    pub(crate) films: &'a [ReleaseFilm],
    pub(crate) outputs: &'a [ReleaseOutput],
}

/// Figures of the three models, and of the verdicts, by group of films.
#[derive(Debug, Serialize)]
pub(crate) struct ReleaseFigures {
    #[serde(rename = "kind")]
    pub(crate) image_kind: BTreeMap<String, Metrics>,
    #[serde(rename = "novelty")]
    pub(crate) anomaly: BTreeMap<String, Metrics>,
    #[serde(rename = "disease")]
    pub(crate) abnormality: BTreeMap<String, Metrics>,
    pub(crate) verdicts: BTreeMap<String, Outcome>,
}

impl ReleaseFigures {
    /// Prints a table.
    pub(crate) fn print(&self) {
        for (model, groups) in
            [("kind", &self.image_kind), ("novelty", &self.anomaly), ("disease", &self.abnormality)]
        {
            print_metrics(model, groups);
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

/// Percentile of normal films at which the sensitivity and specificity of the anomaly model are measured.
const ANOMALY_OPERATING_PERCENTILE: f64 = 95.0;

impl JudgedFilms<'_> {
    /// Figures at the calibration's limits; those of the abnormality model at `operating_point`, a calibrated probability.
    /// Groups without films of both classes have no figures and are left out.
    pub(crate) fn figures(&self, calibration: &Calibration, operating_point: f64) -> ReleaseFigures {
        let anomaly_limit = quantile(&calibration.anomaly_percentiles, ANOMALY_OPERATING_PERCENTILE);
        ReleaseFigures {
            image_kind: self.image_kind(calibration.other_above),
            anomaly: self.by_source(|output| output.anomaly, anomaly_limit),
            abnormality: self.by_source(|output| calibration.p_abnormal(output), operating_point),
            verdicts: self.verdicts(calibration),
        }
    }

    /// A score of the films to keep that have this diagnosis.
    fn values(
        &self,
        diagnosis: Diagnosis,
        keep: impl Fn(&Row) -> bool,
        score: impl Fn(&ReleaseOutput) -> f64,
    ) -> Vec<f64> {
        let kept = |film: &ReleaseFilm| film.diagnosis == Some(diagnosis) && keep(&film.row);
        self.films.iter().zip(self.outputs).filter(|(film, _)| kept(film)).map(|(_, r)| score(r)).collect()
    }

    /// Abnormal against normal films within each source: across sources, a score could separate the sources alone.
    fn by_source(&self, score: impl Fn(&ReleaseOutput) -> f64, threshold: f64) -> BTreeMap<String, Metrics> {
        let figures = self.sources().into_iter().filter_map(|source| {
            let values = |diagnosis| self.values(diagnosis, |row| row.source == source, &score);
            let (abnormal, normal) = (values(Diagnosis::Abnormal), values(Diagnosis::Normal));
            Some((source_name(&source), metrics_of_groups(&abnormal, &normal, threshold)?))
        });
        figures.collect()
    }

    /// Sources of films with a certain diagnosis.
    fn sources(&self) -> Vec<String> {
        let sources =
            self.films.iter().filter(|film| film.diagnosis.is_some()).map(|film| film.row.source.clone());
        sources.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Other pictures against chest films: all, kinds trained on, kinds never trained on, and source by source.
    fn image_kind(&self, threshold: f64) -> BTreeMap<String, Metrics> {
        let values = |modality, keep: &dyn Fn(&Row) -> bool| {
            let kept = |row: &Row| row.modality_answer() == Some(modality) && keep(row);
            let films = self.films.iter().zip(self.outputs).filter(|(film, _)| kept(&film.row));
            films.map(|(_, output)| output.p(ImageKind::Other)).collect::<Vec<_>>()
        };
        let chest = values(Modality::ChestRadiograph, &|_| true);
        let group = |name: &str, keep: &dyn Fn(&Row) -> bool| {
            Some((name.to_owned(), metrics_of_groups(&values(Modality::Other, keep), &chest, threshold)?))
        };
        let mut groups = BTreeMap::new();
        groups.extend(group("all kinds of other pictures", &|_| true));
        groups.extend(group("kinds of other pictures trained on", &|row| !row.held_back));
        groups.extend(group("kinds of other pictures never trained on", &|row| row.held_back));
        let others = self.films.iter().filter(|film| film.row.modality_answer() == Some(Modality::Other));
        for source in others.map(|film| film.row.source.clone()).collect::<BTreeSet<_>>() {
            groups.extend(group(&format!("only: {}", source_name(&source)), &|row| row.source == source));
        }
        groups
    }

    /// Verdicts on normal and on abnormal films.
    fn verdicts(&self, calibration: &Calibration) -> BTreeMap<String, Outcome> {
        let mut groups = self.sources().into_iter().map(Some).collect::<Vec<_>>();
        if groups.len() > 1 {
            groups.push(None);
        }
        let outcome = |source: Option<String>| {
            let keep = |row: &Row| source.as_ref().is_none_or(|source| row.source == *source);
            let films = self.films.iter().zip(self.outputs).filter(|(film, _)| keep(&film.row));
            let films =
                films.filter_map(|(film, output)| Some((film.diagnosis?, output))).collect::<Vec<_>>();
            let counts = |diagnosis| {
                let mut counts = BTreeMap::new();
                for (_, output) in films.iter().filter(|(d, _)| *d == diagnosis) {
                    let verdict = calibration.judge(output).verdict.words();
                    *counts.entry(verdict.to_owned()).or_insert(0) += 1;
                }
                counts
            };
            let (normal, abnormal) = (counts(Diagnosis::Normal), counts(Diagnosis::Abnormal));
            let share = |counts: &BTreeMap<String, usize>, verdict: Verdict| {
                let all = counts.values().sum::<usize>().max(1);
                counts.get(verdict.words()).copied().unwrap_or(0) as f64 / all as f64
            };
            let p = films
                .iter()
                .map(|(diagnosis, output)| {
                    (calibration.p_abnormal(output), *diagnosis == Diagnosis::Abnormal)
                })
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
            (source.map_or_else(|| "all sources".to_owned(), |source| source_name(&source)), outcome)
        };
        groups.into_iter().map(outcome).collect()
    }
}

/// Films of each source that are perturbed: the first of the table.
const MAX_PERTURBED_FILMS: usize = 100;

/// How many chest films are flagged unchanged and after each perturbation, and how many other pictures.
///
/// # Errors
/// [`ModelsError`] where the device returns invalid values.
pub(crate) fn flags(
    films: &[ReleaseFilm],
    models: &ReleaseModels,
    calibration: &Calibration,
) -> Result<BTreeMap<String, Flagged>, ModelsError> {
    let mut flags: BTreeMap<String, Flagged> = BTreeMap::new();
    let mut count = |name: &str, input: &ReleaseInput, expected: Option<Reason>| {
        let reason = calibration.judge(&block_on(models.read(input))?).reason;
        let flagged = flags.entry(name.to_owned()).or_default();
        flagged.films += 1;
        let is_flag =
            !matches!(reason, Reason::Abnormal | Reason::Normal | Reason::Between | Reason::UnlikeNormal);
        flagged.flagged += usize::from(is_flag);
        flagged.by_its_name += usize::from(Some(reason) == expected);
        Ok::<_, ModelsError>(())
    };
    let mut perturbed_of_source: BTreeMap<&str, usize> = BTreeMap::new();
    for film in films.iter().progress() {
        if film.row.modality_answer() == Some(Modality::Other) {
            count("another picture", &film.input, Some(Reason::OtherPicture))?;
        }
        let perturbed = perturbed_of_source.entry(&film.row.source).or_default();
        if film.diagnosis.is_none() || *perturbed == MAX_PERTURBED_FILMS {
            continue;
        }
        *perturbed += 1;
        count("as it is", &film.input, None)?;
        for perturbation in Perturbation::ALL {
            count(perturbation.name(), &perturb(&film.input, perturbation), Some(perturbation.reason()))?;
        }
    }
    Ok(flags)
}

fn source_name(source: &str) -> String {
    if source.is_empty() { "source not named".to_owned() } else { source.to_owned() }
}

const BINS: usize = 10;

/// Bins of equal width: mean probability, share of abnormal films, number of films. Empty bins are left out.
fn reliability(p: &[(f64, bool)]) -> Vec<(f64, f64, usize)> {
    let bins = (0..BINS).filter_map(|bin| {
        let is_in_bin = |p: f64| ((p * BINS as f64) as usize).min(BINS - 1) == bin;
        let films = p.iter().filter(|(p, _)| is_in_bin(*p)).collect::<Vec<_>>();
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
}
