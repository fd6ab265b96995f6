//! `negatoscope bench`: the time of each stage, from the bytes of one large film to its scores.

mod decoding;

use std::hint::black_box;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use serde::Serialize;

use crate::film;
use crate::film::Limits;
use crate::input;
use crate::native::device::{DeviceChoice, ModelWeights, block_on, load_models};
use crate::native::outcome::Outcome;
use crate::native::weights::WeightsArgs;
use crate::phantom;
use crate::phantom::Encoding;

/// Arguments of `bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchArgs {
    /// Number of runs of each stage; the median is reported.
    #[arg(long, default_value_t = 9)]
    runs: usize,
    /// Height of the film in pixels.
    #[arg(long, default_value_t = 2500)]
    rows: u32,
    /// Width of the film in pixels.
    #[arg(long, default_value_t = 2048)]
    columns: u32,
    /// Measure only the decoding of these films and folders of films.
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with_all = ["rows", "columns"])]
    decode: Vec<PathBuf>,
    /// Print JSON instead of a table; JSON Lines with --decode.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    weights: WeightsArgs,
}

/// Time of a stage.
#[derive(Serialize)]
struct StageTiming {
    stage: String,
    median_ms: f64,
    least_ms: f64,
    most_ms: f64,
}

pub(crate) fn run(args: &BenchArgs) -> Outcome {
    if !args.decode.is_empty() {
        return decoding::run(&args.decode, args.runs, args.json);
    }
    let phantom = phantom::draw(1, args.rows, args.columns, false);
    let mut stages = Vec::new();
    let mut measure =
        |stage: &str, work: &mut dyn FnMut()| stages.push(measure_stage(stage, args.runs, work));
    for (name, encoding) in [("uncompressed", Encoding::Explicit), ("deflated", Encoding::Deflated)] {
        let bytes = phantom.to_dicom(encoding)?;
        measure(&format!("read and decode, {name}"), &mut || {
            black_box(film::open(bytes.clone(), &Limits::default()).is_ok());
        });
    }
    let mut film = film::open(phantom.to_dicom(Encoding::Explicit)?, &Limits::default())?;
    measure("LUTs and window to 8 bits", &mut || {
        black_box(film.picture(0));
    });
    measure("input, 100 x 100", &mut || {
        black_box(input::prepare_paper(&film));
    });
    measure("square, 224 x 224", &mut || {
        black_box(input::prepare_release(&film));
    });
    let (release, paper) = (args.weights.release()?, args.weights.paper()?);
    let weights = ModelWeights { release: &release, paper: Some(&paper) };
    let models = load_models(DeviceChoice::Cpu, 1, &weights)?;
    let inputs = input::prepare(&mut film);
    measure("the release models, processor", &mut || {
        black_box(block_on(models.release.read(&inputs.release)).is_ok());
    });
    if let Some(paper) = &models.paper {
        measure("the paper's models, processor", &mut || {
            black_box(block_on(paper.score(&inputs.paper)).is_ok());
        });
    }
    if args.json {
        println!("{}", serde_json::to_string(&stages)?);
    } else {
        println!(
            "{} x {} film, 12 bits in 16, {} runs after a warm-up\n",
            args.rows, args.columns, args.runs
        );
        println!("{:>10} {:>10} {:>10}  STAGE", "median ms", "minimum", "maximum");
        for s in &stages {
            println!("{:>10.2} {:>10.2} {:>10.2}  {}", s.median_ms, s.least_ms, s.most_ms, s.stage);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn measure_stage(stage: &str, runs: usize, work: &mut dyn FnMut()) -> StageTiming {
    work(); // warm
    let mut times = (0..runs.max(1))
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect::<Vec<_>>();
    times.sort_by(f64::total_cmp);
    StageTiming {
        stage: stage.to_owned(),
        median_ms: times[times.len() / 2],
        least_ms: times[0],
        most_ms: times[times.len() - 1],
    }
}
