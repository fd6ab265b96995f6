//! Each layout, as files in a folder.

use std::fs;
use std::path::Path;

use super::table::LabelTable;
use super::*;

/// A folder with these files; films hold a byte.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, if text.is_empty() { "x" } else { text }).expect("written");
    }
    folder
}

/// Files and readings, in the rows' order.
fn readings(table: &LabelTable) -> Vec<(&str, Reading)> {
    table.rows.iter().map(|row| (row.file.to_str().expect("letters"), row.reading)).collect()
}

fn excluded(table: &LabelTable) -> Vec<(&str, usize)> {
    table.exclusions.iter().map(|excluded| (excluded.reason.text(), excluded.films)).collect()
}

fn table(path: &Path) -> LabelTable {
    read(path, None).expect("a table")
}

#[test]
fn our_own_table() {
    let text = "file,label,final_decision,patient_id,split\n\
        a.dcm,normal,,1,\nb.dcm,abnormal,Lung Opacity,2,train\nc.dcm,normal,Lung Opacity,3,test\n\
        gone.dcm,normal,,4,\nd.dcm,not_chest_radiograph,,,\n";
    let folder = folder(&[
        ("labels.csv", text),
        ("a.dcm", ""),
        ("b.dcm", ""),
        ("c.dcm", ""),
        ("d.dcm", ""),
        ("e.dcm", ""),
    ]);
    let table = table(folder.path());
    assert_eq!(table.layout, TableLayout::Labels);
    let expected = [
        ("a.dcm", Reading::Normal),
        ("b.dcm", Reading::Abnormal),
        ("c.dcm", Reading::Ambiguous),
        ("d.dcm", Reading::Other),
    ];
    assert_eq!(readings(&table), expected);
    assert_eq!(excluded(&table), [("labels without a film", 1), ("films without a label", 1)]);
    assert_eq!((table.rows[0].published, table.rows[1].published), (None, Some(Split::Train)));
}

#[test]
fn unknown_words_are_named() {
    for (text, word) in
        [("file,label\na.dcm,healthyish\n", "healthyish"), ("file,label,split\na.dcm,normal,7\n", "`7`")]
    {
        let folder = folder(&[("labels.csv", text), ("a.dcm", "")]);
        let error = read(folder.path(), None).expect_err("an unknown word").to_string();
        assert!(error.contains(word) && error.contains("a.dcm"), "{error}");
    }
    let folder = folder(&[("labels.csv", "name,kind\na.dcm,7\n"), ("a.dcm", "")]);
    let error = read(folder.path(), None).expect_err("unknown columns").to_string();
    assert!(error.contains("name, kind") && error.contains("最終判断"), "{error}");
    let empty = tempfile::tempdir().expect("a folder");
    assert!(matches!(read(empty.path(), None), Err(TableError::Nothing { .. })));
    let error = read(self::folder(&[("labels.csv", "file,label\nno.dcm,normal\n")]).path(), None);
    assert!(matches!(error, Err(TableError::NoFilms { .. })));
}

#[test]
fn a_hospitals_export_in_both_encodings() {
    let text = "ファイル,患者ID,所見,最終判断,モダリティ\n1.dcm,p1,異常所見なし,異常なし,CR\n\
        2.dcm,p2,右上肺野に結節影,要精査,CR\n3.dcm,p3,異常なし,要精査,CR\n4.dcm,p4,,,CT\n";
    let films = ["1.dcm", "2.dcm", "3.dcm", "4.dcm"];
    let expected = [Reading::Normal, Reading::Abnormal, Reading::Ambiguous, Reading::Unread];
    let with_mark = format!("\u{feff}{text}").into_bytes();
    for bytes in [with_mark, encoding_rs::SHIFT_JIS.encode(text).0.into_owned()] {
        let folder = folder(&films.map(|film| (film, "")));
        fs::write(folder.path().join("export.csv"), bytes).expect("written");
        let table = table(folder.path());
        assert_eq!(table.layout, TableLayout::Decisions);
        assert_eq!(readings(&table), films.into_iter().zip(expected).collect::<Vec<_>>());
        assert_eq!((table.rows[3].modality.as_str(), table.rows[0].patient_id.as_str()), ("CT", "p1"));
    }
}

#[test]
fn class_folders_with_a_published_split() {
    let files =
        ["train/NORMAL/a.jpeg", "train/PNEUMONIA/b.jpeg", "test/NORMAL/c.jpeg", "other/d.png", "e.png"];
    let folder = folder(&files.map(|file| (file, "")));
    let table = table(folder.path());
    assert_eq!(table.layout, TableLayout::ClassFolders);
    let of = |file: &str| table.rows.iter().find(|row| row.file == Path::new(file)).expect("a row");
    assert_eq!((of(files[0]).reading, of(files[0]).published), (Reading::Normal, Some(Split::Train)));
    assert_eq!((of(files[1]).reading, of(files[1]).published), (Reading::Abnormal, Some(Split::Train)));
    assert_eq!((of(files[2]).reading, of(files[2]).published), (Reading::Normal, Some(Split::Test)));
    assert_eq!((of(files[3]).reading, of(files[3]).published), (Reading::Other, None));
    assert_eq!(excluded(&table), [("films without a label", 1)]);
}

#[test]
fn nih_with_its_lists() {
    let text = "Image Index,Finding Labels,Follow-up #,Patient ID,View Position\n\
        00000001_000.png,No Finding,0,1,PA\n00000002_000.png,Mass|Nodule,0,2,AP\n00000003_000.png,No Finding,0,3,PA\n";
    let folder = folder(&[
        ("Data_Entry_2017.csv", text),
        ("train_val_list.txt", "00000002_000.png\n"),
        ("test_list.txt", "00000001_000.png\n"),
        ("images_001/images/00000001_000.png", ""),
        ("images_001/images/00000002_000.png", ""),
        ("images_002/images/00000003_000.png", ""),
    ]);
    let table = table(folder.path());
    assert_eq!(table.layout, TableLayout::Nih);
    let splits: Vec<_> = table.rows.iter().map(|row| row.published).collect();
    assert_eq!(splits, [Some(Split::Test), Some(Split::Train), None]);
    assert_eq!(table.rows[0].file, Path::new("images_001/images/00000001_000.png"));
    assert_eq!(table.rows[1].view, "AP");
    let readings: Vec<_> = table.rows.iter().map(|row| row.reading).collect();
    assert_eq!(readings, [Reading::Normal, Reading::Abnormal, Reading::Normal]);
}

#[test]
fn rsna_by_class_or_by_target() {
    let boxes = "patientId,x,y,width,height,Target\na,,,,,0\nb,1,2,3,4,1\nb,5,6,7,8,1\n";
    let classes =
        "patientId,class\na,No Lung Opacity / Not Normal\nb,Lung Opacity\nb,Lung Opacity\nc,Normal\n";
    let films = ["a", "b", "c"].map(|name| format!("stage_2_train_images/{name}.dcm"));
    let mut files: Vec<_> = films.iter().map(|film| (film.as_str(), "")).collect();
    files.push(("stage_2_train_labels.csv", boxes));
    let by_target = folder(&files);
    let by_target = table(by_target.path());
    assert_eq!(readings(&by_target), [(films[0].as_str(), Reading::Normal), (&films[1], Reading::Abnormal)]);
    files.push(("stage_2_detailed_class_info.csv", classes));
    let by_class = folder(&files);
    let by_class = table(by_class.path());
    assert_eq!(by_class.layout, TableLayout::Rsna);
    let expected = [Reading::Abnormal, Reading::Abnormal, Reading::Normal];
    assert_eq!(by_class.rows.iter().map(|row| row.reading).collect::<Vec<_>>(), expected);
}

#[test]
fn vindr_by_the_majority_of_its_readers() {
    let text = "image_id,class_name,class_id,rad_id\n\
        a,No finding,14,R1\na,No finding,14,R2\na,Nodule/Mass,8,R3\na,Pleural effusion,10,R3\n\
        b,Nodule/Mass,8,R1\nb,Nodule/Mass,8,R2\nb,No finding,14,R3\nc,No finding,14,R1\nc,Other lesion,9,R2\n";
    let folder =
        folder(&[("train.csv", text), ("train/a.dicom", ""), ("train/b.dicom", ""), ("train/c.dicom", "")]);
    let table = table(folder.path());
    assert_eq!(table.layout, TableLayout::Vindr);
    let readings: Vec<_> = table.rows.iter().map(|row| row.reading).collect();
    assert_eq!(readings, [Reading::Normal, Reading::Abnormal, Reading::Ambiguous]);
}

#[test]
fn a_patient_in_two_splits_stays_in_one() {
    let text =
        "file,label,patient_id,split\na,normal,1,train\nb,normal,1,test\nc,normal,2,val\nd,normal,2,train\n";
    let folder = folder(&[("labels.csv", text), ("a", ""), ("b", ""), ("c", ""), ("d", "")]);
    let table = table(folder.path());
    assert_eq!(readings(&table), [("b", Reading::Normal), ("d", Reading::Normal)]);
    assert_eq!(excluded(&table), [("films excluded: their patient is also in another split", 2)]);
}

#[test]
fn vindr_in_physionets_folders() {
    let boxes = "image_id,rad_id,class_name,x_min\na,R1,No finding,\na,R2,No finding,\nb,R1,Nodule/Mass,5\n";
    let whole = "image_id,rad_id,Nodule/Mass,Pneumonia,No finding\n\
        a,R1,0,1,0\na,R2,0,1,0\nb,R1,1,0,0\nc,R1,0,0,1\nc,R2,0,0,1\n";
    let test_boxes = "image_id,class_name,x_min\nd,No finding,\ne,Cardiomegaly,3\n";
    let test_whole = "image_id,Cardiomegaly,No finding\nd,0.0,1.0\ne,1.0,0.0\n";
    let films = ["train/a.dicom", "train/b.dicom", "train/c.dicom", "test/d.dicom", "test/e.dicom"];
    for (place, has_whole) in [("", false), ("annotations/", false), ("annotations/", true)] {
        let names = ["annotations_train", "annotations_test", "image_labels_train", "image_labels_test"]
            .map(|name| format!("{place}{name}.csv"));
        let mut files = films.map(|film| (film, "")).to_vec();
        files.extend([(names[0].as_str(), boxes), (&names[1], test_boxes)]);
        if has_whole {
            files.extend([(names[2].as_str(), whole), (&names[3], test_whole)]);
        }
        let folder = folder(&files);
        let table = table(folder.path());
        assert_eq!(table.layout, TableLayout::Vindr);
        let row = |film: &str| table.rows.iter().find(|row| row.file == Path::new(film));
        let of = |film: &str| row(film).map(|row| (row.reading, row.published));
        // A finding without a place is in the labels of whole films alone.
        let a = if has_whole { Reading::Abnormal } else { Reading::Normal };
        assert_eq!(of(films[0]), Some((a, Some(Split::Train))), "{place}");
        assert_eq!(of(films[1]), Some((Reading::Abnormal, Some(Split::Train))));
        assert_eq!(of(films[2]), has_whole.then_some((Reading::Normal, Some(Split::Train))));
        assert_eq!(of(films[3]), Some((Reading::Normal, Some(Split::Test))));
        assert_eq!(of(films[4]), Some((Reading::Abnormal, Some(Split::Test))));
        for name in if has_whole { &names[2..] } else { &names[..2] } {
            assert!(table.origin.contains(name.as_str()), "{}", table.origin);
        }
    }
}

#[test]
fn a_film_that_is_named_twice() {
    let text = "file,label,split\na,normal,train\n./a,normal,train\nb,normal,train\nb,abnormal,train\n\
        c,normal,train\nc,normal,test\nd,normal,\n";
    let folder = folder(&[("labels.csv", text), ("a", ""), ("b", ""), ("c", ""), ("d", "")]);
    let table = table(folder.path());
    assert_eq!(readings(&table), [("a", Reading::Normal), ("d", Reading::Normal)]);
    let expected = [
        ("duplicate rows of a film", 1),
        ("films excluded: duplicate rows with another label, split or patient", 2),
    ];
    assert_eq!(excluded(&table), expected);
    assert_eq!(table.exclusions[1].examples, ["b", "c"]);
}

#[test]
fn patients_are_known_by_headers_where_the_table_names_none() {
    let film = |seed| crate::phantom::draw(seed, 64, 56, false).to_dicom(crate::phantom::Encoding::Explicit);
    let text = |patient: &str| {
        format!(
            "file,label,split,patient_id\nfilm.dcm,normal,train,\ncopy.dcm,normal,val,\nother.dcm,normal,val,{patient}\n"
        )
    };
    let folder = folder(&[("labels.csv", &text(""))]);
    for (name, seed) in [("film.dcm", 1), ("copy.dcm", 1), ("other.dcm", 2)] {
        fs::write(folder.path().join(name), film(seed).expect("a film")).expect("written");
    }
    let by_header = table(folder.path());
    assert_eq!(readings(&by_header), [("film.dcm", Reading::Normal), ("other.dcm", Reading::Normal)]);
    assert_eq!(excluded(&by_header), [("films excluded: their patient is also in another split", 1)]);
    fs::write(folder.path().join("labels.csv"), text("P")).expect("written");
    assert_eq!(table(folder.path()).rows[1].patient_id, "P", "the table goes before the header");

    // The same patient on all films means that patients are unknown.
    fs::write(folder.path().join("other.dcm"), film(1).expect("a film")).expect("written");
    fs::write(folder.path().join("labels.csv"), text("")).expect("written");
    assert_eq!(table(folder.path()).rows.len(), 3);
}

#[test]
fn other_pictures_beside_tables_of_chest_films() {
    let nih = "Image Index,Finding Labels,Patient ID\na.png,No Finding,1\nother/named.png,Mass,2\n";
    let rsna = "patientId,Target\na,0\nother/named.png,1\n";
    let vindr = "image_id,rad_id,class_name\na,R1,No finding\nother/named.png,R1,Mass\n";
    let ours = "file,label\na.png,normal\nother/named.png,abnormal\n";
    for (name, text, others) in
        [("nih.csv", nih, 2), ("rsna.csv", rsna, 2), ("vindr.csv", vindr, 2), ("labels.csv", ours, 0)]
    {
        let films = ["a.png", "other/named.png", "other/head.png", "other/hands/left.png"];
        let folder = folder(&[&films.map(|film| (film, ""))[..], &[(name, text)]].concat());
        let table = table(folder.path());
        let rows = table.rows.iter().filter(|row| row.reading == Reading::Other);
        assert_eq!((rows.count(), table.rows.len()), (others, 2 + others), "{name}");
    }
}

#[test]
fn the_deciding_columns_are_named() {
    let films = [("a", ""), ("b", "")];
    let origin = |text: &str| {
        let folder = folder(&[&films[..], &[("labels.csv", text)]].concat());
        table(folder.path()).origin
    };
    let ours = origin("file,label,findings,final_decision\na,normal,No Finding,Normal\n");
    assert_eq!(ours, "labels.csv, by label and final_decision; findings is not used");
    assert_eq!(origin("file,label\na,normal\n"), "labels.csv, by label");
    let hospitals = origin("ファイル,所見,最終判断\na,異常なし,異常なし\n");
    assert_eq!(hospitals, "labels.csv, by 所見 and 最終判断");
}
