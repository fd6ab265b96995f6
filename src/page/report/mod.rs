//! The report panel: the verdict on the chosen film, the numbers behind it, calibration, explanation and DICOM export.

pub(crate) mod axis;
pub(crate) mod calibrate;
pub(crate) mod card_sheet;
pub(crate) mod cards;
pub(crate) mod deidentify_sheet;
pub(crate) mod dicom_export;
pub(crate) mod explanation;
pub(crate) mod explanation_state;
pub(crate) mod export_job;
pub(crate) mod panel;
pub(crate) mod paper_section;
pub(crate) mod release_axes;
pub(crate) mod reliability;
pub(crate) mod score_axis;
pub(crate) mod state;
pub(crate) mod verdict;
