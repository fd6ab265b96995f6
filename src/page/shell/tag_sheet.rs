//! The whole header of a film: every element with its name and value, with search and copy.
//!
//! Only visible rows are rendered: a header may have thousands.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::help::SheetFrame;
use super::icons;
use super::icons::icon;
use crate::film::{Element, HeaderDump};
use crate::page::shell::state::ShellStore;
use crate::page::shell::state::{HeaderListing, Sheet};
use crate::page::text::messages;
use crate::page::text::messages::MessageFn;
use crate::page::worklist::state::WorklistStore;

/// Height of a row, CSS pixels, as in `www/styles/tags.css`.
const ROW: f64 = 24.0;
/// Rows rendered above and below the visible ones.
const MARGIN: usize = 8;
/// The largest number of visible rows, by the height of the sheet.
const IN_SIGHT: usize = 60;

/// The sheet of the chosen film's header.
#[component]
pub(crate) fn TagSheet() -> impl IntoView {
    let (shell, worklist) = (expect_context::<ShellStore>(), expect_context::<WorklistStore>());
    let search = RwSignal::new(String::new());
    let content = move || {
        // Not rendered while the sheet is closed.
        let is_open = shell.sheet.get() == Some(Sheet::Tags);
        let listing = shell.header_dump.get().filter(|_| is_open);
        listing.map(|(_, listing)| listing_view(listing, search))
    };
    let waiting = move || {
        let waits = shell.sheet.get() == Some(Sheet::Tags) && shell.header_dump.with(Option::is_none);
        waits.then(|| view! { <p class="state busy">{icon(icons::SPINNER)}{messages::reading}</p> })
    };
    view! {
        <SheetFrame sheet=Sheet::Tags title=messages::header_title>
            <p class="quiet film-name">{move || worklist.chosen_film().map(|film| film.name)}</p>
            {waiting}
            {content}
        </SheetFrame>
    }
}

fn listing_view(listing: HeaderListing, search: RwSignal<String>) -> AnyView {
    match listing {
        Err(error) => {
            view! { <p class="state failed">{icon(icons::WARNING)}{move || error.text()}</p> }.into_any()
        }
        Ok((listing, _)) if listing.elements.is_empty() => {
            view! { <p>{messages::header_none}</p> }.into_any()
        }
        Ok((listing, has_names)) => table(listing, has_names, search).into_any(),
    }
}

fn table(listing: Arc<HeaderDump>, has_names: bool, search: RwSignal<String>) -> impl IntoView {
    let ended = listing.ended.clone();
    let all = listing.elements.len();
    let found = {
        let listing = listing.clone();
        Memo::new(move |_| matching(&listing.elements, &search.get()))
    };
    let (scrolled, status) = (RwSignal::new(0.0), RwSignal::new(None::<MessageFn>));
    let body = NodeRef::<Div>::new();
    Effect::new(move |_| {
        found.track();
        if let Some(body) = body.get() {
            body.set_scroll_top(0);
            scrolled.set(0.0);
        }
    });
    let copy = {
        let listing = listing.clone();
        move |_| {
            let text = found.with_untracked(|found| as_text(&listing.elements, found));
            let copied = window().navigator().clipboard().write_text(&text);
            spawn_local(async move {
                let is_done = JsFuture::from(copied).await.is_ok();
                status.set(if is_done {
                    Some(messages::header_copied as MessageFn)
                } else {
                    Some(messages::header_not_copied as MessageFn)
                });
            });
        }
    };
    let rows = move || {
        let first = ((scrolled.get() / ROW) as usize).saturating_sub(MARGIN);
        found.with(|found| {
            let rows = found.iter().enumerate().skip(first).take(IN_SIGHT + 2 * MARGIN);
            rows.filter_map(|(place, &number)| Some(row(place, listing.elements.get(number)?))).collect_view()
        })
    };
    view! {
        <div class="tag-head">
            <input type="search" data-testid="tag-search" placeholder=messages::header_search
                aria-label=messages::header_search prop:value=search
                on:input=move |event| search.set(event_target_value(&event)) />
            <span class="quiet" data-testid="tag-count">
                {move || messages::header_elements(found.with(Vec::len), all)}
            </span>
            <button type="button" class="small" data-testid="tag-copy" on:click=copy>
                {messages::header_copy}
            </button>
        </div>
        <p class="quiet" role="status">{move || status.get().map(|word| word())}</p>
        {(!has_names).then(|| view! { <p class="quiet">{messages::header_no_names}</p> })}
        {ended.map(|ended| view! {
            <p class="state failed" data-testid="tag-ended">{icon(icons::WARNING)}{ended}</p>
        })}
        <div class="tags" role="table" tabindex="0" data-testid="tags" node_ref=body
            on:scroll=move |_| {
                if let Some(body) = body.get_untracked() {
                    scrolled.set(f64::from(body.scroll_top()));
                }
            }>
            <div class="tag-row tag-columns" role="row">
                {|| messages::header_columns().map(|name| view! { <span role="columnheader">{name}</span> })}
            </div>
            <div class="tag-rows" role="rowgroup"
                style:height=move || format!("{}px", found.with(Vec::len) as f64 * ROW)>
                {rows}
            </div>
        </div>
    }
}

fn row(place: usize, element: &Element) -> impl IntoView + use<> {
    let Element { depth, tag, vr, name, value } = element.clone();
    view! {
        <div class="tag-row" role="row" data-testid="tag-row"
            style:top=format!("{}px", place as f64 * ROW)>
            <span role="cell" class="tag-number" style:--depth=depth.to_string()>{tag}</span>
            <span role="cell">{vr}</span>
            <span role="cell" title=name.clone()>{name.clone()}</span>
            <span role="cell" title=value.clone()>{value.clone()}</span>
        </div>
    }
}

/// The numbers of the elements in which all words of a search stand, whatever their case.
fn matching(elements: &[Element], search: &str) -> Vec<usize> {
    let search = search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let holds = |element: &Element| {
        // A tag is found with and without its brackets and comma, a name as a keyword too.
        let bare: String = element.tag.chars().filter(char::is_ascii_hexdigit).collect();
        let keyword = element.name.replace([' ', '\''], "");
        let text = [&element.tag, &bare, &element.vr, &element.name, &keyword, &element.value];
        let text = text.map(|text| text.to_lowercase());
        words.iter().all(|word| text.iter().any(|text| text.contains(word)))
    };
    elements.iter().enumerate().filter(|(_, element)| holds(element)).map(|(number, _)| number).collect()
}

/// The elements as a table for a spreadsheet: tabs between columns.
fn as_text(elements: &[Element], found: &[usize]) -> String {
    let line = |element: &Element| {
        let indent = "  ".repeat(element.depth as usize);
        format!("{indent}{}\t{}\t{}\t{}\n", element.tag, element.vr, element.name, element.value)
    };
    found.iter().filter_map(|&number| elements.get(number)).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: &str, name: &str, value: &str) -> Element {
        let text = |text: &str| text.to_owned();
        Element { depth: 0, tag: text(tag), vr: text("CS"), name: text(name), value: text(value) }
    }

    #[test]
    fn a_search_finds_tags_names_and_values() {
        let elements = [
            element("(0008,0060)", "Modality", "CR"),
            element("(0010,0010)", "Patient's Name", "Yamada^Tarou"),
            element("(0020,0020)", "Patient Orientation", "L\\F"),
        ];
        let found = |search| matching(&elements, search);
        assert_eq!(found(""), [0, 1, 2]);
        assert_eq!(found("00100010"), [1]);
        assert_eq!(found("(0020,"), [2]);
        assert_eq!(found("patient orient"), [2]);
        assert_eq!(found("patientorientation"), [2]);
        assert_eq!(found("yamada"), [1]);
        assert_eq!(found("nothing"), [0; 0]);
        assert_eq!(as_text(&elements, &[0]), "(0008,0060)\tCS\tModality\tCR\n");
    }
}
