//! De-identified copies.

use dicom_core::value::{DataSetSequence, PixelFragmentSequence};
use dicom_core::{DataElement, DicomValue, Length, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{tags, uids as classes};
use dicom_object::InMemDicomObject;
use negatoscope::dicom_export::{
    Algorithm, CapturedImage, ChangeKind, Dates, Deidentified, DeidentifyOptions, DeidentifySession,
    ExportError, SourceFilm, deidentify, secondary_capture, structured_report,
};
use negatoscope::film::{Limits, Rectangle};
use negatoscope_test_support::dicom_file::{encode, square, text, us};

use super::films::{MADE, card, open, phantom, scored, shared, uids};
use super::judges::{pydicom, validate};
use super::reports::{read, string};

fn copy_with(bytes: &[u8], options: &DeidentifyOptions) -> Result<Deidentified, ExportError> {
    deidentify(bytes, options, &DeidentifySession::new([9; DeidentifySession::SALT]), &Limits::default())
}

fn copy(bytes: &[u8]) -> Deidentified {
    copy_with(bytes, &DeidentifyOptions::default()).expect("a copy")
}

fn sequence(tag: Tag, items: Vec<InMemDicomObject>) -> DataElement<InMemDicomObject> {
    DataElement::new(tag, VR::SQ, DicomValue::Sequence(DataSetSequence::new(items, Length::UNDEFINED)))
}

/// A film on which every value that names somebody holds the word SECRET.
fn secrets() -> InMemDicomObject {
    let mut film = square(|pixel| pixel as u16 & 0xfff);
    for (tag, vr, value) in [
        (tags::STUDY_INSTANCE_UID, VR::UI, "1.2.3"),
        (tags::SERIES_INSTANCE_UID, VR::UI, "1.2.3.4"),
        (tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.4.5"),
        (tags::STUDY_DATE, VR::DA, "20240301"),
        (tags::STUDY_TIME, VR::TM, "101112"),
        (tags::CONTENT_DATE, VR::DA, "20240301"),
        (tags::ACCESSION_NUMBER, VR::SH, "SECRET1"),
        (tags::INSTITUTION_NAME, VR::LO, "SECRET hospital"),
        (tags::STATION_NAME, VR::SH, "SECRET2"),
        (tags::REFERRING_PHYSICIAN_NAME, VR::PN, "SECRET^Doctor"),
        (tags::STUDY_DESCRIPTION, VR::LO, "SECRET study"),
        (tags::PATIENT_NAME, VR::PN, "SECRET^Patient"),
        (tags::PATIENT_ID, VR::LO, "SECRET-7"),
        (tags::PATIENT_BIRTH_DATE, VR::DA, "19500101"),
        (tags::PATIENT_SEX, VR::CS, "F"),
        (tags::PATIENT_AGE, VR::AS, "074Y"),
        (tags::PATIENT_COMMENTS, VR::LT, "SECRET comment"),
        (tags::SECONDARY_REVIEWER_NAME, VR::PN, "SECRET^Reviewer"),
        (tags::VIEW_POSITION, VR::CS, "PA"),
        (Tag(0x0011, 0x0010), VR::LO, "SECRET MAKER"),
        (Tag(0x0011, 0x1001), VR::LO, "SECRET private"),
    ] {
        film.put(text(tag, vr, value));
    }
    let mut request = InMemDicomObject::new_empty();
    request.put(text(tags::REQUESTED_PROCEDURE_ID, VR::SH, "SECRET3"));
    film.put(sequence(tags::REQUEST_ATTRIBUTES_SEQUENCE, vec![request]));
    // In no row of the table, and with items that have some.
    let mut reference = InMemDicomObject::new_empty();
    reference.put(text(tags::REFERENCED_SOP_CLASS_UID, VR::UI, classes::COMPUTED_RADIOGRAPHY_IMAGE_STORAGE));
    reference.put(text(tags::REFERENCED_SOP_INSTANCE_UID, VR::UI, "1.2.3.4.5"));
    reference.put(text(Tag(0x0011, 0x1001), VR::LO, "SECRET nested"));
    let mut view = InMemDicomObject::new_empty();
    view.put(text(tags::CODE_MEANING, VR::LO, "postero-anterior"));
    view.put(text(tags::PATIENT_NAME, VR::PN, "SECRET^Nested"));
    view.put(sequence(tags::REFERENCED_IMAGE_SEQUENCE, vec![reference]));
    film.put(sequence(tags::VIEW_CODE_SEQUENCE, vec![view]));
    film.put(us(Tag(0x6000, 0x0100), 1));
    film.put(DataElement::new(Tag(0x6000, 0x3000), VR::OW, PrimitiveValue::U16([0x4553].as_slice().into())));
    film
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

fn samples(bytes: &[u8]) -> Option<String> {
    open(bytes).expect("a film").summary().stored_sha256
}

#[test]
fn nothing_that_names_somebody_is_left_in_any_encoding() {
    for syntax in [
        classes::EXPLICIT_VR_LITTLE_ENDIAN,
        classes::IMPLICIT_VR_LITTLE_ENDIAN,
        "1.2.840.10008.1.2.2",
        classes::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
    ] {
        let bytes = encode(&secrets(), syntax);
        let copied = copy(&bytes);
        let copy = &copied.made.bytes;
        assert!(!holds(copy, "SECRET"), "{syntax}: {:#?}", copied.changes);
        for date in ["20240301", "19500101", "1.2.3.4.5", "074Y"] {
            assert!(!holds(copy, date), "{syntax}: {date}");
        }
        assert!(holds(copy, "postero-anterior"), "{syntax}: what says nothing of a person is kept");
        assert_eq!(samples(copy), samples(&bytes), "{syntax}: pixels are as they were");
        let object = read(&copied.made);
        for (tag, value) in [
            (tags::PATIENT_IDENTITY_REMOVED, "YES"),
            (tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED, "REMOVED"),
            (tags::STUDY_DATE, ""),
            (tags::PATIENT_SEX, ""),
            (tags::CONTENT_DATE, "19000101"),
            (tags::VIEW_POSITION, "PA"),
            (tags::SOP_INSTANCE_UID, &copied.made.sop_instance_uid),
        ] {
            assert_eq!(string(&object, tag), value, "{syntax}: {tag}");
        }
        let codes = object.element(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE).expect("it stands there");
        assert_eq!(string(&codes.items().expect("items")[0], tags::CODE_VALUE), "113100");
        let id = string(&object, tags::PATIENT_ID);
        assert!(id.starts_with("ANON-") && string(&object, tags::PATIENT_NAME) == id, "{id}");
        let nested =
            object.element(tags::VIEW_CODE_SEQUENCE).expect("kept").items().expect("items")[0].clone();
        let reference =
            nested.element(tags::REFERENCED_IMAGE_SEQUENCE).expect("kept").items().expect("items")[0].clone();
        let instance = string(&reference, tags::REFERENCED_SOP_INSTANCE_UID);
        assert_eq!(instance, copied.made.sop_instance_uid, "a reference to the film follows it");
        assert_eq!(
            string(
                &object.meta().clone().into_element_iter().fold(
                    InMemDicomObject::new_empty(),
                    |mut all, e| {
                        all.put(DataElement::new(
                            e.header().tag,
                            e.header().vr,
                            e.value().primitive().expect("a value").clone(),
                        ));
                        all
                    }
                ),
                tags::MEDIA_STORAGE_SOP_INSTANCE_UID
            ),
            copied.made.sop_instance_uid
        );
    }
}

#[test]
fn options_keep_what_they_name() {
    let bytes = encode(&secrets(), classes::EXPLICIT_VR_LITTLE_ENDIAN);
    let with = |options: DeidentifyOptions| read(&copy_with(&bytes, &options).expect("a copy").made);
    let shifted =
        with(DeidentifyOptions { dates: Dates::Shift { days: -61 }, ..DeidentifyOptions::default() });
    assert_eq!(string(&shifted, tags::STUDY_DATE), "20231231");
    assert_eq!(string(&shifted, tags::STUDY_TIME), "101112");
    assert_eq!(string(&shifted, tags::PATIENT_BIRTH_DATE), "");
    assert_eq!(string(&shifted, tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED), "MODIFIED");
    let all = with(DeidentifyOptions {
        dates: Dates::Keep,
        patient_characteristics: true,
        device: true,
        institution: true,
        uids: true,
        pixels_are_clean: true,
        covered: vec![Rectangle { column: 3, row: 4, columns: 20, rows: 5 }],
    });
    for (tag, value) in [
        (tags::STUDY_DATE, "20240301"),
        (tags::PATIENT_SEX, "F"),
        (tags::PATIENT_AGE, "074Y"),
        (tags::STATION_NAME, "SECRET2"),
        (tags::INSTITUTION_NAME, "SECRET hospital"),
        (tags::SOP_INSTANCE_UID, "1.2.3.4.5"),
    ] {
        assert_eq!(string(&all, tag), value, "{tag}");
    }
    assert_ne!(string(&all, tags::PATIENT_NAME), "SECRET^Patient", "no option keeps a name");
    let codes = all.element(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE).expect("it stands there");
    let codes: Vec<_> =
        codes.items().expect("items").iter().map(|item| string(item, tags::CODE_VALUE)).collect();
    assert_eq!(codes, ["113100", "113101", "113106", "113108", "113109", "113110", "113112"]);
}

/// Whoever has looked says so in the copy, and what was painted over is listed; validators find nothing wrong with it.
#[test]
fn what_is_painted_over_is_said() {
    let mut film = secrets();
    film.put(text(tags::BURNED_IN_ANNOTATION, VR::CS, "YES"));
    let covered = vec![Rectangle { column: 3, row: 4, columns: 20, rows: 5 }];
    let options = DeidentifyOptions { covered: covered.clone(), ..DeidentifyOptions::default() };
    let bytes = encode(&film, classes::EXPLICIT_VR_LITTLE_ENDIAN);
    let only_painted = copy_with(&bytes, &options).expect("a copy");
    assert!(only_painted.is_burned_in, "a rectangle does not say that there is no other text");
    assert_eq!(string(&read(&only_painted.made), tags::BURNED_IN_ANNOTATION), "YES");
    let clean = copy_with(&bytes, &DeidentifyOptions { pixels_are_clean: true, ..options }).expect("a copy");
    assert!(!clean.is_burned_in);
    assert_eq!(string(&read(&clean.made), tags::BURNED_IN_ANNOTATION), "NO");
    let pixels = clean.changes.iter().find(|change| change.tag == "(7FE0,0010)").expect("listed");
    assert_eq!((pixels.what, pixels.after.as_str()), (ChangeKind::Replaced, "■ 3,4,20,5"));
    // Compressed pixels are written uncompressed, and the header says what they are.
    for path in shared("golden") {
        let bytes = std::fs::read(&path).expect("a film");
        let options = DeidentifyOptions {
            covered: covered.clone(),
            pixels_are_clean: true,
            ..DeidentifyOptions::default()
        };
        let copied =
            copy_with(&bytes, &options).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if let Some((errors, _)) = validate(&copied.made.bytes) {
            // As valid as the same copy with its pixels as they were.
            let before = validate(&copy(&bytes).made.bytes).map(|(errors, _)| errors).unwrap_or_default();
            let new = errors.iter().filter(|error| !before.contains(error));
            assert_eq!(new.collect::<Vec<_>>(), Vec::<&String>::new(), "{}", path.display());
        }
        let script = "\
            pixels = film.pixel_array.reshape(-1, film.Rows, film.Columns, film.SamplesPerPixel)[:, 4:9, 3:23]\n\
            print(film.file_meta.TransferSyntaxUID.is_encapsulated, all((frame == frame[0, 0]).all() for frame in pixels))";
        if let Some(said) = pydicom(script, &copied.made.bytes) {
            assert_eq!(said, "False True", "{}", path.display());
        }
    }
    let beside = DeidentifyOptions {
        covered: vec![Rectangle { column: 3000, row: 4, columns: 20, rows: 5 }],
        ..DeidentifyOptions::default()
    };
    let beside = copy_with(&bytes, &beside);
    assert!(matches!(beside, Err(ExportError::Outside { .. })), "{beside:?}");
}

#[test]
fn files_of_a_session_stay_together_and_others_apart() {
    let first = encode(&secrets(), classes::EXPLICIT_VR_LITTLE_ENDIAN);
    let mut other = secrets();
    other.put(text(tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.4.6"));
    let second = encode(&other, classes::IMPLICIT_VR_LITTLE_ENDIAN);
    let (first, second) = (read(&copy(&first).made), read(&copy(&second).made));
    for tag in [tags::STUDY_INSTANCE_UID, tags::SERIES_INSTANCE_UID, tags::PATIENT_ID] {
        assert_eq!(string(&first, tag), string(&second, tag), "{tag}");
    }
    assert_ne!(string(&first, tags::SOP_INSTANCE_UID), string(&second, tags::SOP_INSTANCE_UID));
    let bytes = encode(&secrets(), classes::EXPLICIT_VR_LITTLE_ENDIAN);
    let elsewhere = deidentify(
        &bytes,
        &DeidentifyOptions::default(),
        &DeidentifySession::new([1; 32]),
        &Limits::default(),
    )
    .expect("a copy");
    let elsewhere = read(&elsewhere.made);
    for tag in [tags::STUDY_INSTANCE_UID, tags::PATIENT_ID] {
        assert_ne!(string(&first, tag), string(&elsewhere, tag), "{tag}");
    }
}

#[test]
fn a_person_sees_what_was_changed() {
    let copied = copy(&encode(&secrets(), classes::EXPLICIT_VR_LITTLE_ENDIAN));
    let of =
        |tag: &str| copied.changes.iter().find(|change| change.tag == tag).unwrap_or_else(|| panic!("{tag}"));
    let name = of("(0010,0010)");
    assert_eq!(
        (name.name.as_str(), name.before.as_str(), name.what),
        ("Patient's Name", "SECRET^Patient", ChangeKind::Replaced)
    );
    assert!(name.after.starts_with("ANON-"));
    assert_eq!(of("(0008,0020)").what, ChangeKind::Emptied);
    assert_eq!(of("(0010,4000)").what, ChangeKind::Removed);
    assert_eq!(of("(0011,1001)").name, "private");
    assert_eq!(of("(0018,5101)").what, ChangeKind::Kept);
    assert_eq!((of("(0012,0062)").what, of("(0012,0062)").after.as_str()), (ChangeKind::Added, "YES"));
    let nested = copied.changes.iter().find(|change| change.before == "SECRET^Nested").expect("nested");
    assert_eq!(nested.depth, 1);
}

/// An exported file can be de-identified too.
#[test]
fn reports_and_captures_are_deidentified() {
    let mut film = secrets();
    film.put(text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 100"));
    let bytes = encode(&film, classes::EXPLICIT_VR_LITTLE_ENDIAN);
    let decoded = open(&bytes).expect("a film");
    let mut uids = uids();
    let source = SourceFilm::parse(&bytes, &Limits::default(), &mut uids).expect("a source");
    let scored = scored(&decoded);
    let report = structured_report(&source, &scored, &Algorithm::from_card(&card()), None, &MADE, &mut uids)
        .expect("a report");
    let shown = CapturedImage::from_picture(decoded.picture(0));
    let capture = secondary_capture(&source, shown, &scored, &MADE, &mut uids).expect("a capture");
    for made in [report, capture] {
        assert!(holds(&made.bytes, "SECRET"), "it was there");
        let copied = copy(&made.bytes);
        assert!(!holds(&copied.made.bytes, "SECRET"), "{:#?}", copied.changes);
        if let Some((errors, _)) = validate(&copied.made.bytes) {
            assert!(errors.is_empty(), "{errors:#?}");
        }
    }
}

#[test]
fn what_cannot_be_deidentified_is_refused() {
    let mut film = secrets();
    film.put(us(Tag(0x6000, 0x0100), 16));
    film.put(us(Tag(0x6000, 0x0102), 12));
    let hidden = copy_with(&encode(&film, classes::EXPLICIT_VR_LITTLE_ENDIAN), &DeidentifyOptions::default());
    assert!(matches!(hidden, Err(ExportError::HiddenOverlay { .. })), "{hidden:?}");
    let picture = copy_with(b"\x89PNG\r\n\x1a\n", &DeidentifyOptions::default());
    assert!(matches!(picture, Err(ExportError::Picture { .. })), "{picture:?}");
    film.remove_element(Tag(0x6000, 0x0100));
    film.put(text(tags::BURNED_IN_ANNOTATION, VR::CS, "YES"));
    assert!(copy(&encode(&film, classes::EXPLICIT_VR_LITTLE_ENDIAN)).is_burned_in);
}

/// Files that end anywhere, and sequences without end.
#[test]
fn hostile_files_are_refused_or_copied_and_never_break_it() {
    let bytes = encode(&secrets(), classes::EXPLICIT_VR_LITTLE_ENDIAN);
    let header = bytes.len() - 20_000;
    for end in (132..header).step_by(3) {
        if let Ok(copied) = copy_with(&bytes[..end], &DeidentifyOptions::default()) {
            assert!(!holds(&copied.made.bytes, "SECRET"), "cut at {end}");
        }
    }
    let mut deep = encode(&square(|_| 0), classes::IMPLICIT_VR_LITTLE_ENDIAN);
    deep.truncate(deep.len() - 20_008);
    for _ in 0..200_000 {
        deep.extend([
            0x40, 0x00, 0x55, 0x95, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff,
        ]);
    }
    assert!(copy_with(&deep, &DeidentifyOptions::default()).is_err());
    let mut fragments = secrets();
    let sequence = PixelFragmentSequence::new(Vec::<u32>::new(), vec![vec![1u8, 2, 3, 4]]);
    fragments.put(DataElement::new(tags::PIXEL_DATA, VR::OB, DicomValue::PixelSequence(sequence)));
    let copied = copy(&encode(&fragments, classes::RLE_LOSSLESS));
    assert!(copied.made.bytes.ends_with(&[4, 0, 0, 0, 1, 2, 3, 4, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]));
}

/// Films of many makers: the copy shows the same, names nobody, and is no less valid than the film.
#[test]
fn real_films_are_copied_without_their_patients() {
    let (mut made, mut faulty) = (0, Vec::new());
    for path in shared("dicom").into_iter().chain(shared("golden")) {
        let bytes = std::fs::read(&path).expect("a film");
        let Ok(film) = open(&bytes) else { continue };
        let copied = match copy_with(&bytes, &DeidentifyOptions::default()) {
            Ok(copied) => copied,
            Err(ExportError::HiddenOverlay { .. }) => continue,
            Err(error) => panic!("{}: {error}", path.display()),
        };
        made += 1;
        let copy = &copied.made.bytes;
        let again = open(copy).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(again.summary().stored_sha256, film.summary().stored_sha256, "{}", path.display());
        let secrets = ["(0010,0010)", "(0010,0020)", "(0008,0050)", "(0008,0018)", "(0020,000d)"];
        let lost = copied.changes.iter().filter(|change| {
            secrets.contains(&change.tag.to_lowercase().as_str())
                && change.before.len() > 5
                && change.before.is_ascii()
                // Numbers are the same by chance: of a series, of a study.
                && !change.before.bytes().all(|byte| byte.is_ascii_digit())
        });
        let left = lost.filter(|change| holds(copy, &change.before));
        faulty.extend(left.map(|change| format!("{}: {change:?}", path.display())));
        let before = validate(&bytes);
        if let (Some((before, _)), Some((after, _))) = (before, validate(copy)) {
            // dciodvfy reads no deflated files. Files of before DICOM have no SOP Class UID, and their copies only a new
            // one for the file itself. UIDs that should differ are as equal as they were, and others.
            let is_read = film.header.transfer_syntax != classes::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN;
            let is_told_otherwise =
                |error: &str| error.contains("MediaStorageSOP") || error.contains("has same value as");
            let is_new = |error: &&String| !before.contains(error) && !is_told_otherwise(error);
            let new = after.iter().filter(|error| is_read && is_new(error));
            faulty.extend(new.map(|error| format!("{}: {error}", path.display())));
        }
    }
    println!("{made} copies");
    assert!(faulty.is_empty(), "{faulty:#?}");
    let said = pydicom("print(film.PatientIdentityRemoved, film.PatientName)", &copy(&phantom()).made.bytes);
    assert!(said.is_none_or(|said| said.starts_with("YES ANON-")));
}
