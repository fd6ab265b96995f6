//! The gallery: the films at both ends of a ranking, as in the paper's figures.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, File};

use super::add;
use super::labels::Labels;
use super::order::RankBy;
use crate::page::controller::ControllerHandle;
use crate::page::report::state::ReportStore;
use crate::page::shell::help::SheetFrame;
use crate::page::shell::state::Sheet;
use crate::page::shell::state::ShellStore;
use crate::page::text::language::LocalizedText;
use crate::page::text::messages::MessageFn;
use crate::page::text::{format, messages};
use crate::page::worklist::film::Film;
use crate::page::worklist::state::WorklistStore;
use crate::verdict::Verdict;

/// Number of films at each end.
const FILMS: usize = 10;
/// The smallest probability: zero would give an infinite loss.
const MIN_P: f64 = 1e-7;

/// All rankings, with their names for the page's select and their texts.
const RANKINGS: [(&str, RankBy, MessageFn); 5] = [
    ("anomaly", RankBy::Anomaly, messages::rank_by_anomaly),
    ("abnormal", RankBy::Abnormal, messages::rank_by_abnormal),
    ("vlb", RankBy::Vlb, messages::rank_by_vlb),
    ("loss", RankBy::Loss, messages::rank_by_loss),
    ("paper-loss", RankBy::PaperLoss, messages::rank_by_paper_loss),
];

/// The number that a film is ranked by, the best lowest, and its text; none if the film lacks it or is no chest film.
fn rank(by: RankBy, film: &Film, report: ReportStore, worklist: WorklistStore) -> Option<(f64, String)> {
    let scored = film.state.with_untracked(|state| state.scored)?;
    let judgement = report.judge(&scored.readout)?;
    if judgement.verdict == Verdict::NotAChestFilm {
        return None;
    }
    let loss = |p: f64| {
        let is_abnormal = worklist.labels.with(|labels| labels.get(&film.name))?;
        let loss = cross_entropy(p, is_abnormal);
        Some((loss, format!("{loss:.3} · {}", messages::label(is_abnormal))))
    };
    match by {
        RankBy::Anomaly => {
            Some((judgement.anomaly_percentile, format!("{:.0}", judgement.anomaly_percentile)))
        }
        RankBy::Abnormal => {
            let p = judgement.p_abnormal_calibrated;
            Some((p, format!("{p:.3}")))
        }
        RankBy::Vlb => scored.paper.map(|paper| (-paper.vlb, format!("{:.1}", paper.vlb))),
        RankBy::Loss => loss(judgement.p_abnormal_calibrated),
        RankBy::PaperLoss => loss(scored.paper?.p_abnormal),
    }
}

/// Cross-entropy of a probability of abnormal against what a film is, nats.
fn cross_entropy(p: f64, is_abnormal: bool) -> f64 {
    let right = if is_abnormal { p } else { 1.0 - p };
    -right.max(MIN_P).ln()
}

/// The sheet.
#[component]
pub(crate) fn GallerySheet() -> impl IntoView {
    let shell = expect_context::<ShellStore>();
    let is_open = move || shell.sheet.get() == Some(Sheet::Gallery);
    view! {
        <SheetFrame sheet=Sheet::Gallery title=messages::gallery>
            {move || is_open().then(|| view! { <Gallery /> })}
        </SheetFrame>
    }
}

#[component]
fn Gallery() -> impl IntoView {
    let (report, worklist) = (expect_context::<ReportStore>(), expect_context::<WorklistStore>());
    let by = RwSignal::new(RankBy::Anomaly);
    let (note, picker) = (RwSignal::new(None::<LocalizedText>), NodeRef::<Input>::new());
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some((_, chosen, _)) = RANKINGS.into_iter().find(|(name, ..)| *name == chosen) {
            by.set(chosen);
        }
    };
    let name = move || RANKINGS.into_iter().find(|(_, each, _)| *each == by.get()).map(|(name, ..)| name);
    let load = move |event: Event| {
        if let Some(file) = add::chosen(&event).into_iter().next() {
            spawn_local(async move { note.set(Some(load_labels(worklist, file).await)) });
        }
    };
    let films = move || {
        worklist.refresh.track();
        let mut films = worklist.films.with(|films| {
            let number = |film: &Film| {
                rank(by.get(), film, report, worklist).map(|(number, shown)| (number, shown, film.clone()))
            };
            films.iter().filter_map(number).collect::<Vec<_>>()
        });
        films.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
        films
    };
    let rows = move || {
        let films = films();
        if films.is_empty() {
            return view! { <p class="quiet">{messages::gallery_none}</p> }.into_any();
        }
        // A short list is not shown twice.
        let half = FILMS.min(films.len().div_ceil(2));
        let best = films.iter().take(half).cloned().collect();
        let worst = films.iter().rev().take(half.min(films.len() - half)).cloned().collect();
        view! {
            {row(by.get(), true, best)}
            {row(by.get(), false, worst)}
        }
        .into_any()
    };
    view! {
        <p>{messages::gallery_what}</p>
        <p class="buttons">
            <label>
                {messages::rank_by}
                " "
                <select data-testid="gallery-by" prop:value=name on:change=choose>
                    {RANKINGS.map(|(name, _, word)| view! { <option value=name>{word}</option> })}
                </select>
            </label>
            <button type="button" class="small" data-testid="gallery-labels" on:click=move |_| add::open(picker)>
                {messages::gallery_labels}
            </button>
            <input
                node_ref=picker
                class="file-input"
                data-testid="labels-input"
                type="file"
                accept=".csv,text/csv"
                tabindex="-1"
                aria-label=messages::gallery_labels
                on:change=load
            />
        </p>
        <p class="quiet" role="status" data-testid="labels-note">
            {move || note.get().map(|text| text.text())}
        </p>
        {rows}
    }
}

/// Loads labels from a file; returns a note on the result.
async fn load_labels(worklist: WorklistStore, file: File) -> LocalizedText {
    let Ok(text) = JsFuture::from(file.text()).await else { return LocalizedText::of(messages::unreadable) };
    match Labels::read(&text.as_string().unwrap_or_default()) {
        Ok(labels) => {
            let films = worklist
                .films
                .with_untracked(|films| films.iter().filter(|film| labels.get(&film.name).is_some()).count());
            let count = labels.len();
            worklist.labels.set(labels);
            LocalizedText::new(move || messages::labels_found(count, films))
        }
        Err(detail) => LocalizedText::new(move || messages::labels_failed(&detail)),
    }
}

fn row(by: RankBy, is_best: bool, films: Vec<(f64, String, Film)>) -> impl IntoView {
    let films = films.into_iter().map(|(_, shown, film)| view! { <Picture film shown /> }).collect_view();
    view! {
        <h3>{move || messages::gallery_row(by, is_best)}</h3>
        <ul class="gallery" data-testid=if is_best { "gallery-best" } else { "gallery-worst" }>{films}</ul>
    }
}

/// A film of the gallery with its number.
#[component]
fn Picture(film: Film, shown: String) -> impl IntoView {
    let (shell, controller) = (expect_context::<ShellStore>(), expect_context::<ControllerHandle>());
    let (_, file) = format::path(&film.name);
    let id = film.id;
    view! {
        <li>
            <button type="button" title=film.name.to_string()
                data-testid="gallery-film" data-file=film.name.to_string()
                on:click=move |_| {
                    shell.sheet.set(None);
                    controller.with_value(|controller| controller.films.choose(id));
                }>
                <span class="thumbnail">
                    {film.state.with_untracked(|state| state.thumbnail.clone()).map(|url| view! { <img src=url alt="" /> })}
                </span>
                <span class="gallery-number">{shown}</span>
                <span class="quiet gallery-name">{file.to_owned()}</span>
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_is_what_being_wrong_costs() {
        assert!((cross_entropy(0.5, true) - 0.5_f64.ln().abs()).abs() < 1e-12);
        assert!(cross_entropy(0.9, true) < cross_entropy(0.9, false));
        assert!(cross_entropy(0.0, true).is_finite());
    }
}
