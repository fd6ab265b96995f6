//! Structured reports.

use dicom_core::{DataElement, Tag, VR};
use dicom_dictionary_std::{tags, uids as classes};
use dicom_object::{DefaultDicomObject, InMemDicomObject};
use negatoscope::dicom_export::{Algorithm, DicomFile, ExportError, SourceFilm, structured_report};
use negatoscope::film::Limits;
use negatoscope::report::Scored;
use negatoscope_test_support::dicom_file::{encode, square, text};

use super::films::{MADE, card, open, phantom, scored, shared, uids};
use super::judges::{dump, pydicom, validate};

pub(crate) fn read(made: &DicomFile) -> DefaultDicomObject {
    dicom_object::from_reader(std::io::Cursor::new(&made.bytes)).expect("dicom-rs reads it")
}

fn report_on(film: &[u8], scored: &Scored) -> Result<DicomFile, ExportError> {
    let mut uids = uids();
    let source = SourceFilm::parse(film, &Limits::default(), &mut uids)?;
    let release = Algorithm::from_card(&card());
    let paper = Algorithm { name: "paper".to_owned(), version: "1".to_owned(), parameters: Vec::new() };
    structured_report(&source, scored, &release, Some(&paper), &MADE, &mut uids)
}

pub(crate) fn string(object: &InMemDicomObject, tag: Tag) -> String {
    object
        .element(tag)
        .expect("it stands there")
        .to_str()
        .expect("text")
        .trim_end_matches([' ', '\0'])
        .to_owned()
}

fn items(object: &InMemDicomObject, tag: Tag) -> &[InMemDicomObject] {
    object.element(tag).expect("it stands there").items().expect("a sequence")
}

/// Every item of the tree with the meaning of its name, depth first.
fn content(object: &InMemDicomObject) -> Vec<(String, &InMemDicomObject)> {
    let Ok(sequence) = object.element(tags::CONTENT_SEQUENCE) else { return Vec::new() };
    let items = sequence.items().expect("a sequence").iter();
    items
        .flat_map(|item| {
            let name = string(&items_of(item, tags::CONCEPT_NAME_CODE_SEQUENCE)[0], tags::CODE_MEANING);
            std::iter::once((name, item)).chain(content(item))
        })
        .collect()
}

fn items_of(object: &InMemDicomObject, tag: Tag) -> &[InMemDicomObject] {
    items(object, tag)
}

fn value_of(item: &InMemDicomObject) -> String {
    match string(item, tags::VALUE_TYPE).as_str() {
        "NUM" => string(&items(item, tags::MEASURED_VALUE_SEQUENCE)[0], tags::NUMERIC_VALUE),
        "CODE" => string(&items(item, tags::CONCEPT_CODE_SEQUENCE)[0], tags::CODE_MEANING),
        "TEXT" => string(item, tags::TEXT_VALUE),
        "UIDREF" => string(item, tags::UID),
        "IMAGE" => string(&items(item, tags::REFERENCED_SOP_SEQUENCE)[0], tags::REFERENCED_SOP_INSTANCE_UID),
        _ => String::new(),
    }
}

#[test]
fn a_report_says_what_was_scored_of_which_film_by_what() {
    let bytes = phantom();
    let film = open(&bytes).expect("a film");
    let scored = scored(&film);
    let made = report_on(&bytes, &scored).expect("a report");
    assert_eq!(made, report_on(&bytes, &scored).expect("a report"), "the same call gives the same bytes");
    let report = read(&made);
    let source = dicom_object::from_reader(std::io::Cursor::new(&bytes)).expect("the phantom");
    for tag in [tags::STUDY_INSTANCE_UID, tags::PATIENT_NAME, tags::PATIENT_ID, tags::STUDY_DESCRIPTION] {
        assert_eq!(string(&report, tag), string(&source, tag), "{tag}");
    }
    for tag in [tags::SERIES_INSTANCE_UID, tags::SOP_INSTANCE_UID] {
        assert_ne!(string(&report, tag), string(&source, tag), "{tag}");
    }
    assert_eq!(string(&report, tags::SOP_INSTANCE_UID), made.sop_instance_uid);
    for (tag, value) in [
        (tags::SOP_CLASS_UID, classes::COMPREHENSIVE_SR_STORAGE),
        (tags::MODALITY, "SR"),
        (tags::SPECIFIC_CHARACTER_SET, "ISO_IR 192"),
        (tags::COMPLETION_FLAG, "PARTIAL"),
        (tags::VERIFICATION_FLAG, "UNVERIFIED"),
        (tags::PRELIMINARY_FLAG, "PRELIMINARY"),
        (tags::CONTENT_QUALIFICATION, "RESEARCH"),
        (tags::CONTENT_DATE, "20240229"),
        (tags::CONTENT_TIME, "123456"),
    ] {
        assert_eq!(string(&report, tag), value, "{tag}");
    }
    let content = content(&report);
    let all = |name: &str| {
        let of_name = content.iter().filter(|(found, _)| found == name);
        of_name.map(|(_, item)| value_of(item)).collect::<Vec<_>>()
    };
    let number = |name: &str| all(name)[0].parse::<f64>().expect("a number");
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * b.abs().max(1.0);
    assert!(near(number("Probability of abnormal, calibrated"), scored.judgement.p_abnormal_calibrated));
    assert!(near(number("Normal films less anomalous"), scored.judgement.anomaly_percentile));
    assert!(near(number("Log odds of abnormal, uncalibrated"), scored.readout.abnormal_log_odds));
    assert!(near(number("Variational lower bound"), -4_773.123_456_789));
    assert_eq!(all("Verdict of the models")[0].to_lowercase(), scored.judgement.verdict.words());
    assert!(all("Comment").contains(&negatoscope::NOTICE.to_owned()), "{:?}", all("Comment"));
    let instance = string(&source, tags::SOP_INSTANCE_UID);
    assert_eq!(all("Source"), std::slice::from_ref(&instance));
    assert_eq!(all("Source of Measurement"), [instance.clone(), instance]);
    let parameters = all("Algorithm Parameters");
    let card = card();
    assert_eq!(all("Algorithm Name"), [card.name.as_str(), "paper"]);
    for model in [&card.image_kind, &card.anomaly, &card.abnormality] {
        assert!(parameters.contains(&format!("{} SHA-256 {}", model.file, model.sha256)), "{parameters:?}");
    }
}

#[test]
fn a_report_is_valid_by_the_standards_tables() {
    let bytes = phantom();
    let made = report_on(&bytes, &scored(&open(&bytes).expect("a film"))).expect("a report");
    if let Some((errors, warnings)) = validate(&made.bytes) {
        println!("{warnings:#?}");
        assert!(errors.is_empty(), "{errors:#?}");
    }
    if let Some(text) = dump("dsrdump", &made.bytes) {
        for part in ["Comprehensive SR Document", "UNVERIFIED", "PARTIAL", "For research and reading"] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
    let said = pydicom(
        "print(film.SOPClassUID.name, '|', film.ContentTemplateSequence[0].TemplateIdentifier)",
        &made.bytes,
    );
    assert!(said.is_none_or(|said| said == "Comprehensive SR Storage | 1500"));
}

/// Names in other letters, and what a header has wrong.
#[test]
fn patient_and_study_are_copied_in_their_letters_and_never_invalid() {
    let mut film = square(|pixel| pixel as u16 & 0xfff);
    for (tag, vr, value) in [
        (tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 100"),
        (tags::PATIENT_NAME, VR::PN, "Müller^Jürgen"),
        (tags::PATIENT_ID, VR::LO, "A-1"),
        (tags::PATIENT_BIRTH_DATE, VR::DA, "1950.1.1"),
        (tags::PATIENT_SEX, VR::CS, "male"),
        (tags::STUDY_DATE, VR::DA, "20240230x"),
        (tags::STUDY_TIME, VR::TM, "10:11:12"),
        (tags::STUDY_INSTANCE_UID, VR::UI, "1.2.3"),
        (tags::SERIES_INSTANCE_UID, VR::UI, "1.2.4"),
        (tags::STUDY_DESCRIPTION, VR::LO, "Lunge pa, für Übersicht"),
        (tags::TIMEZONE_OFFSET_FROM_UTC, VR::SH, "-0130"),
    ] {
        film.put(text(tag, vr, value));
    }
    let bytes = encode(&film, classes::EXPLICIT_VR_LITTLE_ENDIAN);
    let made = report_on(&bytes, &scored(&open(&bytes).expect("a film"))).expect("a report");
    let report = read(&made);
    for (tag, value) in [
        (tags::PATIENT_NAME, "Müller^Jürgen"),
        (tags::STUDY_DESCRIPTION, "Lunge pa, für Übersicht"),
        (tags::PATIENT_BIRTH_DATE, ""),
        (tags::PATIENT_SEX, ""),
        (tags::STUDY_DATE, ""),
        (tags::STUDY_TIME, "101112"),
        (tags::STUDY_INSTANCE_UID, "1.2.3"),
        (tags::TIMEZONE_OFFSET_FROM_UTC, "-0130"),
        (tags::CONTENT_TIME, "020456"),
    ] {
        assert_eq!(string(&report, tag), value, "{tag}");
    }
    if let Some((errors, _)) = validate(&made.bytes) {
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn a_film_that_cannot_be_referred_to_is_refused_by_name() {
    let mut film = square(|pixel| pixel as u16 & 0xfff);
    let report = |film: &InMemDicomObject| {
        let bytes = encode(film, classes::EXPLICIT_VR_LITTLE_ENDIAN);
        report_on(&bytes, &scored(&open(&bytes).expect("a film")))
    };
    let refused = report(&film).expect_err("no series").to_string();
    assert!(refused.contains("Series Instance UID (0020,000E)") && refused.contains("JSON"), "{refused}");
    film.put(text(tags::SERIES_INSTANCE_UID, VR::UI, "1.2.4"));
    let made = report(&film).expect("a study of its own");
    let study = string(&read(&made), tags::STUDY_INSTANCE_UID);
    assert!(study.starts_with("2.25."), "{study}");
    film.put(DataElement::new(tags::SOP_INSTANCE_UID, VR::UI, "not.a.uid"));
    let refused = report(&film).expect_err("no instance").to_string();
    assert!(refused.contains("SOP Instance UID (0008,0018)"), "{refused}");

    let mut picture = Vec::new();
    let gray = image::GrayImage::from_fn(64, 64, |x, y| image::Luma([(x + y) as u8]));
    let mut into = std::io::Cursor::new(&mut picture);
    gray.write_to(&mut into, image::ImageFormat::Png).expect("a picture");
    let refused = report_on(&picture, &scored(&open(&picture).expect("a picture"))).expect_err("no study");
    assert_eq!(refused.kind().as_str(), "picture");
    assert!(refused.to_string().contains("Secondary Capture"), "{refused}");
}

/// Films of many makers: each becomes a report that is valid, or is refused by name.
#[test]
fn real_films_become_valid_reports() {
    let (mut made, mut faulty) = (0, Vec::new());
    for path in shared("dicom").into_iter().chain(shared("golden")) {
        let bytes = std::fs::read(&path).expect("a film");
        let Ok(film) = open(&bytes) else { continue };
        match report_on(&bytes, &scored(&film)) {
            Ok(report) => {
                made += 1;
                read(&report);
                if let Some((errors, _)) = validate(&report.bytes) {
                    faulty.extend(errors.into_iter().map(|error| format!("{}: {error}", path.display())));
                }
            }
            Err(error) => {
                println!("{}: {error}", path.display());
                assert!(matches!(error, ExportError::NoIdentity { .. }), "{}: {error}", path.display());
            }
        }
    }
    println!("{made} reports");
    assert!(faulty.is_empty(), "{faulty:#?}");
}
