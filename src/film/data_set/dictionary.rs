//! The attributes that a film needs, with name and value representation; everything else is stepped over unread.
//!
//! The standard's whole dictionary would add a fifth to what the browser downloads for reading films.

use dicom_core::dictionary::{DataDictionary, DataDictionaryEntryRef, TagRange, VirtualVr};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

/// The dictionary of the wanted attributes. Its aliases are the names in words (PS3.6).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted;

impl DataDictionary for Wanted {
    type Entry = DataDictionaryEntryRef<'static>;

    fn by_tag(&self, tag: Tag) -> Option<&Self::Entry> {
        WANTED.iter().find(|entry| match entry.tag {
            TagRange::Single(single) => single == tag,
            // The planes of overlays: sixteen groups, alike but for their number (PS3.5 section 7.6).
            TagRange::Group100(Tag(group, element)) => {
                (group, element) == (tag.group() & 0xffe1, tag.element())
            }
            _ => false,
        })
    }

    fn by_name(&self, name: &str) -> Option<&Self::Entry> {
        WANTED.iter().find(|entry| entry.alias == name)
    }
}

#[rustfmt::skip]
static WANTED: &[DataDictionaryEntryRef<'static>] = &[
    // What the film says of itself.
    entry(tags::TRANSFER_SYNTAX_UID, "Transfer Syntax UID", VR::UI),
    entry(tags::SPECIFIC_CHARACTER_SET, "Specific Character Set", VR::CS),
    entry(tags::SOP_CLASS_UID, "SOP Class UID", VR::UI),
    entry(tags::SOP_INSTANCE_UID, "SOP Instance UID", VR::UI),
    entry(tags::STUDY_INSTANCE_UID, "Study Instance UID", VR::UI),
    entry(tags::SERIES_INSTANCE_UID, "Series Instance UID", VR::UI),
    entry(tags::STUDY_DATE, "Study Date", VR::DA),
    entry(tags::MODALITY, "Modality", VR::CS),
    entry(tags::MANUFACTURER, "Manufacturer", VR::LO),
    entry(tags::PATIENT_NAME, "Patient's Name", VR::PN),
    entry(tags::PATIENT_ID, "Patient ID", VR::LO),
    entry(tags::PATIENT_SEX, "Patient's Sex", VR::CS),
    entry(tags::PATIENT_AGE, "Patient's Age", VR::AS),
    entry(tags::BODY_PART_EXAMINED, "Body Part Examined", VR::CS),
    entry(tags::VIEW_POSITION, "View Position", VR::CS),
    entry(tags::PATIENT_ORIENTATION, "Patient Orientation", VR::CS),
    entry(tags::LATERALITY, "Laterality", VR::CS),
    entry(tags::IMAGE_LATERALITY, "Image Laterality", VR::CS),
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
    entry(tags::EXTENDED_OFFSET_TABLE, "Extended Offset Table", VR::OV),
    entry(tags::FLOAT_PIXEL_DATA, "Float Pixel Data", VR::OF),
    entry(tags::DOUBLE_FLOAT_PIXEL_DATA, "Double Float Pixel Data", VR::OD),
    entry(tags::PIXEL_DATA, "Pixel Data", VR::OW),
    // What enhanced objects say for all frames, and frame by frame.
    entry(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE, "Shared Functional Groups Sequence", VR::SQ),
    entry(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, "Per-frame Functional Groups Sequence", VR::SQ),
    entry(tags::PIXEL_MEASURES_SEQUENCE, "Pixel Measures Sequence", VR::SQ),
    entry(tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE, "Pixel Value Transformation Sequence", VR::SQ),
    entry(tags::FRAME_VOILUT_SEQUENCE, "Frame VOI LUT Sequence", VR::SQ),
    // From stored sample to screen.
    entry(tags::PIXEL_PADDING_VALUE, "Pixel Padding Value", VR::US),
    entry(tags::PIXEL_PADDING_RANGE_LIMIT, "Pixel Padding Range Limit", VR::US),
    entry(tags::FLOAT_PIXEL_PADDING_VALUE, "Float Pixel Padding Value", VR::FL),
    entry(tags::FLOAT_PIXEL_PADDING_RANGE_LIMIT, "Float Pixel Padding Range Limit", VR::FL),
    entry(tags::DOUBLE_FLOAT_PIXEL_PADDING_VALUE, "Double Float Pixel Padding Value", VR::FD),
    entry(tags::DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT, "Double Float Pixel Padding Range Limit", VR::FD),
    entry(tags::MODALITY_LUT_SEQUENCE, "Modality LUT Sequence", VR::SQ),
    entry(tags::RESCALE_INTERCEPT, "Rescale Intercept", VR::DS),
    entry(tags::RESCALE_SLOPE, "Rescale Slope", VR::DS),
    entry(tags::VOILUT_SEQUENCE, "VOI LUT Sequence", VR::SQ),
    entry(tags::VOILUT_FUNCTION, "VOI LUT Function", VR::CS),
    entry(tags::WINDOW_CENTER, "Window Center", VR::DS),
    entry(tags::WINDOW_WIDTH, "Window Width", VR::DS),
    entry(tags::WINDOW_CENTER_WIDTH_EXPLANATION, "Window Center & Width Explanation", VR::LO),
    entry(tags::LUT_EXPLANATION, "LUT Explanation", VR::LO),
    entry(tags::PRESENTATION_LUT_SHAPE, "Presentation LUT Shape", VR::CS),
    entry(tags::LUT_DESCRIPTOR, "LUT Descriptor", VR::US),
    entry(tags::LUT_DATA, "LUT Data", VR::OW),
    entry(tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, "Red Palette Color Lookup Table Descriptor", VR::US),
    entry(tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, "Green Palette Color Lookup Table Descriptor", VR::US),
    entry(tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR, "Blue Palette Color Lookup Table Descriptor", VR::US),
    entry(tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA, "Red Palette Color Lookup Table Data", VR::OW),
    entry(tags::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA, "Green Palette Color Lookup Table Data", VR::OW),
    entry(tags::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA, "Blue Palette Color Lookup Table Data", VR::OW),
    // Drawn over the film.
    plane(tags::OVERLAY_ROWS, "Overlay Rows", VR::US),
    plane(tags::OVERLAY_COLUMNS, "Overlay Columns", VR::US),
    plane(tags::NUMBER_OF_FRAMES_IN_OVERLAY, "Number of Frames in Overlay", VR::IS),
    plane(tags::IMAGE_FRAME_ORIGIN, "Image Frame Origin", VR::US),
    plane(tags::OVERLAY_ORIGIN, "Overlay Origin", VR::SS),
    plane(tags::OVERLAY_BITS_ALLOCATED, "Overlay Bits Allocated", VR::US),
    plane(tags::OVERLAY_BIT_POSITION, "Overlay Bit Position", VR::US),
    plane(tags::OVERLAY_DATA, "Overlay Data", VR::OW),
    // What a report or a picture that is handed on has in common with its film.
    entry(tags::STUDY_TIME, "Study Time", VR::TM),
    entry(tags::TIMEZONE_OFFSET_FROM_UTC, "Timezone Offset From UTC", VR::SH),
    entry(tags::ACCESSION_NUMBER, "Accession Number", VR::SH),
    entry(tags::REFERRING_PHYSICIAN_NAME, "Referring Physician's Name", VR::PN),
    entry(tags::STUDY_DESCRIPTION, "Study Description", VR::LO),
    entry(tags::ISSUER_OF_PATIENT_ID, "Issuer of Patient ID", VR::LO),
    entry(tags::PATIENT_BIRTH_DATE, "Patient's Birth Date", VR::DA),
    entry(tags::PATIENT_SIZE, "Patient's Size", VR::DS),
    entry(tags::PATIENT_WEIGHT, "Patient's Weight", VR::DS),
    entry(tags::PATIENT_IDENTITY_REMOVED, "Patient Identity Removed", VR::CS),
    entry(tags::DEIDENTIFICATION_METHOD, "De-identification Method", VR::LO),
    entry(tags::BURNED_IN_ANNOTATION, "Burned In Annotation", VR::CS),
    entry(tags::STUDY_INSTANCE_UID, "Study Instance UID", VR::UI),
    entry(tags::SERIES_INSTANCE_UID, "Series Instance UID", VR::UI),
    entry(tags::STUDY_ID, "Study ID", VR::SH),
    entry(tags::PATIENT_ORIENTATION, "Patient Orientation", VR::CS),
    entry(tags::LOSSY_IMAGE_COMPRESSION_RATIO, "Lossy Image Compression Ratio", VR::DS),
    entry(tags::LOSSY_IMAGE_COMPRESSION_METHOD, "Lossy Image Compression Method", VR::CS),
    // Instead of a film: its small picture, or a medium's table of contents.
    entry(tags::ICON_IMAGE_SEQUENCE, "Icon Image Sequence", VR::SQ),
    entry(tags::DIRECTORY_RECORD_SEQUENCE, "Directory Record Sequence", VR::SQ),
    entry(tags::DIRECTORY_RECORD_TYPE, "Directory Record Type", VR::CS),
    entry(tags::REFERENCED_FILE_ID, "Referenced File ID", VR::CS),
];

const fn entry(tag: Tag, name: &'static str, vr: VR) -> DataDictionaryEntryRef<'static> {
    plane(TagRange::Single(tag), name, vr)
}

const fn plane(tag: TagRange, name: &'static str, vr: VR) -> DataDictionaryEntryRef<'static> {
    DataDictionaryEntryRef { tag, alias: name, vr: VirtualVr::Exact(vr) }
}

/// An attribute's name and tag: `Bits Stored (0028,0101)`; the tag alone where the attribute is not wanted.
pub(crate) fn attribute_name(tag: Tag) -> String {
    Wanted.by_tag(tag).map_or_else(|| tag.to_string(), |entry| format!("{} {tag}", entry.alias))
}

/// Stands for the data set itself where sequences and what they stand in are named.
pub(crate) const DATA_SET: Tag = Tag(0, 0);

/// The sequences that are read, and where they stand.
const SEQUENCES: [(Tag, &[Tag]); 4] = [
    (
        DATA_SET,
        &[
            tags::MODALITY_LUT_SEQUENCE,
            tags::VOILUT_SEQUENCE,
            tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
            tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
            tags::DIRECTORY_RECORD_SEQUENCE,
            tags::ICON_IMAGE_SEQUENCE,
        ],
    ),
    (tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE, &FUNCTIONAL_GROUPS),
    (tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, &FUNCTIONAL_GROUPS),
    (tags::FRAME_VOILUT_SEQUENCE, &[tags::VOILUT_SEQUENCE]),
];

/// What an enhanced multi-frame object says once for all frames, or frame by frame (PS3.3 C.7.6.16.2).
pub(crate) const FUNCTIONAL_GROUPS: [Tag; 3] =
    [tags::PIXEL_MEASURES_SEQUENCE, tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE, tags::FRAME_VOILUT_SEQUENCE];

/// Whether the sequence is read where it stands in an item of `parent`.
pub(crate) fn is_wanted_sequence(parent: Tag, sequence: Tag) -> bool {
    SEQUENCES.iter().any(|(place, wanted)| *place == parent && wanted.contains(&sequence))
}
