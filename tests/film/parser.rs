//! The walk over a data set against dicom-rs's own parser: the same words and numbers from every real file.

use std::fs;
use std::path::Path;

use dicom_core::VR;
use dicom_dictionary_std::tags;
use dicom_object::{FileDicomObject, InMemDicomObject};
use negatoscope::film::{self, Limits};

#[test]
fn real_headers_say_what_another_parser_reads_in_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/dicom");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    };
    let mut compared = 0;
    for path in entries.map(|entry| entry.expect("entry").path()) {
        let bytes = fs::read(&path).expect("file");
        let parsed: Result<FileDicomObject<InMemDicomObject>, _> =
            dicom_object::from_reader(bytes.as_slice());
        let (Ok(film), Ok(parsed)) = (film::open(bytes, &Limits::default()), parsed) else {
            continue;
        };
        let text = |tag| {
            let element = parsed.get(tag)?;
            let value = element.to_str().ok()?.trim_matches([' ', '\0']).to_owned();
            (!value.is_empty() && element.vr() != VR::UN).then_some(value)
        };
        // A value of VR "unknown" is left as bytes there, and read here.
        let is_known = |tag| parsed.get(tag).is_none_or(|element| element.vr() != VR::UN);
        let header = film.header;
        for (tag, ours) in [
            (tags::SOP_INSTANCE_UID, &header.sop_instance_uid),
            (tags::MODALITY, &header.modality),
            (tags::BODY_PART_EXAMINED, &header.body_part),
            (tags::PATIENT_ID, &header.patient_id),
            (tags::STUDY_DATE, &header.study_date),
            (tags::VIEW_POSITION, &header.view_position),
        ] {
            if is_known(tag) {
                assert_eq!(ours, &text(tag), "{tag} of {}", path.display());
            }
        }
        assert_eq!(text(tags::ROWS), Some(header.rows.to_string()), "{}", path.display());
        assert_eq!(
            text(tags::BITS_STORED).unwrap_or(header.bits_stored.to_string()),
            header.bits_stored.to_string()
        );
        compared += 1;
    }
    println!("{compared} headers compared");
    assert!(compared > 100, "{compared}");
}
