//! Below the list: the switch that stores it for the next visit, how many films are stored, and the button that erases all.

use leptos::prelude::*;

use super::state::SessionKeeping;
use crate::page::controller::ControllerHandle;
use crate::page::text::messages;
use crate::page::worklist::state::WorklistStore;

/// The switch and its state.
#[component]
pub(crate) fn SessionSwitch() -> impl IntoView {
    let (worklist, controller) = (expect_context::<WorklistStore>(), expect_context::<ControllerHandle>());
    let is_on =
        Memo::new(move |_| matches!(worklist.keeping.get(), SessionKeeping::On(_) | SessionKeeping::Full(_)));
    Effect::new(move |_| {
        worklist.films.track();
        controller.with_value(|controller| controller.session.list_changed());
    });
    let kept = move || match worklist.keeping.get() {
        SessionKeeping::Off | SessionKeeping::Elsewhere => 0,
        SessionKeeping::On(films) | SessionKeeping::Full(films) => films,
    };
    let text = move || match worklist.keeping.get() {
        SessionKeeping::Off => messages::session_off(),
        SessionKeeping::On(films) => messages::session_stored(films),
        SessionKeeping::Elsewhere => messages::session_elsewhere(),
        SessionKeeping::Full(films) => messages::session_stored_only(films),
    };
    view! {
        <footer class="session" title=messages::session_hint>
            <button
                type="button"
                class="switch"
                role="switch"
                data-testid="session-switch"
                aria-checked=move || is_on.get().to_string()
                aria-label=messages::session
                on:click=move |_| controller.with_value(|controller| controller.films.toggle_session())
            ></button>
            <span class="session-words">
                <span>{messages::session}</span>
                <span class="quiet" role="status" data-testid="session-kept" data-films=move || kept().to_string()>
                    {text}
                </span>
            </span>
            <button
                type="button"
                class="small"
                data-testid="session-erase"
                title=messages::session_erase_hint
                class:is-absent=move || !is_on.get()
                on:click=move |_| controller.with_value(|controller| controller.erase_all())
            >
                {messages::session_erase}
            </button>
        </footer>
    }
}
