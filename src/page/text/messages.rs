//! Every word of the page, by name. What they read like in each language is in `www/locales`.
//!
//! Words are modest: a film "looks" normal or "needs review", and nothing is ever found.
//! A word is read in the page's language at the moment it is asked for, and tracked: what shows it follows a switch.

use fluent_bundle::FluentArgs;

use super::language;
use crate::calibration::{Calibration, CalibrationError};
use crate::dicom_export::ChangeKind;
use crate::explanation::Contradiction;
use crate::film::FilmWarning;
use crate::page::shell::offline::{Keeping, More};
use crate::page::worklist::gallery::By;
use crate::page::worklist::order::{Only, Order};
use crate::protocol::ResponseSource;
use crate::report::{ErrorKind, ErrorReport};
use crate::scores::ImageKind;
use crate::verdict::{Reason, Side, Verdict};

pub(crate) const NAME: &str = "Negatoscope";

/// A word that is asked for when it is shown.
pub(crate) type Word = fn() -> String;

/// The text of a key, with what is filled into it.
macro_rules! say {
    ($key:literal) => {
        text($key, None)
    };
    ($key:literal, $($name:ident = $value:expr),+) => {{
        let mut args = FluentArgs::new();
        $(args.set(stringify!($name), $value);)+
        text($key, Some(&args))
    }};
}

/// Words that nothing is filled into.
macro_rules! plain {
    ($($name:ident,)+) => {
        $(pub(crate) fn $name() -> String {
            text(stringify!($name), None)
        })+

        #[cfg(test)]
        pub(crate) const KEYS: &[&str] = &[$(stringify!($name)),+];
    };
}

fn text(key: &str, args: Option<&FluentArgs<'_>>) -> String {
    language::text(key, args).unwrap_or_else(|| key.to_owned())
}

plain! {
    privacy, notice, language_label,
    // First sight and adding films.
    drop_title, drop_title_compact, drop_hint, drop_what, drop_kinds, drop_veil, choose_folder, try_sample,
    sample_missing,
    // The list.
    films, export, export_hint, export_csv, export_csv_hint, search, only_label, order_label, none_seen,
    clear, remove, session, session_off, session_hint, session_elsewhere, session_erase, session_erase_hint,
    session_full, stop, stop_hint, go_on, go_on_hint, drop_waiting, drop_waiting_hint, paused, no_patient,
    waiting, archive, reading, scoring, failed, scored, detail,
    // The gallery.
    gallery, gallery_what, gallery_by, gallery_none, gallery_labels, by_anomaly, by_abnormal, by_vlb, by_loss,
    by_paper_loss,
    // The film.
    previous, next, invert, inverted, other_way_up, reset, overlay, window, window_automatic,
    previous_frame, next_frame, in_doubt, lossy, film_failed, no_picture,
    // Tools on the film.
    tools, tool_window, tool_pan, tool_length, tool_angle, tool_cover, tool_magnifier, true_size, tags_hint, hide_text,
    save_picture, at_detector, at_patient, no_spacing, true_size_assumed, true_size_measured, ruler_title,
    ruler_what, ruler_length, ruler_keep, ruler_reset, side_right, side_left, side_both, beside, beside_close, beside_exchange,
    beside_linked, beside_hint,
    // The film's header.
    tags_title, tags_search, tags_copy, tags_copied, tags_not_copied, tags_none, tags_no_names,
    // The report.
    report, p_chest, anomaly, p_abnormal, probability, percentile, less_alike, more_alike, unlike_limit,
    no_card, facts, details, shown_upside_down, shown_turned, shown_inverted, shown_part, anomaly_raw,
    log_odds, computed_by, read_in, drawn_in, scored_in, weights, modality, view, body_part, size,
    depth_label, spacing, photometric, encoding, transfer_syntax, frames_label, compression, not_scored,
    sop_instance, not_given,
    // What the numbers depend on.
    explanation, explain, explain_again, explain_layer, explain_other_film, look_at_anomaly, map_choice,
    map_disease, map_anomaly, map_opacity, map_shown, map_limits, unit_changes, unit_anomaly, redrawn,
    redrawn_absent, redrawn_film, redrawn_normal, redrawn_error,
    // The paper's models.
    paper, paper_off, paper_on, paper_waits, vlb, vlb_short, p_cr, paper_abnormal, nats, reference_limit,
    log_likelihood, kl,
    // The bar and its sheets.
    model_card, model_card_long, help, close, dismiss, try_again, processor, webgpu, engine_loading,
    engine_testing, engine_stopped, reads_films, not_started, helpers, traffic_hint, requests_label, the_page,
    reload,
    // The model card.
    card_verdicts, card_kind, card_novelty, card_disease, card_modality, card_vae, card_diagnosis,
    normal_films, abnormal_films, reliability_title, reliability_said, reliability_was, card_limits,
    card_data, card_films,
    // Calibration.
    calibration, calibration_what, calibrate, calibration_save, calibration_load, calibration_reset,
    calibration_not_kept, calibration_far, own_films,
    // Handing on.
    hand_on, hand_on_what, export_sr, export_sr_hint, export_sc, export_sc_hint, export_copy, export_copy_hint,
    exporting, no_random, copy_title, copy_what, copy_pixels, copy_burned_in, copy_dates, copy_dates_remove,
    copy_dates_keep, copy_dates_shift, copy_days, copy_characteristics, copy_device, copy_institution, copy_uids,
    copy_save, copy_attribute, copy_change, copy_before, copy_after, copy_show_kept, copy_private, copy_none,
    copy_covered_title, copy_covered_what, copy_cover_add, copy_cover_column, copy_cover_row, copy_cover_columns,
    copy_cover_rows, copy_cover_remove, copy_clean, copy_report, copy_picture,
    // Errors that arise in the page itself: what, where, what to do.
    unreadable, no_films, not_drawn, crashed, too_slow, not_sound, no_load, restarted_too_often,
    gpu_crashed, gpu_silent, gpu_not_sound, gpu_no_adapter, bad_message,
}

/// Why the paper's models cannot be used.
pub(crate) fn paper_failed(reason: &str) -> String {
    say!("paper_failed", reason = sentence(reason))
}

/// The probability at and above which a model of the paper's says yes.
pub(crate) fn operating_point(point: f64) -> String {
    say!("operating_point", point = format!("{point:.3}"))
}

/// What a de-identified copy does with an attribute.
pub(crate) fn change(what: ChangeKind) -> String {
    match what {
        ChangeKind::Removed => say!("change_removed"),
        ChangeKind::Emptied => say!("change_emptied"),
        ChangeKind::Replaced => say!("change_replaced"),
        ChangeKind::Kept => say!("change_kept"),
        ChangeKind::Added => say!("change_added"),
    }
}

/// How many attributes a copy changes.
pub(crate) fn changes(changed: usize, kept: usize) -> String {
    say!("copy_count", changed = changed, kept = kept)
}

/// A file that was handed to the browser.
pub(crate) fn exported(name: &str) -> String {
    say!("exported", name = name)
}

/// The columns of the table of what was done to test films.
pub(crate) fn flag_columns() -> [String; 4] {
    [say!("flag_done"), say!("flag_films"), say!("flag_flagged"), say!("flag_named")]
}

/// The columns of a model's table.
pub(crate) fn card_columns() -> [String; 8] {
    [
        say!("column_films"),
        say!("column_groups"),
        say!("column_auroc"),
        say!("column_sensitivity"),
        say!("column_specificity"),
        say!("column_balanced"),
        say!("column_accuracy"),
        say!("column_majority"),
    ]
}

/// What the verdicts missed in a group of films.
pub(crate) fn outcome(reviewed: f64, missed: f64, error: f64) -> String {
    say!("outcome", reviewed = percent(reviewed), missed = percent(missed), error = format!("{error:.3}"))
}

/// A point of the plot of reliability.
pub(crate) fn reliability_point(said: f64, was: f64, films: usize) -> String {
    say!("reliability_point", films = films, said = format!("{said:.2}"), was = percent(was))
}

/// Whose films the numbers were fitted on.
pub(crate) fn calibrated_on(normal_films: usize, site: &str) -> String {
    say!("calibrated_on", films = normal_films, site = shipped(site))
}

/// A text of the weights that ship, in the page's language; one of other weights as it is.
pub(crate) fn shipped(text: &str) -> String {
    let texts = || {
        [
            say!("shipped_validation"),
            own_films(),
            say!("shipped_resolution"),
            say!("shipped_elsewhere"),
            say!("shipped_children"),
            say!("shipped_labels"),
            say!("shipped_adults"),
            say!("shipped_second_look"),
            say!("shipped_paper_resolution"),
            say!("shipped_bound"),
            say!("shipped_paper_children"),
            say!("shipped_square"),
            say!("shipped_all"),
        ]
    };
    let known = language::in_english(texts).iter().position(|english| english == text);
    known.map_or_else(|| text.to_owned(), |at| texts()[at].clone())
}

/// Why a calibration is not used.
pub(crate) fn calibration_failed(error: &CalibrationError) -> String {
    match error {
        CalibrationError::TooFew { found } => {
            say!("calibration_too_few", found = *found, least = Calibration::MIN_FILMS)
        }
        CalibrationError::OtherWeights { made_for, .. } => {
            say!("calibration_other_weights", weights = made_for.as_str())
        }
        CalibrationError::Json(detail) => say!("calibration_unreadable", detail = detail.to_string()),
    }
}

/// A source of films in a line.
pub(crate) fn source(films: usize, licence: &str) -> String {
    say!("source", films = films, licence = licence)
}

/// Keys and what they do.
pub(crate) fn keys() -> Vec<(String, String)> {
    let (drag, wheel) = (say!("hand_drag"), say!("hand_wheel"));
    let shift_drag = format!("Shift {drag}");
    [
        (drag.as_str(), say!("does_window")),
        (&wheel, say!("does_zoom")),
        (&shift_drag, say!("does_pan")),
        ("R", say!("does_reset")),
        (", .", say!("does_turn")),
        ("H", say!("does_mirror")),
        ("↑ ↓", say!("does_step")),
        ("PgUp PgDn", say!("does_frame")),
        ("1 … 9", say!("does_preset")),
        ("G", say!("does_overlay")),
        ("X", say!("does_map")),
        ("I", say!("does_invert")),
        ("W V", say!("does_tool_hand")),
        ("M A", say!("does_tool_measure")),
        ("B", say!("does_tool_cover")),
        ("Z", say!("does_magnify")),
        ("Space", say!("does_space")),
        ("U", say!("does_true_size")),
        ("S", say!("does_beside")),
        ("D", say!("does_header")),
        ("T", say!("does_hide_text")),
        ("C", say!("does_save_picture")),
        ("O", say!("does_open")),
        ("Delete", say!("does_remove")),
        ("E", say!("does_export")),
        ("L", say!("does_fold_list")),
        ("P", say!("does_fold_report")),
        ("?", say!("does_help")),
        ("Esc", say!("does_close")),
    ]
    .map(|(keys, what)| (keys.to_owned(), what))
    .into()
}

/// How to use the page, and how far to trust it.
pub(crate) fn help_text() -> [String; 4] {
    [say!("help_drop"), say!("help_size"), say!("help_site"), say!("help_address")]
}

/// What went wrong with a film. English as the film code says it; other languages have a sentence for each kind, and the
/// English words with their places and numbers stay below it as detail.
pub(crate) fn error(error: &ErrorReport) -> String {
    let key = match error.kind {
        ErrorKind::Empty => "error_empty",
        ErrorKind::NotAFilm => "error_not_a_film",
        ErrorKind::Truncated => "error_truncated",
        ErrorKind::NoPixels => "error_no_pixels",
        ErrorKind::NoFrame => "error_no_frame",
        ErrorKind::UnsupportedTransferSyntax => "error_unsupported_transfer_syntax",
        ErrorKind::NeedsJpegXl => "error_needs_jpeg_xl",
        ErrorKind::MissingAttribute => "error_missing_attribute",
        ErrorKind::BadAttribute => "error_bad_attribute",
        ErrorKind::TooLarge => "error_too_large",
        ErrorKind::Damaged => "error_damaged",
        ErrorKind::Decode => "error_decode",
        ErrorKind::Encrypted => "error_encrypted",
        ErrorKind::UnsupportedCompression => "error_unsupported_compression",
        ErrorKind::UnsupportedArchive => "error_unsupported_archive",
        ErrorKind::ExpandsTooFar => "error_expands_too_far",
        ErrorKind::NestedTooDeep => "error_nested_too_deep",
        ErrorKind::NoFilm => "error_no_film",
        ErrorKind::NamesNothing => "error_names_nothing",
        ErrorKind::Unreadable => "error_unreadable",
        ErrorKind::Unwritable => "error_unwritable",
        ErrorKind::MissingFile => "error_missing_file",
        ErrorKind::Removed => "error_removed",
        ErrorKind::NoFilms => "error_no_films",
        ErrorKind::IncompleteDirectory => "error_incomplete_directory",
        ErrorKind::Weights => "error_weights",
        ErrorKind::Device => "error_device",
        ErrorKind::SelfTest => "error_self_test",
        ErrorKind::Picture => "error_picture",
        ErrorKind::NoIdentity => "error_no_identity",
        ErrorKind::HiddenOverlay => "error_hidden_overlay",
        ErrorKind::Outside => "error_outside",
        ErrorKind::BadPicture => "error_bad_picture",
        ErrorKind::BadInput => "error_bad_input",
        ErrorKind::CodecUnreachable => "error_codec_unreachable",
        ErrorKind::Facts => "error_facts",
        ErrorKind::EngineUnavailable => "error_engine_unavailable",
        ErrorKind::EngineStopped => "error_engine_stopped",
        ErrorKind::Unknown => return error.message.clone(),
    };
    language::text(key, None).unwrap_or_else(|| error.message.clone())
}

/// Where a file contradicts itself.
pub(crate) fn warning(warning: &FilmWarning) -> String {
    match warning {
        FilmWarning::Assumed { attribute, value } => {
            say!("doubt_assumed", attribute = attribute.as_str(), value = value.as_str())
        }
        FilmWarning::Corrected { attribute, value, taken } => say!(
            "doubt_corrected",
            attribute = attribute.as_str(),
            value = value.as_str(),
            taken = taken.as_str()
        ),
        FilmWarning::TransferSyntax { claimed, found } => {
            say!("doubt_transfer_syntax", claimed = claimed.as_str(), found = found.as_str())
        }
        FilmWarning::ExcessPixels { found, expected } => {
            say!("doubt_excess_pixels", found = found.to_string(), expected = expected.to_string())
        }
        FilmWarning::ExcessBits => say!("doubt_excess_bits"),
        FilmWarning::Window => say!("doubt_window"),
        FilmWarning::Text => say!("doubt_text"),
        FilmWarning::Polarity { claimed } => say!("doubt_polarity", claimed = claimed.as_str()),
    }
}

/// The verdict, as headline and as a row of the list has room for.
pub(crate) fn verdict(verdict: Verdict) -> String {
    match verdict {
        Verdict::NotAChestFilm => say!("verdict_other"),
        Verdict::LooksNormal => say!("verdict_normal"),
        Verdict::NeedsReview => say!("verdict_review"),
        Verdict::Unsure => say!("verdict_unsure"),
    }
}

/// Why, in a sentence or two.
pub(crate) fn why(reason: Reason) -> String {
    match reason {
        Reason::Blank => say!("why_blank"),
        Reason::OtherPicture => say!("why_other"),
        Reason::UpsideDown => say!("why_upside_down"),
        Reason::Rotated => say!("why_turned"),
        Reason::Inverted => say!("why_inverted"),
        Reason::Cropped => say!("why_part"),
        Reason::Unclear => say!("why_unclear"),
        Reason::Abnormal => say!("why_abnormal"),
        Reason::Between => say!("why_between"),
        Reason::UnlikeNormal => say!("why_unlike"),
        Reason::Normal => say!("why_normal"),
    }
}

/// What the strips show, and whose films the numbers were fitted on.
pub(crate) fn legend(normal_films: usize, site: &str) -> String {
    format!("{} {}", say!("legend"), calibrated_on(normal_films, site))
}

/// The limit of the verdict on one side.
pub(crate) fn limit(limit: f64) -> String {
    say!("limit", limit = format!("{limit:.3}"))
}

/// The limits of the verdict on both sides.
pub(crate) fn unsure_between([below, above]: [f64; 2]) -> String {
    say!("unsure_between", below = format!("{below:.3}"), above = format!("{above:.3}"))
}

/// Where the probability of a chest film lies.
pub(crate) fn beside_chest_limit(is_chest: bool) -> String {
    if is_chest { say!("taken_for_chest") } else { say!("taken_for_other") }
}

/// Where the probability of abnormal lies.
pub(crate) fn beside_limits(side: Side) -> String {
    match side {
        Side::Below => say!("below_limits"),
        Side::Between => say!("between_limits"),
        Side::Above => say!("above_limits"),
    }
}

/// Where a film lies among normal films, 0 to 100, the most alike at 0.
pub(crate) fn less_alike_than(percentile: f64) -> String {
    if percentile < 1.0 {
        say!("more_alike_than", percent = place(100.0 - percentile))
    } else {
        say!("less_alike_than", percent = place(percentile))
    }
}

/// Which films of the list are seen.
pub(crate) fn only(only: Only) -> String {
    match only {
        Only::All => say!("only_all"),
        Only::With(shown) => verdict(shown),
        Only::Failed => failed(),
    }
}

/// The order of the list.
pub(crate) fn order(order: Order) -> String {
    match order {
        Order::Added => say!("order_added"),
        Order::Abnormal => say!("order_abnormal"),
        Order::Unlike => say!("order_unlike"),
        Order::Unsure => say!("order_unsure"),
        Order::Name => say!("order_name"),
        Order::Date => say!("order_date"),
        Order::Study => say!("order_study"),
    }
}

/// How much a film is enlarged.
pub(crate) fn enlarged(scale: f64) -> String {
    format!("× {scale:.1}")
}

/// A window as viewing stations write it.
pub(crate) fn level(center: f64, width: f64) -> String {
    let digits = if width < 10.0 { 2 } else { 0 };
    format!("W {width:.digits$} L {center:.digits$}")
}

/// How often the model of disease ranks a sick film above a healthy one, in the worst and the best group of test films;
/// `by_chance` where the 95% interval of a group reaches 50.
pub(crate) fn reliability(worst: f64, best: f64, by_chance: bool) -> String {
    let (worst, best) = (percent(worst), percent(best));
    let times = if worst == best { worst } else { say!("times_range", worst = worst, best = best) };
    let warning = if by_chance { say!("by_chance") } else { String::new() };
    format!("{} {warning}", say!("reliability", times = times)).trim_end().to_owned()
}

/// Where a VLB lies; `above` is the share of normal films with a higher one, 0 to 100.
pub(crate) fn lower_than(above: f64) -> String {
    if above < 1.0 {
        say!("higher_than", percent = place(100.0 - above))
    } else {
        say!("lower_than", percent = place(above))
    }
}

/// Where the score of the diagnosis model lies; `below` is the share of normal films with a lower one, 0 to 100.
pub(crate) fn higher_than(below: f64) -> String {
    if below < 1.0 {
        say!("lower_than", percent = place(100.0 - below))
    } else {
        say!("higher_than", percent = place(below))
    }
}

/// Where the score of the modality model lies beside its operating point.
pub(crate) fn beside_point(value: f64, point: f64) -> String {
    if value >= point { say!("above_point") } else { say!("below_point") }
}

/// In whole percent, and never all films: so fine no hundred percentiles are.
fn place(percent: f64) -> String {
    if percent > 99.0 { say!("over_99") } else { format!("{percent:.0}\u{a0}%") }
}

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// What the maps are, and of films that are no upright whole chest films that they may mean nothing.
pub(crate) fn explain_what(is_on_disease: bool) -> String {
    if is_on_disease { say!("explain_what") } else { say!("explain_beside") }
}

/// How far an explanation has come.
pub(crate) fn explain_progress(done: usize, all: usize) -> String {
    say!("explain_progress", percent = percent(done as f64 / all.max(1) as f64))
}

/// What a picture was taken for, and what would come next.
pub(crate) fn taken_for(first: ImageKind, p_first: f64, second: ImageKind, p_second: f64) -> String {
    say!(
        "taken_for",
        first = shown(first),
        p_first = format!("{p_first:.2}"),
        second = shown(second),
        p_second = format!("{p_second:.2}")
    )
}

/// What a picture shows, in the middle of a sentence.
fn shown(shown: ImageKind) -> String {
    match shown {
        ImageKind::Chest => say!("shown_as_chest"),
        ImageKind::Other => say!("shown_as_other"),
        ImageKind::UpsideDown => say!("shown_as_upside_down"),
        ImageKind::Rotated => say!("shown_as_turned"),
        ImageKind::Inverted => say!("shown_as_inverted"),
        ImageKind::Cropped => say!("shown_as_part"),
    }
}

/// How much of the picture is bars beside the film.
pub(crate) fn bars_cut(share: f64) -> String {
    say!("bars_cut", percent = percent(share))
}

/// Where the header and the models do not agree.
pub(crate) fn contradiction(contradiction: &Contradiction) -> String {
    match contradiction {
        Contradiction::LooksLikeChest { attribute, value } => {
            say!("contradiction_chest", attribute = attribute.as_str(), value = value.as_str())
        }
        Contradiction::LooksLikeOther { value } => say!("contradiction_other", value = value.as_str()),
        Contradiction::Lateral { value } => say!("contradiction_lateral", value = value.as_str()),
        Contradiction::Inverted { value } => say!("contradiction_inverted", value = value.as_str()),
    }
}

/// How far a reconstruction is from the film, and from how many normal films of a hundred it is further.
pub(crate) fn redrawn_what(mean: f64, place_among_normal: Option<f64>) -> String {
    let mean = format!("{mean:.3}");
    match place_among_normal {
        Some(percent) => say!("redrawn_what", mean = mean, percent = place(percent)),
        None => say!("redrawn_unplaced", mean = mean),
    }
}

/// Bits of a stored sample.
pub(crate) fn depth(stored: u16, allocated: u16, signed: bool) -> String {
    let bits = say!("depth", stored = stored, allocated = allocated);
    if signed { say!("depth_signed", bits = bits) } else { bits }
}

/// Which of a file's frames is scored.
pub(crate) fn frames(frames: u32) -> String {
    say!("frames", frames = frames)
}

/// Which of a file's frames is shown, counted from 0; all but the first are not what the scores are of.
pub(crate) fn frame(frame: u32, frames: u32) -> String {
    let which = say!("frame", frame = frame + 1, frames = frames);
    if frame > 0 { say!("frame_not_scored", frame = which) } else { which }
}

/// What computes, as a person calls it.
pub(crate) fn backend(is_webgpu: bool) -> String {
    if is_webgpu { webgpu() } else { processor() }
}

/// The processor with so many engines at work on it.
pub(crate) fn processors(engines: usize) -> String {
    if engines > 1 { format!("{} × {engines}", processor()) } else { processor() }
}

/// Engines beside the first, which are there while many films wait.
pub(crate) fn helping(helpers: usize) -> String {
    say!("helping", helpers = helpers)
}

/// How many films of the list are kept for the next visit.
pub(crate) fn session_kept(films: usize) -> String {
    say!("session_kept", films = films)
}

/// How many films are kept where the browser took no more.
pub(crate) fn session_kept_only(films: usize) -> String {
    say!("session_kept_only", films = films)
}

/// Weights on their way.
pub(crate) fn weights_progress(loaded: &str, total: &str) -> String {
    say!("weights_progress", loaded = loaded, total = total)
}

/// An engine that computes, on what, and how long its start took.
pub(crate) fn running(device: &str, time: &str) -> String {
    let ready = say!("running", time = time);
    if device.is_empty() { ready } else { say!("running_on", device = device, ready = ready) }
}

/// What was sent so far; none where nobody counted.
pub(crate) fn sent(bytes: Option<String>) -> String {
    bytes.map_or_else(|| say!("sent_not_counted"), |bytes| say!("sent", bytes = bytes))
}

/// The requests so far.
pub(crate) fn requests(requests: usize, elsewhere: f64) -> String {
    say!("requests", requests = requests, elsewhere = elsewhere)
}

/// The columns of the list of requests.
pub(crate) fn request_columns() -> [String; 4] {
    [say!("request_part"), say!("request_who"), say!("request_from"), say!("request_size")]
}

/// Who asked, by the name that the counter has for it.
pub(crate) fn who_asked(who: &str) -> String {
    match who {
        "page" => say!("who_page"),
        "store" => say!("who_store"),
        "webgpu" => say!("who_webgpu"),
        _ => say!("who_engine"),
    }
}

/// Where an answer came from.
pub(crate) fn came_from(source: ResponseSource) -> String {
    match source {
        ResponseSource::Network => say!("from_network"),
        ResponseSource::Kept => say!("from_store"),
        ResponseSource::Cache => say!("from_cache"),
    }
}

/// Whether the page opens without a network.
pub(crate) fn kept(state: Keeping) -> String {
    match state {
        Keeping::Unable => say!("kept_unable"),
        Keeping::Coming => say!("kept_keeping"),
        Keeping::Kept => say!("kept_kept"),
        Keeping::Room => say!("kept_room"),
        Keeping::Network => say!("kept_network"),
        Keeping::Damaged => say!("kept_damaged"),
        Keeping::Newer => say!("kept_newer"),
    }
}

/// How it goes with what only some need.
pub(crate) fn kept_more(more: More) -> Option<String> {
    match more {
        More::None => None,
        More::Asking => Some(say!("more_asking")),
        More::Room => Some(say!("more_room")),
        More::Network => Some(say!("more_network")),
        More::Damaged => Some(say!("more_damaged")),
    }
}

/// What is kept only when it is used, or asked for.
pub(crate) fn keep_all(bytes: &str) -> String {
    say!("keep_all", bytes = bytes)
}

/// A new version is there; how many films reloading takes off the list.
pub(crate) fn newer_version(films: usize) -> String {
    say!("newer_version", films = films)
}

/// The new version cannot be taken while the page is open in further windows.
pub(crate) fn other_windows(others: u32) -> String {
    say!("other_windows", others = others)
}

/// How long the rest of the list will take.
pub(crate) fn time_left(seconds: f64) -> String {
    match seconds {
        s if s < 60.0 => say!("seconds_left", number = (s / 5.0).ceil() * 5.0),
        s if s < 3600.0 => say!("minutes_left", number = (s / 60.0).round().max(1.0)),
        s => say!("hours_left", number = format!("{:.1}", s / 3600.0)),
    }
}

/// The head of a study: whose, of when, how many films.
pub(crate) fn films_of_study(films: usize) -> String {
    say!("films_of_study", films = films)
}

/// The two rows of the gallery: which films stand in it.
pub(crate) fn gallery_row(by: By, best: bool) -> String {
    match (by, best) {
        (By::Anomaly | By::Vlb, true) => say!("row_alike"),
        (By::Anomaly | By::Vlb, false) => say!("row_unlike"),
        (By::Abnormal, true) => say!("row_least_abnormal"),
        (By::Abnormal, false) => say!("row_most_abnormal"),
        (By::Loss | By::PaperLoss, true) => say!("row_right"),
        (By::Loss | By::PaperLoss, false) => say!("row_wrong"),
    }
}

/// What became of a file of labels.
pub(crate) fn labels_found(labels: usize, films: usize) -> String {
    say!("labels_found", labels = labels, films = films)
}

/// Why a file of labels is not used.
pub(crate) fn labels_failed(detail: &str) -> String {
    say!("labels_failed", detail = detail)
}

/// What a label says of a film.
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

/// Said aloud and shown when WebGPU gives way to the processor.
pub(crate) fn fell_back(reason: &str) -> String {
    say!("fell_back", reason = sentence(reason))
}

/// Said when the processor's engine cannot go on.
pub(crate) fn engine_failed(reason: &str) -> String {
    say!("engine_failed", reason = sentence(reason))
}

/// A DICOMDIR without all of its files.
pub(crate) fn incomplete(missing: usize, files: usize) -> String {
    say!("incomplete", missing = missing, files = files)
}

/// An entry of an archive whose name is not known, counted from 0.
pub(crate) fn entry(number: u32) -> String {
    say!("entry", number = number + 1)
}

/// How far an archive is unpacked.
pub(crate) fn unpacking(done: u32, entries: u32) -> String {
    say!("unpacking", done = done, entries = entries)
}

/// A day, in the language's order.
pub(crate) fn date(year: &str, month: &str, day: &str) -> String {
    say!("date", year = year, month = month, day = day)
}

/// An age in one of DICOM's units (PS3.5, AS).
pub(crate) fn age(number: u32, unit: AgeUnit) -> String {
    match unit {
        AgeUnit::Years => say!("age_years", number = number),
        AgeUnit::Months => say!("age_months", number = number),
        AgeUnit::Weeks => say!("age_weeks", number = number),
        AgeUnit::Days => say!("age_days", number = number),
    }
}

/// What an age is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgeUnit {
    Years,
    Months,
    Weeks,
    Days,
}

/// The columns of the header's table.
pub(crate) fn tag_columns() -> [String; 4] {
    [say!("tag_number"), "VR".to_owned(), say!("tag_name"), say!("tag_value")]
}

/// How many elements of a header are seen.
pub(crate) fn elements(found: usize, all: usize) -> String {
    if found == all { say!("tags_all", all = all) } else { say!("tags_found", found = found, all = all) }
}

/// A length on the film in millimetres.
pub(crate) fn millimetres(mm: f64) -> String {
    if mm < 100.0 { format!("{mm:.1}\u{a0}mm") } else { format!("{mm:.0}\u{a0}mm") }
}

/// A length on the film in pixels.
pub(crate) fn pixels(pixels: f64) -> String {
    format!("{pixels:.0}\u{a0}px")
}

/// An angle in degrees.
pub(crate) fn degrees(degrees: f64) -> String {
    format!("{degrees:.1}°")
}

/// Ends a reason like a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '。']) { text.to_owned() } else { format!("{text}.") }
}
