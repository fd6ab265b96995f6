//! Huffman codes and the bits of a JPEG scan (ITU-T T.81 annexes C and F.2.2).

/// Codes of up to this many bits are looked up at once.
const FAST_BITS: u32 = 10;

/// A Huffman table: from code to its value, which says how many bits follow.
pub(crate) struct HuffmanTable {
    /// By the next [`FAST_BITS`] bits: length of the code and its value; length 0 where the code is longer.
    fast: Vec<(u8, u8)>,
    /// By length: the codes of that length, for those too long for `fast`.
    slow: [Option<Slow>; 17],
    values: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Slow {
    first: u32,
    count: u32,
    offset: usize,
}

impl HuffmanTable {
    /// Builds the table from the number of codes of each length and the values in order of their codes.
    pub(crate) fn new(counts: &[u8; 16], values: &[u8]) -> Option<Self> {
        let mut fast = vec![(0, 0); 1 << FAST_BITS];
        let mut slow = [None; 17];
        let (mut code, mut offset) = (0u32, 0usize);
        for (length, &count) in (1u32..).zip(counts) {
            let count = u32::from(count);
            if code + count > 1 << length {
                return None;
            }
            slow[length as usize] = Some(Slow { first: code, count, offset });
            if length <= FAST_BITS {
                for step in 0..count {
                    let value = *values.get(offset + step as usize)?;
                    let start = ((code + step) << (FAST_BITS - length)) as usize;
                    fast[start..start + (1 << (FAST_BITS - length))].fill((length as u8, value));
                }
            }
            offset += count as usize;
            code = (code + count) << 1;
        }
        Some(Self { fast, slow, values: values.to_vec() })
    }

    /// The length and the value of the code that the 16 bits begin with.
    fn look_up(&self, bits: u32) -> Option<(u32, u8)> {
        let (length, value) = self.fast[(bits >> (16 - FAST_BITS)) as usize];
        if length > 0 {
            return Some((length.into(), value));
        }
        (FAST_BITS + 1..=16).find_map(|length| {
            let slow = self.slow[length as usize]?;
            let step = (bits >> (16 - length)).checked_sub(slow.first)?;
            (step < slow.count)
                .then(|| self.values.get(slow.offset + step as usize).map(|&value| (length, value)))?
        })
    }
}

/// Reads the tables of a segment (B.2.4.2), which stand one behind the other: class and number in one byte, then
/// counts by length, then values.
pub(crate) fn read_tables(mut body: &[u8]) -> Result<Vec<(u8, HuffmanTable)>, &'static str> {
    let mut tables = Vec::new();
    while let Some((&[id], rest)) = body.split_first_chunk::<1>() {
        let (counts, rest) = rest.split_first_chunk::<16>().ok_or("a Huffman table is cut off")?;
        let total = counts.iter().map(|&count| usize::from(count)).sum();
        let (values, rest) = rest.split_at_checked(total).ok_or("a Huffman table is cut off")?;
        tables.push((id, HuffmanTable::new(counts, values).ok_or("a Huffman table has too many codes")?));
        body = rest;
    }
    Ok(tables)
}

/// The bits of a scan, most significant first, with stuffed zeros taken out.
pub(crate) struct BitReader<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, at the upper end.
    bits: u64,
    count: u32,
    /// Bits handed out beyond the data, as zeros.
    invented: u32,
}

impl<'a> BitReader<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, bits: 0, count: 0, invented: 0 }
    }

    /// The value of the next code; none where no code fits.
    pub(crate) fn symbol(&mut self, table: &HuffmanTable) -> Option<u8> {
        if self.count < 32 {
            self.fill(); // enough for the bits behind the code, too
        }
        let (length, value) = table.look_up((self.bits >> 48) as u32)?;
        self.skip(length);
        Some(value)
    }

    /// The next `length` bits, 15 at most (RECEIVE of F.2.2.1).
    pub(crate) fn take(&mut self, length: u32) -> u16 {
        if self.count < length {
            self.fill();
        }
        let value = (self.bits >> 1) >> (63 - length); // in two steps, as no bits at all may be asked for
        self.skip(length);
        value as u16
    }

    /// The number of `size` bits, 15 at most, behind a code (EXTEND of F.2.2.1).
    pub(crate) fn signed(&mut self, size: u32) -> i16 {
        let value = self.take(size);
        // Values below half their range are the negative ones.
        let is_negative = u32::from(value) < (1 << size) >> 1;
        let least = if is_negative { (1 << size) - 1 } else { 0 };
        value.wrapping_sub(least) as i16
    }

    /// The next difference (F.2.2.1, with the 16-bit one of H.1.2.2), modulo 65,536; none where no code fits.
    pub(crate) fn difference(&mut self, table: &HuffmanTable) -> Option<u16> {
        match self.symbol(table)? {
            16 => Some(0x8000),
            size @ 0..=15 => Some(self.signed(size.into()) as u16),
            _ => None,
        }
    }

    /// Steps over a restart marker, dropping the bits before it, and returns its number; none where there is none.
    pub(crate) fn restart(&mut self) -> Option<u8> {
        (self.bits, self.count, self.invented) = (0, 0, 0);
        let Some(&[0xff, marker @ 0xd0..=0xd7, ..]) = self.data.get(self.at..) else {
            return None;
        };
        self.at += 2;
        Some(marker - 0xd0)
    }

    /// Whether nothing but padding is left before the next restart marker or the end. Where more is left, the bits have
    /// been misread. The padding is dropped.
    pub(crate) fn is_spent(&mut self) -> bool {
        let is_padding = |byte: u8| matches!(byte, 0 | 0xff);
        self.skip(self.count % 8);
        let rest = self.data.get(self.at..).unwrap_or_default();
        let is_marker = |pair: &[u8]| matches!(pair, [0xff, 0xd0..=0xd7]);
        let length = rest.windows(2).position(is_marker).unwrap_or(rest.len());
        self.at += length;
        (0..self.count / 8).all(|byte| is_padding((self.bits >> (56 - 8 * byte)) as u8))
            && rest[..length].iter().all(|&byte| is_padding(byte))
    }

    /// Whether bits were asked for that the data do not have. (Some are filled in ahead, and not yet used.)
    pub(crate) fn is_overrun(&self) -> bool {
        self.invented > self.count
    }

    fn skip(&mut self, length: u32) {
        self.bits <<= length;
        self.count -= length;
    }

    fn fill(&mut self) {
        while self.count <= 56 {
            let byte = match self.data.get(self.at..) {
                Some([0xff, 0x00, ..]) => {
                    self.at += 2;
                    0xff
                }
                // A marker, or the end: nothing more until a restart.
                Some([0xff, ..] | []) | None => {
                    self.invented += 8;
                    0
                }
                Some([byte, ..]) => {
                    self.at += 1;
                    *byte
                }
            };
            self.bits |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }
}
