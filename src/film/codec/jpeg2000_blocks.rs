//! How many code-blocks a JPEG 2000 stream asks for (ISO/IEC 15444-1 annex B.6 and B.7).
//!
//! Decoders set up each of them, with all its layers, before they read a bit, and list them once more for each change of
//! progression: a stream of 200 bytes can ask for more memory than any machine has. Real ones have blocks of 32 x 32 or
//! 64 x 64.

const CODING_STYLE: u8 = 0x52;
const COMPONENT_CODING_STYLE: u8 = 0x53;
const PROGRESSION_CHANGE: u8 = 0x5f;
const START_OF_TILE_PART: u8 = 0x90;
const START_OF_DATA: u8 = 0x93;

/// What a block costs on top of its layers, in layers.
const BLOCK: usize = 8;

/// Layers of blocks that any stream may ask for, whatever its size.
const ALWAYS: usize = 1 << 20;

/// Beyond those, there must be so many pixels to a layer of a block.
const PIXELS: usize = 4;

/// Whether a stream whose frame is `tiles` tiles of `tile` (width and height) asks for more than its size explains.
pub(super) fn are_too_many(stream: &[u8], tile: [usize; 2], tiles: usize) -> bool {
    let (mut most_blocks, mut layers, mut progressions) = (0, 1, 1);
    for (marker, body) in segments(stream) {
        match (marker, body) {
            (CODING_STYLE, [style, _, l1, l0, _, parameters @ ..]) => {
                layers = layers.max(usize::from(u16::from_be_bytes([*l1, *l0])));
                most_blocks = most_blocks.max(blocks(parameters, style & 1 == 1, tile));
            }
            // Films have few components, so their number has one byte.
            (COMPONENT_CODING_STYLE, [_, style, parameters @ ..]) => {
                most_blocks = most_blocks.max(blocks(parameters, style & 1 == 1, tile));
            }
            (PROGRESSION_CHANGE, changes) => progressions += changes.len() / 7,
            _ => {}
        }
    }
    let asked = [tiles, layers + BLOCK, progressions].into_iter().fold(most_blocks, usize::saturating_mul);
    asked > ALWAYS.saturating_add(tiles.saturating_mul(tile[0].saturating_mul(tile[1])) / PIXELS)
}

/// Blocks of a component in a tile, by the parameters of its coding style (table A.20): how often it is halved, the size
/// of blocks, and that of precincts, which no block crosses, from the coarsest resolution to the finest.
fn blocks(parameters: &[u8], has_precincts: bool, tile: [usize; 2]) -> usize {
    let &[halvings, width, height, _, _, ref precincts @ ..] = parameters else {
        return 0; // cut off: decoders say so
    };
    let of_resolution = |resolution: u8| {
        let precinct = match precincts.get(usize::from(resolution)).filter(|_| has_precincts) {
            Some(&sizes) => [sizes & 0x0f, sizes >> 4],
            None => [15; 2],
        };
        // The coarsest resolution is one band, the others are three of half the size each.
        let (bands, halved) = if resolution == 0 { (1, 0) } else { (3, 1) };
        let sides = [0, 1].map(|side| {
            let exponent = [width, height][side].saturating_add(2).min(precinct[side].saturating_sub(halved));
            let halvings = u32::from(halvings - resolution + halved);
            tile[side].div_ceil(1 << halvings.min(31)).div_ceil(1 << exponent)
        });
        sides[0].saturating_mul(sides[1]).saturating_mul(bands)
    };
    (0..=halvings).map(of_resolution).fold(0, usize::saturating_add)
}

/// The segments of the main header and of those of the tile-parts. Decoders take the length of a coding style from what
/// it says rather than from its count, which some writers have wrong.
fn segments(stream: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2; // behind the start-of-codestream marker
    let mut next_part = stream.len();
    std::iter::from_fn(move || {
        loop {
            let &[0xff, marker, l1, l0] = stream.get(at..)?.first_chunk()? else {
                return None;
            };
            match marker {
                // Data that follow no tile-part's header end the walk.
                START_OF_DATA => at = std::mem::replace(&mut next_part, stream.len()),
                START_OF_TILE_PART => {
                    let length = u32::from_be_bytes(*stream.get(at + 6..)?.first_chunk()?) as usize;
                    next_part = at.saturating_add(if length < 14 { stream.len() } else { length });
                    at += 12;
                }
                0x30..=0x3f => at += 2, // markers without a segment
                _ => {
                    let body = stream.get(at + 4..)?;
                    let length = match (marker, body) {
                        (CODING_STYLE, [style, _, _, _, _, halvings, ..]) => {
                            coding_length(10, *style, *halvings)
                        }
                        (COMPONENT_CODING_STYLE, [_, style, halvings, ..]) => {
                            coding_length(7, *style, *halvings)
                        }
                        _ => usize::from(u16::from_be_bytes([l1, l0])).saturating_sub(2),
                    };
                    at += 4 + length;
                    return Some((marker, body.get(..length).unwrap_or(body)));
                }
            }
        }
    })
}

/// Bytes of a coding style without precincts, and with them: one for each resolution.
fn coding_length(without: usize, style: u8, halvings: u8) -> usize {
    without + if style & 1 == 1 { usize::from(halvings) + 1 } else { 0 }
}
