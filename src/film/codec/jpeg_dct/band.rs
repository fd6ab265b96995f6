//! Spectral selection and successive approximation: what a scan codes of each block (ITU-T T.81 G.1.1).

/// What a scan codes of each block (G.1.1): a band of coefficients, down to a bit.
#[derive(Clone, Copy)]
pub(super) struct Band {
    /// The first coefficient, in the order of the stream.
    pub(super) first: usize,
    pub(super) last: usize,
    /// The lowest bit of the coefficients that is coded.
    pub(super) low: u32,
    /// Whether the bits above it have come in scans before, and only this one is coded.
    pub(super) refines: bool,
}

impl Band {
    /// All of every coefficient, as sequential scans have them.
    pub(super) const WHOLE: Self = Self { first: 0, last: 63, low: 0, refines: false };

    /// Reads the parameters of a progressive scan (B.2.3, G.1.1.1), with the bit that scans before it came down to.
    pub(super) fn parse(first: u8, last: u8, bits: u8, components: usize) -> Option<(Self, Option<u32>)> {
        let (high, low) = (u32::from(bits >> 4), u32::from(bits & 0x0f));
        let refines = high > 0;
        let is_band = match (first, last) {
            (0, 0) => true,
            (1..=63, ..=63) => first <= last && components == 1,
            _ => false,
        };
        let is_valid = is_band && low <= 13 && (!refines || high == low + 1);
        let band = Self { first: first.into(), last: last.into(), low, refines };
        is_valid.then_some((band, refines.then_some(high)))
    }

    pub(super) fn needs_dc(self) -> bool {
        self.first == 0 && !self.refines
    }

    pub(super) fn needs_ac(self) -> bool {
        self.last > 0
    }
}
