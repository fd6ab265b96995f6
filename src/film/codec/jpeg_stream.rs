//! What a JPEG stream says of itself before it is decoded (ITU-T T.81 annex B).
//!
//! Decoders differ in how they treat a stream that ends early; some paint the rest grey. So the markers are walked
//! first, to the end of the image.

/// Facts from the markers of a JPEG stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JpegStream {
    /// Number of the start-of-frame marker: 0 baseline, 1 extended, 2 progressive, 3 lossless, more are exotic.
    pub(crate) process: u8,
    /// Bits of a sample.
    pub(crate) precision: u8,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) components: usize,
    /// The colour transform of Adobe's APP14 segment: 0 none, 1 YCbCr.
    pub(crate) adobe: Option<u8>,
    /// JFIF's APP0 segment is there: colours are YCbCr (ITU-T T.871).
    pub(crate) jfif: bool,
    /// The end-of-image marker stands behind the last scan.
    pub(crate) is_complete: bool,
}

const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: u8 = 0xd9;

impl JpegStream {
    /// Walks the markers; none where there is no frame header.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut frame: Option<Self> = None;
        let (mut adobe, mut jfif) = (None, false);
        for Segment { marker, body, .. } in segments(bytes) {
            match (marker, body) {
                (END_OF_IMAGE, _) => {
                    return frame.map(|frame| Self { adobe, jfif, is_complete: true, ..frame });
                }
                (0xc4 | 0xc8 | 0xcc, _) => {}
                // A hierarchical stream begins with a header of the same form for all its frames (B.3.2).
                (0xc0..=0xcf | 0xde, &[precision, r1, r0, c1, c0, components, ..]) if frame.is_none() => {
                    frame = Some(Self {
                        process: marker - 0xc0,
                        precision,
                        rows: usize::from(u16::from_be_bytes([r1, r0])),
                        columns: usize::from(u16::from_be_bytes([c1, c0])),
                        components: usize::from(components),
                        adobe: None,
                        jfif: false,
                        is_complete: false,
                    });
                }
                (0xe0, [b'J', b'F', b'I', b'F', ..]) => jfif = true,
                (0xee, [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform, ..]) => {
                    adobe = Some(*transform)
                }
                _ => {}
            }
        }
        frame.map(|frame| Self { adobe, jfif, ..frame })
    }
}

/// A marker and the segment behind it, if it has one.
pub(super) struct Segment<'a> {
    pub(super) marker: u8,
    /// The segment without its length.
    pub(super) body: &'a [u8],
    /// Entropy-coded data behind the header of a scan.
    pub(super) data: &'a [u8],
}

/// The segments behind the start-of-image marker, up to the end-of-image marker or to where the stream is cut off.
pub(super) fn segments(bytes: &[u8]) -> impl Iterator<Item = Segment<'_>> {
    let mut at = 2;
    std::iter::from_fn(move || {
        loop {
            let marker = next_marker(bytes, &mut at)?;
            match marker {
                0x01 | 0xd0..=0xd8 => continue, // markers without a segment
                END_OF_IMAGE => {
                    at = bytes.len();
                    return Some(Segment { marker, body: &[], data: &[] });
                }
                _ => {}
            }
            let Some(body) = segment(bytes, at) else {
                at = bytes.len();
                return None;
            };
            let start = at + 2 + body.len();
            at = if marker == START_OF_SCAN { scan_end(bytes, start) } else { start };
            return Some(Segment { marker, body, data: &bytes[start..at] });
        }
    })
}

/// Moves behind the next marker and returns its code.
pub(super) fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let start = bytes.get(*at..)?.iter().position(|&byte| byte == 0xff)?;
        *at += start + 1;
        while bytes.get(*at) == Some(&0xff) {
            *at += 1;
        }
        let code = *bytes.get(*at)?;
        *at += 1;
        if code != 0 {
            return Some(code);
        }
    }
}

/// The segment at `at`, without its two bytes of length.
pub(super) fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    bytes.get(at + 2..at + length)
}

/// Where the entropy-coded data from `at` on end: at a marker that is neither a stuffed zero nor a restart.
fn scan_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at;
    while let Some(step) = bytes[at..].iter().position(|&byte| byte == 0xff) {
        at += step;
        match bytes.get(at + 1) {
            Some(0 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => break,
        }
    }
    bytes.len()
}
