//! Films exported as DICOM files.

use std::path::Path;
use std::process::Command;

use negatoscope::film::{self, Limits};

use super::{files, phantoms, run, succeed, text};

fn open(path: &Path) -> film::Film {
    film::open(std::fs::read(path).expect("read"), &Limits::default()).expect("a film")
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
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
    let said = succeed(&["export", "--sr", "--sc", "--paper", text(&films), "--out", text(&out)]);
    assert!(said.contains("4 of 4 files") && said.contains(negatoscope::NOTICE), "{said}");
    let made = files(&out);
    assert_eq!(made.len(), 4, "{made:?}");
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
    // Nothing is overwritten.
    succeed(&["export", "--sr", text(&films), "--out", text(&out)]);
    assert_eq!(files(&out).len(), 6);
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

/// Report and picture of a de-identified copy are of the copy: nothing that goes out names the patient.
#[test]
fn all_that_goes_out_with_a_copy_is_of_the_copy() {
    let folder = tempfile::tempdir().expect("a folder");
    let (films, out) = (folder.path().join("films"), folder.path().join("out"));
    phantoms(&films, 2);
    let cover = ["--cover", "0,0,64,9", "--cover", "100,100,20,30", "--pixels-are-clean"];
    let all = ["export", "--sr", "--sc", "--deidentify", text(&films), "--out", text(&out)];
    let said = succeed(&[&all[..], &cover[..]].concat());
    assert!(said.contains("6 of 6 files"), "{said}");
    let (films, made) = (files(&films), files(&out));
    assert_eq!(made.len(), 6, "{made:?}");
    let mut kinds = [0; 3];
    for file in &made {
        is_valid(file);
        let bytes = std::fs::read(file).expect("a file");
        assert!(!holds(&bytes, "Synthetic"), "{}: the patient's name", file.display());
        assert!(holds(&bytes, "ANON-"), "{}", file.display());
        let Ok(film) = film::open(bytes, &Limits::default()) else {
            kinds[0] += 1; // the report
            continue;
        };
        let is_copy = film.header.modality.as_deref() == open(&films[0]).header.modality.as_deref();
        kinds[if is_copy { 1 } else { 2 }] += 1;
        let picture = film.picture(0);
        let at = |column: usize, row: usize| picture.gray[row * picture.columns as usize + column];
        let dark = at(0, 0);
        assert!(
            [(63, 8), (100, 100), (119, 129)].iter().all(|&(x, y)| at(x, y) == dark),
            "{}",
            file.display()
        );
        let named = film.header.sop_instance_uid.as_deref();
        assert_eq!(named, file.file_stem().and_then(|stem| stem.to_str()), "the name gives nothing away");
    }
    assert_eq!(kinds, [2, 2, 2], "reports, copies, pictures");
    let beside =
        run(&["export", "--deidentify", "--cover", "9000,0,5,5", text(&films[0]), "--out", text(&out)]);
    assert_eq!(beside.status.code(), Some(1));
    let said = String::from_utf8_lossy(&beside.stderr).into_owned();
    assert!(said.contains("9000,0,5,5") && said.contains("outside the film"), "{said}");
    assert_eq!(
        run(&["export", "--deidentify", "--cover", "1,2,0,4", text(&films[0])]).status.code(),
        Some(2)
    );
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
    assert_eq!(made.len(), 1, "the picture itself is exported");
    is_valid(&made[0]);
    let nothing = run(&["export", text(&picture), "--out", text(&out)]);
    assert_eq!(nothing.status.code(), Some(2), "nothing is asked for");
    assert_eq!(run(&["export", "--sr", text(&picture)]).status.code(), Some(2), "no folder");
}
