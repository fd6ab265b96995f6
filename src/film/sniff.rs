//! What kind of file the bytes are. The name is never asked: films come as `IM000001`, `.dcm`, or with no name at all.

use super::error::FilmError;

/// The kinds of file that can be a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileFormat {
    /// DICOM; the file meta information (group 0002) begins at this offset.
    DicomFile {
        /// Offset of the first element of group 0002.
        meta: usize,
    },
    /// A DICOM data set with neither preamble nor file meta information.
    BareDataSet,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
}

/// Tells the kind of file from its first bytes (PS3.10 section 7.1 for DICOM).
pub(crate) fn format_of(bytes: &[u8]) -> Result<FileFormat, FilmError> {
    if bytes.is_empty() {
        return Err(FilmError::Empty);
    }
    if bytes.get(128..132) == Some(b"DICM") {
        return Ok(FileFormat::DicomFile { meta: 132 });
    }
    if bytes.starts_with(b"DICM") {
        return Ok(FileFormat::DicomFile { meta: 4 });
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(FileFormat::Png);
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Ok(FileFormat::Jpeg);
    }
    match bytes {
        // (0002,00xx): file meta information without the preamble before it.
        [0x02, 0x00, _, 0x00, ..] => Ok(FileFormat::DicomFile { meta: 0 }),
        // (0008,00xx), little endian or big endian, with a first length that fits.
        [0x08, 0x00, _, 0x00, ..] | [0x00, 0x08, 0x00, _, ..] if first_element_fits(bytes) => {
            Ok(FileFormat::BareDataSet)
        }
        _ => Err(FilmError::NotAFilm { looks_like: looks_like(bytes) }),
    }
}

fn first_element_fits(bytes: &[u8]) -> bool {
    let Some(&[a, b, c, d]) = bytes.get(4..8) else {
        return false;
    };
    let explicit = a.is_ascii_uppercase() && b.is_ascii_uppercase();
    let length = match (explicit, bytes[0] == 0) {
        (true, false) => u32::from(u16::from_le_bytes([c, d])),
        (true, true) => u32::from(u16::from_be_bytes([c, d])),
        (false, false) => u32::from_le_bytes([a, b, c, d]),
        (false, true) => return false, // implicit big endian has never been DICOM
    };
    length as usize <= bytes.len() - 8
}

/// A few common kinds of file, so that the error says more than "no".
fn looks_like(bytes: &[u8]) -> &'static str {
    const SIGNATURES: [(&[u8], &str); 14] = [
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive in another archive (unpack it first)"),
        (b"\x1f\x8b", "a gzip archive in another archive (unpack it first)"),
        (b"7z\xbc\xaf", "a 7-Zip archive (unpack it first)"),
        (b"Rar!", "a RAR archive (unpack it first)"),
        (b"GIF8", "a GIF image"),
        (b"BM", "a BMP image"),
        (b"II*\0", "a TIFF image"),
        (b"MM\0*", "a TIFF image"),
        (b"RIFF", "a WebP image or a media file"),
        (b"\xff\x4f\xff\x51", "a bare JPEG 2000 image"),
        (b"\0\0\0\x0cjP  ", "a bare JPEG 2000 image"),
        (b"\x93NUMPY", "a NumPy array"),
        (b"\x7fELF", "an executable"),
    ];
    if let Some((_, name)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return name;
    }
    let head = &bytes[..bytes.len().min(512)];
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if head.iter().all(|&byte| byte == 0) {
        "a file of zeros only"
    } else if head.iter().any(|&byte| byte < 9) {
        "a file of unknown type"
    } else if start.starts_with('<') {
        "an HTML or XML document"
    } else {
        "a text file"
    }
}
