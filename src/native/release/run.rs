//! `negatoscope release`: builds the release weights, or with `--paper` those of the paper's models.

use std::fs;

use super::args::ReleaseArgs;
use super::{paper_models, release_models};
use crate::native::outcome::Outcome;

pub(crate) fn run(args: &ReleaseArgs) -> Outcome {
    fs::create_dir_all(&args.out)?;
    let device = args.device.open()?;
    if args.paper { paper_models::build(args, &device) } else { release_models::build(args, &device) }
}
