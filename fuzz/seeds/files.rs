//! Whole files and data sets: films of the phantom and of the streams, pictures, and every attribute that is read.

use std::io::{Cursor, Write as _};

use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, DicomValue, Length, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::InMemDicomObject;
use dicom_transfer_syntax_registry::{TransferSyntaxIndex as _, TransferSyntaxRegistry};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use image::{DynamicImage, ImageBuffer, ImageFormat, Luma, Rgb};
use negatoscope::phantom::{self, Encoding};
use negatoscope_fuzz::file::EXPLICIT_VR_BIG_ENDIAN;
use negatoscope_fuzz::stream::{self, Shape};
use negatoscope_test_support::dicom_file::{decimal, encode, film, table, text, us, with_fragments};
use negatoscope_test_support::lossless_encoder::{self, encode_lossless};

use crate::Seeds;

const SYNTAXES: [&str; 3] =
    [uids::EXPLICIT_VR_LITTLE_ENDIAN, uids::IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN];

/// Whole files; `streams` are the seeds of the other targets.
pub(crate) fn films(streams: &[(&'static str, Seeds)]) -> Seeds {
    let mut films = Seeds::new();
    let phantom = phantom::draw(1, 24, 21, true);
    for encoding in [Encoding::Explicit, Encoding::Deflated] {
        let bytes = phantom.to_dicom(encoding).expect("a small film is written");
        films.push((format!("phantom-{encoding:?}"), bytes));
    }
    let samples: Vec<u16> = (0..20 * 18).map(|pixel| pixel * 11).collect();
    for (number, syntax) in SYNTAXES.iter().enumerate() {
        films.push((format!("full-{number}"), encode(&full(film(20, 18, &samples)), syntax)));
        let bare = without_meta(&film(20, 18, &samples), syntax);
        films.push((format!("bare-{number}"), bare));
    }
    let frames = with_fragments(film(20, 18, &[]), vec![vec![1, 2, 3, 4], vec![], vec![5, 6]]);
    films.push((
        "fragments".to_owned(),
        encode(&frames, uids::ENCAPSULATED_UNCOMPRESSED_EXPLICIT_VR_LITTLE_ENDIAN),
    ));
    films.push(("floats".to_owned(), encode(&floats(), uids::EXPLICIT_VR_LITTLE_ENDIAN)));
    let mut three = film(10, 12, &samples);
    three.put(text(tags::NUMBER_OF_FRAMES, VR::IS, "3"));
    films.push(("frames".to_owned(), encode(&three, uids::EXPLICIT_VR_LITTLE_ENDIAN)));
    films.extend(fragmented(&samples));
    films.push(("palette".to_owned(), encode(&palette(), uids::EXPLICIT_VR_LITTLE_ENDIAN)));
    films.extend(pictures());
    for (target, seeds) in streams {
        for (name, bytes) in seeds {
            films.extend(of_stream(target, bytes).map(|film| (format!("{target}-{name}"), film)));
        }
    }
    films
}

/// The film that a target makes of its bytes.
fn of_stream(target: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let (&choice, stream) = bytes.split_first()?;
    let (syntax, shape, stream) = match target {
        "jpeg_dct" => (uids::JPEG_BASELINE8_BIT, Shape::of_jpeg(stream)?, stream),
        "jpeg_lossless" => (uids::JPEG_LOSSLESS_SV1, Shape::of_jpeg(stream)?, stream),
        "jpeg_ls" => (uids::JPEGLS_LOSSLESS, Shape::of_jpeg(stream)?, stream),
        "jpeg2000" => (uids::HTJ2K, Shape::of_jpeg2000(stream)?, stream),
        "jpeg_xl" => {
            let (shape, stream) = stream.split_first_chunk::<3>()?;
            (uids::JPEGXL, Shape::of_jpeg_xl(*shape), stream)
        }
        _ => {
            let (shape, frame) = stream.split_first_chunk::<3>()?;
            (uids::RLE_LOSSLESS, Shape::of_rle(*shape), frame)
        }
    };
    Some(stream::film(syntax, shape, choice, stream))
}

fn pictures() -> Seeds {
    let gray = |x: u32, y: u32| (x * 9 + y * 5) as u8;
    let gray8 = ImageBuffer::from_fn(17, 11, |x, y| Luma([gray(x, y)]));
    let gray16 = ImageBuffer::from_fn(17, 11, |x, y| Luma([u16::from(gray(x, y)) * 257]));
    let colour = ImageBuffer::from_fn(17, 11, |x, y| Rgb([gray(x, y), gray(y, x), 7]));
    let mut pictures = Seeds::new();
    let colour = DynamicImage::ImageRgb8(colour);
    for (name, picture) in [
        ("clear", DynamicImage::ImageLumaA8(colour.to_luma_alpha8())),
        ("deep-clear", DynamicImage::ImageLumaA16(colour.to_luma_alpha16())),
        ("colour-clear", DynamicImage::ImageRgba8(colour.to_rgba8())),
        ("colour-deep", DynamicImage::ImageRgb16(colour.to_rgb16())),
        ("gray", DynamicImage::ImageLuma8(gray8)),
        ("deep", DynamicImage::ImageLuma16(gray16)),
        ("colour", colour),
    ] {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let mut bytes = Vec::new();
            // JPEG has no samples of 16 bits.
            if picture.write_to(&mut Cursor::new(&mut bytes), format).is_ok() {
                pictures.push((format!("{name}-{format:?}"), bytes));
            }
        }
    }
    pictures
}

/// Elements in each encoding, for between a header and its pixels.
pub(crate) fn data_sets() -> Seeds {
    let mut data_sets = Seeds::new();
    let item = InMemDicomObject::from_element_iter([us(tags::ROWS, 7), text(tags::MODALITY, VR::CS, "OT")]);
    let nested = |length| {
        let items = DataSetSequence::new(vec![item.clone()], length);
        DataElement::new(Tag(0x0009, 0x1001), VR::SQ, DicomValue::Sequence(items))
    };
    let kinds = [
        full(InMemDicomObject::new_empty()),
        InMemDicomObject::from_element_iter([
            table(tags::MODALITY_LUT_SEQUENCE, 1, 16, &[500, 900, 1100]),
            table(tags::VOILUT_SEQUENCE, 500, 12, &[0, 300, 4095]),
            us(tags::PIXEL_PADDING_VALUE, 0),
        ]),
        InMemDicomObject::from_element_iter([nested(Length::UNDEFINED), us(tags::BITS_STORED, 12)]),
        InMemDicomObject::from_element_iter([
            text(tags::WINDOW_CENTER, VR::DS, "4000\\500"),
            text(tags::WINDOW_WIDTH, VR::DS, "3000\\1"),
            text(tags::VOILUT_FUNCTION, VR::CS, "SIGMOID"),
            text(tags::PIXEL_ASPECT_RATIO, VR::IS, "3\\2"),
        ]),
        overlay(),
        // An overlay in the fourth of the bits that are not stored.
        InMemDicomObject::from_element_iter([
            us(tags::BITS_STORED, 12),
            us(Tag(0x6002, 0x0100), 16),
            us(Tag(0x6002, 0x0102), 15),
        ]),
        functional_groups(),
    ];
    for (number, object) in kinds.iter().enumerate() {
        for (choice, syntax) in SYNTAXES.iter().enumerate() {
            let elements = without_meta(object, syntax);
            data_sets.push((format!("{number}-{choice}"), [&[choice as u8], elements.as_slice()].concat()));
        }
    }
    data_sets
}

/// All attributes of one value that are read, but for those of the pixels themselves.
fn full(mut object: InMemDicomObject) -> InMemDicomObject {
    for (tag, vr, value) in [
        (tags::SPECIFIC_CHARACTER_SET, VR::CS, "\\ISO 2022 IR 87"),
        (tags::STUDY_DATE, VR::DA, "20200131"),
        (tags::MANUFACTURER, VR::LO, "negatoscope"),
        (tags::PATIENT_NAME, VR::PN, "Phantom^Synthetic"),
        (tags::PATIENT_SEX, VR::CS, "O"),
        (tags::PATIENT_AGE, VR::AS, "040Y"),
        (tags::BODY_PART_EXAMINED, VR::CS, "CHEST"),
        (tags::VIEW_POSITION, VR::CS, "PA"),
        (tags::IMAGER_PIXEL_SPACING, VR::DS, "0.1\\0.2"),
        (tags::PIXEL_SPACING, VR::DS, "0.143\\0.143"),
        (tags::NUMBER_OF_FRAMES, VR::IS, "1"),
        (tags::LOSSY_IMAGE_COMPRESSION, VR::CS, "01"),
        (tags::PRESENTATION_LUT_SHAPE, VR::CS, "INVERSE"),
    ] {
        object.put(text(tag, vr, value));
    }
    object.put(us(tags::PIXEL_PADDING_VALUE, 0));
    object.put(us(tags::PIXEL_PADDING_RANGE_LIMIT, 30));
    object.put(decimal(tags::RESCALE_SLOPE, -2.5));
    object.put(decimal(tags::RESCALE_INTERCEPT, 100.0));
    object.put(decimal(tags::WINDOW_CENTER, 800.0));
    object.put(decimal(tags::WINDOW_WIDTH, 900.0));
    object
}

/// Three frames in four fragments, of which nothing says where each begins; and one frame that is deflated.
fn fragmented(samples: &[u16]) -> Seeds {
    let jpeg = lossless_encoder::Jpeg { precision: 12, predictor: 1, transform: 0, rows_to_restart: 0 };
    let stream = encode_lossless(10, 12, &samples[..120], jpeg);
    let (head, tail) = stream.split_at(stream.len() / 2);
    let fragments = vec![stream.clone(), head.to_vec(), tail.to_vec(), stream.clone()];
    let mut frames = with_fragments(film(10, 12, &[]), fragments);
    frames.put(text(tags::NUMBER_OF_FRAMES, VR::IS, "3"));
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let mut deflater = DeflateEncoder::new(Vec::new(), Compression::default());
    let deflated = deflater.write_all(&bytes).and_then(|()| deflater.finish()).expect("written to memory");
    let deflated = with_fragments(film(20, 18, &[]), vec![deflated]);
    vec![
        ("fragmented".to_owned(), encode(&frames, uids::JPEG_LOSSLESS)),
        ("deflated-frame".to_owned(), encode(&deflated, uids::DEFLATED_IMAGE_FRAME_COMPRESSION)),
    ]
}

/// A map of numbers that are not whole.
fn floats() -> InMemDicomObject {
    let mut object = film(6, 6, &[]);
    object.remove_element(tags::PIXEL_DATA);
    let numbers = (0..36u8).map(|pixel| f32::from(pixel) * 0.7 - 5.0).collect();
    object.put(us(tags::BITS_ALLOCATED, 32));
    object.put(DataElement::new(tags::FLOAT_PIXEL_PADDING_VALUE, VR::FL, PrimitiveValue::from(-5.0f32)));
    object.put(DataElement::new(tags::FLOAT_PIXEL_DATA, VR::OF, PrimitiveValue::F32(numbers)));
    object
}

/// An overlay of 5 x 5 pixels.
fn overlay() -> InMemDicomObject {
    let numbers = [(0x0010, 5), (0x0011, 5), (0x0100, 1), (0x0102, 0)]
        .map(|(element, value)| us(Tag(0x6000, element), value));
    let mut object = InMemDicomObject::from_element_iter(numbers);
    object.put(DataElement::new(Tag(0x6000, 0x0050), VR::SS, PrimitiveValue::I16([2, -1].as_slice().into())));
    object.put(text(Tag(0x6000, 0x0015), VR::IS, "1"));
    object.put(us(Tag(0x6000, 0x0051), 1));
    object.put(DataElement::new(
        Tag(0x6000, 0x3000),
        VR::OW,
        PrimitiveValue::U16([0x5555, 0x5555].as_slice().into()),
    ));
    object
}

/// What enhanced objects say of all frames and of each.
fn functional_groups() -> InMemDicomObject {
    let sequence = |tag, item| {
        let items = DataSetSequence::new(vec![item], Length::UNDEFINED);
        InMemDicomObject::from_element_iter([DataElement::new(tag, VR::SQ, DicomValue::Sequence(items))])
    };
    let spacing = InMemDicomObject::from_element_iter([text(tags::PIXEL_SPACING, VR::DS, "0.2\\0.1")]);
    let rescale = InMemDicomObject::from_element_iter([
        decimal(tags::RESCALE_SLOPE, 2.0),
        decimal(tags::RESCALE_INTERCEPT, -10.0),
    ]);
    let shared = sequence(tags::PIXEL_MEASURES_SEQUENCE, spacing);
    let per_frame = sequence(tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE, rescale);
    let mut object = sequence(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE, shared);
    sequence(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, per_frame).into_iter().for_each(|element| {
        object.put(element);
    });
    object
}

/// A film of numbers of colours.
fn palette() -> InMemDicomObject {
    let mut object = film(6, 6, &(0..36).map(|pixel| pixel % 4).collect::<Vec<_>>());
    object.put(text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "PALETTE COLOR"));
    for (descriptor, data) in [
        (tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA),
        (tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA),
        (tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA),
    ] {
        let numbers = |numbers: &[u16]| PrimitiveValue::U16(numbers.into());
        object.put(DataElement::new(descriptor, VR::US, numbers(&[4, 0, 16])));
        object.put(DataElement::new(data, VR::OW, numbers(&[0, 9000, 30_000, 65_535])));
    }
    object
}

fn without_meta(object: &InMemDicomObject, transfer_syntax: &str) -> Vec<u8> {
    let syntax = TransferSyntaxRegistry.get(transfer_syntax).expect("of the registry");
    let mut bytes = Vec::new();
    object.write_dataset_with_ts(&mut bytes, syntax).expect("written to memory");
    bytes
}
