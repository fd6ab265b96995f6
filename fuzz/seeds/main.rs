//! Writes what fuzzing begins with: the seeds of every target, from what the project makes itself, and the dictionary.

mod containers;
mod dictionary;
mod files;
mod streams;

use std::io::Result;
use std::path::Path;
use std::{env, fs};

/// Seeds of one target: names, and bytes as the target takes them.
type Seeds = Vec<(String, Vec<u8>)>;

/// A choice of the targets for streams: the plainest header.
const PLAIN: u8 = 0;

/// Writes the seeds into the folder that the first argument names, else `fuzz/corpus`, and the dictionary beside the
/// targets. What stands there already is kept.
fn main() -> Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = env::args_os().nth(1).map_or_else(|| here.join("corpus"), Into::into);
    let streams = streams::all();
    let whole = files::films(&streams);
    let mut count = 0;
    for (target, seeds) in streams.into_iter().chain([
        ("container", containers::all()),
        ("dataset", files::data_sets()),
        ("film", whole),
    ]) {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        for (name, bytes) in &seeds {
            fs::write(folder.join(format!("seed-{name}")), bytes)?;
        }
        count += seeds.len();
    }
    println!("{count} seeds in {}", corpus.display());
    fs::write(here.join("dicom.dict"), dictionary::text())
}
