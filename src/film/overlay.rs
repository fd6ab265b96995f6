//! Overlays: graphics that lie over a film, one bit a pixel (PS3.3 C.9.2).

use dicom_core::Tag;
use dicom_object::InMemDicomObject;

use super::data_set::attributes::integer;
use super::layout::Layout;
use super::picture::Mask;
use super::samples::Cells;

/// All overlays of a film drawn into one mask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overlay {
    mask: Mask,
}

/// The group of each overlay's attributes; there are up to sixteen.
fn groups() -> impl Iterator<Item = u16> {
    (0x6000..=0x601e).step_by(2)
}

fn number(object: &InMemDicomObject, group: u16, element: u16) -> Option<i64> {
    integer(object, Tag(group, element)).ok()?
}

/// The attributes of size have 16 bits; in a hostile file they stand in words, and go on.
const MAX_SIDE: i64 = 0xffff;

const ROWS: u16 = 0x0010;
const COLUMNS: u16 = 0x0011;
const FRAMES: u16 = 0x0015;
const ORIGIN: u16 = 0x0050;
const FIRST_FRAME: u16 = 0x0051;
const BITS_ALLOCATED: u16 = 0x0100;
const BIT_POSITION: u16 = 0x0102;
const DATA: u16 = 0x3000;

/// The bits of the pixels' own cells that hold overlays, in files of before 2004.
pub(crate) fn embedded_bits(object: &InMemDicomObject, layout: &Layout) -> Vec<u32> {
    let is_embedded = |&group: &u16| {
        object.get(Tag(group, DATA)).is_none()
            && number(object, group, BITS_ALLOCATED) == Some(layout.bits_allocated.into())
            && layout.bits_allocated > 1
    };
    let lowest = layout.high_bit + 1 - layout.bits_stored;
    let positions = groups().filter(is_embedded).filter_map(|group| number(object, group, BIT_POSITION));
    let is_unused = |bit: &i64| {
        (0..i64::from(layout.bits_allocated)).contains(bit)
            && !(i64::from(lowest)..=i64::from(layout.high_bit)).contains(bit)
    };
    positions.filter(is_unused).map(|bit| bit as u32).collect()
}

impl Overlay {
    /// The overlays of the frame: those with data of their own, and those in `bits` of the pixels' cells. None where
    /// nothing is drawn. An overlay that makes no sense is as good as none: it is no part of the film.
    pub(crate) fn from_data_set(
        object: &InMemDicomObject,
        layout: &Layout,
        frame: u32,
        cells: &Cells,
        bits: &[u32],
    ) -> Option<Self> {
        let with_data: Vec<u16> = groups().filter(|&group| object.get(Tag(group, DATA)).is_some()).collect();
        if with_data.is_empty() && bits.is_empty() {
            return None;
        }
        let mut overlay = Self { mask: Mask::empty(layout.pixels()) };
        for group in with_data {
            overlay.draw_data(object, group, layout, frame);
        }
        let mask = bits.iter().fold(0, |mask, bit| mask | 1u32 << bit);
        if mask != 0 {
            match cells {
                Cells::Bits8(cells) => overlay.draw_cells(cells, mask),
                Cells::Bits16(cells) => overlay.draw_cells(cells, mask),
                Cells::Bits32(cells) => overlay.draw_cells(cells, mask),
            }
        }
        overlay.mask.non_empty().map(|mask| Self { mask })
    }

    /// Which pixels are drawn on.
    pub(crate) fn mask(&self) -> &Mask {
        &self.mask
    }

    fn draw_cells<T: Copy + Into<u32>>(&mut self, cells: &[T], mask: u32) {
        for (pixel, &cell) in cells.iter().enumerate() {
            if cell.into() & mask != 0 {
                self.mask.set(pixel);
            }
        }
    }

    fn draw_data(
        &mut self,
        object: &InMemDicomObject,
        group: u16,
        layout: &Layout,
        frame: u32,
    ) -> Option<()> {
        let data = object.get(Tag(group, DATA))?.to_bytes().ok()?;
        let side = |element| number(object, group, element).filter(|side| (1..=MAX_SIDE).contains(side));
        let (rows, columns) = (side(ROWS)? as usize, side(COLUMNS)? as usize);
        let plane = match number(object, group, FRAMES) {
            None => 0, // one plane, for all frames
            Some(planes) => {
                let first = number(object, group, FIRST_FRAME).unwrap_or(1);
                let plane = (i64::from(frame) + 1).checked_sub(first)?;
                (0..planes).contains(&plane).then_some(plane as usize)?
            }
        };
        let start = plane.checked_mul(rows)?.checked_mul(columns)?;
        if data.len().checked_mul(8)? < start.checked_add(rows.checked_mul(columns)?)? {
            return None;
        }
        // Row and column of the first pixel, counted from 1; may lie outside the film.
        let origin =
            super::data_set::attributes::decimals(object, Tag(group, ORIGIN)).ok()?.unwrap_or(vec![1.0, 1.0]);
        let &[top, left] = origin.as_slice() else {
            return None;
        };
        // Beyond 32 bits lies no film, and within them nothing overflows.
        let [top, left] = [top, left].map(|origin| i64::from(origin as i32) - 1);
        for row in 0..rows as i64 {
            let y = row + top;
            if !(0..layout.rows as i64).contains(&y) {
                continue;
            }
            let visible = (-left).max(0)..(layout.columns as i64 - left).min(columns as i64);
            for column in visible {
                let bit = start + row as usize * columns + column as usize;
                if data[bit / 8] >> (bit % 8) & 1 != 0 {
                    let pixel = y as usize * layout.columns + (column + left) as usize;
                    self.mask.set(pixel);
                }
            }
        }
        Some(())
    }
}
