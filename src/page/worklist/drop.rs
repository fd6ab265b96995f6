//! Files into the page: dropped anywhere on the window, chosen with the picker, or the sample film.

use std::collections::VecDeque;
use std::time::Duration;

use js_sys::{Array, Intl, Object, Promise, Uint8Array};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, DragEvent, File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry, Response,
};

use crate::container::is_hidden;
use crate::page::controller::ControllerHandle;
use crate::page::shell::settings::url_of;
use crate::page::state::Store;
use crate::page::text::language::LocalizedText;
use crate::page::text::messages;

/// The synthetic film that comes with the page.
const SAMPLE: &str = "samples/phantom.dcm";
const SAMPLE_NAME: &str = "phantom.dcm";
/// Files added before the page takes breath.
const PART: usize = 100;

/// Takes drops on the whole window; the signal says whether files hang over it now.
pub(crate) fn take_drops(controller: ControllerHandle) -> RwSignal<bool> {
    let hovering = RwSignal::new(false);
    let with_files = |event: &DragEvent| {
        event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
    };
    let over = move |event: DragEvent| {
        if with_files(&event) {
            event.prevent_default();
            if let Some(data) = event.data_transfer() {
                data.set_drop_effect("copy");
            }
            if !hovering.get_untracked() {
                hovering.set(true);
            }
        }
    };
    let _ = window_event_listener(ev::dragenter, over);
    let _ = window_event_listener(ev::dragover, over);
    let _ = window_event_listener(ev::dragleave, move |event| {
        // Only when the pointer leaves the window, not when it passes from one element to the next.
        if event.related_target().is_none() {
            hovering.set(false);
        }
    });
    let _ = window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        hovering.set(false);
        if let Some(data) = event.data_transfer() {
            add_dropped(controller, &data);
        }
    });
    hovering
}

/// Adds what a file input holds; a folder's files come with their path in it.
pub(crate) fn add_chosen(controller: ControllerHandle, files: Vec<File>) {
    let named = files.into_iter().map(|file| {
        let path =
            js_sys::Reflect::get(&file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
        (path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name()), file)
    });
    let wanted = named.filter(|(name, _)| !is_hidden(name)).collect();
    spawn_local(add(controller, wanted, true));
}

/// Fetches the sample film from beside the page and adds it like a dropped file.
pub(crate) fn add_sample(controller: ControllerHandle, store: Store) {
    spawn_local(async move {
        match fetch_sample().await {
            Ok(file) => controller
                .with_value(|controller| controller.films.add(vec![(SAMPLE_NAME.to_owned(), file)], true)),
            Err(_) => store.engines.trouble.set(Some(LocalizedText::of(messages::sample_missing))),
        }
    });
}

async fn fetch_sample() -> Result<File, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(&url_of(SAMPLE))).await?.dyn_into()?;
    if !response.ok() {
        return Err(response.status_text().into());
    }
    let bytes = Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?);
    File::new_with_u8_array_sequence(&Array::of1(&bytes), SAMPLE_NAME)
}

/// Adds dropped files at once and the files of dropped folders as they are found.
fn add_dropped(controller: ControllerHandle, data: &DataTransfer) {
    let items = data.items();
    let (mut files, mut folders) = (Vec::new(), VecDeque::new());
    for item in (0..items.length()).filter_map(|i| items.get(i)).filter(|item| item.kind() == "file") {
        match item.webkit_get_as_entry().ok().flatten() {
            Some(entry) if entry.is_directory() => folders.push_back(entry),
            _ => files.extend(item.get_as_file().ok().flatten().map(|file| (file.name(), file))),
        }
    }
    let begins = files.is_empty();
    spawn_local(async move {
        add(controller, files, true).await;
        add_folders(controller, folders, begins).await;
    });
}

/// Adds files a part at a time, so that the page responds while thousands are added; `begins` as
/// [`Films::add`](super::films::Films::add) takes it.
async fn add(controller: ControllerHandle, files: Vec<(String, File)>, mut begins: bool) {
    let stops = stops(controller);
    let mut files = files.into_iter();
    loop {
        let part: Vec<_> = files.by_ref().take(PART).collect();
        if part.is_empty() || self::stops(controller) > stops {
            return;
        }
        controller.with_value(|controller| controller.films.add(part, begins));
        begins = false;
        let pause = Promise::new(&mut |resolve, _| {
            set_timeout(move || drop(resolve.call0(&JsValue::UNDEFINED)), Duration::ZERO);
        });
        // It is only ever resolved.
        let _ = JsFuture::from(pause).await;
    }
}

/// Walks folders, and the folders in them: their files in the order of their names, a part at a time.
async fn add_folders(controller: ControllerHandle, mut folders: VecDeque<FileSystemEntry>, mut begins: bool) {
    let stops = stops(controller);
    while let Some(folder) = folders.pop_front() {
        let mut entries = entries_of(&folder.unchecked_into()).await.into_iter();
        loop {
            let part: Vec<_> = entries.by_ref().take(PART).collect();
            if part.is_empty() {
                break;
            }
            let mut files = Vec::new();
            for (path, entry) in part {
                if entry.is_directory() {
                    folders.push_back(entry);
                } else if let Ok(file) = file_of(&entry.unchecked_into()).await {
                    files.push((path, file));
                }
            }
            if self::stops(controller) > stops {
                return;
            }
            let found = !files.is_empty();
            add(controller, files, begins).await;
            begins &= !found;
        }
    }
}

/// Paths and entries of a folder, by name; what cannot be read of it is left out.
async fn entries_of(folder: &FileSystemDirectoryEntry) -> Vec<(String, FileSystemEntry)> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    while let Ok(page) = read_page(&reader).await {
        if page.length() == 0 {
            break;
        }
        let entries = page.iter().map(|entry| entry.unchecked_into::<FileSystemEntry>());
        let named = entries.map(|entry| (entry.full_path().trim_start_matches('/').to_owned(), entry));
        all.extend(named.filter(|(path, _)| !is_hidden(path)));
    }
    // As file managers have it: 2 before 10, and letters as the language has them.
    let options = Object::from_entries(&Array::of1(&Array::of2(&"numeric".into(), &true.into())));
    let compare = Intl::Collator::new(&Array::new(), &options.unwrap_or_default()).compare();
    all.sort_by(|(a, _), (b, _)| {
        let order = compare.call2(&JsValue::UNDEFINED, &a.into(), &b.into());
        order.ok().and_then(|order| order.as_f64()).unwrap_or_default().total_cmp(&0.0)
    });
    all
}

/// How often the person has said stop: a walk that began before ends.
fn stops(controller: ControllerHandle) -> u32 {
    controller.with_value(|controller| controller.files.cancellations())
}

async fn read_page(reader: &FileSystemDirectoryReader) -> Result<Array, JsValue> {
    let page = Promise::new(&mut |resolve, reject| {
        if let Err(error) = reader.read_entries_with_callback_and_callback(&resolve, &reject) {
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    Ok(JsFuture::from(page).await?.unchecked_into())
}

async fn file_of(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let file = Promise::new(&mut |resolve, reject| entry.file_with_callback_and_callback(&resolve, &reject));
    Ok(JsFuture::from(file).await?.unchecked_into())
}
