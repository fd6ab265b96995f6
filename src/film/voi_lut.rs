//! Values of interest: which modality values are shown from black to white (PS3.3 C.11.2).

use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::data_set::attributes::{decimals, text};
use super::lut::Lut;
use super::picture::{Window, WindowFunction};

/// A file with more tables and windows than digits on a keyboard is not read to its end.
const MAX_PRESETS: usize = 9;

/// A transform from modality value to brightness. It is for display only: scores never see it.
#[derive(Debug)]
pub(crate) enum VoiLut {
    /// An item of the VOI LUT Sequence (0028,3010), and its largest entry.
    Table(Lut, f64),
    /// Window Center (0028,1050) and Window Width (0028,1051), with VOI LUT Function (0028,1056).
    Window(Window, WindowFunction),
}

impl VoiLut {
    /// What the file asks for, its tables before its windows (C.11.2.1.1), each with the name it has there. A table or
    /// window that makes no sense is as good as none. `signed` says whether modality values can be negative.
    pub(crate) fn presets(object: &InMemDicomObject, signed: bool) -> Vec<(String, Self)> {
        let items =
            object.get(tags::VOILUT_SEQUENCE).and_then(|sequence| sequence.items()).unwrap_or_default();
        let tables = items.iter().take(MAX_PRESETS).enumerate().filter_map(|(number, item)| {
            let table = Lut::from_data_set(item, tags::LUT_DESCRIPTOR, tags::LUT_DATA, signed).ok()?;
            let largest = f64::from(table.full_scale());
            let name = text(item, tags::LUT_EXPLANATION).unwrap_or_else(|| format!("LUT {}", number + 1));
            (largest > 0.0).then_some((name, Self::Table(table, largest)))
        });
        tables.chain(Self::windows(object).into_iter().flatten()).take(MAX_PRESETS).collect()
    }

    fn windows(object: &InMemDicomObject) -> Option<Vec<(String, Self)>> {
        let (centers, widths) =
            (decimals(object, tags::WINDOW_CENTER).ok()??, decimals(object, tags::WINDOW_WIDTH).ok()??);
        let explained = text(object, tags::WINDOW_CENTER_WIDTH_EXPLANATION).unwrap_or_default();
        let mut names = explained.split('\\').map(str::trim);
        let function = text(object, tags::VOILUT_FUNCTION);
        let function = WindowFunction::parse(function.as_deref().unwrap_or("LINEAR"));
        let window = |(center, width): (f64, f64)| {
            let name = match names.next() {
                Some(name) if !name.is_empty() => name.to_owned(),
                _ => format!("{center} / {width}"),
            };
            (width > 0.0).then_some((name, Self::Window(Window { center, width }, function)))
        };
        Some(centers.into_iter().zip(widths).filter_map(window).collect())
    }

    /// Everything from `lo` to `hi`.
    pub(crate) fn between(lo: f64, hi: f64) -> Self {
        Self::Window(Window { center: (lo + hi) / 2.0, width: hi - lo }, WindowFunction::LinearExact)
    }

    /// Whether a film with values from `lo` to `hi` would show anything but black or white.
    pub(crate) fn shows(&self, lo: f64, hi: f64) -> bool {
        match *self {
            Self::Window(_, WindowFunction::Sigmoid) | Self::Table(..) => true,
            Self::Window(Window { center, width }, _) => {
                center - width / 2.0 < hi && center + width / 2.0 > lo
            }
        }
    }

    /// The window it is, or the nearest to it for a film with values from `lo` to `hi`.
    pub(crate) fn window(&self, lo: f64, hi: f64) -> Window {
        match *self {
            Self::Window(window, _) => window,
            Self::Table(..) => Window { center: (lo + hi) / 2.0, width: hi - lo },
        }
    }

    /// Brightness of a modality value, 0 to 1.
    pub(crate) fn brightness(&self, value: f64) -> f64 {
        match self {
            Self::Table(table, largest) => f64::from(table.entry(value)) / largest,
            Self::Window(window, function) => window.brightness(*function, value),
        }
    }
}
