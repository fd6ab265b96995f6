//! The worklist: adding films, the list, the session and the gallery.

use super::verdict::verdict;
use crate::page::worklist::order::{Order, RankBy, VerdictFilter};

plain! {
    drop_title, drop_title_compact, drop_hint, drop_what, drop_kinds, drop_veil, choose_folder, try_sample,
    sample_missing, films, export, export_hint, export_csv, export_csv_hint, search, filter_label,
    order_label, no_films_match, remove_all, remove, session, session_off, session_hint, session_elsewhere,
    session_erase, session_erase_hint, session_full, stop, stop_hint, resume, resume_hint, remove_waiting,
    remove_waiting_hint, paused, no_patient, waiting, archive, reading, scoring, failed, scored,
    technical_details, gallery, gallery_what, rank_by, gallery_none, gallery_labels, rank_by_anomaly,
    rank_by_abnormal, rank_by_vlb, rank_by_loss, rank_by_paper_loss,
}

/// A filter of the list.
pub(crate) fn filter(filter: VerdictFilter) -> String {
    match filter {
        VerdictFilter::All => say!("filter_all"),
        VerdictFilter::With(kind) => verdict(kind),
        VerdictFilter::Failed => failed(),
    }
}

/// An order of the list.
pub(crate) fn order(order: Order) -> String {
    match order {
        Order::Added => say!("order_added"),
        Order::Abnormal => say!("order_abnormal"),
        Order::Unlike => say!("order_unusual"),
        Order::Unsure => say!("order_unsure"),
        Order::Name => say!("order_name"),
        Order::Date => say!("order_date"),
        Order::Study => say!("order_study"),
    }
}

/// How many films are stored for the next visit.
pub(crate) fn session_stored(films: usize) -> String {
    say!("session_stored", films = films)
}

/// How many films are stored, if the browser has no room for more.
pub(crate) fn session_stored_only(films: usize) -> String {
    say!("session_stored_only", films = films)
}

/// How long the remaining films will take.
pub(crate) fn time_left(seconds: f64) -> String {
    match seconds {
        s if s < 60.0 => say!("seconds_left", number = (s / 5.0).ceil() * 5.0),
        s if s < 3600.0 => say!("minutes_left", number = (s / 60.0).round().max(1.0)),
        s => say!("hours_left", number = format!("{:.1}", s / 3600.0)),
    }
}

/// How many films a study has.
pub(crate) fn films_of_study(films: usize) -> String {
    say!("films_of_study", films = films)
}

/// The heading of a row of the gallery.
pub(crate) fn gallery_row(by: RankBy, is_best: bool) -> String {
    match (by, is_best) {
        (RankBy::Anomaly | RankBy::Vlb, true) => say!("gallery_most_typical"),
        (RankBy::Anomaly | RankBy::Vlb, false) => say!("gallery_least_typical"),
        (RankBy::Abnormal, true) => say!("gallery_least_abnormal"),
        (RankBy::Abnormal, false) => say!("gallery_most_abnormal"),
        (RankBy::Loss | RankBy::PaperLoss, true) => say!("gallery_best_agreement"),
        (RankBy::Loss | RankBy::PaperLoss, false) => say!("gallery_worst_agreement"),
    }
}

/// How many labels were loaded, and how many films of the list they match.
pub(crate) fn labels_found(labels: usize, films: usize) -> String {
    say!("labels_found", labels = labels, films = films)
}

/// Why a file of labels cannot be used.
pub(crate) fn labels_failed(detail: &str) -> String {
    say!("labels_failed", detail = detail)
}

/// The label of a film.
pub(crate) fn label(is_abnormal: bool) -> String {
    if is_abnormal { say!("label_abnormal") } else { say!("label_normal") }
}

/// How many films are finished.
pub(crate) fn progress(finished: usize, all: usize) -> String {
    if finished == all {
        format!("{all}")
    } else {
        say!("progress", finished = finished.to_string(), all = all.to_string())
    }
}
