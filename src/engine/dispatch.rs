//! Which part of the engine works on a message, and the answer it gets.

use std::rc::Rc;

use burn::tensor::Device;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};

use super::dicom_export;
use super::fault::unreadable;
use super::files::Files;
use super::models::EngineModels;
use super::post::{post, post_with};
use crate::protocol::{Export, FilmId, FromEngine, ToEngine};
use crate::report::ErrorReport;
use crate::scores::Backend;

/// Passes each message to what works on it: what is kept of files, or the models.
pub(super) struct Dispatcher<D> {
    files: Files,
    models: Rc<EngineModels<D>>,
}

impl<D: AsyncFnOnce() -> Result<Device, String> + 'static> Dispatcher<D> {
    pub(super) fn new(backend: Backend, make_device: D) -> Self {
        Self { files: Files::default(), models: Rc::new(EngineModels::new(backend, make_device)) }
    }

    /// Works on a message and answers it. Starting goes on beside what comes next: films are read and shown while the
    /// weights are still on their way.
    pub(super) async fn handle(&self, message: ToEngine, file: Option<Blob>) {
        match message {
            ToEngine::Start { weights_url } => {
                let models = self.models.clone();
                spawn_local(async move { post(&models.start(&weights_url).await) });
            }
            ToEngine::StartPaper { weights_url } => {
                let models = self.models.clone();
                spawn_local(async move { post(&models.start_paper(&weights_url).await) });
            }
            ToEngine::Read { film, view, longest } => {
                answer(film, async { self.files.read(film, view, longest, passed(file)?).await }.await);
            }
            ToEngine::Show { film, view, longest } => {
                answer(film, async { self.files.show(film, view, longest, passed(file)?).await }.await);
            }
            ToEngine::Prepare { film } => {
                answer(film, async { self.files.prepare(film, passed(file)?).await }.await);
            }
            ToEngine::List { film, names_url } => {
                answer(film, async { self.files.list(film, &names_url, passed(file)?).await }.await);
            }
            ToEngine::Inspect { film } => {
                answer(film, async { self.files.inspect(film, passed(file)?).await }.await);
            }
            ToEngine::Unpack { film, entry } => {
                answer_with(film, passed(file).and_then(|file| self.files.unpack(film, entry, file)));
            }
            ToEngine::Export { film, export } => {
                answer_with(film, async { self.export(film, &export, passed(file)?).await }.await);
            }
            ToEngine::Forget => {
                self.files.forget();
                post(&FromEngine::Forgot { grown: self.models.grown_bytes() });
            }
            ToEngine::Score { film, inputs } => post(&self.models.score(film, &inputs).await),
            ToEngine::Explain { film, inputs, from } => {
                post(&self.models.explain(film, &inputs, from).await);
            }
        }
    }

    async fn export(
        &self,
        film: FilmId,
        export: &Export,
        file: Blob,
    ) -> Result<(FromEngine, Option<File>), ErrorReport> {
        let dictionary = match export {
            Export::Deidentified { preview_with_names: Some(url), .. } => self.files.dictionary(url).await,
            _ => None,
        };
        dicom_export::export(film, export, &file, &dictionary.unwrap_or_default()).await
    }
}

/// The file beside a message.
fn passed(file: Option<Blob>) -> Result<Blob, ErrorReport> {
    file.ok_or_else(|| unreadable("the page passed no file"))
}

fn answer(film: FilmId, answer: Result<FromEngine, ErrorReport>) {
    answer_with(film, answer.map(|message| (message, None)));
}

fn answer_with(film: FilmId, answer: Result<(FromEngine, Option<File>), ErrorReport>) {
    match answer {
        Ok((message, file)) => post_with(&message, file),
        Err(error) => post(&FromEngine::Failed { film, error }),
    }
}
