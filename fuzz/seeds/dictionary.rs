//! The dictionary: words that the formats are made of, which chance alone would take long to spell.

use std::fmt::Write as _;

use dicom_core::Tag;
use dicom_dictionary_std::{tags, uids};

/// Attributes that are read, and what sequences and fragments are made of.
#[rustfmt::skip]
const TAGS: [Tag; 72] = [
    tags::TRANSFER_SYNTAX_UID, tags::SPECIFIC_CHARACTER_SET, tags::SOP_INSTANCE_UID, tags::STUDY_DATE, tags::MODALITY,
    tags::MANUFACTURER, tags::PATIENT_NAME, tags::PATIENT_ID, tags::PATIENT_SEX, tags::PATIENT_AGE,
    tags::BODY_PART_EXAMINED, tags::VIEW_POSITION, tags::IMAGER_PIXEL_SPACING, tags::PIXEL_SPACING,
    tags::PIXEL_ASPECT_RATIO, tags::SAMPLES_PER_PIXEL, tags::PHOTOMETRIC_INTERPRETATION, tags::PLANAR_CONFIGURATION,
    tags::NUMBER_OF_FRAMES, tags::ROWS, tags::COLUMNS, tags::BITS_ALLOCATED, tags::BITS_STORED, tags::HIGH_BIT,
    tags::PIXEL_REPRESENTATION, tags::LOSSY_IMAGE_COMPRESSION, tags::PIXEL_PADDING_VALUE,
    tags::PIXEL_PADDING_RANGE_LIMIT, tags::MODALITY_LUT_SEQUENCE, tags::RESCALE_INTERCEPT, tags::RESCALE_SLOPE,
    tags::VOILUT_SEQUENCE, tags::VOILUT_FUNCTION, tags::WINDOW_CENTER, tags::WINDOW_WIDTH,
    tags::PRESENTATION_LUT_SHAPE, tags::LUT_DESCRIPTOR, tags::LUT_DATA,
    tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    tags::DIRECTORY_RECORD_SEQUENCE, tags::DIRECTORY_RECORD_TYPE, tags::REFERENCED_FILE_ID,
    tags::SOP_CLASS_UID, tags::EXTENDED_OFFSET_TABLE, tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
    tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, tags::PIXEL_MEASURES_SEQUENCE, tags::FRAME_VOILUT_SEQUENCE,
    tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE, tags::FLOAT_PIXEL_PADDING_VALUE,
    tags::FLOAT_PIXEL_PADDING_RANGE_LIMIT, tags::WINDOW_CENTER_WIDTH_EXPLANATION, tags::LUT_EXPLANATION,
    Tag(0x6000, 0x0010), Tag(0x6000, 0x0011), Tag(0x6000, 0x0015), Tag(0x6000, 0x0050), Tag(0x6000, 0x0051),
    Tag(0x6000, 0x0100), Tag(0x6000, 0x0102), Tag(0x6000, 0x3000),
    tags::PIXEL_DATA, tags::FLOAT_PIXEL_DATA, tags::DOUBLE_FLOAT_PIXEL_DATA,
    Tag(0xfffe, 0xe000), Tag(0xfffe, 0xe00d), Tag(0xfffe, 0xe0dd),
];

const WORDS: &[&str] = &[
    "AE",
    "AS",
    "AT",
    "CS",
    "DA",
    "DS",
    "DT",
    "FD",
    "FL",
    "IS",
    "LO",
    "LT",
    "OB",
    "OD",
    "OF",
    "OL",
    "OV",
    "OW",
    "PN",
    "SH",
    "SL",
    "SQ",
    "SS",
    "ST",
    "SV",
    "TM",
    "UC",
    "UI",
    "UL",
    "UN",
    "UR",
    "US",
    "UT",
    "UV",
    "DICM",
    "MONOCHROME1",
    "MONOCHROME2",
    "PALETTE COLOR",
    "RGB",
    "YBR_FULL",
    "YBR_FULL_422",
    "YBR_ICT",
    "YBR_RCT",
    "LINEAR",
    "LINEAR_EXACT",
    "SIGMOID",
    "INVERSE",
    "ISO_IR 100",
    "ISO_IR 192",
    "ISO 2022 IR 87",
    "GB18030",
    "\x1b$B",
    "\x1b(B",
    "\x1b$)C",
    "-1",
    "0",
    "1e308",
    "1e-308",
    "-0",
    "\\",
    "65535",
    "IHDR",
    "PLTE",
    "IDAT",
    "IEND",
    "Adobe",
    "mrfx",
];

const UIDS: &[&str] = &[
    uids::IMPLICIT_VR_LITTLE_ENDIAN,
    uids::EXPLICIT_VR_LITTLE_ENDIAN,
    "1.2.840.10008.1.2.2",
    uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
    uids::ENCAPSULATED_UNCOMPRESSED_EXPLICIT_VR_LITTLE_ENDIAN,
    uids::RLE_LOSSLESS,
    uids::JPEG_BASELINE8_BIT,
    uids::JPEG_EXTENDED12_BIT,
    uids::JPEG_LOSSLESS,
    uids::JPEG_LOSSLESS_SV1,
    uids::JPEGLS_LOSSLESS,
    uids::JPEGLS_NEAR_LOSSLESS,
    uids::JPEG2000_LOSSLESS,
    uids::JPEG2000,
    uids::HTJ2K_LOSSLESS,
    uids::HTJ2K,
    uids::JPEGXL,
];

/// Second bytes of the markers of JPEG, JPEG-LS and JPEG 2000; the first is 0xff.
#[rustfmt::skip]
const MARKERS: [u8; 43] = [
    0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc9, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xdc,
    0xdd, 0xde, 0xe0, 0xe8, 0xee, 0xf7, 0xf8, // JPEG and JPEG-LS
    0x4f, 0x50, 0x51, 0x52, 0x53, 0x55, 0x57, 0x58, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x90, 0x91, 0x93, // JPEG 2000
];

/// The dictionary in libFuzzer's form: a word a line, in quotes.
pub(crate) fn text() -> String {
    let mut text = String::from("# Written by the seeds program (fuzz/seeds): change it there.\n");
    let mut add = |word: &[u8]| {
        let spelled = word.iter().fold(String::new(), |mut spelled, &byte| {
            let is_plain = (byte.is_ascii_graphic() || byte == b' ') && !b"\"\\".contains(&byte);
            let _ =
                if is_plain { write!(spelled, "{}", byte as char) } else { write!(spelled, "\\x{byte:02x}") };
            spelled
        });
        let _ = writeln!(text, "\"{spelled}\"");
    };
    for Tag(group, element) in TAGS {
        add(&[group.to_le_bytes(), element.to_le_bytes()].concat());
        add(&[group.to_be_bytes(), element.to_be_bytes()].concat());
    }
    WORDS.iter().chain(UIDS).for_each(|word| add(word.as_bytes()));
    MARKERS.iter().for_each(|&marker| add(&[0xff, marker]));
    for numbers in [[0xffu8; 4], [0, 0, 0, 0x80], [0xff, 0xff, 0xff, 0x7f], [0xfe, 0xff, 0xff, 0xff]] {
        add(&numbers);
    }
    text
}
