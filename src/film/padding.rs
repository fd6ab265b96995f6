//! Pixel padding: samples that are background and say nothing of the patient (PS3.3 C.7.5.1.1.2).

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::data_set::attributes::{decimals, integer};
use super::error::FilmError;
use super::layout::Layout;

/// The stored values that are padding, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Padding {
    lo: f64,
    hi: f64,
}

impl Padding {
    /// Of floating point pixels: Float Pixel Padding Value (0028,0122) or its form of 64 bits, widened likewise. A sample
    /// that is no finite number says nothing of the patient either.
    pub(crate) fn from_float_data_set(object: &InMemDicomObject) -> Result<Self, FilmError> {
        let number = |tags: [Tag; 2]| -> Result<Option<f64>, FilmError> {
            for tag in tags {
                if let Some(&[value]) = decimals(object, tag)?.as_deref() {
                    return Ok(Some(value));
                }
            }
            Ok(None)
        };
        let value = number([tags::FLOAT_PIXEL_PADDING_VALUE, tags::DOUBLE_FLOAT_PIXEL_PADDING_VALUE])?;
        let value = value.map_or(f64::NAN, |value| f64::from(value as f32));
        let limit =
            number([tags::FLOAT_PIXEL_PADDING_RANGE_LIMIT, tags::DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT])?;
        let limit = limit.map_or(value, |limit| f64::from(limit as f32));
        Ok(Self { lo: value.min(limit), hi: value.max(limit) })
    }

    /// Pixel Padding Value (0028,0120), widened to Pixel Padding Range Limit (0028,0121) where that is given.
    pub(crate) fn from_data_set(
        object: &InMemDicomObject,
        layout: &Layout,
    ) -> Result<Option<Self>, FilmError> {
        let Some(value) = stored(object, tags::PIXEL_PADDING_VALUE, layout)? else {
            return Ok(None);
        };
        let limit = stored(object, tags::PIXEL_PADDING_RANGE_LIMIT, layout)?.unwrap_or(value);
        Ok(Some(Self { lo: value.min(limit), hi: value.max(limit) }))
    }

    /// Whether a stored value is padding.
    pub(crate) fn holds(self, value: f64) -> bool {
        (self.lo <= value && value <= self.hi) || !value.is_finite()
    }
}

/// The attribute as a stored value. Some makers write it unsigned where the pixels are signed.
fn stored(object: &InMemDicomObject, tag: Tag, layout: &Layout) -> Result<Option<f64>, FilmError> {
    let value = integer(object, tag)?;
    let folded = value.map(|value| match layout.signed {
        true if (0x8000..0x1_0000).contains(&value) => value - 0x1_0000,
        false if (-0x8000..0).contains(&value) => value + 0x1_0000,
        _ => value,
    });
    Ok(folded.map(|value| value as f64))
}
