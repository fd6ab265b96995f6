//! The first frame of encapsulated pixels: items of a sequence, gathered (PS3.5 annex A.4).

use std::borrow::Cow;

use super::error::FilmError;
use super::syntax::Codec;

const ITEM: [u8; 4] = [0xfe, 0xff, 0x00, 0xe0];
const SEQUENCE_DELIMITER: [u8; 4] = [0xfe, 0xff, 0xdd, 0xe0];

/// The bytes of the first frame; `at` is where the value of Pixel Data begins. Borrowed where it lies in one
/// fragment, as it nearly always does.
pub(crate) fn first_frame(
    bytes: &[u8],
    at: usize,
    frames: u32,
    codec: Codec,
) -> Result<Cow<'_, [u8]>, FilmError> {
    let mut items = Items { bytes, at };
    let offsets = items.next()?.unwrap_or_default();
    let second_frame = second_offset(offsets);
    let start = items.at;
    let mut frame: Option<Cow<[u8]>> = None;
    loop {
        let offset = items.at - start;
        let Some(fragment) = items.next()? else {
            break;
        };
        if let Some(gathered) = &mut frame {
            let next_frame = match second_frame {
                Some(second) => offset >= second,
                None => codec == Codec::Rle || begins_a_frame(fragment, codec),
            };
            if frames > 1 && next_frame {
                break;
            }
            gathered.to_mut().extend_from_slice(fragment);
        } else {
            frame = Some(Cow::Borrowed(fragment));
        }
    }
    frame.ok_or_else(|| FilmError::NoPixels {
        detail: "its Pixel Data (7FE0,0010) holds no fragment".to_owned(),
    })
}

/// Where the second frame begins, by the Basic Offset Table, which many files leave empty.
fn second_offset(table: &[u8]) -> Option<usize> {
    let second = u32::from_le_bytes(table.get(4..8)?.try_into().ok()?);
    (second > 0).then_some(second as usize)
}

/// Without an offset table, only a new stream tells that a fragment begins a new frame.
fn begins_a_frame(fragment: &[u8], codec: Codec) -> bool {
    match codec {
        Codec::Jpeg | Codec::JpegLs => fragment.starts_with(&[0xff, 0xd8, 0xff]),
        Codec::Jpeg2000 => {
            fragment.starts_with(&[0xff, 0x4f, 0xff, 0x51]) || fragment.starts_with(b"\0\0\0\x0cjP  ")
        }
        _ => true,
    }
}

struct Items<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Items<'a> {
    /// The next item's value; none behind the last. A missing delimiter at the very end of the file is forgiven.
    fn next(&mut self) -> Result<Option<&'a [u8]>, FilmError> {
        let rest = &self.bytes[self.at..];
        let Some((&[t0, t1, t2, t3, l0, l1, l2, l3], values)) = rest.split_first_chunk::<8>() else {
            return match rest.len() {
                0 => Ok(None),
                _ => Err(FilmError::Truncated { place: "its pixels".to_owned(), missing: None }),
            };
        };
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        match [t0, t1, t2, t3] {
            ITEM => {
                let value = values.get(..length);
                let value = value.ok_or_else(|| FilmError::truncated("its pixels", length - values.len()))?;
                self.at += 8 + length;
                Ok(Some(value))
            }
            SEQUENCE_DELIMITER => Ok(None),
            _ => Err(FilmError::damaged(self.at, "a fragment of Pixel Data (7FE0,0010) was expected")),
        }
    }
}
