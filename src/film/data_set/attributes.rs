//! Attributes as numbers and text, with errors that name the attribute.

use dicom_core::Tag;
use dicom_object::InMemDicomObject;

use crate::film::error::FilmError;

/// Text without its padding; none where the attribute is absent or empty.
pub(crate) fn text(object: &InMemDicomObject, tag: Tag) -> Option<String> {
    let value = object.get(tag)?.to_str().ok()?;
    let text = value.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    (!text.is_empty()).then(|| text.to_owned())
}

/// A whole number; none where the attribute is absent or empty.
pub(crate) fn integer(object: &InMemDicomObject, tag: Tag) -> Result<Option<i64>, FilmError> {
    let Some(value) = text(object, tag) else {
        return Ok(None);
    };
    match value.parse() {
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(FilmError::bad(tag, value, "an integer")),
    }
}

/// A whole number within `range` that the film cannot be read without.
pub(crate) fn required(
    object: &InMemDicomObject,
    tag: Tag,
    range: std::ops::RangeInclusive<i64>,
) -> Result<u32, FilmError> {
    let number = integer(object, tag)?.ok_or_else(|| FilmError::missing(tag))?;
    match u32::try_from(number) {
        Ok(small) if range.contains(&number) => Ok(small),
        _ => Err(FilmError::bad(tag, number, format!("a value from {} to {}", range.start(), range.end()))),
    }
}

/// Finite decimal numbers; none where the attribute is absent or empty.
pub(crate) fn decimals(object: &InMemDicomObject, tag: Tag) -> Result<Option<Vec<f64>>, FilmError> {
    let Some(value) = text(object, tag) else {
        return Ok(None);
    };
    let numbers = value.split('\\').map(|part| part.trim_matches([' ', '\0']).parse::<f64>().ok());
    match numbers.map(|number| number.filter(|number| number.is_finite())).collect() {
        Some(numbers) => Ok(Some(numbers)),
        None => Err(FilmError::bad(tag, value, "decimal numbers")),
    }
}
