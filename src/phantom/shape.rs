//! Curves and distances, with `+ - * /` and square root only: IEEE 754 fixes these to the last bit everywhere.

/// A place or a direction: right and down, centimetres.
pub(crate) type Point = (f32, f32);

/// A smooth curve through knots, tabulated: evaluating it costs one interpolation.
pub(crate) struct Profile {
    start: f32,
    values: Vec<f32>,
}

impl Profile {
    const STEPS_PER_CM: f32 = 16.0;

    /// Through `knots` (place, value), places ascending; beyond the ends the end values hold.
    pub(crate) fn new(knots: &[Point]) -> Self {
        let (start, end) = match (knots.first(), knots.last()) {
            (Some(first), Some(last)) => (first.0, last.0),
            _ => (0.0, 0.0),
        };
        let count = ((end - start) * Self::STEPS_PER_CM) as usize + 1;
        let values = (0..=count).map(|i| hermite(knots, start + i as f32 / Self::STEPS_PER_CM)).collect();
        Self { start, values }
    }

    /// The value at a place.
    pub(crate) fn at(&self, place: f32) -> f32 {
        let last = self.values.len() - 1;
        let step = ((place - self.start) * Self::STEPS_PER_CM).clamp(0.0, last as f32);
        let i = (step as usize).min(last - 1);
        self.values[i] + (self.values[i + 1] - self.values[i]) * (step - i as f32)
    }

    /// The curve as `count` steps from `start` to `end`: (place, value).
    pub(crate) fn points(&self, start: f32, end: f32, count: u32) -> impl Iterator<Item = Point> {
        (0..=count).map(move |i| {
            let place = start + (end - start) * i as f32 / count as f32;
            (place, self.at(place))
        })
    }
}

/// Cubic through the knots, its slope at each the mean slope of the neighbours.
fn hermite(knots: &[Point], x: f32) -> f32 {
    let slope = |i: usize| {
        let (a, b) = (knots[i.saturating_sub(1)], knots[(i + 1).min(knots.len() - 1)]);
        (b.1 - a.1) / (b.0 - a.0)
    };
    let after = knots.partition_point(|k| k.0 <= x);
    if after == 0 {
        return knots.first().map_or(0.0, |k| k.1);
    }
    if after == knots.len() {
        return knots[after - 1].1;
    }
    let (a, b) = (knots[after - 1], knots[after]);
    let h = b.0 - a.0;
    let t = (x - a.0) / h;
    let (t2, t3) = (t * t, t * t * t);
    let from = (2.0 * t3 - 3.0 * t2 + 1.0) * a.1 + (t3 - 2.0 * t2 + t) * h * slope(after - 1);
    let to = (3.0 * t2 - 2.0 * t3) * b.1 + (t3 - t2) * h * slope(after);
    from + to
}

/// A direction turned by the angle whose half has this tangent (about half the angle in radians when small).
pub(crate) fn turned(direction: Point, half_tangent: f32) -> Point {
    let t2 = half_tangent * half_tangent;
    let (cos, sin) = ((1.0 - t2) / (1.0 + t2), 2.0 * half_tangent / (1.0 + t2));
    (direction.0 * cos - direction.1 * sin, direction.0 * sin + direction.1 * cos)
}

/// 0 up to `low`, 1 from `high`, smooth between.
pub(crate) fn smoothstep(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Square root, and zero for what lies outside the shape.
pub(crate) fn root(x: f32) -> f32 {
    x.max(0.0).sqrt()
}

/// An ellipse with its own axes; squared distance 1 is its edge.
pub(crate) struct Ellipse {
    /// Centre.
    pub(crate) centre: Point,
    /// Half axes.
    pub(crate) half: Point,
    /// Direction of the first axis, of length 1.
    pub(crate) axis: Point,
}

impl Ellipse {
    /// Squared distance from the centre in half axes.
    pub(crate) fn distance2(&self, (x, y): Point) -> f32 {
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        let along = (dx * self.axis.0 + dy * self.axis.1) / self.half.0;
        let across = (dy * self.axis.0 - dx * self.axis.1) / self.half.1;
        along * along + across * across
    }
}
