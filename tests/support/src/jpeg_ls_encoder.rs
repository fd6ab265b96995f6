//! A JPEG-LS encoder for the tests, in the standard's own letters (ITU-T T.87 annexes A to C).

/// J: by run index, how many bits the length of a run's rest has.
const J: [u32; 32] =
    [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// How a stream is to be written.
#[derive(Debug, Clone, Copy)]
pub struct JpegLs {
    /// Bits of a sample.
    pub precision: u16,
    /// NEAR: how far a sample may lie off; 0 is lossless.
    pub near: i32,
    /// 1 or 3.
    pub components: usize,
    /// ILV: 0 none, 1 by line, 2 by sample.
    pub interleave: u8,
    /// Rows between restart markers; 0 for none.
    pub rows_to_restart: usize,
    /// MAXVAL, T1, T2, T3, RESET; 0 for the default.
    pub preset: [i32; 5],
}

impl JpegLs {
    /// One component, without restarts and with the default parameters.
    pub const fn gray(precision: u16, near: i32) -> Self {
        Self { precision, near, components: 1, interleave: 0, rows_to_restart: 0, preset: [0; 5] }
    }
}

/// Encodes samples that lie pixel by pixel, and turns them into what a decoder must find.
pub fn encode(rows: usize, columns: usize, samples: &mut [u16], how: JpegLs) -> Vec<u8> {
    let [y, x] = [rows, columns].map(|size| (size as u16).to_be_bytes());
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xf7, 0, 8 + 3 * how.components as u8, how.precision as u8];
    bytes.extend([y[0], y[1], x[0], x[1], how.components as u8]);
    (1..=how.components as u8).for_each(|id| bytes.extend([id, 0x11, 0]));
    if how.preset != [0; 5] {
        bytes.extend([0xff, 0xf8, 0, 13, 1]);
        how.preset.iter().for_each(|&value| bytes.extend((value as u16).to_be_bytes()));
    }
    if how.rows_to_restart > 0 {
        bytes.extend([0xff, 0xdd, 0, 4, (how.rows_to_restart >> 8) as u8, how.rows_to_restart as u8]);
    }
    let all: Vec<usize> = (0..how.components).collect();
    for scan in all.chunks(if how.interleave == 0 { 1 } else { how.components }) {
        bytes.extend([0xff, 0xda, 0, 6 + 2 * scan.len() as u8, scan.len() as u8]);
        scan.iter().for_each(|&place| bytes.extend([place as u8 + 1, 0]));
        bytes.extend([how.near as u8, how.interleave, 0]);
        let mut picture =
            Picture { samples: &mut *samples, columns, components: how.components, first_row: 0 };
        let mut coder = Coder::new(how);
        for row in 0..rows {
            if how.rows_to_restart > 0 && row > 0 && row % how.rows_to_restart == 0 {
                bytes.extend(coder.bits.end());
                bytes.extend([0xff, 0xd0 + ((row / how.rows_to_restart - 1) % 8) as u8]);
                coder = Coder::new(how);
                picture.first_row = row;
            }
            if how.interleave == 2 {
                coder.row(&mut picture, row, scan);
            } else {
                scan.iter().for_each(|&place| coder.row(&mut picture, row, &[place]));
            }
        }
        bytes.extend(coder.bits.end());
    }
    bytes.extend([0xff, 0xd9]);
    bytes
}

/// Bits of a scan, with a zero bit stuffed behind each byte of ones.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    byte: u8,
    count: u32,
}

impl Bits {
    fn push(&mut self, value: u32, length: u32) {
        for at in (0..length).rev() {
            self.byte = self.byte << 1 | (u64::from(value) >> at & 1) as u8;
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.byte);
                self.count = u32::from(self.byte == 0xff);
                self.byte = 0;
            }
        }
    }

    /// The bytes, the last filled up with zeros.
    fn end(&mut self) -> Vec<u8> {
        while self.count > 0 {
            self.push(0, 1);
        }
        std::mem::take(&mut self.bytes)
    }
}

struct Picture<'a> {
    samples: &'a mut [u16],
    columns: usize,
    components: usize,
    /// Rows above this one count as black.
    first_row: usize,
}

impl Picture<'_> {
    fn at(&mut self, row: usize, column: usize, place: usize) -> &mut u16 {
        &mut self.samples[(row * self.columns + column) * self.components + place]
    }

    /// A sample of the row, or of the one above; beyond the ends as A.2.1 has it.
    fn sample(&mut self, row: isize, column: isize, place: usize) -> i32 {
        match (row, column) {
            (row, _) if row < self.first_row as isize => 0,
            (_, -1) => self.sample(row - 1, 0, place),
            (row, column) => (*self.at(row as usize, (column as usize).min(self.columns - 1), place)).into(),
        }
    }

    /// Ra, Rb, Rc and Rd.
    fn neighbours(&mut self, row: usize, column: usize, place: usize) -> [i32; 4] {
        let (y, x) = (row as isize, column as isize);
        [(y, x - 1), (y - 1, x), (y - 1, x - 1), (y - 1, x + 1)].map(|(y, x)| self.sample(y, x, place))
    }
}

struct Coder {
    bits: Bits,
    near: i32,
    maxval: i32,
    t: [i32; 3],
    reset: i32,
    range: i32,
    qbpp: u32,
    limit: u32,
    a: [i32; 367],
    b: [i32; 365],
    c: [i32; 365],
    n: [i32; 367],
    nn: [i32; 2],
    run_index: [usize; 3],
}

impl Coder {
    fn new(how: JpegLs) -> Self {
        let JpegLs { near, preset: [maxval, t1, t2, t3, reset], .. } = how;
        let or = |value: i32, default: i32| if value == 0 { default } else { value };
        let maxval = or(maxval, (1 << how.precision) - 1);
        let clamp = |i: i32, j: i32| if i > maxval || i < j { j } else { i };
        let [basic1, basic2, basic3] = if maxval >= 128 {
            let factor = (maxval.min(4095) + 128) / 256;
            [factor + 2 + 3 * near, factor * 4 + 3 + 5 * near, factor * 17 + 4 + 7 * near]
        } else {
            let factor = 256 / (maxval + 1);
            [2.max(3 / factor + 3 * near), 3.max(7 / factor + 5 * near), 4.max(21 / factor + 7 * near)]
        };
        let t1 = or(t1, clamp(basic1, near + 1));
        let t2 = or(t2, clamp(basic2, t1));
        let t3 = or(t3, clamp(basic3, t2));
        let range = (maxval + 2 * near) / (2 * near + 1) + 1;
        let log = |values: i32| (0..).find(|&bits| 1 << bits >= values).expect("bits");
        let bpp: u32 = log(maxval + 1).max(2);
        Self {
            bits: Bits::default(),
            near,
            maxval,
            t: [t1, t2, t3],
            reset: or(reset, 64),
            range,
            qbpp: log(range),
            limit: 2 * (bpp + bpp.max(8)),
            a: [2.max((range + 32) / 64); 367],
            b: [0; 365],
            c: [0; 365],
            n: [1; 367],
            nn: [0; 2],
            run_index: [0; 3],
        }
    }

    /// Codes a row of one component, or of several sample by sample.
    fn row(&mut self, picture: &mut Picture, row: usize, places: &[usize]) {
        let mut column = 0;
        while column < picture.columns {
            let vectors: Vec<[i32; 3]> =
                places.iter().map(|&place| self.vector(picture.neighbours(row, column, place))).collect();
            if vectors.iter().all(|vector| *vector == [0; 3]) {
                column = self.run(picture, row, column, places);
            } else {
                for (&place, vector) in places.iter().zip(vectors) {
                    let neighbours = picture.neighbours(row, column, place);
                    self.regular(vector, neighbours, picture.at(row, column, place));
                }
                column += 1;
            }
        }
    }

    /// Quantised gradients (code segments A.1 to A.4).
    fn vector(&self, [ra, rb, rc, rd]: [i32; 4]) -> [i32; 3] {
        let [t1, t2, t3] = self.t;
        [rd - rb, rb - rc, rc - ra].map(|d| match d {
            d if d <= -t3 => -4,
            d if d <= -t2 => -3,
            d if d <= -t1 => -2,
            d if d < -self.near => -1,
            d if d <= self.near => 0,
            d if d < t1 => 1,
            d if d < t2 => 2,
            d if d < t3 => 3,
            _ => 4,
        })
    }

    fn regular(&mut self, [q1, q2, q3]: [i32; 3], [ra, rb, rc, _]: [i32; 4], sample: &mut u16) {
        let (q, sign) = match 81 * q1 + 9 * q2 + q3 {
            q if q < 0 => (-q as usize, -1),
            q => (q as usize, 1),
        };
        let px = if rc >= ra.max(rb) {
            ra.min(rb)
        } else if rc <= ra.min(rb) {
            ra.max(rb)
        } else {
            ra + rb - rc
        };
        let px = (px + sign * self.c[q]).clamp(0, self.maxval);
        let errval = self.error(sign * (i32::from(*sample) - px));
        *sample = self.reconstruct(px, sign * errval);
        let k = (0..).find(|k| self.n[q] << k >= self.a[q]).expect("k");
        let leans = self.near == 0 && k == 0 && 2 * self.b[q] <= -self.n[q];
        let merrval = match (leans, errval >= 0) {
            (true, true) => 2 * errval + 1,
            (true, false) => -2 * (errval + 1),
            (false, true) => 2 * errval,
            (false, false) => -2 * errval - 1,
        };
        self.golomb(merrval, k, self.limit);
        self.b[q] += errval * (2 * self.near + 1);
        self.a[q] += errval.abs();
        if self.n[q] == self.reset {
            self.a[q] >>= 1;
            self.b[q] >>= 1;
            self.n[q] >>= 1;
        }
        self.n[q] += 1;
        if self.b[q] <= -self.n[q] {
            self.b[q] = (self.b[q] + self.n[q]).max(1 - self.n[q]);
            self.c[q] = (self.c[q] - 1).max(-128);
        } else if self.b[q] > 0 {
            self.b[q] = (self.b[q] - self.n[q]).min(0);
            self.c[q] = (self.c[q] + 1).min(127);
        }
    }

    fn run(&mut self, picture: &mut Picture, row: usize, column: usize, places: &[usize]) -> usize {
        let values: Vec<i32> =
            places.iter().map(|&place| picture.neighbours(row, column, place)[0]).collect();
        let mut at = column;
        while at < picture.columns {
            let mut here = places.iter().zip(&values);
            if here.any(|(&place, value)| {
                (picture.sample(row as isize, at as isize, place) - value).abs() > self.near
            }) {
                break;
            }
            places
                .iter()
                .zip(&values)
                .for_each(|(&place, &value)| *picture.at(row, at, place) = value as u16);
            at += 1;
        }
        let mut length = at - column;
        let mut index = self.run_index[places[0]];
        while length >= 1 << J[index] {
            self.bits.push(1, 1);
            length -= 1 << J[index];
            index = (index + 1).min(31);
        }
        self.run_index[places[0]] = index;
        if at == picture.columns {
            self.bits.push(1, u32::from(length > 0));
            return at;
        }
        self.bits.push(length as u32, J[index] + 1);
        for &place in places {
            let [ra, rb, ..] = picture.neighbours(row, at, place);
            self.run_end(ra, rb, places.len() == 1, J[index], picture.at(row, at, place));
        }
        self.run_index[places[0]] = index.saturating_sub(1);
        at + 1
    }

    /// Code segments A.17 to A.23.
    fn run_end(&mut self, ra: i32, rb: i32, is_alone: bool, rest: u32, sample: &mut u16) {
        let ri_type = usize::from(is_alone && (ra - rb).abs() <= self.near);
        let px = if ri_type == 1 { ra } else { rb };
        let sign = if ri_type == 0 && ra > rb { -1 } else { 1 };
        let errval = self.error(sign * (i32::from(*sample) - px));
        *sample = self.reconstruct(px, sign * errval);
        let q = 365 + ri_type;
        let temp = self.a[q] + if ri_type == 1 { self.n[q] >> 1 } else { 0 };
        let k = (0..).find(|k| self.n[q] << k >= temp).expect("k");
        let leans_negative = 2 * self.nn[ri_type] >= self.n[q];
        let map = match errval {
            0 => false,
            errval if errval > 0 => k == 0 && !leans_negative,
            _ => k != 0 || leans_negative,
        };
        let emerrval = 2 * errval.abs() - ri_type as i32 - i32::from(map);
        self.golomb(emerrval, k, self.limit - rest - 1);
        self.nn[ri_type] += i32::from(errval < 0);
        self.a[q] += (emerrval + 1 - ri_type as i32) >> 1;
        if self.n[q] == self.reset {
            self.a[q] >>= 1;
            self.n[q] >>= 1;
            self.nn[ri_type] >>= 1;
        }
        self.n[q] += 1;
    }

    /// The error, quantised and modulo the range (code segments A.8 and A.9).
    fn error(&self, errval: i32) -> i32 {
        let step = 2 * self.near + 1;
        let quantised = if errval > 0 { (errval + self.near) / step } else { -((self.near - errval) / step) };
        let errval = if quantised < 0 { quantised + self.range } else { quantised };
        if errval >= (self.range + 1) / 2 { errval - self.range } else { errval }
    }

    /// What a decoder finds: the value within NEAR that the error leads to, however often the range is turned.
    fn reconstruct(&self, px: i32, errval: i32) -> u16 {
        let step = 2 * self.near + 1;
        let whole = -self.near..=self.maxval + self.near;
        let found = [0, 1, -1].map(|turn| px + (errval + turn * self.range) * step);
        let found = found.into_iter().find(|value| whole.contains(value)).expect("a value in range");
        found.clamp(0, self.maxval) as u16
    }

    /// A Golomb code of limited length (A.5.3).
    fn golomb(&mut self, value: i32, k: u32, limit: u32) {
        let high = (value >> k) as u32;
        let longest = limit - self.qbpp - 1;
        if high < longest {
            self.bits.push(0, high);
            self.bits.push(1, 1);
            self.bits.push(value as u32, k);
        } else {
            self.bits.push(0, longest);
            self.bits.push(1, 1);
            self.bits.push(value as u32 - 1, self.qbpp);
        }
    }
}
