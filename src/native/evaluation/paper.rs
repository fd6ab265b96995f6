//! How well the paper's models score labelled films: figures of each model at its operating point.

use std::collections::BTreeMap;

use indicatif::ProgressIterator;
use serde::Serialize;

use super::films::PaperFilm;
use super::metrics::{metrics_of_groups, print_metrics, youden};
use crate::card::{Metrics, NormalFilms, PaperCard};
use crate::explanation::ErrorScale;
use crate::models::{Diagnosis, Modality, ModelsError, PaperModels};
use crate::native::device::block_on;
use crate::native::tables::Row;
use crate::scores::PaperScores;
use crate::statistics::percentiles;

/// Thresholds of the scores.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OperatingPoints {
    /// A film with a lower VLB deviates from normal films.
    pub(crate) vlb: f64,
    /// A film with this probability of CR or a higher one is a chest radiograph.
    pub(crate) p_cr: f64,
    /// A film with this probability of abnormality or a higher one is abnormal.
    pub(crate) p_abnormal: f64,
}

impl OperatingPoints {
    /// Those of a model card.
    pub(crate) fn from_card(card: &PaperCard) -> Self {
        Self {
            vlb: card.normal.vlb_limit(),
            p_cr: card.p_cr_operating_point,
            p_abnormal: card.p_abnormal_operating_point,
        }
    }
}

/// Figures of the three models, by group of films.
#[derive(Debug, Serialize)]
pub(crate) struct PaperFigures {
    pub(crate) vae: BTreeMap<String, Metrics>,
    pub(crate) modality: BTreeMap<String, Metrics>,
    pub(crate) diagnosis: BTreeMap<String, Metrics>,
}

impl PaperFigures {
    /// Groups without films of both classes have no figures and are left out.
    pub(crate) fn new(films: &ScoredFilms, points: &OperatingPoints) -> Self {
        // Metrics call a film positive at and above a threshold, so the sign of the bound is changed.
        let unlike = -points.vlb;
        let mut vae = films.by_source(|s| -s.vlb, unlike);
        vae.extend(films.other_against_normal(|s| -s.vlb, unlike));
        Self {
            vae,
            modality: films.modality(1.0 - points.p_cr),
            diagnosis: films.by_source(|s| s.p_abnormal, points.p_abnormal),
        }
    }

    /// Prints a table.
    pub(crate) fn print(&self) {
        for (model, groups) in
            [("vae", &self.vae), ("modality", &self.modality), ("diagnosis", &self.diagnosis)]
        {
            print_metrics(model, groups);
        }
    }
}

/// Films with their scores.
pub(crate) struct ScoredFilms<'a>(Vec<(&'a Row, PaperScores)>);

impl<'a> ScoredFilms<'a> {
    /// Scores films.
    ///
    /// # Errors
    /// [`ModelsError`] where the device returns invalid values.
    pub(crate) fn score(films: &'a [PaperFilm], models: &PaperModels) -> Result<Self, ModelsError> {
        let scored =
            films.iter().progress().map(|film| Ok((&film.row, block_on(models.score(&film.input))?)));
        Ok(Self(scored.collect::<Result<_, _>>()?))
    }

    /// Scores of the normal films that may be trained on; none where there is no such film.
    pub(crate) fn normal_films(&self) -> Option<NormalFilms> {
        let values =
            |score: fn(&PaperScores) -> f64| self.values(|row| row.is_normal() && is_released(row), score);
        let count = values(|s| s.vlb).len();
        (count > 0).then(|| NormalFilms {
            count,
            vlb_percentiles: percentiles(&values(|s| s.vlb)),
            p_cr_percentiles: percentiles(&values(|s| s.p_cr)),
            p_abnormal_percentiles: percentiles(&values(|s| s.p_abnormal)),
        })
    }

    /// The operating points, by the films that may be trained on: Youden's threshold where both classes are present,
    /// otherwise a half.
    pub(crate) fn operating_points(&self, normal: &NormalFilms) -> OperatingPoints {
        let threshold = |positives: Vec<f64>, negatives: Vec<f64>| {
            if positives.is_empty() || negatives.is_empty() { 0.5 } else { youden(&positives, &negatives) }
        };
        let of_modality = |modality| {
            self.values(|row| row.modality_answer() == Some(modality) && is_released(row), p_not_cr)
        };
        let of_diagnosis = |diagnosis| {
            self.values(|row| row.diagnosis_answer() == Some(diagnosis) && is_released(row), |s| s.p_abnormal)
        };
        OperatingPoints {
            vlb: normal.vlb_limit(),
            p_cr: 1.0 - threshold(of_modality(Modality::Other), of_modality(Modality::ChestRadiograph)),
            p_abnormal: threshold(of_diagnosis(Diagnosis::Abnormal), of_diagnosis(Diagnosis::Normal)),
        }
    }

    /// The largest difference of a score from that of other weights on the same films.
    pub(crate) fn largest_change(&self, other: &Self, score: fn(&PaperScores) -> f64) -> f64 {
        let change = |((_, ours), (_, theirs)): (&(_, PaperScores), &(_, PaperScores))| {
            (score(ours) - score(theirs)).abs()
        };
        self.0.iter().zip(&other.0).map(change).fold(0.0, f64::max)
    }

    /// Abnormal against normal within each source, and in all.
    fn by_source(&self, score: fn(&PaperScores) -> f64, threshold: f64) -> BTreeMap<String, Metrics> {
        let mut sources = self.0.iter().map(|(row, _)| row.source.as_str()).collect::<Vec<_>>();
        sources.sort_unstable();
        sources.dedup();
        let figures = |keep: &dyn Fn(&Row) -> bool| {
            let values =
                |diagnosis| self.values(|row| row.diagnosis_answer() == Some(diagnosis) && keep(row), score);
            metrics_of_groups(&values(Diagnosis::Abnormal), &values(Diagnosis::Normal), threshold)
        };
        let mut all = BTreeMap::new();
        for source in sources.into_iter().filter(|source| !source.is_empty()) {
            all.extend(figures(&|row| row.source == source).map(|metrics| (source.to_owned(), metrics)));
        }
        all.extend(figures(&|_| true).map(|metrics| ("all sources".to_owned(), metrics)));
        all
    }

    /// Pictures other than chest radiographs against normal films.
    fn other_against_normal(
        &self,
        score: fn(&PaperScores) -> f64,
        threshold: f64,
    ) -> Option<(String, Metrics)> {
        let others = self.values(|row| row.modality_answer() == Some(Modality::Other), score);
        let normal = self.values(Row::is_normal, score);
        let metrics = metrics_of_groups(&others, &normal, threshold)?;
        Some(("not a chest radiograph, against normal films".to_owned(), metrics))
    }

    /// Not a chest radiograph against chest radiographs: all, kinds trained on, kinds never trained on.
    fn modality(&self, threshold: f64) -> BTreeMap<String, Metrics> {
        let chest = self.values(Row::is_chest_radiograph, p_not_cr);
        let group = |name: &str, keep: fn(&Row) -> bool| {
            let is_kept_other = |row: &Row| row.modality_answer() == Some(Modality::Other) && keep(row);
            let others = self.values(is_kept_other, p_not_cr);
            Some((name.to_owned(), metrics_of_groups(&others, &chest, threshold)?))
        };
        let groups = [
            group("all kinds of other pictures", |_| true),
            group("kinds of other pictures trained on", is_released),
            group("kinds of other pictures never trained on", |row| !is_released(row)),
        ];
        groups.into_iter().flatten().collect()
    }

    /// A score of the films to keep.
    fn values(&self, keep: impl Fn(&Row) -> bool, score: fn(&PaperScores) -> f64) -> Vec<f64> {
        self.0.iter().filter(|(row, _)| keep(row)).map(|(_, scores)| score(scores)).collect()
    }
}

fn p_not_cr(scores: &PaperScores) -> f64 {
    1.0 - scores.p_cr
}

fn is_released(row: &Row) -> bool {
    !row.held_back
}

/// Reconstruction error of the normal films that may be trained on; none where there is no such film.
///
/// # Errors
/// [`ModelsError`] where the device returns invalid values.
pub(crate) fn error_scale(
    films: &[PaperFilm],
    models: &PaperModels,
) -> Result<Option<ErrorScale>, ModelsError> {
    let errors = films.iter().filter(|film| film.row.is_normal() && is_released(&film.row)).map(|film| {
        let reconstruction = block_on(models.reconstruct(&film.input))?;
        Ok::<_, ModelsError>(reconstruction.error(&film.input))
    });
    Ok(ErrorScale::from_errors(&errors.collect::<Result<Vec<_>, _>>()?))
}
