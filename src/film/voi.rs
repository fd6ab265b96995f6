//! Values of interest: which modality values are shown from black to white (PS3.3 C.11.2).

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;
use dicom_pixeldata::{VoiLutFunction, WindowLevel, WindowLevelTransform};

use super::attributes::{decimals, text};
use super::lut::Lut;

/// A transform from modality value to brightness. It is for the eye only: scores never see it.
#[derive(Debug)]
pub(crate) enum Voi {
    /// An item of the VOI LUT Sequence (0028,3010), and its largest entry.
    Table(Lut, f64),
    /// Window Center (0028,1050) and Window Width (0028,1051).
    Window { transform: WindowLevelTransform, lo: f64, hi: f64 },
    /// The S-shaped window (C.11.2.1.3.1).
    Sigmoid { center: f64, width: f64 },
}

impl Voi {
    /// What the file asks for: its first table, else its first window. A table or window that makes no sense is as
    /// good as none. `signed` says whether modality values can be negative.
    pub(crate) fn of(object: &InMemDicomObject, signed: bool) -> Option<Self> {
        let items = object.get(tags::VOILUT_SEQUENCE).and_then(|sequence| sequence.items());
        let table = items.and_then(|items| items.first()).and_then(|item| {
            let table = Lut::of(item, tags::LUT_DESCRIPTOR, tags::LUT_DATA, signed).ok()?;
            let largest = f64::from(table.full_scale());
            (largest > 0.0).then_some(Self::Table(table, largest))
        });
        table.or_else(|| {
            let first = |tag| decimals(object, tag).ok()?.and_then(|numbers| numbers.first().copied());
            let (center, width) = (first(tags::WINDOW_CENTER)?, first(tags::WINDOW_WIDTH)?);
            let function = text(object, tags::VOILUT_FUNCTION);
            match VoiLutFunction::try_from(function.as_deref().unwrap_or("LINEAR")).unwrap_or_default() {
                _ if width <= 0.0 => None,
                VoiLutFunction::Sigmoid => Some(Self::Sigmoid { center, width }),
                function => Some(Self::window(function, center, width)),
            }
        })
    }

    /// Everything from `lo` to `hi`.
    pub(crate) fn between(lo: f64, hi: f64) -> Self {
        Self::window(VoiLutFunction::LinearExact, (lo + hi) / 2.0, hi - lo)
    }

    fn window(function: VoiLutFunction, center: f64, width: f64) -> Self {
        let transform = WindowLevelTransform::new(function, WindowLevel { center, width });
        Self::Window { transform, lo: center - width / 2.0, hi: center + width / 2.0 }
    }

    /// Whether a film with values from `lo` to `hi` would show anything but black or white.
    pub(crate) fn shows(&self, lo: f64, hi: f64) -> bool {
        match *self {
            Self::Window { lo: black, hi: white, .. } => black < hi && white > lo,
            Self::Table(..) | Self::Sigmoid { .. } => true,
        }
    }

    /// Brightness of a modality value, 0 to 1.
    pub(crate) fn brightness(&self, value: f64) -> f64 {
        match self {
            Self::Table(table, largest) => f64::from(table.entry(value)) / largest,
            Self::Window { transform, .. } => transform.apply(value, 1.0),
            Self::Sigmoid { center, width } => 1.0 / (1.0 + (-4.0 * (value - center) / width).exp()),
        }
    }
}
