//! The report on one film: what the program prints and the page exports, one JSON object a film.

use serde::{Deserialize, Serialize};

use crate::calibration::Calibration;
use crate::container::ContainerError;
pub use crate::error_kind::ErrorKind;
use crate::film::{FilmError, FilmWarning, Header};
use crate::scores::{Backend, PaperScores, ReleaseOutput};
use crate::verdict::{Judgement, Reason};

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
    #[serde(rename = "doubts")] // the name of the report's schema
    pub warnings: Vec<FilmWarning>,
    /// The verdict and what it rests on; its five fields stand beside these.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// What the release models say, before it is calibrated.
    pub readout: ReleaseOutput,
    /// Whose films the probabilities and places among normal films were fitted on.
    pub calibration: String,
    /// The scores of the paper's models, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<PaperScores>,
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
    /// Stable, for programs: `truncated`, `not_a_film`, `unsupported_transfer_syntax` and others.
    pub kind: ErrorKind,
    /// What, where and what to do, for a person.
    pub message: String,
}

impl ErrorReport {
    /// An error of this kind; `message` says what is wrong, where, and what to do.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

impl From<FilmError> for ErrorReport {
    fn from(error: FilmError) -> Self {
        Self::new(error.kind(), error.to_string())
    }
}

impl From<ContainerError> for ErrorReport {
    fn from(error: ContainerError) -> Self {
        Self::new(error.kind(), error.to_string())
    }
}

impl Report {
    /// The same without what may name a patient: the file is called after the UID of the film's de-identified copy, which
    /// `uid_of_copy` tells, or by its number in the list where it has none.
    pub fn without_names(&mut self, number: usize, uid_of_copy: impl Fn(&str) -> Option<String>) {
        let numbered = format!("film-{number}");
        match self {
            Self::Scored(film) => {
                film.sop_instance_uid = film.sop_instance_uid.take().and_then(|uid| uid_of_copy(&uid));
                film.file = film.sop_instance_uid.as_ref().map_or(numbered, |uid| format!("{uid}.dcm"));
            }
            Self::Failed { file, error, .. } => {
                *file = numbered;
                // It may quote the file's name, or what stands in it.
                error.kind.as_str().clone_into(&mut error.message);
            }
        }
    }

    /// A scored film's report; `paper` holds the paper's models' scores and the name of their weights.
    pub fn scored(
        file: &str,
        header: &Header,
        readout: &ReleaseOutput,
        calibration: &Calibration,
        paper: Option<(PaperScores, &str)>,
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
            warnings: header.warnings.clone(),
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

/// Reports as a table (RFC 4180), a line a film under a line of names: the verdict and its numbers, or what went wrong.
pub fn table(reports: &[Report]) -> String {
    const NAMES: &str = "file,verdict,reason,p_chest,p_abnormal_calibrated,anomaly_percentile,vlb,p_cr,p_abnormal,error,\
                         calibration,weights,notice\r\n";
    let mut table = NAMES.to_owned();
    for report in reports {
        let fields = match report {
            Report::Scored(film) => {
                let judged = &film.judgement;
                let of_paper = |score: fn(&PaperScores) -> f64| film.scores.as_ref().map(score).map(number);
                vec![
                    film.file.clone(),
                    judged.verdict.words().to_owned(),
                    word(&judged.reason),
                    number(judged.p_chest),
                    number(judged.p_abnormal_calibrated),
                    number(judged.anomaly_percentile),
                    of_paper(|scores| scores.vlb).unwrap_or_default(),
                    of_paper(|scores| scores.p_cr).unwrap_or_default(),
                    of_paper(|scores| scores.p_abnormal).unwrap_or_default(),
                    String::new(),
                    film.calibration.clone(),
                    film.weights.clone(),
                    film.notice.clone(),
                ]
            }
            Report::Failed { file, error, notice } => {
                let mut fields = vec![String::new(); NAMES.split(',').count()];
                fields[0].clone_from(file);
                fields[9].clone_from(&error.message);
                fields[12].clone_from(notice);
                fields
            }
        };
        let fields = fields.iter().map(|field| quoted(field)).collect::<Vec<_>>();
        table.push_str(&fields.join(","));
        table.push_str("\r\n");
    }
    table
}

fn number(value: f64) -> String {
    format!("{value:.6}")
}

/// The reason as JSON has it, with spaces.
fn word(reason: &Reason) -> String {
    let name = serde_json::to_value(reason).ok().and_then(|name| name.as_str().map(str::to_owned));
    name.unwrap_or_default().replace('_', " ")
}

/// A field in quotes. What a spreadsheet would take for a formula - a file's name is anyone's - is marked as text.
fn quoted(field: &str) -> String {
    let is_formula = field.starts_with(['=', '+', '@', '\t', '\r'])
        || (field.starts_with('-') && field.parse::<f64>().is_err());
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", field.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_names_nothing_of_the_file_is_left() {
        let error = ErrorReport::new(ErrorKind::Truncated, "smith.dcm ends early");
        let mut failed = Report::failed("smith.dcm", error);
        failed.without_names(7, |_| None);
        let json = serde_json::to_string(&failed).expect("JSON");
        assert!(!json.contains("smith") && json.contains("film-7") && json.contains("truncated"), "{json}");
    }

    #[test]
    fn a_table_holds_what_names_hold_and_runs_no_formula() {
        let failed =
            |file: &str| Report::failed(file, ErrorReport::new(ErrorKind::Truncated, "ends, \"early\""));
        let table = table(&[failed("a, \"b\".dcm"), failed("=HYPERLINK(1)"), failed("-1 film")]);
        let lines = table.lines().collect::<Vec<_>>();
        assert_eq!(lines.len(), 4);
        assert!(lines[1].starts_with("\"a, \"\"b\"\".dcm\",\"\","), "{}", lines[1]);
        assert!(lines[1].contains("\"ends, \"\"early\"\"\""), "{}", lines[1]);
        assert!(lines[2].starts_with("\"'=HYPERLINK") && lines[3].starts_with("\"'-1 film"), "{lines:?}");
        assert_eq!(quoted("-4773.1"), "\"-4773.1\"", "a bound stays a number");
        assert_eq!(lines[0].split(',').count(), 13);
    }
}
