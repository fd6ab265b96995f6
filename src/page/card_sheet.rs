//! The model card as a sheet: how well the models do on test films, on what they were trained, what they cannot do.

use leptos::prelude::*;

use super::help::SheetFrame;
use super::state::{Sheet, Store};
use super::words;
use crate::card::{Metrics, Model, PaperCard};

/// The sheet; empty until the card is at hand.
#[component]
pub(crate) fn CardSheet() -> impl IntoView {
    let store = expect_context::<Store>();
    view! {
        <SheetFrame sheet=Sheet::ModelCard title=words::MODEL_CARD>
            {move || match store.card.get() {
                Some(Ok(card)) => whole(&card).into_any(),
                Some(Err(())) => view! { <p>{words::NO_CARD}</p> }.into_any(),
                None => view! { <p>{words::ENGINE_LOADING}</p> }.into_any(),
            }}
        </SheetFrame>
    }
}

fn whole(card: &PaperCard) -> impl IntoView + use<> {
    let sources = card.data.iter().map(|source| {
        view! {
            <dt>{source.name.clone()}</dt>
            <dd>
                <p>{words::source(source.films, &source.licence)}</p>
                <p class="quiet">{source.attribution.clone()}</p>
            </dd>
        }
    });
    view! {
        <p>{card.weights()} ". " {card.notice.clone()}</p>
        {model(words::CARD_MODALITY, &card.modality)}
        {model(words::CARD_VAE, &card.vae)}
        {model(words::CARD_DIAGNOSIS, &card.diagnosis)}
        <h3>{words::CARD_LIMITS}</h3>
        <ul>{card.limits.iter().map(|limit| view! { <li>{limit.clone()}</li> }).collect_view()}</ul>
        <h3>{words::CARD_DATA}</h3>
        <dl class="sources">{sources.collect_view()}</dl>
    }
}

/// One model: its layers and its figures, a row for each group of test films.
fn model(title: &'static str, model: &Model) -> impl IntoView + use<> {
    let rows = model.metrics.iter().map(|(group, metrics)| row(group, metrics));
    let films = model.counts.iter().map(|(group, count)| format!("{group}: {count}"));
    let films = films.collect::<Vec<_>>().join("; ");
    view! {
        <h3>{title}</h3>
        <p class="quiet">{model.architecture.clone()}</p>
        <p class="quiet">{words::CARD_FILMS} " " {films} "."</p>
        <div class="wide">
            <table>
                <thead>
                    <tr>{words::CARD_COLUMNS.map(|name| view! { <th scope="col">{name}</th> })}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn row(group: &str, metrics: &Metrics) -> impl IntoView + use<> {
    let Metrics { auroc, auroc_95: [lo, hi], .. } = *metrics;
    let figures = [
        metrics.sensitivity,
        metrics.specificity,
        metrics.balanced_accuracy,
        metrics.accuracy,
        metrics.majority_rate,
    ];
    view! {
        <tr>
            <th scope="row">{group.to_owned()}</th>
            <td>{format!("{} / {}", metrics.positives, metrics.negatives)}</td>
            <td>{format!("{auroc:.3} ({lo:.3}–{hi:.3})")}</td>
            {figures.map(|figure| view! { <td>{format!("{figure:.3}")}</td> })}
        </tr>
    }
}
