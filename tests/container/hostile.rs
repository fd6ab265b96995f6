//! Archives that are broken, and archives that are traps: an error for one entry, and the others come out.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use negatoscope::container::{ContainerError, gunzip};
use negatoscope::film::Limits;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::{film_file, unpack, unpack_with, zip_of};

/// A sentence that says what to do.
fn assert_says(error: &ContainerError, kind: &str) {
    let message = error.to_string();
    assert_eq!(error.kind().as_str(), kind, "{message}");
    assert!(message.ends_with('.') && message.contains(". "), "{message}");
}

#[test]
fn a_damaged_entry_leaves_the_others_whole() {
    let film = film_file();
    let archive = zip_of(&[("a", &film), ("b", &film), ("c", &film)], CompressionMethod::Stored);
    // In the pixels of the second film, which lies behind the first and two local headers.
    let mut damaged = archive.clone();
    damaged[film.len() + film.len() / 2] ^= 0xff;
    let found = unpack(&damaged).expect("archive");
    assert_says(found[1].1.as_ref().expect_err("checksum"), "damaged");
    for whole in [0, 2] {
        assert_eq!(found[whole].1.as_ref().expect("whole"), &Some(film.clone()));
    }
}

#[test]
fn an_archive_cut_off_anywhere_is_refused() {
    let archive = zip_of(&[("a", &film_file()), ("b", b"text")], CompressionMethod::Deflated);
    for length in 0..archive.len() {
        assert_says(&unpack(&archive[..length]).expect_err("cut off"), "truncated");
    }
}

#[test]
fn damaged_archives_end_in_entries_or_errors() {
    let archive = zip_of(&[("a", &film_file()), ("b/c", &film_file())], CompressionMethod::Deflated);
    let mut next = negatoscope_test_support::dicom_file::random(5);
    for _ in 0..3000 {
        let mut damaged = archive.clone();
        for _ in 0..1 + next() % 4 {
            // Half of the time in the directory at the end, where the lengths are.
            let from = if next().is_multiple_of(2) { 0 } else { archive.len() - 150 };
            let at = from + next() as usize % (archive.len() - from);
            damaged[at] = next() as u8;
        }
        match unpack(&damaged) {
            Ok(found) => assert!(found.iter().all(|(_, bytes)| match bytes {
                Ok(Some(bytes)) => bytes.len() < 1 << 20,
                Ok(None) => true,
                Err(error) => error.to_string().ends_with('.'),
            })),
            Err(error) => assert!(error.to_string().ends_with('.'), "{error}"),
        }
    }
}

#[test]
fn what_expands_without_end_is_stopped() {
    // A film's head, and zeros without end.
    let mut bomb = film_file();
    bomb.resize(40 << 20, 0);
    let small = Limits { max_file_bytes: 1 << 20, ..Limits::default() };
    let archive = zip_of(&[("bomb", &bomb), ("film", &film_file())], CompressionMethod::Deflated);
    assert!(archive.len() < 200_000);
    let found = unpack_with(&archive, &small).expect("archive");
    assert_says(found[0].1.as_ref().expect_err("bomb"), "too_large");
    assert_eq!(found[1].1.as_ref().expect("whole"), &Some(film_file()));
    // Under the limit of a single film it passes: a blank film is packed as small.
    assert!(unpack(&archive).expect("archive")[0].1.is_ok());
    bomb.resize(80 << 20, 0);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&bomb).expect("packed");
    let packed = encoder.finish().expect("packed");
    assert_says(&gunzip(&packed, &Limits::default()).expect_err("bomb"), "expands_too_far");
    // All together.
    let total = Limits { max_unpacked_bytes: 50 << 20, ..Limits::default() };
    let film = film_file();
    let archive = zip_of(
        &[("a", &bomb[..40 << 20]), ("b", &film), ("c", &bomb[..40 << 20])],
        CompressionMethod::Deflated,
    );
    let found = unpack_with(&archive, &total).expect("archive");
    assert!(found[0].1.is_ok() && found[1].1.is_ok());
    assert_says(found[2].1.as_ref().expect_err("too much"), "too_large");
    // Too many.
    let few = Limits { max_entries: 2, ..Limits::default() };
    assert_says(&unpack_with(&archive, &few).expect_err("three"), "too_large");
}

#[test]
fn locked_entries_and_unknown_methods_are_named() {
    let film = film_file();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("locked", stored).expect("entry");
    writer.write_all(&film).expect("written");
    writer.start_file("open", stored).expect("entry");
    writer.write_all(&film).expect("written");
    let archive = writer.finish().expect("archive").into_inner();
    // The flags and the method of the first file, in its local header and in the directory (APPNOTE 4.3.7, 4.3.12).
    let directory = archive.windows(4).position(|mark| mark == b"PK\x01\x02").expect("directory");
    let patched = |at: [usize; 2], value: u8| {
        let mut archive = archive.clone();
        at.iter().for_each(|&at| archive[at] = value);
        unpack(&archive).expect("archive")
    };
    let locked = patched([6, directory + 8], 1);
    assert_says(locked[0].1.as_ref().expect_err("locked"), "encrypted");
    // Encryption by AES stands where methods stand (number 99).
    let mut aes = archive.clone();
    [6, directory + 8].iter().for_each(|&at| aes[at] = 1);
    [8, directory + 10].iter().for_each(|&at| aes[at] = 99);
    assert_says(unpack(&aes).expect("archive")[0].1.as_ref().map(drop).expect_err("locked"), "encrypted");
    let lzma = patched([8, directory + 10], 14);
    assert_says(lzma[0].1.as_ref().expect_err("method"), "unsupported_compression");
    for found in [locked, lzma] {
        assert_eq!(found[1].1.as_ref().expect("whole"), &Some(film.clone()));
    }
}

/// The offset of the `number`th entry of the directory (APPNOTE 4.3.12).
fn directory_entry(archive: &[u8], number: usize) -> usize {
    let marks = archive.windows(4).enumerate().filter(|(_, mark)| mark == b"PK\x01\x02");
    marks.map(|(at, _)| at).nth(number).expect("entry of the directory")
}

#[test]
fn entries_in_the_same_bytes_cost_no_more_than_the_limit_of_all() {
    let film = film_file();
    let files: Vec<(String, &[u8])> = (0..50).map(|number| (format!("{number:02}"), &film[..])).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, film)| (name.as_str(), *film)).collect();
    let mut archive = zip_of(&files, CompressionMethod::Deflated);
    for number in 0..files.len() {
        let at = directory_entry(&archive, number);
        archive[at + 42..at + 46].fill(0); // where its data begin: with the first's
    }
    let total = Limits { max_unpacked_bytes: 3 * film.len() as u64, ..Limits::default() };
    let found = unpack_with(&archive, &total).expect("archive");
    assert!(found[..3].iter().all(|(_, bytes)| bytes.as_ref().expect("film").as_ref() == Some(&film)));
    for (_, bytes) in &found[3..] {
        assert_says(bytes.as_ref().map(drop).expect_err("too much"), "too_large");
    }
    // What is of no use has cost its time too: here the checksums are wrong.
    for number in 0..files.len() {
        let at = directory_entry(&archive, number);
        archive[at + 16] ^= 1;
    }
    let found = unpack_with(&archive, &total).expect("archive");
    let kinds: Vec<_> =
        found.iter().filter_map(|(_, bytes)| Some(bytes.as_ref().err()?.kind().as_str())).collect();
    assert!(kinds[..3] == ["damaged"; 3] && kinds[3..] == ["too_large"; 47], "{kinds:?}");
}

#[test]
fn a_false_claim_of_packed_bytes_does_not_widen_the_limit() {
    let mut bomb = film_file();
    bomb.resize(80 << 20, 0);
    let mut archive = zip_of(&[("bomb", &bomb)], CompressionMethod::Deflated);
    let at = directory_entry(&archive, 0);
    archive[at + 20..at + 24].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    let found = unpack(&archive).expect("archive");
    assert_says(found[0].1.as_ref().map(drop).expect_err("bomb"), "expands_too_far");
}

#[test]
fn a_directory_damaged_halfway_gives_the_entries_before() {
    let film = film_file();
    let mut archive = zip_of(&[("a", &film), ("b", &film), ("c", &film)], CompressionMethod::Stored);
    let at = directory_entry(&archive, 1);
    archive[at] = b'X';
    let found = unpack(&archive).expect("archive");
    assert!(found.len() == 2 && found[0].1.as_ref().expect("film").as_ref() == Some(&film));
    assert_says(found[1].1.as_ref().map(drop).expect_err("damaged"), "damaged");
}

#[test]
fn more_entries_than_there_are_bytes_for_are_refused() {
    let mut archive = zip_of(&[("a", &film_file())], CompressionMethod::Stored);
    let end = archive.len() - 22; // APPNOTE 4.3.16
    archive[end + 8..end + 12].fill(0xfe);
    archive[end + 12..end + 16].fill(0x7f);
    assert_says(&unpack(&archive).map(drop).expect_err("claim"), "damaged");
}

#[test]
fn a_document_packed_as_an_archive_is_no_study() {
    let film = film_file();
    for mark in ["[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype"] {
        let document = zip_of(&[(mark, b"..."), ("media/logo.png", &film)], CompressionMethod::Stored);
        assert_says(&unpack(&document).map(drop).expect_err("document"), "no_film");
    }
}

#[test]
fn an_archive_in_an_archive_comes_out_as_it_is() {
    let inner = zip_of(&[("film", &film_file())], CompressionMethod::Stored);
    let outer = zip_of(&[("inner.zip", &inner)], CompressionMethod::Deflated);
    let found = unpack(&outer).expect("archive");
    assert_eq!(found[0].1.as_ref().expect("whole"), &Some(inner));
}
