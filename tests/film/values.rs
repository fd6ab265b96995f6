//! The values that a graphics processor windows show what the picture shows, pixel by pixel.

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};

use negatoscope::film::{self, Film, Limits};
use negatoscope::film::{DisplayRequest, Window};
use negatoscope_test_support::dicom_file::{decimal, encode, square, table, text, us};

const LONGEST: u32 = 4096;

fn gray(film: &Film, view: &DisplayRequest) -> Vec<u8> {
    let picture = film.render_indexed(view, LONGEST);
    let values = picture.values.expect("the values have room in 16 bits");
    assert!(picture.gray.is_empty());
    let codes = values.codes.as_chunks::<2>().0.iter().map(|&code| usize::from(u16::from_le_bytes(code)));
    codes.map(|code| values.table[code]).collect()
}

fn by_table(film: &Film, level: Option<Window>, is_changed: bool) -> Vec<u8> {
    let values = film.render_indexed(&DisplayRequest::default(), LONGEST).values.expect("values");
    let table = values.grey_levels(level, is_changed);
    let codes = values.codes.as_chunks::<2>().0.iter().map(|&code| usize::from(u16::from_le_bytes(code)));
    codes.map(|code| table[code]).collect()
}

fn agrees(what: &str, film: &Film) {
    for window in 0..3 {
        let view = DisplayRequest { window, ..DisplayRequest::default() };
        assert_eq!(gray(film, &view), film.render(&view).gray.as_slice(), "{what}, window {window}");
    }
    for (center, width) in [(1000.0, 400.0), (-50.0, 333.3), (2000.0, 1.0), (512.0, 0.0)] {
        let level = Window { center, width };
        let view = DisplayRequest { level: Some(level), ..DisplayRequest::default() };
        assert_eq!(
            by_table(film, Some(level), false),
            film.render(&view).gray.as_slice(),
            "{what}, {level:?}"
        );
    }
    let mut inverted = film.picture(0);
    inverted.invert();
    assert_eq!(by_table(film, None, true), inverted.gray.as_slice(), "{what}, black and white changed");
}

#[test]
fn values_show_what_the_picture_shows() {
    let ramp = || square(|place| (place % 4096) as u16);
    let open = |object: &_| {
        film::open(encode(object, uids::EXPLICIT_VR_LITTLE_ENDIAN), &Limits::default()).expect("a film")
    };
    agrees("plain", &open(&ramp()));
    let mut object = ramp();
    object.put(decimal(tags::RESCALE_SLOPE, 0.5));
    object.put(decimal(tags::RESCALE_INTERCEPT, -1024.0));
    object.put(text(tags::WINDOW_CENTER, VR::DS, "40\\-200"));
    object.put(text(tags::WINDOW_WIDTH, VR::DS, "400\\1500"));
    agrees("rescaled, with windows", &open(&object));
    object.put(text(tags::VOILUT_FUNCTION, VR::CS, "SIGMOID"));
    agrees("sigmoid", &open(&object));
    let mut object = ramp();
    object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME1"));
    object.put(us(tags::PIXEL_PADDING_VALUE, 0));
    object.put(us(tags::PIXEL_PADDING_RANGE_LIMIT, 40));
    agrees("white padding of an inverted film", &open(&object));
    let mut object = ramp();
    let entries: Vec<u16> = (0..4096u32).map(|value| ((value * value) >> 8) as u16).collect();
    object.put(table(tags::VOILUT_SEQUENCE, 0, 16, &entries));
    agrees("VOI LUT", &open(&object));
    let mut object = ramp();
    let entries: Vec<u16> = (0..4096u16).map(|value| 4095 - value).collect();
    object.put(table(tags::MODALITY_LUT_SEQUENCE, 0, 12, &entries));
    agrees("modality LUT", &open(&object));
}

#[test]
fn a_film_that_is_too_long_comes_as_a_picture() {
    let bytes = encode(&square(|place| place as u16 & 0xfff), uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let film = film::open(bytes, &Limits::default()).expect("a film");
    let picture = film.render_indexed(&DisplayRequest::default(), 99);
    assert!(picture.values.is_none());
    assert_eq!(picture.gray.len(), 10_000);
}
