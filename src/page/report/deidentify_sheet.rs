//! The sheet of a de-identified copy: its options, and a preview of the changes.

use leptos::prelude::*;

use super::state::{ExportKind, ExportSignals, Preview};
use crate::dicom_export::{Change, ChangeKind, Dates, DeidentifyOptions};
use crate::film::Rectangle;
use crate::page::controller::ControllerHandle;
use crate::page::report::state::ReportStore;
use crate::page::shell::help::SheetFrame;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::shell::state::Sheet;
use crate::page::state::Store;
use crate::page::text::messages;
use crate::page::text::messages::MessageFn;
use crate::page::worklist::state::WorklistStore;

/// The default shift of dates, days.
const DAYS: i32 = -100;

/// The sheet.
#[component]
pub(crate) fn DeidentifySheet() -> impl IntoView {
    let (report, worklist) = (expect_context::<ReportStore>(), expect_context::<WorklistStore>());
    let controller = expect_context::<ControllerHandle>();
    let ExportSignals { busy, said, options, preview, .. } = report.export;
    let shows_kept = RwSignal::new(false);
    let choose = move |change: &dyn Fn(&mut DeidentifyOptions)| {
        options.update(change);
        controller.with_value(|controller| controller.export.start(ExportKind::Preview));
    };
    let preview_of_chosen =
        move || preview.get().filter(|preview| Some(preview.film) == worklist.chosen.get());
    let check = move |word: MessageFn, test_id: &'static str, of: fn(&mut DeidentifyOptions) -> &mut bool| {
        let is_set = move || *of(&mut options.get());
        view! {
            <label>
                <input type="checkbox" data-testid=test_id prop:checked=is_set
                    on:change=move |event| {
                        let is_checked = event_target_checked(&event);
                        choose(&|options| *of(options) = is_checked);
                    } />
                {word}
            </label>
        }
    };
    let copy_button = move |test_id: &'static str, word: MessageFn, kind: ExportKind| {
        view! {
            <button type="button" class="small" data-testid=test_id
                prop:disabled=move || busy.get() || preview_of_chosen().is_none()
                on:click=move |_| controller.with_value(|controller| controller.export.start(kind))>
                {icon(icons::EXPORT)}
                {word}
            </button>
        }
    };
    view! {
        <SheetFrame sheet=Sheet::Deidentify title=messages::copy_title>
            <p>{messages::copy_what}</p>
            <p class="quiet">{messages::copy_pixels}</p>
            {move || preview_of_chosen().filter(|preview| preview.is_burned_in).map(|_| view! {
                <p class="copy-warning" data-testid="copy-burned-in">{icon(icons::WARNING)} {messages::copy_burned_in}</p>
            })}
            <fieldset class="copy-options">
                <label>
                    {messages::copy_dates}
                    <select data-testid="copy-dates"
                        prop:value=move || dates_name(options.get().dates)
                        on:change=move |event| {
                            let dates = parse_dates(&event_target_value(&event));
                            choose(&|options| options.dates = dates);
                        }>
                        <option value="remove">{messages::copy_dates_remove}</option>
                        <option value="shift">{messages::copy_dates_shift}</option>
                        <option value="keep">{messages::copy_dates_keep}</option>
                    </select>
                </label>
                {move || match options.get().dates {
                    Dates::Shift { days } => Some(view! {
                        <label>
                            {messages::copy_days}
                            <input type="number" data-testid="copy-days" step="1" prop:value=days.to_string()
                                on:change=move |event| {
                                    let days = event_target_value(&event).parse().unwrap_or(DAYS);
                                    choose(&|options| options.dates = Dates::Shift { days });
                                } />
                        </label>
                    }),
                    Dates::Remove | Dates::Keep => None,
                }}
                {check(messages::copy_characteristics, "copy-characteristics", |options| &mut options.patient_characteristics)}
                {check(messages::copy_device, "copy-device", |options| &mut options.device)}
                {check(messages::copy_institution, "copy-institution", |options| &mut options.institution)}
                {check(messages::copy_uids, "copy-uids", |options| &mut options.uids)}
            </fieldset>
            <Redactions />
            <div class="copy-clean">
                {check(messages::copy_clean, "copy-clean", |options| &mut options.pixels_are_clean)}
            </div>
            <div class="buttons">
                {copy_button("copy-save", messages::copy_save, ExportKind::Copy)}
                {copy_button("copy-sr", messages::copy_report, ExportKind::ReportOfCopy)}
                {copy_button("copy-sc", messages::copy_picture, ExportKind::PictureOfCopy)}
                <label>
                    <input type="checkbox" data-testid="copy-show-kept" prop:checked=move || shows_kept.get()
                        on:change=move |event| shows_kept.set(event_target_checked(&event)) />
                    {messages::copy_show_kept}
                </label>
            </div>
            <p class="quiet" role="status" data-testid="copy-said">
                {move || match (said.get(), preview_of_chosen()) {
                    (Some(said), _) => said.text(),
                    (None, Some(preview)) => count(&preview),
                    (None, None) => messages::copy_loading(),
                }}
            </p>
            {move || preview_of_chosen().map(|preview| table(&preview, shows_kept.get()))}
        </SheetFrame>
    }
}

/// The redacted rectangles as numbers, for use without a mouse and for exact values.
#[component]
fn Redactions() -> impl IntoView {
    let (store, controller) = (expect_context::<Store>(), expect_context::<ControllerHandle>());
    let redact = move |rectangles: Vec<Rectangle>| {
        if let Some(film) = store.worklist.chosen.get_untracked() {
            store.viewer.measures.update(|measures| measures.redact(film, &rectangles));
            controller.with_value(|controller| controller.export.start(ExportKind::Preview));
        }
    };
    let add = move |_| {
        // A rectangle along the upper edge, where names are burned in most often.
        let ([columns, _], _) = store.viewer.film_size.get_untracked();
        let columns = columns.max(1.0) as u32;
        let mut all = untrack(|| store.redacted());
        all.push(Rectangle { column: 0, row: 0, columns, rows: 50 });
        redact(all);
    };
    let side = move |number: usize,
                     word: MessageFn,
                     test_id: &'static str,
                     of: fn(&mut Rectangle) -> &mut u32,
                     min| {
        let value = move || {
            store.redacted().get_mut(number).map(of).map_or_else(String::new, |side| side.to_string())
        };
        view! {
            <label>
                {word}
                <input type="number" step="1" min=min data-testid=test_id prop:value=value
                    on:change=move |event| {
                        let mut all = untrack(|| store.redacted());
                        let wanted = event_target_value(&event).parse().ok().filter(|side| *side >= min);
                        if let Some((side, wanted)) = all.get_mut(number).map(of).zip(wanted) {
                            *side = wanted;
                        }
                        redact(all);
                    } />
            </label>
        }
    };
    let row = move |number: usize| {
        view! {
            <li>
                {side(number, messages::redaction_column, "cover-column", |r| &mut r.column, 0)}
                {side(number, messages::redaction_row, "cover-row", |r| &mut r.row, 0)}
                {side(number, messages::redaction_width, "cover-columns", |r| &mut r.columns, 1)}
                {side(number, messages::redaction_height, "cover-rows", |r| &mut r.rows, 1)}
                <button type="button" class="bare" data-testid="cover-remove" title=messages::redaction_remove
                    aria-label=messages::redaction_remove
                    on:click=move |_| {
                        let mut all = untrack(|| store.redacted());
                        all.remove(number);
                        redact(all);
                    }>
                    {icon(icons::CROSS)}
                </button>
            </li>
        }
    };
    // Rows are not rebuilt while their numbers change, so that the focus stays.
    let count = Memo::new(move |_| store.redacted().len());
    view! {
        <fieldset class="covers">
            <legend>{messages::redaction_title}</legend>
            <p class="quiet">{messages::redaction_hint}</p>
            <ol>{move || (0..count.get()).map(row).collect_view()}</ol>
            <button type="button" class="small" data-testid="cover-add" on:click=add>
                {icon(icons::ADD)}
                {messages::redaction_add}
            </button>
        </fieldset>
    }
}

fn dates_name(dates: Dates) -> &'static str {
    match dates {
        Dates::Remove => "remove",
        Dates::Keep => "keep",
        Dates::Shift { .. } => "shift",
    }
}

fn parse_dates(name: &str) -> Dates {
    match name {
        "keep" => Dates::Keep,
        "shift" => Dates::Shift { days: DAYS },
        _ => Dates::Remove,
    }
}

fn count(preview: &Preview) -> String {
    let kept = preview.changes.iter().filter(|change| change.what == ChangeKind::Kept).count();
    messages::changes(preview.changes.len() - kept, kept)
}

/// A row for each attribute.
fn table(preview: &Preview, shows_kept: bool) -> impl IntoView + use<> {
    let is_shown = |change: &&Change| shows_kept || change.what != ChangeKind::Kept;
    let row = |change: &Change| {
        let name = if change.name == "private" { messages::copy_private() } else { change.name.clone() };
        // Attributes of a sequence are indented.
        let name = format!("{}{name}", "\u{2003}".repeat(change.depth as usize));
        let (what, before, after) = (change.what, change.before.clone(), change.after.clone());
        view! {
            <tr>
                <th scope="row">{name}" "<code>{change.tag.clone()}</code></th>
                <td>{messages::change(what)}</td>
                <td>{before}</td>
                <td>{after}</td>
            </tr>
        }
    };
    let rows = preview.changes.iter().filter(is_shown).map(row).collect_view();
    view! {
        <div class="wide">
            <table class="copy-changes" data-testid="copy-changes">
                <thead>
                    <tr>
                        <th scope="col">{messages::copy_attribute}</th>
                        <th scope="col">{messages::copy_change}</th>
                        <th scope="col">{messages::copy_before}</th>
                        <th scope="col">{messages::copy_after}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
