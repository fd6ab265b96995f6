//! Thousands of damaged files: each real film and each golden one cut off, with bytes flipped and with lengths that lie.
//!
//! Each variant must end, in good time, in a film or in an error that is a sentence; a file that is cut off must never
//! be a film unless it is still the whole film. What is changed depends on file and number alone, so every run sees the
//! same.

use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use negatoscope::film::{self, Limits, PixelSummary};
use negatoscope::input;
use negatoscope::input::PaperInput;
use negatoscope_test_support::golden::shared;

use crate::changes::Change;

/// How long one variant may take, unoptimised and beside other work.
const BOUND: Duration = Duration::from_secs(5);

/// After this long without any outcome, something hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of one variant.
struct Outcome {
    what: String,
    took: Duration,
    is_film: bool,
    problem: Option<String>,
}

/// The undamaged file's frame, and what it is where it is a film.
struct Whole {
    frame: u32,
    facts: Option<PixelSummary>,
}

impl Whole {
    fn of(bytes: &[u8], frame: u32) -> Self {
        let film = film::open_frame(bytes.to_vec(), frame, &Limits::default());
        Self { frame, facts: film.ok().map(|film| film.summary()) }
    }
}

/// Opens a variant and looks at all that a film gives.
fn try_variant(what: &str, changed: Vec<u8>, is_cut: bool, whole: &Whole) -> Outcome {
    let start = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| {
        film::open_frame(changed, whole.frame, &Limits::default()).map(|film| {
            let picture = film.picture(0);
            let is_whole_picture = picture.gray.len() == (picture.rows * picture.columns) as usize;
            let input = PaperInput::from_le_bytes(&input::prepare_paper(&film).to_le_bytes());
            (film.summary(), is_whole_picture && input.is_some())
        })
    }));
    let took = start.elapsed();
    let is_film = matches!(result, Ok(Ok(_)));
    let problem = match result {
        Err(_) => Some("a panic".to_owned()),
        Ok(Ok((_, false))) => Some("a film without a picture or an input".to_owned()),
        Ok(Ok((facts, true))) if is_cut && whole.facts.as_ref() != Some(&facts) => {
            Some("a film though its pixels are cut off".to_owned())
        }
        Ok(Err(error)) if !is_sentence(&error.to_string()) => Some(format!("no sentence: {error}")),
        Ok(_) if took > BOUND => Some("too slow".to_owned()),
        Ok(_) => None,
    };
    let problem = problem.map(|problem| format!("{what}: {problem} ({took:?})"));
    Outcome { problem, what: what.to_owned(), took, is_film }
}

/// What is wrong, and what to do about it.
fn is_sentence(message: &str) -> bool {
    let begins_well = message.starts_with(|first: char| first.is_uppercase() || first == '(');
    begins_well && message.ends_with('.') && message.contains(". ") && !message.contains("Error")
}

/// Variants of each kind: fewer of films that take long.
fn of_each(bytes: &[u8]) -> usize {
    match bytes.len() {
        0..50_000 => 16,
        50_000..300_000 => 12,
        300_000..1_000_000 => 7,
        _ => 4,
    }
}

/// What the workers share.
struct Work {
    /// Files not yet begun, with their numbers.
    files: Mutex<Vec<(usize, PathBuf)>>,
    /// What each worker is at, so that a variant that hangs has a name.
    running: Mutex<HashMap<ThreadId, String>>,
}

/// Takes files from the list until it is empty.
fn work(work: &Work, report: &Sender<Outcome>) {
    loop {
        let Some((number, path)) = work.files.lock().expect("no worker panics").pop() else {
            return;
        };
        let bytes = fs::read(&path).expect("file");
        let name = path.file_name().expect("name").to_string_lossy().into_owned();
        let first = Whole::of(&bytes, 0);
        let frames = first.facts.as_ref().map_or(1, |facts| facts.header.frames);
        let wholes = [Whole::of(&bytes, frames - 1), first];
        for (round, change) in Change::all(&bytes, number, of_each(&bytes)).iter().enumerate() {
            let whole = &wholes[round % 2];
            let what = format!("{name} frame {} {change:?}", whole.frame + 1);
            work.running.lock().expect("no worker panics").insert(thread::current().id(), what.clone());
            let is_cut = matches!(change, Change::Cut { .. });
            if report.send(try_variant(&what, change.applied(&bytes), is_cut, whole)).is_err() {
                return;
            }
        }
    }
}

#[test]
fn damaged_films_end_in_good_time_in_a_film_or_a_sentence() {
    let Some((real, golden)) = shared("dicom").zip(shared("golden")) else {
        return;
    };
    let entries = [real, golden].into_iter().flat_map(|folder| fs::read_dir(folder).expect("folder"));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("file").path()).collect();
    paths.retain(|path| path.extension().is_none_or(|extension| extension == "dcm"));
    paths.sort();
    let count = paths.len();
    let files = Mutex::new(paths.into_iter().enumerate().collect());
    let shared_work = Arc::new(Work { files, running: Mutex::default() });
    let (report, outcomes) = channel();
    for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
        let (shared_work, report) = (Arc::clone(&shared_work), report.clone());
        thread::spawn(move || work(&shared_work, &report));
    }
    drop(report);
    let (mut variants, mut films, mut worst) = (0, 0, (Duration::ZERO, String::new()));
    let mut problems = Vec::new();
    loop {
        match outcomes.recv_timeout(PATIENCE) {
            Ok(outcome) => {
                variants += 1;
                films += usize::from(outcome.is_film);
                if outcome.took > worst.0 {
                    worst = (outcome.took, outcome.what);
                }
                problems.extend(outcome.problem);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                panic!("one of these hangs: {:#?}", shared_work.running.lock().expect("no worker panics"));
            }
        }
    }
    println!("{variants} variants of {count} files: {films} films, {} errors", variants - films);
    println!("the slowest took {:.2?}: {}", worst.0, worst.1);
    assert!(problems.is_empty(), "{} problems: {problems:#?}", problems.len());
    assert!(variants > 5000, "{variants}: a worker stopped");
}
