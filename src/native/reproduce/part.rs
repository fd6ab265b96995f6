//! The trainings of the experiment, and their methods.

use serde::Serialize;

use crate::native::train::config::Task;

/// A method of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Method {
    #[serde(rename = "VAE")]
    Vae,
    #[serde(rename = "CNN")]
    Cnn,
}

impl Method {
    /// Name in the report.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Vae => "VAE",
            Self::Cnn => "CNN",
        }
    }
}

/// One of the experiment's trainings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExperimentPart {
    /// Numbered from 1.
    Vae(u64),
    Cnn(Task),
}

impl ExperimentPart {
    /// The folder of its checkpoints.
    pub(crate) fn folder(self) -> String {
        match self {
            Self::Vae(run) => format!("vae-{run}"),
            Self::Cnn(Task::Modality) => "cnn-modality".to_owned(),
            Self::Cnn(Task::Diagnosis) => "cnn-diagnosis".to_owned(),
        }
    }

    /// Name in messages and in the report.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Vae(run) => format!("VAE, run {run}"),
            Self::Cnn(Task::Modality) => "CNN, modality".to_owned(),
            Self::Cnn(Task::Diagnosis) => "CNN, diagnosis".to_owned(),
        }
    }

    pub(crate) fn method(self) -> Method {
        match self {
            Self::Vae(_) => Method::Vae,
            Self::Cnn(_) => Method::Cnn,
        }
    }

    /// The task whose classes its films have; the VAE uses none.
    pub(crate) fn task(self) -> Task {
        match self {
            Self::Vae(_) => Task::Modality,
            Self::Cnn(task) => task,
        }
    }
}
