//! The DICOM data set: bytes to attributes, bounded and checked.

pub(crate) mod attributes;
pub(crate) mod character_set;
pub(crate) mod dictionary;
pub(crate) mod encoded;
pub(crate) mod functional_groups;
pub(crate) mod header_dump;
pub(crate) mod inflate;
pub(crate) mod read;
pub(crate) mod text_encoding;
pub(crate) mod tokens;
pub(crate) mod transfer_syntax;
