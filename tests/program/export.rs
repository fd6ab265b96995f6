//! Films handed on as DICOM files.

use std::path::Path;
use std::process::Command;

use negatoscope::film::{self, Limits};

use super::{files, phantoms, run, succeed, text};

fn open(path: &Path) -> film::Film {
    film::open(std::fs::read(path).expect("read"), &Limits::default()).expect("a film")
}

/// dciodvfy of dicom3tools finds nothing wrong, where it is installed.
fn is_valid(path: &Path) {
    match Command::new("dciodvfy").arg(path).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!said.lines().any(|line| line.starts_with("Error")), "{}: {said}", path.display());
        }
        Err(_) => eprintln!("skipped: dciodvfy is not installed"),
    }
}

#[test]
fn films_are_handed_on_as_reports_pictures_and_copies() {
    let folder = tempfile::tempdir().expect("a folder");
    let (films, out) = (folder.path().join("films"), folder.path().join("out"));
    phantoms(&films, 2);
    let said =
        succeed(&["export", "--sr", "--sc", "--deidentify", "--paper", text(&films), "--out", text(&out)]);
    assert!(said.contains("6 of 6 files") && said.contains(negatoscope::NOTICE), "{said}");
    let made = files(&out);
    assert_eq!(made.len(), 6, "{made:?}");
    made.iter().for_each(|file| is_valid(file));
    let stem = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let film = files(&films).remove(0);
    let named = |ending: &str| out.join(format!("{}-{ending}.dcm", stem(&film)));
    let source = open(&film).header;
    let picture = open(&named("sc")).header;
    assert_eq!((picture.columns, &picture.patient_id), (source.columns, &source.patient_id));
    assert!(picture.rows > source.rows, "the caption stands below the film");
    let report = std::fs::read(named("sr")).expect("a report");
    let error = film::open(report, &Limits::default()).expect_err("a report is no film").to_string();
    assert!(error.contains("structured report"), "{error}");
    // Copies are named after their UIDs, and their names give nothing away.
    let copies: Vec<_> = made.iter().filter(|file| stem(file).starts_with("2.25.")).collect();
    assert_eq!(copies.len(), 2);
    for copy in copies {
        let header = open(copy).header;
        assert_eq!(header.sop_instance_uid.as_deref(), Some(stem(copy).as_str()));
        assert!(header.patient_id.as_deref().is_some_and(|id| id.starts_with("ANON-")), "{header:?}");
    }
    // Nothing is overwritten.
    succeed(&["export", "--sr", text(&films), "--out", text(&out)]);
    assert_eq!(files(&out).len(), 8);
}

#[test]
fn what_a_copy_changes_is_listed_before_it_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    phantoms(folder.path(), 1);
    let film = files(folder.path()).remove(0);
    let listed = succeed(&["export", "--deidentify", "--preview", text(&film)]);
    assert!(listed.contains("replaced  (0010,0010) Patient's Name: Phantom^Synthetic -> ANON-"), "{listed}");
    assert!(listed.contains("removed   (0008,1030) Study Description"), "{listed}");
    assert_eq!(files(folder.path()).len(), 1, "nothing is written");
}

#[test]
fn what_cannot_be_handed_on_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("film.png");
    let gray = image::GrayImage::from_fn(300, 300, |x, y| image::Luma([(x ^ y) as u8]));
    gray.save(&picture).expect("a picture");
    let out = folder.path().join("out");
    let refused = run(&["export", "--sr", "--sc", text(&picture), "--out", text(&out)]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("film.png") && said.contains("Secondary Capture"), "{said}");
    let made = files(&out);
    assert_eq!(made.len(), 1, "the picture itself is handed on");
    is_valid(&made[0]);
    let nothing = run(&["export", text(&picture), "--out", text(&out)]);
    assert_eq!(nothing.status.code(), Some(2), "nothing is asked for");
    assert_eq!(run(&["export", "--sr", text(&picture)]).status.code(), Some(2), "no folder");
}
