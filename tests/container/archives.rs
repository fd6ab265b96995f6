//! ZIP archives as a PACS exports them, and single files in gzip.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use negatoscope::container::{ContainerKind, gunzip, is_hidden};
use negatoscope::film::Limits;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::{film_file, unpack, unpack_with, zip_of};

#[test]
fn films_come_out_of_folders_and_what_can_be_none_is_passed_over() {
    let film = film_file();
    let files: [(&str, &[u8]); 8] = [
        ("DICOM/ST1/SE1/IM000001", &film),
        ("DICOM/ST1/SE1/IM000002", &film),
        ("viewer/viewer.exe", b"MZ\x90\0 a program"),
        ("README.TXT", b"Start the viewer."),
        ("__MACOSX/DICOM/._IM000001", &film),
        (".hidden/IM1", &film),
        ("empty.dcm", b""),
        ("report.pdf", b"%PDF-1.7"),
    ];
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let archive = zip_of(&files, method);
        assert_eq!(ContainerKind::from_head(&archive), Some(ContainerKind::Zip));
        let found = unpack(&archive).expect("archive");
        assert_eq!(found.len(), files.len());
        for ((name, bytes), (given, content)) in found.iter().zip(files) {
            assert_eq!(name, given);
            let expected = given.starts_with("DICOM/").then(|| content.to_vec());
            assert_eq!(bytes.as_ref().expect("sound"), &expected, "{name}");
        }
    }
    assert_eq!(unpack(&zip_of(&[], CompressionMethod::Stored)).expect("empty").len(), 0);
}

/// A name that is no UTF-8, written over the first letters of another of the same length.
fn renamed(from: &str, to: &[u8]) -> Vec<u8> {
    let mut archive = zip_of(&[(from, &film_file())], CompressionMethod::Stored);
    while let Some(at) = archive.windows(from.len()).position(|window| window == from.as_bytes()) {
        archive[at..at + to.len()].copy_from_slice(to);
    }
    archive
}

#[test]
fn names_are_for_reading_and_lead_nowhere() {
    let name = |archive: Vec<u8>| unpack(&archive).expect("archive").remove(0).0;
    let film = film_file();
    let named = |given: &str| name(zip_of(&[(given, &film)], CompressionMethod::Stored));
    assert_eq!(named("../../etc/IM1"), "etc/IM1");
    assert_eq!(named("/root/./IM1"), "root/IM1");
    assert_eq!(named("C:\\study\\IM1"), "study/IM1");
    assert_eq!(named("胸部/正面.dcm"), "胸部/正面.dcm");
    // Shift JIS, and what is neither that nor UTF-8.
    assert_eq!(name(renamed("######.dcm", b"\x8b\xb9\x95\x94/1")), "胸部/1.dcm");
    assert_eq!(name(renamed("######.dcm", b"K\x94\xff\x81ln")), "Kö\u{a0}üln.dcm");
    // Umlauts of DOS, which two by two happen to be Shift JIS.
    assert_eq!(name(renamed("########.dcm", b"Gr\x94\xe1e/Lu")), "Größe/Lu.dcm");
    assert!(is_hidden("a/.DS_Store") && is_hidden("__MACOSX/x") && !is_hidden("a/IM.1"));
}

#[test]
fn entries_of_the_same_name_all_come_out() {
    let (film, other) = (film_file(), [&film_file()[..], &[0; 8]].concat());
    let mut archive = zip_of(&[("IM1", &film), ("IM2", &other)], CompressionMethod::Deflated);
    while let Some(at) = archive.windows(3).position(|name| name == b"IM2") {
        archive[at + 2] = b'1';
    }
    let found = unpack(&archive).expect("archive");
    let expected = [film, other].map(|film| ("IM1".to_owned(), Some(film)));
    let found: Vec<_> = found.into_iter().map(|(name, bytes)| (name, bytes.expect("film"))).collect();
    assert!(found == expected, "{} entries", found.len());
}

#[test]
fn films_in_gzip_come_out_of_it_and_other_files_in_gzip_are_passed_over() {
    let film = film_file();
    let packed = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    };
    let mut damaged = packed(&film);
    damaged.truncate(5000.min(damaged.len() / 2));
    let archive = zip_of(
        &[("1.dcm.gz", &packed(&film)), ("log.gz", &packed(b"12:00 burnt")), ("2.dcm.gz", &damaged)],
        CompressionMethod::Stored,
    );
    let found = unpack(&archive).expect("archive");
    assert_eq!(found[0].1.as_ref().expect("film").as_ref(), Some(&film));
    assert_eq!(found[1].1.as_ref().expect("beside"), &None);
    assert_eq!(found[2].1.as_ref().map(drop).expect_err("cut off").kind().as_str(), "truncated");
    // The bytes out of the gzip count as the others.
    let total = Limits { max_unpacked_bytes: film.len() as u64, ..Limits::default() };
    let found = unpack_with(&archive, &total).expect("archive");
    assert_eq!(found[0].1.as_ref().map(drop).expect_err("too much").kind().as_str(), "too_large");
}

/// ZIP64, lengths that stand behind the data, and bytes before the archive.
#[test]
fn other_forms_of_archive_are_read() {
    let film = film_file();
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut streamed = ZipWriter::new_stream(Vec::new());
    streamed.start_file("film", deflated).expect("entry");
    streamed.write_all(&film).expect("written");
    let streamed = streamed.finish().expect("archive").into_inner();
    let mut large = ZipWriter::new(Cursor::new(Vec::new()));
    large.start_file("film", deflated.large_file(true)).expect("entry");
    large.write_all(&film).expect("written");
    let large = large.finish().expect("archive").into_inner();
    let behind = [&[7; 1000][..], &zip_of(&[("film", &film)], CompressionMethod::Deflated)].concat();
    for archive in [streamed, large, behind] {
        let found = unpack(&archive).expect("archive");
        assert!(found.len() == 1 && found[0].1.as_ref().expect("film").as_ref() == Some(&film));
    }
    // More entries than the short form counts.
    let names: Vec<String> = (0..70_000).map(|number| number.to_string()).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(unpack(&zip_of(&files, CompressionMethod::Stored)).expect("archive").len(), 70_000);
}

#[test]
fn a_file_in_gzip_is_unpacked_with_all_its_members() {
    let film = film_file();
    let member = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("packed");
        encoder.finish().expect("packed")
    };
    let packed = [member(&film[..5000]), member(&film[5000..])].concat();
    assert_eq!(ContainerKind::from_head(&packed), Some(ContainerKind::Gzip));
    assert_eq!(gunzip(&packed, &Limits::default()).expect("film"), film);
    for length in 0..packed.len() {
        let error = gunzip(&packed[..length], &Limits::default());
        // Cut between two members the rest is a whole file, if a shorter one.
        assert!(error.is_err() || length == member(&film[..5000]).len(), "{length}");
    }
    let mut damaged = packed.clone();
    damaged[packed.len() - 6] ^= 1; // its checksum
    assert_eq!(gunzip(&damaged, &Limits::default()).expect_err("checksum").kind().as_str(), "damaged");
}
