//! Modality LUT: from stored values to values that mean something across devices (PS3.3 C.11.1).

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::data_set::attributes::decimals;
use super::error::FilmError;
use super::lut::Lut;
use super::padding::Padding;
use super::samples::Samples;

/// The modality transform of a film. Its results are computed where they are needed, never stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ModalityLut {
    Identity,
    /// Rescale Slope (0028,1053) and Rescale Intercept (0028,1052).
    Linear {
        slope: f64,
        intercept: f64,
    },
    /// The Modality LUT Sequence (0028,3000).
    Table(Lut),
}

impl ModalityLut {
    /// The table where there is one, else the rescale attributes, else identity.
    pub(crate) fn from_data_set(object: &InMemDicomObject, signed: bool) -> Result<Self, FilmError> {
        let items = object.get(tags::MODALITY_LUT_SEQUENCE).and_then(|sequence| sequence.items());
        if let Some(item) = items.and_then(|items| items.first()) {
            return Ok(Self::Table(Lut::from_data_set(item, tags::LUT_DESCRIPTOR, tags::LUT_DATA, signed)?));
        }
        let number = |tag, absent| -> Result<f64, FilmError> {
            Ok(decimals(object, tag)?.map_or(absent, |numbers| numbers[0]))
        };
        let (slope, intercept) = (number(tags::RESCALE_SLOPE, 1.0)?, number(tags::RESCALE_INTERCEPT, 0.0)?);
        if slope == 0.0 {
            return Err(FilmError::bad(tags::RESCALE_SLOPE, slope, "a slope other than zero"));
        }
        let is_identity = slope == 1.0 && intercept == 0.0;
        Ok(if is_identity { Self::Identity } else { Self::Linear { slope, intercept } })
    }

    /// The modality value of a stored value.
    pub(crate) fn value(&self, stored: f64) -> f64 {
        match self {
            Self::Identity => stored,
            Self::Linear { slope, intercept } => slope * stored + intercept,
            Self::Table(table) => f64::from(table.entry(stored)),
        }
    }

    /// Smallest and largest modality value of the samples that are not padding; none where all are.
    pub(crate) fn range(&self, samples: &Samples, padding: Option<Padding>) -> Option<(f64, f64)> {
        if let Self::Table(_) = self {
            let mut range: Option<(f64, f64)> = None;
            samples.for_each(|stored| {
                if padding.is_none_or(|padding| !padding.holds(stored)) {
                    let value = self.value(stored);
                    range = Some(range.map_or((value, value), |(lo, hi)| (lo.min(value), hi.max(value))));
                }
            });
            return range;
        }
        let (lo, hi) = samples.range(padding)?;
        let (lo, hi) = (self.value(lo), self.value(hi));
        Some((lo.min(hi), lo.max(hi)))
    }

    /// Modality values of a row of stored ones.
    pub(crate) fn fill<T: Copy + Into<f64>>(&self, stored: &[T], values: &mut [f32]) {
        let pairs = values.iter_mut().zip(stored);
        match *self {
            Self::Identity => pairs.for_each(|(value, &stored)| *value = stored.into() as f32),
            Self::Linear { slope, intercept } => {
                pairs.for_each(|(value, &stored)| *value = (slope * stored.into() + intercept) as f32);
            }
            Self::Table(ref table) => {
                pairs.for_each(|(value, &stored)| *value = f32::from(table.entry(stored.into())));
            }
        }
    }
}
