//! What hostile claims cost: no more than the limits allow, and nothing where the file cannot hold what it claims.

use std::fs;

use dicom_core::value::{PixelFragmentSequence, PrimitiveValue};
use dicom_core::{DataElement, DicomValue, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
use negatoscope::film::{self, FilmError, Limits};

use crate::{alone, golden, name, peak};

/// Attributes, messages, and what a decoder sets up before it looks at its stream.
const LITTLE: usize = 1 << 17;

/// The most that a decoder takes for a pixel: that of JPEG 2000, see `cost`.
const BYTES_A_PIXEL: usize = 18;

/// The side that films are made to claim.
const SIDE: u16 = 2048;

/// Opens a file and returns what came of it and what it cost beyond its own bytes, and beyond an overlay's share of them,
/// which is read as an attribute.
fn cost(bytes: &[u8], limits: &Limits) -> (Option<FilmError>, usize) {
    let (result, heap) = peak(|| film::open(bytes.to_vec(), limits).err());
    (result, heap.saturating_sub(bytes.len() + bytes.len() / 8))
}

/// Replaces the value of a 16-bit attribute of group 0028, however it is written; false where it is not found.
fn set(bytes: &mut [u8], element: u8, value: u16) -> bool {
    let [low, high] = value.to_le_bytes();
    let forms: [(&[u8], [u8; 2]); 3] = [
        (&[0x28, 0, element, 0, b'U', b'S', 2, 0], [low, high]),
        (&[0x28, 0, element, 0, 2, 0, 0, 0], [low, high]),
        (&[0, 0x28, 0, element, b'U', b'S', 0, 2], [high, low]),
    ];
    forms.iter().any(|(tag, value)| {
        let Some(at) = bytes.windows(8).position(|place| place == *tag) else {
            return false;
        };
        bytes[at + 8..at + 10].copy_from_slice(value);
        true
    })
}

fn set_size(bytes: &mut [u8], side: u16) -> bool {
    set(bytes, 0x10, side) && set(bytes, 0x11, side)
}

/// Replaces each occurrence of `old` in the first bytes of the pixels, where compressed streams say their size.
fn replace_in_stream(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let pixels = bytes.windows(4).position(|tag| tag == [0xe0, 0x7f, 0x10, 0]).unwrap_or(bytes.len());
    let end = bytes.len().min(pixels + 700);
    let mut at = pixels;
    while let Some(found) = bytes[at..end].windows(old.len()).position(|place| place == old) {
        at += found;
        bytes[at..at + new.len()].copy_from_slice(new);
    }
}

#[test]
fn a_size_that_the_header_claims_costs_nothing_where_the_file_cannot_hold_it() {
    let Some(paths) = golden() else {
        return;
    };
    alone(|| {
        for path in &paths {
            let mut bytes = fs::read(path).expect("file");
            for (side, kind) in [(u16::MAX, Some("too_large")), (8192, None)] {
                if !set_size(&mut bytes, side) {
                    continue; // deflated
                }
                let (error, heap) = cost(&bytes, &Limits::default());
                let found = error.as_ref().map(|error| error.kind().as_str());
                assert!(kind.is_none_or(|kind| found == Some(kind)), "{}: {found:?}", name(path));
                assert!(found.is_some() && heap <= LITTLE, "{}: {heap} bytes for {found:?}", name(path));
            }
        }
    });
}

/// A compressed stream can hold a large film in few bytes: there only the limits help.
#[test]
fn a_size_that_the_stream_claims_too_is_held_by_the_limits() {
    let Some(paths) = golden() else {
        return;
    };
    let side = usize::from(SIDE);
    let just = Limits { max_pixels: side * side, ..Limits::default() };
    let less = Limits { max_pixels: side * side - 1, ..Limits::default() };
    alone(|| {
        let mut worst = (0, String::new());
        for path in &paths {
            let mut bytes = fs::read(path).expect("file");
            let Ok(film) = film::open(bytes.clone(), &Limits::default()) else {
                continue;
            };
            let [rows, columns] = [film.header.rows, film.header.columns];
            let jpeg = [rows as u16, columns as u16].map(u16::to_be_bytes).concat();
            replace_in_stream(&mut bytes, &jpeg, &[SIDE; 2].map(u16::to_be_bytes).concat());
            let wavelets = [columns, rows].map(u32::to_be_bytes).concat();
            replace_in_stream(&mut bytes, &wavelets, &[SIDE.into(); 2].map(u32::to_be_bytes).concat());
            if !set_size(&mut bytes, SIDE) {
                continue;
            }
            let (error, heap) = cost(&bytes, &less);
            let found = error.as_ref().map(|error| error.kind().as_str());
            assert!(found == Some("too_large") && heap <= LITTLE, "{}: {heap} {found:?}", name(path));
            let (_, heap) = cost(&bytes, &just);
            assert!(heap <= side * side * BYTES_A_PIXEL, "{}: {heap} bytes", name(path));
            worst = worst.max((heap, name(path)));
        }
        let a_pixel = worst.0 as f64 / (side * side) as f64;
        println!("a size that the stream claims costs at most {a_pixel:.1} bytes a pixel: {}", worst.1);
    });
}

#[test]
fn lengths_that_lie_cost_nothing() {
    let Some(paths) = golden() else {
        return;
    };
    alone(|| {
        for path in &paths {
            let bytes = fs::read(path).expect("file");
            let tags: [&[u8]; 4] = [b"\x28\0\x02\0", b"\xe0\x7f\x10\0", b"\xfe\xff\0\xe0", b"\x10\0\x10\0"];
            for tag in tags {
                // The last of a tag is in the pixels, or they are it; the first stands in the header.
                let first = bytes.windows(4).position(|place| place == tag);
                let last = bytes.windows(4).rposition(|place| place == tag);
                for at in [first, last].into_iter().flatten() {
                    for (offset, value) in [4, 8]
                        .into_iter()
                        .flat_map(|offset| [u32::MAX - 1, 1 << 30].map(|value| (offset, value)))
                    {
                        let mut lying = bytes.clone();
                        lying[at + offset..at + offset + 4].copy_from_slice(&value.to_le_bytes());
                        let (error, heap) = cost(&lying, &Limits::default());
                        let is_refusal = error.is_some_and(|error| error.kind().as_str() != "decode");
                        assert!(!is_refusal || heap <= LITTLE, "{}: {heap} bytes, {tag:?}", name(path));
                    }
                }
            }
        }
    });
}

/// A film of a single pixel, with so many zeros behind it that they deflate by hundreds.
fn swollen(zeros: usize) -> InMemDicomObject {
    let pixels = DataElement::new(tags::PIXEL_DATA, VR::OB, PrimitiveValue::from(vec![0u8; zeros]));
    let photometric = PrimitiveValue::from("MONOCHROME2");
    let mut object = InMemDicomObject::from_element_iter([
        pixels,
        DataElement::new(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, photometric),
    ]);
    for (tag, value) in [
        (tags::SAMPLES_PER_PIXEL, 1u16),
        (tags::ROWS, 1),
        (tags::COLUMNS, 1),
        (tags::BITS_ALLOCATED, 8),
        (tags::BITS_STORED, 8),
        (tags::HIGH_BIT, 7),
        (tags::PIXEL_REPRESENTATION, 0),
    ] {
        object.put(DataElement::new(tag, VR::US, PrimitiveValue::from(value)));
    }
    object
}

fn encode(object: InMemDicomObject, transfer_syntax: &str) -> Vec<u8> {
    let meta = FileMetaTableBuilder::new()
        .transfer_syntax(transfer_syntax)
        .media_storage_sop_class_uid(uids::SECONDARY_CAPTURE_IMAGE_STORAGE)
        .media_storage_sop_instance_uid("2.25.1");
    let mut bytes = Vec::new();
    object.with_meta(meta).expect("meta").write_all(&mut bytes).expect("written");
    bytes
}

#[test]
fn deflated_bytes_swell_no_further_than_the_limits() {
    const ZEROS: usize = 1 << 24;
    alone(|| {
        let bomb = encode(swollen(ZEROS), uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
        assert!(bomb.len() < ZEROS / 200, "{} bytes", bomb.len());
        let limits = Limits { max_file_bytes: 1 << 20, ..Limits::default() };
        let (error, heap) = cost(&bomb, &limits);
        println!("a deflated data set of {} bytes costs {heap} where {} is the limit", bomb.len(), 1 << 20);
        assert_eq!(error.as_ref().map(|error| error.kind().as_str()), Some("too_large"));
        // A block that doubles, beyond the limit once, beside the one it grew from.
        assert!(heap <= 3 * limits.max_file_bytes + LITTLE, "{heap} bytes");

        // The same deflated bytes as a frame: it has one pixel.
        let length = u32::from_le_bytes([bomb[140], bomb[141], bomb[142], bomb[143]]) as usize;
        let mut object = swollen(0);
        let fragments = PixelFragmentSequence::new(Vec::new(), vec![bomb[144 + length..].to_vec()]);
        object.put(DataElement::new(tags::PIXEL_DATA, VR::OB, DicomValue::PixelSequence(fragments)));
        let (error, heap) = cost(&encode(object, "1.2.840.10008.1.2.8.1"), &Limits::default());
        println!("the same as a frame of one pixel costs {heap}: {error:?}");
        assert!(heap <= LITTLE, "{heap} bytes");
    });
}
