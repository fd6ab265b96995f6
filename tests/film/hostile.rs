//! Small files that would cost much, or lead numbers astray. Fuzzing and reading the code for it have found them.

use std::time::{Duration, Instant};

use dicom_core::{DataElement, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use negatoscope::film::{self, Film, FilmError, Limits};
use negatoscope::input;
use negatoscope::input::PaperInput;
use negatoscope_test_support::dicom_file::{encode, film, square, text, us, with_fragments};
use negatoscope_test_support::lossless_encoder::{Jpeg, encode_lossless};

use crate::codecs::{samples, with_bits};
use crate::open;

/// Opens a film of one stream, in less time than a hostile one would take.
fn open_soon(rows: u16, columns: u16, stream: Vec<u8>, syntax: &str) -> Result<Film, FilmError> {
    let bytes = encode(&with_fragments(with_bits(film(rows, columns, &[]), 8, 0), vec![stream]), syntax);
    let started = Instant::now();
    let film = film::open(bytes, &Limits::default());
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    film
}

fn kind_of(film: Result<Film, FilmError>) -> &'static str {
    film.err().map_or("a film", |error| error.kind().as_str())
}

/// A hundred of them would have taken seconds.
#[test]
fn scans_of_no_component_are_refused() {
    let jpeg = Jpeg { precision: 8, predictor: 1, transform: 0, rows_to_restart: 0 };
    let stream = encode_lossless(40, 31, &samples(40 * 31, 8, 1), jpeg);
    assert!(open_soon(40, 31, stream.clone(), uids::JPEG_LOSSLESS).is_ok());
    let scan = stream.windows(2).position(|marker| marker == [0xff, 0xda]).expect("scan");
    let empty = [0xff, 0xda, 0, 6, 0, 1, 0, 0].repeat(100);
    let stream = [&stream[..scan], &empty, &stream[scan..]].concat();
    assert_eq!(kind_of(open_soon(40, 31, stream, uids::JPEG_LOSSLESS)), "decode");
}

/// A JPEG 2000 stream of 8 bits a sample with an empty packet for all its pixels. `extra` are segments behind the others.
fn jpeg2000(side: u32, style: &[u8], extra: &[u8], high_throughput: bool) -> Vec<u8> {
    let mut stream = vec![0xff, 0x4f, 0xff, 0x51, 0, 41, if high_throughput { 0x40 } else { 0 }, 0];
    [side, side, 0, 0, side, side, 0, 0].iter().for_each(|number| stream.extend(number.to_be_bytes()));
    stream.extend([0, 1, 7, 1, 1]);
    if high_throughput {
        stream.extend([0xff, 0x50, 0, 8, 0, 2, 0, 0, 0, 0]);
    }
    stream.extend([0xff, 0x52, 0, 2 + style.len() as u8]);
    stream.extend(style);
    stream.extend([0xff, 0x5c, 0, 4, 0x40, 0x48]);
    stream.extend(extra);
    stream.extend([0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, 15, 0, 1, 0xff, 0x93, 0, 0xff, 0xd9]);
    stream
}

/// Precincts of a pixel, blocks of 4 x 4 pixels, many layers of them, many changes of progression: each took gigabytes.
#[test]
fn more_code_blocks_than_pixels_explain_are_refused() {
    let one_precinct = [0, 0, 0, 1, 0, 0, 4, 4, 0, 1];
    assert!(open_soon(2048, 2048, jpeg2000(2048, &one_precinct, &[], false), uids::JPEG2000).is_ok());
    for high_throughput in [false, true] {
        for style in [
            &[1, 0, 0, 1, 0, 0, 4, 4, 0, 1, 0x00][..], // precincts of 1 x 1
            &[1, 0, 0, 32, 0, 0, 4, 4, 0, 1, 0x33],    // of 8 x 8, with 32 layers
            &[0, 0, 0, 32, 0, 0, 0, 0, 0, 1],          // blocks of 4 x 4
            &[1, 0, 0, 1, 0, 0, 4, 4, 0, 1, 0x20],     // precincts of 1 x 4
        ] {
            let stream = jpeg2000(2048, style, &[], high_throughput);
            let syntax = if high_throughput { uids::HTJ2K } else { uids::JPEG2000 };
            assert_eq!(kind_of(open_soon(2048, 2048, stream, syntax)), "decode", "{style:?}");
        }
    }
    // The style of a component, of which the frame's default says nothing.
    let component = [0xff, 0x53, 0, 10, 0, 1, 0, 4, 4, 0, 1, 0x00];
    let stream = jpeg2000(2048, &one_precinct, &component, false);
    assert_eq!(kind_of(open_soon(2048, 2048, stream, uids::JPEG2000)), "decode");
    let precincts = [1, 2, 0, 1, 0, 0, 4, 4, 0, 1, 0x55]; // 4,096 of 32 x 32
    let changes = [&[0xff, 0x5f, 0x1b, 0x5a][..], &[0, 0, 0, 1, 1, 1, 2].repeat(1000)].concat();
    let stream = jpeg2000(2048, &precincts, &changes, false);
    assert_eq!(kind_of(open_soon(2048, 2048, stream, uids::JPEG2000)), "decode");
    assert!(open_soon(2048, 2048, jpeg2000(2048, &precincts, &[], false), uids::JPEG2000).is_ok());
}

/// The second of two tiles is not there; decoders would paint it grey.
#[test]
fn a_stream_that_lacks_a_tile_is_cut_off() {
    let mut stream = jpeg2000(64, &[0, 0, 0, 1, 0, 0, 4, 4, 0, 1], &[], false);
    assert!(open_soon(64, 64, stream.clone(), uids::JPEG2000).is_ok());
    stream[24..28].copy_from_slice(&32u32.to_be_bytes()); // the width of a tile
    for length in [0, 15] {
        let part = stream.windows(2).position(|marker| marker == [0xff, 0x90]).expect("tile-part");
        stream[part + 9] = length;
        assert_eq!(kind_of(open_soon(64, 64, stream.clone(), uids::JPEG2000)), "truncated");
    }
}

/// Where the next tile-part should begin, data do: once, they were stepped over to where they began.
#[test]
fn data_without_a_tile_part_end_the_stream() {
    let mut stream = jpeg2000(64, &[0, 0, 0, 1, 0, 0, 4, 4, 0, 1], &[], false);
    let part = stream.windows(2).position(|marker| marker == [0xff, 0x90]).expect("tile-part");
    stream[part + 9] = 15;
    stream.splice(part + 15..part + 15, [0xff, 0x93, 0, 0, 0, 0]);
    assert_eq!(kind_of(open_soon(64, 64, stream, uids::JPEG2000)), "truncated");
}

/// Attributes of 16 bits may stand in words, which know no such bounds.
#[test]
fn overlays_of_endless_size_or_place_are_as_good_as_none() {
    let plane = |rows: &str, columns: &str, origin: &str, first: &str| {
        let mut object = square(|pixel| pixel as u16 & 0xfff);
        let words = [(0x0010, rows), (0x0011, columns), (0x0015, "1"), (0x0050, origin), (0x0051, first)];
        words.iter().for_each(|&(element, value)| {
            object.put(text(Tag(0x6000, element), VR::LO, value));
        });
        object.put(DataElement::new(Tag(0x6000, 0x3000), VR::OB, PrimitiveValue::U8(vec![0xff; 32].into())));
        let started = Instant::now();
        let film = open(&object).expect("film");
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
        film.picture(0).overlay.is_some()
    };
    assert!(plane("16", "16", "1\\1", "1"));
    assert!(plane("16", "16", "-14\\100", "1"), "a corner of it is on the film");
    assert!(!plane("9223372036854775807", "0", "1\\1", "1"));
    for far in ["1e300", "-1e300", "65536", "-65535", "9223372036854775807", "-9223372036854775808"] {
        assert!(!plane("16", "16", &format!("{far}\\1"), "1"), "{far}");
        assert!(!plane("16", "16", &format!("1\\{far}"), "1"), "{far}");
    }
    for far in ["65536", "-65535", "9223372036854775807", "-9223372036854775808"] {
        assert!(!plane("16", "16", "1\\1", far), "{far}");
    }
}

fn with_words(words: &[(Tag, &str)]) -> InMemDicomObject {
    let mut object = square(|pixel| pixel as u16 & 0xfff);
    object.put(us(tags::PIXEL_REPRESENTATION, 1));
    words.iter().for_each(|&(tag, value)| {
        object.put(text(tag, VR::DS, value));
    });
    object
}

#[test]
fn grey_levels_beyond_all_floats_are_refused() {
    for (slope, intercept) in [("1e308", "0"), ("-1e300", "5"), ("1e36", "0"), ("1", "1e39"), ("1", "-1e308")]
    {
        let object = with_words(&[(tags::RESCALE_SLOPE, slope), (tags::RESCALE_INTERCEPT, intercept)]);
        assert_eq!(kind_of(open(&object)), "bad_attribute", "{slope} {intercept}");
    }
    let object = with_words(&[(tags::RESCALE_SLOPE, "1e34"), (tags::RESCALE_INTERCEPT, "1e30")]);
    let input = input::prepare_paper(&open(&object).expect("film"));
    assert_eq!(PaperInput::from_le_bytes(&input.to_le_bytes()), Some(input), "all within 0 to 1");
}

#[test]
fn pixels_of_an_impossible_shape_are_taken_for_square() {
    for (spacing, aspect) in
        [("1e300\\1e-300", 1.0), ("1e-300\\1e300", 1.0), ("1\\0.001", 1.0), ("2\\1", 2.0)]
    {
        let film = open(&with_words(&[(tags::PIXEL_SPACING, spacing)])).expect("film");
        assert_eq!(film.picture(0).aspect, aspect, "{spacing}");
    }
}
