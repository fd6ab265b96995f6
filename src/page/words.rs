//! Every word of the page, in one place, so that another language is another copy of this file.
//!
//! Words are modest: a film "looks" normal or "needs review", and nothing is ever found.

use super::order::{Only, Order};
use crate::calibration::CalibrationError;
use crate::verdict::{Reason, Verdict};

pub(crate) const NAME: &str = "Negatoscope";
pub(crate) const PRIVACY: &str = "Films stay on this device. Nothing is sent.";

// First sight and adding films.
pub(crate) const DROP_TITLE: &str = "Drop chest X-ray films here";
pub(crate) const DROP_TITLE_COMPACT: &str = "Add films";
pub(crate) const DROP_HINT: &str = "or press to choose files";
pub(crate) const DROP_WHAT: &str =
    "Each film is read and shown as on a viewing station, then read by three small models on this device.";
pub(crate) const DROP_KINDS: &str =
    "DICOM with or without extension, PNG, JPEG; files, whole folders, ZIP archives, DICOMDIR.";
pub(crate) const DROP_VEIL: &str = "Let go to add the films";
pub(crate) const CHOOSE_FOLDER: &str = "Choose a folder";
pub(crate) const TRY_SAMPLE: &str = "Try a synthetic film";
pub(crate) const SAMPLE_MISSING: &str = "The sample film could not be fetched from this page's own address.";

// The list.
pub(crate) const FILMS: &str = "Films";
pub(crate) const EXPORT: &str = "Export JSON";
pub(crate) const EXPORT_HINT: &str = "One JSON object a line, as `negatoscope score --json` prints";
pub(crate) const EXPORT_CSV: &str = "CSV";
pub(crate) const EXPORT_CSV_HINT: &str = "A table of all films for a spreadsheet";
pub(crate) const SEARCH: &str = "Search names";
pub(crate) const ONLY: &str = "Which films";
pub(crate) const ORDER: &str = "Order";
pub(crate) const NONE_SEEN: &str = "No film of the list answers to this.";
pub(crate) const CLEAR: &str = "Remove all films from the list";
pub(crate) const REMOVE: &str = "Remove this film from the list";
pub(crate) const STOP: &str = "Stop";
pub(crate) const STOP_HINT: &str = "Remove the films that wait";
pub(crate) const WAITING: &str = "Waiting";
pub(crate) const UNPACKING: &str = "Archive";
pub(crate) const READING: &str = "Reading";
pub(crate) const SCORING: &str = "Scoring";
pub(crate) const FAILED: &str = "Not read";
pub(crate) const SCORED: &str = "Scored";
pub(crate) const DETAIL: &str = "Technical detail";

// The film.
pub(crate) const PREVIOUS: &str = "Previous film";
pub(crate) const NEXT: &str = "Next film";
pub(crate) const INVERT: &str = "Invert";
pub(crate) const INVERTED: &str = "inverted";
pub(crate) const OTHER_WAY_UP: &str =
    "turned or mirrored for looking; the scores are those of the film as it is";
pub(crate) const RESET: &str = "As first shown: own window, as large as fits";
pub(crate) const OVERLAY: &str = "Graphics drawn over the film";
pub(crate) const WINDOW: &str = "Window";
pub(crate) const WINDOW_AUTOMATIC: &str = "Own grey levels";
pub(crate) const PREVIOUS_FRAME: &str = "Previous frame";
pub(crate) const NEXT_FRAME: &str = "Next frame";
pub(crate) const IN_DOUBT: &str = "Look twice";
pub(crate) const LOSSY: &str = "lossy compression";
pub(crate) const FILM_FAILED: &str = "This file could not be read as a film";
pub(crate) const NO_PICTURE: &str = "The picture could not be read again";

// The report.
pub(crate) const REPORT: &str = "Report";
pub(crate) const P_CHEST: &str = "Chest film";
pub(crate) const ANOMALY: &str = "Unlike normal films";
pub(crate) const P_ABNORMAL: &str = "Abnormal";
pub(crate) const PROBABILITY: &str = "probability";
pub(crate) const PERCENTILE: &str = "percentile";
pub(crate) const LESS_ALIKE: &str = "less alike";
pub(crate) const MORE_ALIKE: &str = "more alike";
pub(crate) const UNLIKE_LIMIT: &str = "99th percentile";
pub(crate) const NO_CARD: &str =
    "The model card could not be loaded, so nothing can be said of what the models see.";
pub(crate) const FACTS: &str = "What the file says";
pub(crate) const DETAILS: &str = "Details of the scores";
pub(crate) const SHOWN_UPSIDE_DOWN: &str = "P(upside down)";
pub(crate) const SHOWN_TURNED: &str = "P(turned)";
pub(crate) const SHOWN_INVERTED: &str = "P(inverted)";
pub(crate) const SHOWN_PART: &str = "P(only a part)";
pub(crate) const ANOMALY_RAW: &str = "Anomaly (raw)";
pub(crate) const LOG_ODDS: &str = "Log odds (raw)";
pub(crate) const COMPUTED_BY: &str = "Computed by";
pub(crate) const READ_IN: &str = "Read in";
pub(crate) const DRAWN_IN: &str = "Drawn in";
pub(crate) const SCORED_IN: &str = "Scored in";
pub(crate) const WEIGHTS: &str = "Weights";
pub(crate) const MODALITY: &str = "Modality";
pub(crate) const VIEW: &str = "View";
pub(crate) const BODY_PART: &str = "Body part";
pub(crate) const SIZE: &str = "Size";
pub(crate) const DEPTH: &str = "Depth";
pub(crate) const SPACING: &str = "Pixel spacing";
pub(crate) const PHOTOMETRIC: &str = "Photometric";
pub(crate) const ENCODING: &str = "Encoding";
pub(crate) const TRANSFER_SYNTAX: &str = "Transfer syntax";
pub(crate) const FRAMES: &str = "Frames";
pub(crate) const COMPRESSION: &str = "Compression";
pub(crate) const NOT_SCORED: &str = "Not scored";
pub(crate) const SOP_INSTANCE: &str = "SOP instance";
pub(crate) const NOT_GIVEN: &str = "not given";

// The paper's models.
pub(crate) const PAPER: &str = "The paper\u{2019}s models (2017)";
pub(crate) const PAPER_OFF: &str = "Three older models after the paper that this project began with. Switched on, 30 MB are \
     fetched once, and every film of the list is scored by them too. The verdict does not depend on them.";
pub(crate) const PAPER_ON: &str = "They see the film at 100 × 100 pixels, and the verdict does not depend on them. \
     Grey: where normal films lie.";
pub(crate) const PAPER_WAITS: &str = "They start after the engine.";
pub(crate) const VLB: &str = "Likeness to normal";
pub(crate) const VLB_SHORT: &str = "VLB";
pub(crate) const P_CR: &str = "Chest radiograph";
pub(crate) const PAPER_ABNORMAL: &str = "Abnormal";
pub(crate) const NATS: &str = "nats";
pub(crate) const REFERENCE_LIMIT: &str = "2.5th percentile";
pub(crate) const LOG_LIKELIHOOD: &str = "Log-likelihood";
pub(crate) const KL: &str = "KL divergence";

/// Why the paper's models cannot be used.
pub(crate) fn paper_failed(reason: &str) -> String {
    format!("The paper's models cannot be used: {} The other models go on.", sentence(reason))
}

/// The probability at and above which a model of the paper's says yes.
pub(crate) fn operating_point(point: f64) -> String {
    format!("operating point {point:.3}")
}

// The bar and its sheets.
pub(crate) const MODEL_CARD: &str = "Model card";
pub(crate) const MODEL_CARD_LONG: &str = "Model card and calibration";
pub(crate) const HELP: &str = "Keys and help";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const DISMISS: &str = "Dismiss";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const PROCESSOR: &str = "Processor";
pub(crate) const WEBGPU: &str = "WebGPU";
pub(crate) const ENGINE_LOADING: &str = "Engine loading";
pub(crate) const ENGINE_TESTING: &str = "Self-test";
pub(crate) const ENGINE_STOPPED: &str = "No engine";
pub(crate) const READS_FILMS: &str = "reads films, does not score";
pub(crate) const NOT_STARTED: &str = "not started";

// The model card.
pub(crate) const CARD_VERDICTS: &str = "Verdicts on test films";
pub(crate) const CARD_KIND: &str = "Chest film or not, and how it lies";
pub(crate) const CARD_NOVELTY: &str = "Unlike normal films";
pub(crate) const CARD_DISEASE: &str = "Normal or abnormal";
pub(crate) const CARD_MODALITY: &str = "Chest radiograph or not";
pub(crate) const CARD_VAE: &str = "Likeness to normal films";
pub(crate) const CARD_DIAGNOSIS: &str = "Normal or abnormal";
pub(crate) const NORMAL_FILMS: &str = "normal films";
pub(crate) const ABNORMAL_FILMS: &str = "abnormal films";
pub(crate) const FLAG_COLUMNS: [&str; 4] =
    ["What was done to test films", "Films", "Flagged", "Rightly named"];
pub(crate) const RELIABILITY: &str = "Probability of abnormal, and share of films that were";
pub(crate) const RELIABILITY_SAID: &str = "probability said";
pub(crate) const RELIABILITY_WAS: &str = "share abnormal";
pub(crate) const CARD_LIMITS: &str = "What the models cannot do";
pub(crate) const CARD_DATA: &str = "Films they were trained on";
pub(crate) const CARD_FILMS: &str = "Films:";
pub(crate) const CARD_COLUMNS: [&str; 8] = [
    "Test films",
    "Positive / negative",
    "AUROC (95 % interval)",
    "Sensitivity",
    "Specificity",
    "Balanced accuracy",
    "Accuracy",
    "Larger class alone",
];

/// What the verdicts missed in a group of films.
pub(crate) fn outcome(reviewed: f64, missed: f64, error: f64) -> String {
    format!(
        "Of the normal films {:.0}\u{a0}% were sent to review, of the abnormal ones {:.0}\u{a0}% were called normal. The \
         probabilities are off by {error:.3} on average (expected calibration error).",
        reviewed * 100.0,
        missed * 100.0
    )
}

/// A point of the plot of reliability.
pub(crate) fn reliability_point(said: f64, was: f64, films: usize) -> String {
    format!("{films} films with a probability of about {said:.2}: {:.0}\u{a0}% were abnormal", was * 100.0)
}

// Calibration.
pub(crate) const CALIBRATION: &str = "Calibration";
pub(crate) const CALIBRATION_WHAT: &str = "Films of another hospital may score otherwise. Put about a hundred normal films of \
     your own in the list, and nothing else, then calibrate: the limits are fitted to them, on this device.";
pub(crate) const CALIBRATE: &str = "Calibrate on the films of the list";
pub(crate) const CALIBRATION_SAVE: &str = "Save";
pub(crate) const CALIBRATION_LOAD: &str = "Load";
pub(crate) const CALIBRATION_RESET: &str = "As shipped";
pub(crate) const CALIBRATION_NOT_KEPT: &str =
    "This browser does not keep it for the next visit: save it to a file.";
pub(crate) const OWN_FILMS: &str = "own films";

/// Whose films the numbers were fitted on.
pub(crate) fn calibrated_on(normal_films: usize, site: &str) -> String {
    format!("Calibrated on {normal_films} normal films: {site}.")
}

/// Why a calibration is not used.
pub(crate) fn calibration_failed(error: &CalibrationError) -> String {
    match error {
        CalibrationError::TooFew { found } => format!(
            "The list holds {found} scored chest films: at least {} normal ones are needed, a hundred are better.",
            crate::calibration::Calibration::LEAST
        ),
        CalibrationError::OtherWeights { made_for, .. } => {
            format!(
                "That calibration was made for other weights ({made_for}) and is not used: calibrate again."
            )
        }
        CalibrationError::Json(detail) => {
            format!(
                "That file holds no calibration ({detail}): choose one that was saved here or by the program."
            )
        }
    }
}

/// A source of films in a line.
pub(crate) fn source(films: usize, licence: &str) -> String {
    format!("{films} films, {licence}")
}

/// Keys and what they do.
pub(crate) const KEYS: [(&str, &str); 18] = [
    ("Drag", "Window: across for its width, down for its centre"),
    ("Wheel", "Enlarge where the pointer is; two fingers on a touch screen, + and - on the keyboard"),
    ("Shift Drag", "Move the enlarged film; the middle button does it too"),
    ("R", "As first shown; a double click fits the film to the window"),
    (", .", "Turn the film left and right, for looking only"),
    ("H", "Mirror the film, for looking only"),
    ("↑ ↓", "Previous and next film"),
    ("PgUp PgDn", "Previous and next frame"),
    ("1 … 9", "The file's own windows; 0 for the film's own grey levels"),
    ("G", "Show or hide graphics drawn over the film"),
    ("I", "Invert the film"),
    ("O", "Choose files"),
    ("Delete", "Remove the film from the list"),
    ("E", "Export the reports as JSON lines"),
    ("L", "Fold the list of films"),
    ("P", "Fold the report"),
    ("?", "This sheet"),
    ("Esc", "Close a sheet"),
];
/// How to use the page, and how far to trust it.
pub(crate) const HELP_TEXT: [&str; 4] = [
    "Drop files or folders anywhere on the window. Each film is decoded, shown, and read on this device by three models: is \
     it a chest film and how does it lie, is it unlike normal films, and is it abnormal. Together they give one of four \
     words. \u{201c}Unsure\u{201d} is one of them, and is meant.",
    "The models see the film reduced to 224 × 224 pixels. Fine shadows are lost at that size: a verdict sorts films, it does \
     not read them.",
    "Films of another hospital may score otherwise: calibrate on your own normal films, in the sheet of the model card.",
    "Add ?backend=cpu or ?backend=webgpu to the address to choose what computes, and ?paper=on to have the paper\u{2019}s \
     models beside the others.",
];

/// The verdict, as headline and as a row of the list has room for.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotAChestFilm => "Not a chest film",
        Verdict::LooksNormal => "Looks normal",
        Verdict::NeedsReview => "Needs review",
        Verdict::Unsure => "Unsure",
    }
}

/// Why, in a sentence or two.
pub(crate) fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::Blank => "Every pixel has the same value: nothing is shown.",
        Reason::OtherPicture => {
            "It looks like another picture than a frontal chest film. The other numbers do not apply."
        }
        Reason::UpsideDown => "The film seems to lie with its feet up. Turn it and add it again.",
        Reason::Turned => "The film seems to be turned by a right angle. Turn it and add it again.",
        Reason::Inverted => "Bones seem dark and air bright. Invert the file and add it again.",
        Reason::Part => "Only a part of a chest seems to be seen. The models know whole films.",
        Reason::Unclear => "It is unclear what the picture shows. The models know upright whole chest films.",
        Reason::Abnormal => {
            "Its probability of abnormal lies above the upper limit, where few normal films lie."
        }
        Reason::Between => {
            "Its probability of abnormal lies between the two limits: it speaks for neither side."
        }
        Reason::UnlikeNormal => {
            "Nothing abnormal was recognised, but the film is less like normal films than nearly all of them."
        }
        Reason::Normal => {
            "Its probability of abnormal lies below the lower limit, where few abnormal films lie. Disease is not ruled out."
        }
    }
}

/// What the strips show, and whose films the numbers were fitted on.
pub(crate) fn legend(normal_films: usize, site: &str) -> String {
    format!("White: this film. Dashed: the limits of the verdict. {}", calibrated_on(normal_films, site))
}

/// The limit of the verdict on one side.
pub(crate) fn limit(limit: f64) -> String {
    format!("limit {limit:.3}")
}

/// The limits of the verdict on both sides.
pub(crate) fn unsure_between([below, above]: [f64; 2]) -> String {
    format!("unsure from {below:.3} to {above:.3}")
}

/// Where the probability of a chest film lies.
pub(crate) fn beside_chest_limit(is_chest: bool) -> &'static str {
    if is_chest { "Taken for a chest film" } else { "Taken for another picture" }
}

/// Where the probability of abnormal lies.
pub(crate) fn beside_limits(value: f64, [below, above]: [f64; 2]) -> &'static str {
    if value > above {
        "Above both limits"
    } else if value < below {
        "Below both limits"
    } else {
        "Between the limits"
    }
}

/// Where a film lies among normal films, 0 to 100, the most alike at 0.
pub(crate) fn less_alike_than(percentile: f64) -> String {
    if percentile < 1.0 { place("More alike", 100.0 - percentile) } else { place("Less alike", percentile) }
}

/// Which films of the list are seen.
pub(crate) fn only(only: Only) -> &'static str {
    match only {
        Only::All => "All films",
        Only::With(shown) => verdict(shown),
        Only::Failed => FAILED,
    }
}

/// The order of the list.
pub(crate) fn order(order: Order) -> &'static str {
    match order {
        Order::Added => "As added",
        Order::Abnormal => "Abnormal first",
        Order::Unlike => "Unlike first",
        Order::Name => "By name",
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
    let (worst, best) = (format!("{:.0}", worst * 100.0), format!("{:.0}", best * 100.0));
    let times = if worst == best { worst } else { format!("{worst} to {best}") };
    let warning = if by_chance { " Of some films it says no more than chance." } else { "" };
    format!(
        "On test films, by their source, it ranked the abnormal one of two higher {times} times in 100 (50 is chance).{warning}"
    )
}

/// Where a VLB lies; `above` is the share of normal films with a higher one, 0 to 100.
pub(crate) fn lower_than(above: f64) -> String {
    if above < 1.0 { place("Higher", 100.0 - above) } else { place("Lower", above) }
}

/// Where the score of the diagnosis model lies; `below` is the share of normal films with a lower one, 0 to 100.
pub(crate) fn higher_than(below: f64) -> String {
    if below < 1.0 { place("Lower", 100.0 - below) } else { place("Higher", below) }
}

/// Where the score of the modality model lies beside its operating point.
pub(crate) fn beside_point(value: f64, point: f64) -> &'static str {
    if value >= point { "At or above the operating point" } else { "Below the operating point" }
}

/// In whole percent, and never all films: so fine no hundred percentiles are.
fn place(side: &str, percent: f64) -> String {
    if percent > 99.0 {
        format!("{side} than over 99\u{a0}% of normal films")
    } else {
        format!("{side} than {percent:.0}\u{a0}% of normal films")
    }
}

/// Bits of a stored sample.
pub(crate) fn depth(stored: u16, allocated: u16, signed: bool) -> String {
    format!("{stored} of {allocated} bits{}", if signed { ", signed" } else { "" })
}

/// Which of a file's frames is scored.
pub(crate) fn frames(frames: u32) -> String {
    format!("{frames}, the first is scored")
}

/// Which of a file's frames is shown, counted from 0; all but the first are not what the scores are of.
pub(crate) fn frame(frame: u32, frames: u32) -> String {
    format!("frame {} of {frames}{}", frame + 1, if frame > 0 { ", not scored" } else { "" })
}

/// What computes, as a person calls it.
pub(crate) fn backend(webgpu: bool) -> &'static str {
    if webgpu { WEBGPU } else { PROCESSOR }
}

/// Weights on their way.
pub(crate) fn weights_progress(loaded: &str, total: &str) -> String {
    format!("Weights {loaded} of {total}")
}

/// An engine that computes, on what, and how long its start took.
pub(crate) fn running(device: &str, time: &str) -> String {
    let device = if device.is_empty() { String::new() } else { format!("{device}, ") };
    format!("{device}self-test passed, ready in {time}")
}

/// How many films are finished.
pub(crate) fn progress(finished: usize, all: usize) -> String {
    if finished == all { format!("{all}") } else { format!("{finished} of {all}") }
}

/// Said aloud and shown when WebGPU gives way to the processor.
pub(crate) fn fell_back(reason: &str) -> String {
    format!("WebGPU is not used: {} Scores come from the processor.", sentence(reason))
}

/// Said when the processor's engine cannot go on.
pub(crate) fn engine_failed(reason: &str) -> String {
    format!("Films cannot be scored: {}", sentence(reason))
}

/// A DICOMDIR without all of its files.
pub(crate) fn incomplete(missing: usize, files: usize) -> String {
    format!(
        "This is a DICOMDIR, the table of contents of a medium. Of the {files} files that it names, {missing} are not in \
         the list: drop the whole folder in which it lies."
    )
}

/// An entry of an archive whose name is not known, counted from 0.
pub(crate) fn entry(number: u32) -> String {
    format!("entry {}", number + 1)
}

/// How far an archive is unpacked.
pub(crate) fn unpacking(done: u32, entries: u32) -> String {
    format!("Unpacking, {done} of {entries}")
}

/// Ends a reason like a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '。']) { text.to_owned() } else { format!("{text}.") }
}

// Errors that arise in the page itself: what, where, what to do.
pub(crate) const UNREADABLE: &str = "The browser could not read this file from the disk. It may have been moved, changed or \
     locked since it was added: add it again.";
pub(crate) const NO_FILMS: &str =
    "This archive holds no DICOM file and no PNG or JPEG picture: choose the one that holds the films.";
pub(crate) const NOT_DRAWN: &str =
    "The browser could not draw this film: it may be larger than this device's memory allows.";
pub(crate) const CRASHED: &str = "The engine stopped while it worked on this file and was started again. The file may be damaged \
     or too large for this device's memory.";
pub(crate) const TOO_SLOW: &str = "The engine gave no answer on this file for two minutes and was started again. The file may be \
     damaged.";
pub(crate) const NOT_SOUND: &str = "The engine gave scores that are not numbers. Reload the page; if it happens again, the weights \
     may be damaged.";
pub(crate) const NO_LOAD: &str = "The engine could not be loaded. Check the connection and try again.";
pub(crate) const RESTARTED_TOO_OFTEN: &str = "The engine stopped several times in a row.";
pub(crate) const GPU_CRASHED: &str = "its engine stopped";
pub(crate) const GPU_SILENT: &str = "its engine gave no answer";
pub(crate) const GPU_NOT_SOUND: &str = "it gave scores that are not numbers";
pub(crate) const GPU_NO_ADAPTER: &str = "this browser offers no WebGPU adapter";
pub(crate) const BAD_MESSAGE: &str = "The engine and the page are of different versions. Reload the page.";
