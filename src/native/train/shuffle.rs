//! A random order.

use rand::{SeedableRng, rngs::ChaCha8Rng, seq::SliceRandom};

/// 0..count in an order determined by the seed (Fisher and Yates).
pub(super) fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut order = (0..count).collect::<Vec<_>>();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    order
}
