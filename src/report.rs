//! The report on one film: what the program prints and the page exports, one JSON object a film.

use serde::{Deserialize, Serialize};

use crate::calibration::Calibration;
use crate::container::ContainerError;
use crate::film::{Doubt, FilmError, Header};
use crate::scores::{Backend, Readout, Scores};
use crate::verdict::Judgement;

/// One line of `negatoscope score --json` and of the page's "Export JSON".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Report {
    /// The film was scored.
    Scored(Box<Scored>),
    /// The film was not scored, and why.
    Failed {
        /// Path or name of the file as the person gave it.
        file: String,
        /// What went wrong, where, and what to do.
        error: ErrorReport,
        /// See [`crate::NOTICE`].
        notice: String,
    },
}

/// A scored film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// Path or name of the file as the person gave it.
    pub file: String,
    /// SOP Instance UID (0008,0018), where the file has one.
    pub sop_instance_uid: Option<String>,
    /// Modality (0008,0060), where the file has one.
    pub modality: Option<String>,
    /// Rows (0028,0010).
    pub rows: u32,
    /// Columns (0028,0011).
    pub columns: u32,
    /// Bits Stored (0028,0101).
    pub bits_stored: u16,
    /// Photometric Interpretation (0028,0004) as the file claims it.
    pub photometric: String,
    /// Transfer syntax UID, or the picture format ("image/png", "image/jpeg").
    pub transfer_syntax: String,
    /// Where the file contradicts itself or its pixels, or says too little.
    pub doubts: Vec<Doubt>,
    /// The verdict and what it rests on; its five fields stand beside these.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// What the release models say, before it is calibrated.
    pub readout: Readout,
    /// Whose films the probabilities and places among normal films were fitted on.
    pub calibration: String,
    /// The scores of the paper's models, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<Scores>,
    /// What computed all of this.
    pub backend: Backend,
    /// From the first byte to the last score, milliseconds.
    pub elapsed_ms: f64,
    /// Which weights: the release models' card's name and version.
    pub weights: String,
    /// The same of the paper's models, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_weights: Option<String>,
    /// See [`crate::NOTICE`].
    pub notice: String,
}

/// An error as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorReport {
    /// Stable machine-readable kind, e.g. `truncated`, `not_a_film`, `unsupported_transfer_syntax`.
    pub kind: String,
    /// What, where and what to do, for a person.
    pub message: String,
}

impl From<FilmError> for ErrorReport {
    fn from(error: FilmError) -> Self {
        Self { kind: error.kind().to_owned(), message: error.to_string() }
    }
}

impl From<ContainerError> for ErrorReport {
    fn from(error: ContainerError) -> Self {
        Self { kind: error.kind().to_owned(), message: error.to_string() }
    }
}

impl Report {
    /// A scored film's report; `paper` holds the paper's models' scores and the name of their weights.
    pub fn scored(
        file: &str,
        header: &Header,
        readout: &Readout,
        calibration: &Calibration,
        paper: Option<(Scores, &str)>,
        backend: Backend,
        elapsed_ms: f64,
    ) -> Self {
        Self::Scored(Box::new(Scored {
            file: file.to_owned(),
            sop_instance_uid: header.sop_instance_uid.clone(),
            modality: header.modality.clone(),
            rows: header.rows,
            columns: header.columns,
            bits_stored: header.bits_stored,
            photometric: header.photometric.clone(),
            transfer_syntax: header.transfer_syntax.clone(),
            doubts: header.doubts.clone(),
            judgement: calibration.judge(readout),
            readout: *readout,
            calibration: calibration.site.clone(),
            scores: paper.map(|(scores, _)| scores),
            backend,
            elapsed_ms,
            weights: calibration.weights.clone(),
            paper_weights: paper.map(|(_, weights)| weights.to_owned()),
            notice: crate::NOTICE.to_owned(),
        }))
    }

    /// The report on a file that could not be scored.
    pub fn failed(file: &str, error: ErrorReport) -> Self {
        Self::Failed { file: file.to_owned(), error, notice: crate::NOTICE.to_owned() }
    }
}
