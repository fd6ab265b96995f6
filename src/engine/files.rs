//! Files: read, shown again, unpacked, listed, inspected, and made into model inputs.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use serde_bytes::ByteBuf;
use web_sys::{Blob, File};

use super::blob;
use super::blob::BlobReader;
use super::codecs::with_codecs;
use super::fault::{unreadable, unwritable_facts};
use super::fetch;
use super::post::now_ms;
use crate::container;
use crate::container::{Archive, ContainerError, ContainerKind, Entry};
use crate::film;
use crate::film::{Dictionary, DisplayRequest, Film, Limits};
use crate::input;
use crate::protocol::{FilmId, FromEngine, Inputs, Stages};
use crate::report::ErrorReport;

/// A film of more pixels is not kept decoded while it is shown.
const MAX_KEPT_PIXELS: usize = 32 << 20;

/// Bytes that tell a file's kind.
const HEAD_BYTES: u64 = 1024;

/// What is kept of files between messages.
#[derive(Default)]
pub(super) struct Files {
    /// The film last shown again, and which frame of it.
    shown: RefCell<Option<(FilmId, u32, Film)>>,
    /// The archive that is being unpacked.
    archive: RefCell<Option<(FilmId, Archive<BlobReader>)>>,
    /// The names of attributes, once they were fetched.
    dictionary: RefCell<Option<Rc<Dictionary>>>,
}

impl Files {
    /// Reads a file of whatever kind.
    pub(super) async fn read(
        &self,
        film: FilmId,
        view: DisplayRequest,
        longest: u32,
        file: Blob,
    ) -> Result<FromEngine, ErrorReport> {
        let head = blob::bytes(&file, 0, HEAD_BYTES.min(file.size() as u64)).map_err(unreadable)?;
        match ContainerKind::from_head(&head) {
            Some(ContainerKind::Zip) => {
                let archive = open_archive(file)?;
                let entries = archive.len() as u32;
                self.archive.replace(Some((film, archive)));
                Ok(FromEngine::Archive { film, entries })
            }
            Some(ContainerKind::Gzip) => {
                let bytes = || Ok::<_, ErrorReport>(container::gunzip(&whole(&file)?, &Limits::default())?);
                with_codecs(|| read_film(film, view, longest, bytes()?)).await
            }
            None if container::is_dicomdir(&head) => {
                let files = container::files_of(&whole(&file)?)?;
                if files.is_empty() {
                    return Err(ContainerError::NamesNothing.into());
                }
                Ok(FromEngine::Directory { film, files })
            }
            None => with_codecs(|| read_film(film, view, longest, whole(&file)?)).await,
        }
    }

    /// Shows a film again. The last one shown stays decoded, so that a window follows the hand that drags it.
    pub(super) async fn show(
        &self,
        film: FilmId,
        view: DisplayRequest,
        longest: u32,
        file: Blob,
    ) -> Result<FromEngine, ErrorReport> {
        let is_kept =
            self.shown.borrow().as_ref().is_some_and(|(of, frame, _)| (*of, *frame) == (film, view.frame));
        if !is_kept {
            self.shown.take(); // before the next lies in memory too
            let decoded = with_codecs(|| frame_of(&file, view.frame)).await?;
            self.shown.replace(Some((film, view.frame, decoded)));
        }
        let shown = self.shown.borrow();
        let (_, _, decoded) = shown.as_ref().ok_or_else(|| unreadable("it was cancelled"))?;
        let picture = decoded.render_indexed(&view, longest);
        let is_large = decoded.header.rows as usize * decoded.header.columns as usize > MAX_KEPT_PIXELS;
        drop(shown);
        if is_large {
            self.shown.take();
        }
        Ok(FromEngine::Shown { film, picture })
    }

    /// A film's model inputs once more; scores are those of its first frame.
    pub(super) async fn prepare(&self, film: FilmId, file: Blob) -> Result<FromEngine, ErrorReport> {
        let kept = self
            .shown
            .borrow_mut()
            .as_mut()
            .and_then(|(of, frame, decoded)| ((*of, *frame) == (film, 0)).then(|| inputs_of(decoded)));
        if let Some(inputs) = kept {
            return Ok(FromEngine::Prepared { film, inputs });
        }
        let mut decoded = with_codecs(|| frame_of(&file, 0)).await?;
        Ok(FromEngine::Prepared { film, inputs: inputs_of(&mut decoded) })
    }

    /// Takes an entry out of an archive. An engine that was restarted meanwhile opens the archive again.
    pub(super) fn unpack(
        &self,
        film: FilmId,
        entry: u32,
        file: Blob,
    ) -> Result<(FromEngine, Option<File>), ErrorReport> {
        let mut open = self.archive.borrow_mut();
        let archive = match &mut *open {
            Some((archive_film, archive)) if *archive_film == film => archive,
            other => &mut other.insert((film, open_archive(file)?)).1,
        };
        let Entry { name, bytes } = archive.entry(entry as usize);
        let is_last = entry as usize + 1 >= archive.len();
        let (file, error) = match bytes {
            Ok(None) => (None, None),
            Ok(Some(bytes)) => {
                let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
                match File::new_with_u8_array_sequence(&parts, &name) {
                    Ok(file) => (Some(file), None),
                    Err(_) => (None, Some(unreadable("the browser has no memory for it"))),
                }
            }
            Err(error) => (None, Some(ErrorReport::from(error))),
        };
        if is_last {
            open.take();
        }
        Ok((FromEngine::Entry { film, entry, name, error }, file))
    }

    /// Lists a file's whole header. Without a network, and before their first use, most attributes have no names.
    pub(super) async fn list(
        &self,
        film: FilmId,
        names_url: &str,
        file: Blob,
    ) -> Result<FromEngine, ErrorReport> {
        let dictionary = self.dictionary(names_url).await;
        let has_names = dictionary.is_some();
        let listing = film::list(&unpacked(&file)?, &dictionary.unwrap_or_default(), &Limits::default())?;
        Ok(FromEngine::Listing { film, listing, has_names })
    }

    /// Facts of a file.
    pub(super) async fn inspect(&self, film: FilmId, file: Blob) -> Result<FromEngine, ErrorReport> {
        with_codecs(|| inspect_film(film, whole(&file)?)).await
    }

    /// Drops the film that was shown and the archive that was opened.
    pub(super) fn forget(&self) {
        self.shown.take();
        self.archive.take();
    }

    /// The names of attributes, fetched when they are first needed; none where they could not be fetched.
    pub(super) async fn dictionary(&self, url: &str) -> Option<Rc<Dictionary>> {
        let kept = self.dictionary.borrow().clone();
        if kept.is_some() {
            return kept;
        }
        let dictionary = fetch::dictionary(url).await.map(Rc::new);
        self.dictionary.replace(dictionary.clone());
        dictionary
    }
}

/// All bytes of a film's file, or of the film that lies in it where it is gzip.
pub(super) fn unpacked(file: &Blob) -> Result<Vec<u8>, ErrorReport> {
    let bytes = whole(file)?;
    let is_gzip = ContainerKind::from_head(&bytes) == Some(ContainerKind::Gzip);
    if is_gzip { Ok(container::gunzip(&bytes, &Limits::default())?) } else { Ok(bytes) }
}

/// All bytes of a file, its size checked before any of it is read.
fn whole(file: &Blob) -> Result<Vec<u8>, ErrorReport> {
    let length = file.size() as u64;
    Limits::default().check_file(length)?;
    blob::bytes(file, 0, length).map_err(unreadable)
}

fn open_archive(file: Blob) -> Result<Archive<BlobReader>, ErrorReport> {
    Ok(Archive::open(BlobReader::new(file), &Limits::default())?)
}

/// A frame of a film that was read before, out of its gzip where it lies in one.
fn frame_of(file: &Blob, frame: u32) -> Result<Film, ErrorReport> {
    Ok(film::open_frame(unpacked(file)?, frame, &Limits::default())?)
}

/// The model inputs of a film, as they are sent.
fn inputs_of(film: &mut Film) -> Inputs {
    Inputs::from_model_inputs(&input::prepare(film))
}

fn read_film(
    film: FilmId,
    view: DisplayRequest,
    longest: u32,
    bytes: Vec<u8>,
) -> Result<FromEngine, ErrorReport> {
    let started = now_ms();
    let mut decoded = film::open_frame(bytes, view.frame, &Limits::default())?;
    let after_decoding = now_ms();
    let inputs = inputs_of(&mut decoded);
    let after_input = now_ms();
    let picture = decoded.render_indexed(&view, longest);
    let done = now_ms();
    let stages = Stages {
        decode_ms: after_decoding - started,
        input_ms: after_input - after_decoding,
        picture_ms: done - after_input,
    };
    let header = Box::new(decoded.header);
    Ok(FromEngine::Film { film, header, picture, inputs, elapsed_ms: done - started, stages })
}

fn inspect_film(film: FilmId, bytes: Vec<u8>) -> Result<FromEngine, ErrorReport> {
    let decoded = film::open(bytes, &Limits::default())?;
    let input = ByteBuf::from(input::prepare_paper(&decoded).to_le_bytes());
    let facts = serde_json::to_string(&decoded.summary()).map_err(|error| unwritable_facts(&error))?;
    Ok(FromEngine::Facts { film, facts, input })
}
