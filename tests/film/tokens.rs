//! The reader's tokens against dicom-parser's own reader, token by token, value by value, on every real file.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::ops::Range;
use std::path::Path;

use dicom_core::header::DataElementHeader;
use dicom_core::{Length, Tag, VR};
use dicom_dictionary_std::{StandardDataDictionary, uids};
use dicom_encoding::TransferSyntaxIndex as _;
use dicom_object::FileMetaTable;
use dicom_parser::dataset::lazy_read::LazyDataSetReader;
use dicom_parser::dataset::{LazyDataToken, LazyDataTokenRepr};
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;
use negatoscope::film::{ElementReader, Encoding, TokenError};

/// A token, and where it has one the bytes of its value.
type Seen = (LazyDataTokenRepr, Option<Vec<u8>>);

/// The tokens that `bytes` begin with, and whether they are read to their end.
fn ours(bytes: &[u8], encoding: Encoding) -> (Vec<Seen>, Option<TokenError>) {
    let mut reader = ElementReader::new(bytes, 0, encoding, StandardDataDictionary);
    let mut seen = Vec::new();
    loop {
        match reader.next_token() {
            Ok(None) => return (seen, None),
            Err(error) => return (seen, Some(error)),
            Ok(Some(token)) => {
                let value = match &token {
                    LazyDataToken::LazyValue { decoder: value, .. }
                    | LazyDataToken::LazyItemValue { decoder: value, .. } => Some(value.clone()),
                    _ => None,
                };
                seen.push((
                    LazyDataTokenRepr::from(&token),
                    value.map(|value: Range<usize>| bytes[value].to_vec()),
                ));
            }
        }
    }
}

/// The same by dicom-parser.
fn theirs(bytes: &[u8], syntax: &str) -> (Vec<Seen>, Option<String>) {
    let syntax = TransferSyntaxRegistry.get(syntax).expect("a transfer syntax of the standard");
    let mut reader = LazyDataSetReader::new_with_ts(Cursor::new(bytes), syntax).expect("a reader");
    let mut seen = Vec::new();
    while let Some(token) = reader.advance() {
        let token = match token {
            Ok(token) => token,
            Err(error) => return (seen, Some(error.to_string())),
        };
        let repr = LazyDataTokenRepr::from(&token);
        let length = match &repr {
            LazyDataTokenRepr::LazyValue { header } => header.len.get(),
            LazyDataTokenRepr::LazyItemValue { len } => Some(*len),
            _ => None,
        };
        // A length that lies would be an allocation of as many bytes.
        if length.is_some_and(|length| length as usize > bytes.len()) {
            return (seen, Some("a value is longer than the file".to_owned()));
        }
        let mut value = Vec::new();
        if length.is_some() && token.read_value_into(&mut value).is_err() {
            return (seen, Some("a value is cut off".to_owned()));
        }
        seen.push((repr, length.map(|_| value)));
    }
    (seen, None)
}

/// dicom-parser says where the lengths are undefined with a length that equals nothing, itself included.
fn comparable((token, value): &Seen) -> (String, Option<&[u8]>) {
    (format!("{token:?}"), value.as_deref())
}

/// The data set of a file and its transfer syntax, as dicom-rs finds them.
fn data_set(bytes: &[u8]) -> Option<(Vec<u8>, String)> {
    let mut file = Cursor::new(bytes.get(128..)?);
    let meta = FileMetaTable::from_reader(&mut file).ok()?;
    let data_set = &bytes[128 + file.position() as usize..];
    let syntax = meta.transfer_syntax().to_owned();
    if syntax != uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN {
        return Some((data_set.to_vec(), syntax));
    }
    let mut inflated = Vec::new();
    flate2::read::DeflateDecoder::new(data_set).read_to_end(&mut inflated).ok()?;
    Some((inflated, uids::EXPLICIT_VR_LITTLE_ENDIAN.to_owned()))
}

fn encoding_of(syntax: &str) -> Encoding {
    match syntax {
        uids::IMPLICIT_VR_LITTLE_ENDIAN => Encoding::ImplicitLittle,
        "1.2.840.10008.1.2.2" => Encoding::ExplicitBig,
        _ => Encoding::ExplicitLittle,
    }
}

/// Leaves out the items of sequences of unknown representation that have a length: dicom-parser leaves them as bytes.
fn without_unknown_sequences(ours: &[Seen], theirs: &[Seen]) -> Option<Vec<Seen>> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some((token, value)) = ours.get(at) {
        let counterpart = theirs.get(kept.len())?;
        let (LazyDataTokenRepr::SequenceStart { tag, len }, LazyDataTokenRepr::ElementHeader(header)) =
            (token, &counterpart.0)
        else {
            kept.push((token.clone(), value.clone()));
            at += 1;
            continue;
        };
        let is_unknown = header.vr == VR::UN && header.tag == *tag && header.len == *len;
        if !is_unknown {
            return None;
        }
        kept.extend(theirs.get(kept.len()..kept.len() + 2)?.iter().cloned());
        let mut depth = 0_usize;
        while let Some((token, _)) = ours.get(at) {
            at += 1;
            match token {
                LazyDataTokenRepr::SequenceStart { .. } | LazyDataTokenRepr::PixelSequenceStart => depth += 1,
                LazyDataTokenRepr::SequenceEnd => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    Some(kept)
}

#[test]
fn the_tokens_of_real_files_are_those_of_dicom_parser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/dicom");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    };
    let (mut equal, mut tokens) = (0, 0);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for path in entries.map(|entry| entry.expect("entry").path()) {
        let bytes = fs::read(&path).expect("file");
        let Some((bytes, syntax)) = data_set(&bytes) else {
            *reasons.entry("dicom-rs finds no file meta information".to_owned()).or_default() += 1;
            continue;
        };
        let encoding = encoding_of(&syntax);
        if encoding != Encoding::from_first_element(&bytes, 0, encoding == Encoding::ExplicitBig) {
            *reasons.entry("the file claims another encoding than it has".to_owned()).or_default() += 1;
            continue;
        }
        let ((ours, our_error), (theirs, their_error)) = (ours(&bytes, encoding), theirs(&bytes, &syntax));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match (our_error, their_error) {
            (None, None) => {
                let compared = without_unknown_sequences(&ours, &theirs).unwrap_or(ours);
                for (at, (ours, theirs)) in compared.iter().zip(&theirs).enumerate() {
                    assert_eq!(comparable(ours), comparable(theirs), "token {at} of {name}");
                }
                assert_eq!(compared.len(), theirs.len(), "{name}");
                equal += 1;
                tokens += theirs.len();
            }
            (None, Some(error)) => {
                *reasons.entry(format!("dicom-parser alone stops: {error}")).or_default() += 1;
                println!("{name}: {error}");
            }
            (Some(error), None) => {
                *reasons.entry(format!("only dicom-parser reads it: {error}")).or_default() += 1;
                println!("{name}: {error}");
            }
            (Some(_), Some(_)) => *reasons.entry("both stop".to_owned()).or_default() += 1,
        }
    }
    println!("{equal} files with {tokens} tokens are equal");
    reasons.iter().for_each(|(reason, files)| println!("{files} not compared: {reason}"));
    assert!(equal > 120, "{equal}");
}

/// Elements of an explicit little endian data set.
fn element(tag: Tag, vr: &str, length: u32, value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(tag.group().to_le_bytes());
    bytes.extend(tag.element().to_le_bytes());
    bytes.extend(vr.as_bytes());
    if matches!(vr, "OB" | "SQ" | "UN") {
        bytes.extend([0, 0]);
    }
    match vr {
        "" | "OB" | "SQ" | "UN" => bytes.extend(length.to_le_bytes()),
        _ => bytes.extend((length as u16).to_le_bytes()),
    }
    bytes.extend(value);
    bytes
}

const ITEM: Tag = Tag(0xfffe, 0xe000);
const ITEM_DELIMITER: Tag = Tag(0xfffe, 0xe00d);
const SEQUENCE: Tag = Tag(0x0008, 0x1140);

#[test]
fn a_length_is_checked_before_the_value_is_handed_out() {
    let long = element(Tag(0x0008, 0x0060), "CS", 4, b"CR");
    let (tokens, error) = ours(&long, Encoding::ExplicitLittle);
    let header = DataElementHeader::new(Tag(0x0008, 0x0060), VR::CS, Length(4));
    assert_eq!(tokens, [(LazyDataTokenRepr::ElementHeader(header), None)]);
    assert_eq!(error, Some(TokenError::InvalidElementLength { tag: header.tag, missing: 2 }));
    // An element in an item is checked against the item, whatever lies behind it.
    let item = element(ITEM, "", 10, &long);
    let mut bytes = element(SEQUENCE, "SQ", item.len() as u32, &item);
    bytes.extend([0; 100]);
    let error = ours(&bytes, Encoding::ExplicitLittle).1;
    assert_eq!(error, Some(TokenError::InvalidElementLength { tag: header.tag, missing: 2 }));
    let item = element(ITEM, "", 100, &[]);
    let error = ours(&element(SEQUENCE, "SQ", 8, &item), Encoding::ExplicitLittle).1;
    assert_eq!(error, Some(TokenError::InvalidItemLength { sequence: SEQUENCE, missing: 100 }));
    let error = ours(&element(SEQUENCE, "SQ", 1, &[]), Encoding::ExplicitLittle).1;
    assert_eq!(error, Some(TokenError::InvalidElementLength { tag: SEQUENCE, missing: 1 }));
    let cut = ours(b"\x08\x00\x60\x00OB\0\0", Encoding::ExplicitLittle).1;
    assert_eq!(cut, Some(TokenError::ReadHeader { at: 0 }));
}

#[test]
fn nesting_is_bounded() {
    let mut bytes = Vec::new();
    for _ in 0..1000 {
        bytes.extend(element(SEQUENCE, "SQ", u32::MAX, &[]));
        bytes.extend(element(ITEM, "", u32::MAX, &[]));
    }
    let (tokens, error) = ours(&bytes, Encoding::ExplicitLittle);
    assert!(tokens.len() < 100, "{}", tokens.len());
    assert_eq!(error, Some(TokenError::NestedTooDeeply { at: 33 * 20 }));
}

#[test]
fn a_value_of_unknown_representation_that_begins_with_an_item_is_a_sequence() {
    let inside = [b"\x08\x00\x60\x00\x02\x00\x00\x00CR".as_slice()].concat(); // implicit
    let item = [element(ITEM, "", u32::MAX, &inside), element(ITEM_DELIMITER, "", 0, &[])].concat();
    let bytes = element(SEQUENCE, "UN", item.len() as u32, &item);
    let (tokens, error) = ours(&bytes, Encoding::ExplicitLittle);
    let header = DataElementHeader::new(Tag(0x0008, 0x0060), VR::CS, Length(2));
    let expected = [
        LazyDataTokenRepr::SequenceStart { tag: SEQUENCE, len: Length(item.len() as u32) },
        LazyDataTokenRepr::ItemStart { len: Length::UNDEFINED },
        LazyDataTokenRepr::ElementHeader(header),
        LazyDataTokenRepr::LazyValue { header },
        LazyDataTokenRepr::ItemEnd,
        LazyDataTokenRepr::SequenceEnd,
    ];
    assert_eq!(error, None);
    assert_eq!(
        format!("{:?}", tokens.iter().map(|(token, _)| token).collect::<Vec<_>>()),
        format!("{:?}", expected.iter().collect::<Vec<_>>())
    );
    assert_eq!(tokens[3].1.as_deref(), Some(b"CR".as_slice()));
    let bytes = element(SEQUENCE, "UN", 4, b"text");
    assert!(matches!(ours(&bytes, Encoding::ExplicitLittle).0[0].0, LazyDataTokenRepr::ElementHeader(_)));
}
