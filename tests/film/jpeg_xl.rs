//! JPEG XL: streams made by libjxl 0.11.2 (imagecodecs 2026.3.6), 9 rows and 13 columns, and what it makes of them.

use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use negatoscope::film::{self, FilmError, Limits};

use crate::dicom_file::{encode, film, open, text, us, with_fragments};

const ROWS: usize = 9;
const COLUMNS: usize = 13;

const LOSSLESS_8: &str = "\
     ff0a4040101437020804010070004b283426fe464141c0882446c718bc7a0cc0c2009457b8e302d07a00";
const LOSSLESS_12: &str = "\
     ff0a404018142d020804010044034b386a18d2d327282808406f8c3146922c42849a05f80200e5751600832a1746c2c4\
     27886d110e99f929f4bd8b8e56aa7b02c23f84acfe4b38e1bc188b249ccf7f31d8bdd4ba0c08107e8eb13d14446155c2\
     578081f0630e0564c72ca79e76404420fc148861258f70b3e03d7ccc23e1841f20e1208966a3cd6d118ef9fe80da366b\
     13e1d342f872c28789f0dd0847f09a35c419df219cf076d7cda0f71a085f1cfe6e48f8c8c95ebf607cb751f06d1db707\
     32e1844f81690fff002091044a38e13322b887602830134ef81ea299425705";
const LOSSLESS_16_IN_BOXES: &str = "\
     0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20000000096a786c6c0a000000926a786c\
     63ff0a4040fc00458b08040100f0014b386a18d2db1d29480819d116630cee748cc11cc7183900608107e3388ee3388e\
     e3388ee70d028ce3388ee3388ee338aa1ec7711cc7711cc771543d8ee338f2488ce3388ee3a87a1cc7711cc7711cc751\
     f5388ee3388ee3388ea3ea711c47f0b5711cc7711c47d5e3388ee3388ee3388eaac7711cc7711cc7711c01";
const TWELVE_IN_SIXTEEN: &str = "\
     ff0a4040fc00458b08040100fc004b283646df8e1424448c58ca1883198e3198e5c8f180723b50555545e4e8aaaaaa58\
     555515ab2ab5a6aa62555555acaaaa8a55410e5555b1aaaa2a56555505";
const COLOUR_8: &str = "\
     ff0a40401009080401009c014b282237df48790f6bdda40409122428a118294458d718c640548cc17b63f04ce4c718a3\
     a2630c568e8a8a418a8a51b8c77831068b8b17ef02510704c105003cf74319757a406f0fcbeb17a171905d62e0e4d4cf\
     e9b3eaffdb7c32099f55a2494066689502b503";
const LOSSY_12: &str = "\
     ff0a404098142d020013880200b802b59f200000152aa38c1bbc9cebf9f24387c5b48deb0c6db56d610963b3bd304848\
     3843dccd4f49cdc33874c17b0778505255022aa4401ed0ba16db5e2b57d231de6d0b0f00b090a8dc9cfbf8c4eea0ba6b\
     59005875edd9e58f75db708a94453da39623a69e31708fd7689ba4e20f04abd8fca4387f408fea574a5e5d9a60b3697b\
     1109dae77a451062a5593181ae6c34d0cb13ae6a2dd91c6df63f655a59466d742d89269a3459850309fe06d400";
const LOSSY_12_DECODED: &str = "\
     00000442083c0dbf022b07550b8b02f7090f0fe605a30c9503fe0be403740bc1043f0cc1063a0f4b07e2026d0cd50712\
     01ba0cb207ff04400f0d0aed077104b902060f3a0c6b0ad1098d07ee06ce060704e104c304f004a904ea060e06c70873\
     0a9c0cb70e2a00f3039907e909eb0e8e026c05bb0bb20f8704b409f40fff062d0c8102f5092001060868001607d70050\
     089d02000b2504e20e330886027b0d63079b03c50df80b7a0788033d0fff0d1009f8074e058303d901fa00a60f3f0fff\
     0e6f0ecf0deb0ee80f31006b01a6037705a2073209a70ce00f4802a2060d09bb0d5c02ed07420c050212";
const WITH_TRANSPARENCY: &str = "\
     ff0a4040b0286e040810100080014b18938e8383290a0aac881131062f88c149c548c5c662046220ea020700e280ff3f\
     0580dfff9ffcfffe9ffcffffffff9f2ccafe2ee8a5586a912ee8a5d8818ba432e779558aa3226214bbc6d08dc572665e\
     7fdb7d6774f454332eec04e86505";
const TWO_FRAMES: &str = "\
     ff0a4040411300088a5b020804010070004b283426fe464141c0882446c718bc7a0cc0c2009457b8e302d07a00080405\
     0090004b386818c2d39d120aa618191f79c48e558e3178760c66700e76ac008a66885b40006605";

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(digit).collect()
}

/// A ramp through all grey levels, again and again.
fn ramp(bits: u32, samples: usize) -> Vec<u16> {
    let most = (1u32 << bits) - 1;
    (0..samples as u32).map(|sample| (sample * (most / 200) % (most + 1)) as u16).collect()
}

/// Grey levels without an order.
fn scattered(bits: u32, samples: usize) -> Vec<u16> {
    let values = 1u64 << bits;
    (0..samples as u64).map(|sample| ((sample * sample * 37 + sample * 1009) % values) as u16).collect()
}

fn of_depth(mut object: InMemDicomObject, bits: u16) -> InMemDicomObject {
    let allocated = if bits > 8 { 16 } else { 8 };
    for (tag, value) in
        [(tags::BITS_ALLOCATED, allocated), (tags::BITS_STORED, bits), (tags::HIGH_BIT, bits - 1)]
    {
        object.put(us(tag, value));
    }
    object
}

fn read(object: &InMemDicomObject, stream: &[u8], syntax: &str) -> Result<film::Film, FilmError> {
    film::open(encode(&with_fragments(object.clone(), vec![stream.to_vec()]), syntax), &Limits::default())
}

fn hash(samples: &[u16]) -> Option<String> {
    let sixteen = of_depth(film(ROWS as u16, COLUMNS as u16, samples), 16);
    open(&sixteen).expect("film").facts().stored_sha256
}

fn empty(bits: u16) -> InMemDicomObject {
    of_depth(film(ROWS as u16, COLUMNS as u16, &[]), bits)
}

#[test]
fn lossless_streams_are_exact_at_every_depth() {
    let pixels = ROWS * COLUMNS;
    for (stream, bits, samples) in [
        (LOSSLESS_8, 8, ramp(8, pixels)),
        (LOSSLESS_12, 12, scattered(12, pixels)),
        (LOSSLESS_16_IN_BOXES, 16, ramp(16, pixels)),
        (TWELVE_IN_SIXTEEN, 12, ramp(12, pixels)),
    ] {
        let found = read(&empty(bits), &bytes(stream), uids::JPEGXL_LOSSLESS).expect("film");
        assert_eq!(found.facts().stored_sha256, hash(&samples), "{bits} bits");
        assert!(!found.header.lossy);
    }
    // Colour becomes luminance.
    let mut object = empty(8);
    object.put(us(tags::SAMPLES_PER_PIXEL, 3));
    object.put(text(tags::PHOTOMETRIC_INTERPRETATION, dicom_core::VR::CS, "RGB"));
    let found = read(&object, &bytes(COLOUR_8), uids::JPEGXL_LOSSLESS).expect("film").facts();
    let luminance: Vec<f64> = ramp(8, pixels * 3)
        .chunks(3)
        .map(|pixel| 0.299 * f64::from(pixel[0]) + 0.587 * f64::from(pixel[1]) + 0.114 * f64::from(pixel[2]))
        .collect();
    let mean = luminance.iter().sum::<f64>() / luminance.len() as f64;
    assert!((found.stored_mean - mean).abs() < 1e-4, "{} {mean}", found.stored_mean);
}

#[test]
fn lossy_streams_are_within_rounding_of_the_reference() {
    let decoded: Vec<f64> = bytes(LOSSY_12_DECODED)
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&sample| f64::from(u16::from_be_bytes(sample)))
        .collect();
    let film = read(&empty(12), &bytes(LOSSY_12), uids::JPEGXL).expect("film");
    let facts = film.facts();
    let mean = decoded.iter().sum::<f64>() / decoded.len() as f64;
    assert!((facts.stored_mean - mean).abs() < 0.5, "{} {mean}", facts.stored_mean);
    let most = decoded.iter().copied().fold(0.0, f64::max);
    assert!((facts.stored_max - most.min(4095.0)).abs() <= 1.0, "{} {most}", facts.stored_max);
}

#[test]
fn a_stream_cut_off_anywhere_or_damaged_is_never_a_wrong_film_nor_a_panic() {
    for (stream, bits) in [(LOSSLESS_12, 12), (LOSSLESS_16_IN_BOXES, 16), (LOSSY_12, 12)] {
        let whole = bytes(stream);
        let expected = read(&empty(bits), &whole, uids::JPEGXL).expect("film").facts().stored_sha256;
        for length in 0..whole.len() {
            // What is cut off may be padding that carries nothing.
            if let Ok(film) = read(&empty(bits), &whole[..length], uids::JPEGXL) {
                assert_eq!(film.facts().stored_sha256, expected, "{length}");
            }
        }
        let mut next = crate::dicom_file::random(u64::from(bits));
        for _ in 0..400 {
            let mut damaged = whole.clone();
            damaged[next() as usize % whole.len()] ^= 1 << (next() % 8);
            if let Err(error) = read(&empty(bits), &damaged, uids::JPEGXL) {
                assert!(error.to_string().ends_with('.'), "{error}");
            }
        }
    }
}

#[test]
fn streams_that_are_not_what_the_film_claims_are_refused() {
    let mut wide = empty(8);
    wide.put(us(tags::COLUMNS, 14));
    let error = read(&wide, &bytes(LOSSLESS_8), uids::JPEGXL_LOSSLESS).expect_err("another size");
    assert!(error.to_string().contains("Columns (0028,0011) is 14"), "{error}");
    let error = read(&empty(8), &bytes(WITH_TRANSPARENCY), uids::JPEGXL_LOSSLESS).expect_err("transparency");
    assert!(error.to_string().contains("Samples per Pixel (0028,0002)"), "{error}");
    // Of an animation the first picture is the frame.
    let first = read(&empty(8), &bytes(TWO_FRAMES), uids::JPEGXL_LOSSLESS).expect("film");
    assert_eq!(first.facts().stored_sha256, hash(&ramp(8, ROWS * COLUMNS)));
}
