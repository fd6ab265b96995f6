//! Where what a file says of a film and what the models take it for do not agree. One of the two is wrong, and a person
//! must see which.

use serde::{Deserialize, Serialize};

use crate::calibration::{Calibration, MAJORITY};
use crate::film::Header;
use crate::film::terms::{is_chest, is_lateral, is_radiograph, may_be_radiograph};
use crate::scores::{ImageKind, ReleaseOutput};

/// A word of the header against the pixels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Contradiction {
    /// The header names something else, and the picture looks like a chest film.
    #[error("{attribute} is {value}, but the image looks like a chest film. Check the header and the image.")]
    LooksLikeChest {
        /// Name and tag.
        attribute: String,
        /// What stands there.
        value: String,
    },
    /// The header names a radiograph of a chest, and the picture looks like something else.
    #[error(
        "The header describes a chest radiograph ({value}), but the image does not look like one. Check the header and the image."
    )]
    LooksLikeOther {
        /// Modality and body part.
        value: String,
    },
    /// A lateral view: the models know frontal ones.
    #[error(
        "View Position (0018,5101) is {value}. The models are trained on frontal films; their scores do not apply to a lateral film."
    )]
    Lateral {
        /// The view.
        value: String,
    },
    /// Light and dark are the other way round than a chest film's, whatever the header says of them.
    #[error(
        "Photometric Interpretation (0028,0004) is {value}, which displays bones dark. The value in the file may be wrong."
    )]
    Inverted {
        /// The photometric interpretation.
        value: String,
    },
}

/// What of a header the models contradict.
pub fn contradictions(
    header: &Header,
    readout: &ReleaseOutput,
    calibration: &Calibration,
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    if readout.is_blank {
        return found;
    }
    if !calibration.is_chest(readout.p_chest()) {
        if let (Some(modality), Some(part)) = (&header.modality, &header.body_part)
            && is_radiograph(modality)
            && is_chest(part)
        {
            found.push(Contradiction::LooksLikeOther { value: format!("{modality}, {part}") });
        }
    } else if readout.p(ImageKind::Other) <= MAJORITY {
        let unlike = |attribute: &str, value: &Option<String>, agrees: fn(&str) -> bool| {
            let value = value.clone().filter(|value| !value.trim().is_empty() && !agrees(value))?;
            Some(Contradiction::LooksLikeChest { attribute: attribute.to_owned(), value })
        };
        found.extend(unlike("Modality (0008,0060)", &header.modality, may_be_radiograph));
        found.extend(unlike("Body Part Examined (0018,0015)", &header.body_part, is_chest));
    }
    if let Some(view) = header.view_position.as_deref().filter(|view| is_lateral(view)) {
        found.push(Contradiction::Lateral { value: view.to_owned() });
    }
    if readout.p(ImageKind::Inverted) > MAJORITY {
        found.push(Contradiction::Inverted { value: header.photometric.clone() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::tests::{calibration, readout};

    fn header(modality: &str, part: &str, view: &str) -> Header {
        let given = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        Header {
            modality: given(modality),
            body_part: given(part),
            view_position: given(view),
            ..Header::from_picture(10, 10, 8, false, false)
        }
    }

    fn shown(shown: ImageKind) -> ReleaseOutput {
        let mut readout = readout(0.0);
        readout.shown = [0.0; ImageKind::COUNT];
        readout.shown[shown as usize] = 1.0;
        readout
    }

    #[test]
    fn a_header_that_agrees_or_says_nothing_is_not_contradicted() {
        for (modality, part, view) in
            [("CR", "CHEST", "PA"), ("", "", ""), ("SC", "THORAX", "AP"), ("DX", "RIBS", "")]
        {
            assert_eq!(
                contradictions(&header(modality, part, view), &shown(ImageKind::Chest), &calibration()),
                []
            );
        }
        assert_eq!(contradictions(&header("CT", "HEAD", ""), &shown(ImageKind::Other), &calibration()), []);
    }

    #[test]
    fn a_foot_that_looks_like_a_chest_and_a_chest_that_does_not_are_told() {
        let kinds = |header: &Header, readout: &ReleaseOutput| {
            let found = contradictions(header, readout, &calibration());
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let [foot] = &kinds(&header("CR", "FOOT", "PA"), &shown(ImageKind::Chest))[..] else { panic!("one") };
        assert_eq!(
            foot,
            "Body Part Examined (0018,0015) is FOOT, but the image looks like a chest film. Check the header and the image."
        );
        let both = kinds(&header("CT", "HEAD", ""), &shown(ImageKind::Rotated));
        assert!(both.len() == 2 && both[0].starts_with("Modality (0008,0060) is CT"), "{both:?}");
        let [chest] = &kinds(&header("DX", "CHEST", "PA"), &shown(ImageKind::Other))[..] else {
            panic!("one")
        };
        assert!(chest.contains("(DX, CHEST)"), "{chest}");
        let [lateral] = &kinds(&header("DX", "CHEST", "LL"), &shown(ImageKind::Chest))[..] else {
            panic!("one")
        };
        assert!(lateral.contains("LL"), "{lateral}");
        let [inverted] = &kinds(&header("DX", "CHEST", "PA"), &shown(ImageKind::Inverted))[..] else {
            panic!("one")
        };
        assert!(inverted.contains("MONOCHROME2"), "{inverted}");
    }
}
