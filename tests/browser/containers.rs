//! Archives, gzip and DICOMDIR dropped on the page: the films in them come out, with the native program's scores.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::chromium::Adapter;
use crate::films::{name_in, native, phantoms, readout};
use crate::page::Page;
use crate::{scratch, serve};

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("entry");
        writer.write_all(content).expect("written");
    }
    writer.finish().expect("archive").into_inner()
}

#[test]
fn films_come_out_of_archives_with_the_native_scores() {
    let films = phantoms("archived", 3);
    let contents: Vec<_> = films.iter().map(|film| fs::read(film).expect("film")).collect();
    let native = native(&films);
    let expected = |film: usize| readout(native.values().nth(film).expect("a report"));
    let folder = scratch("containers");
    let inner = zip_of(&[("IM3", &contents[2])]);
    let deepest = zip_of(&[("inner.zip", &zip_of(&[("inner.zip", &inner)]))]);
    let study = zip_of(&[
        ("DICOM/IM1", &contents[0]),
        ("DICOM/IM2", &contents[1][..contents[1].len() / 2]),
        ("viewer/viewer.exe", b"MZ a program"),
        ("README.TXT", b"Start the viewer."),
        ("more.zip", &inner),
    ]);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&contents[1]).expect("packed");
    let packed = gzip.finish().expect("packed");
    let files: Vec<_> = [
        ("study.zip", &study[..]),
        ("film.dcm.gz", &packed),
        ("none.zip", &zip_of(&[("letter.txt", b"Dear colleague")])),
        ("cut.zip", &study[..study.len() / 2]),
        ("deep.zip", &deepest),
    ]
    .iter()
    .map(|(name, content)| {
        let file = folder.join(name);
        fs::write(&file, content).expect("written");
        file
    })
    .collect();
    let server = serve();
    let mut page = Page::open(&server, "?backend=cpu", Adapter::None);
    page.drop_files(&files);
    let rows = page.settled_rows(7, 120);
    let outcome = |file: &str| {
        let row = rows.iter().find(|row| row.file == file).unwrap_or_else(|| panic!("{file} in {rows:#?}"));
        (row.state.as_str(), row.error.as_str())
    };
    for film in ["study.zip/DICOM/IM1", "study.zip/more.zip/IM3", "film.dcm.gz"] {
        assert_eq!(outcome(film).0, "done", "{rows:#?}");
    }
    for (file, part) in [
        ("study.zip/DICOM/IM2", "truncated within"),
        ("none.zip", "no DICOM file"),
        ("cut.zip", "archive"),
        ("deep.zip/inner.zip/inner.zip", "archives deep"),
    ] {
        let (state, error) = outcome(file);
        assert!(state == "failed" && error.contains(part), "{file}: {state}, {error}");
    }
    for report in page.export() {
        let expected = match name_in(&report).as_str() {
            "IM1" => expected(0),
            "film.dcm.gz" => expected(1),
            "IM3" => expected(2),
            _ => continue,
        };
        assert!(readout(&report).agrees_with(&expected), "{report}");
    }
    assert!(page.complaints().is_empty(), "{:#?}", page.complaints());
}
