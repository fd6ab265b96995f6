use super::*;

const RECTANGLE: Rectangle = Rectangle { column: 9, row: 20, columns: 31, rows: 11 };

fn is_inside(pixel: usize, columns: usize) -> bool {
    let (row, column) = (pixel / columns, pixel % columns);
    (20..31).contains(&row) && (9..40).contains(&column)
}

/// Every form that uncompressed pixels can have: cells that share bytes, words in either order, colours in planes and pairs.
#[test]
fn every_form_of_pixels_is_painted_where_it_should_be() {
    let base = Layout {
        rows: 40,
        columns: 50,
        frames: 2,
        photometric: Photometric::Monochrome2,
        samples: 1,
        planar: false,
        bits_allocated: 16,
        bits_stored: 12,
        high_bit: 11,
        signed: false,
    };
    let colour = |photometric, planar| Layout {
        photometric,
        planar,
        samples: 3,
        bits_allocated: 8,
        bits_stored: 8,
        high_bit: 7,
        ..base
    };
    let layouts = [
        base,
        Layout { high_bit: 13, signed: true, ..base },
        Layout { photometric: Photometric::Monochrome1, ..base },
        Layout { bits_allocated: 1, bits_stored: 1, high_bit: 0, ..base },
        Layout { bits_allocated: 8, bits_stored: 8, high_bit: 7, ..base },
        Layout { bits_allocated: 12, ..base },
        Layout { bits_allocated: 32, bits_stored: 32, high_bit: 31, signed: true, ..base },
        colour(Photometric::Rgb, false),
        colour(Photometric::Rgb, true),
        colour(Photometric::YbrFull, false),
        colour(Photometric::YbrFull422, false),
    ];
    for layout in layouts {
        for (vr, big_endian) in [(VR::OB, false), (VR::OW, false), (VR::OW, true)] {
            let order = Order { vr, big_endian };
            let bytes = (layout.native_bits() * 2).div_ceil(8).next_multiple_of(2) as usize;
            // Any bytes will do, so long as none is like its neighbours.
            let value: Vec<u8> = (0..bytes).map(|at| (at * 37 + at / 251) as u8).collect();
            let frame = |value: &[u8], frame| native::decode(value, frame, &layout, order).expect("a frame");
            let grey = |value: &[u8], number| match frame(value, number) {
                Frame { cells: Cells::Bits8(cells), .. } => cells.into_iter().map(u32::from).collect(),
                Frame { cells: Cells::Bits16(cells), .. } => cells.into_iter().map(u32::from).collect(),
                Frame { cells: Cells::Bits32(cells), .. } => cells,
            };
            let mut painted = value.clone();
            paint(&mut painted, 1, &[RECTANGLE], &fill(frame(&value, 1), &layout), &layout, order);
            assert_eq!(grey(&painted, 0), grey(&value, 0), "{layout:?} {order:?}: the other frame");
            let (before, after): (Vec<u32>, Vec<u32>) = (grey(&value, 1), grey(&painted, 1));
            let is_pairs = layout.photometric == Photometric::YbrFull422;
            let black = Samples::from_cells(frame(&value, 1).cells, &layout).range(None).expect("samples");
            for (cell, (before, after)) in before.iter().zip(&after).enumerate() {
                let pixel = match (layout.samples, layout.planar, is_pairs) {
                    (1, ..) => cell,
                    (_, true, _) => cell % layout.pixels(),
                    (_, false, false) => cell / 3,
                    (_, false, true) => cell / 4 * 2 + cell % 2,
                };
                // A pair is painted as a whole.
                let is_inside = is_inside(pixel, 50) || (is_pairs && is_inside(pixel ^ 1, 50));
                let expected = match (is_inside, layout.photometric) {
                    (false, _) => *before,
                    (true, Photometric::YbrFull) if cell % 3 > 0 => 128,
                    (true, Photometric::YbrFull422) if cell % 4 > 1 => 128,
                    (true, Photometric::Rgb | Photometric::YbrFull | Photometric::YbrFull422) => 0,
                    (true, photometric) => {
                        let (lo, hi) = black;
                        let stored = if photometric == Photometric::Monochrome1 { hi } else { lo };
                        let shift = layout.high_bit + 1 - layout.bits_stored;
                        let mask = u64::MAX >> (64 - layout.bits_stored);
                        (((stored as i64 as u64) & mask) << shift) as u32
                    }
                };
                assert_eq!(*after, expected, "{layout:?} {order:?}: cell {cell}");
            }
        }
    }
}
