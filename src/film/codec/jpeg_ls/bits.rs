//! The bits of a JPEG-LS scan, and the Golomb codes that they form (ITU-T T.87 A.1 and A.5.3).

use std::cmp::Ordering;

/// The bits of a scan, most significant first, with the zero bit behind each byte of ones taken out.
pub(super) struct BitReader<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, at the upper end.
    bits: u64,
    count: u32,
    /// Bits handed out beyond the data, as zeros.
    invented: u32,
}

impl<'a> BitReader<'a> {
    /// Begins at byte `at` of a stream; the scan goes as far as the next marker.
    pub(super) fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at, bits: 0, count: 0, invented: 0 }
    }

    /// The next `length` bits, 32 at most.
    #[inline]
    pub(super) fn read(&mut self, length: u32) -> u32 {
        if self.count < length {
            self.fill();
        }
        let value = (self.bits >> 1 >> (63 - length)) as u32; // in two steps, as the length may be 0
        self.skip(length);
        value
    }

    /// A Golomb code of limited length: zeros, a one and `k` bits; or `longest` zeros, a one and the value less 1 in
    /// `escape` bits. None where there are more zeros.
    #[inline]
    pub(super) fn golomb(&mut self, k: u32, longest: u32, escape: u32) -> Option<u32> {
        let mut zeros = self.bits.leading_zeros();
        if zeros >= self.count {
            self.fill();
            zeros = self.bits.leading_zeros();
        }
        self.skip(zeros.min(longest) + 1); // where no code fits too, to notice the end of the data
        match zeros.cmp(&longest) {
            Ordering::Less => Some(zeros << k | self.read(k)),
            Ordering::Equal => Some(self.read(escape) + 1),
            Ordering::Greater => None,
        }
    }

    /// Whether bits were asked for that the data do not have. (Some are filled in ahead, and not yet used.)
    pub(super) fn is_overrun(&self) -> bool {
        self.invented > self.count
    }

    /// Where the marker stands that ends the scan or its restart interval; none where data are left over. A byte of
    /// zeros may be: some writers make the length even before the last marker, not behind it.
    pub(super) fn end(&mut self) -> Option<usize> {
        self.fill();
        let left = self.count.checked_sub(self.invented)?;
        let is_at_marker = !matches!(self.data.get(self.at..), Some([0xff, 0..=0x7f, ..] | [0..=0xfe, ..]));
        (is_at_marker && left < 16 && self.bits == 0).then_some(self.at)
    }

    #[inline]
    fn skip(&mut self, length: u32) {
        self.bits <<= length;
        self.count -= length;
    }

    /// Fills up to 57 bits or more: no code is longer before its last part, which is read by itself.
    #[inline]
    fn fill(&mut self) {
        if self.count > 56 {
            return;
        }
        if let Some(&next) = self.data.get(self.at..).and_then(<[u8]>::first_chunk) {
            let next = u64::from_be_bytes(next);
            const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
            let has_ff = (next & LOW_BITS).wrapping_add(LOW_BITS / 0x7f) & next & !LOW_BITS != 0;
            if !has_ff {
                // What does not fit whole is set here already, and again by the next call.
                self.bits |= next >> self.count;
                let bytes = (64 - self.count) / 8;
                self.at += bytes as usize;
                self.count += bytes * 8;
                return;
            }
        }
        self.fill_slowly();
    }

    #[cold]
    fn fill_slowly(&mut self) {
        while self.count <= 56 {
            let (byte, length) = match self.data.get(self.at..) {
                // The next byte begins with a zero bit, which may fall on this one's last.
                Some([0xff, 0..=0x7f, ..]) => (0xff, 7),
                // A marker, or the end: nothing more until a restart.
                Some([0xff, ..] | []) | None => {
                    self.invented += 8;
                    self.count += 8;
                    continue;
                }
                Some([byte, ..]) => (*byte, 8),
            };
            self.at += 1;
            self.bits |= u64::from(byte) << (56 - self.count);
            self.count += length;
        }
    }
}
