//! Lengths, angles and redactions on a film: plain data in film pixels, so that zoom and rotation do not affect them.

use std::collections::HashMap;

use crate::film::{Rectangle, SpacingAt};
use crate::page::text::messages;
use crate::protocol::FilmId;

/// What the left button, or one finger, does on the film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tool {
    #[default]
    Window,
    Pan,
    Measure(Kind),
}

/// The kind of a measurement or redaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Between two points.
    Length,
    /// At the second of three points.
    Angle,
    /// A rectangle between two corners, black on every frame: burned-in text is neither displayed nor exported.
    Redaction,
}

impl Kind {
    /// Number of points that define it.
    pub(crate) fn points(self) -> usize {
        match self {
            Self::Length | Self::Redaction => 2,
            Self::Angle => 3,
        }
    }
}

/// A length, an angle or a redaction.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    pub(crate) kind: Kind,
    /// In film pixels from the upper left corner: along the columns, then along the rows.
    pub(crate) points: Vec<[f64; 2]>,
    /// The frame it was made on, counted from 0.
    pub(crate) frame: u32,
}

impl Measure {
    /// Whether it lies on a frame.
    pub(crate) fn is_on(&self, frame: u32) -> bool {
        self.frame == frame || self.kind == Kind::Redaction
    }

    /// The rectangle that it redacts, if it is a redaction.
    fn redacted(&self) -> Option<Rectangle> {
        let &[a, b] = self.points.as_slice() else { return None };
        if self.kind != Kind::Redaction {
            return None;
        }
        // A pixel that the rectangle touches is redacted.
        let side = |axis: usize| {
            let (from, to) = (a[axis].min(b[axis]).floor().max(0.0), a[axis].max(b[axis]).ceil());
            (from as u32, (to - from).max(0.0) as u32)
        };
        let ((column, columns), (row, rows)) = (side(0), side(1));
        (columns > 0 && rows > 0).then_some(Rectangle { column, row, columns, rows })
    }

    /// The redaction of a rectangle.
    fn from_rectangle(Rectangle { column, row, columns, rows }: Rectangle) -> Self {
        let corner = |column: u32, row: u32| [f64::from(column), f64::from(row)];
        let points = vec![corner(column, row), corner(column + columns, row + rows)];
        Self { kind: Kind::Redaction, points, frame: 0 }
    }
}

/// The measurements of all films, and the unfinished one. They last as long as the page.
#[derive(Debug, Default)]
pub(crate) struct Measures {
    by_film: HashMap<FilmId, Vec<Measure>>,
    /// The unfinished measurement; its last point follows the pointer.
    pub(crate) draft: Option<(FilmId, Measure)>,
    /// The selected measurement.
    pub(crate) marked: Option<(FilmId, usize)>,
}

impl Measures {
    /// The measures of a film, in the order they were made.
    pub(crate) fn on_film(&self, film: FilmId) -> &[Measure] {
        self.by_film.get(&film).map_or(&[], Vec::as_slice)
    }

    /// Finishes the unfinished measurement and selects it.
    pub(crate) fn finish(&mut self) {
        if let Some((film, measure)) = self.draft.take() {
            let measures = self.by_film.entry(film).or_default();
            measures.push(measure);
            self.marked = Some((film, measures.len() - 1));
        }
    }

    /// Moves a point of a measure.
    pub(crate) fn move_point(&mut self, film: FilmId, measure: usize, point: usize, to: [f64; 2]) {
        let measure = self.by_film.get_mut(&film).and_then(|measures| measures.get_mut(measure));
        if let Some(place) = measure.and_then(|measure| measure.points.get_mut(point)) {
            *place = to;
        }
    }

    /// Removes the marked measure of a film; whether there was one.
    pub(crate) fn remove_marked(&mut self, film: FilmId) -> bool {
        let Some((_, at)) = self.marked.filter(|(of, _)| *of == film) else { return false };
        self.marked = None;
        let measures = self.by_film.entry(film).or_default();
        let is_there = at < measures.len();
        if is_there {
            measures.remove(at);
        }
        is_there
    }

    /// The redacted rectangles of a film.
    pub(crate) fn redacted(&self, film: FilmId) -> Vec<Rectangle> {
        self.on_film(film).iter().filter_map(Measure::redacted).collect()
    }

    /// Replaces the redactions of a film.
    pub(crate) fn redact(&mut self, film: FilmId, redacted: &[Rectangle]) {
        let measures = self.by_film.entry(film).or_default();
        measures.retain(|measure| measure.kind != Kind::Redaction);
        measures.extend(redacted.iter().copied().map(Measure::from_rectangle));
        self.marked = None;
    }

    /// Forgets a film.
    pub(crate) fn forget(&mut self, film: FilmId) {
        self.by_film.remove(&film);
        self.draft = self.draft.take().filter(|(of, _)| *of != film);
        self.marked = self.marked.filter(|(of, _)| *of != film);
    }
}

/// The physical size of a pixel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    /// Millimetres along the columns and along the rows, where the file gives them.
    pub(crate) spacing_mm: Option<[f64; 2]>,
    /// Where those are measured.
    pub(crate) at: Option<SpacingAt>,
    /// Height of a pixel over its width.
    pub(crate) aspect: f64,
}

impl Scale {
    /// The vector from one point to another, in millimetres or pixel widths.
    fn way(&self, from: [f64; 2], to: [f64; 2]) -> [f64; 2] {
        let [along, down] = self.spacing_mm.unwrap_or([1.0, self.aspect]);
        [(to[0] - from[0]) * along, (to[1] - from[1]) * down]
    }

    /// The length between two points, in millimetres, or widths of a pixel where the file gives none.
    pub(crate) fn length(&self, from: [f64; 2], to: [f64; 2]) -> f64 {
        let [x, y] = self.way(from, to);
        x.hypot(y)
    }

    /// The angle at `corner`, degrees from 0 to 180.
    pub(crate) fn angle(&self, [a, corner, b]: [[f64; 2]; 3]) -> f64 {
        let ([ax, ay], [bx, by]) = (self.way(corner, a), self.way(corner, b));
        (ax * by - ay * bx).abs().atan2(ax * bx + ay * by).to_degrees()
    }

    /// The label of a measurement.
    pub(crate) fn label(&self, measure: &Measure) -> String {
        match (measure.kind, measure.points.as_slice()) {
            (Kind::Length, &[from, to]) => {
                let length = self.length(from, to);
                if self.spacing_mm.is_some() {
                    messages::millimetres(length)
                } else {
                    messages::pixels(length)
                }
            }
            (Kind::Angle, &[a, corner, b]) => messages::degrees(self.angle([a, corner, b])),
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: Scale = Scale { spacing_mm: Some([0.2, 0.1]), at: Some(SpacingAt::Detector), aspect: 0.5 };

    #[test]
    fn lengths_are_millimetres_along_each_side_of_a_pixel() {
        assert!((SCALE.length([0.0, 0.0], [30.0, 0.0]) - 6.0).abs() < 1e-9);
        assert!((SCALE.length([0.0, 0.0], [0.0, 30.0]) - 3.0).abs() < 1e-9);
        // 15 columns of 0.2 mm and 40 rows of 0.1 mm: a triangle of 3, 4 and 5.
        assert!((SCALE.length([5.0, 5.0], [20.0, 45.0]) - 5.0).abs() < 1e-9);
        let none = Scale { spacing_mm: None, at: None, aspect: 0.5 };
        assert!((none.length([0.0, 0.0], [3.0, 8.0]) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn angles_are_those_of_the_body_and_not_of_the_pixels() {
        // Ten columns and twenty rows are as long: half a right angle.
        let angle = SCALE.angle([[10.0, 0.0], [0.0, 0.0], [10.0, 20.0]]);
        assert!((angle - 45.0).abs() < 1e-9, "{angle}");
        assert!((SCALE.angle([[5.0, 0.0], [0.0, 0.0], [-5.0, 0.0]]) - 180.0).abs() < 1e-9);
        assert_eq!(SCALE.angle([[1.0, 1.0]; 3]), 0.0);
    }

    #[test]
    fn a_cover_is_of_whole_pixels_whichever_way_it_was_drawn() {
        let mut measures = Measures::default();
        let points = vec![[20.4, 3.0], [9.6, -7.0]];
        measures.draft = Some((7, Measure { kind: Kind::Redaction, points, frame: 2 }));
        measures.finish();
        let rectangle = Rectangle { column: 9, row: 0, columns: 12, rows: 3 };
        assert_eq!(measures.redacted(7), [rectangle]);
        assert!(measures.on_film(7)[0].is_on(0), "on every frame");
        let other = Rectangle { column: 1, ..rectangle };
        measures.redact(7, &[rectangle, other]);
        assert_eq!(measures.redacted(7), [rectangle, other]);
        measures.redact(7, &[]);
        assert!(measures.on_film(7).is_empty());
    }

    #[test]
    fn measures_stay_with_their_film() {
        let mut measures = Measures::default();
        let measure = Measure { kind: Kind::Length, points: vec![[0.0; 2], [1.0; 2]], frame: 0 };
        measures.draft = Some((7, measure.clone()));
        measures.finish();
        measures.draft = Some((8, measure));
        measures.finish();
        assert_eq!((measures.on_film(7).len(), measures.on_film(8).len()), (1, 1));
        assert!(!measures.remove_marked(7), "the other film's is marked");
        assert!(measures.remove_marked(8));
        assert!(!measures.remove_marked(8));
        measures.move_point(7, 0, 1, [5.0, 6.0]);
        assert_eq!(measures.on_film(7)[0].points[1], [5.0, 6.0]);
        measures.forget(7);
        assert!(measures.on_film(7).is_empty());
    }
}
