//! The section on what the scores depend on: the reasons of the verdict, a map over the film, and the reconstruction by the
//! paper's VAE, with their limits.

use std::sync::Arc;

use leptos::prelude::*;

use super::explanation_state::{ExplanationStage, ImmediateMaps, MapChoice};
use super::verdict::is_on_disease;
use crate::explanation::{ErrorScale, Legend, contradictions};
use crate::input::PaperInput;
use crate::page::controller::ControllerHandle;
use crate::page::engine::explain::PATCHES;
use crate::page::engine::state::EngineStore;
use crate::page::report::state::ReportStore;
use crate::page::shell::icons;
use crate::page::shell::icons::icon;
use crate::page::text::messages;
use crate::page::viewer::map_layer::{LegendBar, SmallPicture};
use crate::page::worklist::state::WorklistStore;
use crate::scores::{ImageKind, ReleaseOutput};
use crate::verdict::{Judgement, Reason, Verdict};

/// The section; nothing until the film is scored.
#[component]
pub(crate) fn ExplanationSection(
    /// The judgement of the chosen film, once there is one.
    judgement: Memo<Option<Judgement>>,
) -> impl IntoView {
    let (report, worklist) = (expect_context::<ReportStore>(), expect_context::<WorklistStore>());
    let reasons =
        move || judgement.get().map(|judgement| reasons(report, worklist, &judgement)).unwrap_or_default();
    let is_asked_for = move || report.explanation.is_of(worklist.chosen.get());
    let applies = Memo::new(move |_| judgement.get().is_some_and(|j| j.reason != Reason::Blank));
    view! {
        <section class="explanation" data-testid="explanation" class:is-absent=move || judgement.get().is_none()>
            <h3>{messages::explanation}</h3>
            <ul class="reasons" data-testid="reasons">
                {move || reasons().into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}
            </ul>
            <Show when=move || applies.get()>
                <p class="quiet">{move || messages::explain_what(judgement.get().is_some_and(|j| is_on_disease(j.reason)))}</p>
                <ExplainButton />
                <Show when=is_asked_for>
                    <MapControls />
                    <Reconstruction />
                </Show>
            </Show>
        </section>
    }
}

/// The reasons of the verdict beyond the sentence in the headline.
fn reasons(report: ReportStore, worklist: WorklistStore, judgement: &Judgement) -> Vec<String> {
    let known = worklist
        .chosen_film()
        .and_then(|film| film.state.with(|state| Some((state.header.clone()?, state.scored?.readout))));
    let (Some((header, output)), Some(calibration)) = (known, report.calibration()) else {
        return Vec::new();
    };
    let mut reasons = Vec::new();
    if !is_on_disease(judgement.reason) && judgement.verdict != Verdict::LooksNormal && !output.is_blank {
        let [first, second] = most_probable(&output);
        reasons.push(messages::classified_as(first, output.p(first), second, output.p(second)));
    }
    if judgement.reason == Reason::UnlikeNormal {
        reasons.push(messages::anomaly_map_hint());
    }
    let found = contradictions(&header, &output, &calibration);
    reasons.extend(found.iter().map(messages::contradiction));
    let kept =
        report.explanation.is_of(worklist.chosen.get()).then(|| report.explanation.seen.get()).flatten();
    let cut = kept.map_or(0.0, |seen| 1.0 - seen.area.share());
    if cut > 0.1 {
        reasons.push(messages::border_excluded(cut));
    }
    reasons
}

/// The two most probable kinds of image.
fn most_probable(output: &ReleaseOutput) -> [ImageKind; 2] {
    let mut kinds = ImageKind::ALL;
    kinds.sort_by(|&a, &b| output.p(b).total_cmp(&output.p(a)));
    [kinds[0], kinds[1]]
}

/// The button, or the progress with a button that stops it.
#[component]
fn ExplainButton() -> impl IntoView {
    let (report, worklist) = (expect_context::<ReportStore>(), expect_context::<WorklistStore>());
    let controller = expect_context::<ControllerHandle>();
    let explanation = report.explanation;
    let stage = Memo::new(move |_| {
        if explanation.is_of(worklist.chosen.get()) { explanation.stage.get() } else { ExplanationStage::Off }
    });
    let done = Memo::new(move |_| match stage.get() {
        ExplanationStage::Working(done) => Some(done),
        _ => None,
    });
    let button = move || match stage.get() {
        ExplanationStage::Off => messages::explain(),
        _ => messages::explain_again(),
    };
    let trouble = move || match stage.get() {
        ExplanationStage::Failed(why) => Some(view! {
            <p class="state failed" data-testid="explain-failed" role="status">{icon(icons::WARNING)}{why.text()}</p>
        }),
        _ => None,
    };
    view! {
        <Show
            when=move || done.get().is_some()
            fallback=move || view! {
                <button type="button" class="small" data-testid="explain"
                    on:click=move |_| controller.with_value(|controller| controller.explanation.start())>
                    {button}
                </button>
                {trouble}
            }
        >
            <div class="working">
                <progress max=PATCHES.to_string() prop:value=move || done.get().unwrap_or(0).to_string()
                    aria-label=messages::explain data-testid="explain-progress"></progress>
                <span class="quiet">{move || messages::explain_progress(done.get().unwrap_or(0), PATCHES)}</span>
                <button type="button" class="small" data-testid="explain-stop"
                    on:click=move |_| controller.with_value(|controller| controller.explanation.stop())>
                    {messages::stop}
                </button>
            </div>
        </Show>
    }
}

/// The choice of the map, its opacity, and its legend.
#[component]
fn MapControls() -> impl IntoView {
    let (report, worklist) = (expect_context::<ReportStore>(), expect_context::<WorklistStore>());
    let explanation = report.explanation;
    let legend = Memo::new(move |_| {
        explanation.drawable(worklist.chosen.get(), report.calibration()).map(|drawable| drawable.legend)
    });
    let choice = move |which: MapChoice, word: messages::MessageFn, test_id: &'static str| {
        view! {
            <label>
                <input type="radio" name="map" data-testid=test_id
                    prop:checked=move || explanation.which.get() == which
                    on:change=move |_| explanation.which.set(which) />
                {word}
            </label>
        }
    };
    let ends = move || {
        legend.get().map(|legend| {
            let [from, to] = legend.ends();
            let middle = (from < 0.0).then(|| view! { <span>"0"</span> });
            let number = |value: f64| if value == 0.0 { "0".to_owned() } else { format!("{value:+}") };
            view! {
                <span>{number(from)}</span>
                {middle}
                <span data-testid="legend-end" data-value=to.to_string()>{number(to)}</span>
            }
        })
    };
    let unit = move || match explanation.which.get() {
        MapChoice::Disease => messages::map_unit_abnormality(),
        MapChoice::Anomaly => messages::map_unit_anomaly(),
    };
    view! {
        <Show when=move || explanation.seen.with(Option::is_some)>
            <fieldset class="maps">
                <legend>{messages::map_choice}</legend>
                {choice(MapChoice::Anomaly, messages::map_anomaly, "map-anomaly")}
                {choice(MapChoice::Disease, messages::map_abnormality, "map-disease")}
            </fieldset>
            <div class:is-absent=move || legend.get().is_none()>
                <LegendBar legend />
                <p class="scale-ends">{ends}</p>
                <p class="quiet" data-testid="map-unit">{unit}</p>
            </div>
            <label class="opacity">
                {messages::map_opacity}
                <input type="range" min="0" max="1" step="0.05" data-testid="map-opacity"
                    prop:value=move || explanation.opacity.get().to_string()
                    on:input=move |event| {
                        if let Ok(opacity) = event_target_value(&event).parse::<f64>() {
                            explanation.opacity.set(opacity.clamp(0.0, 1.0));
                        }
                    } />
            </label>
            <label class="show-map">
                <input type="checkbox" data-testid="map-shown" prop:checked=move || explanation.is_shown.get()
                    on:change=move |event| explanation.is_shown.set(event_target_checked(&event)) />
                {messages::map_shown}
            </label>
            <p class="quiet" data-testid="map-limits">{messages::map_limits}</p>
        </Show>
    }
}

/// The film, its reconstruction by the paper's VAE, and their difference.
#[component]
fn Reconstruction() -> impl IntoView {
    let (report, engines) = (expect_context::<ReportStore>(), expect_context::<EngineStore>());
    let scale = Memo::new(move |_| {
        report.paper_card.with(|card| Some(card.as_ref()?.as_ref().ok()?.reconstruction.clone()).flatten())
    });
    move || {
        let seen = report.explanation.seen.get().filter(|_| engines.wants_paper.get())?;
        Some(reconstruction(&seen, scale.get().as_ref()))
    }
}

fn reconstruction(seen: &Arc<ImmediateMaps>, scale: Option<&ErrorScale>) -> AnyView {
    let Some(drawn) = &seen.drawn else {
        return view! { <p class="quiet">{messages::reconstruction_absent}</p> }.into_any();
    };
    let gray = |values: &[f32]| {
        let pixel = |value: &f32| {
            let gray = (value * 255.0).round() as u8;
            [gray, gray, gray, u8::MAX]
        };
        values.iter().flat_map(pixel).collect::<Vec<_>>()
    };
    let error = drawn.error(&seen.input);
    let legend = Legend::up_to(scale.map_or(1.0, ErrorScale::end));
    let colours = error.values.iter().flat_map(|&value| {
        let [red, green, blue] = legend.scale.colour(f64::from(value) / legend.end);
        [red, green, blue, u8::MAX]
    });
    let colours = colours.collect::<Vec<_>>();
    let (mean, place) = (error.mean(), scale.map(|scale| scale.place(&error)));
    let picture = |pixels: Vec<u8>, label: messages::MessageFn| {
        view! { <SmallPicture width=PaperInput::SIDE pixels label=Signal::derive(label) /> }
    };
    view! {
        <h3>{messages::reconstruction_title}</h3>
        <div class="redrawn" data-testid="redrawn">
            {picture(gray(seen.input.plane()), messages::reconstruction_input)}
            {picture(gray(drawn.plane()), messages::reconstruction)}
            {picture(colours, messages::reconstruction_difference)}
        </div>
        <p class="scale-ends">
            <span>"0"</span>
            <span data-testid="error-end" data-value=legend.end.to_string()>{format!("{:.2}", legend.end)}</span>
        </p>
        <p class="quiet" data-testid="error-mean" data-value=mean.to_string()>
            {move || messages::reconstruction_error(mean, place)}
        </p>
    }
    .into_any()
}
