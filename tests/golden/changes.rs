//! Ways to damage a file, the same in every run.

/// Lengths that lie: none, odd, undefined, and the largest that is positive whichever way it is read.
const LENGTHS: [u32; 4] = [0, 1, u32::MAX, i32::MAX as u32];

/// So many bytes at the beginning of the pixels hold the offset table and what a compressed stream says of itself.
const HEAD: usize = 700;

/// What is done to a file.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Cut { length: usize },
    Flip { places: Vec<(usize, u8)> },
    Length { at: usize, value: u32 },
}

impl Change {
    pub(crate) fn applied(&self, bytes: &[u8]) -> Vec<u8> {
        let mut changed = bytes.to_vec();
        match self {
            Self::Cut { length } => changed.truncate(*length),
            Self::Flip { places } => places.iter().for_each(|&(at, bits)| changed[at] ^= bits),
            Self::Length { at, value } => {
                let rest = &mut changed[*at..];
                rest.iter_mut().zip(value.to_le_bytes()).for_each(|(byte, new)| *byte = new);
            }
        }
        changed
    }

    /// The changes to a file, so many of each kind; header, head of the pixels and all of the pixels get an equal share.
    pub(crate) fn all(bytes: &[u8], number: usize, of_each: usize) -> Vec<Self> {
        let mut next = random(number as u64);
        let mut below = |end: usize| next() as usize % end.max(1);
        let pixels = pixels_at(bytes);
        let lengths = lengths(bytes);
        let mut place = |round: usize| match round % 3 {
            0 => below(pixels),
            1 => pixels + below(HEAD.min(bytes.len() - pixels)),
            _ => pixels + below(bytes.len() - pixels),
        };
        let cuts: Vec<Self> = (0..of_each).map(|round| Self::Cut { length: place(round) }).collect();
        let flips: Vec<Vec<usize>> =
            (0..of_each).map(|round| (0..1 + round % 5).map(|_| place(round / 5)).collect()).collect();
        let flips = flips.into_iter().map(|places| {
            let places = places.into_iter().map(|at| (at, 1 + below(255) as u8)).collect();
            Self::Flip { places }
        });
        let flips: Vec<Self> = flips.collect();
        let lies = (0..of_each).map(|round| {
            let at = lengths.get(below(lengths.len())).copied().unwrap_or(below(bytes.len()));
            Self::Length { at, value: LENGTHS[round % LENGTHS.len()] }
        });
        cuts.into_iter().chain(flips).chain(lies).collect()
    }
}

/// Numbers that look random and are the same in every run.
fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 16
    }
}

/// Where Pixel Data (7FE0,0010) begins, in either byte order; the middle of the file where it cannot be seen.
fn pixels_at(bytes: &[u8]) -> usize {
    let tags = [[0xe0, 0x7f, 0x10, 0x00], [0x7f, 0xe0, 0x00, 0x10]];
    let found = tags.iter().find_map(|tag| bytes.windows(4).position(|place| place == tag));
    found.unwrap_or(bytes.len() / 2)
}

/// Where lengths stand: behind the tags of groups that films have, directly or behind the letters of the value
/// representation.
fn lengths(bytes: &[u8]) -> Vec<usize> {
    const GROUPS: [u16; 7] = [0x0002, 0x0008, 0x0010, 0x0018, 0x0028, 0x7fe0, 0xfffe];
    let is_tag = |at: &usize| {
        let group = [bytes[*at], bytes[at + 1]];
        GROUPS.contains(&u16::from_le_bytes(group)) || GROUPS.contains(&u16::from_be_bytes(group))
    };
    let header = pixels_at(bytes).min(bytes.len().saturating_sub(12)) + 12;
    let tags = (0..header.saturating_sub(11)).step_by(2).filter(is_tag);
    tags.flat_map(|at| [at + 4, at + 6, at + 8]).collect()
}
