//! The report as data: the content of report.json, from which the page and the tables are made.

use serde::{Serialize, Serializer};

use super::films::FilmGroup;
use super::part::Method;
use crate::card::Metrics;
use crate::native::tables::{Exclusions, TableLayout};
use crate::native::train::checkpoint::History;
use crate::native::train::config::{Config, Task};

/// The whole report.
#[derive(Debug, Serialize)]
pub(crate) struct ExperimentReport {
    pub(crate) notice: &'static str,
    pub(crate) program: &'static str,
    /// Restriction on the use of the trained weights.
    pub(crate) weights: &'static str,
    /// The hospital, where one was chosen.
    pub(crate) source: Option<String>,
    pub(crate) layout: TableLayout,
    /// The tables that labels come from and the columns that decide.
    pub(crate) labels_from: String,
    /// Whether the table had a split, which was kept.
    pub(crate) has_published_split: bool,
    pub(crate) films: Vec<FilmCount>,
    /// Films whose patient neither table nor header names.
    pub(crate) without_patient: usize,
    #[serde(rename = "left_out")]
    pub(crate) exclusions: Vec<Exclusions>,
    pub(crate) trainings: Vec<Training>,
    pub(crate) table_1: VaeFilms,
    pub(crate) table_2: Vec<CnnFilms>,
    pub(crate) table_3: Vec<MeanVlb>,
    pub(crate) table_4: Vec<Accuracy>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) entropy: Vec<Entropy>,
    pub(crate) confounders: Vec<Confounder>,
    pub(crate) galleries: Vec<Gallery>,
}

/// Films of one source and group.
#[derive(Debug, Serialize)]
pub(crate) struct FilmCount {
    pub(crate) source: String,
    pub(crate) group: FilmGroup,
    pub(crate) train: usize,
    pub(crate) test: usize,
    /// Those of them without a final decision.
    pub(crate) without_decision: usize,
}

/// A training and its history.
#[derive(Debug, Serialize)]
pub(crate) struct Training {
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) method: Method,
    pub(crate) config: Config,
    pub(crate) epochs_run: usize,
    /// Training films.
    pub(crate) films: usize,
    /// Training films used in each epoch: whole batches.
    pub(crate) films_an_epoch: usize,
    pub(crate) seconds: f64,
    pub(crate) stopped: Option<String>,
    /// Whether films were scored.
    pub(crate) has_figures: bool,
    #[serde(flatten)]
    pub(crate) history: History,
}

/// Table 1.
#[derive(Debug, Serialize)]
pub(crate) struct VaeFilms {
    pub(crate) train: usize,
    /// By group.
    pub(crate) test: [usize; 3],
}

/// Two rows of table 2.
#[derive(Debug, Serialize)]
pub(crate) struct CnnFilms {
    pub(crate) task: Task,
    /// Total, normal, abnormal of training and of test films.
    pub(crate) ours: [[usize; 3]; 2],
    pub(crate) paper: [[usize; 3]; 2],
}

/// A row of table 3.
#[derive(Debug, Serialize)]
pub(crate) struct MeanVlb {
    pub(crate) task: Task,
    pub(crate) normal: Spread,
    pub(crate) abnormal: Spread,
    pub(crate) paper: [f64; 2],
}

/// A figure over independent trainings.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    /// Standard deviation between trainings; none of a single one.
    pub(crate) deviation: Option<f64>,
    pub(crate) runs: Vec<f64>,
}

/// A row of table 4.
#[derive(Debug, Serialize)]
pub(crate) struct Accuracy {
    pub(crate) task: Task,
    pub(crate) films: usize,
    pub(crate) errors: usize,
    pub(crate) accuracy: f64,
    pub(crate) majority_rate: f64,
    pub(crate) paper: (usize, usize, f64),
}

/// How well a score separates two groups of test films.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) method: Method,
    pub(crate) task: Task,
    /// Whether this is the comparison that the paper made.
    pub(crate) is_the_papers: bool,
    /// Positive against negative films.
    pub(crate) films: String,
    pub(crate) threshold: f64,
    #[serde(flatten)]
    pub(crate) metrics: Metrics,
    pub(crate) average_precision: f64,
    /// AUROC of each training alone.
    pub(crate) auroc_by_run: Spread,
    /// High for positive films.
    #[serde(skip)]
    pub(crate) positives: Vec<f64>,
    #[serde(skip)]
    pub(crate) negatives: Vec<f64>,
}

/// An AUROC and its 95% interval.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Auroc {
    pub(crate) auroc: f64,
    pub(crate) auroc_95: [f64; 2],
}

/// The bound with and without the film's own entropy, on the same weights.
#[derive(Debug, Serialize)]
pub(crate) struct Entropy {
    pub(crate) films: String,
    pub(crate) by_vlb: Auroc,
    pub(crate) by_vlb_and_entropy: Auroc,
    pub(crate) by_entropy_alone: Auroc,
}

/// A property of a film that is not a reading of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConfounderKind {
    Brightness,
    Aspect,
    ApView,
}

impl ConfounderKind {
    /// Name in the report.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brightness => "mean brightness",
            Self::Aspect => "width over height",
            Self::ApView => "AP view",
        }
    }
}

impl Serialize for ConfounderKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// How well a confounder alone separates two groups of test films.
#[derive(Debug, Serialize)]
pub(crate) struct Confounder {
    pub(crate) films: String,
    #[serde(rename = "what")]
    pub(crate) kind: ConfounderKind,
    pub(crate) positives: usize,
    pub(crate) negatives: usize,
    #[serde(flatten)]
    pub(crate) auroc: Auroc,
}

/// One of the paper's figures 1 to 10.
#[derive(Debug, Serialize)]
pub(crate) struct Gallery {
    pub(crate) figure: u8,
    pub(crate) title: String,
    pub(crate) films: Vec<GalleryFilm>,
}

/// A film of a gallery.
#[derive(Debug, Serialize)]
pub(crate) struct GalleryFilm {
    pub(crate) file: String,
    /// VLB; or truth, prediction, cross-entropy.
    pub(crate) caption: String,
    /// The film's own entropy, nats.
    pub(crate) entropy: f64,
    #[serde(skip)]
    pub(crate) index: usize,
}
