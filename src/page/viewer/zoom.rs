//! Zoom, pan, rotation and mirroring of the film on the screen. For display only: no score depends on it.

/// Scale and offset relative to a film that fits the screen, rotation and mirroring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Zoom {
    /// 1 = as large as fits.
    pub(crate) scale: f64,
    /// From the middle of the view to that of the film, CSS pixels.
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Right angles clockwise, 0 to 3.
    pub(crate) turns: u8,
    /// Left and right swapped, before the rotation.
    pub(crate) mirrored: bool,
}

/// At this scale, a pixel of a large film is a centimetre wide.
const LARGEST: f64 = 40.0;
/// A chest film in its true size needs more than this on any screen.
const SMALLEST: f64 = 0.05;

impl Default for Zoom {
    fn default() -> Self {
        Self { scale: 1.0, x: 0.0, y: 0.0, turns: 0, mirrored: false }
    }
}

impl Zoom {
    /// `factor` times as large; what is at `x`, `y` (from the middle of the view) stays there.
    pub(crate) fn by(self, factor: f64, x: f64, y: f64) -> Self {
        let scale = (self.scale * factor).clamp(self.scale.min(1.0), LARGEST);
        if scale <= 1.0 {
            return Self { scale, x: 0.0, y: 0.0, ..self };
        }
        let grown = scale / self.scale;
        Self { scale, x: x - (x - self.x) * grown, y: y - (y - self.y) * grown, ..self }
    }

    /// At a scale of its own, smaller than what fits too; what is in the middle of the view stays there.
    pub(crate) fn at_scale(self, scale: f64) -> Self {
        let scale = scale.clamp(SMALLEST, LARGEST);
        let grown = if scale <= 1.0 { 0.0 } else { scale / self.scale };
        Self { scale, x: self.x * grown, y: self.y * grown, ..self }
    }

    /// From the middle of the view to that of the film, CSS pixels.
    pub(crate) fn offset(self) -> [f64; 2] {
        [self.x, self.y]
    }

    /// Moved; a film that fits stays in the middle. Never further than the view's own `width` and `height` times the scale.
    pub(crate) fn moved(self, x: f64, y: f64, [width, height]: [f64; 2]) -> Self {
        let room = |side: f64| side * (self.scale - 1.0).max(0.0) / 2.0;
        let within = |at: f64, room: f64| at.clamp(-room, room);
        Self { x: within(self.x + x, room(width)), y: within(self.y + y, room(height)), ..self }
    }

    /// Turned by right angles, clockwise.
    pub(crate) fn turned(self, by: i8) -> Self {
        Self { turns: (i16::from(self.turns) + i16::from(by)).rem_euclid(4) as u8, ..self }
    }

    /// As large as fits and in the middle, the same way up.
    pub(crate) fn fitted(self) -> Self {
        Self { turns: self.turns, mirrored: self.mirrored, ..Self::default() }
    }

    /// Whether height and width are exchanged.
    pub(crate) fn is_across(self) -> bool {
        self.turns % 2 == 1
    }

    /// Whether left, right, up and down are not the film's own.
    pub(crate) fn is_other_way_up(self) -> bool {
        self.turns != 0 || self.mirrored
    }

    /// For the style of the canvas.
    pub(crate) fn css(self) -> String {
        let mirror = if self.mirrored { -1 } else { 1 };
        format!(
            "translate({:.2}px, {:.2}px) scale({:.4}) rotate({}deg) scaleX({mirror})",
            self.x,
            self.y,
            self.scale,
            90 * u16::from(self.turns)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_under_the_hand_stays_there() {
        let zoom = Zoom::default().by(3.0, 120.0, -40.0).by(1.5, -60.0, 10.0);
        // Where a point of the fitted film lies, and where the second zoom found it.
        let first = Zoom::default().by(3.0, 120.0, -40.0);
        let point = [(-60.0 - first.x) / first.scale, (10.0 - first.y) / first.scale];
        assert!((zoom.x + zoom.scale * point[0] - -60.0).abs() < 1e-9);
        assert!((zoom.y + zoom.scale * point[1] - 10.0).abs() < 1e-9);
    }

    #[test]
    fn a_film_that_fits_lies_in_the_middle_and_none_is_lost() {
        let back = Zoom::default().by(8.0, 300.0, 300.0).by(0.01, 0.0, 0.0);
        assert_eq!(back, Zoom::default());
        assert_eq!(Zoom::default().moved(50.0, 50.0, [800.0, 600.0]), Zoom::default());
        let far = Zoom::default().by(2.0, 0.0, 0.0).moved(9999.0, -9999.0, [800.0, 600.0]);
        assert_eq!((far.x, far.y), (400.0, -300.0));
        assert_eq!(Zoom::default().by(1e9, 0.0, 0.0).scale, LARGEST);
    }

    #[test]
    fn four_turns_are_none() {
        let turned = Zoom::default().turned(-1);
        assert!(turned.is_across() && turned.turns == 3);
        assert_eq!(turned.turned(-1).turned(-1).turned(-1), Zoom::default());
        assert!(!Zoom::default().is_other_way_up());
    }
}
