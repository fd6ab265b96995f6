//! Archives, gzip and a DICOMDIR, each with the smallest film.

use std::io::{Cursor, Write as _};

use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, DicomValue, Length, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use flate2::Compression;
use flate2::write::GzEncoder;
use negatoscope_test_support::dicom_file::{encode, film, text};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::Seeds;

/// One of each kind.
pub(crate) fn all() -> Seeds {
    let film = encode(&film(6, 6, &[5; 36]), uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let gzip = gzip.write_all(&film).and_then(|()| gzip.finish()).expect("written to memory");
    vec![
        ("stored".to_owned(), archive(&film, CompressionMethod::Stored)),
        ("deflated".to_owned(), archive(&film, CompressionMethod::Deflated)),
        ("gzip".to_owned(), gzip),
        ("dicomdir".to_owned(), dicomdir()),
    ]
}

fn archive(film: &[u8], method: CompressionMethod) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in [("IMAGES/IM1", film), ("viewer.exe", b"MZ"), ("Fran\u{e7}ois/IM2", film)] {
        archive.start_file(name, options).expect("an entry");
        archive.write_all(bytes).expect("written to memory");
    }
    archive.finish().expect("written to memory").into_inner()
}

/// The table of contents of a medium with two films.
fn dicomdir() -> Vec<u8> {
    let record = |path| {
        InMemDicomObject::from_element_iter([
            text(tags::DIRECTORY_RECORD_TYPE, VR::CS, "IMAGE"),
            text(tags::REFERENCED_FILE_ID, VR::CS, path),
        ])
    };
    let records = DataSetSequence::new(vec![record("IMAGES\\IM1"), record("IMAGES\\IM2")], Length::UNDEFINED);
    let records = DataElement::new(tags::DIRECTORY_RECORD_SEQUENCE, VR::SQ, DicomValue::Sequence(records));
    let object = InMemDicomObject::from_element_iter([
        text(tags::SOP_CLASS_UID, VR::UI, uids::MEDIA_STORAGE_DIRECTORY_STORAGE),
        records,
    ]);
    encode(&object, uids::EXPLICIT_VR_LITTLE_ENDIAN)
}
