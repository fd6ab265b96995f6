//! Builds DICOM files in memory.

use dicom_core::value::{DataSetSequence, PixelFragmentSequence};
use dicom_core::{DataElement, DicomValue, Length, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};

/// A monochrome film with 16 bits allocated and 12 stored, ready to be changed.
pub fn film(rows: u16, columns: u16, samples: &[u16]) -> InMemDicomObject {
    let mut object = InMemDicomObject::from_element_iter([
        text(tags::SOP_CLASS_UID, VR::UI, uids::COMPUTED_RADIOGRAPHY_IMAGE_STORAGE),
        text(tags::SOP_INSTANCE_UID, VR::UI, "2.25.1"),
        text(tags::MODALITY, VR::CS, "CR"),
        text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2"),
        DataElement::new(tags::PIXEL_DATA, VR::OW, PrimitiveValue::U16(samples.into())),
    ]);
    for (tag, value) in [
        (tags::SAMPLES_PER_PIXEL, 1),
        (tags::ROWS, rows),
        (tags::COLUMNS, columns),
        (tags::BITS_ALLOCATED, 16),
        (tags::BITS_STORED, 12),
        (tags::HIGH_BIT, 11),
        (tags::PIXEL_REPRESENTATION, 0),
    ] {
        object.put(us(tag, value));
    }
    object
}

/// A film of 100 x 100 with the given sample at each place.
pub fn square(sample: impl Fn(usize) -> u16) -> InMemDicomObject {
    film(100, 100, &(0..10_000).map(sample).collect::<Vec<_>>())
}

/// An unsigned number of 16 bits.
pub fn us(tag: Tag, value: u16) -> DataElement<InMemDicomObject> {
    DataElement::new(tag, VR::US, PrimitiveValue::from(value))
}

/// A text of this value representation.
pub fn text(tag: Tag, vr: VR, value: &str) -> DataElement<InMemDicomObject> {
    DataElement::new(tag, vr, PrimitiveValue::from(value))
}

/// A decimal string.
pub fn decimal(tag: Tag, value: f64) -> DataElement<InMemDicomObject> {
    text(tag, VR::DS, &value.to_string())
}

/// A look-up table as the only item of a sequence.
pub fn table(sequence: Tag, first: u16, bits: u16, entries: &[u16]) -> DataElement<InMemDicomObject> {
    let descriptor: PrimitiveValue =
        PrimitiveValue::U16([entries.len() as u16, first, bits].as_slice().into());
    let item = InMemDicomObject::from_element_iter([
        DataElement::new(tags::LUT_DESCRIPTOR, VR::US, descriptor),
        DataElement::new(tags::LUT_DATA, VR::OW, PrimitiveValue::U16(entries.into())),
    ]);
    let items = DataSetSequence::new(vec![item], Length::UNDEFINED);
    DataElement::new(sequence, VR::SQ, DicomValue::Sequence(items))
}

/// Replaces the pixels by fragments of a compressed stream.
pub fn with_fragments(mut object: InMemDicomObject, fragments: Vec<Vec<u8>>) -> InMemDicomObject {
    let fragments = PixelFragmentSequence::new(Vec::new(), fragments);
    object.put(DataElement::new(tags::PIXEL_DATA, VR::OB, DicomValue::PixelSequence(fragments)));
    object
}

/// The file with its preamble and file meta information.
pub fn encode(object: &InMemDicomObject, transfer_syntax: &str) -> Vec<u8> {
    let meta = FileMetaTableBuilder::new()
        .transfer_syntax(transfer_syntax)
        .media_storage_sop_class_uid(uids::COMPUTED_RADIOGRAPHY_IMAGE_STORAGE)
        .media_storage_sop_instance_uid("2.25.1");
    let mut bytes = Vec::new();
    object.clone().with_meta(meta).expect("meta").write_all(&mut bytes).expect("written");
    bytes
}

/// Numbers that look random and are the same in every run.
pub fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 16
    }
}
