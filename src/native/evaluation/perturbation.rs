//! Perturbations of test films: a film that is rotated, inverted, cropped or blank must be flagged as such.

use crate::input::ReleaseInput;
use crate::verdict::Reason;

/// A change of a film that the verdict should recognise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Perturbation {
    UpsideDown,
    RotatedLeft,
    RotatedRight,
    Inverted,
    /// Cropped to the upper left quarter.
    Quarter,
    Blank,
}

impl Perturbation {
    pub(crate) const ALL: [Self; 6] =
        [Self::UpsideDown, Self::RotatedLeft, Self::RotatedRight, Self::Inverted, Self::Quarter, Self::Blank];

    /// Name in the model card.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::UpsideDown => "upside down",
            Self::RotatedLeft => "turned left",
            Self::RotatedRight => "turned right",
            Self::Inverted => "inverted",
            Self::Quarter => "a quarter of the film",
            Self::Blank => "blank",
        }
    }

    /// The reason that the verdict should give.
    pub(crate) fn reason(self) -> Reason {
        match self {
            Self::UpsideDown => Reason::UpsideDown,
            Self::RotatedLeft | Self::RotatedRight => Reason::Rotated,
            Self::Inverted => Reason::Inverted,
            Self::Quarter => Reason::Cropped,
            Self::Blank => Reason::Blank,
        }
    }
}

/// The film after a perturbation.
pub(crate) fn perturb(film: &ReleaseInput, perturbation: Perturbation) -> ReleaseInput {
    const SIDE: usize = ReleaseInput::SIDE;
    const LAST: usize = SIDE - 1;
    let gray = film.plane().iter().map(|value| (value * 255.0).round() as u8).collect::<Vec<_>>();
    let at = |row: usize, column: usize| gray[row * SIDE + column];
    let from_fn = |side: usize, value: &dyn Fn(usize, usize) -> u8| {
        let gray = (0..side * side).map(|i| value(i / side, i % side)).collect::<Vec<_>>();
        ReleaseInput::from_gray8(side, side, &gray).expect("side x side values")
    };
    match perturbation {
        Perturbation::UpsideDown => from_fn(SIDE, &|row, column| at(LAST - row, LAST - column)),
        Perturbation::RotatedLeft => from_fn(SIDE, &|row, column| at(column, LAST - row)),
        Perturbation::RotatedRight => from_fn(SIDE, &|row, column| at(LAST - column, row)),
        Perturbation::Inverted => from_fn(SIDE, &|row, column| 255 - at(row, column)),
        Perturbation::Quarter => from_fn(SIDE / 2, &at),
        Perturbation::Blank => from_fn(SIDE, &|_, _| 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_rotated_and_cropped() {
        let gray = (0..64 * 64).map(|i| (i / 64 * 2 + i % 64) as u8).collect::<Vec<_>>();
        let film = ReleaseInput::from_gray8(64, 64, &gray).expect("an input");
        let corner = |perturbation| perturb(&film, perturbation).plane()[0];
        // Darkest at the top left, brightest at the bottom right; the gradient is steeper down than across.
        assert!(corner(Perturbation::UpsideDown) > 0.99 && corner(Perturbation::Inverted) > 0.99);
        let (left, right) = (corner(Perturbation::RotatedLeft), corner(Perturbation::RotatedRight));
        assert!(left < 0.4 && right > 0.6, "{left} {right}");
        assert!(perturb(&film, Perturbation::Blank).is_blank());
        assert!(!perturb(&film, Perturbation::Quarter).is_blank());
    }
}
