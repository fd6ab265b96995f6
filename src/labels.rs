//! The words of labels and headers in tables of films: the one place that knows which mean what.

/// Findings that say "nothing found", exactly: the paper's condition A, and what English tables write.
const FINDINGS_NORMAL: [&str; 5] = ["異常所見なし", "異常なし", "normal", "no finding", "no findings"];
/// Final decisions that say "normal", exactly: the paper's condition B, and what English tables write.
const DECISION_NORMAL: [&str; 3] = ["異常なし", "normal", "no finding"];
/// Names of class folders, and values of a label column.
const NORMAL: [&str; 6] = ["normal", "no_finding", "no finding", "negative", "healthy", "正常"];
const ABNORMAL: [&str; 8] =
    ["abnormal", "pneumonia", "opacity", "positive", "disease", "tuberculosis", "covid", "異常"];
const OTHER: [&str; 5] = ["other", "not_chest_radiograph", "not chest radiograph", "non-cr", "その他"];

// Column names, in whatever case, that mean the same.

/// The film's file.
pub const FILE: &[&str] = &["file", "filename", "path", "image", "ファイル", "ファイル名"];
/// Whose it is.
pub const PATIENT: &[&str] = &["patient_id", "patient id", "patientid", "患者id", "患者番号"];
/// What the reader saw.
pub const FINDINGS: &[&str] = &["findings", "finding", "所見"];
/// What was decided in the end.
pub const DECISION: &[&str] = &["final_decision", "final decision", "decision", "最終判断"];
/// The class.
pub const LABEL: &[&str] = &["label", "ラベル"];
/// Where it comes from.
pub const SOURCE: &[&str] = &["source", "施設"];
/// Modality.
pub const MODALITY: &[&str] = &["modality", "モダリティ"];
/// View position.
pub const VIEW: &[&str] = &["view", "view position", "view_position", "撮影方向"];
/// Training, validation or test.
pub const SPLIT: &[&str] = &["split"];
/// Whether it may train weights that are given away.
pub const RELEASE: &[&str] = &["release_training"];

/// Condition A of the paper's label rule.
pub fn finds_nothing(findings: &str) -> bool {
    is_one_of(findings, &FINDINGS_NORMAL)
}

/// Condition B of the paper's label rule.
pub fn decides_normal(decision: &str) -> bool {
    is_one_of(decision, &DECISION_NORMAL)
}

/// What a class folder or a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Nothing abnormal.
    Normal,
    /// Something abnormal.
    Abnormal,
    /// No chest radiograph.
    Other,
}

impl Class {
    /// The class of this name, if it is one.
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
