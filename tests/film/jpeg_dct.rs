//! DCT JPEG with 12-bit samples, by an encoder written for the test, and against the Independent JPEG Group's library.

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use negatoscope::film::{self, Film, FilmError, Limits};
use negatoscope::input;
use negatoscope_test_support::dct_encoder::{Encoded, Jpeg, Scan, encode, full_progression, scan};
use negatoscope_test_support::dicom_file::{encode as file, film, random, text, us, with_fragments};

use crate::codecs::with_bits;

const SPECTRAL_SELECTION: &str = "1.2.840.10008.1.2.4.53";
const FULL_PROGRESSION: &str = "1.2.840.10008.1.2.4.55";

/// A 100 x 100 picture in one component, as sequential coding has it.
fn sequential() -> Jpeg {
    Jpeg {
        marker: 0xc1,
        precision: 12,
        rows: 100,
        columns: 100,
        sampling: vec![[1, 1]],
        step: 20,
        restart: 0,
        scans: vec![scan(0..1, [0, 63], 0, 0)],
    }
}

fn progressive(scans: Vec<Scan>) -> Jpeg {
    Jpeg { marker: 0xc2, scans, ..sequential() }
}

/// Smooth, with noise in one corner, edges in another, and nothing at all in a third.
fn picture(component: usize, row: usize, column: usize) -> u16 {
    let noise = random((row * 100 + column + 10_000 * component) as u64)() % 600;
    match (row < 50, column < 50) {
        (true, true) => 1000 + (row * 20 + component * 300) as u16 + noise as u16,
        (true, false) => {
            if (row / 3 + column / 5).is_multiple_of(2) {
                4095
            } else {
                0
            }
        }
        (false, true) => 700,
        (false, false) => ((row + column) * 20 - 1000) as u16,
    }
}

fn object(jpeg: &Jpeg, stream: &[u8]) -> InMemDicomObject {
    let mut object = film(jpeg.rows as u16, jpeg.columns as u16, &[]);
    if jpeg.precision == 8 {
        object = with_bits(object, 8, 0);
        object.put(us(tags::BITS_ALLOCATED, 8));
    }
    if jpeg.sampling.len() == 3 {
        object.put(us(tags::SAMPLES_PER_PIXEL, 3));
        object.put(us(tags::PLANAR_CONFIGURATION, 0));
        object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "YBR_FULL"));
    }
    with_fragments(object, vec![stream.to_vec()])
}

fn open_stream(jpeg: &Jpeg, stream: &[u8]) -> Result<Film, FilmError> {
    film::open(file(&object(jpeg, stream), uids::JPEG_EXTENDED12_BIT), &Limits::default())
}

/// Checks the samples of a 100 x 100 film against exact ones; the library's arithmetic may round otherwise by one.
fn assert_samples(jpeg: &Jpeg, encoded: &Encoded, what: &str) {
    let film = open_stream(jpeg, &encoded.stream).unwrap_or_else(|error| panic!("{what}: {error}"));
    let facts = film.summary();
    let range = facts.modality_max - facts.modality_min;
    let plane = input::prepare_paper(&film);
    for (at, (&value, exact)) in plane.plane().iter().zip(&encoded.samples).enumerate() {
        let found = f64::from(value) * range + facts.modality_min;
        assert!((found - exact).abs() < 1.01, "{what}: sample {at} is {found}, not {exact}");
    }
}

#[test]
fn sequential_scans_are_read_with_any_restart_interval_and_quantisation() {
    for (restart, step) in [(0, 20), (1, 20), (5, 1), (13, 300), (200, 7)] {
        let jpeg = Jpeg { restart, step, ..sequential() };
        assert_samples(&jpeg, &encode(&jpeg, picture), &format!("{restart} {step}"));
    }
    // Some encoders write zeros in the scan header, where sequential coding has 0 to 63.
    let mut encoded = encode(&sequential(), picture);
    let header = encoded.stream.windows(2).position(|marker| marker == [0xff, 0xda]).expect("scan");
    assert_eq!(encoded.stream[header + 7..header + 10], [0, 63, 0]);
    encoded.stream[header + 8] = 0;
    assert_samples(&sequential(), &encoded, "zeros in the scan header");
}

#[test]
fn progressive_scans_are_read_with_spectral_selection_and_successive_approximation() {
    let spectral_selection =
        vec![scan(0..1, [0, 0], 0, 0), scan(0..1, [1, 5], 0, 0), scan(0..1, [6, 63], 0, 0)];
    let mut bit_by_bit = Vec::new();
    for band in [[0, 0], [1, 63]] {
        bit_by_bit.push(scan(0..1, band, 0, 8));
        bit_by_bit.extend((0..8).rev().map(|low| scan(0..1, band, low + 1, low)));
    }
    for (number, scans) in [spectral_selection, full_progression(), bit_by_bit].into_iter().enumerate() {
        for (restart, step) in [(0, 20), (1, 5), (7, 300)] {
            let jpeg = Jpeg { restart, step, ..progressive(scans.clone()) };
            assert_samples(&jpeg, &encode(&jpeg, picture), &format!("{number} {restart} {step}"));
        }
    }
}

#[test]
fn colour_of_any_sampling_gives_its_luminance() {
    let samplings = [
        [[1, 1], [1, 1], [1, 1]],
        [[1, 2], [1, 1], [1, 1]],
        [[2, 2], [1, 1], [1, 1]],
        [[2, 1], [1, 1], [2, 1]],
        [[1, 4], [1, 1], [1, 2]],
        [[3, 1], [1, 1], [2, 1]],
    ];
    let together = vec![scan(0..3, [0, 63], 0, 0)];
    let apart = vec![scan(0..1, [0, 63], 0, 0), scan(1..3, [0, 63], 0, 0)];
    let mut progression = vec![scan(0..3, [0, 0], 0, 1)];
    progression.extend((0..3).map(|number| scan(number..number + 1, [1, 63], 0, 1)));
    progression.push(scan(0..3, [0, 0], 1, 0));
    progression.extend((0..3).map(|number| scan(number..number + 1, [1, 63], 1, 0)));
    for sampling in samplings {
        for (marker, scans) in [(0xc1, &together), (0xc1, &apart), (0xc2, &progression)] {
            for restart in [0, 3] {
                let sampling = sampling.to_vec();
                let jpeg = Jpeg { marker, sampling, restart, scans: scans.clone(), ..sequential() };
                assert_samples(&jpeg, &encode(&jpeg, picture), &format!("{marker} {:?}", jpeg.sampling));
            }
        }
    }
}

/// JFIF (ITU-T T.871) knows no other colours than YCbCr, and the stream's own word is truer than the header's.
#[test]
fn the_stream_says_what_its_colours_are() {
    let jpeg = Jpeg {
        precision: 8,
        step: 3,
        sampling: vec![[1, 1]; 3],
        scans: vec![scan(0..3, [0, 63], 0, 0)],
        ..sequential()
    };
    let encoded = encode(&jpeg, |component, row, column| picture(component, row, column) >> 4);
    let with_segment = |segment: &[u8]| {
        let mut stream = encoded.stream.clone();
        stream.splice(2..2, segment.iter().copied());
        stream
    };
    let jfif = with_segment(b"\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    let adobe = with_segment(b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0");
    let open_as = |photometric: &str, stream: &[u8]| {
        let mut object = object(&jpeg, stream);
        object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, photometric));
        let film = film::open(file(&object, uids::JPEG_EXTENDED12_BIT), &Limits::default()).expect("film");
        film.summary().stored_mean
    };
    let (luminance, colours) = (open_as("YBR_FULL", &encoded.stream), open_as("RGB", &encoded.stream));
    assert!((luminance - colours).abs() > 1.0, "{luminance} {colours}");
    assert_eq!([open_as("RGB", &jfif), open_as("YBR_FULL", &adobe)], [luminance, colours]);
}

#[test]
fn samples_of_8_bits_are_read_with_any_sampling_and_any_order_of_scans() {
    let whole = |components| scan(components, [0, 63], 0, 0);
    for (sampling, scans) in [
        (vec![[1, 1]], vec![whole(0..1)]),
        (vec![[2, 3]], vec![whole(0..1)]),
        (vec![[3, 1], [1, 1], [1, 1]], vec![whole(0..3)]),
        (vec![[2, 2], [1, 1], [1, 1]], vec![whole(0..1), whole(1..2), whole(2..3)]),
        (vec![[2, 1], [1, 1], [1, 1]], vec![whole(0..1), whole(1..3)]),
    ] {
        let jpeg = Jpeg { precision: 8, step: 3, sampling, scans, ..sequential() };
        let encoded = encode(&jpeg, |component, row, column| picture(component, row, column) >> 4);
        assert_samples(&jpeg, &encoded, &format!("{:?}", jpeg.sampling));
    }
}

/// Made by `cjpeg -precision 12 -quality 30` of libjpeg-turbo 3.1.0, without its APP0 segment: 16 x 16 samples.
const BY_LIBRARY: &str = "ffd8ffdb0043001b12141714111b1716171e1c1b2028422b28252528513a3d3042605565645f555d5b6a7899816a\
    7190735b5d85b586909ea3abadab6780bcc9baa6c799a8aba4ffc1000b0c0010001001011100ffc40016000101010000000000000000000000\
    00000a0508ffc400261000010303030305010000000000000000020103040506070008111321311723325191d1ffda0008010100003f00da98\
    1f77f8df125becd3e3ca8a8f34083c21279d5fdfb5f790fd2db16e02914e7e9b91696552a384079c37419e930e7ba840282aa325bf8a927285\
    dfc7268b015c595f235f2c84a725a46371385522fbefdbf3488f601b6ca54ea1c199751811280a97557fbaffd9";

/// The same with four progressive scans: `0: 0-0, 0, 1; 0: 1-63, 0, 1; 0: 0-0, 1, 0; 0: 1-63, 1, 0;`.
const BY_LIBRARY_PROGRESSIVE: &str = "ffd8ffdb0043001b12141714111b1716171e1c1b2028422b28252528513a3d3042605565645f555d\
    5b6a7899816a7190735b5d85b586909ea3abadab6780bcc9baa6c799a8aba4ffc2000b0c0010001001011100ffc40016000101010000000000\
    0000000000000000090407ffda0008010100000001daaf34511fffc40024100001030303040300000000000000000001020304050611000712\
    13162131224151ffda0008010100013f01b0f77edbb4a9e88edbad7348c7bd6fdd76e1ed6a1540b91d71ae28a64c30c2d45411c50af9640c78\
    713eb3f7ab06a375dc75c40754ef4cabf4eb6036da2bf0587aaa413819e5afffda00080101000000105fffc4001c1001000202030100000000\
    0000000000000100112131415191d1ffda0008010100013f101401d01b9c3068676893b41665ab2a9352f6671e47831adfb3ffd9";

/// Of the samples that the library's own `djpeg` decodes from either, as little-endian 32-bit integers.
const SHA256: &str = "f31c0938c95f351a118c585d4706f3480ca34a6ad1498c83a44371e9358518fb";

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |digit: u8| (digit as char).to_digit(16).expect("digit") as u8;
    hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

#[test]
fn samples_are_those_of_the_reference_library_to_the_last_bit() {
    let jpeg = Jpeg { rows: 16, columns: 16, ..sequential() };
    for hex in [BY_LIBRARY, BY_LIBRARY_PROGRESSIVE] {
        let facts = open_stream(&jpeg, &bytes(hex)).expect("film").summary();
        assert_eq!(facts.stored_sha256.as_deref(), Some(SHA256));
    }
}

#[test]
fn a_stream_cut_off_anywhere_is_refused_even_where_an_end_is_put_behind_it() {
    let jpeg = Jpeg { rows: 16, columns: 16, ..sequential() };
    for stream in [bytes(BY_LIBRARY), bytes(BY_LIBRARY_PROGRESSIVE)] {
        for length in 0..stream.len() - 1 {
            let ended = [&stream[..length], &[0xff, 0xd9]].concat();
            for cut in [&stream[..length], &ended] {
                if cut == stream {
                    continue;
                }
                let kind = open_stream(&jpeg, cut).expect_err("cut off").kind().as_str();
                assert!(["truncated", "decode"].contains(&kind), "{length}: {kind}");
            }
        }
    }
}

#[test]
fn damaged_streams_end_in_a_film_or_an_error() {
    let jpeg = Jpeg { rows: 16, columns: 16, ..sequential() };
    let mut next = random(12);
    let mut refused = 0;
    for _ in 0..2000 {
        for mut stream in [bytes(BY_LIBRARY), bytes(BY_LIBRARY_PROGRESSIVE)] {
            for _ in 0..1 + next() % 3 {
                let at = next() as usize % stream.len();
                stream[at] = next() as u8;
            }
            refused += usize::from(open_stream(&jpeg, &stream).is_err());
        }
    }
    assert!(refused > 2000, "{refused} of 4000");
}

#[test]
fn restart_markers_must_be_there_and_in_order() {
    let jpeg = Jpeg { restart: 13, ..sequential() };
    let stream = encode(&jpeg, picture).stream;
    let marker = stream.windows(2).position(|marker| marker == [0xff, 0xd3]).expect("restart marker");
    let next = stream.windows(2).position(|marker| marker == [0xff, 0xd4]).expect("restart marker");
    let without_interval = [&stream[..marker], &stream[next..]].concat();
    let without_marker = [&stream[..marker], &stream[marker + 2..]].concat();
    let mut misnumbered = stream.clone();
    misnumbered[marker + 1] = 0xd5;
    for stream in [without_interval, without_marker, misnumbered] {
        let error = open_stream(&jpeg, &stream).expect_err("damaged");
        assert_eq!(error.kind().as_str(), "decode", "{error}");
    }
}

#[test]
fn scans_that_overlap_or_are_missing_or_too_many_are_refused() {
    let refuse = |jpeg: Jpeg, detail: &str| {
        let error = open_stream(&jpeg, &encode(&jpeg, picture).stream).expect_err(detail);
        assert!(error.kind().as_str() == "decode" && error.to_string().contains(detail), "{error}");
    };
    let mut scans = full_progression();
    let last = scans.pop().expect("scan");
    refuse(progressive(scans.clone()), "a scan is missing");
    refuse(progressive([scans.clone(), vec![last.clone(), last.clone()]].concat()), "overlap");
    scans.remove(3);
    refuse(progressive([scans, vec![last]].concat()), "overlap, or one is missing");
    refuse(Jpeg { scans: Vec::new(), ..sequential() }, "a scan is missing");
    refuse(Jpeg { scans: vec![scan(0..1, [0, 63], 0, 0); 2], ..sequential() }, "overlap");
    // Every bit of every coefficient in a scan of its own: legal, but nobody does so.
    let mut scans = vec![scan(0..1, [0, 0], 0, 0)];
    for at in 1..64 {
        scans.push(scan(0..1, [at, at], 0, 13));
        scans.extend((0..13).rev().map(|low| scan(0..1, [at, at], low + 1, low)));
    }
    refuse(Jpeg { rows: 8, columns: 8, ..progressive(scans) }, "too many scans");
}

#[test]
fn a_frame_of_more_blocks_than_the_stream_has_bits_is_not_believed() {
    let mut stream = encode(&sequential(), picture).stream;
    let frame = stream.windows(2).position(|marker| marker == [0xff, 0xc1]).expect("frame");
    stream[frame + 5..frame + 9].copy_from_slice(&[0x1f, 0x40, 0x1f, 0x40]);
    let jpeg = Jpeg { rows: 8000, columns: 8000, ..sequential() };
    stream.truncate(2000);
    stream.extend([0xff, 0xd9]);
    assert_eq!(open_stream(&jpeg, &stream).expect_err("short").kind().as_str(), "truncated");
}

#[test]
fn samples_beyond_bits_stored_stop_there() {
    let edges =
        |_, row: usize, column: usize| if (row / 3 + column / 5).is_multiple_of(2) { 1023 } else { 0 };
    let jpeg = Jpeg { step: 200, ..sequential() };
    let mut encoded = encode(&jpeg, edges);
    let overshoot = encoded.samples.iter().filter(|&&sample| sample > 1100.0).count();
    assert!(overshoot > 100, "{overshoot}");
    encoded.samples.iter_mut().for_each(|sample| *sample = sample.min(1023.0));
    let mut object = object(&jpeg, &encoded.stream);
    object.put(us(tags::BITS_STORED, 10));
    object.put(us(tags::HIGH_BIT, 9));
    let film = film::open(file(&object, uids::JPEG_EXTENDED12_BIT), &Limits::default()).expect("film");
    let plane = input::prepare_paper(&film);
    assert_eq!([film.summary().stored_min, film.summary().stored_max], [0.0, 1023.0]);
    for (&value, exact) in plane.plane().iter().zip(&encoded.samples) {
        assert!((f64::from(value) * 1023.0 - exact).abs() < 1.01);
    }
}

#[test]
fn retired_transfer_syntaxes_are_read_where_the_stream_is_huffman_coded() {
    let jpeg = progressive(full_progression());
    let stream = encode(&jpeg, picture).stream;
    let expected = open_stream(&jpeg, &stream).expect("film").summary();
    let open_as = |stream: &[u8], syntax: &str| {
        let mut bytes = file(&object(&jpeg, stream), uids::JPEG_EXTENDED12_BIT);
        let written = uids::JPEG_EXTENDED12_BIT.as_bytes();
        let at = bytes.windows(written.len()).position(|uid| uid == written).expect("Transfer Syntax UID");
        bytes[at..at + written.len()].copy_from_slice(syntax.as_bytes()); // which the registry cannot write
        film::open(bytes, &Limits::default())
    };
    for (syntax, name) in [
        (SPECTRAL_SELECTION, "Spectral Selection"),
        (FULL_PROGRESSION, "Full Progression"),
        ("1.2.840.10008.1.2.4.52", "Extended"),
    ] {
        let facts = open_as(&stream, syntax).expect(syntax).summary();
        assert_eq!(facts.stored_sha256, expected.stored_sha256);
        assert!(facts.header.lossy && facts.header.transfer_syntax_name.contains(name), "{facts:?}");
    }
    // Arithmetic coding (start-of-frame 9 and 10), and a hierarchical stream.
    let frame = stream.windows(2).position(|marker| marker == [0xff, 0xc2]).expect("frame");
    for (marker, syntax) in
        [(0xc9, "1.2.840.10008.1.2.4.52"), (0xca, "1.2.840.10008.1.2.4.56"), (0xde, "1.2.840.10008.1.2.4.59")]
    {
        let mut stream = stream.clone();
        stream[frame + 1] = marker;
        let error = open_as(&stream, syntax).expect_err("not read");
        assert_eq!(error.kind().as_str(), "unsupported_transfer_syntax");
        let message = error.to_string();
        assert!(message.contains(syntax) && message.contains("arithmetic or hierarchical"), "{message}");
    }
}
