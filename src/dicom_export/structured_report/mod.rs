//! The report on a film as a DICOM Structured Report: Comprehensive SR Storage (PS3.3 A.35.3) by template 1500, "Measurement
//! Report" (PS3.16).
//!
//! It says of itself that it is research (Content Qualification), incomplete (Completion Flag), preliminary and verified by
//! nobody, and the notice stands in its content.

mod codes;
mod content;

use dicom_core::VR;
use dicom_dictionary_std::tags;
use dicom_dictionary_std::uids as classes;
use serde::{Deserialize, Serialize};

use super::dicom_file::{DicomFile, MANUFACTURER, VERSION, common_elements, write_file};
use super::element_writer::Elements;
use super::error::ExportError;
use super::source::Reference;
use super::source::SourceFilm;
use super::timestamp::Timestamp;
use super::uids::Uids;
use crate::card::Card;
use crate::report::Scored;
use crate::scores::{ImageKind, PaperScores};
pub(super) use codes::SOURCE_OF_PROCESSING;
use codes::{modality as modality_code, *};
use content::Relation::{Contains, HasAcquisitionContext, HasConceptModifier, HasObservationContext};
use content::{code, container, image, number, text, uid};

/// Device Observer UID: a UUID that was drawn once; it stands for the program, not for the machine it runs on.
const OBSERVER: &str = "2.25.80824253098722582226975796924137519853";

/// Which models said what is reported (PS3.16 template 4019).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Algorithm {
    /// Name of the set of weights.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What else tells it apart: the hash of each file of weights.
    pub parameters: Vec<String>,
}

impl Algorithm {
    /// Those of a model card.
    pub fn from_card(card: &impl Card) -> Self {
        let weights = card.weights();
        let (name, version) = weights.rsplit_once(' ').unwrap_or((&weights, ""));
        let hash = |model: &crate::card::Model| format!("{} SHA-256 {}", model.file, model.sha256);
        let parameters = card.models().into_iter().map(hash).collect();
        Self { name: name.to_owned(), version: version.to_owned(), parameters }
    }
}

const WHAT: &str = "a Structured Report";

/// Writes the report on a film: `release` are the models that the verdict rests on, `paper` those of the paper, whose scores
/// are reported where both are there.
///
/// # Errors
/// Where the film is a picture, or has no valid SOP Class and Instance UID to refer to.
pub fn structured_report(
    source: &SourceFilm,
    film: &Scored,
    release: &Algorithm,
    paper: Option<&Algorithm>,
    made: &Timestamp,
    uids: &mut Uids,
) -> Result<DicomFile, ExportError> {
    let class = classes::COMPREHENSIVE_SR_STORAGE;
    let reference = source.reference(WHAT)?;
    let series = source.uid(tags::SERIES_INSTANCE_UID);
    let series = series.ok_or_else(|| ExportError::no_identity(tags::SERIES_INSTANCE_UID, WHAT))?;
    let instance = uids.next();
    let mut report = common_elements(source, class, &instance, &uids.next(), made);
    // SR Document Series and General (PS3.3 C.17.1, C.17.2).
    report.text(tags::MODALITY, VR::CS, "SR");
    report.text(tags::SERIES_NUMBER, VR::IS, "9001");
    report.text(tags::SERIES_DESCRIPTION, VR::LO, "Negatoscope report - research, not for diagnosis");
    report.empty(tags::REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE, VR::SQ);
    report.text(tags::COMPLETION_FLAG, VR::CS, "PARTIAL");
    report.text(
        tags::COMPLETION_FLAG_DESCRIPTION,
        VR::LO,
        "For research and reading only; not for diagnosis",
    );
    report.text(tags::VERIFICATION_FLAG, VR::CS, "UNVERIFIED");
    report.text(tags::PRELIMINARY_FLAG, VR::CS, "PRELIMINARY");
    report.empty(tags::PERFORMED_PROCEDURE_CODE_SEQUENCE, VR::SQ);
    report.items(
        tags::CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE,
        vec![evidence(source, &reference, &series)],
    );
    report.items(tags::CODING_SCHEME_IDENTIFICATION_SEQUENCE, vec![own_scheme()]);
    let mut groups = vec![by_release_models(film, &reference, release, uids)];
    if let (Some(scores), Some(algorithm)) = (&film.scores, paper) {
        groups.push(by_paper_models(film, scores, &reference, algorithm, uids));
    }
    let root = container(
        None,
        IMAGING_MEASUREMENT_REPORT,
        Some("1500"),
        vec![
            code(HasConceptModifier, LANGUAGE, ENGLISH),
            code(HasObservationContext, OBSERVER_TYPE, DEVICE),
            uid(HasObservationContext, OBSERVER_UID, OBSERVER),
            text(HasObservationContext, OBSERVER_NAME, &format!("{MANUFACTURER} {VERSION}")),
            text(HasObservationContext, OBSERVER_MANUFACTURER, MANUFACTURER),
            text(HasObservationContext, OBSERVER_MODEL, MANUFACTURER),
            code(HasConceptModifier, PROCEDURE_REPORTED, X_RAY),
            image_library(source, film, &reference),
            container(Some(Contains), IMAGING_MEASUREMENTS, None, groups),
        ],
    );
    report.extend(root);
    write_file(&report, class, instance)
}

/// The film by study and series, as an SR lists all that it refers to.
fn evidence(source: &SourceFilm, reference: &Reference, series: &str) -> Elements {
    let mut of_instance = Elements::default();
    of_instance.text(tags::REFERENCED_SOP_CLASS_UID, VR::UI, &reference.class);
    of_instance.text(tags::REFERENCED_SOP_INSTANCE_UID, VR::UI, &reference.instance);
    let mut of_series = Elements::default();
    of_series.text(tags::SERIES_INSTANCE_UID, VR::UI, series);
    of_series.items(tags::REFERENCED_SOP_SEQUENCE, vec![of_instance]);
    let mut of_study = Elements::default();
    of_study.text(tags::STUDY_INSTANCE_UID, VR::UI, source.study());
    of_study.items(tags::REFERENCED_SERIES_SEQUENCE, vec![of_series]);
    of_study
}

/// Templates 1600 to 1602.
fn image_library(source: &SourceFilm, film: &Scored, reference: &Reference) -> Elements {
    let modality = source.value(tags::MODALITY, VR::CS);
    let modality = modality.as_deref().and_then(modality_code);
    let mut context: Vec<_> =
        modality.map(|modality| code(HasAcquisitionContext, MODALITY, modality)).into_iter().collect();
    context.push(number(HasAcquisitionContext, PIXEL_ROWS, film.rows.into(), PIXELS));
    context.push(number(HasAcquisitionContext, PIXEL_COLUMNS, film.columns.into(), PIXELS));
    let group = container(Some(Contains), IMAGE_LIBRARY_GROUP, None, vec![image(SOURCE, reference, context)]);
    container(Some(Contains), IMAGE_LIBRARY, None, vec![group])
}

/// The verdict and what it rests on.
fn by_release_models(
    film: &Scored,
    reference: &Reference,
    algorithm: &Algorithm,
    uids: &mut Uids,
) -> Elements {
    let (judged, readout) = (&film.judgement, &film.readout);
    let calibration = format!("Calibrated on {}", film.calibration);
    let mut content = head(film, "Negatoscope 1", algorithm, Some(&calibration), reference, uids);
    let measured = |name, value, unit| number(Contains, name, value, unit);
    content.extend([
        measured(P_ABNORMAL, judged.p_abnormal_calibrated, NO_UNITS),
        measured(PERCENTILE, judged.anomaly_percentile, PERCENT),
        measured(P_CHEST, judged.p_chest, NO_UNITS),
        measured(ANOMALY, readout.anomaly, NO_UNITS),
        measured(LOG_ODDS, readout.abnormal_log_odds, NO_UNITS),
    ]);
    content.extend(ImageKind::ALL.map(|kind| measured(shown(kind), readout.p(kind), NO_UNITS)));
    content.push(code(Contains, VERDICT, verdict(judged.verdict)));
    content.push(code(Contains, REASON, reason(judged.reason)));
    content.push(text(Contains, COMMENT, &film.notice));
    content.extend(judged.reason.words().map(|words| text(Contains, COMMENT, words)));
    content
        .extend(film.warnings.iter().map(|warning| text(Contains, COMMENT, &format!("In doubt: {warning}"))));
    container(Some(Contains), MEASUREMENT_GROUP, Some("1501"), content)
}

/// The scores of the paper's models.
fn by_paper_models(
    film: &Scored,
    scores: &PaperScores,
    reference: &Reference,
    algorithm: &Algorithm,
    uids: &mut Uids,
) -> Elements {
    let mut content = head(film, "Negatoscope 2 (paper)", algorithm, None, reference, uids);
    content.extend([
        number(Contains, VLB, scores.vlb, NAT),
        number(Contains, LOG_LIKELIHOOD, scores.log_likelihood, NAT),
        number(Contains, KL, scores.kl, NAT),
        number(Contains, PAPER_P_CR, scores.p_cr, NO_UNITS),
        number(Contains, PAPER_P_ABNORMAL, scores.p_abnormal, NO_UNITS),
        text(Contains, COMMENT, &film.notice),
    ]);
    container(Some(Contains), MEASUREMENT_GROUP, Some("1501"), content)
}

/// What a measurement group begins with (template 1501): what is tracked, which algorithm (4019), which image.
fn head(
    film: &Scored,
    tracked: &str,
    algorithm: &Algorithm,
    calibration: Option<&str>,
    reference: &Reference,
    uids: &mut Uids,
) -> Vec<Elements> {
    let or_none = |text: &str| if text.is_empty() { "not given" } else { text }.to_owned();
    let mut head = vec![
        text(HasObservationContext, TRACKING_IDENTIFIER, tracked),
        uid(HasObservationContext, TRACKING_UID, &uids.next()),
        code(HasConceptModifier, ALGORITHM_FAMILY, ARTIFICIAL_INTELLIGENCE),
        text(HasConceptModifier, ALGORITHM_NAME, &or_none(&algorithm.name)),
        text(HasConceptModifier, ALGORITHM_VERSION, &or_none(&algorithm.version)),
    ];
    let computed = format!("{MANUFACTURER} {VERSION}, computed on {}", film.backend.name());
    let parameters =
        algorithm.parameters.iter().map(String::as_str).chain([computed.as_str()]).chain(calibration);
    head.extend(parameters.map(|parameter| text(HasConceptModifier, ALGORITHM_PARAMETERS, parameter)));
    head.push(image(SOURCE_OF_MEASUREMENT, reference, Vec::new()));
    head
}
