//! Secondary captures.

use dicom_dictionary_std::{tags, uids as classes};
use negatoscope::dicom_export::{
    CapturedImage, DicomFile, ExportError, Pixels, SourceFilm, secondary_capture,
};
use negatoscope::film::Limits;
use negatoscope::film::{Mask, Picture, Window};
use serde_bytes::ByteBuf;

use super::films::{MADE, open, phantom, scored, shared, uids};
use super::judges::{dump, pydicom, validate};
use super::reports::{read, string};

fn capture_of(bytes: &[u8], shown: Option<CapturedImage>) -> Result<DicomFile, ExportError> {
    let film = open(bytes)?;
    let mut uids = uids();
    let source = SourceFilm::parse(bytes, &Limits::default(), &mut uids)?;
    let shown = shown.unwrap_or_else(|| CapturedImage::from_picture(film.picture(0)));
    secondary_capture(&source, shown, &scored(&film), &MADE, &mut uids)
}

#[test]
fn a_capture_is_the_shown_picture_with_the_notice_below_it() {
    let bytes = phantom();
    let picture = open(&bytes).expect("a film").picture(0);
    let made = capture_of(&bytes, None).expect("a capture");
    let image = read(&made);
    for (tag, value) in [
        (tags::SOP_CLASS_UID, classes::SECONDARY_CAPTURE_IMAGE_STORAGE),
        (tags::CONVERSION_TYPE, "WSD"),
        (tags::BURNED_IN_ANNOTATION, "YES"),
        (tags::CONTENT_QUALIFICATION, "RESEARCH"),
        (tags::PHOTOMETRIC_INTERPRETATION, "MONOCHROME2"),
        (tags::PATIENT_ORIENTATION, "L\\F"),
    ] {
        assert_eq!(string(&image, tag), value, "{tag}");
    }
    let source = dicom_object::from_reader(std::io::Cursor::new(&bytes)).expect("the phantom");
    assert_eq!(string(&image, tags::STUDY_INSTANCE_UID), string(&source, tags::STUDY_INSTANCE_UID));
    let referred =
        &image.element(tags::SOURCE_IMAGE_SEQUENCE).expect("it stands there").items().expect("items")[0];
    assert_eq!(string(referred, tags::REFERENCED_SOP_INSTANCE_UID), string(&source, tags::SOP_INSTANCE_UID));
    let pixels = image.element(tags::PIXEL_DATA).expect("pixels").to_bytes().expect("bytes").into_owned();
    assert!(pixels.starts_with(&picture.gray), "the film itself is not covered");
    let band = &pixels[picture.gray.len()..];
    let lit = band.iter().filter(|&&value| value == 255).count();
    assert!(lit > 500 && lit * 3 < band.len(), "letters, and ground between them: {lit} of {}", band.len());
    if let Some((errors, warnings)) = validate(&made.bytes) {
        println!("{warnings:#?}");
        assert!(errors.is_empty(), "{errors:#?}");
    }
    assert!(dump("dcmdump", &made.bytes).is_none_or(|text| text.contains("SecondaryCaptureImageStorage")));
    // What was made is a film again.
    let again = open(&made.bytes).expect("a film");
    assert_eq!(again.header.columns, picture.columns);
    assert!(again.header.rows > picture.rows);
    let said = pydicom("print(film.Rows, film.Columns, len(film.PixelData))", &made.bytes);
    let (rows, columns) = (again.header.rows, again.header.columns);
    assert!(
        said.is_none_or(|said| said == format!("{rows} {columns} {}", (rows * columns).next_multiple_of(2)))
    );
}

#[test]
fn what_lies_over_a_film_is_burned_in_in_its_colour() {
    let mut overlay = vec![0; 256 * 224 / 8];
    overlay[0] = 0b10;
    let mut picture = Picture {
        rows: 256,
        columns: 224,
        aspect: 1.25,
        level: Window { center: 0.0, width: 1.0 },
        gray: ByteBuf::from(vec![9; 256 * 224]),
        values: None,
        padding: Some(Mask::from_bytes(vec![0b100])),
        overlay: Some(Mask::from_bytes(overlay)),
    };
    let shown = CapturedImage::from_picture(picture.clone());
    let Pixels::Rgb(pixels) = &shown.pixels else { panic!("coloured") };
    assert_eq!(pixels[..9], [9, 9, 9, 255, 196, 64, 9, 9, 9]);
    picture.invert();
    let Pixels::Rgb(inverted) = CapturedImage::from_picture(picture).pixels else { panic!("coloured") };
    let padded = [9, 9, 9];
    assert_eq!(inverted[..9], [[246, 246, 246], [255, 196, 64], padded].concat());
    let made = capture_of(&phantom(), Some(shown.clone())).expect("a capture");
    let image = read(&made);
    assert_eq!(string(&image, tags::PHOTOMETRIC_INTERPRETATION), "RGB");
    assert_eq!(string(&image, tags::PIXEL_ASPECT_RATIO), "1250\\1000");
    if let Some((errors, _)) = validate(&made.bytes) {
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let short = CapturedImage { rows: 257, ..shown.clone() };
    assert!(matches!(capture_of(&phantom(), Some(short)), Err(ExportError::BadPicture { .. })));
    let long =
        CapturedImage { rows: 65_500, columns: 40, aspect: 1.0, pixels: Pixels::Gray(vec![0; 65_500 * 40]) };
    let refused = capture_of(&phantom(), Some(long)).expect_err("no room for the caption").to_string();
    assert!(refused.contains("Rows (0028,0010)"), "{refused}");
}

/// A picture knows of no patient: its capture begins a study.
#[test]
fn a_picture_becomes_a_study_of_its_own() {
    let mut picture = Vec::new();
    let gray = image::GrayImage::from_fn(64, 64, |x, y| image::Luma([(x + y) as u8]));
    gray.write_to(&mut std::io::Cursor::new(&mut picture), image::ImageFormat::Png).expect("a picture");
    let made = capture_of(&picture, None).expect("a capture");
    let image = read(&made);
    assert!(string(&image, tags::STUDY_INSTANCE_UID).starts_with("2.25."));
    assert_eq!(
        (string(&image, tags::PATIENT_NAME), string(&image, tags::PATIENT_ID)),
        (String::new(), String::new())
    );
    assert!(image.element(tags::SOURCE_IMAGE_SEQUENCE).is_err(), "there is nothing to refer to");
    if let Some((errors, _)) = validate(&made.bytes) {
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

/// Films of many makers: each becomes a capture that is valid.
#[test]
fn real_films_become_valid_captures() {
    let (mut made, mut faulty) = (0, Vec::new());
    for path in shared("dicom").into_iter().chain(shared("golden")) {
        let bytes = std::fs::read(&path).expect("a film");
        if open(&bytes).is_err() {
            continue;
        }
        let capture = capture_of(&bytes, None).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        made += 1;
        if let Some((errors, _)) = validate(&capture.bytes) {
            faulty.extend(errors.into_iter().map(|error| format!("{}: {error}", path.display())));
        }
    }
    println!("{made} captures");
    assert!(faulty.is_empty(), "{faulty:#?}");
}
