//! New unique identifiers, of random bytes that the caller gives.

use sha2::{Digest, Sha256};

/// Gives one new UID after the other, all of the random bytes it was made with: nobody without them can tell where a UID
/// came from, and the same bytes give the same UIDs.
#[derive(Debug, Clone)]
pub struct Uids {
    seed: [u8; Self::SEED],
    given: u64,
}

impl Uids {
    /// Random bytes that are needed.
    pub const SEED: usize = 32;

    /// UIDs of these random bytes.
    pub fn new(seed: [u8; Self::SEED]) -> Self {
        Self { seed, given: 0 }
    }

    /// The next one: a UUID of version 8 as a decimal number under 2.25 (PS3.5 B.2, RFC 9562).
    pub(super) fn next(&mut self) -> String {
        self.given += 1;
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.given.to_le_bytes());
        from_hash(hash)
    }
}

/// A UID of what was hashed.
pub(super) fn from_hash(hash: Sha256) -> String {
    let digest = hash.finalize();
    let bits = digest.iter().take(16).fold(0u128, |bits, &byte| bits << 8 | u128::from(byte));
    let version = bits & !(0xF << 76) | 8 << 76;
    let variant = version & !(0b11 << 62) | 0b10 << 62;
    format!("2.25.{variant}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uids_are_valid_and_each_is_another() {
        let mut uids = Uids::new([7; Uids::SEED]);
        let all: std::collections::HashSet<_> = (0..1000).map(|_| uids.next()).collect();
        assert_eq!(all.len(), 1000);
        assert!(all.iter().all(|uid| uid.len() <= 64 && crate::dicom_export::values::is_uid(uid)), "{all:?}");
        assert_eq!(Uids::new([7; Uids::SEED]).next(), Uids::new([7; Uids::SEED]).next());
        assert_ne!(Uids::new([7; Uids::SEED]).next(), Uids::new([8; Uids::SEED]).next());
    }
}
