//! The codes of the report: DICOM's own (PS3.16 annex D), others' where the templates ask for them, and the project's for what
//! no standard has a code for.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::dicom_export::element_writer::Elements;
use crate::scores::ImageKind;
use crate::verdict::{Reason, Verdict};

/// A coded concept (PS3.3 table 8.8-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Code {
    value: &'static str,
    scheme: &'static str,
    meaning: &'static str,
}

/// Designator of the project's own codes; those that begin with 99 are private (PS3.16 section 8.2).
const OWN: &str = "99NEGATOSCOPE";

const fn dcm(value: &'static str, meaning: &'static str) -> Code {
    Code { value, scheme: "DCM", meaning }
}

const fn own(value: &'static str, meaning: &'static str) -> Code {
    Code { value, scheme: OWN, meaning }
}

const fn ucum(value: &'static str, meaning: &'static str) -> Code {
    Code { value, scheme: "UCUM", meaning }
}

pub(super) const IMAGING_MEASUREMENT_REPORT: Code = dcm("126000", "Imaging Measurement Report");
pub(super) const LANGUAGE: Code = dcm("121049", "Language of Content Item and Descendants");
pub(super) const ENGLISH: Code = Code { value: "en", scheme: "RFC5646", meaning: "English" };
pub(super) const OBSERVER_TYPE: Code = dcm("121005", "Observer Type");
pub(super) const DEVICE: Code = dcm("121007", "Device");
pub(super) const OBSERVER_UID: Code = dcm("121012", "Device Observer UID");
pub(super) const OBSERVER_NAME: Code = dcm("121013", "Device Observer Name");
pub(super) const OBSERVER_MANUFACTURER: Code = dcm("121014", "Device Observer Manufacturer");
pub(super) const OBSERVER_MODEL: Code = dcm("121015", "Device Observer Model Name");
pub(super) const PROCEDURE_REPORTED: Code = dcm("121058", "Procedure reported");
/// Of CID 100; which region is seen is not known before the film is read.
pub(super) const X_RAY: Code = Code { value: "43468-8", scheme: "LN", meaning: "XR unspecified body region" };
pub(super) const IMAGE_LIBRARY: Code = dcm("111028", "Image Library");
pub(super) const IMAGE_LIBRARY_GROUP: Code = dcm("126200", "Image Library Group");
pub(super) const SOURCE: Code = Code { value: "260753009", scheme: "SCT", meaning: "Source" };
pub(super) const SOURCE_OF_MEASUREMENT: Code = dcm("121112", "Source of Measurement");
pub(crate) const SOURCE_OF_PROCESSING: Code = dcm("121322", "Source image for image processing operation");
pub(super) const MODALITY: Code = dcm("121139", "Modality");
pub(super) const PIXEL_ROWS: Code = dcm("110910", "Pixel Data Rows");
pub(super) const PIXEL_COLUMNS: Code = dcm("110911", "Pixel Data Columns");
pub(super) const PIXELS: Code = ucum("{pixels}", "Pixels");
pub(super) const IMAGING_MEASUREMENTS: Code = dcm("126010", "Imaging Measurements");
pub(super) const MEASUREMENT_GROUP: Code = dcm("125007", "Measurement Group");
pub(super) const TRACKING_IDENTIFIER: Code = dcm("112039", "Tracking Identifier");
pub(super) const TRACKING_UID: Code = dcm("112040", "Tracking Unique Identifier");
pub(super) const ALGORITHM_NAME: Code = dcm("111001", "Algorithm Name");
pub(super) const ALGORITHM_PARAMETERS: Code = dcm("111002", "Algorithm Parameters");
pub(super) const ALGORITHM_VERSION: Code = dcm("111003", "Algorithm Version");
pub(super) const ALGORITHM_FAMILY: Code = dcm("111000", "Algorithm Family");
pub(super) const ARTIFICIAL_INTELLIGENCE: Code = dcm("123110", "Artificial Intelligence");
pub(super) const COMMENT: Code = dcm("121106", "Comment");
pub(super) const NO_UNITS: Code = ucum("1", "no units");
pub(super) const PERCENT: Code = ucum("%", "Percent");
/// UCUM has no natural unit of information: what stands in braces is a count of it.
pub(super) const NAT: Code = ucum("{nat}", "nat");

pub(super) const VERDICT: Code = own("VERDICT", "Verdict of the models");
pub(super) const REASON: Code = own("REASON", "Reason for the verdict");
pub(super) const P_ABNORMAL: Code = own("P_ABNORMAL", "Probability of abnormal, calibrated");
pub(super) const PERCENTILE: Code = own("PERCENTILE", "Normal films less anomalous");
pub(super) const P_CHEST: Code = own("P_CHEST", "Probability of a chest film");
pub(super) const ANOMALY: Code = own("ANOMALY", "Anomaly score, uncalibrated");
pub(super) const LOG_ODDS: Code = own("LOG_ODDS", "Log odds of abnormal, uncalibrated");
pub(super) const VLB: Code = own("VLB", "Variational lower bound");
pub(super) const LOG_LIKELIHOOD: Code = own("LOG_LIKELIHOOD", "Expected log likelihood");
pub(super) const KL: Code = own("KL", "Kullback-Leibler divergence");
pub(super) const PAPER_P_CR: Code = own("PAPER_P_CR", "Probability of a chest radiograph, paper");
pub(super) const PAPER_P_ABNORMAL: Code = own("PAPER_P_ABNORMAL", "Probability of abnormal, paper");

/// What a picture shows, as a probability.
pub(super) fn shown(shown: ImageKind) -> Code {
    match shown {
        ImageKind::Chest => own("SHOWN_CHEST", "Probability of an upright whole chest film"),
        ImageKind::Other => own("SHOWN_OTHER", "Probability of another picture"),
        ImageKind::UpsideDown => own("SHOWN_UPSIDEDOWN", "Probability of an upside-down chest film"),
        ImageKind::Rotated => own("SHOWN_TURNED", "Probability of a turned chest film"),
        ImageKind::Inverted => own("SHOWN_INVERTED", "Probability of an inverted chest film"),
        ImageKind::Cropped => own("SHOWN_PART", "Probability of a part of a chest film"),
    }
}

pub(super) fn verdict(verdict: Verdict) -> Code {
    match verdict {
        Verdict::NotAChestFilm => own("NOT_CHEST_FILM", "Not a chest film"),
        Verdict::LooksNormal => own("LOOKS_NORMAL", "Looks normal"),
        Verdict::NeedsReview => own("NEEDS_REVIEW", "Needs review"),
        Verdict::Unsure => own("UNSURE", "Unsure"),
    }
}

pub(super) fn reason(reason: Reason) -> Code {
    match reason {
        Reason::Blank => own("BLANK", "Every pixel has the same value"),
        Reason::OtherPicture => own("OTHER_PICTURE", "Looks like another picture"),
        Reason::UpsideDown => own("UPSIDE_DOWN", "Seems to lie upside down"),
        Reason::Rotated => own("TURNED", "Seems to be turned by a right angle"),
        Reason::Inverted => own("INVERTED", "Seems to be inverted"),
        Reason::Cropped => own("PART", "Only a part of a chest seems to be seen"),
        Reason::Unclear => own("UNCLEAR", "Unclear what the picture shows"),
        Reason::Abnormal => own("ABOVE_LIMIT", "Probability of abnormal above its limit"),
        Reason::Between => own("BETWEEN_LIMITS", "Probability of abnormal between its limits"),
        Reason::UnlikeNormal => own("UNLIKE_NORMAL", "Unlike normal films"),
        Reason::Normal => own("BELOW_LIMIT", "Probability of abnormal below its limit"),
    }
}

/// CID 29 for the modalities of films; none for others, whose code would be a guess.
pub(super) fn modality(modality: &str) -> Option<Code> {
    Some(match modality {
        "CR" => dcm("CR", "Computed Radiography"),
        "DX" => dcm("DX", "Digital Radiography"),
        "RF" => dcm("RF", "Radiofluoroscopy"),
        "RG" => dcm("RG", "Radiographic imaging"),
        "MG" => dcm("MG", "Mammography"),
        "XA" => dcm("XA", "X-Ray Angiography"),
        "CT" => dcm("CT", "Computed Tomography"),
        "MR" => dcm("MR", "Magnetic Resonance"),
        "US" => dcm("US", "Ultrasound"),
        "NM" => dcm("NM", "Nuclear Medicine"),
        "PT" => dcm("PT", "Positron emission tomography"),
        _ => return None,
    })
}

impl Code {
    /// The item of a code sequence.
    pub(crate) fn item(self) -> Elements {
        let mut item = Elements::default();
        item.text(tags::CODE_VALUE, VR::SH, self.value);
        item.text(tags::CODING_SCHEME_DESIGNATOR, VR::SH, self.scheme);
        item.text(tags::CODE_MEANING, VR::LO, self.meaning);
        item
    }
}

/// Whose the project's own codes are (PS3.3 C.12.1, Coding Scheme Identification Sequence).
pub(super) fn own_scheme() -> Elements {
    let mut item = Elements::default();
    item.text(tags::CODING_SCHEME_DESIGNATOR, VR::SH, OWN);
    item.text(tags::CODING_SCHEME_UID, VR::UI, "2.25.145412736776989447045602924797215286232");
    item.text(tags::CODING_SCHEME_NAME, VR::ST, "Negatoscope: verdicts, and scores of its models");
    item.text(tags::CODING_SCHEME_RESPONSIBLE_ORGANIZATION, VR::ST, "The Negatoscope project");
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_fit_their_attributes() {
        let verdicts = [Verdict::NotAChestFilm, Verdict::LooksNormal, Verdict::NeedsReview, Verdict::Unsure];
        let reasons = [
            Reason::Blank,
            Reason::OtherPicture,
            Reason::UpsideDown,
            Reason::Rotated,
            Reason::Inverted,
            Reason::Cropped,
            Reason::Unclear,
            Reason::Abnormal,
            Reason::Between,
            Reason::UnlikeNormal,
            Reason::Normal,
        ];
        let mut codes = vec![VERDICT, REASON, P_ABNORMAL, PERCENTILE, P_CHEST, ANOMALY, LOG_ODDS, VLB];
        codes.extend([LOG_LIKELIHOOD, KL, PAPER_P_CR, PAPER_P_ABNORMAL]);
        codes.extend(ImageKind::ALL.map(shown));
        codes.extend(verdicts.map(verdict));
        codes.extend(reasons.map(reason));
        let values: std::collections::HashSet<_> = codes.iter().map(|code| code.value).collect();
        assert_eq!(values.len(), codes.len(), "no value means two things");
        for code in codes {
            assert!(code.value.len() <= 16 && code.meaning.len() <= 64, "{code:?}: SH and LO");
        }
    }
}
