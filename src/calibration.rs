//! Calibration: from what the models say to probabilities that hold, places among normal films, and a verdict.
//!
//! The numbers were fitted on validation films (`native/fit_calibration.rs`); a hospital's own normal films fit them again
//! ([`Calibration::refit`]), in the program or in the page, and nothing but these numbers is kept.

use serde::{Deserialize, Serialize};

use crate::scores::{ImageKind, ReleaseOutput, logistic};
use crate::statistics::{percentile_of, percentiles};
use crate::verdict::{Judgement, Reason, Side};

/// How a readout is to be understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Whose films it was fitted on.
    pub site: String,
    /// Which weights it belongs to: the model card's name and version.
    pub weights: String,
    /// Number of normal films it was fitted on.
    pub normal_films: usize,
    /// Largest share of normal films that may be sent to review, and of abnormal films that may be called normal: what the
    /// limits of the verdict were set for.
    pub error_rate: f64,
    /// Log odds, calibrated = `scale` x log odds + `offset` (Platt 1999), at even odds: as if every second film were abnormal.
    pub scale: f64,
    /// See `scale`.
    pub offset: f64,
    /// Median of the normal films' log odds, uncalibrated, and the distance of their quartiles: what a site's films are
    /// brought to.
    pub normal_log_odds: [f64; 2],
    /// A calibrated probability below looks normal.
    pub looks_normal_below: f64,
    /// A calibrated probability above needs review.
    pub needs_review_above: f64,
    /// A probability of another picture above is no chest film.
    pub other_above: f64,
    /// 0th, 1st, ... 100th percentile of normal films' anomaly, ascending.
    pub anomaly_percentiles: Vec<f64>,
}

/// Why a calibration cannot be made or used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CalibrationError {
    /// Quantiles of so few films say nothing.
    #[error(
        "{found} normal chest films are too few for a calibration; at least {} are needed, 100 are better",
        Calibration::MIN_FILMS
    )]
    TooFew {
        /// Films that could be used.
        found: usize,
    },
    /// The numbers belong to other weights.
    #[error(
        "this calibration was made for the weights {made_for}, but the weights in use are {weights}; calibrate again"
    )]
    OtherWeights {
        /// Of the calibration.
        made_for: String,
        /// At hand.
        weights: String,
    },
    /// The file is none.
    #[error("this file is not a calibration ({0}); create one with `negatoscope calibrate` or in the page")]
    Json(String),
}

/// Films whose anomaly lies above so many of a hundred normal films are not called normal.
pub const UNLIKE_PERCENTILE: f64 = 99.0;

/// A kind that is more probable than all others together is believed.
pub(crate) const MAJORITY: f64 = 0.5;

impl Calibration {
    /// Normal films that a site needs at least.
    pub const MIN_FILMS: usize = 20;
    /// The name of a saved calibration.
    pub const FILE: &str = "calibration.json";

    /// Reads a saved calibration that belongs to `weights`.
    ///
    /// # Errors
    /// When the JSON is damaged, holds numbers that are none, or was made for other weights.
    pub fn from_json(bytes: &[u8], weights: &str) -> Result<Self, CalibrationError> {
        let calibration: Self =
            serde_json::from_slice(bytes).map_err(|error| CalibrationError::Json(error.to_string()))?;
        let numbers = [calibration.scale, calibration.offset, calibration.other_above];
        let limits = [calibration.looks_normal_below, calibration.needs_review_above];
        let is_valid = numbers.iter().all(|n| n.is_finite())
            && limits.iter().all(|p| (0.0..=1.0).contains(p))
            && limits[0] <= limits[1]
            && calibration.scale > 0.0
            && calibration.anomaly_percentiles.len() == 101
            && calibration.anomaly_percentiles.is_sorted();
        if !is_valid {
            return Err(CalibrationError::Json("its values are inconsistent".to_owned()));
        }
        if calibration.weights != weights {
            let (made_for, weights) = (calibration.weights, weights.to_owned());
            return Err(CalibrationError::OtherWeights { made_for, weights });
        }
        Ok(calibration)
    }

    /// Probability that the film is abnormal, calibrated, 0 to 1.
    pub fn p_abnormal(&self, readout: &ReleaseOutput) -> f64 {
        logistic(self.scale * readout.abnormal_log_odds + self.offset)
    }

    /// Share of normal films, 0 to 100, that are less anomalous.
    pub fn anomaly_percentile(&self, readout: &ReleaseOutput) -> f64 {
        percentile_of(&self.anomaly_percentiles, readout.anomaly)
    }

    /// Below it and above it a calibrated probability of abnormal decides.
    pub fn limits(&self) -> [f64; 2] {
        [self.looks_normal_below, self.needs_review_above]
    }

    /// Whether no film is called normal, because the models do not know films like those of the site.
    pub fn calls_none_normal(&self) -> bool {
        self.looks_normal_below == 0.0
    }

    /// Where a calibrated probability of abnormal lies beside [`Self::limits`].
    pub fn side(&self, p_abnormal: f64) -> Side {
        let [below, above] = self.limits();
        if p_abnormal > above {
            Side::Above
        } else if p_abnormal < below {
            Side::Below
        } else {
            Side::Between
        }
    }

    /// From which probability of a chest film on a picture is taken for one.
    pub fn chest_limit(&self) -> f64 {
        1.0 - self.other_above
    }

    /// Whether a picture with this probability of a chest film is taken for one.
    pub fn is_chest(&self, p_chest: f64) -> bool {
        p_chest >= self.chest_limit()
    }

    /// What the numbers say together.
    pub fn judge(&self, readout: &ReleaseOutput) -> Judgement {
        let p_abnormal_calibrated = self.p_abnormal(readout);
        let anomaly_percentile = self.anomaly_percentile(readout);
        let reason = self.reason(readout, p_abnormal_calibrated, anomaly_percentile);
        let verdict = reason.verdict();
        Judgement { verdict, reason, p_chest: readout.p_chest(), p_abnormal_calibrated, anomaly_percentile }
    }

    /// The first that holds, from the top.
    fn reason(&self, readout: &ReleaseOutput, p_abnormal: f64, anomaly_percentile: f64) -> Reason {
        let made = [
            (ImageKind::UpsideDown, Reason::UpsideDown),
            (ImageKind::Rotated, Reason::Rotated),
            (ImageKind::Inverted, Reason::Inverted),
            (ImageKind::Cropped, Reason::Cropped),
        ];
        if readout.is_blank {
            Reason::Blank
        } else if !self.is_chest(readout.p_chest()) {
            Reason::OtherPicture
        } else if let Some((_, reason)) = made.into_iter().find(|(shown, _)| readout.p(*shown) > MAJORITY) {
            reason
        } else if readout.p(ImageKind::Chest) <= MAJORITY {
            Reason::Unclear
        } else {
            match self.side(p_abnormal) {
                Side::Above => Reason::Abnormal,
                Side::Between => Reason::Between,
                Side::Below if anomaly_percentile > UNLIKE_PERCENTILE => Reason::UnlikeNormal,
                Side::Below => Reason::Normal,
            }
        }
    }

    /// The calibration of a site, from the readouts of its own normal films: their log odds are brought to the median and
    /// the quartiles of the films this one was fitted on, their anomaly becomes what the site's films are placed among, and
    /// as many of them as the error rate allows are sent to review. Films taken for no chest films do not count.
    ///
    /// Where the middle one of them does not look normal by this calibration, the models do not know such films: brought to
    /// the normal ones, abnormal films could pass for normal too, so none is called normal ([`Self::calls_none_normal`]).
    ///
    /// # Errors
    /// [`CalibrationError::TooFew`].
    pub fn refit(&self, site: &str, readouts: &[ReleaseOutput]) -> Result<Self, CalibrationError> {
        let is_chest = |readout: &&ReleaseOutput| {
            readout.is_valid() && !readout.is_blank && readout.p(ImageKind::Chest) > MAJORITY
        };
        let films = readouts.iter().filter(is_chest).collect::<Vec<_>>();
        if films.len() < Self::MIN_FILMS {
            return Err(CalibrationError::TooFew { found: films.len() });
        }
        let log_odds = films.iter().map(|film| film.abnormal_log_odds).collect::<Vec<_>>();
        let normal_log_odds = median_and_iqr(&log_odds);
        let ([centre, spread], [wanted, wide]) = (normal_log_odds, self.normal_log_odds);
        // A narrow site must not make every film stand out: its spread is widened by no more than a factor of two.
        let stretch = (wide / spread.max(1e-6)).clamp(0.5, 2.0);
        let scale = self.scale * stretch;
        let offset = self.offset + self.scale * (wanted - centre * stretch);
        let p = log_odds.iter().map(|log_odds| logistic(scale * log_odds + offset)).collect::<Vec<_>>();
        let needs_review_above = conformal_limit(&p, self.error_rate).max(self.looks_normal_below);
        let is_known = logistic(self.scale * centre + self.offset) < self.looks_normal_below;
        Ok(Self {
            looks_normal_below: if is_known { self.looks_normal_below } else { 0.0 },
            site: site.to_owned(),
            normal_films: films.len(),
            scale,
            offset,
            normal_log_odds,
            needs_review_above,
            anomaly_percentiles: percentiles(&films.iter().map(|film| film.anomaly).collect::<Vec<_>>()),
            ..self.clone()
        })
    }
}

/// Median of values and the distance of their quartiles.
pub fn median_and_iqr(values: &[f64]) -> [f64; 2] {
    let percentiles = percentiles(values);
    [percentiles[50], percentiles[75] - percentiles[25]]
}

/// The value above which a further one of the same kind lies with a probability of `error_rate` at most, whatever their
/// distribution (split conformal prediction: Vovk, Gammerman and Shafer 2005); 1 where there are too few.
pub fn conformal_limit(values: &[f64], error_rate: f64) -> f64 {
    let mut ascending = values.to_vec();
    ascending.sort_by(f64::total_cmp);
    let rank = ((values.len() as f64 + 1.0) * (1.0 - error_rate)).ceil() as usize;
    ascending.get(rank.saturating_sub(1)).copied().unwrap_or(1.0)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::verdict::Verdict;

    pub(crate) fn calibration() -> Calibration {
        Calibration {
            site: "tests".to_owned(),
            weights: "w 1".to_owned(),
            normal_films: 100,
            error_rate: 0.1,
            scale: 1.0,
            offset: 0.0,
            normal_log_odds: [-2.0, 1.0],
            looks_normal_below: 0.3,
            needs_review_above: 0.7,
            other_above: 0.4,
            anomaly_percentiles: (0..=100).map(|p| f64::from(p) / 200.0).collect(),
        }
    }

    pub(crate) fn readout(abnormal_log_odds: f64) -> ReleaseOutput {
        ReleaseOutput {
            shown: [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            anomaly: 0.1,
            abnormal_log_odds,
            is_blank: false,
        }
    }

    #[test]
    fn the_first_that_holds_is_the_verdict() {
        let shown = |shown: ImageKind, p: f64| {
            let mut readout = readout(3.0);
            readout.shown[0] = 1.0 - p;
            readout.shown[shown as usize] = p;
            readout
        };
        for (readout, reason, verdict) in [
            (ReleaseOutput { is_blank: true, ..readout(-3.0) }, Reason::Blank, Verdict::NotAChestFilm),
            (shown(ImageKind::Other, 0.45), Reason::OtherPicture, Verdict::NotAChestFilm),
            (shown(ImageKind::Other, 0.35), Reason::Abnormal, Verdict::NeedsReview),
            (shown(ImageKind::UpsideDown, 0.6), Reason::UpsideDown, Verdict::Unsure),
            (shown(ImageKind::Rotated, 0.6), Reason::Rotated, Verdict::Unsure),
            (shown(ImageKind::Inverted, 0.6), Reason::Inverted, Verdict::Unsure),
            (shown(ImageKind::Cropped, 0.6), Reason::Cropped, Verdict::Unsure),
            (
                ReleaseOutput { shown: [0.4, 0.3, 0.1, 0.1, 0.0, 0.1], ..readout(-3.0) },
                Reason::Unclear,
                Verdict::Unsure,
            ),
            (readout(3.0), Reason::Abnormal, Verdict::NeedsReview),
            (readout(0.0), Reason::Between, Verdict::Unsure),
            (readout(-3.0), Reason::Normal, Verdict::LooksNormal),
            (ReleaseOutput { anomaly: 0.499, ..readout(-3.0) }, Reason::UnlikeNormal, Verdict::Unsure),
        ] {
            let judged = calibration().judge(&readout);
            assert_eq!((judged.reason, judged.verdict), (reason, verdict), "{readout:?}");
        }
    }

    #[test]
    fn on_its_limit_a_number_decides_nothing() {
        let calibration = calibration();
        let [below, above] = calibration.limits();
        let sides = [below - 0.01, below, above, above + 0.01].map(|p| calibration.side(p));
        assert_eq!(sides, [Side::Below, Side::Between, Side::Between, Side::Above]);
        let limit = calibration.chest_limit();
        assert!(calibration.is_chest(limit) && !calibration.is_chest(limit - 0.01));
    }

    #[test]
    fn a_conformal_limit_is_passed_by_no_more_than_its_share() {
        // Exchangeable values: the share of splits in which the last lies above the limit of the others.
        let values = (0..200).map(|i| f64::from(i * 7919 % 200)).collect::<Vec<_>>();
        let above = (0..values.len()).filter(|&left| {
            let others =
                values.iter().enumerate().filter(|(i, _)| *i != left).map(|(_, v)| *v).collect::<Vec<_>>();
            values[left] > conformal_limit(&others, 0.1)
        });
        assert_eq!(above.count(), 20);
        assert_eq!(conformal_limit(&[0.2; 8], 0.1), 1.0, "eight films cannot promise one in ten");
    }

    #[test]
    fn a_site_whose_films_score_higher_is_brought_back() {
        let calibration = calibration();
        // Normal films of a site: two above those of the reference, and twice as wide.
        let films = (0..101).map(|i| readout(f64::from(i) / 25.0 - 2.0)).collect::<Vec<_>>();
        let site = calibration.refit("site", &films).expect("enough films");
        assert!((site.p_abnormal(&readout(0.0)) - calibration.p_abnormal(&readout(-2.0))).abs() < 1e-9);
        let reviewed = films.iter().filter(|film| site.judge(film).verdict == Verdict::NeedsReview).count();
        assert!(reviewed <= 10, "{reviewed} of 101 normal films are sent to review");
        assert_eq!(calibration.refit("site", &films[..19]), Err(CalibrationError::TooFew { found: 19 }));
        let others =
            films.iter().map(|film| ReleaseOutput { shown: [0.0, 1.0, 0.0, 0.0, 0.0, 0.0], ..*film });
        let error = calibration.refit("site", &others.collect::<Vec<_>>());
        assert_eq!(error, Err(CalibrationError::TooFew { found: 0 }), "films of no chest do not count");
    }

    #[test]
    fn films_that_the_models_do_not_know_make_none_normal() {
        let around = |centre: f64| {
            let films = (0..101).map(|i| readout(centre + f64::from(i) / 50.0 - 1.0)).collect::<Vec<_>>();
            calibration().refit("site", &films).expect("enough films")
        };
        let (known, unknown) = (around(-1.0), around(-0.7)); // below 0.3 and above it
        assert!(!known.calls_none_normal() && unknown.calls_none_normal());
        let lowest = readout(-50.0);
        assert_eq!(known.judge(&lowest).verdict, Verdict::LooksNormal);
        assert_eq!(unknown.judge(&lowest).verdict, Verdict::Unsure);
        let json = serde_json::to_vec(&unknown).expect("JSON");
        assert_eq!(Calibration::from_json(&json, "w 1"), Ok(unknown));
    }

    #[test]
    fn a_saved_calibration_comes_back_for_its_own_weights_alone() {
        let calibration = calibration();
        let json = serde_json::to_vec(&calibration).expect("JSON");
        assert_eq!(Calibration::from_json(&json, "w 1"), Ok(calibration.clone()));
        assert!(matches!(Calibration::from_json(&json, "w 2"), Err(CalibrationError::OtherWeights { .. })));
        assert!(matches!(Calibration::from_json(b"{}", "w 1"), Err(CalibrationError::Json(_))));
        let crossed = Calibration { looks_normal_below: 0.9, ..calibration };
        let json = serde_json::to_vec(&crossed).expect("JSON");
        assert!(matches!(Calibration::from_json(&json, "w 1"), Err(CalibrationError::Json(_))));
    }
}
