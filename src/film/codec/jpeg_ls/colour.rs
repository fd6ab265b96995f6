//! Hewlett-Packard's colour transforms, an addition to JPEG-LS that CharLS writes and names in an APP8 segment "mrfx".

/// How many there are.
pub(super) const TRANSFORMS: u8 = 3;

/// Turns transformed pixels, whose samples take all of `precision` bits, back to RGB.
pub(super) fn undo(transform: u8, precision: u8, samples: &mut [u16]) {
    let inverse = match transform {
        1 => hp1,
        2 => hp2,
        _ => hp3,
    };
    let range = 1 << precision;
    for pixel in samples.as_chunks_mut::<3>().0 {
        *pixel = inverse(pixel.map(i32::from), range).map(|sample| (sample & (range - 1)) as u16);
    }
}

fn hp1([a, b, c]: [i32; 3], range: i32) -> [i32; 3] {
    [a + b - range / 2, b, c + b - range / 2]
}

fn hp2([a, b, c]: [i32; 3], range: i32) -> [i32; 3] {
    let red = (a + b - range / 2) & (range - 1);
    [red, b, c + ((red + b) >> 1) - range / 2]
}

fn hp3([a, b, c]: [i32; 3], range: i32) -> [i32; 3] {
    let green = a - ((b + c) >> 2) + range / 4;
    [c + green - range / 2, green, b + green - range / 2]
}
