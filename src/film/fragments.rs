//! One frame of encapsulated pixels: items of a sequence, gathered (PS3.5 annex A.4).

use std::borrow::Cow;
use std::cmp::Ordering;

use super::data_set::dictionary::Wanted;
use super::data_set::tokens::{ElementReader, EndedBy, SEQUENCE_DELIMITER, Token, TokenError};
use super::data_set::transfer_syntax::Codec;
use super::error::FilmError;

/// Where to find a frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FramePosition<'a> {
    /// Which frame, counted from 0.
    pub(crate) frame: usize,
    /// How many the file has.
    pub(crate) frames: usize,
    /// Extended Offset Table (7FE0,0001), where the file has one.
    pub(crate) offsets: Option<&'a [u64]>,
}

/// The bytes of a frame; `at` is where the value of Pixel Data begins. Borrowed where the frame lies in one fragment, as
/// it nearly always does.
pub(crate) fn frame<'a>(
    bytes: &'a [u8],
    at: usize,
    place: FramePosition,
    codec: Codec,
) -> Result<Cow<'a, [u8]>, FilmError> {
    let mut items = Items::new(bytes, at);
    let basic = items.next()?.unwrap_or_default();
    let start = items.position();
    let table = offsets(basic, &place);
    // Where nothing says which fragment begins a frame, and there is one for each, they are what they seem.
    let one_each = table.is_none() && place.frames > 1 && Items::new(bytes, start).count()? == place.frames;
    let mut frame: Option<Cow<[u8]>> = None;
    let mut begun = 0;
    loop {
        let offset = items.position() - start;
        let Some(fragment) = items.next()? else {
            break;
        };
        let begins = begun == 0
            || place.frames > 1
                && match &table {
                    Some(table) => table.get(begun).is_some_and(|&begin| offset >= begin),
                    None => one_each || begins_a_frame(fragment, codec),
                };
        begun += usize::from(begins);
        match (begun.cmp(&(place.frame + 1)), &mut frame) {
            (Ordering::Less, _) => {}
            (Ordering::Equal, None) => frame = Some(Cow::Borrowed(fragment)),
            (Ordering::Equal, Some(gathered)) => gathered.to_mut().extend_from_slice(fragment),
            (Ordering::Greater, _) => break,
        }
    }
    match (frame, begun) {
        (Some(frame), _) => Ok(frame),
        (None, 0) => {
            Err(FilmError::NoPixels { detail: "its Pixel Data (7FE0,0010) contains no fragment".to_owned() })
        }
        (None, _) => Err(FilmError::Truncated { place: format!("frame {}", place.frame + 1), missing: None }),
    }
}

/// Where each frame begins, by the Extended Offset Table or else the Basic Offset Table, which many files leave empty or
/// fill with zeros.
fn offsets(basic: &[u8], place: &FramePosition) -> Option<Vec<usize>> {
    let table: Vec<usize> = match place.offsets {
        Some(extended) => extended.iter().map(|&offset| offset as usize).collect(),
        None => basic.as_chunks::<4>().0.iter().map(|&offset| u32::from_le_bytes(offset) as usize).collect(),
    };
    (table.len() == place.frames && table.is_sorted_by(|one, next| one < next)).then_some(table)
}

/// Without an offset table, only a new stream tells that a fragment begins a new frame.
fn begins_a_frame(fragment: &[u8], codec: Codec) -> bool {
    match codec {
        Codec::Jpeg | Codec::JpegLs => fragment.starts_with(&[0xff, 0xd8, 0xff]),
        Codec::Jpeg2000 => {
            fragment.starts_with(&[0xff, 0x4f, 0xff, 0x51]) || fragment.starts_with(b"\0\0\0\x0cjP  ")
        }
        Codec::JpegXl => fragment.starts_with(&[0xff, 0x0a]) || fragment.starts_with(b"\0\0\0\x0cJXL "),
        _ => true,
    }
}

struct Items<'a> {
    bytes: &'a [u8],
    elements: ElementReader<'a, Wanted>,
    /// The last item has been read.
    is_at_end: bool,
}

impl<'a> Items<'a> {
    fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, elements: ElementReader::in_pixel_sequence(bytes, at, Wanted), is_at_end: false }
    }

    /// Offset of the next item.
    fn position(&self) -> usize {
        self.elements.position()
    }

    fn count(mut self) -> Result<usize, FilmError> {
        let mut count = 0;
        while self.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// The next item's value; none behind the last. A missing delimiter at the very end of the file is forgiven.
    fn next(&mut self) -> Result<Option<&'a [u8]>, FilmError> {
        if self.is_at_end {
            return Ok(None);
        }
        let cut_off = |missing| FilmError::truncated("its pixels", missing);
        let token = self.elements.next_token().map_err(|error| match error {
            TokenError::InvalidItemLength { missing, .. } => cut_off(missing),
            error => error.into(),
        })?;
        match (token, self.elements.ended_by()) {
            (Some(Token::ItemStart { len }), _) => {
                let there = self.bytes.len() - self.position();
                let length =
                    len.get().ok_or_else(|| cut_off((u32::MAX as usize).saturating_sub(there)))? as usize;
                let value = &self.bytes[self.position()..][..length];
                self.elements.skip_rest()?;
                Ok(Some(value))
            }
            (Some(Token::SequenceEnd), EndedBy::Delimiter(SEQUENCE_DELIMITER)) => {
                self.is_at_end = true;
                Ok(None)
            }
            (Some(Token::SequenceEnd), EndedBy::Nothing)
                if self.elements.token_position() == self.bytes.len() =>
            {
                self.is_at_end = true;
                Ok(None)
            }
            (Some(Token::SequenceEnd), EndedBy::Nothing) => {
                Err(FilmError::Truncated { place: "its pixels".to_owned(), missing: None })
            }
            _ => {
                let at = self.elements.token_position();
                Err(FilmError::damaged(at, "a fragment of Pixel Data (7FE0,0010) was expected"))
            }
        }
    }
}
