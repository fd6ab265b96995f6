//! DICOMDIR: the images that it names, and nothing that leads out of its folder.

use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, DicomValue, Length, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
use negatoscope::container::{files_of, is_dicomdir};
use negatoscope::film::{self, Limits};
use negatoscope_test_support::dicom_file::text;

use crate::film_file;

/// A DICOMDIR with these records: their type and their file.
fn dicomdir(records: &[(&str, Option<&str>)]) -> Vec<u8> {
    let record = |(kind, file): &(&str, Option<&str>)| {
        let mut record =
            InMemDicomObject::from_element_iter([text(tags::DIRECTORY_RECORD_TYPE, VR::CS, kind)]);
        if let Some(file) = file {
            record.put(text(tags::REFERENCED_FILE_ID, VR::CS, file));
        }
        record
    };
    let items = DataSetSequence::new(records.iter().map(record).collect::<Vec<_>>(), Length::UNDEFINED);
    let object = InMemDicomObject::from_element_iter([
        text(tags::FILE_SET_ID, VR::CS, "FILMS"),
        DataElement::new(tags::DIRECTORY_RECORD_SEQUENCE, VR::SQ, DicomValue::Sequence(items)),
    ]);
    let meta = FileMetaTableBuilder::new()
        .transfer_syntax(uids::EXPLICIT_VR_LITTLE_ENDIAN)
        .media_storage_sop_class_uid("1.2.840.10008.1.3.10")
        .media_storage_sop_instance_uid("2.25.2");
    let mut bytes = Vec::new();
    object.with_meta(meta).expect("meta").write_all(&mut bytes).expect("written");
    bytes
}

#[test]
fn the_images_of_a_dicomdir_are_named_in_order() {
    let bytes = dicomdir(&[
        ("PATIENT", None),
        ("STUDY", None),
        ("SERIES", None),
        ("IMAGE", Some("DICOM\\ST1\\IM000002")),
        ("SR DOCUMENT", Some("DICOM\\ST1\\SR000001")),
        ("IMAGE", Some("DICOM\\ST1\\IM000001")),
    ]);
    assert!(is_dicomdir(&bytes[..bytes.len().min(1024)]));
    assert_eq!(files_of(&bytes).expect("directory"), ["DICOM/ST1/IM000002", "DICOM/ST1/IM000001"]);
    assert!(!is_dicomdir(&film_file()));
    // As a film it is none, and says so.
    let error = film::open(bytes, &Limits::default()).expect_err("no film");
    assert!(error.kind().as_str() == "no_pixels" && error.to_string().contains("DICOMDIR"), "{error}");
}

#[test]
fn no_name_leads_out_of_the_folder() {
    for name in ["..\\SECRET", "A\\..\\..\\B", "", "A\\\\B", "/ETC/PASSWD", "C:\\A", "A/B"] {
        assert_eq!(files_of(&dicomdir(&[("IMAGE", Some(name))])).expect("directory"), [""; 0], "{name}");
    }
}

#[test]
fn a_damaged_dicomdir_ends_in_names_or_an_error() {
    let whole = dicomdir(&[("IMAGE", Some("A\\B")), ("IMAGE", Some("A\\C"))]);
    for length in 0..whole.len() {
        if let Err(error) = files_of(&whole[..length]) {
            assert!(error.to_string().ends_with('.'), "{error}");
        }
    }
    let mut next = negatoscope_test_support::dicom_file::random(9);
    for _ in 0..2000 {
        let mut damaged = whole.clone();
        let at = 132 + next() as usize % (whole.len() - 132);
        damaged[at] = next() as u8;
        if let Err(error) = files_of(&damaged) {
            assert!(error.to_string().ends_with('.'), "{error}");
        }
    }
}
