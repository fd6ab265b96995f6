//! Limitations that the program itself states in a model card.

/// What weights of these architectures cannot do; the sources of films and the command line add their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limitation {
    /// Release models: small nodules.
    Resolution,
    /// Release models: no other validation.
    ValidatedOnTheseFilms,
    /// The paper's models: fine shadows.
    PaperResolution,
    /// The paper's VAE.
    BoundIsNotDiagnosis,
}

impl Limitation {
    pub(super) const OF_RELEASE_MODELS: [Self; 2] = [Self::Resolution, Self::ValidatedOnTheseFilms];
    pub(super) const OF_PAPER_MODELS: [Self; 2] = [Self::PaperResolution, Self::BoundIsNotDiagnosis];

    /// The sentence of the model card. The page translates the sentences of the card that ships: change both together.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Resolution => {
                "The models see at most 224 x 224 pixels, and small nodules may be lost to them: on real ones they were not measured."
            }
            Self::ValidatedOnTheseFilms => {
                "They were validated on the test films counted here and nowhere else: calibrate them on films of your own."
            }
            Self::PaperResolution => {
                "The models follow a paper of 2017 and see 100 x 100 pixels: fine shadows are lost to them."
            }
            Self::BoundIsNotDiagnosis => {
                "The bound tells chest films from other pictures; it does not tell sick from healthy (the paper's finding, and ours)."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::weights::WeightsArgs;

    #[test]
    fn the_cards_that_ship_state_them() {
        let weights = WeightsArgs::default();
        let release = weights.release().expect("weights").card.limits;
        assert_eq!(release[..2], Limitation::OF_RELEASE_MODELS.map(Limitation::text));
        let paper = weights.paper().expect("weights").card.limits;
        assert_eq!(paper[..2], Limitation::OF_PAPER_MODELS.map(Limitation::text));
    }
}
