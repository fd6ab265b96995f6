//! DICOM files made of a film, in the worker, where its bytes are.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, File};

use super::codecs::with_codecs;
use super::fault::{bad_input, unreadable};
use super::files::unpacked;
use crate::dicom_export::{
    CapturedImage, Deidentified, DeidentifyOptions, DeidentifySession, DicomFile, SourceFilm, Uids,
    deidentify, secondary_capture, structured_report,
};
use crate::film;
use crate::film::{Dictionary, Limits};
use crate::protocol::{Deidentifying, Export, FilmId, FromEngine};
use crate::report::{ErrorReport, Scored};

/// Makes what was asked for of a film's file: the answer, and the file that lies beside it.
pub(super) async fn export(
    film: FilmId,
    export: &Export,
    file: &Blob,
    names: &Dictionary,
) -> Result<(FromEngine, Option<File>), ErrorReport> {
    with_codecs(|| export_of(film, export, unpacked(file)?, names)).await
}

fn export_of(
    film: FilmId,
    export: &Export,
    bytes: Vec<u8>,
    names: &Dictionary,
) -> Result<(FromEngine, Option<File>), ErrorReport> {
    let limits = Limits::default();
    let made = match export {
        Export::StructuredReport { report, release, paper, of_copy, made, seed } => {
            let mut uids = Uids::new(random(seed)?);
            let source = source(&bytes, of_copy.as_ref(), &limits, &mut uids)?;
            structured_report(&source, &scored(report)?, release, paper.as_ref(), made, &mut uids)?
        }
        Export::SecondaryCapture { report, view, inverted, overlay, covered, of_copy, made, seed } => {
            let mut uids = Uids::new(random(seed)?);
            let source = source(&bytes, of_copy.as_ref(), &limits, &mut uids)?;
            let mut picture = film::open_frame(bytes, view.frame, &limits)?.render(view);
            picture.overlay = picture.overlay.filter(|_| *overlay && of_copy.is_none());
            if *inverted {
                picture.invert();
            }
            let shown = CapturedImage::from_picture(picture).redacted(covered);
            secondary_capture(&source, shown, &scored(report)?, made, &mut uids)?
        }
        Export::Deidentified { with, preview_with_names } => {
            let copy = copy(&bytes, with, &limits)?;
            if preview_with_names.is_some() {
                let (mut changes, is_burned_in) = (copy.changes, copy.is_burned_in);
                for change in changes.iter_mut().filter(|change| change.name.is_empty()) {
                    change.name = names.name_of(&change.tag);
                }
                return Ok((FromEngine::Changes { film, changes, is_burned_in }, None));
            }
            copy.made
        }
    };
    Ok((FromEngine::Exported { film }, Some(file(&made)?)))
}

/// Whose study a report or a picture belongs to: the film's, or that of its de-identified copy.
fn source(
    bytes: &[u8],
    of_copy: Option<&Deidentifying>,
    limits: &Limits,
    uids: &mut Uids,
) -> Result<SourceFilm, ErrorReport> {
    let Some(with) = of_copy else { return Ok(SourceFilm::parse(bytes, limits, uids)?) };
    // Of the pixels nothing is needed.
    let options = DeidentifyOptions { covered: Vec::new(), ..with.options.clone() };
    let copy = copy(bytes, &Deidentifying { options, ..with.clone() }, limits)?;
    Ok(SourceFilm::parse(&copy.made.bytes, limits, uids)?)
}

fn copy(bytes: &[u8], with: &Deidentifying, limits: &Limits) -> Result<Deidentified, ErrorReport> {
    Ok(deidentify(bytes, &with.options, &DeidentifySession::new(random(&with.salt)?), limits)?)
}

/// The file, named after its UID until the page names it.
fn file(made: &DicomFile) -> Result<File, ErrorReport> {
    let parts = Array::of1(&Uint8Array::from(made.bytes.as_slice()));
    let name = format!("{}.dcm", made.sop_instance_uid);
    File::new_with_u8_array_sequence(&parts, &name)
        .map_err(|_| unreadable("the browser has no room for the exported file"))
}

fn scored(report: &str) -> Result<Scored, ErrorReport> {
    serde_json::from_str(report).map_err(|error| {
        bad_input(format!("The page passed an invalid report ({error}). Add the film again."))
    })
}

fn random(bytes: &[u8]) -> Result<[u8; 32], ErrorReport> {
    bytes.try_into().map_err(|_| {
        bad_input("The page passed too few random bytes. Reload the page and add the film again.")
    })
}
