//! Occlusion (Zeiler and Fergus, ECCV 2014): a patch of the film is hidden, and what the number becomes without it is
//! noted; so for every place. What a number loses by it, it owed to that place.
//!
//! **What a patch is hidden behind.** Not black: on a film that is standardised by its own mean and deviation black is a
//! value like any other, that of air, and a black tile is a finding of its own. A patch is filled with what its border
//! leads one to expect, smoothly from edge to edge: nothing new is drawn, no edge arises, brightness stays, and what is
//! taken away is what lies inside. The film keeps the mean and deviation that it had as a whole, so that what a patch
//! does to them does not change every other place.

use super::Map;
use crate::input::ReleaseInput;

/// Side of a patch, pixels of the square: a seventh of the film.
const PATCH: usize = 32;
/// From one patch to the next.
const STEP: usize = 16;
/// Patches across and down.
const ACROSS: usize = (ReleaseInput::SIDE - PATCH) / STEP + 1;

/// A film of which any patch can be hidden.
#[derive(Debug, Clone)]
pub struct OcclusionPatches {
    values: Vec<f32>,
    /// The film without what is finer than a few pixels: what borders are read from.
    smooth: Vec<f32>,
}

/// What a number became without each patch, as far as that is known. Patches come in an order of their own: first those
/// that lie side by side and cover the film once, then those between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Occlusion {
    /// The number of the whole film.
    whole: f64,
    /// The numbers without the first patches.
    without: Vec<f64>,
}

/// Row and column of each patch, in steps, in the order of work.
fn patches() -> impl Iterator<Item = [usize; 2]> {
    let all = || (0..ACROSS * ACROSS).map(|i| [i / ACROSS, i % ACROSS]);
    let is_first = |[row, column]: &[usize; 2]| row % 2 == 0 && column % 2 == 0;
    all().filter(is_first).chain(all().filter(move |place| !is_first(place)))
}

impl OcclusionPatches {
    /// Patches of one film.
    pub const COUNT: usize = ACROSS * ACROSS;
    /// How many patches, the first of all, cover the film once.
    pub const COARSE: usize = ACROSS.div_ceil(2) * ACROSS.div_ceil(2);

    /// A film as the model of disease takes it.
    pub fn new(square: &ReleaseInput) -> Self {
        let values = square.standardised();
        let smooth = smoothed(&values);
        Self { values, smooth }
    }

    /// The film without patch `number`, counted from 0 in the order of work, row by row; as it is where there is no such
    /// patch.
    pub fn without(&self, number: usize) -> Vec<f32> {
        let side = ReleaseInput::SIDE;
        let mut values = self.values.clone();
        let Some([row, column]) = patches().nth(number) else { return values };
        let (top, left) = (row * STEP, column * STEP);
        // The pixels next to the patch, where the film goes on there, and how far away they are.
        let before = |from: usize| from.checked_sub(1);
        let behind = |from: usize| Some(from + PATCH).filter(|&at| at < side);
        for y in top..top + PATCH {
            for x in left..left + PATCH {
                let borders = [
                    before(top).map(|at| (self.smooth[at * side + x], y - at)),
                    behind(top).map(|at| (self.smooth[at * side + x], at - y)),
                    before(left).map(|at| (self.smooth[y * side + at], x - at)),
                    behind(left).map(|at| (self.smooth[y * side + at], at - x)),
                ];
                // The nearer a border, the more it says.
                let (sum, weight) =
                    borders.into_iter().flatten().fold((0.0, 0.0), |(sum, all), (value, far)| {
                        let weight = 1.0 / far as f32;
                        (sum + weight * value, all + weight)
                    });
                values[y * side + x] = sum / weight;
            }
        }
        values
    }
}

/// Means of 5 x 5, the edge going on beyond the edge.
fn smoothed(values: &[f32]) -> Vec<f32> {
    const REACH: isize = 2;
    let side = ReleaseInput::SIDE as isize;
    let at = |y: isize, x: isize| values[(y.clamp(0, side - 1) * side + x.clamp(0, side - 1)) as usize];
    let mean = |y: isize, x: isize| {
        let rows = -REACH..=REACH;
        let sum: f32 = rows.clone().flat_map(|dy| rows.clone().map(move |dx| at(y + dy, x + dx))).sum();
        sum / ((2 * REACH + 1) * (2 * REACH + 1)) as f32
    };
    (0..side * side).map(|i| mean(i / side, i % side)).collect()
}

impl Occlusion {
    /// Cells across and down of the map.
    pub const SIDE: usize = ReleaseInput::SIDE / STEP;

    /// Nothing known but the number of the whole film.
    pub fn new(whole: f64) -> Self {
        Self { whole, without: Vec::with_capacity(OcclusionPatches::COUNT) }
    }

    /// How many patches are done: the number of the next.
    pub fn done(&self) -> usize {
        self.without.len()
    }

    /// Whether all are.
    pub fn is_complete(&self) -> bool {
        self.done() >= OcclusionPatches::COUNT
    }

    /// Adds what the number became without the next patches.
    pub fn add(&mut self, without: &[f64]) {
        let room = OcclusionPatches::COUNT - self.done().min(OcclusionPatches::COUNT);
        self.without.extend(without.iter().take(room));
    }

    /// By how much the number is higher with what lies at each place than without it: the mean over the patches that cover
    /// the place. None until the film is covered once.
    pub fn map(&self) -> Option<Map> {
        if self.done() < OcclusionPatches::COARSE {
            return None;
        }
        let mut sums = [(0.0, 0u32); Self::SIDE * Self::SIDE];
        for ([row, column], without) in patches().zip(&self.without) {
            const CELLS: usize = PATCH / STEP;
            for cell in 0..CELLS * CELLS {
                let (sum, count) = &mut sums[(row + cell / CELLS) * Self::SIDE + column + cell % CELLS];
                *sum += self.whole - without;
                *count += 1;
            }
        }
        Map::new(Self::SIDE, sums.iter().map(|(sum, count)| (sum / f64::from(*count)) as f32).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(gray: impl Fn(usize, usize) -> u8) -> ReleaseInput {
        let side = ReleaseInput::SIDE;
        let pixels = (0..side * side).map(|i| gray(i / side, i % side)).collect::<Vec<_>>();
        ReleaseInput::from_gray8(side, side, &pixels).expect("a square")
    }

    #[test]
    fn the_first_patches_cover_the_film_once_and_all_come_once() {
        let all = patches().collect::<Vec<_>>();
        let mut sorted = all.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!((all.len(), sorted.len()), (OcclusionPatches::COUNT, OcclusionPatches::COUNT));
        let covered = all[..OcclusionPatches::COARSE].iter().map(|[row, column]| [row * STEP, column * STEP]);
        let mut pixels = vec![0; ReleaseInput::SIDE * ReleaseInput::SIDE];
        for [top, left] in covered {
            (0..PATCH * PATCH)
                .for_each(|i| pixels[(top + i / PATCH) * ReleaseInput::SIDE + left + i % PATCH] += 1);
        }
        assert!(pixels.iter().all(|&count| count == 1));
    }

    #[test]
    fn a_patch_takes_what_is_in_it_and_leaves_no_edge() {
        // A ramp with a bright spot; the fourth patch of the first row covers the spot.
        let ramp = |row: usize, column: usize| (row / 4 + column / 4) as u8;
        let spot = |row: usize, column: usize| {
            let inside = (8..24).contains(&row) && (104..120).contains(&column);
            if inside { 250 } else { ramp(row, column) }
        };
        let film = OcclusionPatches::new(&square(spot));
        let number = patches().position(|place| place == [0, 6]).expect("a patch");
        let without = film.without(number);
        let at = |values: &[f32], row: usize, column: usize| values[row * ReleaseInput::SIDE + column];
        let (inside, beside) = (at(&without, 16, 112), at(&without, 16, 140));
        assert!((inside - beside).abs() < 0.4, "the spot is gone: {inside}, {beside}");
        assert!(at(&film.values, 16, 112) > inside + 2.0, "it was there");
        for column in 90..134 {
            let step = (at(&without, 5, column + 1) - at(&without, 5, column)).abs();
            assert!(step < 0.15, "an edge of {step} at {column}");
        }
        let changed = without.iter().zip(&film.values).filter(|(a, b)| a != b).count();
        assert!(changed <= PATCH * PATCH, "{changed} pixels changed");
        assert_eq!(film.without(OcclusionPatches::COUNT), film.values);
    }

    #[test]
    fn the_map_is_high_where_hiding_costs() {
        let mut occlusion = Occlusion::new(2.0);
        assert_eq!(occlusion.map(), None);
        // Only what covers row 5, column 9 of the cells matters.
        let without = patches().map(|[row, column]| {
            let covers = (row..row + 2).contains(&5) && (column..column + 2).contains(&9);
            if covers { 0.5 } else { 2.0 }
        });
        let without = without.collect::<Vec<_>>();
        occlusion.add(&without[..OcclusionPatches::COARSE]);
        let coarse = occlusion.map().expect("covered once");
        assert_eq!(coarse.reach(), 1.5);
        occlusion.add(&without[OcclusionPatches::COARSE..]);
        occlusion.add(&without);
        assert!(occlusion.is_complete() && occlusion.done() == OcclusionPatches::COUNT);
        let map = occlusion.map().expect("a map");
        assert_eq!(map.values[5 * Occlusion::SIDE + 9], 1.5);
        assert_eq!(map.highest(), [9.5 / 14.0, 5.5 / 14.0]);
        assert_eq!(map.values[0], 0.0);
    }
}
