//! Calibration of the screen size with a bank card. Browsers do not report it, and the true size of a film depends on it.

use leptos::prelude::*;

use crate::page::shell::help::SheetFrame;
use crate::page::shell::settings;
use crate::page::shell::state::Sheet;
use crate::page::state::Store;
use crate::page::text::messages;

/// The long side of a card of format ID-1 (ISO/IEC 7810), millimetres.
const CARD: f64 = 85.6;

/// The sheet with the bar to compare with the card.
#[component]
pub(crate) fn RulerSheet() -> impl IntoView {
    let store = expect_context::<Store>();
    let bar = RwSignal::new(store.viewer.screen.get_untracked().unwrap_or(settings::ASSUMED_SCREEN) * CARD);
    let take = move |px_per_mm: Option<f64>| {
        settings::remember_screen(px_per_mm);
        store.viewer.screen.set(px_per_mm);
        // The film is displayed at true size already, and stays so.
        if let Some(scale) = untrack(|| store.true_scale()) {
            store.viewer.zoom.update(|zoom| *zoom = zoom.at_scale(scale));
        }
        store.shell.sheet.set(None);
    };
    view! {
        <SheetFrame sheet=Sheet::Ruler title=messages::ruler_title>
            <p>{messages::ruler_what}</p>
            <div class="ruler-bar" data-testid="ruler-bar" style:width=move || format!("{:.1}px", bar.get())></div>
            <label class="ruler-length">
                {messages::ruler_length}
                <input type="range" min="120" max="720" step="0.5" data-testid="ruler-length"
                    prop:value=move || bar.get().to_string()
                    on:input=move |event| {
                        if let Ok(length) = event_target_value(&event).parse() {
                            bar.set(length);
                        }
                    } />
            </label>
            <div class="buttons">
                <button type="button" data-testid="ruler-keep"
                    on:click=move |_| take(Some(bar.get_untracked() / CARD))>{messages::ruler_save}</button>
                <button type="button" on:click=move |_| {
                    bar.set(settings::ASSUMED_SCREEN * CARD);
                    take(None);
                }>{messages::ruler_reset}</button>
            </div>
        </SheetFrame>
    }
}
