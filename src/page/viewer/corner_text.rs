//! The texts in the corners of a film, line by line.

use leptos::prelude::*;

use crate::film::Header;
use crate::page::text::{format, messages};

/// The lines of text that are not empty.
pub(crate) fn text_lines(lines: Vec<String>) -> impl IntoView {
    lines.into_iter().filter(|line| !line.is_empty()).map(|line| view! { <span>{line}</span> }).collect_view()
}

/// Patient name, ID, sex and age.
pub(crate) fn patient_lines(header: &Header) -> Vec<String> {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let sex_and_age =
        [given(&header.patient_sex), header.patient_age.as_deref().map(format::age).unwrap_or_default()];
    vec![
        header.patient_name.as_deref().map(format::person).unwrap_or_default(),
        given(&header.patient_id),
        join(&sex_and_age),
    ]
}

/// Modality, view and side, study date and manufacturer.
pub(crate) fn acquisition_lines(header: &Header) -> Vec<String> {
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        join(&[given(&header.modality), given(&header.view_position), side(header)]),
        header.study_date.as_deref().map(format::date).unwrap_or_default(),
        given(&header.manufacturer),
    ]
}

/// The laterality of a paired body part; empty for an unpaired one.
fn side(header: &Header) -> String {
    match header.laterality.as_deref() {
        Some("R") => messages::side_right(),
        Some("L") => messages::side_left(),
        Some("B") => messages::side_both(),
        _ => String::new(),
    }
}

fn join(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ")
}
