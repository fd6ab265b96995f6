//! The smallest DICOM file that is a film, written element by element (PS3.5 section 7.1, PS3.10 section 7.1).

use dicom_core::{Tag, VR};
use dicom_dictionary_std::{tags, uids};

/// Retired from the standard, alive in archives.
pub const EXPLICIT_VR_BIG_ENDIAN: &str = "1.2.840.10008.1.2.2";

/// A file in the making. Elements stand in the order in which they are added.
pub struct File {
    bytes: Vec<u8>,
    is_explicit: bool,
    is_big_endian: bool,
}

impl File {
    /// Begins a file with no more file meta information than its transfer syntax.
    pub fn new(transfer_syntax: &str) -> Self {
        let mut file = Self { bytes: b"DICM".to_vec(), is_explicit: true, is_big_endian: false };
        file.text(tags::TRANSFER_SYNTAX_UID, VR::UI, transfer_syntax);
        file.is_explicit = transfer_syntax != uids::IMPLICIT_VR_LITTLE_ENDIAN;
        file.is_big_endian = transfer_syntax == EXPLICIT_VR_BIG_ENDIAN;
        file
    }

    /// Adds a number of 16 bits.
    pub fn number(&mut self, tag: Tag, value: u16) {
        let value = self.half(value);
        self.element(tag, VR::US, &value);
    }

    /// Adds a text.
    pub fn text(&mut self, tag: Tag, vr: VR, value: &str) {
        self.element(tag, vr, value.as_bytes());
    }

    /// Adds bytes as they are: elements, or what may be taken for some.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// Ends the file with native pixels, whose bytes are in the file's order already.
    pub fn end_native(mut self, pixels: &[u8]) -> Vec<u8> {
        self.header(tags::PIXEL_DATA, VR::OW, pixels.len() as u32);
        self.raw(pixels);
        self.bytes
    }

    /// Ends the file with a compressed stream in one fragment, behind an empty offset table (PS3.5 annex A.4).
    pub fn end_compressed(mut self, stream: &[u8]) -> Vec<u8> {
        self.header(tags::PIXEL_DATA, VR::OB, u32::MAX);
        self.raw(&[0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
        self.raw(&[0xfe, 0xff, 0x00, 0xe0]);
        self.raw(&(stream.len() as u32).to_le_bytes());
        self.raw(stream);
        self.raw(&[0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
        self.bytes
    }

    fn element(&mut self, tag: Tag, vr: VR, value: &[u8]) {
        self.header(tag, vr, value.len() as u32);
        self.raw(value);
    }

    fn header(&mut self, tag: Tag, vr: VR, length: u32) {
        for half in [tag.group(), tag.element()] {
            let half = self.half(half);
            self.raw(&half);
        }
        let is_long = matches!(vr, VR::OB | VR::OW);
        if self.is_explicit {
            self.raw(&vr.to_bytes());
        }
        match (self.is_explicit, is_long) {
            (true, false) => {
                let length = self.half(length as u16);
                self.raw(&length);
            }
            (explicit, _) => {
                let bytes = if self.is_big_endian { length.to_be_bytes() } else { length.to_le_bytes() };
                self.raw(if explicit { &[0, 0] } else { &[] });
                self.raw(&bytes);
            }
        }
    }

    fn half(&self, value: u16) -> [u8; 2] {
        if self.is_big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
    }
}
