//! Single files in gzip (RFC 1952).

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::error::ContainerError;
use crate::film::Limits;

/// Unpacks a file, all its members, its checksum verified.
///
/// # Errors
/// Where it is cut off or damaged, or expands beyond the limits.
pub fn gunzip(packed: &[u8], limits: &Limits) -> Result<Vec<u8>, ContainerError> {
    let mut bytes = Vec::new();
    expand(MultiGzDecoder::new(packed), &mut bytes, packed.len() as u64, limits, "its gzip data")?;
    Ok(bytes)
}

/// Reads all that `reader` gives behind what it has given already, while that is not more than a film's worth. What was
/// read stands in `bytes` even where it ends in an error: it has cost its time.
pub(super) fn expand(
    reader: impl Read,
    bytes: &mut Vec<u8>,
    packed: u64,
    limits: &Limits,
    place: &'static str,
) -> Result<(), ContainerError> {
    let most = limits.expanded_bytes(packed);
    let left = most.saturating_sub(bytes.len() as u64);
    match reader.take(left + 1).read_to_end(bytes) {
        Err(error) => Err(ContainerError::from_io(&error, place)),
        Ok(_) if bytes.len() as u64 > limits.max_file_bytes as u64 => {
            let (found, limit) = (bytes.len() as u64, limits.max_file_bytes as u64);
            Err(ContainerError::TooLarge { what: "The size of an unpacked file in bytes", found, limit })
        }
        Ok(_) if bytes.len() as u64 > most => Err(ContainerError::Expansion { packed, limit: most }),
        Ok(_) => Ok(()),
    }
}
