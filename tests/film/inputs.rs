//! From film to input: range, polarity, padding, area averaging; and pictures without a header.

use std::io::Cursor;

use dicom_core::value::PrimitiveValue;
use dicom_core::{DataElement, VR};
use dicom_dictionary_std::tags;
use image::{DynamicImage, GrayImage, ImageBuffer, ImageFormat, Luma, Rgb, RgbImage};
use negatoscope::film::{self, Film, Limits};
use negatoscope::input;
use negatoscope::input::PaperInput;
use negatoscope_test_support::dicom_file::{decimal, film, random, square, text, us};

use crate::open;

fn input(film: Film) -> Vec<f32> {
    input::prepare_paper(&film).plane().to_vec()
}

fn assert_close(found: &[f32], expected: &[f32]) {
    let worst = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(found.len() == expected.len() && worst < 1e-6, "{worst}");
}

#[test]
fn polarity_is_turned_and_the_ground_stays_black() {
    let mut next = random(3);
    let samples: Vec<u16> = (0..300 * 200).map(|_| next() as u16 & 0xfff).collect();
    let mut object = film(300, 200, &samples);
    let upright = input(open(&object).expect("film"));
    object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME1"));
    let turned = input(open(&object).expect("film"));
    // 200 columns of 300 become 67, so 16 stay free on the left and 17 on the right.
    for (place, (a, b)) in upright.iter().zip(&turned).enumerate() {
        let is_ground = !(16..16 + 67).contains(&(place % 100));
        assert!(
            if is_ground { *a == 0.0 && *b == 0.0 } else { (a + b - 1.0).abs() < 1e-6 },
            "{place}: {a} {b}"
        );
    }
}

#[test]
fn each_value_is_the_mean_of_the_pixels_with_their_centre_in_it() {
    let mut next = random(4);
    for (rows, columns) in [(250usize, 130usize), (700, 1024), (640, 480), (100, 100)] {
        let gray: Vec<u8> = (0..rows * columns).map(|_| next() as u8).collect();
        let found = PaperInput::from_gray8(rows, columns, &gray).expect("input");
        let long = rows.max(columns) as f64;
        let side = |side: usize| ((side as f64 * 100.0 / long).round_ties_even() as usize).max(1);
        let (height, width) = (side(rows), side(columns));
        let (mut sums, mut counts) = (vec![0.0; 10_000], vec![0.0; 10_000]);
        for (pixel, &sample) in gray.iter().enumerate() {
            // A centre exactly on an edge belongs to the side before it.
            let place = |at: usize, old: usize, new: usize| ((2 * at + 1) * new).div_ceil(2 * old) - 1;
            let (row, column) =
                (place(pixel / columns, rows, height), place(pixel % columns, columns, width));
            let at = (row + (100 - height) / 2) * 100 + column + (100 - width) / 2;
            sums[at] += f64::from(sample);
            counts[at] += 1.0;
        }
        let (lo, hi) = (*gray.iter().min().expect("some"), *gray.iter().max().expect("some"));
        let scale = |mean: f64| ((mean - f64::from(lo)) / f64::from(hi - lo)) as f32;
        let means = sums.iter().zip(&counts);
        let expected: Vec<f32> =
            means.map(|(sum, &count)| if count > 0.0 { scale(sum / count) } else { 0.0 }).collect();
        assert_close(found.plane(), &expected);
    }
}

#[test]
fn padding_becomes_the_minimum_before_polarity() {
    let sample = |pixel: usize| if pixel < 5000 { 4000 } else { 100 + (pixel % 101) as u16 };
    let mut object = square(sample);
    object.put(us(tags::PIXEL_PADDING_VALUE, 4000));
    let plane = input(open(&object).expect("film"));
    assert!(plane[..5000].iter().all(|&value| value == 0.0));
    assert_eq!(plane[5000..].iter().copied().fold(0.0, f32::max), 1.0);
    object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME1"));
    assert!(input(open(&object).expect("film"))[..5000].iter().all(|&value| value == 1.0));
}

#[test]
fn the_window_takes_no_part_and_a_flat_film_is_all_zero() {
    let mut object = square(|pixel| pixel as u16 % 4096);
    let plane = input(open(&object).expect("film"));
    object.put(decimal(tags::WINDOW_CENTER, 40.0));
    object.put(decimal(tags::WINDOW_WIDTH, 80.0));
    assert_eq!(input(open(&object).expect("film")), plane);
    assert!(input(open(&square(|_| 9)).expect("film")).iter().all(|&value| value == 0.0));
}

#[test]
fn small_films_are_enlarged_pixel_by_pixel() {
    let found = PaperInput::from_gray8(2, 1, &[0, 255]).expect("input");
    let (top, bottom) = found.plane().split_at(5000);
    assert!(top.iter().all(|&value| value == 0.0));
    let column = |place: usize| place % 100;
    assert!(
        bottom
            .iter()
            .enumerate()
            .all(|(place, &value)| value == f32::from((25..75).contains(&column(place)) as u8))
    );
}

#[test]
fn bytes_are_checked() {
    let found = PaperInput::from_gray8(100, 100, &(0..10_000).map(|pixel| pixel as u8).collect::<Vec<_>>())
        .expect("input");
    let bytes = found.to_le_bytes();
    assert_eq!(PaperInput::from_le_bytes(&bytes).as_ref(), Some(&found));
    assert_eq!(PaperInput::from_le_bytes(&bytes[1..]), None);
    assert_eq!(PaperInput::from_le_bytes(&[&bytes[..], &[0; 4]].concat()), None);
    for wrong in [f32::NAN, f32::INFINITY, -0.01, 1.01] {
        let mut bytes = bytes.clone();
        bytes[400..404].copy_from_slice(&wrong.to_le_bytes());
        assert_eq!(PaperInput::from_le_bytes(&bytes), None, "{wrong}");
    }
    assert_eq!(PaperInput::from_gray8(3, 3, &[0; 8]), None);
    assert_eq!(PaperInput::from_gray8(0, 3, &[]), None);
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Film {
    let mut bytes = Vec::new();
    picture.into().write_to(&mut Cursor::new(&mut bytes), format).expect("encoded");
    film::open(bytes, &Limits::default()).expect("film")
}

#[test]
fn pictures_and_dicom_give_the_same_input() {
    let gray: Vec<u8> =
        (0..180 * 120).map(|pixel: u32| (pixel.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let expected = PaperInput::from_gray8(120, 180, &gray).expect("input");
    let picture = GrayImage::from_raw(180, 120, gray.clone()).expect("picture");
    let png = encoded(picture.clone(), ImageFormat::Png);
    assert_eq!((png.header.rows, png.header.columns, png.header.bits_stored), (120, 180, 8));
    assert_eq!((png.header.transfer_syntax.as_str(), png.header.lossy), ("image/png", false));
    assert_eq!(png.picture(0).gray.into_vec(), gray);
    assert_close(&input(png), expected.plane());

    let deep: Vec<u16> = gray.iter().map(|&sample| u16::from(sample) * 257).collect();
    let deep: ImageBuffer<Luma<u16>, _> = ImageBuffer::from_raw(180, 120, deep).expect("picture");
    let png = encoded(deep, ImageFormat::Png);
    assert_eq!(png.header.bits_stored, 16);
    assert_close(&input(png), expected.plane());

    let mut object = film(120, 180, &[]);
    object.put(us(tags::BITS_ALLOCATED, 8));
    object.put(us(tags::BITS_STORED, 8));
    object.put(us(tags::HIGH_BIT, 7));
    object.put(DataElement::new(tags::PIXEL_DATA, VR::OB, PrimitiveValue::U8(gray.into())));
    assert_close(&input(open(&object).expect("film")), expected.plane());

    let jpeg = encoded(picture, ImageFormat::Jpeg);
    assert!(jpeg.header.lossy && jpeg.header.transfer_syntax == "image/jpeg");
    let worst = input(jpeg).iter().zip(expected.plane()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 0.15, "{worst}");
}

#[test]
fn colour_becomes_luminance() {
    let colour = |pixel: usize| [(pixel % 256) as u8, (pixel / 7 % 256) as u8, (pixel / 256) as u8];
    let luminance = |[r, g, b]: [u8; 3]| 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b);
    let picture = RgbImage::from_fn(100, 100, |x, y| Rgb(colour((y * 100 + x) as usize)));
    let png = encoded(picture.clone(), ImageFormat::Png);
    assert_eq!(png.header.photometric, "RGB");
    let values: Vec<f64> = (0..10_000).map(|pixel| luminance(colour(pixel))).collect();
    let (lo, hi) = values.iter().fold((f64::MAX, f64::MIN), |(lo, hi), &v| (lo.min(v), hi.max(v)));
    let expected: Vec<f32> = values.iter().map(|value| ((value - lo) / (hi - lo)) as f32).collect();
    assert_close(&input(png), &expected);

    let mut object = square(|_| 0);
    object.put(us(tags::SAMPLES_PER_PIXEL, 3));
    object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "RGB"));
    for (tag, value) in [(tags::BITS_ALLOCATED, 8), (tags::BITS_STORED, 8), (tags::HIGH_BIT, 7)] {
        object.put(us(tag, value));
    }
    let planes: Vec<u8> = (0..30_000).map(|at| colour(at % 10_000)[at / 10_000]).collect();
    for (planar, samples) in [(0, picture.into_raw()), (1, planes)] {
        object.put(us(tags::PLANAR_CONFIGURATION, planar));
        object.put(DataElement::new(tags::PIXEL_DATA, VR::OB, PrimitiveValue::U8(samples.into())));
        assert_close(&input(open(&object).expect("film")), &expected);
    }
}
