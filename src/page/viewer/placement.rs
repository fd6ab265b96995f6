//! Where each point of the film lies on the screen: one transform for the film, for what is drawn over it, and for the
//! pointer. It is the same as [`Zoom::css`] gives an element of the film's shape in the middle of the stage.

use super::zoom::Zoom;

/// The placement of a film on the stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placement {
    /// Width and height of the stage, CSS pixels.
    pub(crate) stage: [f64; 2],
    /// Columns and rows of the film.
    pub(crate) film: [f64; 2],
    /// Height of a pixel over its width.
    pub(crate) aspect: f64,
    pub(crate) zoom: Zoom,
}

impl Placement {
    /// CSS pixels for each pixel of a film that fits, along its columns and along its rows.
    fn fitted(&self) -> [f64; 2] {
        let [across, down] = self.stage;
        let [across, down] = if self.zoom.is_across() { [down, across] } else { [across, down] };
        let [columns, rows] = self.film;
        let width = (across / columns).min(down / (rows * self.aspect));
        [width, width * self.aspect]
    }

    /// CSS pixels for each pixel of the film, along its columns and along its rows.
    pub(crate) fn scale(&self) -> [f64; 2] {
        self.fitted().map(|scale| scale * self.zoom.scale)
    }

    /// The way along the stage of one pixel along the film's columns, and of one along its rows.
    fn axes(&self) -> [[f64; 2]; 2] {
        let [width, height] = self.scale();
        let width = if self.zoom.mirrored { -width } else { width };
        match self.zoom.turns {
            0 => [[width, 0.0], [0.0, height]],
            1 => [[0.0, width], [-height, 0.0]],
            2 => [[-width, 0.0], [0.0, -height]],
            _ => [[0.0, -width], [height, 0.0]],
        }
    }

    /// From a point of the film, in pixels from its upper left corner, to one of the stage, in CSS pixels from its own.
    pub(crate) fn to_stage(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [along, down] = self.axes();
        let (x, y) = (x - self.film[0] / 2.0, y - self.film[1] / 2.0);
        let offset = self.zoom.offset();
        [0, 1].map(|axis| self.stage[axis] / 2.0 + offset[axis] + x * along[axis] + y * down[axis])
    }

    /// From a point of the stage to one of the film, which may lie beside it.
    pub(crate) fn to_film(self, point: [f64; 2]) -> [f64; 2] {
        let offset = self.zoom.offset();
        let away = [0, 1].map(|axis| point[axis] - self.stage[axis] / 2.0 - offset[axis]);
        // The axes are perpendicular: the coordinates are the projections onto them.
        let [x, y] = self
            .axes()
            .map(|[across, down]| (away[0] * across + away[1] * down) / (across * across + down * down));
        [x + self.film[0] / 2.0, y + self.film[1] / 2.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(zoom: Zoom) -> Placement {
        Placement { stage: [800.0, 600.0], film: [2000.0, 2500.0], aspect: 1.25, zoom }
    }

    fn near(a: [f64; 2], b: [f64; 2]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6)
    }

    #[test]
    fn a_film_that_fits_touches_the_stage() {
        let fitted = place(Zoom::default());
        // 2,500 rows of 1.25 times a column's width fill 600 pixels.
        assert!(near(fitted.scale(), [600.0 / 3125.0, 600.0 / 2500.0]));
        assert!(near(fitted.to_stage([1000.0, 0.0]), [400.0, 0.0]));
        assert!(near(fitted.to_stage([1000.0, 2500.0]), [400.0, 600.0]));
    }

    #[test]
    fn a_turn_goes_clockwise_and_mirroring_comes_before_it() {
        // On its side the film's 3,125 column widths fit into 800 pixels, and its upper edge lies to the right.
        let turned = place(Zoom::default().turned(1));
        assert!(near(turned.to_stage([1000.0, 0.0]), [800.0, 300.0]));
        let left = turned.to_stage([0.0, 1250.0]);
        assert!(left[1] < 300.0, "the film's left edge lies on top: {left:?}");
        let mirrored = place(Zoom { mirrored: true, ..Zoom::default().turned(1) });
        assert!(mirrored.to_stage([0.0, 1250.0])[1] > 300.0);
    }

    #[test]
    fn there_and_back_is_the_same_point() {
        for turns in 0..4 {
            for mirrored in [false, true] {
                let zoom = Zoom { mirrored, ..Zoom::default().turned(turns) }.by(3.7, 31.0, -80.0);
                let place = place(zoom);
                let point = [123.25, 2001.5];
                assert!(near(place.to_film(place.to_stage(point)), point), "{zoom:?}");
            }
        }
    }
}
