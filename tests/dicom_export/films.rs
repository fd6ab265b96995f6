//! Films to export, with a report that stands for the models'.

use std::path::{Path, PathBuf};

use negatoscope::calibration::Calibration;
use negatoscope::card::{Card, ReleaseCard};
use negatoscope::dicom_export::{Timestamp, Uids};
use negatoscope::film::{self, Film, FilmError, Limits};
use negatoscope::phantom::{self, Encoding};
use negatoscope::report::{Report, Scored};
use negatoscope::scores::{Backend, PaperScores, ReleaseOutput};

/// The card of the weights that ship.
pub(crate) fn card() -> ReleaseCard {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/weights/model-card.json");
    ReleaseCard::from_json(&std::fs::read(path).expect("the card")).expect("a card")
}

/// The phantom's file.
pub(crate) fn phantom() -> Vec<u8> {
    phantom::draw(3, 256, 224, true).to_dicom(Encoding::Explicit).expect("a file")
}

pub(crate) fn open(bytes: &[u8]) -> Result<Film, FilmError> {
    film::open(bytes.to_vec(), &Limits::default())
}

/// A report with the scores of the self-test film, and some of the paper's models.
pub(crate) fn scored(film: &Film) -> Scored {
    scored_as(film, &card().self_test)
}

pub(crate) fn scored_as(film: &Film, readout: &ReleaseOutput) -> Scored {
    let calibration: Calibration = card().calibration;
    let paper = PaperScores {
        vlb: -4_773.123_456_789,
        log_likelihood: -4700.5,
        kl: 72.6,
        p_cr: 0.998,
        p_abnormal: 1.0 / 3.0,
    };
    let paper = Some((paper, "paper 1"));
    let report = Report::scored("film.dcm", &film.header, readout, &calibration, paper, Backend::Cpu, 12.5);
    match report {
        Report::Scored(scored) => *scored,
        Report::Failed { error, .. } => panic!("{error:?}"),
    }
}

pub(crate) fn uids() -> Uids {
    Uids::new([42; Uids::SEED])
}

/// 2024-02-29 12:34:56 in Tokyo.
pub(crate) const MADE: Timestamp = Timestamp { seconds: 1_709_177_696, offset_minutes: 540 };

/// Files of a folder beside the project, where it is at hand.
pub(crate) fn shared(folder: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    let Ok(entries) = std::fs::read_dir(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return Vec::new();
    };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "dcm"));
    files.sort();
    files
}
