//! Compressed pixels against encoders written for the test; how frames lie in fragments.

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use dicom_toolkit_jpeg2000::EncodeOptions;
use negatoscope::film::{self, FilmError, Limits, PixelSummary};
use negatoscope_test_support::dicom_file::{encode, film, random, text, us, with_fragments};
use negatoscope_test_support::lossless_encoder::{Jpeg, encode_lossless};
use negatoscope_test_support::rle_encoder::encode_rle;

use crate::open;

pub(crate) fn open_as(object: &InMemDicomObject, syntax: &str) -> Result<PixelSummary, FilmError> {
    film::open(encode(object, syntax), &Limits::default()).map(|film| film.summary())
}

pub(crate) fn with_bits(mut object: InMemDicomObject, bits: u16, signed: u16) -> InMemDicomObject {
    object.put(us(tags::BITS_STORED, bits));
    object.put(us(tags::HIGH_BIT, bits - 1));
    object.put(us(tags::PIXEL_REPRESENTATION, signed));
    object
}

/// Smooth samples with noise, as a film has them, within `bits`.
pub(crate) fn samples(count: usize, bits: u16, seed: u64) -> Vec<u16> {
    let mut next = random(seed);
    let most = (1u64 << bits) - 1;
    (0..count as u64).map(|pixel| ((pixel * 7 + next() % (most / 3 + 2)) % (most + 1)) as u16).collect()
}

#[test]
fn the_first_frame_is_found_with_and_without_an_offset_table() {
    let jpeg = Jpeg { precision: 12, predictor: 1, transform: 0, rows_to_restart: 0 };
    let frames = [1, 2].map(|seed| samples(40 * 31, 12, seed));
    let streams = frames.each_ref().map(|frame| {
        let mut stream = encode_lossless(40, 31, frame, jpeg);
        stream.resize(stream.len().next_multiple_of(2), 0);
        stream
    });
    let expected = open(&film(40, 31, &frames[0])).expect("film").summary().stored_sha256;
    let [first, second] = &streams;
    let (head, tail) = first.split_at(500);
    for fragments in [
        vec![first.clone(), second.clone()],
        vec![head.to_vec(), tail.to_vec(), second.clone()],
        vec![head.to_vec(), tail.to_vec(), second[..400].to_vec(), second[400..].to_vec()],
    ] {
        let mut object = with_fragments(film(40, 31, &[]), fragments);
        object.put(text(tags::NUMBER_OF_FRAMES, VR::IS, "2"));
        let found = open_as(&object, uids::JPEG_LOSSLESS).expect("film");
        assert_eq!((found.stored_sha256, found.header.frames), (expected.clone(), 2));
    }
}

#[test]
fn a_stream_of_another_size_than_the_header_is_refused() {
    let jpeg = Jpeg { precision: 12, predictor: 1, transform: 0, rows_to_restart: 0 };
    let stream = encode_lossless(40, 31, &samples(40 * 31, 12, 1), jpeg);
    let error =
        open_as(&with_fragments(film(41, 31, &[]), vec![stream]), uids::JPEG_LOSSLESS).expect_err("refused");
    assert_eq!(error.kind().as_str(), "bad_attribute");
    assert!(
        error.to_string().contains("Rows (0028,0010) is 41") && error.to_string().contains("40"),
        "{error}"
    );
}

#[test]
fn rle_is_exact_and_its_end_is_noticed() {
    for (bits, signed) in [(12, 0), (16, 0), (16, 1), (12, 1)] {
        let original: Vec<u16> = samples(100 * 100, bits, 5).iter().map(|sample| sample / 9 * 9).collect();
        let planes =
            [8, 0].map(|shift| original.iter().map(|sample| (sample >> shift) as u8).collect::<Vec<u8>>());
        let native = with_bits(film(100, 100, &original), bits, signed);
        let mut stream = encode_rle(&planes);
        let compressed = with_fragments(native.clone(), vec![stream.clone()]);
        let found = open_as(&compressed, uids::RLE_LOSSLESS).expect("film");
        assert_eq!(
            found.stored_sha256,
            open(&native).expect("film").summary().stored_sha256,
            "{bits} {signed}"
        );
        stream.truncate(stream.len() - 40);
        let error = open_as(&with_fragments(native, vec![stream]), uids::RLE_LOSSLESS).expect_err("cut off");
        assert_eq!(error.kind().as_str(), "truncated");
    }
}

/// Single bits are packed eight to a byte before they are run-length coded.
#[test]
fn rle_of_single_bits_is_exact_and_its_end_is_noticed() {
    let bits: Vec<u16> = samples(101 * 99, 4, 6).iter().map(|sample| sample / 12).collect();
    let packed: Vec<u8> = bits
        .chunks(8)
        .map(|byte| byte.iter().rev().fold(0, |byte, &bit| byte << 1 | bit as u8))
        .chain([0; 11]) // a run that goes on behind the last bit
        .collect();
    let mut object = film(101, 99, &[]);
    for (tag, value) in [(tags::BITS_ALLOCATED, 1), (tags::BITS_STORED, 1), (tags::HIGH_BIT, 0)] {
        object.put(us(tag, value));
    }
    let mut stream = encode_rle(&[packed]);
    let found = open_as(&with_fragments(object.clone(), vec![stream.clone()]), uids::RLE_LOSSLESS);
    let expected = open(&film(101, 99, &bits)).expect("film").summary();
    assert_eq!(found.expect("film").stored_sha256, expected.stored_sha256);
    stream.truncate(stream.len() - 40);
    let error = open_as(&with_fragments(object, vec![stream]), uids::RLE_LOSSLESS).expect_err("cut off");
    assert_eq!(error.kind().as_str(), "truncated");
}

#[test]
fn rle_headers_that_lie_are_refused() {
    let native = film(100, 100, &[]);
    let plane = vec![0; 10_000];
    for (stream, kind) in [
        (encode_rle(std::slice::from_ref(&plane)), "decode"),
        ([u32::MAX; 16].into_iter().flat_map(u32::to_le_bytes).collect(), "decode"),
        ([2, 64, u32::MAX].into_iter().flat_map(u32::to_le_bytes).chain([0; 60]).collect(), "decode"),
        (vec![2, 0, 0, 0], "truncated"),
    ] {
        let error =
            open_as(&with_fragments(native.clone(), vec![stream]), uids::RLE_LOSSLESS).expect_err("refused");
        assert_eq!(error.kind().as_str(), kind, "{error}");
    }
}

fn encode_jpeg2000(samples: &[u16], bits: u8, signed: bool) -> Vec<u8> {
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    // The wavelets of this encoder are not reversible; the golden cases test those.
    let options = EncodeOptions { num_decomposition_levels: 0, ..EncodeOptions::default() };
    let stream = dicom_toolkit_jpeg2000::encode(&bytes, 100, 100, 1, bits, signed, &options);
    let mut stream = stream.expect("encoded");
    // This encoder miscounts its coding style segment: 12 bytes, not 13.
    let style = stream.windows(4).position(|marker| marker == [0xff, 0x52, 0, 13]).expect("coding style");
    stream[style + 3] = 12;
    stream
}

#[test]
fn jpeg2000_is_exact_signed_or_not_and_a_cut_stream_is_refused() {
    for (bits, signed) in [(12, false), (16, false), (16, true)] {
        let original = samples(10_000, bits.into(), 7);
        let stream = encode_jpeg2000(&original, bits, signed);
        let native = with_bits(film(100, 100, &original), bits.into(), signed.into());
        let expected = open(&native).expect("film").summary();
        let open_stream = |stream: &[u8]| {
            open_as(&with_fragments(native.clone(), vec![stream.to_vec()]), uids::JPEG2000_LOSSLESS)
        };
        let found = open_stream(&stream).expect("film");
        assert_eq!(found.stored_sha256, expected.stored_sha256, "{bits} {signed}");
        assert_eq!(signed, found.stored_min < 0.0);
        let mut miscounted = stream.clone();
        let style = stream.windows(4).position(|marker| marker == [0xff, 0x52, 0, 12]).expect("coding style");
        miscounted[style + 3] = 13;
        assert_eq!(open_stream(&miscounted).expect("forgiven").stored_sha256, expected.stored_sha256);

        // "To the end" instead of a length, and a byte of padding behind it, as some writers have them.
        let part = stream.windows(2).position(|marker| marker == [0xff, 0x90]).expect("tile-part");
        let mut open_ended = stream.clone();
        open_ended[part + 6..part + 10].fill(0);
        open_ended.push(0);
        assert_eq!(open_stream(&open_ended).expect("film").stored_sha256, expected.stored_sha256);

        for length in (0..stream.len()).step_by(stream.len() / 40) {
            let kind = open_stream(&stream[..length]).expect_err("cut off").kind().as_str();
            assert!(["truncated", "decode"].contains(&kind), "{length}: {kind}");
        }
    }
}

#[test]
fn a_fragment_longer_than_the_file_is_cut_off() {
    let object = with_fragments(film(40, 31, &[]), vec![vec![0; 8]]);
    for length in [9u32, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff] {
        let mut bytes = encode(&object, uids::RLE_LOSSLESS);
        let at = bytes.len() - 8 - 8 - 4;
        assert_eq!(bytes[at..at + 4], [8, 0, 0, 0]);
        bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
        let error = film::open(bytes, &Limits::default()).expect_err("cut off");
        assert_eq!(error.kind().as_str(), "truncated", "{error}");
    }
}
