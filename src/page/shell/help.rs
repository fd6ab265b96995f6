//! The frame of all sheets, and the sheet with keys and help.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::icons;
use super::icons::icon;
use crate::page::shell::state::Sheet;
use crate::page::shell::state::ShellStore;
use crate::page::text::messages;
use crate::page::text::messages::MessageFn;

/// A sheet: the browser's own modal dialog, so that Tab stays inside and Escape closes it.
#[component]
pub(crate) fn SheetFrame(
    /// Shown while the store asks for this one.
    sheet: Sheet,
    title: MessageFn,
    children: Children,
) -> impl IntoView {
    let shell = expect_context::<ShellStore>();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let wanted = shell.sheet.get() == Some(sheet);
        if let Some(dialog) = dialog.get()
            && dialog.open() != wanted
        {
            if !wanted {
                dialog.close();
            } else if let Err(error) = dialog.show_modal() {
                web_sys::console::error_1(&error);
            }
        }
    });
    // The close event comes a moment later, when another sheet may be open already.
    let close = move || {
        if shell.sheet.get_untracked() == Some(sheet) {
            shell.sheet.set(None);
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="sheet"
            aria-label=title
            on:close=move |_| close()
            on:click=move |event| {
                // A click on the sheet's backdrop is a click on the dialog itself.
                if event.target() == event.current_target() {
                    close();
                }
            }
        >
            <div class="sheet-body">
                <header>
                    <h2>{title}</h2>
                    <button type="button" class="bare" title=messages::close aria-label=messages::close
                        on:click=move |_| close()>
                        {icon(icons::CROSS)}
                    </button>
                </header>
                {children()}
            </div>
        </dialog>
    }
}

/// The keys, and how to use the page.
#[component]
pub(crate) fn Help() -> impl IntoView {
    let keys = || {
        let key = |key: &str| view! { <kbd>{key.to_owned()}</kbd> };
        let rows = messages::keys().into_iter().map(|(keys, what)| {
            view! {
                <dt>{keys.split(' ').map(key).collect_view()}</dt>
                <dd>{what}</dd>
            }
        });
        rows.collect_view()
    };
    view! {
        <SheetFrame sheet=Sheet::Help title=messages::help>
            <dl class="keys">{keys}</dl>
            {|| messages::help_text().map(|text| view! { <p>{text}</p> })}
            <p class="quiet">{messages::notice}</p>
        </SheetFrame>
    }
}
