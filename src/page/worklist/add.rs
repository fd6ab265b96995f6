//! Adding films: the drop zone with its pickers, large before the first film and small above the list after it.

use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, File, HtmlInputElement};

use super::drop;
use crate::page::controller::ControllerHandle;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::state::Store;
use crate::page::text::messages;

/// The drop zone, the pickers and the sample. Drops are taken by the whole window; this is where they are explained.
#[component]
pub(crate) fn AddFilms(picker: NodeRef<Input>) -> impl IntoView {
    let (store, controller) = (expect_context::<Store>(), expect_context::<ControllerHandle>());
    let folder_picker = NodeRef::<Input>::new();
    let add = move |event: Event| drop::add_chosen(controller, chosen(&event));
    view! {
        <section
            class="add"
            // The main landmark until there is a film.
            role=move || store.worklist.films.with(Vec::is_empty).then_some("main")
            aria-label=messages::drop_title
        >
            <button class="drop-zone" data-testid="drop-zone" type="button" on:click=move |_| open(picker)>
                <span class="drop-mark">{icon(icons::ADD)}</span>
                <span class="drop-title only-empty">{messages::drop_title}</span>
                <span class="drop-title only-full">{messages::drop_title_compact}</span>
                <span class="drop-hint only-empty">{messages::drop_hint}</span>
            </button>
            <div class="add-more">
                <button type="button" title=messages::choose_folder on:click=move |_| open(folder_picker)>
                    {icon(icons::FOLDER)}
                    <span>{messages::choose_folder}</span>
                </button>
                <button
                    type="button"
                    title=messages::try_sample
                    data-testid="sample"
                    on:click=move |_| drop::add_sample(controller, store)
                >
                    {icon(icons::SAMPLE)}
                    <span>{messages::try_sample}</span>
                </button>
            </div>
            <div class="add-words only-empty">
                <p>{messages::drop_what}</p>
                <p class="privacy">{messages::privacy}</p>
                <p class="quiet">{messages::drop_kinds}</p>
            </div>
            <input
                node_ref=picker
                class="file-input"
                data-testid="film-input"
                type="file"
                multiple
                tabindex="-1"
                aria-label=messages::drop_title
                on:change=add
            />
            <input
                node_ref=folder_picker
                class="file-input"
                type="file"
                multiple
                prop:webkitdirectory=true
                tabindex="-1"
                aria-label=messages::choose_folder
                on:change=add
            />
        </section>
    }
}

/// Opens the browser's own picker.
pub(crate) fn open(picker: NodeRef<Input>) {
    if let Some(input) = picker.get_untracked() {
        input.click();
    }
}

/// The files that were chosen in the input an event is of; it forgets them, so that the same may be chosen again.
pub(crate) fn chosen(event: &Event) -> Vec<File> {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some((input, list)) = input.and_then(|input| Some((input.clone(), input.files()?))) else {
        return Vec::new();
    };
    // Taken out first: the input's own list is emptied with it.
    let files = (0..list.length()).filter_map(|i| list.get(i)).collect();
    input.set_value("");
    files
}
