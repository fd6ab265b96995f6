//! An encoder of lossless JPEG for the test (ITU-T T.81 annex H), and the bits that JPEG scans are made of.

/// How a lossless JPEG is to be written.
#[derive(Clone, Copy)]
pub struct Jpeg {
    /// Bits of a sample.
    pub precision: u16,
    /// 1 to 7 (table H.1).
    pub predictor: u8,
    /// Lower bits that are cut off (the point transform).
    pub transform: u16,
    /// Rows between restart markers; 0 for none.
    pub rows_to_restart: usize,
}

/// Bits of a scan, with a zero stuffed behind each 0xff.
#[derive(Default)]
pub struct Bits {
    /// The whole bytes so far.
    pub bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits {
    /// Pushes the lower `length` bits of a value, the most significant first.
    pub fn push(&mut self, value: u32, length: u32) {
        self.held = self.held << length | u64::from(value);
        self.count += length;
        while self.count >= 8 {
            let byte = (self.held >> (self.count - 8)) as u8;
            self.bytes.push(byte);
            if byte == 0xff {
                self.bytes.push(0);
            }
            self.count -= 8;
        }
    }

    /// Pushes the lower bits of a difference or coefficient of that size (F.1.2.1).
    pub fn push_signed(&mut self, value: i32, size: u32) {
        let value = if value < 0 { value - 1 } else { value };
        self.push(value as u32 & ((1 << size) - 1), size);
    }

    /// Fills the last byte up with ones.
    pub fn flush(&mut self) {
        if self.count > 0 {
            let missing = 8 - self.count;
            self.push((1 << missing) - 1, missing);
        }
    }
}

/// Encodes one component (ITU-T T.81 annex H), with a Huffman table of 17 codes: 5 bits, and 12 for the rare ones.
pub fn encode_lossless(rows: usize, columns: usize, samples: &[u16], jpeg: Jpeg) -> Vec<u8> {
    let size = [rows >> 8, rows, columns >> 8, columns].map(|byte| byte as u8);
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xc3, 0, 11, jpeg.precision as u8];
    bytes.extend(size.into_iter().chain([1, 1, 0x11, 0]));
    // 15 codes of 5 bits (categories 0 to 14) and 2 of 12 bits (15 and 16).
    bytes.extend(
        [0xff, 0xc4, 0, 2 + 17 + 17, 0, 0, 0, 0, 0, 15, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]
            .into_iter()
            .chain(0..=16),
    );
    let interval = jpeg.rows_to_restart * columns;
    bytes.extend([0xff, 0xdd, 0, 4, (interval >> 8) as u8, interval as u8]);
    bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, jpeg.predictor, 0, jpeg.transform as u8]);
    let code = |category: u32| if category < 15 { (category, 5) } else { ((15 << 7) + category - 15, 12) };
    let cut: Vec<i32> = samples.iter().map(|sample| i32::from(sample >> jpeg.transform)).collect();
    let mut bits = Bits::default();
    for row in 0..rows {
        let restarts = jpeg.rows_to_restart > 0 && row > 0 && row % jpeg.rows_to_restart == 0;
        if restarts {
            bits.flush();
            let number = row / jpeg.rows_to_restart - 1;
            bits.bytes.extend([0xff, 0xd0 + (number % 8) as u8]);
        }
        for column in 0..columns {
            let at = row * columns + column;
            let neighbours = || (cut[at - 1], cut[at - columns], cut[at - columns - 1]);
            let prediction = match (row == 0 || restarts, column) {
                (true, 0) => 1 << (jpeg.precision - jpeg.transform - 1),
                (true, _) => cut[at - 1],
                (false, 0) => cut[at - columns],
                (false, _) => {
                    let (a, b, c) = neighbours();
                    [a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1]
                        [usize::from(jpeg.predictor) - 1]
                }
            };
            let difference = i32::from((cut[at] - prediction) as i16);
            let category = 32 - difference.unsigned_abs().leading_zeros();
            let (value, length) = code(category);
            bits.push(value, length);
            if (1..16).contains(&category) {
                bits.push_signed(difference, category);
            }
        }
    }
    bits.flush();
    bytes.extend(bits.bytes);
    bytes.extend([0xff, 0xd9]);
    bytes
}
