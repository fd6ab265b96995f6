//! Compressed streams in every form that their decoders tell apart, small enough to be turned over by the thousand.

use dicom_toolkit_jpeg2000::EncodeOptions;
use negatoscope_test_support::dct_encoder::{self, scan};
use negatoscope_test_support::dicom_file::random;
use negatoscope_test_support::jpeg_ls_encoder::{self, JpegLs};
use negatoscope_test_support::jpeg_xl_streams;
use negatoscope_test_support::lossless_encoder::{self, encode_lossless};
use negatoscope_test_support::rle_encoder::encode_rle;

use crate::{PLAIN, Seeds};

const ROWS: usize = 18;
const COLUMNS: usize = 13;

/// By target.
pub(crate) fn all() -> Vec<(&'static str, Seeds)> {
    vec![
        ("jpeg_dct", dct()),
        ("jpeg_lossless", lossless()),
        ("jpeg_ls", jpeg_ls()),
        ("jpeg2000", jpeg2000()),
        ("jpeg_xl", jpeg_xl()),
        ("rle", rle()),
    ]
}

/// Flat above, a slope with noise below.
fn samples(count: usize, bits: u16) -> Vec<u16> {
    let mut next = random(bits.into());
    let most = (1u64 << bits) - 1;
    let slope = |at: u64| (at * 7 + next() % (most / 3 + 2)) % (most + 1);
    let flat = count / 3;
    vec![1; flat]
        .into_iter()
        .chain((flat as u64..count as u64).map(slope).map(|value| value as u16))
        .collect()
}

fn with_choice(choice: u8, stream: Vec<u8>) -> Vec<u8> {
    [vec![choice], stream].concat()
}

fn jpeg_ls() -> Seeds {
    let gray = JpegLs::gray;
    let colour = |precision, near, interleave| JpegLs { components: 3, interleave, ..gray(precision, near) };
    let kinds = [
        gray(2, 0),
        gray(8, 0),
        gray(8, 3),
        gray(12, 0),
        gray(16, 0),
        gray(16, 200),
        JpegLs { rows_to_restart: 2, ..gray(12, 0) },
        JpegLs { preset: [4000, 20, 40, 100, 31], ..gray(12, 1) },
        colour(8, 0, 0),
        colour(8, 0, 1),
        colour(8, 2, 2),
        JpegLs { rows_to_restart: 5, ..colour(16, 0, 2) },
    ];
    let encode = |how: JpegLs| {
        let mut samples = samples(ROWS * COLUMNS * how.components, how.precision);
        jpeg_ls_encoder::encode(ROWS, COLUMNS, &mut samples, how)
    };
    let mut seeds: Seeds = Vec::new();
    for (number, how) in kinds.into_iter().enumerate() {
        seeds.push((number.to_string(), with_choice(PLAIN, encode(how))));
    }
    // The colour transforms of CharLS, in a segment of its own behind the first marker.
    for transform in 1..=3 {
        let mut stream = encode(colour(8, 0, 2));
        stream.splice(2..2, [0xff, 0xe8, 0, 7, b'm', b'r', b'f', b'x', transform]);
        seeds.push((format!("transformed-{transform}"), with_choice(PLAIN, stream)));
    }
    seeds
}

fn lossless() -> Seeds {
    let seeds = (1..=7).zip([2, 8, 8, 12, 12, 16, 16]).map(|(predictor, precision)| {
        let (transform, rows_to_restart) = (u16::from(predictor == 3), usize::from(predictor) % 3 * 2);
        let jpeg = lossless_encoder::Jpeg { precision, predictor, transform, rows_to_restart };
        let stream = encode_lossless(ROWS, COLUMNS, &samples(ROWS * COLUMNS, precision), jpeg);
        (predictor.to_string(), with_choice(PLAIN, stream))
    });
    seeds.collect()
}

fn dct() -> Seeds {
    let sequential = |precision, sampling: &[[usize; 2]]| dct_encoder::Jpeg {
        marker: 0xc1,
        precision,
        rows: ROWS,
        columns: COLUMNS,
        sampling: sampling.to_vec(),
        step: 20,
        restart: 0,
        scans: vec![scan(0..sampling.len(), [0, 63], 0, 0)],
    };
    let progressive = |precision| dct_encoder::Jpeg {
        marker: 0xc2,
        scans: dct_encoder::full_progression(),
        ..sequential(precision, &[[1, 1]])
    };
    let one_by_one = (0..3).map(|number| scan(number..number + 1, [0, 63], 0, 0)).collect();
    let kinds = [
        sequential(8, &[[1, 1]]),
        sequential(12, &[[1, 1]]),
        dct_encoder::Jpeg { restart: 2, ..sequential(12, &[[1, 1]]) },
        sequential(8, &[[2, 2], [1, 1], [1, 1]]),
        sequential(8, &[[1, 2], [1, 1], [1, 1]]),
        dct_encoder::Jpeg { scans: one_by_one, ..sequential(8, &[[1, 1]; 3]) },
        progressive(8),
        dct_encoder::Jpeg { restart: 3, ..progressive(12) },
    ];
    let seeds = kinds.into_iter().enumerate().map(|(number, jpeg)| {
        let samples = samples(ROWS * COLUMNS, jpeg.precision.into());
        let stream = dct_encoder::encode(&jpeg, |_, row, column| samples[row * COLUMNS + column]).stream;
        (number.to_string(), with_choice(PLAIN, stream))
    });
    seeds.collect()
}

fn jpeg2000() -> Seeds {
    let plain = EncodeOptions { num_decomposition_levels: 0, ..EncodeOptions::default() };
    let waved = EncodeOptions { num_decomposition_levels: 2, ..plain.clone() };
    let lossy = EncodeOptions { reversible: false, guard_bits: 2, ..waved.clone() };
    let small_blocks = EncodeOptions { code_block_width_exp: 1, code_block_height_exp: 1, ..waved.clone() };
    let high_throughput = EncodeOptions { use_ht_block_coding: true, ..waved.clone() };
    let flat = EncodeOptions { use_ht_block_coding: true, ..plain.clone() };
    let mut seeds = Seeds::new();
    for (name, options) in [
        ("plain", plain),
        ("waved", waved),
        ("lossy", lossy),
        ("blocks", small_blocks),
        ("ht", high_throughput),
        ("ht-flat", flat),
    ] {
        for (bits, components, signed) in [(8, 1, false), (12, 1, false), (16, 1, true), (8, 3, false)] {
            let samples = samples(ROWS * COLUMNS * usize::from(components), bits);
            let bytes: Vec<u8> = match bits {
                8 => samples.iter().map(|&sample| sample as u8).collect(),
                _ => samples.iter().flat_map(|sample| sample.to_le_bytes()).collect(),
            };
            let (width, height, depth) = (COLUMNS as u32, ROWS as u32, bits as u8);
            let stream =
                dicom_toolkit_jpeg2000::encode(&bytes, width, height, components, depth, signed, &options);
            // What the encoder does not know how to write is no seed.
            let Ok(mut stream) = stream else {
                continue;
            };
            let name = format!("{name}-{bits}-{components}");
            seeds.push((name.clone() + "-as-written", with_choice(PLAIN, stream.clone())));
            // This encoder miscounts its coding style segment: 12 bytes, not 13.
            if let Some(style) = stream.windows(4).position(|marker| marker == [0xff, 0x52, 0, 13]) {
                stream[style + 3] = 12;
                seeds.push((name, with_choice(u8::from(signed) << 4, stream)));
            }
        }
    }
    seeds
}

fn jpeg_xl() -> Seeds {
    let streams = [
        ("8", 7, jpeg_xl_streams::LOSSLESS_8),
        ("12", 11, jpeg_xl_streams::LOSSLESS_12),
        ("boxes", 15, jpeg_xl_streams::LOSSLESS_16_IN_BOXES),
        ("deep", 15, jpeg_xl_streams::TWELVE_IN_SIXTEEN),
        ("colour", 0x10 | 7, jpeg_xl_streams::COLOUR_8),
        ("lossy", 11, jpeg_xl_streams::LOSSY_12),
        ("clear", 7, jpeg_xl_streams::WITH_TRANSPARENCY),
        ("frames", 7, jpeg_xl_streams::TWO_FRAMES),
    ];
    let seed = |(name, kind, hex): (&str, u8, &str)| {
        (name.to_owned(), [vec![PLAIN, 9, 13, kind], jpeg_xl_streams::bytes(hex)].concat())
    };
    streams.map(seed).into()
}

fn rle() -> Seeds {
    let mut seeds = Seeds::new();
    for (name, kind, planes) in
        [("8", 0, 1), ("16", 1, 2), ("32", 2, 4), ("1", 3, 1), ("rgb", 4, 3), ("rgb16", 5, 6)]
    {
        let planes: Vec<Vec<u8>> = (0..planes)
            .map(|plane| {
                samples(ROWS * COLUMNS, 8).iter().map(|&sample| (sample / 5) as u8 + plane).collect()
            })
            .collect();
        let shape = vec![PLAIN, ROWS as u8, COLUMNS as u8, kind];
        seeds.push((name.to_owned(), [shape, encode_rle(&planes)].concat()));
    }
    seeds
}
