//! Lossless JPEG, by an encoder written for the test (ITU-T T.81 annex H).

use dicom_dictionary_std::uids;
use negatoscope_test_support::dicom_file::{film, with_fragments};
use negatoscope_test_support::lossless_encoder::{Jpeg, encode_lossless};

use crate::codecs::{open_as, samples, with_bits};
use crate::open;

#[test]
fn lossless_jpeg_is_exact_with_every_predictor_transform_and_restart() {
    for precision in [2, 8, 12, 16] {
        for (predictor, transform, rows_to_restart) in
            (1..=7).flat_map(|predictor| [(predictor, 0, 0), (predictor, 0, 3), (predictor, 1, 1)])
        {
            let jpeg = Jpeg { precision, predictor, transform, rows_to_restart };
            let mut original = samples(40 * 31, precision, u64::from(predictor));
            original.iter_mut().for_each(|sample| *sample &= u16::MAX << transform);
            let native = with_bits(film(40, 31, &original), precision, 0);
            let compressed = with_fragments(native.clone(), vec![encode_lossless(40, 31, &original, jpeg)]);
            let found = open_as(&compressed, uids::JPEG_LOSSLESS).expect("film");
            let expected = open(&native).expect("film").summary();
            assert_eq!(
                found.stored_sha256, expected.stored_sha256,
                "{precision} {predictor} {transform} {rows_to_restart}"
            );
        }
    }
}

#[test]
fn signed_lossless_jpeg_keeps_its_sign() {
    let jpeg = Jpeg { precision: 16, predictor: 1, transform: 0, rows_to_restart: 0 };
    let original: Vec<u16> = (0..40 * 31).map(|pixel: i16| (pixel - 600) as u16).collect();
    let native = with_bits(film(40, 31, &original), 16, 1);
    let compressed = with_fragments(native, vec![encode_lossless(40, 31, &original, jpeg)]);
    let found = open_as(&compressed, uids::JPEG_LOSSLESS_SV1).expect("film");
    assert_eq!([found.stored_min, found.stored_max], [-600.0, 639.0]);
}
