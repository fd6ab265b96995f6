//! `negatoscope phantom`: a folder of synthetic chest films, and of other pictures, to try and train on without patient
//! data.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::{ParallelProgressIterator, ProgressBar};
use rayon::prelude::*;

use crate::native::outcome::Outcome;
use crate::phantom;
use crate::phantom::Phantom;

/// Arguments of `phantom`.
#[derive(Debug, clap::Args)]
pub(crate) struct PhantomArgs {
    /// Output folder for the films and their labels.csv.
    dir: PathBuf,
    /// Number of films; every other one has lesions.
    #[arg(long, default_value_t = 20)]
    count: u64,
    /// Number of additional images that are not chest films: waves and rings, as PNG. The model of the image kind needs
    /// both to train on.
    #[arg(long, default_value_t = 0)]
    others: u64,
    /// Random seed; the same seed generates the same films.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Height of a film in pixels.
    #[arg(long, default_value_t = 640, value_parser = clap::value_parser!(u32).range(64..=8192))]
    rows: u32,
    /// Width of a film in pixels.
    #[arg(long, default_value_t = 576, value_parser = clap::value_parser!(u32).range(64..=8192))]
    columns: u32,
}

/// A row of labels.csv, in the columns that `train` reads.
#[derive(serde::Serialize)]
struct PhantomRow {
    file: String,
    source: &'static str,
    patient_id: String,
    view: &'static str,
    modality: &'static str,
    body_part: &'static str,
    findings: String,
    label: &'static str,
    split: &'static str,
    release_training: &'static str,
    licence: &'static str,
}

const LICENCE: &str = "drawn by negatoscope, MIT OR Apache-2.0";

pub(crate) fn run(args: &PhantomArgs) -> Outcome {
    fs::create_dir_all(&args.dir)?;
    let bar = ProgressBar::new(args.count);
    let rows = (0..args.count)
        .into_par_iter()
        .progress_with(bar)
        .map(|i| {
            let seed = args.seed.wrapping_mul(1_000_000).wrapping_add(i);
            let film = phantom::draw(seed, args.rows, args.columns, i % 2 == 1);
            let file = format!("phantom-{seed:09}.dcm");
            let bytes = film.to_dicom(phantom::Encoding::Explicit).map_err(|error| error.to_string())?;
            fs::write(args.dir.join(&file), bytes).map_err(|error| format!("{file}: {error}"))?;
            Ok(row(&film, file))
        })
        .collect::<Result<Vec<_>, String>>()?;
    let others = (0..args.others).map(|i| other_picture(args, i)).collect::<Result<Vec<_>, String>>()?;
    let mut table = csv::Writer::from_path(args.dir.join("labels.csv"))?;
    for row in rows.iter().chain(&others) {
        table.serialize(row)?;
    }
    table.flush()?;
    let pictures = if others.is_empty() { String::new() } else { format!(", {} other images", others.len()) };
    println!("{} films{pictures} and labels.csv in {}", rows.len(), args.dir.display());
    Ok(ExitCode::SUCCESS)
}

/// Waves or rings, each of another width and direction.
fn other_picture(args: &PhantomArgs, i: u64) -> Result<PhantomRow, String> {
    const SIDE: u32 = 256;
    let seed = args.seed.wrapping_mul(1_000_000).wrapping_add(i);
    let (sin, cos) = (i as f32 * 2.4).sin_cos(); // a golden angle apart
    let width = 2.0 + (i % 23) as f32;
    let picture = image::GrayImage::from_fn(SIDE, SIDE, |x, y| {
        let (x, y) = (x as f32 - SIDE as f32 / 2.0, y as f32 - SIDE as f32 / 2.0);
        let place = if i.is_multiple_of(2) { x * cos + y * sin } else { x.hypot(y) };
        image::Luma([(128.0 + 100.0 * (place / width).sin()) as u8])
    });
    let file = format!("picture-{seed:09}.png");
    picture.save(args.dir.join(&file)).map_err(|error| format!("{file}: {error}"))?;
    Ok(PhantomRow {
        file,
        source: "synthetic pictures",
        patient_id: format!("PICTURE-{seed}"),
        view: "",
        modality: "OT",
        body_part: "",
        findings: String::new(),
        label: "not_chest_radiograph",
        split: "",
        release_training: "yes",
        licence: LICENCE,
    })
}

fn row(film: &Phantom, file: String) -> PhantomRow {
    let findings = film.lesions.iter().map(|lesion| lesion.kind.name()).collect::<Vec<_>>();
    PhantomRow {
        file,
        source: "synthetic phantom",
        patient_id: format!("PHANTOM-{}", film.seed),
        view: "PA",
        modality: "CR",
        body_part: "CHEST",
        label: if findings.is_empty() { "normal" } else { "abnormal" },
        findings: findings.join(" "),
        split: "", // drawn by patient
        release_training: "yes",
        licence: LICENCE,
    }
}
