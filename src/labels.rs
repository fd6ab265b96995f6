//! The words that tables of films use for labels and column headers, and what they mean.

/// Findings that mean "nothing found", compared in full: the paper's condition A, and the words of English tables.
const FINDINGS_NORMAL: [&str; 5] = ["異常所見なし", "異常なし", "normal", "no finding", "no findings"];
/// Final decisions that mean "normal", compared in full: the paper's condition B, and the words of English tables.
const DECISION_NORMAL: [&str; 3] = ["異常なし", "normal", "no finding"];
/// Names of class folders, and values of a label column.
const NORMAL: [&str; 6] = ["normal", "no_finding", "no finding", "negative", "healthy", "正常"];
const ABNORMAL: [&str; 8] =
    ["abnormal", "pneumonia", "opacity", "positive", "disease", "tuberculosis", "covid", "異常"];
const OTHER: [&str; 5] = ["other", "not_chest_radiograph", "not chest radiograph", "non-cr", "その他"];

// Names of the same column; case does not count.

/// Path or name of the film's file.
pub const FILE: &[&str] = &["file", "filename", "path", "image", "ファイル", "ファイル名"];
/// Patient ID.
pub const PATIENT: &[&str] = &["patient_id", "patient id", "patientid", "患者id", "患者番号"];
/// Findings of the reader.
pub const FINDINGS: &[&str] = &["findings", "finding", "所見"];
/// Final decision.
pub const DECISION: &[&str] = &["final_decision", "final decision", "decision", "最終判断"];
/// Class of the film.
pub const LABEL: &[&str] = &["label", "ラベル"];
/// Source of the film, such as the hospital or the data set.
pub const SOURCE: &[&str] = &["source", "施設"];
/// DICOM modality.
pub const MODALITY: &[&str] = &["modality", "モダリティ"];
/// View position.
pub const VIEW: &[&str] = &["view", "view position", "view_position", "撮影方向"];
/// Training, validation or test.
pub const SPLIT: &[&str] = &["split"];
/// Whether the film may train weights that are distributed.
pub const RELEASE: &[&str] = &["release_training"];

/// Condition A of the paper's label rule.
pub fn finds_nothing(findings: &str) -> bool {
    is_one_of(findings, &FINDINGS_NORMAL)
}

/// Condition B of the paper's label rule.
pub fn decides_normal(decision: &str) -> bool {
    is_one_of(decision, &DECISION_NORMAL)
}

/// Class that a folder name or a label states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Nothing abnormal.
    Normal,
    /// Something abnormal.
    Abnormal,
    /// Not a chest radiograph.
    Other,
}

impl Class {
    /// Reads the name of a class folder or the value of a label column; none where it names no class.
    pub fn parse(name: &str) -> Option<Self> {
        [(Self::Normal, &NORMAL[..]), (Self::Abnormal, &ABNORMAL[..]), (Self::Other, &OTHER[..])]
            .into_iter()
            .find_map(|(class, names)| is_one_of(name, names).then_some(class))
    }
}

/// Case and surrounding space do not count; everything else does.
pub fn is_one_of(value: &str, words: &[&str]) -> bool {
    let value = value.trim().to_lowercase();
    words.contains(&value.as_str())
}
