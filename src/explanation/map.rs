//! A number for each place of a square.

use serde::{Deserialize, Serialize};

/// Numbers on a square grid over a model's input, row by row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Map {
    /// Places across and down.
    pub side: usize,
    /// `side` x `side` numbers.
    pub values: Vec<f32>,
}

impl Map {
    /// None where there are not `side` x `side` values, at least one, or one is not finite.
    pub fn new(side: usize, values: Vec<f32>) -> Option<Self> {
        let is_whole = side > 0 && values.len() == side * side && values.iter().all(|v| v.is_finite());
        is_whole.then_some(Self { side, values })
    }

    /// The value at a place, in shares of the square from its upper left corner: bilinear between the middles of the four
    /// cells around it; beyond the outermost middles, theirs.
    pub fn at(&self, [x, y]: [f32; 2]) -> f32 {
        let last = self.side - 1;
        let place = |share: f32| (share * self.side as f32 - 0.5).clamp(0.0, last as f32);
        let (x, y) = (place(x), place(y));
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(last), (top + 1).min(last));
        let (dx, dy) = (x - left as f32, y - top as f32);
        let value = |column: usize, row: usize| self.values[row * self.side + column];
        let upper = value(left, top) * (1.0 - dx) + value(right, top) * dx;
        let lower = value(left, bottom) * (1.0 - dx) + value(right, bottom) * dx;
        upper * (1.0 - dy) + lower * dy
    }

    /// The middle of the cell with the largest value, in shares of the square, x before y.
    pub fn highest(&self) -> [f32; 2] {
        let best = (0..self.values.len()).max_by(|&a, &b| self.values[a].total_cmp(&self.values[b]));
        let cell = best.unwrap_or(0);
        [cell % self.side, cell / self.side].map(|at| (at as f32 + 0.5) / self.side as f32)
    }

    /// The map with every value times `factor`.
    pub fn times(mut self, factor: f64) -> Self {
        self.values.iter_mut().for_each(|value| *value = (f64::from(*value) * factor) as f32);
        self
    }

    /// The mean of the values.
    pub fn mean(&self) -> f64 {
        self.values.iter().map(|&value| f64::from(value)).sum::<f64>() / self.values.len() as f64
    }

    /// The largest distance from 0.
    pub fn reach(&self) -> f32 {
        self.values.iter().fold(0.0, |reach, value| value.abs().max(reach))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_cells_a_map_is_linear_and_beyond_them_flat() {
        let map = Map::new(2, vec![0.0, 1.0, 2.0, 3.0]).expect("a map");
        assert_eq!(map.at([0.25, 0.25]), 0.0);
        assert_eq!(map.at([0.5, 0.25]), 0.5);
        assert_eq!(map.at([0.5, 0.5]), 1.5);
        assert_eq!(map.at([1.0, 1.0]), 3.0);
        assert_eq!(map.highest(), [0.75, 0.75]);
        assert_eq!(map.reach(), 3.0);
    }

    #[test]
    fn what_is_no_map_is_none() {
        assert_eq!(Map::new(2, vec![0.0; 3]), None);
        assert_eq!(Map::new(0, Vec::new()), None);
        assert_eq!(Map::new(1, vec![f32::NAN]), None);
    }
}
