//! `negatoscope explain`: pictures and numbers of what a film's numbers depend on.

use serde_json::Value;

use crate::{files, phantoms, run, succeed, text};

#[test]
fn maps_are_written_beside_the_numbers_that_they_are_about() {
    let folder = tempfile::tempdir().expect("a folder");
    phantoms(folder.path(), 2);
    let film = files(folder.path()).remove(1); // the second has lesions
    let out = folder.path().join("out");
    let said = succeed(&["explain", text(&film), "--out", text(&out)]);
    assert!(said.contains("do not show where disease is"), "{said}");
    for picture in ["disease.png", "anomaly.png"] {
        let picture = image::open(out.join(picture)).expect("a picture").to_rgb8();
        assert_eq!((picture.width(), picture.height()), (576, 640), "as large as the film");
        assert!(picture.pixels().any(|p| p.0[0] != p.0[2]), "it has colours");
    }
    for picture in ["reconstruction.png", "error.png"] {
        let picture = image::open(out.join(picture)).expect("a picture");
        assert_eq!((picture.width(), picture.height()), (100, 100));
    }
    let json: Value =
        serde_json::from_slice(&std::fs::read(out.join("explanation.json")).expect("written")).expect("JSON");
    assert!(json["doubts"].is_array() && json["contradictions"].is_array());
    let values = |map: &str| {
        let values = json[map]["values"].as_array().expect("a map");
        values.iter().map(|value| value.as_f64().expect("a number")).collect::<Vec<_>>()
    };
    let (disease, anomaly) = (values("disease"), values("anomaly"));
    assert_eq!((disease.len(), anomaly.len()), (14 * 14, 7 * 7));
    assert!(disease.iter().any(|change| change.abs() > 1e-3), "some place matters");
    let mean = anomaly.iter().sum::<f64>() / anomaly.len() as f64;
    let whole = json["readout"]["anomaly"].as_f64().expect("a number");
    assert!((mean - whole).abs() < 1e-4, "the film's anomaly, {whole}, is the mean of its places', {mean}");
    let percentile = json["reconstruction_error_percentile"].as_f64().expect("the card says it");
    assert!((0.0..=100.0).contains(&percentile));
}

#[test]
fn what_cannot_be_explained_is_said_with_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let blank = folder.path().join("blank.png");
    image::GrayImage::from_pixel(64, 64, image::Luma([9])).save(&blank).expect("a picture");
    let missing = folder.path().join("missing.dcm");
    for file in [&blank, &missing] {
        let output = run(&["explain", text(file), "--out", text(folder.path())]);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && complaint.contains(text(file)), "{complaint}");
    }
}
