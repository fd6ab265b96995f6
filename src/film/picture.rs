//! What is shown of a film: the request, the window, the picture or its indexed pixels, and masks of single pixels.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Which frame of a file is shown, and in which window.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct DisplayRequest {
    /// The frame, counted from 0.
    pub frame: u32,
    /// Which of the header's windows, counted from 0; beyond them the film's own grey levels decide.
    pub window: u32,
    /// A window that the reader has set; it replaces the header's.
    pub level: Option<Window>,
}

/// A window: which modality values are shown from black to white (PS3.3 C.11.2.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Window Center (0028,1050): the modality value shown at half brightness.
    pub center: f64,
    /// Window Width (0028,1051): from black to white, in modality values.
    pub width: f64,
}

/// VOI LUT Function (0028,1056): how a window turns modality values into brightness (PS3.3 C.11.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WindowFunction {
    /// LINEAR (C.11.2.1.2.1), the default: the width counts the values from the darkest to the brightest, both included.
    #[default]
    Linear,
    /// LINEAR_EXACT (C.11.2.1.3.2): the width is the distance from black to white.
    LinearExact,
    /// SIGMOID (C.11.2.1.3.1).
    Sigmoid,
}

impl WindowFunction {
    /// The function by its name in a file; any other name means LINEAR.
    pub(crate) fn parse(name: &str) -> Self {
        match name {
            "LINEAR_EXACT" => Self::LinearExact,
            "SIGMOID" => Self::Sigmoid,
            _ => Self::Linear,
        }
    }
}

impl Window {
    /// Brightness of a modality value, 0 (black) to 1 (white): the only window formula of the project.
    ///
    /// LINEAR divides by the width less 1 and so needs a width of at least 1: a narrower window is LINEAR_EXACT. A window
    /// without width is a threshold.
    pub fn brightness(self, function: WindowFunction, value: f64) -> f64 {
        let Self { center, width } = self;
        match function {
            WindowFunction::Linear if width >= 1.0 => ramp(value, center - 0.5, width - 1.0),
            WindowFunction::Linear | WindowFunction::LinearExact => ramp(value, center, width.max(0.0)),
            WindowFunction::Sigmoid => 1.0 / (1.0 + (-4.0 * (value - center) / width).exp()),
        }
    }
}

fn ramp(value: f64, center: f64, width: f64) -> f64 {
    if value <= center - width / 2.0 {
        0.0
    } else if value > center + width / 2.0 {
        1.0
    } else {
        (value - center) / width + 0.5
    }
}

/// A film's modality values as 16-bit codes, evenly spaced, with the grey level of each code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IndexedPixels {
    /// Two bytes a pixel, little endian, row by row.
    pub codes: ByteBuf,
    /// The grey level of each code in the requested window, larger = brighter.
    pub table: ByteBuf,
    /// The modality value of code 0.
    pub first: f64,
    /// From a code's modality value to the next one's.
    pub step: f64,
    /// The code of padding, which is black in every window; the last of the table.
    pub padding: Option<u16>,
    /// Whether larger values are darker.
    pub inverted: bool,
}

impl IndexedPixels {
    /// The grey level of each code: in `window` where one is given, else in the requested one; inverted where
    /// `is_inverted`. Padding is black.
    pub fn grey_levels(&self, window: Option<Window>, is_inverted: bool) -> Vec<u8> {
        let show = |(code, &given): (usize, &u8)| {
            if self.padding.is_some_and(|padding| usize::from(padding) == code) {
                return 0;
            }
            let grey = window.map_or(given, |window| {
                let value = self.first + self.step * code as f64;
                let brightness = window.brightness(WindowFunction::LinearExact, value);
                let brightness = if self.inverted { 1.0 - brightness } else { brightness };
                (brightness * 255.0).round() as u8
            });
            if is_inverted { 255 - grey } else { grey }
        };
        self.table.iter().enumerate().map(show).collect()
    }
}

/// A film ready to be shown: windowed, larger = brighter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Picture {
    /// Height in pixels.
    pub rows: u32,
    /// Width in pixels.
    pub columns: u32,
    /// Height of a pixel over its width (from Pixel Spacing or Pixel Aspect Ratio); 1.0 where not given.
    pub aspect: f64,
    /// The window it is shown in; for a VOI LUT, the whole range of the film.
    pub level: Window,
    /// One byte a pixel, row by row; empty where `values` replaces it.
    pub gray: ByteBuf,
    /// The film's values, where the caller applies the window itself.
    #[serde(default)]
    pub values: Option<IndexedPixels>,
    /// Which pixels of the grey levels are padding; none where no pixel is.
    pub padding: Option<Mask>,
    /// Which pixels the overlays of the file draw on; none where nothing is drawn.
    pub overlay: Option<Mask>,
}

impl Picture {
    /// Inverts the grey levels; padding stays black.
    pub fn invert(&mut self) {
        invert(&mut self.gray, 0, self.padding.as_ref());
    }
}

/// Inverts the grey levels of a picture from its pixel `first` on; pixels of `padding` stay as they are.
pub(crate) fn invert(gray: &mut [u8], first: usize, padding: Option<&Mask>) {
    for (pixel, gray) in (first..).zip(gray) {
        if !padding.is_some_and(|padding| padding.get(pixel)) {
            *gray = 255 - *gray;
        }
    }
}

/// A bit plane: one bit a pixel, row by row, the first pixel in the lowest bit of the first byte (as PS3.5 8.1.1 packs
/// overlays).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mask(ByteBuf);

impl Mask {
    /// A mask of `pixels` pixels, none of them set.
    pub fn empty(pixels: usize) -> Self {
        Self(ByteBuf::from(vec![0; pixels.div_ceil(8)]))
    }

    /// The mask of the pixels for which `is_set`, of `pixels` pixels.
    pub fn from_fn(pixels: usize, mut is_set: impl FnMut(usize) -> bool) -> Self {
        let mut mask = Self::empty(pixels);
        for pixel in (0..pixels).filter(|&pixel| is_set(pixel)) {
            mask.set(pixel);
        }
        mask
    }

    /// A mask of packed bits.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(ByteBuf::from(bytes))
    }

    /// The packed bits.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether a pixel is set; no pixel beyond the mask is.
    pub fn get(&self, pixel: usize) -> bool {
        self.0.get(pixel / 8).is_some_and(|byte| byte >> (pixel % 8) & 1 == 1)
    }

    /// Sets a pixel of the mask.
    pub(crate) fn set(&mut self, pixel: usize) {
        if let Some(byte) = self.0.get_mut(pixel / 8) {
            *byte |= 1 << (pixel % 8);
        }
    }

    /// The mask, where any pixel is set.
    pub(crate) fn non_empty(self) -> Option<Self> {
        self.0.iter().any(|&byte| byte != 0).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Mask, Picture, Window, WindowFunction};

    #[test]
    fn windows_are_those_of_the_standard() {
        // C.11.2.1.2.1 gives LINEAR for a centre of 2048 and a width of 4096, to an output from 0 to 255.
        let window = Window { center: 2048.0, width: 4096.0 };
        let linear = |value| window.brightness(WindowFunction::Linear, value) * 255.0;
        assert_eq!((linear(0.0), linear(4095.5)), (0.0, 255.0));
        for value in [1.0, 1024.0, 2047.5, 4094.0] {
            assert!((linear(value) - ((value - 2047.5) / 4095.0 + 0.5) * 255.0).abs() < 1e-9, "{value}");
        }
        // C.11.2.1.3.2, LINEAR_EXACT: y = ((x - c) / w + 0.5).
        let exact = |value| window.brightness(WindowFunction::LinearExact, value);
        assert_eq!([0.0, 2048.0, 4096.0, 4096.5].map(exact), [0.0, 0.5, 1.0, 1.0]);
        assert_eq!(exact(1024.0), 0.25);
        // C.11.2.1.3.1, SIGMOID: y = 1 / (1 + exp(-4 (x - c) / w)).
        let sigmoid = |value| window.brightness(WindowFunction::Sigmoid, value);
        assert_eq!(sigmoid(2048.0), 0.5);
        assert!((sigmoid(3072.0) - 1.0 / (1.0 + (-1.0_f64).exp())).abs() < 1e-12);
    }

    #[test]
    fn a_window_of_width_one_is_a_threshold_and_a_narrower_one_is_exact() {
        let one = Window { center: 10.0, width: 1.0 };
        assert_eq!([9.4, 9.5, 9.6].map(|x| one.brightness(WindowFunction::Linear, x)), [0.0, 0.0, 1.0]);
        let half = Window { center: 10.0, width: 0.5 };
        assert_eq!(half.brightness(WindowFunction::Linear, 10.0), 0.5);
        let none = Window { center: 10.0, width: 0.0 };
        assert_eq!([10.0, 10.1].map(|x| none.brightness(WindowFunction::LinearExact, x)), [0.0, 1.0]);
    }

    #[test]
    fn padding_stays_black_when_black_and_white_change() {
        let mut picture = Picture {
            rows: 1,
            columns: 10,
            aspect: 1.0,
            level: Window { center: 0.0, width: 1.0 },
            gray: vec![0; 10].into(),
            values: None,
            padding: Some(Mask::from_fn(10, |pixel| pixel == 1 || pixel == 9)),
            overlay: None,
        };
        picture.invert();
        assert_eq!(*picture.gray, [255, 0, 255, 255, 255, 255, 255, 255, 255, 0]);
    }
}
