//! The one reader of DICOM elements: a pull reader of tokens over bytes that may lie.
//!
//! *Invariant:* no other code of this project decodes element headers. The data set of a film ([`read`](super::read)), the
//! whole header ([`header_dump`](super::header_dump)) and the de-identified copy (`dicom_export::deidentify`) consume the
//! same tokens, so a copy can never be parsed otherwise than the film is read. Whatever the reader takes for a sequence, the
//! de-identifier enters.
//!
//! The tokens are those of dicom-parser ([`LazyDataToken`]), and so is their order: the header of an element, then its value;
//! the start of a sequence, its items, its end. Headers are decoded by dicom-encoding. dicom-parser's own `LazyDataSetReader`
//! is not used, for three reasons: it reads from a stream, so it cannot check a length against the bytes at hand; it ends at
//! the first damage, where films are read on; and it brings the tables of all text encodings into the download. A test
//! (`tests/film/tokens.rs`) holds both token streams equal on real files. Where this reader differs on purpose:
//! - Little endian data sets are explicit or implicit by their first element, whatever the file claims.
//! - A value of unknown representation (UN, or implicit and in no dictionary) that begins with an item is a sequence, implicit
//!   inside (PS3.5 section 6.2.2, note 2). dicom-parser leaves it as bytes where its length is defined.
//! - A data set, item or sequence ends where fewer than 8 bytes are left in it: files are padded at the end.
//!
//! Bounds: every length is checked against the bytes at hand (within an item, against the item's) before a value is handed
//! out. A value is a range of offsets, so nothing is allocated for it. Sequences are entered at most [`MAX_DEPTH`] deep, and
//! those that nobody enters are skipped without recursion.

use std::ops::Range;

use dicom_core::dictionary::DataDictionary;
use dicom_core::header::DataElementHeader;
use dicom_core::{Length, Tag, VR};
use dicom_dictionary_std::tags;
use dicom_encoding::decode::DecodeFrom;
use dicom_encoding::decode::explicit_be::ExplicitVRBigEndianDecoder;
use dicom_encoding::decode::explicit_le::ExplicitVRLittleEndianDecoder;
use dicom_encoding::decode::implicit_le::ImplicitVRLittleEndianDecoder;
use dicom_parser::dataset::{LazyDataToken, SeqTokenType};

use super::dictionary::attribute_name;
use crate::film::error::FilmError;

pub(crate) const ITEM: Tag = Tag(0xfffe, 0xe000);
pub(crate) const ITEM_DELIMITER: Tag = Tag(0xfffe, 0xe00d);
pub(crate) const SEQUENCE_DELIMITER: Tag = Tag(0xfffe, 0xe0dd);

/// Sequences are entered this deep: deeper than any real file's; a hostile one nests as deep as it is long.
pub(crate) const MAX_DEPTH: usize = 32;
/// A sequence and its item each count.
const MAX_OPEN: usize = 2 * MAX_DEPTH;
/// Fewer bytes cannot be an element or an item.
const MIN_ELEMENT_BYTES: usize = 8;

/// A token of a data set. The value of an element or of a fragment is a range of offsets into the bytes that are read.
pub type Token = LazyDataToken<Range<usize>>;

/// How elements are encoded (PS3.5 section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Explicit VR Little Endian.
    ExplicitLittle,
    /// Explicit VR Big Endian (retired).
    ExplicitBig,
    /// Implicit VR Little Endian.
    ImplicitLittle,
}

impl Encoding {
    /// The encoding of the data set whose first element stands at `at`. A little endian one is told by that element, for
    /// some files claim the wrong one.
    pub fn from_first_element(bytes: &[u8], at: usize, is_big_endian: bool) -> Self {
        let has_vr = bytes.get(at + 4..at + 6).is_some_and(|vr| VR::from_binary([vr[0], vr[1]]).is_some());
        match (is_big_endian, has_vr) {
            (true, _) => Self::ExplicitBig,
            (false, true) => Self::ExplicitLittle,
            (false, false) => Self::ImplicitLittle,
        }
    }
}

/// Why the next token cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The bytes end within the header of an element or item.
    #[error("could not read the element header at byte {at}")]
    ReadHeader {
        /// Where the header begins.
        at: usize,
    },
    /// As [`Self::ReadHeader`], and where the VR should be there is none.
    #[error("could not read the element header at byte {at}: {tag} has no value representation")]
    ReadVr {
        /// Where the header begins.
        at: usize,
        /// The element.
        tag: Tag,
    },
    /// An element is longer than the bytes at hand.
    #[error("invalid length of element {tag}: {missing} bytes are missing")]
    InvalidElementLength {
        /// The element.
        tag: Tag,
        /// How many bytes it is too long.
        missing: usize,
    },
    /// An item is longer than the bytes at hand.
    #[error("invalid length of an item of {sequence}: {missing} bytes are missing")]
    InvalidItemLength {
        /// The sequence that the item is part of.
        sequence: Tag,
        /// How many bytes it is too long.
        missing: usize,
    },
    /// A sequence or item of undefined length has no delimiter.
    #[error("no delimiter ends the sequence at byte {at}")]
    MissingDelimiter {
        /// Where its value begins.
        at: usize,
    },
    /// Sequences are nested more than `MAX_DEPTH` deep.
    #[error("sequences are nested too deeply at byte {at}")]
    NestedTooDeeply {
        /// Where the value begins that is not entered.
        at: usize,
    },
}

impl From<TokenError> for FilmError {
    fn from(error: TokenError) -> Self {
        let cut = |place: &str| Self::Truncated { place: place.to_owned(), missing: None };
        match error {
            TokenError::ReadHeader { .. } | TokenError::ReadVr { .. } => cut("an element's header"),
            TokenError::InvalidElementLength { tag, missing }
            | TokenError::InvalidItemLength { sequence: tag, missing } => {
                Self::truncated(attribute_name(tag), missing)
            }
            TokenError::MissingDelimiter { .. } => cut("a sequence"),
            TokenError::NestedTooDeeply { at } => Self::damaged(at, "sequences are nested too deeply"),
        }
    }
}

/// The header of an element, and where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ElementHeader {
    /// The header as decoded: without a VR in the file, that of the dictionary, or else UN.
    pub(crate) element: DataElementHeader,
    /// How it is encoded.
    pub(crate) encoding: Encoding,
    /// Offset of the header.
    pub(crate) at: usize,
    /// Offset of the value.
    pub(crate) value: usize,
    /// The file has letters where a VR should be, and they are none.
    pub(crate) has_unknown_vr: bool,
}

impl ElementHeader {
    pub(crate) fn tag(&self) -> Tag {
        self.element.tag
    }

    /// The VR that stands in the file; none where the encoding has none.
    pub(crate) fn written_vr(&self) -> Option<VR> {
        let has_vr = self.encoding != Encoding::ImplicitLittle && self.tag().group() != 0xfffe;
        has_vr.then_some(self.element.vr)
    }

    /// Length of the value as claimed; none where a delimiter ends it.
    pub(crate) fn length(&self) -> Option<usize> {
        self.element.len.get().map(|length| length as usize)
    }

    /// How the items in the value are encoded: of unknown representation, implicit (PS3.5 section 6.2.2, note 2).
    pub(crate) fn encoding_inside(&self) -> Encoding {
        if self.element.vr == VR::UN { Encoding::ImplicitLittle } else { self.encoding }
    }
}

/// What ended a sequence or an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndedBy {
    /// Its length.
    Length,
    /// This delimiter, which in damaged files may be the wrong one.
    Delimiter(Tag),
    /// The end of what it lies in, where a delimiter should have been.
    Nothing,
}

/// A sequence or an item that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    kind: SeqTokenType,
    /// The sequence, or that of the item.
    tag: Tag,
    /// Where it ends at the latest.
    end: usize,
    has_length: bool,
    encoding: Encoding,
    /// Its items are fragments of pixels.
    has_fragments: bool,
}

impl Open {
    fn end_token(&self) -> Token {
        match self.kind {
            SeqTokenType::Sequence => Token::SequenceEnd,
            SeqTokenType::Item => Token::ItemEnd,
        }
    }
}

/// What follows the token that was handed out last.
#[derive(Debug, Clone, PartialEq)]
enum Next {
    Header,
    /// The value of the last header.
    Value,
    /// The items of the last header.
    Items {
        are_fragments: bool,
    },
    Fragment(Range<usize>),
}

/// A pull reader of the tokens of a data set; see the module's documentation.
#[derive(Debug)]
pub struct ElementReader<'a, D> {
    bytes: &'a [u8],
    at: usize,
    encoding: Encoding,
    dictionary: D,
    has_file_bounds: bool,
    open: Vec<Open>,
    next: Next,
    header: ElementHeader,
    token_at: usize,
    ended_by: EndedBy,
}

impl<'a, D: DataDictionary + Copy> ElementReader<'a, D> {
    /// A reader of the data set whose first element stands at `at`. The dictionary says the VR of implicit elements.
    pub fn new(bytes: &'a [u8], at: usize, encoding: Encoding, dictionary: D) -> Self {
        let element = DataElementHeader::new(Tag(0, 0), VR::UN, Length(0));
        Self {
            bytes,
            at,
            encoding,
            dictionary,
            has_file_bounds: false,
            open: Vec::new(),
            next: Next::Header,
            header: ElementHeader { element, encoding, at, value: at, has_unknown_vr: false },
            token_at: at,
            ended_by: EndedBy::Nothing,
        }
    }

    /// A reader of the fragments of pixels that stand at `at`: they are little endian, and behind them comes the end of their
    /// sequence.
    pub(crate) fn in_pixel_sequence(bytes: &'a [u8], at: usize, dictionary: D) -> Self {
        let mut reader = Self::new(bytes, at, Encoding::ImplicitLittle, dictionary);
        reader.open.push(Open {
            kind: SeqTokenType::Sequence,
            tag: tags::PIXEL_DATA,
            end: bytes.len(),
            has_length: false,
            encoding: reader.encoding,
            has_fragments: true,
        });
        reader
    }

    /// Checks lengths against the whole file, so that what is longer than the item around it can be read all the same.
    pub(crate) fn with_file_bounds(mut self) -> Self {
        self.has_file_bounds = true;
        self
    }

    /// Offset behind what has been read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Offset of the last token: of its header, or where something ended.
    pub(crate) fn token_position(&self) -> usize {
        self.token_at
    }

    /// The header of the last token that has one: all but values, and ends without a delimiter.
    pub(crate) fn header(&self) -> ElementHeader {
        self.header
    }

    /// What ended the last sequence or item.
    pub(crate) fn ended_by(&self) -> EndedBy {
        self.ended_by
    }

    /// The next token; none at the end of the data set. An end token without a start is a delimiter that stands in the data
    /// set itself.
    ///
    /// # Errors
    /// [`TokenError`] where a header or length does not fit in the bytes at hand, or sequences are nested too deeply.
    pub fn next_token(&mut self) -> Result<Option<Token>, TokenError> {
        match std::mem::replace(&mut self.next, Next::Header) {
            Next::Header => {}
            Next::Value => {
                let value = self.header.value..self.end_of_defined(&self.header)?;
                self.at = value.end;
                return Ok(Some(Token::LazyValue { header: self.header.element, decoder: value }));
            }
            Next::Items { are_fragments } => self.enter_sequence(are_fragments)?,
            Next::Fragment(value) => {
                self.at = value.end;
                return Ok(Some(Token::LazyItemValue { len: value.len() as u32, decoder: value }));
            }
        }
        loop {
            self.token_at = self.at;
            let top = self.open.last().copied();
            if top.map_or(self.bytes.len(), |top| top.end).saturating_sub(self.at) < MIN_ELEMENT_BYTES {
                let Some(closed) = self.open.pop() else { return Ok(None) };
                self.at = self.at.max(closed.end);
                self.ended_by = if closed.has_length { EndedBy::Length } else { EndedBy::Nothing };
                return Ok(Some(closed.end_token()));
            }
            let header = self.decode_header(self.at, top.map_or(self.encoding, |top| top.encoding))?;
            let tag = header.tag();
            self.header = header;
            match (tag, top) {
                (ITEM, _) => return self.enter_item(&header).map(Some),
                (ITEM_DELIMITER | SEQUENCE_DELIMITER, None) => {
                    self.at = header.value;
                    self.ended_by = EndedBy::Delimiter(tag);
                    return Ok(Some(if tag == ITEM_DELIMITER { Token::ItemEnd } else { Token::SequenceEnd }));
                }
                // An item that has a length does not end here.
                (SEQUENCE_DELIMITER, Some(Open { kind: SeqTokenType::Item, has_length: true, .. })) => {
                    self.at = header.value;
                }
                (ITEM_DELIMITER | SEQUENCE_DELIMITER, Some(top)) => {
                    self.open.pop();
                    self.at = if top.has_length { top.end.max(header.value) } else { header.value };
                    self.ended_by = EndedBy::Delimiter(tag);
                    return Ok(Some(top.end_token()));
                }
                _ => return Ok(Some(self.begin_element(header))),
            }
        }
    }

    /// Checks the length of the value or the sequence whose header was the last token, as the next token will.
    ///
    /// # Errors
    /// [`TokenError::InvalidElementLength`].
    pub(crate) fn check_length(&self) -> Result<(), TokenError> {
        self.end_of_defined(&self.header).map(drop)
    }

    /// Steps over the value or the sequence whose header was the last token.
    ///
    /// # Errors
    /// As [`Self::next_token`].
    pub(crate) fn skip_value(&mut self) -> Result<(), TokenError> {
        self.next = Next::Header;
        self.at = match self.header.length() {
            Some(_) => self.end_of_defined(&self.header)?,
            None => self.end_of_undefined(self.header.value, self.header.encoding_inside())?,
        };
        Ok(())
    }

    /// Steps over the rest of the innermost item or sequence, the last token included. Where its length is undefined, open
    /// items and sequences stand on a list, not on the stack.
    ///
    /// # Errors
    /// As [`Self::next_token`].
    pub(crate) fn skip_rest(&mut self) -> Result<(), TokenError> {
        let next = std::mem::replace(&mut self.next, Next::Header);
        let from = if matches!(next, Next::Value | Next::Items { .. }) { self.token_at } else { self.at };
        let Some(closed) = self.open.pop() else { return Ok(()) };
        self.at = if closed.has_length {
            closed.end.max(from)
        } else {
            self.end_of_undefined(from, closed.encoding)?
        };
        Ok(())
    }

    /// The length is checked when the next token is asked for: before that, whoever reads may be content with the header.
    fn begin_element(&mut self, header: ElementHeader) -> Token {
        let DataElementHeader { tag, len, .. } = header.element;
        let is_pixels = is_pixels(tag);
        let token = if is_pixels && len.is_undefined() {
            self.next = Next::Items { are_fragments: true };
            Token::PixelSequenceStart
        } else if !is_pixels && self.holds_items(&header) {
            self.next = Next::Items { are_fragments: false };
            Token::SequenceStart { tag, len }
        } else {
            self.next = Next::Value;
            Token::ElementHeader(header.element)
        };
        self.at = header.value;
        token
    }

    /// Whether a value is a sequence: by its VR, by its undefined length, or where neither says so by its first item.
    fn holds_items(&self, header: &ElementHeader) -> bool {
        let Some(length) = header.length() else { return true };
        match header.written_vr() {
            Some(VR::SQ) => true,
            None if header.element.vr == VR::SQ => true,
            None | Some(VR::UN) if length >= MIN_ELEMENT_BYTES => {
                self.decode_header(header.value, Encoding::ImplicitLittle).is_ok_and(|item| {
                    let is_inside = item.length().is_none_or(|inner| inner <= length - MIN_ELEMENT_BYTES);
                    item.tag() == ITEM && is_inside
                })
            }
            _ => false,
        }
    }

    fn enter_sequence(&mut self, has_fragments: bool) -> Result<(), TokenError> {
        let header = self.header;
        let end = self.end_of_defined(&header)?;
        self.push(SeqTokenType::Sequence, &header, header.tag(), end, has_fragments)
    }

    fn enter_item(&mut self, header: &ElementHeader) -> Result<Token, TokenError> {
        let (sequence, has_fragments) =
            self.open.last().map_or((ITEM, false), |top| (top.tag, top.has_fragments));
        let end = self.end_of_defined(header).map_err(|error| match error {
            TokenError::InvalidElementLength { missing, .. } => {
                TokenError::InvalidItemLength { sequence, missing }
            }
            error => error,
        })?;
        self.push(SeqTokenType::Item, header, sequence, end, false)?;
        self.at = header.value;
        if has_fragments && header.length().is_some_and(|length| length > 0) {
            self.next = Next::Fragment(header.value..end);
        }
        Ok(Token::ItemStart { len: header.element.len })
    }

    fn push(
        &mut self,
        kind: SeqTokenType,
        header: &ElementHeader,
        tag: Tag,
        end: usize,
        has_fragments: bool,
    ) -> Result<(), TokenError> {
        if self.open.len() > MAX_OPEN {
            return Err(TokenError::NestedTooDeeply { at: header.value });
        }
        let around = self.open.last().map_or(self.bytes.len(), |top| top.end);
        let encoding = match kind {
            SeqTokenType::Sequence => header.encoding_inside(),
            SeqTokenType::Item => header.encoding,
        };
        let has_length = header.length().is_some();
        self.open.push(Open { kind, tag, end: end.min(around), has_length, encoding, has_fragments });
        Ok(())
    }

    /// Where the bytes end that headers and values must lie in.
    fn limit(&self) -> usize {
        let file = self.bytes.len();
        if self.has_file_bounds { file } else { self.open.last().map_or(file, |top| top.end) }
    }

    fn decode_header(&self, at: usize, encoding: Encoding) -> Result<ElementHeader, TokenError> {
        let cut = TokenError::ReadHeader { at };
        let bytes = &self.bytes[..self.limit()];
        let letters = bytes.get(at + 4..at + 6).map(|vr| VR::from_binary([vr[0], vr[1]]));
        let is_explicit = |tag: Tag| encoding != Encoding::ImplicitLittle && tag.group() != 0xfffe;
        let mut rest = bytes.get(at..).ok_or(cut)?;
        let decoded = match encoding {
            Encoding::ExplicitLittle => ExplicitVRLittleEndianDecoder::default().decode_header(&mut rest),
            Encoding::ExplicitBig => ExplicitVRBigEndianDecoder::default().decode_header(&mut rest),
            Encoding::ImplicitLittle => {
                ImplicitVRLittleEndianDecoder::with_dict(self.dictionary).decode_header(&mut rest)
            }
        };
        let Ok((element, _)) = decoded else {
            let word = |at| -> Option<u16> {
                let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
                let is_big = encoding == Encoding::ExplicitBig;
                Some(if is_big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
            };
            let tag = word(at).zip(word(at + 2)).map(|(group, element)| Tag(group, element));
            return Err(match tag {
                Some(tag) if is_explicit(tag) && letters == Some(None) => TokenError::ReadVr { at, tag },
                _ => cut,
            });
        };
        let has_unknown_vr = is_explicit(element.tag) && letters == Some(None);
        Ok(ElementHeader { element, encoding, at, value: bytes.len() - rest.len(), has_unknown_vr })
    }

    /// Where the value ends; of undefined length, at the latest.
    fn end_of_defined(&self, header: &ElementHeader) -> Result<usize, TokenError> {
        let limit = self.limit();
        let Some(length) = header.length() else { return Ok(limit) };
        match length.checked_sub(limit.saturating_sub(header.value)) {
            None | Some(0) => Ok(header.value + length),
            Some(missing) => Err(TokenError::InvalidElementLength { tag: header.tag(), missing }),
        }
    }

    /// Where a value of undefined length ends, behind its delimiter. Open items and sequences stand on a list, not on the
    /// stack: a hostile file nests as deep as it is long. What has a length is stepped over unread.
    fn end_of_undefined(&self, value: usize, encoding: Encoding) -> Result<usize, TokenError> {
        let mut open = vec![encoding];
        let mut at = value;
        while let Some(&encoding) = open.last() {
            if self.limit().saturating_sub(at) < MIN_ELEMENT_BYTES {
                return Err(TokenError::MissingDelimiter { at: value });
            }
            let header = self.decode_header(at, encoding)?;
            at = header.value;
            match (header.tag(), header.length()) {
                (ITEM_DELIMITER | SEQUENCE_DELIMITER, _) => {
                    open.pop();
                }
                (_, Some(_)) => at = self.end_of_defined(&header)?,
                (ITEM, None) => open.push(encoding),
                (_, None) => open.push(header.encoding_inside()),
            }
        }
        Ok(at)
    }
}

/// Pixel Data (7FE0,0010), Float Pixel Data (7FE0,0008) and Double Float Pixel Data (7FE0,0009).
pub(crate) fn is_pixels(tag: Tag) -> bool {
    [tags::PIXEL_DATA, tags::FLOAT_PIXEL_DATA, tags::DOUBLE_FLOAT_PIXEL_DATA].contains(&tag)
}
