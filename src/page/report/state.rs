//! The signals of the report: model cards, calibration, explanation and DICOM export.

use leptos::prelude::*;

use super::explanation_state::ExplanationSignals;
use crate::calibration::Calibration;
use crate::card::{PaperCard, ReleaseCard};
use crate::dicom_export::{Change, DeidentifyOptions, DeidentifySession};
use crate::page::text::language::LocalizedText;
use crate::protocol::FilmId;
use crate::scores::ReleaseOutput;
use crate::verdict::Judgement;

/// What the report panel shows beside the film's own scores; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ReportStore {
    /// The model card: not loaded yet, failed, or loaded.
    pub(crate) card: RwSignal<Option<Result<ReleaseCard, ()>>>,
    /// The paper's model card, fetched with the paper's models.
    pub(crate) paper_card: RwSignal<Option<Result<PaperCard, ()>>>,
    /// A site's calibration; it replaces the model card's.
    pub(crate) own_calibration: RwSignal<Option<Calibration>>,
    /// Why a calibration could not be made, read or kept.
    pub(crate) calibration_trouble: RwSignal<Option<LocalizedText>>,
    /// What the chosen film's scores depend on.
    pub(crate) explanation: ExplanationSignals,
    /// The DICOM export and its progress.
    pub(crate) export: ExportSignals,
}

impl ReportStore {
    /// No card, no calibration of the site's own.
    pub(crate) fn new() -> Self {
        Self {
            card: RwSignal::new(None),
            paper_card: RwSignal::new(None),
            own_calibration: RwSignal::new(None),
            calibration_trouble: RwSignal::new(None),
            explanation: ExplanationSignals::new(),
            export: ExportSignals::new(),
        }
    }

    /// The calibration in use: the site's own, or else the model card's; tracked.
    pub(crate) fn calibration(self) -> Option<Calibration> {
        let shipped = || self.card.with(|card| Some(card.as_ref()?.as_ref().ok()?.calibration.clone()));
        self.own_calibration.get().or_else(shipped)
    }

    /// The verdict on a film's output, where a calibration is at hand; tracked.
    pub(crate) fn judge(self, output: &ReleaseOutput) -> Option<Judgement> {
        // Borrowed: the list asks this for each of its films.
        self.own_calibration.with(|own| match own {
            Some(own) => Some(own.judge(output)),
            None => self.card.with(|card| Some(card.as_ref()?.as_ref().ok()?.calibration.judge(output))),
        })
    }
}

/// The DICOM export and its progress; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ExportSignals {
    /// An export is in progress.
    pub(crate) busy: RwSignal<bool>,
    /// What was saved last, or why nothing was saved.
    pub(crate) said: RwSignal<Option<LocalizedText>>,
    /// What a de-identified copy keeps.
    pub(crate) options: RwSignal<DeidentifyOptions>,
    /// What it would change.
    pub(crate) preview: RwSignal<Option<Preview>>,
    /// The random bytes of this visit, by which its copies stay together.
    salt: StoredValue<Option<[u8; DeidentifySession::SALT]>>,
}

/// What a de-identified copy of a film would change.
#[derive(Clone, PartialEq)]
pub(crate) struct Preview {
    pub(crate) film: FilmId,
    pub(crate) changes: Vec<Change>,
    pub(crate) is_burned_in: bool,
}

/// What the export buttons make of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportKind {
    StructuredReport,
    SecondaryCapture,
    Copy,
    Preview,
    /// The report, of the de-identified copy.
    ReportOfCopy,
    /// The Secondary Capture, of the de-identified copy.
    PictureOfCopy,
}

impl ExportSignals {
    pub(crate) fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            said: RwSignal::new(None),
            options: RwSignal::new(DeidentifyOptions::default()),
            preview: RwSignal::new(None),
            salt: StoredValue::new(None),
        }
    }

    /// The de-identification session of this visit; `None` if the browser returns no random bytes.
    pub(crate) fn session(&self) -> Option<DeidentifySession> {
        self.salt().map(DeidentifySession::new)
    }

    /// The random bytes of this visit, drawn once.
    pub(crate) fn salt(&self) -> Option<[u8; DeidentifySession::SALT]> {
        if self.salt.get_value().is_none() {
            self.salt.set_value(random_bytes());
        }
        self.salt.get_value()
    }
}

/// Random bytes from the browser; `None` if it has no source of them.
pub(crate) fn random_bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}
