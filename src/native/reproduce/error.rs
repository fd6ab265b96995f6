//! Why an experiment has no report.

use std::path::PathBuf;

use crate::native::evaluation::films::LoadError;
use crate::native::train::error::TrainError;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReproduceError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error("no film has a source that begins with `{wanted}`; the sources in the table are {known}")]
    Source { wanted: String, known: String },
    #[error(
        "no film counts as {cr}; the modalities are {met}. Name those of chest radiographs, such as --cr {option}"
    )]
    Modality { met: String, cr: String, option: String },
    #[error("{path}: {source}; free disk space or grant write access, then run the same command again")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}; remove the file, and it is created again")]
    Json { path: PathBuf, source: serde_json::Error },
    #[error("{path}: {source}; free disk space, then run the same command again")]
    Csv { path: PathBuf, source: csv::Error },
    #[error("a chart of the report cannot be drawn: {0}")]
    Plot(String),
    #[error("nothing could be trained; see the messages above")]
    Nothing,
}
