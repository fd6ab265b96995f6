//! The attributes that a film needs, with name and value representation; everything else is stepped over unread.
//!
//! The standard's whole dictionary would add a fifth to what the browser downloads for reading films.

use dicom_core::dictionary::{DataDictionary, DataDictionaryEntryRef, TagRange, VirtualVr};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use dicom_encoding::text::SpecificCharacterSet;

/// The dictionary of the wanted attributes. Its aliases are the names in words (PS3.6).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted;

impl DataDictionary for Wanted {
    type Entry = DataDictionaryEntryRef<'static>;

    fn by_tag(&self, tag: Tag) -> Option<&Self::Entry> {
        WANTED.iter().find(|entry| entry.tag == TagRange::Single(tag))
    }

    fn by_name(&self, name: &str) -> Option<&Self::Entry> {
        WANTED.iter().find(|entry| entry.alias == name)
    }
}

#[rustfmt::skip]
static WANTED: [DataDictionaryEntryRef<'static>; 45] = [
    // What the film says of itself.
    entry(tags::TRANSFER_SYNTAX_UID, "Transfer Syntax UID", VR::UI),
    entry(tags::SPECIFIC_CHARACTER_SET, "Specific Character Set", VR::CS),
    entry(tags::SOP_INSTANCE_UID, "SOP Instance UID", VR::UI),
    entry(tags::STUDY_DATE, "Study Date", VR::DA),
    entry(tags::MODALITY, "Modality", VR::CS),
    entry(tags::MANUFACTURER, "Manufacturer", VR::LO),
    entry(tags::PATIENT_NAME, "Patient's Name", VR::PN),
    entry(tags::PATIENT_ID, "Patient ID", VR::LO),
    entry(tags::PATIENT_SEX, "Patient's Sex", VR::CS),
    entry(tags::PATIENT_AGE, "Patient's Age", VR::AS),
    entry(tags::BODY_PART_EXAMINED, "Body Part Examined", VR::CS),
    entry(tags::VIEW_POSITION, "View Position", VR::CS),
    // The geometry and the encoding of its pixels.
    entry(tags::IMAGER_PIXEL_SPACING, "Imager Pixel Spacing", VR::DS),
    entry(tags::PIXEL_SPACING, "Pixel Spacing", VR::DS),
    entry(tags::PIXEL_ASPECT_RATIO, "Pixel Aspect Ratio", VR::IS),
    entry(tags::SAMPLES_PER_PIXEL, "Samples per Pixel", VR::US),
    entry(tags::PHOTOMETRIC_INTERPRETATION, "Photometric Interpretation", VR::CS),
    entry(tags::PLANAR_CONFIGURATION, "Planar Configuration", VR::US),
    entry(tags::NUMBER_OF_FRAMES, "Number of Frames", VR::IS),
    entry(tags::ROWS, "Rows", VR::US),
    entry(tags::COLUMNS, "Columns", VR::US),
    entry(tags::BITS_ALLOCATED, "Bits Allocated", VR::US),
    entry(tags::BITS_STORED, "Bits Stored", VR::US),
    entry(tags::HIGH_BIT, "High Bit", VR::US),
    entry(tags::PIXEL_REPRESENTATION, "Pixel Representation", VR::US),
    entry(tags::LOSSY_IMAGE_COMPRESSION, "Lossy Image Compression", VR::CS),
    entry(tags::PIXEL_DATA, "Pixel Data", VR::OW),
    // From stored sample to screen.
    entry(tags::PIXEL_PADDING_VALUE, "Pixel Padding Value", VR::US),
    entry(tags::PIXEL_PADDING_RANGE_LIMIT, "Pixel Padding Range Limit", VR::US),
    entry(tags::MODALITY_LUT_SEQUENCE, "Modality LUT Sequence", VR::SQ),
    entry(tags::RESCALE_INTERCEPT, "Rescale Intercept", VR::DS),
    entry(tags::RESCALE_SLOPE, "Rescale Slope", VR::DS),
    entry(tags::VOILUT_SEQUENCE, "VOI LUT Sequence", VR::SQ),
    entry(tags::VOILUT_FUNCTION, "VOI LUT Function", VR::CS),
    entry(tags::WINDOW_CENTER, "Window Center", VR::DS),
    entry(tags::WINDOW_WIDTH, "Window Width", VR::DS),
    entry(tags::PRESENTATION_LUT_SHAPE, "Presentation LUT Shape", VR::CS),
    entry(tags::LUT_DESCRIPTOR, "LUT Descriptor", VR::US),
    entry(tags::LUT_DATA, "LUT Data", VR::OW),
    entry(tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, "Red Palette Color Lookup Table Descriptor", VR::US),
    entry(tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, "Green Palette Color Lookup Table Descriptor", VR::US),
    entry(tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, "Blue Palette Color Lookup Table Descriptor", VR::US),
    entry(tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA, "Red Palette Color Lookup Table Data", VR::OW),
    entry(tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA, "Green Palette Color Lookup Table Data", VR::OW),
    entry(tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA, "Blue Palette Color Lookup Table Data", VR::OW),
];

const fn entry(tag: Tag, name: &'static str, vr: VR) -> DataDictionaryEntryRef<'static> {
    DataDictionaryEntryRef { tag: TagRange::Single(tag), alias: name, vr: VirtualVr::Exact(vr) }
}

/// An attribute's name and tag: `Bits Stored (0028,0101)`; the tag alone where the attribute is not wanted.
pub(crate) fn attribute_name(tag: Tag) -> String {
    Wanted.by_tag(tag).map_or_else(|| tag.to_string(), |entry| format!("{} {tag}", entry.alias))
}

/// The character set of the file's text (PS3.3 C.12.1.1.2). Where several are named, they are switched by escape
/// sequences; the Japanese set (ISO 2022 IR 87) decodes those, of the others the first known is taken.
pub(crate) fn character_set(names: &[String]) -> SpecificCharacterSet {
    let japanese = names.iter().find(|name| name.trim() == "ISO 2022 IR 87");
    japanese
        .into_iter()
        .chain(names)
        .find_map(|name| SpecificCharacterSet::from_code(name.trim()))
        .unwrap_or_default()
}
