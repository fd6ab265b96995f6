//! The part of the windowed film that the screen shows.

use crate::page::viewer::placement::Placement;

/// Texels from the first to before the last, across and down.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) from: [u32; 2],
    pub(super) to: [u32; 2],
}

impl Area {
    pub(super) fn contains(&self, other: &Self) -> bool {
        [0, 1].iter().all(|&axis| self.from[axis] <= other.from[axis] && other.to[axis] <= self.to[axis])
    }

    /// Larger by half a view on each side, within a film of so many texels: a small pan needs no new window pass.
    pub(super) fn wider(&self, texels: [u32; 2]) -> Self {
        let margin = |axis: usize| (self.to[axis] - self.from[axis]) / 2;
        let to = [0, 1].map(|axis| (self.to[axis] + margin(axis)).min(texels[axis]));
        Self { from: [0, 1].map(|axis| self.from[axis].saturating_sub(margin(axis))), to }
    }
}

/// The part of the windowed film that is visible.
pub(super) fn visible(place: &Placement, step: u32, texels: [u32; 2]) -> Area {
    let [width, height] = place.stage;
    let corners =
        [[0.0, 0.0], [width, 0.0], [0.0, height], [width, height]].map(|corner| place.to_film(corner));
    let side = |axis: usize| {
        let of = corners.map(|corner| corner[axis] / f64::from(step));
        let (lo, hi) = of.iter().fold((f64::MAX, f64::MIN), |(lo, hi), &at| (lo.min(at), hi.max(at)));
        // Two texels more, for interpolation. The casts saturate at 0.
        let to = ((hi.ceil() + 2.0).max(0.0) as u32).min(texels[axis]);
        ((lo.floor() - 2.0).max(0.0) as u32).min(to)..to
    };
    let sides = [side(0), side(1)];
    Area { from: [sides[0].start, sides[1].start], to: [sides[0].end, sides[1].end] }
}
