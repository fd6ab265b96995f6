//! DICOM files made of a film, in the worker, where its bytes are.

use js_sys::{Array, Uint8Array};
use web_sys::File;

use super::work::unreadable;
use crate::film::{self, Limits};
use crate::handing_on::{
    Made, Session, Shown, Source, Uids, deidentify, secondary_capture, structured_report,
};
use crate::protocol::{Export, FilmId, FromEngine};
use crate::report::{ErrorReport, Scored};

/// Makes what was asked for of a film's bytes: the answer, and the file that lies beside it.
pub(super) fn export(
    film: FilmId,
    export: &Export,
    bytes: Vec<u8>,
) -> Result<(FromEngine, Option<File>), ErrorReport> {
    let limits = Limits::default();
    let made = match export {
        Export::StructuredReport { report, release, paper, made, seed } => {
            let mut uids = Uids::new(random(seed)?);
            let source = Source::of(&bytes, &limits, &mut uids)?;
            structured_report(&source, &scored(report)?, release, paper.as_ref(), made, &mut uids)?
        }
        Export::SecondaryCapture { report, view, inverted, overlay, made, seed } => {
            let mut uids = Uids::new(random(seed)?);
            let source = Source::of(&bytes, &limits, &mut uids)?;
            let mut picture = film::open_frame(bytes, view.frame, &limits)?.shown(view);
            picture.overlay = picture.overlay.filter(|_| *overlay);
            if *inverted {
                picture.invert();
            }
            secondary_capture(&source, Shown::of(picture), &scored(report)?, made, &mut uids)?
        }
        Export::Deidentified { options, salt, is_preview } => {
            let copy = deidentify(&bytes, options, &Session::new(random(salt)?), &limits)?;
            if *is_preview {
                let (changes, is_burned_in) = (copy.changes, copy.is_burned_in);
                return Ok((FromEngine::Changes { film, changes, is_burned_in }, None));
            }
            copy.made
        }
    };
    Ok((FromEngine::Exported { film }, Some(file(&made)?)))
}

/// The file, named after its UID until the page names it.
fn file(made: &Made) -> Result<File, ErrorReport> {
    let parts = Array::of1(&Uint8Array::from(made.bytes.as_slice()));
    let name = format!("{}.dcm", made.sop_instance_uid);
    File::new_with_u8_array_sequence(&parts, &name)
        .map_err(|_| unreadable("the browser has no room for what was made of it"))
}

fn scored(report: &str) -> Result<Scored, ErrorReport> {
    serde_json::from_str(report).map_err(|error| ErrorReport {
        kind: "bad_input".to_owned(),
        message: format!("The page handed over a damaged report ({error}): drop the film again."),
    })
}

fn random(bytes: &[u8]) -> Result<[u8; 32], ErrorReport> {
    bytes.try_into().map_err(|_| ErrorReport {
        kind: "bad_input".to_owned(),
        message: "The page handed over too few random bytes: reload it and drop the film again.".to_owned(),
    })
}
