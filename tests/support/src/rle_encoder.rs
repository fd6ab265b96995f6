//! An encoder of RLE Lossless for the test (PS3.5 annex G).

/// PackBits: runs of equal bytes, and the bytes between them.
fn pack(plane: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    for run in plane.chunk_by(|a, b| a == b).flat_map(|run| run.chunks(128)) {
        match run.len() {
            1 => packed.extend([0, run[0]]),
            length => packed.extend([(257 - length) as u8, run[0]]),
        }
    }
    packed.resize(packed.len().next_multiple_of(2), 128);
    packed
}

/// Encodes planes of bytes: of each sample the most significant first.
pub fn encode_rle(planes: &[Vec<u8>]) -> Vec<u8> {
    let packed: Vec<Vec<u8>> = planes.iter().map(|plane| pack(plane)).collect();
    let mut header = vec![packed.len() as u32];
    let mut offset = 64;
    for plane in &packed {
        header.push(offset);
        offset += plane.len() as u32;
    }
    header.resize(16, 0);
    header.into_iter().flat_map(u32::to_le_bytes).chain(packed.concat()).collect()
}
