//! From modality value to brightness (PS3.3 C.11.2), and what is left out of it.

use dicom_core::{DataElement, PrimitiveValue, VR};
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;
use negatoscope_test_support::dicom_file::{decimal, square, table, text, us};

use crate::open;

fn ramp() -> InMemDicomObject {
    square(|pixel| (pixel % 4096) as u16)
}

fn shown(object: &InMemDicomObject) -> Vec<u8> {
    let picture = open(object).expect("film").picture(0);
    assert_eq!((picture.rows, picture.columns, picture.gray.len()), (100, 100, 10_000));
    picture.gray.into_vec()
}

/// Compares with a formula that gives brightness from 0 to 1 for a stored value.
fn assert_shown(object: &InMemDicomObject, brightness: impl Fn(f64) -> f64) {
    for (pixel, &gray) in shown(object).iter().enumerate() {
        let expected = brightness((pixel % 4096) as f64).clamp(0.0, 1.0) * 255.0;
        assert!((f64::from(gray) - expected).abs() <= 0.5 + 1e-9, "{pixel}: {gray}, not {expected}");
    }
}

#[test]
fn each_window_function_follows_the_standard() {
    let (center, width) = (1500.0, 900.0);
    let mut object = ramp();
    object.put(decimal(tags::WINDOW_CENTER, center));
    object.put(decimal(tags::WINDOW_WIDTH, width));
    let linear = |x: f64| (x - (center - 0.5)) / (width - 1.0) + 0.5;
    assert_shown(&object, linear);
    object.put(text(tags::VOILUT_FUNCTION, VR::CS, "LINEAR"));
    assert_shown(&object, linear);
    object.put(text(tags::VOILUT_FUNCTION, VR::CS, "LINEAR_EXACT"));
    assert_shown(&object, |x| (x - center) / width + 0.5);
    object.put(text(tags::VOILUT_FUNCTION, VR::CS, "SIGMOID"));
    assert_shown(&object, |x| 1.0 / (1.0 + f64::exp(-4.0 * (x - center) / width)));
}

#[test]
fn the_window_looks_at_modality_values() {
    let mut object = ramp();
    object.put(decimal(tags::RESCALE_SLOPE, 0.001));
    object.put(decimal(tags::RESCALE_INTERCEPT, -1.0));
    object.put(decimal(tags::WINDOW_CENTER, 0.5));
    object.put(decimal(tags::WINDOW_WIDTH, 0.8));
    object.put(text(tags::VOILUT_FUNCTION, VR::CS, "SIGMOID"));
    assert_shown(&object, |x| 1.0 / (1.0 + f64::exp(-4.0 * (x * 0.001 - 1.5) / 0.8)));
}

#[test]
fn a_table_goes_before_the_window() {
    let mut object = ramp();
    object.put(decimal(tags::WINDOW_CENTER, 10.0));
    object.put(decimal(tags::WINDOW_WIDTH, 20.0));
    let entries: Vec<u16> = (0..1000).map(|entry| ((entry * entry) / 3900) as u16).collect();
    object.put(table(tags::VOILUT_SEQUENCE, 500, 8, &entries));
    let entry = |x: f64| entries[(x as usize).saturating_sub(500).min(999)];
    assert_shown(&object, |x| f64::from(entry(x)) / 255.0);
    // The same table, whose descriptor claims more bits than its entries fill.
    object.put(table(tags::VOILUT_SEQUENCE, 500, 16, &entries));
    assert_shown(&object, |x| f64::from(entry(x)) / 255.0);
}

#[test]
fn monochrome1_is_inverted_once() {
    let mut object = ramp();
    object.put(decimal(tags::WINDOW_CENTER, 2048.0));
    object.put(decimal(tags::WINDOW_WIDTH, 4096.0));
    let upright = shown(&object);
    let inverted: Vec<u8> = upright.iter().map(|gray| 255 - gray).collect();
    object.put(text(tags::PRESENTATION_LUT_SHAPE, VR::CS, "INVERSE"));
    assert_eq!(shown(&object), inverted);
    object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME1"));
    assert_eq!(shown(&object), inverted);
    object.put(text(tags::PRESENTATION_LUT_SHAPE, VR::CS, "IDENTITY"));
    assert_eq!(shown(&object), inverted);
}

#[test]
fn padding_is_black_and_outside_the_range() {
    let mut object = square(|pixel| if pixel < 1000 { 4000 } else { 100 + (pixel % 900) as u16 });
    for photometric in ["MONOCHROME2", "MONOCHROME1"] {
        object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, photometric));
        object.put(us(tags::PIXEL_PADDING_VALUE, 4000));
        assert!(shown(&object)[..1000].iter().all(|&gray| gray == 0), "{photometric}");
        assert!(shown(&object)[1000..].iter().any(|&gray| gray > 200), "{photometric}");
        object.put(us(tags::PIXEL_PADDING_VALUE, 3000));
        object.put(us(tags::PIXEL_PADDING_RANGE_LIMIT, 4095));
        assert!(shown(&object)[..1000].iter().all(|&gray| gray == 0), "{photometric}");
        object.remove_element(tags::PIXEL_PADDING_RANGE_LIMIT);
    }
}

#[test]
fn padding_of_signed_films_may_be_written_unsigned() {
    let mut object = square(|pixel| if pixel < 1000 { (-2000i16) as u16 } else { (pixel % 900) as u16 });
    object.put(us(tags::BITS_STORED, 16));
    object.put(us(tags::HIGH_BIT, 15));
    object.put(us(tags::PIXEL_REPRESENTATION, 1));
    object.put(us(tags::PIXEL_PADDING_VALUE, (-2000i16) as u16));
    let as_unsigned = shown(&object);
    object.put(DataElement::new(tags::PIXEL_PADDING_VALUE, VR::SS, PrimitiveValue::from(-2000i16)));
    assert_eq!(shown(&object), as_unsigned);
    assert!(as_unsigned[..1000].iter().all(|&gray| gray == 0));
    assert!(as_unsigned[1000..].contains(&255));
}

#[test]
fn without_a_usable_window_the_film_is_shown_between_its_own_extremes() {
    let mut object = square(|pixel| 1000 + (pixel / 10) as u16);
    let own = shown(&object);
    assert_eq!((own[0], own[9999]), (0, 255));
    assert!(own.is_sorted() && own[5000].abs_diff(128) <= 1);
    for (center, width) in [(9e6, 10.0), (1500.0, 0.0), (1500.0, -4.0)] {
        object.put(decimal(tags::WINDOW_CENTER, center));
        object.put(decimal(tags::WINDOW_WIDTH, width));
        assert_eq!(shown(&object), own, "window {center} {width}");
    }
}

#[test]
fn a_film_of_one_value_or_of_padding_alone_is_shown() {
    let mut object = square(|_| 7);
    shown(&object);
    object.put(us(tags::PIXEL_PADDING_VALUE, 7));
    assert!(shown(&object).iter().all(|&gray| gray == 0));
}
