//! `negatoscope bench --decode`: the time from the bytes of a file to its samples, film by film.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use crate::film;
use crate::film::{Film, FilmError, Limits, PixelSummary};
use crate::native::load::opened_file::OpenedFile;
use crate::native::load::paths::{files, open_each};
use crate::native::outcome::{Outcome, exit_code_of_films};
use crate::report::ErrorReport;

/// A film's times, and what tells whether another decoder came to the same samples.
#[derive(Serialize)]
struct DecodingTiming {
    file: String,
    /// Size of the file, 10^6 bytes.
    megabytes: f64,
    /// Pixels of the frame, 10^6.
    megapixels: f64,
    median_ms: f64,
    /// Each run, in order.
    times_ms: Vec<f64>,
    #[serde(flatten)]
    facts: PixelSummary,
}

pub(super) fn run(paths: &[PathBuf], runs: usize, json: bool) -> Outcome {
    let (mut decoded, mut failed) = (0, 0);
    if !json {
        println!("{:>10} {:>8} {:>8}  ENCODING, FILE", "median ms", "MB", "Mpx/s");
    }
    open_each(&files(paths), |OpenedFile { name, bytes }| -> Result<(), Box<dyn Error>> {
        let decoding = bytes.and_then(|bytes| measure(&name, &bytes, runs.max(1)).map_err(ErrorReport::from));
        match decoding {
            Ok(decoding) => {
                decoded += 1;
                print(&decoding, json)?;
            }
            Err(error) => {
                failed += 1;
                eprintln!("negatoscope: {name}: {}", error.message);
            }
        }
        Ok(())
    })?;
    Ok(exit_code_of_films(decoded + failed, failed))
}

/// Decodes a film once to warm up and then `runs` times.
fn measure(name: &str, bytes: &[u8], runs: usize) -> Result<DecodingTiming, FilmError> {
    let (_, film) = decode(bytes)?;
    let facts = film.summary();
    drop(film);
    let times_ms = (0..runs).map(|_| decode(bytes).map(|(ms, _)| ms)).collect::<Result<Vec<_>, _>>()?;
    let mut sorted = times_ms.clone();
    sorted.sort_by(f64::total_cmp);
    Ok(DecodingTiming {
        file: name.to_owned(),
        megabytes: bytes.len() as f64 / 1e6,
        megapixels: f64::from(facts.header.rows) * f64::from(facts.header.columns) / 1e6,
        median_ms: sorted[sorted.len() / 2],
        times_ms,
        facts,
    })
}

/// A film and the milliseconds it took. The copy of the bytes that a film consumes is made before the clock starts.
fn decode(bytes: &[u8]) -> Result<(f64, Film), FilmError> {
    let bytes = bytes.to_vec();
    let started = Instant::now();
    let film = film::open(bytes, &Limits::default())?;
    Ok((started.elapsed().as_secs_f64() * 1e3, film))
}

fn print(decoding: &DecodingTiming, json: bool) -> Result<(), serde_json::Error> {
    if json {
        println!("{}", serde_json::to_string(decoding)?);
        return Ok(());
    }
    let DecodingTiming { file, megabytes, megapixels, median_ms, facts, .. } = decoding;
    let speed = megapixels / median_ms * 1e3;
    println!(
        "{median_ms:>10.2} {megabytes:>8.2} {speed:>8.1}  {}, {file}",
        facts.header.transfer_syntax_name
    );
    Ok(())
}
