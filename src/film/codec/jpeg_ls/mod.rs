//! JPEG-LS, lossless and near-lossless (ITU-T T.87, which is ISO/IEC 14495-1).
//!
//! Written here because CharLS, which others rely on, is C++ and does not build for browsers.

mod bits;
mod coding;
mod colour;
mod error;
mod scan;

use super::frame::{Frame, check_stream};
use super::jpeg_stream::{next_marker, segment};
use crate::film::colour::Colours;
use crate::film::data_set::transfer_syntax::TransferSyntax;
use crate::film::error::FilmError;
use crate::film::layout::Layout;
use crate::film::samples::Cells;
use coding::{Coding, Preset};
use error::{broken, cut_off};
use scan::Scan;

/// Markers (C.1.1, and ITU-T T.81 table B.1).
const START_OF_FRAME: u8 = 0xf7;
const PRESET_PARAMETERS: u8 = 0xf8;
const START_OF_SCAN: u8 = 0xda;
const RESTART_INTERVAL: u8 = 0xdd;
const APPLICATION_8: u8 = 0xe8;
const END_OF_IMAGE: u8 = 0xd9;

/// Decodes one frame.
pub(crate) fn decode(bytes: &[u8], layout: &Layout, syntax: &TransferSyntax) -> Result<Frame, FilmError> {
    if !bytes.starts_with(&[0xff, 0xd8]) {
        return Err(broken("the fragments contain no JPEG-LS stream"));
    }
    let mut decoder = Decoder::default();
    let mut at = 2; // behind the start-of-image marker
    while let Some(marker) = next_marker(bytes, &mut at) {
        match marker {
            END_OF_IMAGE => return decoder.finish(layout),
            0x01 | 0xd0..=0xd8 => continue, // markers without a segment
            _ => {}
        }
        let body = segment(bytes, at).ok_or_else(cut_off)?;
        at += body.len() + 2;
        match (marker, body) {
            (START_OF_FRAME, _) => decoder.start_frame(body, layout, syntax)?,
            (PRESET_PARAMETERS, _) => decoder.read_preset(body, syntax)?,
            // A number of two bytes to four (C.2.5).
            (RESTART_INTERVAL, _) => {
                decoder.restart_interval =
                    body.iter().fold(0u32, |rows, &byte| rows << 8 | u32::from(byte)) as usize
            }
            (APPLICATION_8, &[b'm', b'r', b'f', b'x', transform]) => decoder.transform = transform,
            (START_OF_SCAN, _) => {
                let scan = decoder.start_scan(body, layout, syntax)?;
                at = scan.decode(bytes, at, &mut decoder.samples)?;
                if decoder.transform != 0 {
                    colour::undo(decoder.transform, decoder.precision, &mut decoder.samples);
                }
            }
            _ => {}
        }
    }
    Err(cut_off())
}

#[derive(Default)]
struct Decoder {
    precision: u8,
    /// Identifiers of the components, in the order of the frame header, and whether each is decoded.
    components: Vec<(u8, bool)>,
    preset: Preset,
    /// In minimum coded units, which are lines here (B.4); 0 for none.
    restart_interval: usize,
    /// Number of the colour transform; 0 for none.
    transform: u8,
    /// The largest NEAR of any scan: how far a sample may be off.
    near: u16,
    /// Samples of all components, pixel by pixel.
    samples: Vec<u16>,
}

impl Decoder {
    fn start_frame(
        &mut self,
        body: &[u8],
        layout: &Layout,
        syntax: &TransferSyntax,
    ) -> Result<(), FilmError> {
        let Some((&[precision, r1, r0, c1, c0, count], components)) = body.split_first_chunk::<6>() else {
            return Err(broken("its frame header is cut off"));
        };
        let kinds = components.as_chunks::<3>().0;
        if !(2..=16).contains(&precision) || kinds.len() != usize::from(count) || !self.components.is_empty()
        {
            return Err(broken("its frame header is invalid or repeated"));
        }
        if kinds.iter().any(|kind| kind[1] != 0x11) {
            return Err(syntax.unsupported(" with subsampled components"));
        }
        let [rows, columns] = [[r1, r0], [c1, c0]].map(|size| usize::from(u16::from_be_bytes(size)));
        check_stream(layout, rows, columns, kinds.len())?;
        self.precision = precision;
        self.components = kinds.iter().map(|kind| (kind[0], false)).collect();
        self.samples = vec![0; layout.cells()];
        Ok(())
    }

    /// Preset coding parameters, which hold from the next scan on (C.2.4.1.1).
    fn read_preset(&mut self, body: &[u8], syntax: &TransferSyntax) -> Result<(), FilmError> {
        match body {
            &[1, m1, m0, a1, a0, b1, b0, c1, c0, r1, r0] => {
                let [max, t1, t2, t3, reset] = [[m1, m0], [a1, a0], [b1, b0], [c1, c0], [r1, r0]]
                    .map(|value| i32::from(u16::from_be_bytes(value)));
                self.preset = Preset { max, thresholds: [t1, t2, t3], reset };
                Ok(())
            }
            [2 | 3, ..] => Err(syntax.unsupported(" with a mapping table")),
            _ => Err(syntax.unsupported(" with extended parameters")),
        }
    }

    /// Reads a scan header (C.2.3), and marks its components as decoded.
    fn start_scan(
        &mut self,
        header: &[u8],
        layout: &Layout,
        syntax: &TransferSyntax,
    ) -> Result<Scan, FilmError> {
        let Some((&[count, ref selectors @ ..], &[near, interleave, transform])) = header.split_last_chunk()
        else {
            return Err(broken("a scan header is cut off"));
        };
        let (selectors, rest) = selectors.as_chunks::<2>();
        if selectors.len() != usize::from(count) || !rest.is_empty() {
            return Err(broken("a scan header is cut off"));
        }
        if self.components.is_empty() {
            return Err(broken("a scan precedes the JPEG-LS frame header"));
        }
        if transform & 0x0f != 0 {
            return Err(syntax.unsupported(" with a point transform"));
        }
        if selectors.iter().any(|&[_, table]| table != 0) {
            return Err(syntax.unsupported(" with a mapping table"));
        }
        if !matches!((interleave, count), (0, 1) | (1, 2..) | (2, 3)) {
            return Err(broken("a scan is interleaved in an invalid way"));
        }
        let is_known = self.transform <= colour::TRANSFORMS && count == 3 && matches!(self.precision, 8 | 16);
        if self.transform != 0 && !is_known {
            return Err(syntax.unsupported(" with an unknown colour transform"));
        }
        let mut places = Vec::with_capacity(selectors.len());
        for &[id, _] in selectors {
            let place = self.components.iter().position(|&component| component == (id, false));
            let place =
                place.ok_or_else(|| broken("a scan repeats a component or references an unknown one"))?;
            self.components[place].1 = true;
            places.push(place);
        }
        self.near = self.near.max(near.into());
        let coding = Coding::new(self.precision.into(), near.into(), self.preset)
            .ok_or_else(|| broken("its coding parameters contradict each other"))?;
        Ok(Scan {
            coding,
            places,
            by_sample: interleave == 2,
            step: self.components.len(),
            columns: layout.columns,
            rows_to_restart: self.restart_interval,
        })
    }

    fn finish(mut self, layout: &Layout) -> Result<Frame, FilmError> {
        if self.components.is_empty() || self.components.iter().any(|(_, is_decoded)| !is_decoded) {
            return Err(broken("a component has no scan"));
        }
        self.hold_within_bits_stored(layout);
        Ok(Frame {
            cells: match self.precision {
                0..=8 => Cells::Bits8(self.samples.into_iter().map(|sample| sample as u8).collect()),
                _ => Cells::Bits16(self.samples),
            },
            planar: false,
            colours: Colours::from_photometric(layout.photometric),
            precision: self.precision.into(),
        })
    }

    /// Near-lossless samples may overstep Bits Stored where the stream has more bits; masked to its lower bits, the
    /// brightest pixel would be black. What lies farther beyond is no overstepping but other bits, such as overlays.
    fn hold_within_bits_stored(&mut self, layout: &Layout) {
        let is_aligned = layout.high_bit + 1 == layout.bits_stored;
        if self.near == 0 || layout.signed || !is_aligned || layout.bits_stored >= 16 {
            return;
        }
        let most = (1 << layout.bits_stored) - 1;
        for sample in &mut self.samples {
            if (most + 1..=most + self.near).contains(sample) {
                *sample = most;
            }
        }
    }
}
