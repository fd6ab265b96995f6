//! Label tables: every layout that people keep films in becomes the same rows. Training, evaluation and reproduction
//! all read here.

mod class_folders;
mod columns;
mod duplicates;
mod error;
mod exclusions;
mod folder_index;
mod hospital_export;
mod label_trust;
mod labels_csv;
mod nih;
mod patient_split;
mod row;
mod rsna;
mod table;
#[cfg(test)]
mod tests;
mod vindr;

pub(crate) use error::TableError;
pub(crate) use exclusions::{ExclusionReason, Exclusions};
pub(crate) use label_trust::LabelTrust;
pub(crate) use patient_split::split_by_patient;
pub(crate) use row::{Reading, Row, Split};
pub(crate) use table::{TableLayout, read, read_all};
