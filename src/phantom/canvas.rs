//! The film being drawn: how many centimetres of tissue and of air each ray passes.

use super::shape::Point;

/// Air in a lung counts for this much of its thickness; the rest is tissue.
pub(crate) const AERATION: f32 = 0.84;

/// Two planes of path lengths in centimetres, row by row, and where the person stands before them.
pub(crate) struct Canvas {
    /// Height in pixels.
    pub(crate) rows: u32,
    /// Width in pixels.
    pub(crate) columns: u32,
    /// Side of a pixel, cm.
    pub(crate) pitch: f32,
    /// Tissue; bone and lead count as the tissue that would weaken the ray as much.
    pub(crate) soft: Vec<f32>,
    /// Air in the lungs, which takes tissue's place.
    pub(crate) air: Vec<f32>,
    /// The person's place.
    pub(crate) place: Placement,
}

/// From the average body (centimetres from the film's centre) to this one.
pub(crate) struct Placement {
    /// Size across and along.
    pub(crate) scale: Point,
    /// Cosine and sine of the tilt.
    pub(crate) turn: Point,
    /// Moved by, cm.
    pub(crate) shift: Point,
}

impl Placement {
    /// Where a point of the average body lies on the film, cm from its centre.
    pub(crate) fn on_film(&self, (x, y): Point) -> Point {
        let (x, y) = (x * self.scale.0, y * self.scale.1);
        (x * self.turn.0 - y * self.turn.1 + self.shift.0, x * self.turn.1 + y * self.turn.0 + self.shift.1)
    }

    /// The other way.
    fn on_body(&self, (x, y): Point) -> Point {
        let (x, y) = (x - self.shift.0, y - self.shift.1);
        (
            (x * self.turn.0 + y * self.turn.1) / self.scale.0,
            (y * self.turn.0 - x * self.turn.1) / self.scale.1,
        )
    }
}

/// A rectangle of the average body: left, top, right, bottom, cm.
pub(crate) type Area = [f32; 4];

/// All of the film.
pub(crate) const EVERYWHERE: Area = [-1e3, -1e3, 1e3, 1e3];

impl Canvas {
    /// A film 36 cm wide and 40 cm high, or larger on one side where the shape of the picture wants it.
    pub(crate) fn new(rows: u32, columns: u32, place: Placement) -> Self {
        let pitch = (36.0 / columns as f32).max(40.0 / rows as f32);
        let count = rows as usize * columns as usize;
        Self { rows, columns, pitch, soft: vec![0.0; count], air: vec![0.0; count], place }
    }

    /// Calls `brush` with each point of `area`, the tissue and the air there.
    pub(crate) fn paint(&mut self, area: Area, mut brush: impl FnMut(Point, &mut f32, &mut f32)) {
        let [left, top, right, bottom] = self.pixels(area);
        for row in top..bottom {
            for column in left..right {
                let film = self.film_point(row as f32, column as f32);
                let index = row * self.columns as usize + column;
                brush(self.place.on_body(film), &mut self.soft[index], &mut self.air[index]);
            }
        }
    }

    /// Calls `brush` along a tube through `points` (x, y, radius) with the chord of each ray through it, cm,
    /// and the chord's share of the tube's width there, 0 at the edge to 1 on the axis.
    pub(crate) fn tube(&mut self, points: &[[f32; 3]], mut brush: impl FnMut(f32, f32, &mut f32, &mut f32)) {
        // A tube thinner than a pixel is drawn as wide as one and as much fainter, so that it does not break up.
        let thinnest = 0.6 * self.pitch;
        let mut area: Area = [1e3, 1e3, -1e3, -1e3];
        for &[x, y, radius] in points {
            let reach = radius.max(thinnest);
            area = [
                area[0].min(x - reach),
                area[1].min(y - reach),
                area[2].max(x + reach),
                area[3].max(y + reach),
            ];
        }
        self.paint(area, |at, soft, air| {
            let (mut depth2, mut width) = (0.0_f32, 1.0_f32);
            for pair in points.windows(2) {
                let (d2, radius) = nearest(at, pair[0], pair[1]);
                let drawn = radius.max(thinnest);
                let thinned = (radius / drawn) * (radius / drawn);
                let within = (drawn * drawn - d2) * thinned * thinned;
                if within > depth2 {
                    (depth2, width) = (within, drawn * thinned);
                }
            }
            if depth2 > 0.0 {
                let half = depth2.sqrt();
                brush(2.0 * half, half / width, soft, air);
            }
        });
    }

    /// The pixel (row, column) that shows a point of the average body.
    pub(crate) fn pixel_of(&self, point: Point) -> (f32, f32) {
        let (x, y) = self.place.on_film(point);
        (y / self.pitch + self.rows as f32 / 2.0 - 0.5, x / self.pitch + self.columns as f32 / 2.0 - 0.5)
    }

    /// Centimetres from the film's centre to a pixel's.
    pub(crate) fn film_point(&self, row: f32, column: f32) -> Point {
        (
            (column + 0.5 - self.columns as f32 / 2.0) * self.pitch,
            (row + 0.5 - self.rows as f32 / 2.0) * self.pitch,
        )
    }

    /// Pixels that cover an area: left, top, right, bottom, the last two excluded.
    fn pixels(&self, [left, top, right, bottom]: Area) -> [usize; 4] {
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)].map(|c| self.pixel_of(c));
        let lowest = |pick: fn(&(f32, f32)) -> f32| {
            corners.iter().map(pick).fold(f32::MAX, f32::min).max(0.0) as usize
        };
        let highest = |pick: fn(&(f32, f32)) -> f32, limit: u32| {
            (corners.iter().map(pick).fold(f32::MIN, f32::max).max(-2.0) + 2.0).min(limit as f32) as usize
        };
        [lowest(|c| c.1), lowest(|c| c.0), highest(|c| c.1, self.columns), highest(|c| c.0, self.rows)]
    }
}

/// Puts `thickness` cm of tissue where a lung's air was; where there is no air nothing is displaced.
pub(crate) fn displace(air: &mut f32, thickness: f32) {
    *air = (*air - AERATION * thickness).max(0.0);
}

/// Squared distance of a point from a segment of a tube, and the tube's radius at the nearest place.
fn nearest((x, y): Point, a: [f32; 3], b: [f32; 3]) -> (f32, f32) {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let t = (((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy + 1e-12)).clamp(0.0, 1.0);
    let (ex, ey) = (x - a[0] - t * dx, y - a[1] - t * dy);
    (ex * ex + ey * ey, a[2] + t * (b[2] - a[2]))
}
