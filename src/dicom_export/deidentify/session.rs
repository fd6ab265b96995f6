//! Pseudonyms and UIDs that are the same in all copies of a session.

use sha2::{Digest, Sha256};

use crate::dicom_export::uids::from_hash;

/// What files of a session have in common: the same random bytes give the same new UIDs and the same name to the same
/// patient, and without them nobody can tell the old ones.
#[derive(Debug, Clone)]
pub struct DeidentifySession {
    salt: [u8; Self::SALT],
}

impl DeidentifySession {
    /// Random bytes that are needed.
    pub const SALT: usize = 32;

    /// A session of these random bytes.
    pub fn new(salt: [u8; Self::SALT]) -> Self {
        Self { salt }
    }

    pub(super) fn hash(&self, what: &str, value: &str) -> Sha256 {
        let mut hash = Sha256::new();
        for part in [&self.salt[..], what.as_bytes(), b"\0", value.as_bytes()] {
            hash.update(part);
        }
        hash
    }

    /// The UID that stands for another in copies. Those of the standard itself mean the same everywhere and stay.
    pub fn uid(&self, uid: &str) -> String {
        let is_standard = uid.starts_with("1.2.840.10008.");
        if is_standard || uid.is_empty() { uid.to_owned() } else { from_hash(self.hash("uid", uid)) }
    }

    /// What stands for a patient's name and number.
    pub(super) fn pseudonym(&self, patient: &str) -> String {
        let digest = self.hash("patient", patient).finalize();
        digest.iter().take(4).fold("ANON-".to_owned(), |name, byte| format!("{name}{byte:02X}"))
    }
}
