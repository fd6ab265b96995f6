//! JPEG-LS: streams of an encoder written for the test, of CharLS, and of the standard itself (ITU-T T.87).

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use negatoscope::film::{self, Film, FilmError, Limits, PixelSummary};
use negatoscope_test_support::dicom_file::{encode as encode_file, film, random, text, us, with_fragments};
use negatoscope_test_support::jpeg_ls_encoder::{JpegLs, encode};

use crate::codecs::{open_as, samples, with_bits};
use crate::open;

fn open_stream(native: &InMemDicomObject, stream: &[u8]) -> Result<Film, FilmError> {
    let object = with_fragments(native.clone(), vec![stream.to_vec()]);
    film::open(encode_file(&object, uids::JPEGLS_LOSSLESS), &Limits::default())
}

fn error_of(native: &InMemDicomObject, stream: &[u8]) -> FilmError {
    open_stream(native, stream).expect_err("no film")
}

/// A film of the same samples as the stream, which lie pixel by pixel.
fn native(rows: usize, columns: usize, samples: &[u16], how: JpegLs) -> InMemDicomObject {
    let mut object = with_bits(film(rows as u16, columns as u16, samples), how.precision, 0);
    if how.components == 3 {
        object.put(us(tags::SAMPLES_PER_PIXEL, 3));
        object.put(us(tags::PLANAR_CONFIGURATION, 0));
        object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "RGB"));
    }
    object
}

/// Pictures of the kinds that a coder meets: smooth with noise, noise alone, flat with specks, and steps.
fn pictures(count: usize, bits: u16, seed: u64) -> [Vec<u16>; 4] {
    let mut next = random(seed);
    let most = (1u32 << bits) - 1;
    let noise = (0..count).map(|_| (next() % (u64::from(most) + 1)) as u16).collect();
    let specks =
        (0..count).map(|_| if next().is_multiple_of(40) { next() as u16 & most as u16 } else { 1 }).collect();
    let steps = (0..count).map(|at| (at as u32 / 60 * (most / 3) % (most + 1)) as u16).collect();
    [samples(count, bits, seed), noise, specks, steps]
}

/// Whether a stream is read as exactly what its encoder said that a decoder must find, which is near the original.
fn check(rows: usize, columns: usize, original: &[u16], how: JpegLs) {
    let mut expected = original.to_vec();
    let stream = encode(rows, columns, &mut expected, how);
    let differs = |(a, b): (&u16, &u16)| i32::from(a.abs_diff(*b)) > how.near;
    assert!(!original.iter().zip(&expected).any(differs), "{how:?}: the encoder is wrong");
    let native = native(rows, columns, &expected, how);
    let found = open_stream(&native, &stream).unwrap_or_else(|error| panic!("{how:?}: {error}"));
    assert_same(&found, &open(&native).expect("film"), how);
}

fn assert_same(found: &Film, expected: &Film, how: JpegLs) {
    let facts = |film: &Film| {
        let PixelSummary { stored_sha256, stored_min, stored_max, stored_mean, .. } = film.summary();
        (stored_sha256, stored_min, stored_max, stored_mean)
    };
    assert_eq!(facts(found), facts(expected), "{how:?}");
    // Colour films have no hash of their samples.
    assert!(found.picture(0).gray == expected.picture(0).gray, "{how:?}");
}

#[test]
fn every_depth_and_error_bound_is_exact() {
    for precision in 2..=16 {
        for near in [0, 1, 2, 5, 100, 255].into_iter().filter(|near| 2 * near < 1 << precision) {
            for original in pictures(40 * 31, precision, u64::from(precision)) {
                check(40, 31, &original, JpegLs::gray(precision, near));
            }
        }
    }
}

#[test]
fn every_way_of_interleaving_and_restarting_is_exact() {
    for (precision, near) in [(8, 0), (8, 2), (12, 0), (16, 0), (16, 3)] {
        for (components, interleave) in [(1, 0), (3, 0), (3, 1), (3, 2)] {
            for rows_to_restart in [0, 1, 3, 19, 400] {
                let how = JpegLs { components, interleave, rows_to_restart, ..JpegLs::gray(precision, near) };
                for original in pictures(40 * 11 * components, precision, 9) {
                    check(40, 11, &original, how);
                }
            }
        }
    }
}

#[test]
fn pictures_of_one_row_or_column_are_exact() {
    for (rows, columns) in [(1, 1), (1, 2), (1, 3000), (3000, 1), (2, 2)] {
        for (components, interleave) in [(1, 0), (3, 0), (3, 1), (3, 2)] {
            let how = JpegLs { components, interleave, ..JpegLs::gray(12, 0) };
            for original in pictures(rows * columns * components, 12, 3) {
                check(rows, columns, &original, how);
            }
        }
    }
}

#[test]
fn preset_parameters_are_followed() {
    for preset in [
        [4095, 18, 67, 276, 64],
        [0, 0, 0, 0, 3],
        [0, 0, 0, 0, 4095],
        [0, 5, 0, 0, 0],
        [0, 9, 9, 9, 31],
        [0, 4095, 4095, 4095, 0],
        [3000, 0, 0, 0, 0],
        [2048, 0, 0, 0, 0],
        [3000, 14, 52, 212, 64],
        [100, 0, 0, 0, 0],
        [7, 6, 6, 7, 200],
    ] {
        let how = JpegLs { preset, ..JpegLs::gray(12, i32::from(preset[4] == 31)) };
        for mut original in pictures(60 * 60, 12, 5) {
            if preset[0] > 0 {
                original.iter_mut().for_each(|sample| *sample %= preset[0] as u16 + 1);
            }
            check(60, 60, &original, how);
        }
    }
    let stream = |preset| encode(60, 60, &mut [0; 3600], JpegLs { preset, ..JpegLs::gray(12, 0) });
    let object = film(60, 60, &[]);
    // The encoder writes whatever it is told; an LSE segment begins at byte 15, its values at 20.
    for preset in
        [[4096, 0, 0, 0, 0], [0, 4096, 0, 0, 0], [0, 9, 8, 0, 0], [0, 0, 0, 0, 2], [0, 0, 0, 0, 4096]]
    {
        let mut stream = stream([0, 0, 0, 0, 64]);
        for (at, value) in preset.into_iter().enumerate() {
            stream[20 + 2 * at..][..2].copy_from_slice(&(value as u16).to_be_bytes());
        }
        assert!(error_of(&object, &stream).to_string().contains("contradict"), "{preset:?}");
    }
}

#[test]
fn the_example_of_the_standard_is_read() {
    // T.87 H.3.
    let stream = hex("\
        ffd8fff7000b080004000401011100ffda0008010100000000c000006c80208e01c00000574000006ee6000001bc1800\
        0005d800009160ffd9");
    let mut expected = [0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145];
    let how = JpegLs::gray(8, 0);
    let native = native(4, 4, &expected, how);
    assert_same(&open_stream(&native, &stream).expect("film"), &open(&native).expect("film"), how);
    assert_eq!(encode(4, 4, &mut expected, how), stream);
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|letter| letter.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}

/// Rows, columns, precision and components, and what CharLS 2.4.2 made of [`slopes`].
const CHARLS: [([usize; 4], &str); 7] = [
    // With the preset parameters that CharLS writes beyond 12 bits.
    (
        [5, 9, 16, 1],
        "\
        ffd8fff7000b100005000901011100fff8000d01ffff0012004301140040ffda0008010100000000e000000665801000\
        00000000000b332400a005400300a0340181300a00c0200000000006aa80901000000198201c02133440280b000e0140\
        581901200402809014d55101600000000331c018004cd7014070ffd9",
    ),
    (
        [8, 20, 2, 1],
        "\
        ffd8fff7000b020008001401011100ffda0008010100000000ff67fcff4ff7fa6eafff7fdb5bddfbfee8521fa3f9fdab\
        95edefdce91a84d45a8b2daeddff7fffd9",
    ),
    // Plane by plane.
    (
        [5, 8, 8, 3],
        "\
        ffd8fff70011080005000803011100021100031100ffda0008010100000000e000002c9200000164950e6afa800000d4\
        a2000000affc284879444994000006a5f000000b1582b8ffda0008010200000000003c8000005924000002c9288e6afa\
        800000d4a2000000affc284879444994000006a5f000000b1582b8ffda000801030000000000000f20000016494809d2\
        21cd5f5000001a9440000015ff4284879444994000006a5f000000b14b60ffd9",
    ),
    // Its colour transform 1 by line, 2 and 3 by sample, and 1 of 16 bits.
    (
        [5, 8, 8, 3],
        "\
        ffd8ffe800076d72667801fff70011080005000803011100021100031100ffda000c03010002000300000100000001d6\
        95ecf200000164c0000059282b5556db4fe20e6afadff800000d4a2000000aff61427f0f288932f800000d4be0000016\
        2b0573ffd9",
    ),
    (
        [5, 8, 8, 3],
        "\
        ffd8ffe800076d72667802fff70011080005000803011100021100031100ffda000c03010002000300000200000001d7\
        d021c956000002c9fe000002c9b6d24810a04d4dddfddc000006a74d30000015ff7d8a34e1fb5c4d39ed7000001a9dfd\
        800000b17798af90ffd9",
    ),
    (
        [5, 8, 8, 3],
        "\
        ffd8ffe800076d72667803fff70011080005000803011100021100031100ffda000c0301000200030000020000100017\
        1624aa000002c9fe000002c9b6da490a040d26b77f77000001a9d34c0000057ffec51a70fdae269cf6b800000d4efec0\
        000058bbcc57ccffd9",
    ),
    (
        [4, 6, 16, 3],
        "\
        ffd8ffe800076d72667801fff70011100004000603011100021100031100fff8000d01ffff0012004301140040ffda00\
        0c03010002000300000200000000000001ff6bc0140ffaf00200401004010080000000000000b3324020101010101010\
        0200400800080050002004028020080d00804018040204404000000000001aaa02020240404048080000000660810201\
        c08100604080060408050204058102064081012040801000ffd9",
    ),
];

/// Steps and slopes.
fn slopes([rows, columns, precision, components]: [usize; 4]) -> Vec<u16> {
    let most = (1 << precision) - 1;
    let sample = |cell: usize| {
        let (pixel, place) = (cell / components, cell % components);
        let (x, y) = (pixel % columns, pixel / columns);
        (x / 3 * (most / 5) + y / 2 * (most / 3) + x * y % 5 + place * 20) % (most + 1)
    };
    (0..rows * columns * components).map(|cell| sample(cell) as u16).collect()
}

#[test]
fn streams_of_charls_are_read() {
    for (kind, stream) in CHARLS {
        let [rows, columns, precision, components] = kind;
        let how = JpegLs { components, ..JpegLs::gray(precision as u16, 0) };
        let native = native(rows, columns, &slopes(kind), how);
        let found = open_stream(&native, &hex(stream)).unwrap_or_else(|error| panic!("{how:?}: {error}"));
        assert_same(&found, &open(&native).expect("film"), how);
    }
    // NEAR 3, behind a SPIFF header; the hash is that of what CharLS decodes.
    let stream = hex("\
        ffd8ffe8002053504946460002000001000000060000000b080c06000000000100000001ffe8000800000001ffd8fff7\
        000b0c0006000b01011100ffda0008010100030000e00033080000000004e8820014c2d820c619100116080001a84800\
        0d4100006610325968085820d5051ba08c2103084210a88480ffd9");
    let found = open_stream(&film(6, 11, &[]), &stream).expect("film").summary();
    let expected = "1f8427070ee9510fa2e8459b1d556565b7f707bc39aa390cff05778ce77334d0";
    assert_eq!(found.stored_sha256.as_deref(), Some(expected));
}

#[test]
fn signed_samples_keep_their_sign_and_near_lossless_is_called_lossy() {
    let mut original: Vec<u16> = (0..40 * 31).map(|pixel: i16| (pixel - 600) as u16).collect();
    let stream = encode(40, 31, &mut original, JpegLs::gray(16, 0));
    let object = with_fragments(with_bits(film(40, 31, &[]), 16, 1), vec![stream]);
    for (syntax, lossy) in [(uids::JPEGLS_LOSSLESS, false), (uids::JPEGLS_NEAR_LOSSLESS, true)] {
        let film = film::open(encode_file(&object, syntax), &Limits::default()).expect("film");
        assert_eq!([film.summary().stored_min, film.summary().stored_max], [-600.0, 639.0]);
        assert_eq!(film.header.lossy, lossy);
    }
}

#[test]
fn near_lossless_samples_stay_within_bits_stored() {
    // Twelve bits in a stream of sixteen, and once a bit above them, as overlays have it.
    let mut samples: Vec<u16> = pictures(40 * 31, 12, 1)[0].iter().map(|sample| 4095 - sample % 9).collect();
    samples[700] = 0x8123;
    let stream = encode(40, 31, &mut samples, JpegLs::gray(16, 2));
    assert!(samples.iter().any(|sample| (4096..=4097).contains(sample)), "none oversteps");
    let found = open_stream(&film(40, 31, &[]), &stream).expect("film");
    // Masked to 12 bits, 4,097 would be 1.
    assert_eq!(
        (found.summary().stored_max, found.summary().stored_min.round() as u16 / 8),
        (4095.0, 0x123 / 8)
    );
}

#[test]
fn the_first_of_several_frames_is_found() {
    let frames = [1, 2].map(|seed| {
        let mut stream = encode(40, 31, &mut samples(40 * 31, 12, seed), JpegLs::gray(12, 0));
        stream.resize(stream.len().next_multiple_of(2), 0);
        stream
    });
    let expected = open(&film(40, 31, &samples(40 * 31, 12, 1))).expect("film").summary().stored_sha256;
    let (head, tail) = frames[0].split_at(500);
    let fragments = vec![head.to_vec(), tail.to_vec(), frames[1].clone()];
    let mut object = with_fragments(film(40, 31, &[]), fragments);
    object.put(text(tags::NUMBER_OF_FRAMES, VR::IS, "2"));
    assert_eq!(open_as(&object, uids::JPEGLS_LOSSLESS).expect("film").stored_sha256, expected);
}

#[test]
fn what_is_wrong_with_a_stream_is_named() {
    let object = film(40, 31, &[]);
    let stream = encode(40, 31, &mut samples(40 * 31, 12, 1), JpegLs::gray(12, 0));
    assert!(open_stream(&object, &stream).is_ok());
    for (at, value, kind, part) in [
        (1, 0xd9, "decode", "no JPEG-LS stream"),
        (3, 0xc8, "decode", "frame header"),
        (6, 1, "decode", "frame header"),
        (6, 17, "decode", "frame header"),
        (8, 41, "bad_attribute", "Rows (0028,0010) is 40"),
        (10, 30, "bad_attribute", "Columns (0028,0011) is 31"),
        (13, 0x21, "unsupported_transfer_syntax", "subsampled"),
        (19, 2, "decode", "cut off"),
        (20, 2, "decode", "unknown"),
        (21, 1, "unsupported_transfer_syntax", "mapping table"),
        (23, 1, "decode", "interleaved"),
        (23, 2, "decode", "interleaved"),
        (24, 1, "unsupported_transfer_syntax", "point transform"),
    ] {
        let mut stream = stream.clone();
        stream[at] = value;
        let error = error_of(&object, &stream);
        assert!(error.kind().as_str() == kind && error.to_string().contains(part), "{at}: {error}");
    }
    for (segment, part) in [
        ("fff8000501 01", "extended"),
        ("fff8000502 0102", "mapping table"),
        ("fff8000503 0102", "mapping table"),
        ("fff8000704 0000 0000", "extended"),
        ("ffe800076d7266 7801", "colour transform"),
    ] {
        let mut stream = stream.clone();
        stream.splice(15..15, hex(segment));
        let error = error_of(&object, &stream);
        assert!(
            error.kind().as_str() == "unsupported_transfer_syntax" && error.to_string().contains(part),
            "{error}"
        );
    }
}

#[test]
fn data_and_scans_are_exactly_as_many_as_needed() {
    let how = JpegLs { components: 3, rows_to_restart: 7, ..JpegLs::gray(12, 0) };
    let mut original = samples(40 * 31 * 3, 12, 1);
    let object = native(40, 31, &original, how);
    let stream = encode(40, 31, &mut original, how);
    let end = stream.len() - 2;
    let expected = open(&object).expect("film");
    let scans: Vec<usize> = (0..end).filter(|&at| stream[at..at + 2] == [0xff, 0xda]).collect();
    let restarts: Vec<usize> =
        (0..end).filter(|&at| stream[at] == 0xff && stream[at + 1] & 0xf8 == 0xd0).collect();
    assert_eq!((scans.len(), restarts.len()), (3, 15));
    let spliced = |at: std::ops::Range<usize>, bytes: &[u8]| {
        let mut stream = stream.clone();
        stream.splice(at, bytes.iter().copied());
        open_stream(&object, &stream)
    };
    // A restart interval of four bytes, fill bytes before markers, and a byte to make the length even.
    let interval = scans[0] - 6..scans[0];
    for film in [
        spliced(interval, &[0xff, 0xdd, 0, 6, 0, 0, 0, 7]),
        spliced(restarts[2]..restarts[2], &[0xff, 0xff]),
        spliced(end..end, &[0xff]),
        spliced(end..end, &[0]),
    ] {
        assert_same(&film.expect("film"), &expected, how);
    }
    for (film, part) in [
        (spliced(end..end, &[0, 0]), "left over"),
        (spliced(end..end, &[1]), "left over"),
        (spliced(restarts[1]..restarts[1] + 2, &[0xff, 0xd2]), "restart marker"),
        (spliced(restarts[1]..restarts[1] + 2, &[]), "left over"),
        (spliced(scans[2]..end, &[]), "no scan"),
        (spliced(end..end, &stream[scans[2]..end]), "repeats"),
        (spliced(0..2, &stream[..scans[0]]), "repeated"),
    ] {
        let error = film.expect_err(part);
        assert!(error.kind().as_str() == "decode" && error.to_string().contains(part), "{part}: {error}");
    }
}

#[test]
fn a_stream_cut_off_anywhere_is_never_a_wrong_film_and_damage_is_no_panic() {
    for (components, interleave, rows_to_restart, near) in
        [(1, 0, 0, 0), (1, 0, 7, 2), (3, 0, 0, 1), (3, 1, 3, 0), (3, 2, 5, 0)]
    {
        let how = JpegLs { components, interleave, rows_to_restart, ..JpegLs::gray(12, near) };
        for mut original in pictures(20 * 17 * components, 12, 4) {
            let object = native(20, 17, &original, how);
            let stream = encode(20, 17, &mut original, how);
            for length in 2..stream.len() {
                // Fragments of odd length are filled up by a zero, which may belong to no code.
                let kind = error_of(&object, &stream[..length]).kind().as_str();
                let is_padded = length % 2 == 1;
                assert!(kind == "truncated" || is_padded && kind == "decode", "{how:?} {length}: {kind}");
            }
            let mut next = random(stream.len() as u64);
            for _ in 0..300 {
                let mut damaged = stream.clone();
                for _ in 0..1 + next() % 3 {
                    let at = next() as usize % stream.len();
                    damaged[at] =
                        if next().is_multiple_of(4) { 0xff } else { damaged[at] ^ (1 << (next() % 8)) };
                }
                let _ = open_stream(&object, &damaged);
            }
        }
    }
}
