//! The sheet of the model cards: calibration, figures on test films, training data and limitations.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::calibrate::Calibrate;
use super::reliability::Reliability;
use crate::card::{Card, DataSource, Flagged, Metrics, Model, Outcome, PaperCard, ReleaseCard};
use crate::page::report::state::ReportStore;
use crate::page::shell::help::SheetFrame;
use crate::page::shell::state::Sheet;
use crate::page::text::messages;
use crate::page::text::messages::MessageFn;
use crate::verdict::Verdict;

/// The sheet; empty until the card is loaded.
#[component]
pub(crate) fn CardSheet() -> impl IntoView {
    let report = expect_context::<ReportStore>();
    view! {
        <SheetFrame sheet=Sheet::ModelCard title=messages::model_card_long>
            {move || match report.card.get() {
                Some(Ok(card)) => whole(&card).into_any(),
                Some(Err(())) => view! { <p>{messages::no_card}</p> }.into_any(),
                None => view! { <p>{messages::engine_loading}</p> }.into_any(),
            }}
            {move || match report.paper_card.get() {
                Some(Ok(card)) => Some(paper(&card)),
                _ => None,
            }}
        </SheetFrame>
    }
}

fn whole(card: &ReleaseCard) -> impl IntoView + use<> {
    view! {
        <p>{card.weights()} ". " {messages::notice}</p>
        <Calibrate />
        <h3>{messages::card_verdicts}</h3>
        {verdicts(&card.verdicts)}
        {model(messages::card_abnormality, &card.abnormality)}
        {model(messages::card_anomaly, &card.anomaly)}
        {model(messages::card_image_kind, &card.image_kind)}
        {flags(&card.flags)}
        <h3>{messages::card_limits}</h3>
        {limits(&card.limits)}
        <h3>{messages::card_data}</h3>
        {sources(&card.data)}
    }
}

fn paper(card: &PaperCard) -> impl IntoView + use<> {
    view! {
        <h2 class="part">{messages::paper}</h2>
        <p>{card.weights()} "."</p>
        {model(messages::card_modality, &card.modality)}
        {model(messages::card_vae, &card.vae)}
        {model(messages::card_diagnosis, &card.diagnosis)}
        <h3>{messages::card_limits}</h3>
        {limits(&card.limits)}
        <h3>{messages::card_data}</h3>
        {sources(&card.data)}
    }
}

fn limits(limits: &[String]) -> impl IntoView + use<> {
    view! { <ul>{limits.iter().map(|limit| view! { <li>{messages::card_text(limit)}</li> }).collect_view()}</ul> }
}

fn sources(sources: &[DataSource]) -> impl IntoView + use<> {
    let sources = sources.iter().map(|source| {
        view! {
            <dt>{source.name.clone()}</dt>
            <dd>
                <p>{messages::data_source(source.films, &source.licence)}</p>
                <p class="quiet">{source.attribution.clone()}</p>
            </dd>
        }
    });
    view! { <dl class="sources">{sources.collect_view()}</dl> }
}

/// The verdicts on normal and on abnormal test films by group, and the reliability of the probabilities.
fn verdicts(groups: &BTreeMap<String, Outcome>) -> impl IntoView + use<> {
    const ORDER: [Verdict; 4] =
        [Verdict::LooksNormal, Verdict::Unsure, Verdict::NeedsReview, Verdict::NotAChestFilm];
    let row = |name: MessageFn, counts: &BTreeMap<String, usize>| {
        let cells = ORDER.map(|verdict| counts.get(verdict.words()).copied().unwrap_or(0));
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells.map(|count| view! { <td>{count}</td> })}
            </tr>
        }
    };
    let groups = groups.iter().map(|(group, outcome)| {
        let (reviewed, missed) = (outcome.normal_sent_to_review, outcome.abnormal_called_normal);
        view! {
            <section class="outcome">
                <div tabindex="0" role="group" aria-label=group.clone()>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col"><strong>{messages::card_text(group)}</strong></th>
                                {ORDER.map(|verdict| view! { <th scope="col">{messages::verdict(verdict)}</th> })}
                            </tr>
                        </thead>
                        <tbody>
                            {row(messages::normal_films, &outcome.normal)}
                            {row(messages::abnormal_films, &outcome.abnormal)}
                        </tbody>
                    </table>
                    <p class="quiet">{messages::outcome(reviewed, missed, outcome.calibration_error)}</p>
                </div>
                <Reliability bins=outcome.reliability.clone() />
            </section>
        }
    });
    groups.collect_view()
}

/// How many chest films are flagged, unaltered and altered.
fn flags(flags: &BTreeMap<String, Flagged>) -> impl IntoView + use<> {
    let rows = flags.iter().map(|(what, flagged)| {
        // Without flagged films there is no reason to check.
        let named = (flagged.flagged > 0).then_some(flagged.by_its_name);
        view! {
            <tr>
                <th scope="row">{what.clone()}</th>
                <td>{flagged.films}</td>
                <td>{flagged.flagged}</td>
                <td>{named.map_or("–".to_owned(), |named| named.to_string())}</td>
            </tr>
        }
    });
    view! {
        <div class="wide" tabindex="0" role="group" aria-label=messages::flag_columns()[0].clone()>
            <table>
                <thead>
                    <tr>{messages::flag_columns().map(|name| view! { <th scope="col">{name}</th> })}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A model: its architecture and its figures, a row for each group of test films.
fn model(title: MessageFn, model: &Model) -> impl IntoView + use<> {
    let rows = model.metrics.iter().map(|(group, metrics)| row(group, metrics));
    let films = model.counts.iter().map(|(group, count)| format!("{group}: {count}"));
    let films = films.collect::<Vec<_>>().join("; ");
    view! {
        <h3>{title}</h3>
        <p class="quiet">{model.architecture.clone()}</p>
        <p class="quiet">{messages::card_films} " " {films} "."</p>
        <div class="wide" tabindex="0" role="group" aria-label=title>
            <table>
                <thead>
                    <tr>{messages::card_columns().map(|name| view! { <th scope="col">{name}</th> })}</tr>
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
